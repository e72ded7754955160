from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime

import pytest

from khfund import audit
from khfund.actor import record_exception
from khfund.calendar import DateRange
from khfund.ledger import AccountRole, Fund, account_for, fund_balance
from khfund.ledger.planned_payment import plan_payment
from khfund.reports.disclosure import Commitment, ExceptionNote, Law
from khfund.reports.export import json_text, publish
from khfund.reports.public_statement import build
from khfund.reports.tally import FundLine
from khfund.unit import Unit, enter_unit, set_value
from tests.builders import an_office
from tests.donations.offices import a_donor, a_gift
from tests.reports.offices import MADE, shown


@pytest.fixture
def office(database):
    return an_office(database)


def test_the_statement_agrees_with_the_ledger(office):
    a_gift(office, a_donor(office, "Cầm Văn Đức"), 500_000)
    a_gift(office, None, 2_000_000, fund=office.th)
    office.post(date(2026, 4, 1), office.posting(AccountRole.SCHOLARSHIPS, AccountRole.CASH, 200_000))
    office.post(
        date(2026, 5, 1),
        office.posting(AccountRole.CASH, AccountRole.INTERFUND, 30_000, office.th),
        office.posting(AccountRole.INTERFUND, AccountRole.CASH, 30_000),
    )
    office.post(date(2027, 1, 1), office.posting(AccountRole.MANAGEMENT, AccountRole.CASH, 1_000))

    statement = shown(office)

    balances = [
        office.read(lambda s, fund=fund: fund_balance(s, s.get_one(Fund, fund), date(2026, 12, 31)).total)
        for fund in (office.kh, office.th)
    ]
    assert statement.tally.funds == (
        FundLine("KH", 0, 500_000, 200_000, -30_000, 0, 270_000),
        FundLine("TH", 0, 2_000_000, 0, 30_000, 0, 2_030_000),
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


def test_before_the_decree_a_statement_rests_on_the_funds_own_papers_alone(office):
    made_at = datetime(2019, 6, 1, tzinfo=UTC)

    statement = office.read(
        lambda s: build(s, units=[s.get_one(Unit, office.unit)], days=DateRange.year(2018), made_at=made_at)
    )

    assert [law.name for law in statement.laws] == ["Điều lệ Hội", "QĐ 82/QĐ-UBND ngày 10/01/2019"]


def test_two_units_keep_their_codes_apart_and_lending_is_no_use_of_money(office):
    def enter(session, command):
        return enter_unit(session, command, "BM", "Hội Khuyến học phường Bình Minh").id

    other = office.do("unit.enter", enter, by=office.administrator)
    a_gift(office, None, 500)
    office.post(date(2026, 4, 1), office.posting(AccountRole.INTER_UNIT_RECEIVABLE, AccountRole.CASH, 200))

    statement = office.read(
        lambda s: build(
            s,
            units=[s.get_one(Unit, office.unit), s.get_one(Unit, other)],
            days=DateRange.year(2026),
            made_at=MADE,
        )
    )

    assert statement.units == ("Hội Khuyến học tỉnh Mường Sáng", "Hội Khuyến học phường Bình Minh")
    assert [fund.code for fund in statement.funds] == ["SL:KH", "SL:TH"]
    assert [(held.account, held.closing) for held in statement.tally.holdings] == [
        ("SL:111", 300),
        ("SL:136", 200),
    ]
    assert statement.tally.funds == (FundLine("SL:KH", 0, 500, 0, 0, 0, 500),)


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
    a_gift(office, None, 500)
    earlier = json.loads(json_text(shown(office)))
    a_gift(office, None, 70)

    changed = shown(office, earlier=earlier).revisions

    assert [(one.figure, one.before, one.after) for one in changed] == [
        ("Quỹ Khuyến học tỉnh: đã nhận", 500, 570),
        ("Quỹ Khuyến học tỉnh: số dư cuối kỳ", 500, 570),
    ]


def test_a_statement_from_the_books_is_published_whole(office, tmp_path):
    a_gift(office, a_donor(office, "Cầm Văn Đức"), 500_000)

    names = publish(shown(office), tmp_path / "2026")

    assert {"statement.pdf", "statement.html", "statement.xlsx", "statement.json", "entries.csv"} <= set(
        names
    )


def test_what_is_promised_and_not_paid_is_shown_by_purpose_even_when_nothing_is_promised_elsewhere(office):
    def plan(session, command):
        fund, account = (
            session.get_one(Fund, office.kh),
            account_for(session, office.unit, AccountRole.SCHOLARSHIPS),
        )
        for month in (1, 2, 3):
            plan_payment(
                session,
                command,
                fund=fund,
                account=account,
                amount=500_000,
                due=date(2027, month, 20),
                what="Nuôi em khuyến học",
                decision="QĐ 31",
                decided=date(2026, 12, 15),
            )

    office.do("planned.add", plan)

    assert shown(office).commitments == (
        Commitment("KH", "Nuôi em khuyến học", 3, 1_500_000, date(2027, 3, 20)),
    )
