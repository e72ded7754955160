from __future__ import annotations

import base64
from datetime import UTC, date, datetime

import pytest

from khfund import audit
from khfund.actor import record_exception
from khfund.calendar import DateRange
from khfund.donations import DonorKind
from khfund.donations.donation import Donation
from khfund.donations.refund import cancel, refund
from khfund.ledger import AccountRole, Correction, Fund, fund_balance, post, reverse
from khfund.reports.disclosure import CorrectionNote, ExceptionNote, FundInfo, Giver, Law
from khfund.reports.export import json_text, publish
from khfund.reports.public_statement import build
from khfund.reports.shown_book import StatementDisagreesError
from khfund.reports.tally import Amounts, FundLine
from khfund.unit import Unit, set_value
from tests.builders import an_office, tamper
from tests.donations.offices import a_donor, a_gift

MADE = datetime(2027, 1, 1, 20, 0, tzinfo=UTC)  # 2 January in Viet Nam
YEAR = DateRange.year(2026)


@pytest.fixture
def office(database):
    return an_office(database)


def shown(office, days=YEAR, **more):
    def look(session):
        wanted = more.pop("fund", None)
        funds = None if wanted is None else [session.get_one(Fund, wanted)]
        return build(
            session, units=[session.get_one(Unit, office.unit)], days=days, made_at=MADE, funds=funds, **more
        )

    return office.read(look)


def test_the_statement_agrees_with_the_ledger(office):
    a_gift(office, a_donor(office, "Cầm Văn Đức"), 500_000)
    a_gift(office, None, 2_000_000, fund=office.th)
    office.post(date(2026, 4, 1), office.posting(AccountRole.SCHOLARSHIPS, AccountRole.CASH, 200_000))
    office.post(
        date(2026, 5, 1),
        office.posting(AccountRole.CASH, AccountRole.INTERFUND, 30_000),
        office.posting(AccountRole.INTERFUND, AccountRole.CASH, 30_000, office.th),
    )
    office.post(date(2027, 1, 1), office.posting(AccountRole.MANAGEMENT, AccountRole.CASH, 1_000))

    statement = shown(office)

    balances = [
        office.read(lambda s, fund=fund: fund_balance(s, s.get_one(Fund, fund), date(2026, 12, 31)).total)
        for fund in (office.kh, office.th)
    ]
    assert statement.tally.funds == (
        FundLine("KH", 0, 500_000, 200_000, 30_000, 0, 330_000),
        FundLine("TH", 0, 2_000_000, 0, -30_000, 0, 1_970_000),
    )
    assert [line.closing for line in statement.tally.funds] == balances
    assert [line.difference for line in statement.tally.funds] == [0, 0]
    assert statement.difference == 0


def test_one_statement_closes_where_the_next_one_opens(office):
    a_gift(office, None, 700_000, date(2026, 2, 28))
    a_gift(office, None, 300_000, date(2026, 3, 1))

    before, after = (
        shown(office, DateRange.parse(days)) for days in ("2026-01-01..2026-02-28", "2026-03-01..2026-12-31")
    )

    assert [line.closing for line in before.tally.funds] == [700_000]
    assert [line.opening for line in after.tally.funds] == [700_000]
    assert (
        shown(office).tally.funds[0].received
        == before.tally.funds[0].received + after.tally.funds[0].received
    )


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


def test_a_recorded_exception_is_shown(office):
    def record(session, command):
        record_exception(
            session, command, unit_id=office.unit, since=date(2026, 3, 1), reason="Chỉ có một cán bộ"
        )

    office.do("person.except", record, by=office.administrator)

    assert shown(office).exceptions == (ExceptionNote(date(2026, 3, 1), None, "Chỉ có một cán bộ"),)
    assert shown(office, DateRange.parse("2026-02")).exceptions == ()


@pytest.mark.parametrize(
    ("made_at", "law"),
    [
        (datetime(2026, 2, 28, 16, 59, tzinfo=UTC), "Nghị định số 93/2019/NĐ-CP"),
        (datetime(2026, 2, 28, 17, 0, tzinfo=UTC), "Nghị định số 03/2026/NĐ-CP"),
    ],
)
def test_the_law_is_the_one_in_force_on_the_day_of_the_document_in_viet_nam(office, made_at, law):
    statement = office.read(
        lambda s: build(s, units=[s.get_one(Unit, office.unit)], days=DateRange.year(2025), made_at=made_at)
    )

    assert statement.laws[0].name == law
    assert statement.laws[1:] == (
        Law(date(2026, 1, 1), "Điều lệ Hội", "", "Quỹ Khuyến học tỉnh"),
        Law(date(2026, 1, 1), "QĐ 82/QĐ-UBND ngày 10/01/2019", "", "Quỹ học bổng Tô Hiệu"),
    )


def test_the_document_is_headed_and_signed_as_the_office_has_set_it(office):
    for key, value in (("document_number", "02/BC-HKH"), ("signer_name", "Hoàng Văn Chủ Tịch")):
        office.do(
            "unit.set",
            lambda s, c, key=key, value=value: set_value(s, c, key, value, since=date(2026, 1, 1)),
            by=office.chair,
        )

    letter = shown(office).letterhead

    assert (letter.parent, letter.body, letter.place) == (
        "UBND tỉnh Mường Sáng",
        "Hội Khuyến học tỉnh Mường Sáng",
        "Mường Sáng",
    )
    assert (letter.number, letter.signer, letter.day) == ("02/BC-HKH", "Hoàng Văn Chủ Tịch", date(2027, 1, 2))
    assert (letter.authority, letter.position) == ("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH")


def test_the_checkpoint_is_printed_as_it_was_signed(office):
    point = audit.Checkpoint("khfund/ms", 3, b"\x01" * 32, "— khfund/ms AAAA\n")

    mark = shown(office, checkpoint=point).log

    assert (mark.origin, mark.size, mark.root) == ("khfund/ms", 3, base64.b64encode(b"\x01" * 32).decode())
    assert audit.read_checkpoint(mark.text, "x") == point


def test_a_figure_published_before_and_corrected_since_is_shown(office):
    import json  # noqa: PLC0415  only here

    a_gift(office, None, 500)
    earlier = json.loads(json_text(shown(office)))
    a_gift(office, None, 70)

    changed = shown(office, earlier=earlier).revisions

    assert [(one.figure, one.before, one.after) for one in changed] == [
        ("Quỹ Khuyến học tỉnh: đã nhận", 500, 570),
        ("Quỹ Khuyến học tỉnh: số dư cuối kỳ", 500, 570),
    ]


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


def test_a_statement_from_the_books_is_published_whole(office, tmp_path):
    a_gift(office, a_donor(office, "Cầm Văn Đức"), 500_000)

    names = publish(shown(office), tmp_path / "2026")

    assert {"statement.pdf", "statement.html", "statement.xlsx", "statement.json", "entries.csv"} <= set(
        names
    )
