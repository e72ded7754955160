"""The papers of the award round, the payment run and the sponsored children; most name people and are restricted."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.banking.transfer_file import Form
from khfund.calendar import DateRange, Month
from khfund.demo.award_season import FILES, RECEIVED, season
from khfund.demo.office import Office
from khfund.demo.papers import PRINTED, Bar
from khfund.reports import deed_page, explanation_sheet, figure_paper
from khfund.reports.award_decision import award_decision
from khfund.reports.award_facts import granted, round_facts
from khfund.reports.award_list import posted, posting_list, signature_list
from khfund.reports.award_minutes import award_minutes
from khfund.reports.deed_docx import docx_file
from khfund.reports.nomination_errors import error_workbook
from khfund.reports.payment_list import ListKind, list_deed, payment_list
from khfund.reports.sponsor_letter import letter_pdf, sponsor_letter
from khfund.reports.sponsorship_calendar import calendar_paper
from khfund.scholarships.allocation import Outcome
from khfund.scholarships.allocation_run import AllocationLine, latest_run, lines_of
from khfund.scholarships.award import awards
from khfund.scholarships.nomination import Nomination, nominations
from khfund.scholarships.nomination_sheet import read_nominations
from khfund.scholarships.payment_file import file_content
from khfund.scholarships.payment_run import PaymentRun
from khfund.scholarships.payment_standing import paid_instalments
from khfund.scholarships.sponsor_share import SponsorShare
from khfund.scholarships.sponsor_standing import standings
from khfund.scholarships.sponsorship import sponsorships
from khfund.unit import Unit

FOLDER = "xet-hoc-bong-2025"
LAST = date(2025, 12, 31)
MEMBERS = (
    "Chủ tịch Hội đồng: Hoàng Thị Sao Mai",
    "Ủy viên: Quàng Văn Núi",
    "Ủy viên, thư ký: Vì Thị Ban Mai",
)
LETTER = (
    "Kính gửi {sponsor},\n\nTrong học kỳ vừa qua, {child} đi học chuyên cần và được nhà trường ghi nhận tiến bộ. "
    "Gia đình và {unit} trân trọng cảm ơn sự đồng hành của Quý vị trong chương trình {programme}."
)
Maker = Callable[[], bytes]


@attrs.frozen
class Season:
    """What the round, the runs and the sponsorships of the year came to; `committed` in đồng, the rest are counts."""

    candidates: int
    problems: int
    awarded: int
    left_out: int
    awards_paid: int
    children: int
    months_paid: int
    months_to_come: int
    committed: int


def print_awards(office: Office, out: Path, bar: Bar) -> int:
    """Print everything into a folder below `out`, which is made anew; return how many files there are."""
    folder = out / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with office.database.reading() as session, bar("In giấy tờ xét học bổng") as show:
        unit = session.get_one(Unit, office.unit)
        made = [
            *_of_lists(office),
            *_of_round(session, unit, office),
            *_of_runs(session, office),
            *_of_children(session, unit),
        ]
        for done, (name, make) in enumerate(made, 1):
            (folder / name).write_bytes(make())
            show(done, len(made))
    return len(made)


def _of_lists(office: Office) -> Iterator[tuple[str, Maker]]:
    """What goes back to the communes whose lists have mistakes."""
    for unit, name in FILES.items():
        file = office.file(name)
        read = read_nominations(file, on=RECEIVED)
        if read.problems:
            yield f"can-sua-{unit}.xlsx", lambda file=file, read=read: error_workbook(file, read)  # type: ignore[misc]


def _of_round(session: Session, unit: Unit, office: Office) -> Iterator[tuple[str, Maker]]:
    award_round = season(session, office)
    facts = round_facts(session, unit, award_round)
    given = granted(session, award_round)
    minutes, decision = award_minutes(facts, MEMBERS, "41/BB-HKH"), award_decision(facts, given)
    decided = facts.decision
    assert decided is not None, "the example round is decided"
    yield "bien-ban-xet-chon.pdf", lambda: deed_page.pdf(minutes)
    yield "bien-ban-xet-chon.docx", lambda: docx_file(minutes)
    yield "quyet-dinh.pdf", lambda: deed_page.pdf(decision)
    yield "quyet-dinh.docx", lambda: docx_file(decision)
    lines = posted(session, given, decided.day.year, PRINTED)
    yield "niem-yet.pdf", lambda: deed_page.pdf(posting_list(facts.letterhead, award_round, decided, lines))
    yield "ky-nhan.pdf", lambda: deed_page.pdf(signature_list(facts.letterhead, award_round, decided, given))
    sheets = [
        explanation_sheet.explanation_sheet(session, award_round, session.get_one(Nomination, number))
        for number in _three_candidates(session)
    ]
    yield "phieu-tham-dinh.pdf", lambda: explanation_sheet.pdf(sheets)


def _three_candidates(session: Session) -> list[int]:
    """One who was awarded, one alternate, one who was left out for want of a paper."""
    first = select(func.min(AllocationLine.nomination_id)).group_by(AllocationLine.outcome)
    order = {Outcome.AWARDED: 0, Outcome.ALTERNATE: 1, Outcome.LEFT_OUT: 2}
    found = session.scalars(select(AllocationLine).where(AllocationLine.nomination_id.in_(first)))
    return [one.nomination_id for one in sorted(found, key=lambda one: order[one.outcome])]


def _of_runs(session: Session, office: Office) -> Iterator[tuple[str, Maker]]:
    award_round = season(session, office)
    first = select(PaymentRun).where(PaymentRun.round_id == award_round.id).order_by(PaymentRun.id).limit(1)
    run = session.scalars(first).one()
    yield "danh-sach-chi.pdf", lambda: deed_page.pdf(list_deed(payment_list(session, run, ListKind.BANK)))
    yield "tep-ngan-hang.csv", lambda: file_content(session, run, Form.CSV)
    yield "tep-ngan-hang.xlsx", lambda: file_content(session, run, Form.XLSX)


def _of_children(session: Session, unit: Unit) -> Iterator[tuple[str, Maker]]:
    first = sponsorships(session, unit.id)[0]
    longest = sponsorships(session, unit.id)[-1]
    share = session.scalars(
        select(SponsorShare).where(SponsorShare.sponsorship_id == first.id).order_by(SponsorShare.id).limit(1)
    ).one()
    yield "thu-nguoi-do-dau.pdf", lambda: letter_pdf(sponsor_letter(session, unit, share, LETTER, PRINTED))
    yield (
        "lich-chi-mot-em.pdf",
        lambda: figure_paper.pdf(calendar_paper(session, unit, first, LAST)),
    )
    yield (
        "lich-chi-den-lop-12.pdf",
        lambda: figure_paper.pdf(calendar_paper(session, unit, longest, LAST)),
    )


def season_of(session: Session, office: Office) -> Season:
    """Read from the books what the season came to."""
    award_round = season(session, office)
    stand = standings(session, office.unit, LAST)
    to_come = [one for each in stand for one in each.months if one.month > Month.of(LAST) and one.amount]
    paid = paid_instalments(session, office.unit, DateRange.year(LAST.year))
    lines = lines_of(session, latest_run(session, award_round))
    return Season(
        candidates=len(nominations(session, award_round, all_states=True)),
        problems=sum(
            len(read_nominations(office.file(name), on=RECEIVED).problems) for name in FILES.values()
        ),
        awarded=len(awards(session, award_round)),
        left_out=sum(one.outcome is not Outcome.AWARDED for one in lines),
        awards_paid=sum(one.programme_id == award_round.programme_id for one in paid),
        children=len(stand),
        months_paid=sum(one.programme_id != award_round.programme_id for one in paid),
        months_to_come=len(to_come),
        committed=sum(one.amount for one in to_come),
    )
