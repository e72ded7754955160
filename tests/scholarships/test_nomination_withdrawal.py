"""The coded reasons of withdrawals."""

from khfund.scholarships.nomination_withdrawal import WITHDRAWAL_NAMES, WithdrawalCode


def test_each_code_has_its_words():
    assert WITHDRAWAL_NAMES.keys() == set(WithdrawalCode)
