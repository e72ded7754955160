"""Accounts that move by papers of their own."""

from __future__ import annotations

from datetime import date

import pytest

from khfund.ledger import AccountRole, VoucherKind, draft_voucher
from khfund.ledger.voucher_watch import OwnPaperNeededError
from tests.builders import an_office


@pytest.mark.parametrize(
    ("role", "code", "verb"),
    [(AccountRole.GOODS, "152", "khfund goods"), (AccountRole.PASS_THROUGH, "3382", "khfund passing")],
)
def test_goods_and_money_held_for_others_do_not_move_by_a_common_voucher(database, role, code, verb):
    office = an_office(database)
    posting = office.posting(role, AccountRole.CASH, 5_000)

    with pytest.raises(OwnPaperNeededError) as refusal:
        office.do(
            "voucher.draft",
            lambda s, c: draft_voucher(
                s, c, VoucherKind.PAYMENT, day=date(2026, 3, 2), narration="Chi", postings=[posting]
            ),
        )

    assert str(refusal.value) == (
        f"Tài khoản {code} không ghi bằng chứng từ thường; hãy dùng `{verb}` để sổ biết hàng nào, chương trình nào."
    )
