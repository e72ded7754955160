from __future__ import annotations

from datetime import date

import pytest

from khfund.calendar import DateRange
from khfund.donations import DonorKind
from khfund.donations.donation import Donation
from khfund.donations.refund import cancel, refund
from khfund.ledger import AccountRole, Correction, post, reverse
from khfund.reports.disclosure import CorrectionNote, FundInfo, Giver
from khfund.reports.export import json_text
from khfund.reports.shown_book import StatementDisagreesError
from khfund.reports.tally import Amounts, FundLine
from tests.builders import an_office, tamper
from tests.donations.offices import a_donor, a_gift
from tests.reports.offices import shown


@pytest.fixture
def office(database):
    return an_office(database)


def test_balances_brought_into_new_books_are_not_received_even_when_reversed(office):
    def bring(session, command):
        postings = (office.posting(AccountRole.BANK, AccountRole.PRINCIPAL, 900, office.th),)
        return post(
            session, command, date(2026, 1, 2), "Số dư đầu kỳ", *postings, correction=Correction.OPENING
        )

    brought = office.do("entry.post", bring)
    assert shown(office).tally.funds == (FundLine("TH", 0, 0, 0, 0, 900, 900),)

    office.do("entry.reverse", lambda s, c: reverse(s, c, brought.id, day=date(2026, 1, 3), reason="nhầm"))

    assert shown(office).tally.funds == (FundLine("TH", 0, 0, 0, 0, 0, 0),)


def test_givers_are_listed_by_name_with_organisations_first_and_the_unnamed_last(office):
    for name, kind in (
        ("Vì Thị Yến", DonorKind.PERSON),
        ("Nguyễn Văn An", DonorKind.PERSON),
        ("Trường THCS Bình Minh", DonorKind.ORGANISATION),
        ("Gia đình ông Ánh", DonorKind.HOUSEHOLD),
    ):
        a_gift(office, a_donor(office, name, kind=kind, locality="Phường Bình Minh", phone="0912345678"), 100)
    named = a_donor(office, "Cầm Văn Đức", address="Số nhà 9")
    a_gift(office, named, 200, anonymous=True)
    a_gift(office, named, 300)
    a_gift(office, None, 400)

    statement = shown(office)

    assert statement.givers == (
        Giver("00001", "Trường THCS Bình Minh", "organisation", "Phường Bình Minh", 1),
        Giver("00002", "Nguyễn Văn An", "person", "Phường Bình Minh", 1),
        Giver("00003", "Gia đình ông Ánh", "household", "Phường Bình Minh", 1),
        Giver("00004", "Cầm Văn Đức", "person", "", 1),
        Giver("00005", "Vì Thị Yến", "person", "Phường Bình Minh", 1),
        Giver("AD", "Nhà hảo tâm (ẩn danh)", "anonymous", "", 2),
    )
    assert statement.tally.givers["00004"] == Amounts(300, 0)
    assert statement.tally.givers["AD"] == Amounts(600, 0)
    assert "0912345678" not in json_text(statement)
    assert "Số nhà 9" not in json_text(statement)


def test_narrations_purposes_and_reasons_never_reach_the_public(office):
    gift = a_gift(office, None, 500, purpose="cho cháu Lò Thị Bí Mật")
    office.post(
        date(2026, 4, 1),
        office.posting(AccountRole.SCHOLARSHIPS, AccountRole.CASH, 100),
        narration="Học bổng Lò Thị Bí Mật",
    )
    office.do(
        "donation.refund",
        lambda s, c: refund(
            s, c, s.get_one(Donation, gift.id), day=date(2026, 5, 1), reason="cháu Bí Mật đã có", amount=50
        ),
    )

    assert "Bí Mật" not in json_text(shown(office))


def test_refunds_are_shown_beside_the_gift_and_cancelled_gifts_not_at_all(office):
    kept, wrong = a_donor(office, "Lò Văn Hoàng"), a_donor(office, "Hà Văn Sai")
    gift, mistake = a_gift(office, kept, 500), a_gift(office, wrong, 999)
    office.do(
        "donation.refund",
        lambda s, c: refund(
            s, c, s.get_one(Donation, gift.id), day=date(2026, 5, 1), reason="thừa", amount=200
        ),
    )
    office.do(
        "donation.cancel",
        lambda s, c: cancel(s, c, s.get_one(Donation, mistake.id), day=date(2026, 5, 2), reason="nhầm"),
    )

    statement = shown(office)

    assert [giver.name for giver in statement.givers] == ["Lò Văn Hoàng"]
    assert statement.tally.givers == {"00001": Amounts(500, 200)}
    assert statement.tally.gifts == 300
    assert [(note.kind, note.of_entry, note.amount) for note in statement.corrections] == [
        ("refund", gift.id, 200),
        ("reversal", mistake.id, 999),
    ]


def test_a_refund_of_last_years_gift_is_shown_this_year(office):
    gift = a_gift(office, a_donor(office, "Lò Văn Hoàng"), 500, date(2026, 12, 30))
    office.do(
        "donation.refund",
        lambda s, c: refund(s, c, s.get_one(Donation, gift.id), day=date(2027, 1, 5), reason="thừa"),
    )

    statement = shown(office, DateRange.year(2027))

    assert statement.givers == (Giver("00001", "Lò Văn Hoàng", "person", "", 0),)
    assert statement.tally.givers == {"00001": Amounts(0, 500)}
    (note,) = statement.corrections
    assert (note.kind, note.of_day, note.amount) == ("refund", date(2026, 12, 30), 500)


def test_an_entry_that_corrects_an_earlier_period_is_noted_with_both_numbers(office):
    paid = office.post(date(2026, 3, 1), office.posting(AccountRole.MANAGEMENT, AccountRole.CASH, 700))
    undone = office.do(
        "entry.reverse", lambda s, c: reverse(s, c, paid.id, day=date(2026, 4, 2), reason="nhầm")
    )

    statement = shown(office, DateRange.parse("2026-04"))

    assert statement.corrections == (
        CorrectionNote(
            undone.id,
            "PK-2026-00002",
            date(2026, 4, 2),
            "reversal",
            paid.id,
            "PK-2026-00001",
            date(2026, 3, 1),
            700,
        ),
    )


def test_only_the_funds_asked_for_are_shown(office):
    a_gift(office, a_donor(office, "An"), 500)
    a_gift(office, a_donor(office, "Bình"), 700, fund=office.th)

    statement = shown(office, fund=office.th)

    assert statement.funds == (FundInfo("TH", "Quỹ học bổng Tô Hiệu", ""),)
    assert statement.all_funds is False
    assert [line.fund for line in statement.tally.funds] == ["TH"]
    assert [giver.name for giver in statement.givers] == ["Bình"]
    assert {posting.fund for posting in statement.postings} == {"TH"}


def test_a_ledger_that_disagrees_with_its_entries_makes_no_statement(office):
    a_gift(office, None, 500)
    tamper(office.database, "UPDATE month_total SET debit = debit + 1 WHERE debit > 0")
    tamper(office.database, "UPDATE day_total SET debit = debit + 1 WHERE debit > 0")

    with pytest.raises(StatementDisagreesError) as refusal:
        shown(office)

    assert str(refusal.value) == (
        "Báo cáo không khớp sổ: quỹ KH, tài khoản 111 theo bút toán là 500 đ, theo sổ là 501 đ. "
        "Chưa lập báo cáo; hãy chạy `khfund check`."
    )
    assert refusal.value.exit_code == 4
