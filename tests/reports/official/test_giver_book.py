from datetime import date

import pytest

from khfund.calendar import DateRange
from khfund.donations.campaign import open_campaign
from khfund.donations.donor import find_donor, merge_donors
from khfund.donations.refund import cancel, refund
from khfund.ledger import AccountRole, find_fund
from khfund.receipts.receipt import issue_receipt
from khfund.reports.official import LedgerBookDisagreesError
from tests.builders import tamper
from tests.donations.warehouses import a_warehouse
from tests.receipts.builders import a_donor, a_gift, series, with_series
from tests.reports.official.books import book_of, entries_of, last_of, lines_of

DAY = date(2026, 3, 1)


def shown(found):
    """What a reader of the book looks at first: heading or narration, fund, form, money, goods, receipt."""
    return [(kind, cells[0] if kind == "heading" else cells[3], *cells[4:9]) for kind, cells in found]


def test_the_book_lists_gifts_by_giver_with_their_receipts(database):
    office = with_series(database)
    lan = a_donor(office, "Nguyễn Thị Lan", locality="xã Chiềng Mây")
    an = a_donor(office, "Lò Văn An")
    first = a_gift(office, lan)
    a_gift(office, an, 70_000, day=date(2026, 4, 2))
    office.gift(date(2026, 5, 1), 9_000)
    office.do("receipt.issue", lambda s, c: issue_receipt(s, c, first.id, series(s), day=DAY))

    assert shown(lines_of(office, "giver-book")) == [
        ("heading", "1. Lò Văn An", None, None, None, None, None),
        ("entry", "Lò Văn An ủng hộ", "KH", "tiền mặt", 70_000, None, ""),
        ("subtotal", "Cộng", None, None, 70_000, None, None),
        ("heading", "2. Nguyễn Thị Lan – xã Chiềng Mây", None, None, None, None, None),
        ("entry", "Nguyễn Thị Lan ủng hộ", "KH", "tiền mặt", 500_000, None, "GXN-2026-000001"),
        ("subtotal", "Cộng", None, None, 500_000, None, None),
        ("heading", "3. Không ghi theo nhà tài trợ", None, None, None, None, None),
        ("entry", "Ủng hộ", "KH", "", 9_000, None, ""),
        ("subtotal", "Cộng", None, None, 9_000, None, None),
        ("closing", "Cộng trong kỳ", None, None, 579_000, 0, None),
    ]


def test_who_wishes_to_stay_unnamed_is_named_in_a_restricted_copy_alone(database):
    office = with_series(database)
    a_gift(office, a_donor(office, "Quàng Thị Kín", wishes_anonymity=True))

    assert "Kín" not in str(lines_of(office, "giver-book"))
    assert lines_of(office, "giver-book")[0][1][0] == "1. Nhà hảo tâm (ẩn danh)"
    restricted = lines_of(office, "giver-book", is_restricted=True)
    assert restricted[0][1][0] == "1. Quàng Thị Kín"
    assert restricted[1][1][3] == "Nhà hảo tâm (ẩn danh) ủng hộ (ẩn danh khi công khai)"


def test_what_went_back_and_what_was_cancelled_stands_under_the_giver(database):
    office = with_series(database)
    lan = a_donor(office, "Nguyễn Thị Lan")
    kept, wrong = a_gift(office, lan), a_gift(office, lan, 80_000)
    office.do(
        "donation.refund",
        lambda s, c: refund(s, c, kept, day=date(2026, 3, 5), reason="Thừa", amount=100_000),
    )
    office.do("donation.cancel", lambda s, c: cancel(s, c, wrong, day=date(2026, 3, 6), reason="Nhầm"))

    assert [cells[6] for cells in entries_of(office, "giver-book")] == [500_000, 80_000, -100_000, -80_000]
    assert last_of(office, "giver-book")[6] == 400_000


def test_the_book_of_one_giver_holds_the_gifts_of_whoever_was_merged_into_it(database):
    office = with_series(database)
    lan, same, other = (a_donor(office, name) for name in ("Nguyễn Thị Lan", "Nguyễn T. Lan", "Lò Văn An"))
    for donor, amount in ((lan, 1_000), (same, 20_000), (other, 300_000)):
        a_gift(office, donor, amount)
    office.do(
        "donor.merge",
        lambda s, c: merge_donors(
            s, c, find_donor(s, office.unit, same.id), survivor=find_donor(s, office.unit, lan.id)
        ),
    )

    same = office.read(lambda s: find_donor(s, office.unit, same.id))
    assert lines_of(office, "giver-book", donor=same) == lines_of(office, "giver-book", donor=lan)
    found = lines_of(office, "giver-book", donor=lan)
    assert [(kind, cells[6]) for kind, cells in found] == [
        ("entry", 1_000),
        ("entry", 20_000),
        ("closing", 21_000),
    ]
    about = book_of(office, "giver-book", donor=lan, read=lambda book: book.about)
    assert about == (f"Nhà tài trợ số {lan.id}: Nguyễn Thị Lan", "Năm 2026")


def test_the_book_of_a_giver_who_stays_unnamed_does_not_name_it(database):
    office = with_series(database)
    donor = a_donor(office, "Quàng Thị Kín", wishes_anonymity=True)

    about = book_of(office, "giver-book", donor=donor, read=lambda book: book.about)
    named = book_of(office, "giver-book", donor=donor, is_restricted=True, read=lambda book: book.about)
    assert about[0] == f"Nhà tài trợ số {donor.id}: Nhà hảo tâm (ẩn danh)"
    assert named[0] == f"Nhà tài trợ số {donor.id}: Quàng Thị Kín"


def test_the_book_of_a_campaign_holds_the_gifts_to_it(database):
    office = with_series(database)

    def open_tet(session, command):
        fund = find_fund(session, office.unit, "KH")
        return open_campaign(session, command, "TET", "Tết cho em", fund=fund, starts=date(2026, 1, 1))

    tet = office.do("campaign.open", open_tet)
    a_gift(office, a_donor(office), 40_000, campaign=tet)
    a_gift(office, a_donor(office, "Lò Văn An"), 3_000)

    assert [(cells[6], cells[9]) for cells in entries_of(office, "giver-book", campaign=tet)] == [
        (40_000, "TET")
    ]
    assert last_of(office, "giver-book", campaign=tet)[6] == 40_000


def test_goods_stand_beside_money_with_what_was_given(database):
    kho = a_warehouse(database)
    kho.give(55, 2_000_000)

    assert shown(lines_of(kho.office, "giver-book"))[1] == (
        "entry",
        "Tập đoàn Viễn thông Viettel ủng hộ hiện vật: 55 chiếc xe đạp",
        "KH",
        "hiện vật",
        None,
        110_000_000,
        "",
    )
    assert last_of(kho.office, "giver-book")[6:8] == (0, 110_000_000)


def test_what_is_carried_forward_at_the_end_of_the_year_is_no_gift(database):
    office = with_series(database)
    a_gift(office, a_donor(office))
    office.post(date(2026, 12, 31), office.posting(AccountRole.GIFTS, AccountRole.SPENDABLE, 500_000))

    assert last_of(office, "giver-book")[6] == 500_000


def test_only_what_was_booked_within_the_days_is_listed(database):
    office = with_series(database)
    a_gift(office, a_donor(office))

    assert lines_of(office, "giver-book", DateRange.parse("2026-Q2")) == [
        ("closing", (None, None, None, "Cộng trong kỳ", None, None, 0, 0, None, None))
    ]


def test_a_book_whose_lines_are_not_what_was_given_is_not_made(database):
    office = with_series(database)
    lan = a_donor(office, "Nguyễn Thị Lan")
    a_gift(office, lan)
    tamper(database, "UPDATE posting SET amount = 600000")

    with pytest.raises(LedgerBookDisagreesError) as refusal:
        lines_of(office, "giver-book", donor=lan)

    assert str(refusal.value) == (
        "Sổ chi tiết tiếp nhận tài trợ: theo từng dòng là 600.000 đ, theo sổ cái là 500.000 đ. "
        "Chưa lập; hãy chạy `khfund check`."
    )
