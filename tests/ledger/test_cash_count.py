"""Cash is counted note by note by two persons, against the book."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khfund.actor import AnotherPersonNeededError, record_exception
from khfund.calendar import Month
from khfund.errors import IntegrityError
from khfund.ledger import AccountRole, close_period, find_account, open_account
from khfund.ledger.accounting_period import BeforeBookError, FutureDayError, PeriodHinderedError, obstacles
from khfund.ledger.cash_count import (
    DENOMINATIONS,
    CashCount,
    CountConfirmedError,
    CountReplacedError,
    CountUnknownError,
    DenominationUnknownError,
    DifferenceUnexplainedError,
    NotCashError,
    PiecesUnfitError,
    confirm_count,
    counts,
    enter_count,
    find_count,
    lines_of,
    state_of,
)
from khfund.reports.check import check
from tests.builders import Office, an_office, write_by_hand

DAY = date(2026, 12, 31)
DECEMBER = Month(2026, 12)


@pytest.fixture
def office(database) -> Office:
    """1.234.000 đ in the cash box."""
    office = an_office(database)
    office.gift(date(2026, 3, 1), 1_234_000)
    return office


EXACT = {500_000: 2, 200_000: 1, 20_000: 1, 10_000: 1, 2_000: 2}


def enter(office: Office, pieces=None, *, day: date = DAY, code: str = "111", **more) -> CashCount:
    def work(session, command):
        account = find_account(session, office.unit, code)
        return enter_count(
            session, command, account, day=day, pieces=EXACT if pieces is None else pieces, **more
        )

    return office.do("count.enter", work, by=office.treasurer)


def confirm(office: Office, number: int = 1, by: int | None = None):
    return office.do(
        "count.confirm",
        lambda s, c: confirm_count(s, c, find_count(s, c.unit, number)),
        by=by or office.accountant,
    )


def state(office: Office, number: int = 1) -> str:
    return office.read(lambda s: state_of(s, find_count(s, office.unit, number)).name)


# -- counting --------------------------------------------------------------------------------------------------------------


def test_a_count_says_what_was_found_and_what_the_book_says(office):
    count = enter(office, counters=["Lò Thị Thủ Quỹ: Thủ quỹ", " Cầm Văn Kế Toán:  Kế toán "])

    assert (count.counted, count.book, count.difference) == (1_234_000, 1_234_000, 0)
    assert count.counters == "Lò Thị Thủ Quỹ: Thủ quỹ; Cầm Văn Kế Toán: Kế toán"
    assert office.read(lambda s: lines_of(s, find_count(s, office.unit, 1))) == EXACT
    assert state(office) == "chờ xác nhận"


def test_another_person_confirms_it(office):
    enter(office)

    confirm(office)

    assert state(office) == "đã xác nhận"
    assert office.read(check) == []


def test_the_book_is_that_of_the_day(office):
    office.gift(date(2027, 1, 5), 100_000)

    assert enter(office).book == 1_234_000
    assert (
        enter(
            office, {500_000: 2, 200_000: 1, 50_000: 2, 20_000: 1, 10_000: 1, 2_000: 2}, day=date(2027, 1, 5)
        ).difference
        == 0
    )


def test_an_empty_box_is_counted_too(database):
    office = an_office(database)

    assert enter(office, {500_000: 0}).counted == 0
    assert office.read(lambda s: lines_of(s, find_count(s, office.unit, 1))) == {}


def test_a_difference_is_explained(office):
    short = {**EXACT, 2_000: 1}
    count = enter(office, short, reason="Thối nhầm", handling="Thủ quỹ bồi hoàn")

    assert count.difference == -2_000
    with pytest.raises(DifferenceUnexplainedError) as refusal:
        enter(office, short, reason="Thối nhầm", handling=" ")
    assert str(refusal.value) == (
        "Tiền đếm được 1.232.000 đ, sổ ghi 1.234.000 đ, chênh lệch -2.000 đ; hãy ghi nguyên nhân và cách xử lý."
    )


# -- refusals --------------------------------------------------------------------------------------------------------------


def refused(kind, work) -> str:
    with pytest.raises(kind) as refusal:
        work()
    return str(refusal.value)


def test_only_cash_is_counted(office):
    assert refused(NotCashError, lambda: enter(office, code="112")) == (
        "Tài khoản 112 không phải tiền mặt nên không kiểm kê bằng cách đếm tiền được."
    )


def test_only_money_is_counted(office):
    assert refused(DenominationUnknownError, lambda: enter(office, {30_000: 1})) == (
        "Không có tờ tiền 30.000 đ vào ngày 31/12/2026; các loại: 500.000, 200.000, 100.000, 50.000, 20.000, 10.000, "
        "5.000, 2.000, 1.000, 500, 200, 100."
    )


@pytest.mark.parametrize("pieces", [-1, 10_000_001, 1.5, True])
def test_notes_are_counted_in_whole_pieces(office, pieces):
    assert refused(PiecesUnfitError, lambda: enter(office, {500_000: pieces})) == (
        f"Số tờ loại 500.000 đ là {pieces}; cần một số nguyên từ 0 đến 10.000.000."
    )


def test_a_count_is_of_a_day_of_the_book(office):
    refused(BeforeBookError, lambda: enter(office, day=date(2025, 12, 31)))
    refused(FutureDayError, lambda: enter(office, day=date(2027, 1, 16)))


def test_whoever_counted_does_not_confirm(office):
    enter(office)

    assert refused(AnotherPersonNeededError, lambda: confirm(office, by=office.treasurer)) == (
        "Lò Thị Thủ Quỹ đã đếm và ghi biên bản việc này nên không thể xác nhận biên bản; cần một người khác."
    )


def test_a_sole_officer_counts_alone_under_the_recorded_exception(office):
    words = {"unit_id": office.unit, "since": date(2026, 1, 1), "reason": "Ít người"}
    office.do("book.sole_officer", lambda s, c: record_exception(s, c, **words), by=office.chair)
    enter(office)

    confirm(office, by=office.treasurer)

    assert office.read(check) == []


def test_a_count_is_confirmed_once(office):
    enter(office)
    confirm(office)

    assert refused(CountConfirmedError, lambda: confirm(office)) == "Biên bản kiểm kê số 1 đã được xác nhận."


def test_a_later_count_of_the_day_takes_the_place_of_an_earlier_one(office):
    enter(office, {}, reason="Gõ nhầm", handling="Đếm lại")
    enter(office)

    assert refused(CountReplacedError, lambda: confirm(office, 1)) == (
        "Biên bản kiểm kê số 1 đã được thay bằng lần đếm số 2; hãy xác nhận lần đếm sau."
    )
    confirm(office, 2)
    assert (state(office, 1), state(office, 2)) == ("đã đếm lại", "đã xác nhận")
    assert [one.id for one in office.read(lambda s: counts(s, office.unit))] == [2, 1]


def test_a_count_is_known_by_its_number(office):
    assert refused(CountUnknownError, lambda: confirm(office, 9)) == "Đơn vị không có biên bản kiểm kê số 9."


def test_a_unit_confirms_its_own_counts(office):
    enter(office)

    def elsewhere(session, command):
        command.unit_id = 99
        confirm_count(session, command, session.get_one(CashCount, 1))

    refused(CountUnknownError, lambda: office.do("count.confirm", elsewhere))


# -- closing December ------------------------------------------------------------------------------------------------------


def in_the_way(office: Office, month: Month = DECEMBER) -> list[str]:
    return [one.code for one in office.read(lambda s: obstacles(s, office.unit, month))]


def test_december_waits_for_a_confirmed_count(office):
    assert in_the_way(office, Month(2026, 11)) == []
    assert in_the_way(office) == ["cash-count"]
    enter(office, day=date(2026, 12, 30))
    assert in_the_way(office) == ["cash-count"]

    confirm(office)

    assert in_the_way(office) == []


def test_a_recount_that_nobody_confirmed_hinders_again(office):
    enter(office)
    confirm(office)

    enter(office)

    assert in_the_way(office) == ["cash-count"]


def test_each_cash_account_that_holds_something_is_counted(office):
    extra = office.do("account.open", lambda s, c: open_account(s, c, "1112", "Két 2", AccountRole.CASH))
    assert in_the_way(office) == ["cash-count"]
    gift = office.posting(AccountRole.CASH, AccountRole.GIFTS, 5_000)
    office.post(DAY, type(gift)(extra.id, gift.credit, gift.fund, 5_000))

    assert in_the_way(office) == ["cash-count"] * 2


def test_december_may_close_without_a_count_when_that_is_accepted(office):
    for number in range(1, 12):
        close(office, Month(2026, number))

    assert refused(PeriodHinderedError, lambda: close(office, Month(2026, 12))) == (
        "Chưa khóa sổ Tháng 12/2026 được, còn 1 việc: chưa có biên bản kiểm kê quỹ cuối năm được xác nhận của "
        "tài khoản 111 [cash-count]"
    )
    close(office, Month(2026, 12), accepting=["cash-count"])


def close(office: Office, month: Month, accepting=()) -> None:
    office.do(
        "period.close",
        lambda s, c: close_period(s, c, month, today=date(2027, 1, 15), accepting=accepting),
        by=office.chief,
    )


# -- the database ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by_hand", "told"),
    [
        ("UPDATE cash_count SET counted = 5", "cash_count: rows never change"),
        ("DELETE FROM cash_count_line", "cash_count_line: rows are never deleted"),
        (
            "INSERT INTO cash_count_line (count_id, denomination, pieces) VALUES (1, 5000, 1)",
            "gains no lines",
        ),
        (
            "INSERT INTO cash_count_confirmation (count_id, confirmed_by, command_number) SELECT id, entered_by, 1 FROM cash_count",
            "nobody counts alone",
        ),
        ("DELETE FROM cash_count", "cash_count: rows are never deleted"),
    ],
)
def test_the_database_itself_holds_a_count(office, by_hand, told):
    enter(office)

    with pytest.raises(IntegrityError, match=told):
        write_by_hand(office.database, by_hand)


def test_what_was_counted_is_the_sum_of_the_notes(sqlite_database):
    office = an_office(sqlite_database)

    @settings(max_examples=20, deadline=None)
    @given(st.dictionaries(st.sampled_from(DENOMINATIONS.on(DAY)), st.integers(0, 10_000_000)))
    def adds_up(pieces):
        count = enter(office, pieces, reason="x", handling="x")

        found = office.read(lambda s: lines_of(s, find_count(s, office.unit, count.id)))
        assert count.counted == sum(value * number for value, number in pieces.items())
        assert list(found.items()) == [(v, pieces[v]) for v in sorted(pieces, reverse=True) if pieces[v]]

    adds_up()
