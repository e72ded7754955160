"""How deposits are typed and listed."""

from datetime import date
from decimal import Decimal

import pytest

from khfund.calendar import Month
from khfund.cli.deposit_words import (
    DepositFileNameError,
    Percent,
    TermLength,
    event_row,
    holding_row,
    rung_row,
)
from khfund.ledger.deposit_event import DepositEvent, EventKind
from khfund.ledger.deposit_interest import RateUnfitError, Term, TermUnreadableError
from khfund.ledger.deposit_ladder import Rung, holdings
from tests.ledger.deposits import Deposits, an_endowed_office


def test_rates_and_terms_are_typed_as_people_write_them():
    assert Percent().convert("4,75", None, None) == Decimal("4.75")
    assert Percent().convert(Decimal(6), None, None) == 6
    assert TermLength().convert("6 tháng", None, None) == Term(6, in_months=True)
    assert TermLength().convert(Term(7, in_months=False), None, None) == Term(7, in_months=False)


def test_what_is_typed_otherwise_is_refused():
    with pytest.raises(RateUnfitError):
        Percent().convert("sáu", None, None)
    with pytest.raises(TermUnreadableError):
        TermLength().convert("nửa năm", None, None)


def test_a_rung_is_told_by_month_and_fund():
    row = rung_row(Rung(Month(2026, 7), 2, 500, 14), {2: "TH"})

    assert row == {"month": "Tháng 7/2026", "fund": "TH", "principal": 500, "interest": 14}


def test_an_event_is_told_by_what_happened_and_what_the_slip_said():
    event = DepositEvent(
        kind=EventKind.MATURED,
        day=date(2026, 7, 31),
        entry_id=9,
        principal=-500,
        recognised=3,
        received=15,
        computed=14,
    )

    row = event_row(event)

    assert (row["kind"], row["what"], row["difference"]) == ("matured", "tất toán", 1)


def test_a_deposit_is_told_by_its_contract(database):
    deposits = Deposits(an_endowed_office(database))
    deposits.place()

    (row,) = deposits.office.read(
        lambda s: [
            holding_row(one, {2: "TH"}) for one in holdings(s, deposits.office.unit, date(2026, 6, 30))
        ]
    )

    assert (row["deposit"], row["fund"], row["contract"], row["rate"]) == (
        1,
        "TH",
        "01/HĐTG (Vietcombank)",
        "6",
    )


def test_a_file_that_is_neither_paper_nor_workbook_is_refused_in_words():
    assert str(DepositFileNameError(file="so.docx")) == (
        "Không biết in sổ theo dõi tiền gửi thành tệp «so.docx»; hãy đặt tên tệp .pdf hoặc .xlsx."
    )
