from datetime import date

from khfund.calendar import DateRange, Month
from khfund.ledger import close_period
from khfund.reports.official.heading import heading
from khfund.reports.official.ledger_book import BookKind, Heading
from khfund.unit import set_value
from tests.builders import an_office
from tests.reports.official.books import SIGNED, YEAR, scope_of


def headed(office, days=YEAR, kind=BookKind.CASH_BOOK):
    return office.read(lambda session: heading(session, kind, scope_of(session, office, days, "02")))


def test_a_book_names_its_unit_its_volume_and_its_days_and_no_form_by_itself(database):
    office = an_office(database)

    assert headed(office) == Heading(
        body="Hội Khuyến học tỉnh Mường Sáng",
        address="Số 1 phố Học Tập, phường Bình Minh",
        place="Mường Sáng",
        form_code="",
        form_basis="",
        number="02",
        opened=date(2026, 1, 1),
        closed=None,
        day=SIGNED,
        head_name="",
    )


def test_an_office_sets_the_code_of_each_form(database):
    office = an_office(database)
    since = date(2026, 1, 1)

    def set_forms(session, command):
        set_value(session, command, "cash_book_form_code", "S11-H", since=since)
        set_value(session, command, "book_form_basis", "(Ban hành kèm theo …)", since=since)
        set_value(session, command, "signer_name", "Hoàng Văn Chủ Tịch", since=since)

    office.do("unit.set", set_forms, by=office.chair)

    found = headed(office)
    assert (found.form_code, found.form_basis, found.head_name) == (
        "S11-H",
        "(Ban hành kèm theo …)",
        "Hoàng Văn Chủ Tịch",
    )
    assert headed(office, kind=BookKind.BANK_BOOK).form_code == ""


def test_a_book_is_closed_when_the_months_of_its_days_are(database):
    office = an_office(database)
    office.do("period.close", lambda s, c: close_period(s, c, Month(2026, 1), today=SIGNED), by=office.chair)

    assert headed(office, DateRange.parse("2026-01")).closed == date(2026, 1, 31)
    assert headed(office, DateRange.parse("2026-02")).closed is None


def test_a_book_of_days_before_the_books_opens_with_them(database):
    office = an_office(database, opened=date(2026, 3, 1))

    assert headed(office).opened == date(2026, 3, 1)
