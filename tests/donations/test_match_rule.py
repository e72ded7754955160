from __future__ import annotations

import pytest

from khfund.donations.match_rule import RuleUnknownError, Sign, signs_of, switch_rule
from khfund.donations.sender import Sender
from tests.builders import an_office


def test_a_whole_account_is_a_sign_of_its_own_a_masked_one_needs_the_name_beside_it():
    assert list(signs_of(Sender("0123456789", "lo van an"))) == [
        (Sign.ACCOUNT, "0123456789"),
        (Sign.NAME, "lo van an"),
    ]
    assert list(signs_of(Sender("xxx2009", "lo van an"), "lop 9a")) == [
        (Sign.ACCOUNT_AND_NAME, "2009|lo van an"),
        (Sign.NAME, "lo van an"),
        (Sign.PHRASE, "lop 9a"),
    ]
    assert list(signs_of(Sender("xxx2009", ""))) == []


def test_an_unknown_rule_is_refused(database):
    office = an_office(database)

    with pytest.raises(RuleUnknownError) as refusal:
        office.do("donation.switch_rule", lambda s, c: switch_rule(s, c, 9, on=False))

    assert str(refusal.value) == "Đơn vị không có quy tắc nhận biết số 9."
