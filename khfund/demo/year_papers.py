"""What is printed when the example year is closed: the official books, reports to the board and what hangs on the wall."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from khfund.calendar import DateRange
from khfund.demo.office import Office, at
from khfund.demo.papers import PRINTED, Bar
from khfund.demo.unit_report import QUARTER
from khfund.donations.campaign import find_campaign
from khfund.donations.hand_over import hand_overs
from khfund.donations.issued_code import issued_codes
from khfund.ledger import find_fund, funds
from khfund.ledger.cash_count import counts
from khfund.receipts import count_paper, hand_over_paper, poster
from khfund.reports import (
    campaign_page,
    consolidated_page,
    consolidated_return,
    consolidation,
    consolidation_paper,
    deposit_ladder,
    figure_paper,
    forecast_paper,
)
from khfund.reports.budget_report import budget_paper, budget_report
from khfund.reports.forecast import forecast
from khfund.reports.gold_book import gold_book
from khfund.reports.gold_book_page import gold_book_page
from khfund.reports.official import Paper, Scope, whole_set, write_pdf, write_xlsx
from khfund.unit import Unit

YEAR, LAST = DateRange.year(2025), date(2025, 12, 31)
CAMPAIGN = "KHTH25"


def print_year(office: Office, out: Path, bar: Bar) -> int:
    """Print everything into folders below `out`, which are made anew; return how many files there are."""
    books, reports = out / "so-ke-toan-2025", out / "bao-cao-2025"
    for folder in (books, reports):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    with office.database.reading() as session:
        unit = session.get_one(Unit, office.unit)
        made = list(_reports(session, unit))
        with bar("Lập báo cáo") as show:
            for done, (name, make) in enumerate(made, 1):
                (reports / name).write_bytes(make())
                show(done, len(made))
        with bar("Lập sổ kế toán") as show:
            number = 0
            for number, (name, book) in enumerate(
                whole_set(session, Scope(unit, YEAR, PRINTED, ""), is_restricted=True), 1
            ):
                with (books / f"{name}.pdf").open("wb") as file:
                    write_pdf(book, file, Paper.A4)
                write_xlsx(book, books / f"{name}.xlsx")
                show(number, number + 1)
    return len(made) + 2 * number


Maker = Callable[[], bytes]


def _reports(session: Session, unit: Unit) -> Iterator[tuple[str, Maker]]:
    """Name and maker of each report."""
    yield from _of_units(session, unit)
    yield from _of_money(session, unit)
    yield from _of_goods_and_cash(session, unit)
    campaign = find_campaign(session, unit.id, CAMPAIGN)
    fund = find_fund(session, unit.id, "TH")
    code = next(one.code for one in issued_codes(session, unit.id) if one.donor_id is None)
    account = poster.paying_account(session, unit.id, fund)
    yield "dot-van-dong-to-hieu.pdf", lambda: campaign_page.campaign_page(session, campaign, LAST)
    yield "so-vang-to-hieu.pdf", lambda: gold_book_page(gold_book(session, unit, campaign=campaign), PRINTED)
    yield (
        "ap-phich-to-hieu.pdf",
        lambda: poster.pdf(
            poster.poster(session, fund=fund, campaign=campaign, account=account, content=code)
        ),
    )


def _of_units(session: Session, unit: Unit) -> Iterator[tuple[str, Maker]]:
    made_at = at(PRINTED, 10)
    yield (
        "tong-hop-cac-don-vi.pdf",
        lambda: consolidation_paper.pdf(
            consolidation.consolidate(session, unit, LAST), made_at=made_at, place=unit.place
        ),
    )
    yield (
        f"bao-cao-tong-hop-{QUARTER.code}.pdf",
        lambda: consolidated_page.pdf(
            consolidated_return.consolidate(session, unit, QUARTER, made_at=made_at)
        ),
    )


def _of_money(session: Session, unit: Unit) -> Iterator[tuple[str, Maker]]:
    own = funds(session, unit.id)
    yield (
        "tien-gui-co-ky-han.pdf",
        lambda: deposit_ladder.pdf(deposit_ladder.deposit_book(session, unit, LAST, made_at=at(PRINTED, 10))),
    )
    yield (
        "du-toan-2025.pdf",
        lambda: figure_paper.pdf(budget_paper(session, unit, budget_report(session, unit.id, 2025, LAST))),
    )
    yield (
        "du-bao-2026.pdf",
        lambda: figure_paper.pdf(
            forecast_paper.forecast_paper(
                session, unit, forecast(session, unit.id, LAST, 12, funds=own), LAST
            )
        ),
    )


def _of_goods_and_cash(session: Session, unit: Unit) -> Iterator[tuple[str, Maker]]:
    for count in counts(session, unit.id):
        counted = count_paper.count_paper(session, count)
        yield "bien-ban-kiem-ke-quy.pdf", partial(count_paper.render, counted)
    for one in hand_overs(session, unit.id):
        handed_over = hand_over_paper.hand_over_paper(session, one)
        yield f"giao-nhan-hien-vat-{one.id}.pdf", partial(hand_over_paper.minutes, handed_over)
