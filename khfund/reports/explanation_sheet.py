"""Phiếu thẩm định: one candidate of a round as the committee weighs it, each criterion with its fact, paper and reason.

A restricted paper: it holds what is protected about a child. It tells what a screening run kept, not what is known now,
so the same run gives the same sheet. All sheets have the same frame, to be read side by side.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import attrs
import weasyprint
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund import paper
from khfund.calendar import format_day
from khfund.eligibility.finding import Finding, UsedFact
from khfund.eligibility.proof import Standing
from khfund.eligibility.verdict import Verdict
from khfund.eligibility.wording import paper_words
from khfund.receipts.pdf_file import Guest, PdfFile
from khfund.scholarships.award import Award, AwardState
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.nomination import Nomination, nominations
from khfund.scholarships.programme import Programme
from khfund.scholarships.recipient import Recipient, Sex, one_person
from khfund.scholarships.round_terms import AmountUnsetError, amount_for
from khfund.scholarships.screening import find_run, findings_of, result_of
from khfund.scholarships.screening_record import ScreeningResult
from khfund.unit import Unit

TOGETHER = 20  # sheets that are set in one go; more would need more memory

MARKS = {Verdict.MET: "✓", Verdict.NOT_MET: "✗", Verdict.UNPROVEN: "?"}
OUTCOMES = {
    Verdict.MET: "ĐỦ ĐIỀU KIỆN",
    Verdict.NOT_MET: "KHÔNG ĐỦ ĐIỀU KIỆN",
    Verdict.UNPROVEN: "CHƯA ĐỦ GIẤY TỜ",
}
_STANDINGS = {
    Standing.COUNTS: "",
    Standing.MISSING: "chưa có thông tin",
    Standing.SAID: "mới nghe nói, chưa có giấy",
    Standing.UNREADABLE: "giá trị không đọc được",
    Standing.OTHER_PAPER: "giấy này không dùng được cho tiêu chí",
    Standing.NOT_YET: "giấy chưa có hiệu lực",
    Standing.EXPIRED: "giấy đã hết hạn",
    Standing.LAW_CHANGED: "giấy theo chuẩn cũ, phải rà soát lại",
    Standing.UNDATED: "giấy không ghi ngày",
}
_SEXES = {Sex.FEMALE: "nữ", Sex.MALE: "nam", Sex.UNSAID: ""}


@attrs.frozen
class Ground:
    """A fact on a sheet: what is said, the paper with who saw it, and what is wrong with it, if anything."""

    said: str
    paper: str
    seen: str
    fault: str


@attrs.frozen
class CriterionRow:
    """One criterion on a sheet; `is_open` where nothing at all is known, so that it is set small."""

    key: str
    name: str
    words: str
    citation: str
    verdict: Verdict
    mark: str
    sentence: str
    would_change: str
    confirm: str
    expires: date | None
    grounds: tuple[Ground, ...]
    is_open: bool


@attrs.frozen(kw_only=True)
class ExplanationSheet:
    """What one sheet says; `code` names round, nomination and run."""

    code: str
    body: str
    programme: str
    round_code: str
    round_name: str
    as_of: date
    run: int
    run_day: date
    rules: str
    digest: str
    nomination: int
    name: str
    born: str
    sex: str
    place: str
    school: str
    nominating: str
    claimed: str
    circumstances: str
    achievements: str
    is_renewal: bool
    earlier: tuple[str, ...]
    verdict: Verdict
    outcome: str
    categories: tuple[str, ...]
    amount: int
    stands_until: date | None
    criteria: tuple[CriterionRow, ...]


def explanation_sheet(
    session: Session, award_round: AwardRound, nomination: Nomination, *, run: int | None = None
) -> ExplanationSheet:
    """Return what the sheet of a nomination says, by a run or the latest.

    Raises: NotScreenedError.
    """
    made = find_run(session, award_round, run)
    result = result_of(session, made, nomination.id)
    criteria = tuple(_row(one) for one in findings_of(session, made, result))
    met = [one for one in criteria if one.verdict is Verdict.MET]
    return ExplanationSheet(
        code=f"{award_round.code}/{nomination.id:04d}/{made.number}",
        body=session.get_one(Unit, award_round.unit_id).name,
        programme=session.get_one(Programme, award_round.programme_id).name,
        round_code=award_round.code,
        round_name=award_round.name,
        as_of=made.as_of,
        run=made.number,
        run_day=made.day,
        rules=f"{made.rulebook}, bản {made.rulebook_version}",
        digest=made.rulebook_digest,
        **_who(session, nomination),
        is_renewal=result.is_renewal,
        earlier=tuple(_earlier(session, award_round, nomination.recipient_id)),
        verdict=result.verdict,
        outcome=OUTCOMES[result.verdict],
        categories=tuple(f"{one.key} ({one.name})" for one in met),
        amount=_amount(session, award_round, result),
        stands_until=_stands_until(result, met),
        criteria=criteria,
    )


def _who(session: Session, nomination: Nomination) -> dict[str, Any]:
    recipient = session.get_one(Recipient, nomination.recipient_id)
    return {
        "nomination": nomination.id,
        "name": recipient.full_name,
        "born": format_day(recipient.birth_day) if recipient.birth_day else str(recipient.birth_year or ""),
        "sex": _SEXES[recipient.sex],
        "place": ", ".join(filter(None, (recipient.village, recipient.commune))),
        "school": ", ".join(filter(None, (nomination.school_class, nomination.school))),
        "nominating": session.get_one(Unit, nomination.unit_id).name,
        "claimed": nomination.category,
        "circumstances": nomination.circumstances,
        "achievements": nomination.achievements,
    }


def _row(one: Finding) -> CriterionRow:
    grounds = tuple(_ground(fact) for fact in one.facts if fact.standing is not Standing.MISSING)
    return CriterionRow(
        key=one.criterion,
        name=one.name,
        words=one.words,
        citation=str(one.citation),
        verdict=one.verdict,
        mark=MARKS[one.verdict],
        sentence=one.sentence,
        would_change=one.would_change,
        confirm=one.confirm,
        expires=one.expires,
        grounds=grounds,
        is_open=one.verdict is Verdict.UNPROVEN and not any(_tells(fact) for fact in one.facts),
    )


def _tells(fact: UsedFact) -> bool:
    """Whether a fact says something of this criterion; that somebody is a pupil is common to nearly all."""
    return fact.standing is not Standing.MISSING and fact.key not in {"learner", "grade"}


def _ground(fact: UsedFact) -> Ground:
    seen = ""
    if fact.paper is not None and fact.paper.seen_by:
        when = f" ngày {format_day(fact.paper.seen_on)}" if fact.paper.seen_on else ""
        seen = f"{fact.paper.seen_by} xem bản gốc{when}"
    told = paper_words(fact.paper, fact.last) if fact.paper is not None else ""
    return Ground(fact.said, told, seen, _STANDINGS[fact.standing])


def _earlier(session: Session, award_round: AwardRound, recipient_id: int) -> Iterator[str]:
    entries = one_person(session, [recipient_id])[recipient_id]
    query = select(Award, AwardRound, Programme.name).join(AwardRound, AwardRound.id == Award.round_id)
    query = query.join(Programme, Programme.id == AwardRound.programme_id).where(
        Award.recipient_id.in_(entries),
        Award.round_id != award_round.id,
        Award.granted <= award_round.as_of,
        Award.state != AwardState.REVOKED,
    )
    for award, earlier, programme in session.execute(query.order_by(Award.granted, Award.id)):
        yield f"{programme}, đợt {earlier.code}: {_dots(award.amount)} đ ngày {format_day(award.granted)}"


def _dots(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def _amount(session: Session, award_round: AwardRound, result: ScreeningResult) -> int:
    """What the candidate would get; 0 where it is not eligible or the round does not say yet."""
    if result.verdict is not Verdict.MET:
        return 0
    try:
        return amount_for(session, award_round, result.met, nomination=result.nomination_id)
    except AmountUnsetError:
        return 0


def _stands_until(result: ScreeningResult, met: Sequence[CriterionRow]) -> date | None:
    """The last day on which one of the criteria met still stands; None where no end is known."""
    ends = [one.expires for one in met]
    known = [end for end in ends if end is not None]
    return max(known) if result.verdict is Verdict.MET and known and len(known) == len(ends) else None


def explanation_sheets(
    session: Session, award_round: AwardRound, *, run: int | None = None
) -> list[ExplanationSheet]:
    """Return the sheets of all nominations that stand and that a run screened, by number.

    Raises: NotScreenedError.
    """
    made = find_run(session, award_round, run)
    screened = set(
        session.scalars(select(ScreeningResult.nomination_id).where(ScreeningResult.run_id == made.id))
    )
    standing = [one for one in nominations(session, award_round) if one.id in screened]
    return [explanation_sheet(session, award_round, one, run=made.number) for one in standing]


def pdf(
    sheets: Sequence[ExplanationSheet], *, tell: Callable[[int, int], None] = lambda _done, _of: None
) -> bytes:
    """Set sheets as one PDF, each from a page of its own; the same sheets give the same bytes.

    `tell` hears how many sheets are set, and of how many.
    """
    parts: list[bytes] = []
    pages = 0
    for start in range(0, len(sheets), TOGETHER):
        html = _html(sheets[start : start + TOGETHER])
        document = paper.lay_out(html, styles=[_style(), *([_numbered_after(pages)] if pages else [])])
        parts.append(paper.write(document, identifier=hashlib.sha256(html.encode()).digest()[:16]))
        pages += len(document.pages)
        tell(min(start + TOGETHER, len(sheets)), len(sheets))
    if len(parts) == 1:
        return parts[0]
    out = io.BytesIO()
    file = PdfFile(out)
    for part in parts:
        guest = Guest(file, part)
        guest.add_pages()
    file.close(guest.output_intents())
    return out.getvalue()


def _html(sheets: Sequence[ExplanationSheet]) -> str:
    return paper.environment("reports").get_template("explanation.html").render(sheets=sheets)


def _numbered_after(pages: int) -> weasyprint.CSS:
    return paper.style(f"@page :first {{ counter-reset: page {pages + 1}; }}")


@functools.cache
def _style() -> weasyprint.CSS:
    folder = importlib.resources.files("khfund.reports")
    return paper.style(folder.joinpath("templates", "explanation.css").read_text(encoding="utf-8"))
