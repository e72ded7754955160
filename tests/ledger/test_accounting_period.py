"""Months close one after the other; only the last closed one is reopened, by two persons."""

from datetime import UTC, date, datetime

import pytest

from khfund.actor import AnotherPersonNeededError
from khfund.calendar import Month
from khfund.errors import IntegrityError
from khfund.ledger import (
    AccountRole,
    Book,
    VoucherKind,
    ask_reopening,
    cancel_voucher,
    close_period,
    draft_voucher,
    find_book,
    open_book,
    post,
    reopen_period,
)
from khfund.ledger.accounting_period import (
    BeforeBookError,
    BookAlreadyOpenError,
    BookNotOpenError,
    FutureDayError,
    PeriodClosedError,
    PeriodHinderedError,
    PeriodNotLastError,
    PeriodNotOverError,
    PeriodOutOfOrderError,
    ReasonMissingError,
    ReopeningNotAskedError,
)
from khfund.unit import enter_unit
from tests.builders import an_office, write_by_hand

TODAY = date(2027, 1, 15)
JANUARY, FEBRUARY = Month(2026, 1), Month(2026, 2)


def close(office, month, *, today=TODAY, accepting=()):
    office.do(
        "period.close",
        lambda s, c: close_period(s, c, month, today=today, accepting=accepting),
        by=office.chief,
    )


def ask(office, month, reason="Sót phiếu thu"):
    office.do("period.ask", lambda s, c: ask_reopening(s, c, month, reason=reason), by=office.chief)


def reopen(office, month, by):
    office.do("period.reopen", lambda s, c: reopen_period(s, c, month, today=TODAY), by=by)


def closed_until(office):
    return office.read(lambda s: find_book(s, office.unit).closed_until)


# -- the book --------------------------------------------------------------------------------------------------------------


def test_a_unit_has_one_book(database):
    office = an_office(database)

    with pytest.raises(BookAlreadyOpenError) as refusal:
        office.do("book.open", lambda s, c: open_book(s, c, opened=date(2026, 5, 1)), by=office.chair)

    assert str(refusal.value) == "Sổ của đơn vị đã mở từ ngày 01/01/2026."


def test_nothing_is_written_before_the_book_is_opened(database):
    office = an_office(database)
    other = office.do("unit.enter", lambda s, c: enter_unit(s, c, "XA", "Hội xã").id, by=office.administrator)

    with pytest.raises(BookNotOpenError) as refusal:
        office.read(lambda s: find_book(s, other))

    assert str(refusal.value) == "Đơn vị này chưa mở sổ; hãy mở bằng `khfund book open`."


def test_an_entry_before_the_book_is_refused(database):
    office = an_office(database)

    with pytest.raises(BeforeBookError) as refusal:
        office.gift(date(2025, 12, 31), 500_000)

    assert str(refusal.value) == (
        "Ngày 31/12/2025 trước ngày mở sổ 01/01/2026; việc cũ hơn nằm trong số dư đầu kỳ."
    )


def test_an_entry_of_tomorrow_is_refused(database):
    office = an_office(database)

    with pytest.raises(FutureDayError) as refusal:
        office.gift(date(2027, 1, 16), 500_000)

    assert str(refusal.value) == (
        "Ngày 16/01/2027 chưa tới (hôm nay là 15/01/2027); hãy kiểm tra lại ngày ghi sổ."
    )


def test_the_day_is_that_of_viet_nam(database):
    office = an_office(database)
    one_in_the_morning = datetime(2026, 3, 9, 18, 0, tzinfo=UTC)  # 01:00 on the 10th there
    posting = office.posting(AccountRole.CASH, AccountRole.GIFTS, 1)

    assert office.post(date(2026, 3, 10), posting, at=one_in_the_morning).id == 1


# -- closing ---------------------------------------------------------------------------------------------------------------


def test_a_closed_month_takes_no_entry(database):
    office = an_office(database)
    close(office, JANUARY)

    with pytest.raises(PeriodClosedError) as refusal:
        office.gift(date(2026, 1, 31), 500_000)

    assert (
        str(refusal.value) == "Tháng 1/2026 đã khóa sổ; hãy ghi vào tháng đang mở, hoặc mở lại Tháng 1/2026."
    )
    assert office.gift(date(2026, 2, 1), 500_000).id == 1


def test_a_closed_month_takes_no_entry_by_hand_either(database):
    office = an_office(database)
    close(office, JANUARY)
    entry = (
        "INSERT INTO entry (id, unit_id, day, voucher_kind, voucher_year, voucher_number, narration, command_number) "
        f"VALUES (1, {office.unit}, '2026-01-31', 'PT', 2026, 1, 'x', 99)"
    )

    with pytest.raises(IntegrityError, match="entry: the month is closed"):
        write_by_hand(database, entry)


@pytest.mark.parametrize("month", [Month(2025, 12), FEBRUARY, Month(2026, 12)])
def test_months_close_in_order(database, month):
    office = an_office(database)

    with pytest.raises(PeriodOutOfOrderError) as refusal:
        close(office, month)

    assert str(refusal.value) == f"Tháng tiếp theo cần khóa sổ là Tháng 1/2026, không phải {month}."


def test_a_month_closes_once(database):
    office = an_office(database)
    close(office, JANUARY)

    with pytest.raises(PeriodOutOfOrderError):
        close(office, JANUARY)


def test_a_month_closes_when_it_is_over(database):
    office = an_office(database)

    with pytest.raises(PeriodNotOverError) as refusal:
        close(office, JANUARY, today=date(2026, 1, 31))

    assert str(refusal.value) == "Tháng 1/2026 chưa hết (hôm nay là 31/01/2026); chỉ khóa sổ tháng đã qua."
    close(office, JANUARY, today=date(2026, 2, 1))
    assert closed_until(office) == date(2026, 1, 31)


def test_a_book_opened_within_a_month_closes_that_month_first(database):
    office = an_office(database, opened=date(2026, 1, 20))

    close(office, JANUARY)

    assert closed_until(office) == date(2026, 1, 31)


def draft(office):
    posting = office.posting(AccountRole.MANAGEMENT, AccountRole.CASH, 50_000)
    return office.do(
        "voucher.draft",
        lambda s, c: draft_voucher(
            s, c, VoucherKind.PAYMENT, day=date(2026, 1, 9), narration="Văn phòng phẩm", postings=[posting]
        ),
    )


def test_an_unfinished_voucher_hinders_closing_and_cannot_be_waved_through(database):
    office = an_office(database)
    voucher = draft(office)

    with pytest.raises(PeriodHinderedError) as refusal:
        close(office, JANUARY, accepting=[f"voucher-{voucher.id}"])

    assert str(refusal.value) == (
        "Chưa khóa sổ Tháng 1/2026 được, còn 1 việc: "
        "chứng từ nháp 1 ngày 09/01/2026 còn ở trạng thái «nháp» [voucher-1]"
    )
    office.do("voucher.cancel", lambda s, c: cancel_voucher(s, c, s.merge(voucher), reason="Trùng"))
    close(office, JANUARY)


def test_unidentified_money_hinders_closing_unless_it_is_accepted_by_name(database):
    office = an_office(database)
    office.post(
        date(2026, 1, 9), office.posting(AccountRole.BANK, AccountRole.UNIDENTIFIED, 1_250_000), kind="BC"
    )

    with pytest.raises(PeriodHinderedError) as refusal:
        close(office, JANUARY)

    assert str(refusal.value) == (
        "Chưa khóa sổ Tháng 1/2026 được, còn 1 việc: "
        "còn 1.250.000 đ chờ xác định người cho hoặc mục đích [unidentified]"
    )
    close(office, JANUARY, accepting=["unidentified"])
    assert closed_until(office) == date(2026, 1, 31)


# -- reopening ---------------------------------------------------------------------------------------------------------------


def test_the_last_closed_month_is_reopened_by_two_persons(database):
    office = an_office(database)
    close(office, JANUARY)
    close(office, FEBRUARY)

    ask(office, FEBRUARY)
    reopen(office, FEBRUARY, office.chair)

    assert closed_until(office) == date(2026, 1, 31)
    assert office.gift(date(2026, 2, 28), 500_000).id == 1


def test_reopening_the_first_month_leaves_nothing_closed(database):
    office = an_office(database)
    close(office, JANUARY)

    ask(office, JANUARY)
    reopen(office, JANUARY, office.chair)

    assert closed_until(office) is None


def test_only_the_last_closed_month_is_reopened(database):
    office = an_office(database)

    with pytest.raises(PeriodNotLastError) as nothing_closed:
        ask(office, JANUARY)
    close(office, JANUARY)
    close(office, FEBRUARY)
    with pytest.raises(PeriodNotLastError) as refusal:
        ask(office, JANUARY)

    assert str(nothing_closed.value) == "Chỉ mở lại được tháng khóa sổ sau cùng (-), không phải Tháng 1/2026."
    assert (
        str(refusal.value)
        == "Chỉ mở lại được tháng khóa sổ sau cùng (Tháng 2/2026), không phải Tháng 1/2026."
    )


def test_a_reopening_is_asked_for_with_a_reason(database):
    office = an_office(database)
    close(office, JANUARY)

    with pytest.raises(ReopeningNotAskedError) as not_asked:
        reopen(office, JANUARY, office.chair)
    with pytest.raises(ReasonMissingError) as no_reason:
        ask(office, JANUARY, reason="  ")

    assert str(not_asked.value) == "Chưa ai đề nghị mở lại Tháng 1/2026; hãy đề nghị trước, kèm lý do."
    assert str(no_reason.value) == "Hãy ghi lý do."


def test_whoever_asked_does_not_grant(database):
    office = an_office(database)
    close(office, JANUARY)
    ask(office, JANUARY)

    with pytest.raises(AnotherPersonNeededError) as refusal:
        reopen(office, JANUARY, office.chief)

    assert str(refusal.value) == (
        "Quàng Thị Trưởng đã đề nghị mở lại việc này nên không thể duyệt mở lại; cần một người khác."
    )


def test_a_reopening_is_asked_for_anew_after_the_month_closed_again(database):
    office = an_office(database)
    close(office, JANUARY)
    ask(office, JANUARY)
    close(office, FEBRUARY)

    with pytest.raises(ReopeningNotAskedError):
        reopen(office, FEBRUARY, office.chair)


def test_the_book_tells_its_next_open_month():
    assert Book(unit_id=1, opened=date(2026, 1, 20), closed_until=None).next_month == JANUARY
    assert Book(unit_id=1, opened=date(2026, 1, 20), closed_until=date(2026, 1, 31)).next_month == FEBRUARY


def test_a_post_in_the_same_command_as_its_closing_is_refused(database):
    office = an_office(database)
    posting = office.posting(AccountRole.CASH, AccountRole.GIFTS, 1)

    def both(session, command):
        close_period(session, command, JANUARY, today=TODAY)
        post(session, command, date(2026, 1, 31), "Ủng hộ", posting)

    with pytest.raises(PeriodClosedError):
        office.do("period.close", both, by=office.chief)

    assert closed_until(office) is None
