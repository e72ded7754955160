"""Entries are written after every check, and corrected only by further entries."""

from datetime import date

import pytest
from sqlalchemy import text

from khfund.calendar import Month
from khfund.errors import KhfundError
from khfund.ledger import (
    AccountRole,
    Correction,
    NewEntry,
    Posting,
    VoucherKind,
    close_period,
    find_entry,
    journal,
    open_account,
    open_book,
    post,
    post_all,
    reverse,
)
from khfund.ledger.account import AccountClosedError
from khfund.ledger.accounting_period import PeriodClosedError, ReasonMissingError
from khfund.ledger.entry import EntryUnknownError, PostedEntry, postings_of
from khfund.ledger.journal import (
    AlreadyReversedError,
    AmountNotPositiveError,
    CorrectionTooEarlyError,
    EntryEmptyError,
    ForeignAccountError,
    NarrationUnfitError,
    PrincipalUntouchableError,
    ReversalOfReversalError,
    SameAccountError,
)
from khfund.unit import enter_unit
from tests.builders import an_office, write_by_hand

DAY = date(2026, 3, 1)


def posted_rows(office):
    query = (
        "SELECT e.id, p.line, p.amount FROM entry e JOIN posting p ON p.entry_id = e.id ORDER BY e.id, p.line"
    )
    return office.read(lambda s: [tuple(row) for row in s.execute(text(query))])


# -- what is refused -----------------------------------------------------------------------------------------------------------


def test_an_entry_has_a_posting(database):
    office = an_office(database)

    with pytest.raises(EntryEmptyError) as refusal:
        office.post(DAY)

    assert (
        str(refusal.value) == "Bút toán ngày 01/03/2026 không có dòng nào; hãy nhập ít nhất một dòng Nợ/Có."
    )


@pytest.mark.parametrize("amount", [0, -5, 10**15 + 1, 5.5, True, "5"])
def test_an_amount_is_whole_and_positive(database, amount):
    office = an_office(database)

    with pytest.raises(AmountNotPositiveError) as refusal:
        office.gift(DAY, amount)

    assert str(refusal.value) == (
        f"Số tiền {amount} không ghi sổ được; cần số đồng nguyên, lớn hơn 0 và không quá 1.000.000.000.000.000 đ."
    )
    assert posted_rows(office) == []


def test_a_posting_has_two_accounts(database):
    office = an_office(database)

    with pytest.raises(SameAccountError) as refusal:
        office.post(DAY, office.posting(AccountRole.CASH, AccountRole.CASH, 5))

    assert str(refusal.value) == "Nợ và Có cùng một tài khoản 111; hãy chọn hai tài khoản khác nhau."


NARRATIONS = [
    ("", "chưa viết gì"),
    ("   ", "chưa viết gì"),
    ("a" * 501, "dài 501 ký tự"),
    ("dòng\nkhác", "có ký tự xuống dòng, điều khiển hoặc ẩn"),
    ("a\u202eb", "có ký tự xuống dòng, điều khiển hoặc ẩn"),
    ("a\x00b", "có ký tự xuống dòng, điều khiển hoặc ẩn"),
    ("a\udcffb", "có ký tự xuống dòng, điều khiển hoặc ẩn"),
]


@pytest.mark.parametrize(("narration", "reason"), NARRATIONS)
def test_a_narration_is_one_readable_line(database, narration, reason):
    office = an_office(database)

    with pytest.raises(NarrationUnfitError) as refusal:
        office.post(DAY, office.posting(AccountRole.CASH, AccountRole.GIFTS, 5), narration=narration)

    assert str(refusal.value) == (
        f"Diễn giải bút toán ngày 01/03/2026 không dùng được: {reason}. Hãy viết một dòng, không quá 500 ký tự."
    )


def another_unit(office):
    entered = office.do(
        "unit.enter", lambda s, c: enter_unit(s, c, "XA", "Hội xã").id, by=office.administrator
    )
    write_by_hand(
        office.database, f"INSERT INTO role_grant (person_id, role) VALUES ({office.chief}, 'accountant')"
    )
    return entered


def test_a_posting_lies_in_the_book_of_one_unit(database):
    office = an_office(database)
    cash, gifts = office.account(AccountRole.CASH), office.account(AccountRole.GIFTS)

    with pytest.raises(ForeignAccountError) as account:
        office.post(DAY, Posting(cash, 999, office.kh, 5))
    with pytest.raises(ForeignAccountError) as fund:
        office.post(DAY, Posting(cash, gifts, 999, 5))

    assert str(account.value) == "Tài khoản số 999 không thuộc sổ của đơn vị này."
    assert str(fund.value) == "Quỹ số 999 không thuộc sổ của đơn vị này."


def test_accounts_of_another_unit_are_foreign(database):
    office = an_office(database)
    home, office.unit = office.unit, another_unit(office)
    office.do("book.open", lambda s, c: open_book(s, c, opened=date(2026, 1, 1)), by=office.administrator)
    theirs = office.do(
        "account.open", lambda s, c: open_account(s, c, "111", "Quỹ", AccountRole.CASH).id, by=office.chief
    )
    office.unit = home

    with pytest.raises(ForeignAccountError):
        office.post(DAY, Posting(theirs, office.account(AccountRole.GIFTS), office.kh, 5))


def test_a_closed_account_takes_nothing_from_its_day_on(database):
    office = an_office(database)
    write_by_hand(database, "UPDATE account SET closed = '2026-03-02' WHERE code = '111'")
    posting = Posting(office.account_ids[0], office.account(AccountRole.GIFTS), office.kh, 5)

    assert office.post(date(2026, 3, 1), posting).id == 1
    with pytest.raises(AccountClosedError) as refusal:
        office.post(date(2026, 3, 2), posting)

    assert str(refusal.value) == "Tài khoản 111 đã đóng từ ngày 02/03/2026; hãy chọn tài khoản đang dùng."


def test_the_last_refused_entry_takes_the_first_ones_with_it(database):
    office = an_office(database)
    right = NewEntry(DAY, "Ủng hộ", [office.posting(AccountRole.CASH, AccountRole.GIFTS, 5)])
    wrong = NewEntry(DAY, "Ủng hộ", [office.posting(AccountRole.CASH, AccountRole.GIFTS, 0)])

    with pytest.raises(AmountNotPositiveError):
        office.do("entry.post", lambda s, c: post_all(s, c, [right, right, wrong]))

    assert posted_rows(office) == []
    assert office.post(DAY, *right.postings).voucher_number == 1


def test_posting_nothing_is_nothing(database):
    office = an_office(database)

    assert office.do("entry.post", lambda s, c: post_all(s, c, [])) == []


# -- numbers -------------------------------------------------------------------------------------------------------------------


def test_each_kind_and_year_is_numbered_from_one_in_order(database):
    office = an_office(database)
    posting = office.posting(AccountRole.CASH, AccountRole.GIFTS, 5)
    days = [(DAY, "PT"), (DAY, "PC"), (DAY, "PT"), (date(2027, 1, 2), "PT"), (date(2026, 1, 1), "PT")]
    entries = [NewEntry(day, "Ủng hộ", [posting], VoucherKind(kind)) for day, kind in days]

    posted = office.do("entry.post", lambda s, c: post_all(s, c, entries))

    assert posted == [
        PostedEntry(1, DAY, VoucherKind.RECEIPT, 1),
        PostedEntry(2, DAY, VoucherKind.PAYMENT, 1),
        PostedEntry(3, DAY, VoucherKind.RECEIPT, 2),
        PostedEntry(4, date(2027, 1, 2), VoucherKind.RECEIPT, 1),
        PostedEntry(5, date(2026, 1, 1), VoucherKind.RECEIPT, 3),
    ]


# -- principal -----------------------------------------------------------------------------------------------------------------


def endowed(office, amount=10_000_000):
    return office.post(DAY, office.posting(AccountRole.BANK, AccountRole.PRINCIPAL, amount, office.th))


def back(office, amount):
    return office.posting(AccountRole.PRINCIPAL, AccountRole.BANK, amount, office.th)


def refund(office, entry, amount):
    return office.do(
        "entry.post",
        lambda s, c: post(
            s, c, DAY, "Trả lại", back(office, amount), corrects=entry.id, correction=Correction.REFUND
        ),
    )


PRINCIPAL = "Vốn gốc của quỹ TH không được chi; chỉ chi từ phần được chi (lãi)."


def test_principal_is_not_spent(database):
    office = an_office(database)
    endowed(office)

    with pytest.raises(PrincipalUntouchableError) as refusal:
        office.post(DAY, back(office, 1))

    assert str(refusal.value) == PRINCIPAL


def test_a_gift_to_principal_is_refunded_up_to_what_was_given(database):
    office = an_office(database)
    gift = endowed(office)
    refund(office, gift, 4_000_000)

    with pytest.raises(PrincipalUntouchableError):
        refund(office, gift, 6_000_001)

    assert refund(office, gift, 6_000_000).id == 3


def test_two_refunds_of_one_batch_count_together(database):
    office = an_office(database)
    gift = endowed(office)
    half = NewEntry(DAY, "Trả lại", [back(office, 6_000_000)], corrects=gift.id, correction=Correction.REFUND)

    with pytest.raises(PrincipalUntouchableError):
        office.do("entry.post", lambda s, c: post_all(s, c, [half, half]))


def test_naming_another_entry_does_not_open_the_principal(database):
    office = an_office(database)
    endowed(office)
    other = office.gift(DAY, 50_000_000)

    with pytest.raises(PrincipalUntouchableError):
        refund(office, other, 1)


def test_a_correction_names_an_entry_of_the_same_book(database):
    office = an_office(database)

    with pytest.raises(EntryUnknownError):
        refund(office, PostedEntry(77, DAY, VoucherKind.JOURNAL, 1), 1)


# -- reversing -----------------------------------------------------------------------------------------------------------------


def turn_back(office, entry_id, *, day=DAY, reason="Ghi nhầm"):
    return office.do("entry.reverse", lambda s, c: reverse(s, c, entry_id, day=day, reason=reason))


def test_a_reversal_is_the_mirror_image_and_names_the_original(database):
    office = an_office(database)
    posting = office.posting(AccountRole.CASH, AccountRole.GIFTS, 500_000)
    office.post(DAY, posting, kind="PT")

    turn_back(office, 1, day=date(2026, 3, 9))

    entry = office.read(lambda s: find_entry(s, office.unit, 2))
    rows = office.read(lambda s: postings_of(s, 2))
    assert (entry.narration, entry.day, entry.corrects_id, entry.correction, entry.voucher_code) == (
        "Đảo bút toán 1 (PT-2026-00001): Ghi nhầm",
        date(2026, 3, 9),
        1,
        Correction.REVERSAL,
        "PK-2026-00001",
    )
    assert [(row.debit_id, row.credit_id, row.fund_id, row.amount) for row in rows] == [
        (posting.credit, posting.debit, office.kh, 500_000)
    ]


def test_nothing_is_taken_back_before_it_happened(database):
    office = an_office(database)
    office.gift(DAY, 500_000)

    with pytest.raises(CorrectionTooEarlyError) as refusal:
        turn_back(office, 1, day=date(2026, 2, 28))

    assert str(refusal.value) == (
        "Bút toán 1 ghi ngày 01/03/2026; không đảo hay hoàn lại vào ngày 28/02/2026 trước đó được."
    )


def test_an_entry_is_reversed_once(database):
    office = an_office(database)
    office.gift(DAY, 500_000)
    turn_back(office, 1)

    with pytest.raises(AlreadyReversedError) as refusal:
        turn_back(office, 1)

    assert str(refusal.value) == "Bút toán 1 đã được đảo bằng bút toán 2."


def test_a_reversal_is_not_reversed(database):
    office = an_office(database)
    office.gift(DAY, 500_000)
    turn_back(office, 1)

    with pytest.raises(ReversalOfReversalError) as refusal:
        turn_back(office, 2)

    assert str(refusal.value) == (
        "Bút toán 2 là bút toán đảo; hãy ghi lại bút toán đúng thay vì đảo lần nữa."
    )


def test_a_reversal_has_its_reason_and_its_entry(database):
    office = an_office(database)
    office.gift(DAY, 500_000)

    with pytest.raises(ReasonMissingError):
        turn_back(office, 1, reason=" ")
    with pytest.raises(EntryUnknownError):
        turn_back(office, 7)


def test_a_gift_to_principal_is_reversed(database):
    office = an_office(database)
    endowed(office)

    assert turn_back(office, 1).id == 2


def test_an_entry_of_a_closed_month_is_reversed_in_an_open_one(database):
    office = an_office(database)
    office.gift(date(2026, 1, 9), 500_000)
    office.do(
        "period.close",
        lambda s, c: close_period(s, c, Month(2026, 1), today=date(2027, 1, 15)),
        by=office.chief,
    )

    with pytest.raises(PeriodClosedError):
        turn_back(office, 1, day=date(2026, 1, 31))

    assert turn_back(office, 1, day=date(2026, 2, 1)).id == 2


class StoodOnError(KhfundError):
    """A record stands on the entry."""


def test_a_record_that_stands_on_an_entry_holds_it_unless_it_goes_too(database, monkeypatch):
    office = an_office(database)
    office.gift(DAY, 500_000)
    monkeypatch.setattr(journal, "HOLDERS", [])

    @journal.holds_entries
    def holder(_session, _entry_id):
        raise StoodOnError

    with pytest.raises(StoodOnError):
        turn_back(office, 1)

    work = lambda s, c: reverse(s, c, 1, day=DAY, reason="Ghi nhầm", holder=holder)  # noqa: E731
    assert office.do("entry.reverse", work).id == 2
