from khfund.calendar import DateRange
from tests.reports.official.books import lines_of
from tests.scholarships.runs import OCTOBER, a_payer


def people(payer, **more):
    return [
        (kind, cells[3], cells[6])
        for kind, cells in lines_of(payer.office, "recipient-book", is_restricted=True, **more)
        if kind in {"entry", "closing"}
    ]


def a_run_of_two(database):
    payer = a_payer(database, 2, way="cash")
    payer.owe(0, 1, month=OCTOBER)
    return payer, payer.approved()


def test_a_payment_run_is_told_by_its_recipients_in_the_restricted_book(database):
    payer, _run = a_run_of_two(database)

    assert people(payer, days=DateRange.year(2027)) == [
        ("entry", "Lò Thị Ánh", 1_000_000),
        ("entry", "Quàng Văn Bình", 1_000_000),
        ("closing", "Cộng trong kỳ", 2_000_000),
    ]


def test_a_payment_that_is_dropped_is_taken_back_from_the_same_recipient(database):
    payer, run = a_run_of_two(database)

    payer.drop(payer.lines(run)[0])

    assert people(payer, days=DateRange.year(2027)) == [
        ("entry", "Lò Thị Ánh", 1_000_000),
        ("entry", "Lò Thị Ánh", -1_000_000),
        ("entry", "Quàng Văn Bình", 1_000_000),
        ("closing", "Cộng trong kỳ", 1_000_000),
    ]


def test_the_open_book_names_nobody(database):
    payer, _run = a_run_of_two(database)

    assert lines_of(payer.office, "recipient-book", days=DateRange.year(2027)) == [
        ("entry", ("6111", "Chi học bổng, khen thưởng, hỗ trợ", 1, 2_000_000, 0)),
        ("closing", (None, "Cộng trong kỳ", 1, 2_000_000, 0)),
    ]
