import attrs

from khfund.calendar import DateRange
from khfund.reports.official.ledger_book import BookKind
from khfund.settings import BOOK_FORMS, DEFAULTS
from tests.builders import an_office
from tests.reports.official.books import book_of


def test_every_kind_has_the_setting_of_its_form():
    assert [kind.form_code_setting for kind in BookKind] == [f"{book}_form_code" for book in BOOK_FORMS]
    assert {kind.form_code_setting for kind in BookKind} <= DEFAULTS.keys()


def test_the_foot_of_a_book_says_what_it_is_and_that_it_stays_inside(sqlite_database):
    office = an_office(sqlite_database)
    march = DateRange.parse("2026-03")

    assert book_of(office, "cash-book", march, read=lambda book: book.foot) == (
        "Sổ quỹ tiền mặt: Tài khoản 111 – Tiền mặt; Tháng 3/2026 – sổ kế toán, lưu hành nội bộ"
    )
    assert book_of(office, "receipts-and-payments", march, read=lambda book: book.foot) == (
        "Báo cáo thu – chi: Tháng 3/2026"
    )


def test_a_book_about_nothing_in_particular_is_named_alone(sqlite_database):
    office = an_office(sqlite_database)

    foot = book_of(office, "balance-sheet", read=lambda book: attrs.evolve(book, about=()).foot)
    assert foot == "Bảng cân đối tài sản – nguồn quỹ"


def test_a_book_can_be_read_as_often_as_one_likes(sqlite_database):
    office = an_office(sqlite_database)

    first, second = book_of(office, "cash-book", read=lambda book: (list(book.lines()), list(book.lines())))
    assert first == second
