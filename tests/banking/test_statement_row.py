from datetime import date, datetime, time

import pytest

from khfund.banking import statement_row
from khfund.banking.statement_layout import Role
from khfund.banking.statement_row import (
    BankLineRead,
    MissingAmountError,
    MissingDayError,
    RowReader,
    TwoAmountsError,
    UnknownMarkError,
)
from khfund.calendar import UnreadableDayError
from khfund.money import AmountError
from khfund.sheet import Row

COLUMNS = {Role.DAY: 0, Role.DEBIT: 1, Role.CREDIT: 2, Role.BALANCE: 3, Role.NARRATION: 4}
MARKED = {Role.DAY: 0, Role.AMOUNT: 1, Role.MARK: 2}


def reader(columns=COLUMNS, thousands="."):
    return RowReader(columns, thousands)


def line(*values, columns=COLUMNS, thousands="."):
    return reader(columns, thousands).line(Row(1, list(values)))


def test_a_row_is_read_whole():
    found = line("01/03/2026", "", "500.000", "1.500.000", " ung ho\nquy ")

    assert found == BankLineRead(
        1, date(2026, 3, 1), None, "", 0, 500_000, 1_500_000, "ung ho quy", "ung ho\nquy"
    )
    assert found.net == 500_000


@pytest.mark.parametrize(
    ("cell", "day", "clock"),
    [
        ("01/03/2026", date(2026, 3, 1), None),
        ("1-3-2026 8:15", date(2026, 3, 1), time(8, 15)),
        ("01.03.2026", date(2026, 3, 1), None),
        ("01/03/2026 08:15:30", date(2026, 3, 1), time(8, 15, 30)),
        ("08:15:30 01/03/2026", date(2026, 3, 1), time(8, 15, 30)),
        ("2026-03-01T08:15:30.000", date(2026, 3, 1), time(8, 15, 30)),
        ("46082", date(2026, 3, 1), None),
        (46082, date(2026, 3, 1), None),
        (46082.5, date(2026, 3, 1), time(12)),
        (date(2026, 3, 1), date(2026, 3, 1), None),
        (datetime(2026, 3, 1, 8, 15), date(2026, 3, 1), time(8, 15)),  # noqa: DTZ001 - as a workbook holds it
    ],
)
def test_a_day_is_read_in_each_of_its_forms(cell, day, clock):
    assert reader().is_dated(Row(1, [cell]))
    assert (line(cell, "", "5").day, line(cell, "", "5").time) == (day, clock)


@pytest.mark.parametrize("cell", [True, 12.0, time(8, 15), "Tổng"])
def test_what_is_no_day_is_refused(cell):
    assert not reader().is_dated(Row(1, [cell]))
    with pytest.raises(UnreadableDayError):
        line(cell, "", "5")


@pytest.mark.parametrize("clock", ["08:15:30", time(8, 15, 30), datetime(2026, 3, 1, 8, 15, 30)])  # noqa: DTZ001
def test_the_time_may_have_a_column_of_its_own(clock):
    found = line("01/03/2026", "5", clock, columns={Role.DAY: 0, Role.CREDIT: 1, Role.TIME: 2})

    assert found.time == time(8, 15, 30)


def test_day_and_document_number_may_share_a_cell():
    found = line("01/03/2026\n5213.45", "5", columns={Role.DAY: 0, Role.REFERENCE: 0, Role.CREDIT: 1})

    assert (found.day, found.reference) == (date(2026, 3, 1), "5213.45")


@pytest.mark.parametrize(
    ("amount", "thousands", "dong"),
    [("25,000.00", ",", 25_000), ("25.000 VND", ".", 25_000), (25_000, ".", 25_000), (25_000.0, ".", 25_000)],
)
def test_amounts_are_read_by_the_way_of_the_file(amount, thousands, dong):
    assert line("01/03/2026", amount, "-", thousands=thousands).debit == dong


@pytest.mark.parametrize(
    "amount", [True, -5, 0.5, float("nan"), 10**18, "1.00.00", "NaN5", "5.000\u200b", "٥٠٠"]
)
def test_a_wrong_amount_is_refused(amount):
    with pytest.raises(AmountError):
        line("01/03/2026", amount)


@pytest.mark.parametrize(
    ("cell", "balance"), [("-5.000", -5_000), (-5_000, -5_000), (7, 7), ("", None), (" ", None)]
)
def test_a_balance_may_be_negative_or_missing(cell, balance):
    assert line("01/03/2026", "", "5", cell).balance == balance


@pytest.mark.parametrize(
    ("amount", "mark", "net"),
    [
        ("5.000", "C", 5_000),
        ("5.000", "D", -5_000),
        ("5.000", "Nợ", -5_000),
        (5_000, "Có", 5_000),
        ("5.000", "CR.", 5_000),
    ],
)
def test_a_mark_beside_the_amount_gives_its_side(amount, mark, net):
    assert line("01/03/2026", amount, mark, columns=MARKED).net == net


@pytest.mark.parametrize(
    ("amount", "net"),
    [("+5.000", 5_000), ("-5.000", -5_000), ("5.000 D", -5_000), ("5.000 CR", 5_000), ("5.000-", -5_000),
     ("- 5.000 VND", -5_000), ("5.000", 5_000), (-5_000, -5_000), (5_000, 5_000)],
)  # fmt: skip
def test_a_sign_of_the_amount_gives_its_side(amount, net):
    assert line("01/03/2026", amount, columns={Role.DAY: 0, Role.AMOUNT: 1}).net == net


@pytest.mark.parametrize("amount", ["5.000 xu", "x"])
def test_a_signed_amount_that_is_none_is_refused(amount):
    with pytest.raises(AmountError):
        line("01/03/2026", amount, columns={Role.DAY: 0, Role.AMOUNT: 1})


def test_days_are_remembered_up_to_a_bound(monkeypatch):
    monkeypatch.setattr(statement_row, "CACHE_MAX", 1)
    one = reader()

    days = [one.line(Row(number, [f"0{number}/03/2026", "5"])).day.day for number in (1, 2, 1)]

    assert days == [1, 2, 1]


def test_an_unknown_mark_is_refused():
    with pytest.raises(UnknownMarkError) as refusal:
        line("01/03/2026", "5.000", "?", columns=MARKED)

    assert str(refusal.value) == (
        "Không hiểu dấu «?»; dấu ghi nợ là D, DR, N, Nợ, -; dấu ghi có là C, CR, Có, +."
    )


def test_a_row_with_both_sides_is_refused():
    with pytest.raises(TwoAmountsError) as refusal:
        line("01/03/2026", "5.000", "7.000")

    assert str(refusal.value) == "Dòng vừa ghi nợ 5.000 đ vừa ghi có 7.000 đ; mỗi dòng chỉ được một bên."


@pytest.mark.parametrize("amounts", [("", ""), ("0", "0"), (0, None)])
def test_a_row_without_amount_is_refused(amounts):
    with pytest.raises((MissingAmountError, AmountError)):
        line("01/03/2026", *amounts)


def test_what_is_missing_is_said():
    assert [str(MissingAmountError()), str(MissingDayError())] == [
        "Dòng có ngày giao dịch nhưng không có số tiền; hãy ghi số tiền, hoặc xóa dòng nếu đó không phải giao dịch.",
        "Dòng có số tiền nhưng không có ngày giao dịch; hãy ghi ngày, hoặc xóa dòng nếu đó không phải giao dịch.",
    ]
