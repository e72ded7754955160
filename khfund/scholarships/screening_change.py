"""What changed from one screening run of a round to another, and why; no name is in any sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.calendar import format_day
from khfund.eligibility.evidence import PAPERS, Evidence
from khfund.eligibility.fact import Fact, say_value
from khfund.eligibility.fact_kind import FACTS
from khfund.eligibility.verdict import Verdict
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.nomination import Nomination, NominationState
from khfund.scholarships.screening import find_run
from khfund.scholarships.screening_record import ScreeningResult, ScreeningRun, facts_from


@attrs.frozen
class ScreeningChange:
    """A nomination whose outcome differs; a verdict is None where a run did not have it. `because` are sentences."""

    nomination: int
    before: Verdict | None
    after: Verdict | None
    categories_before: tuple[str, ...]
    categories_after: tuple[str, ...]
    because: tuple[str, ...]


def changes(
    session: Session, award_round: AwardRound, *, before: int | None = None, after: int | None = None
) -> list[ScreeningChange]:
    """Return what came out otherwise in run `after` (the latest) than in run `before` (the one before that).

    Raises: NotScreenedError.
    """
    later = find_run(session, award_round, after)
    earlier = find_run(session, award_round, later.number - 1 if before is None else before)
    old, new = _results(session, earlier), _results(session, later)
    withdrawn = set(
        session.scalars(
            select(Nomination.id).where(
                Nomination.round_id == award_round.id, Nomination.state == NominationState.WITHDRAWN
            )
        )
    )
    found = []
    for number in sorted(old.keys() | new.keys()):
        was, now = old.get(number), new.get(number)
        if was is None or now is None or (was.verdict, was.met) != (now.verdict, now.met):
            reasons = tuple(_reasons(earlier, later, was, now, is_withdrawn=number in withdrawn))
            found.append(
                ScreeningChange(
                    number,
                    was.verdict if was else None,
                    now.verdict if now else None,
                    was.met if was else (),
                    now.met if now else (),
                    reasons,
                )
            )
    return found


def _results(session: Session, run: ScreeningRun) -> dict[int, ScreeningResult]:
    query = select(ScreeningResult).where(ScreeningResult.run_id == run.id)
    return {one.nomination_id: one for one in session.scalars(query)}


def _reasons(
    earlier: ScreeningRun,
    later: ScreeningRun,
    was: ScreeningResult | None,
    now: ScreeningResult | None,
    *,
    is_withdrawn: bool,
) -> Iterator[str]:
    if was is None:
        yield f"đề nghị mới, chưa có ở lần thẩm định {earlier.number}"
        return
    if now is None:
        yield "đề nghị đã rút" if is_withdrawn else f"không có ở lần thẩm định {later.number}"
        return
    if earlier.rulebook_digest != later.rulebook_digest:
        yield f"bộ tiêu chí đổi bản ({earlier.rulebook_digest[:8]} → {later.rulebook_digest[:8]})"
    if was.is_renewal != now.is_renewal:
        yield "nay xét theo tiêu chí tiếp tục nhận" if now.is_renewal else "nay xét theo tiêu chí lần đầu"
    yield from _facts_changed(facts_from(was.facts), facts_from(now.facts))


def _facts_changed(was: Mapping[str, Fact], now: Mapping[str, Fact]) -> Iterator[str]:
    for key in sorted(was.keys() | now.keys()):
        old, new = was.get(key), now.get(key)
        if old == new:
            continue
        name = FACTS[key].name if key in FACTS else key
        if old is None or new is None or old.value != new.value:
            yield f"«{name}»: {_said(old)} → {_said(new)}"
        else:
            yield f"giấy tờ của «{name}»: {_paper(old.evidence)} → {_paper(new.evidence)}"


def _said(fact: Fact | None) -> str:
    if fact is None:
        return "chưa biết"
    return say_value(FACTS[fact.key], fact.value) if fact.key in FACTS else str(fact.value)


def _paper(paper: Evidence | None) -> str:
    if paper is None:
        return "chưa có"
    until = f" đến {format_day(paper.valid_until)}" if paper.valid_until else ""
    return f"{PAPERS.get(paper.kind, paper.kind)}{f' số {paper.number}' if paper.number else ''}{until}"
