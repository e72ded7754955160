from datetime import date

from khfund.ledger import AccountRole
from tests.builders import an_office
from tests.donations.warehouses import a_warehouse
from tests.reports.official.books import book_of, entries_of, lines_of, paid, reversed_

R = AccountRole


def with_awards(database):
    office = an_office(database)
    office.gift(date(2026, 1, 5), 10_000)
    paid(office, "Lò Văn Bình", 300)
    paid(office, "Quàng Thị An", 500)
    paid(office, "Lò Văn Bình", 200, day=date(2026, 6, 1))
    office.post(date(2026, 5, 5), office.posting(R.GOODS, R.GIFTS_IN_KIND, 700))
    office.post(date(2026, 5, 6), office.posting(R.GOODS_HANDED_OVER, R.GOODS, 70), kind="PX")
    return office


def test_the_open_book_shows_what_programmes_came_to_and_no_name(database):
    office = with_awards(database)

    assert lines_of(office, "recipient-book") == [
        ("entry", ("6111", "Chi học bổng, khen thưởng, hỗ trợ", 3, 1_000, 0)),
        ("entry", ("6112", "Hiện vật đã trao", 1, 0, 70)),
        ("closing", (None, "Cộng trong kỳ", 4, 1_000, 70)),
    ]
    assert book_of(office, "recipient-book", read=lambda book: book.mark) == ""


def test_the_restricted_book_names_recipients_by_their_given_names_and_says_that_it_is_restricted(database):
    office = with_awards(database)

    found = [
        (kind, cells[0] if kind == "heading" else cells[3], cells[6], cells[7])
        for kind, cells in lines_of(office, "recipient-book", is_restricted=True)
    ]
    assert found == [
        ("heading", "Chương trình: 6111 – Chi học bổng, khen thưởng, hỗ trợ", None, None),
        ("entry", "Quàng Thị An", 500, None),
        ("entry", "Lò Văn Bình", 300, None),
        ("entry", "Lò Văn Bình", 200, None),
        ("subtotal", "Cộng Lò Văn Bình", 500, None),
        ("subtotal", "Cộng chương trình 6111", 1_000, None),
        ("heading", "Chương trình: 6112 – Hiện vật đã trao", None, None),
        ("entry", "(chứng từ không ghi người nhận)", None, 70),
        ("subtotal", "Cộng chương trình 6112", None, 70),
        ("closing", "Cộng trong kỳ", 1_000, 70),
    ]
    mark = book_of(office, "recipient-book", read=lambda book: book.mark, is_restricted=True)
    assert mark == "BẢN LƯU HÀNH NỘI BỘ"


def test_what_was_paid_by_mistake_is_taken_back_from_the_same_recipient(database):
    office = with_awards(database)
    wrong = paid(office, "Quàng Thị An", 999)
    reversed_(office, wrong.id, date(2026, 7, 1))

    found = [
        cells[6]
        for _, cells in lines_of(office, "recipient-book", is_restricted=True)
        if cells[3] == "Quàng Thị An"
    ]
    assert found == [500, 999, -999]


def test_a_book_of_a_fund_leaves_the_others_out(database):
    office = with_awards(database)

    assert lines_of(office, "recipient-book", fund=office.th) == [
        ("closing", (None, "Cộng trong kỳ", 0, 0, 0))
    ]


def test_what_is_carried_forward_at_the_end_of_the_year_is_not_used(database):
    office = with_awards(database)
    office.post(date(2026, 12, 31), office.posting(R.SPENDABLE, R.SCHOLARSHIPS, 1_000))

    assert lines_of(office, "recipient-book")[-1][1] == (None, "Cộng trong kỳ", 4, 1_000, 70)


def test_goods_that_were_handed_over_name_who_signed_for_all(database):
    kho = a_warehouse(database)
    kho.give(10, 2_000_000)
    kho.hand_over(4)

    found = [cells[3] for cells in entries_of(kho.office, "recipient-book", is_restricted=True)]
    assert found == ["Trường THCS Mường Giôn"]
