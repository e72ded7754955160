"""Explanation: why a criterion is met, not met or unproven, and what would change that, in plain polite Vietnamese."""

from __future__ import annotations

from datetime import date, timedelta

from khfund.calendar import format_day
from khfund.eligibility.criterion import AllOf, AnyOf, AsksAge, AsksGoodLearning, Condition, Criterion, Leaf
from khfund.eligibility.evidence import PAPERS
from khfund.eligibility.fact import say_value
from khfund.eligibility.fact_kind import FACTS
from khfund.eligibility.finding import Finding, UsedFact
from khfund.eligibility.law import poverty_line_changes_after
from khfund.eligibility.proof import POVERTY_FACTS, Standing
from khfund.eligibility.verdict import Verdict
from khfund.eligibility.wording import Case, found, gap, papers_wanted, request, wanted


def explain(criterion: Criterion, case: Case) -> Finding:
    """Write the finding of a criterion."""
    verdict = criterion.asks.judge(case.known, case.on)
    bearing = carriers(criterion.asks, case, verdict)
    expires = standing_until(criterion.asks, case) if verdict is Verdict.MET else None
    sentence, change = _WRITERS[verdict](criterion, case, bearing, expires)
    used = dict.fromkeys(
        key for leaf in _shown(criterion, case, verdict, bearing) for key in _keys(leaf, case)
    )
    return Finding(
        criterion=criterion.key,
        name=criterion.name,
        words=criterion.words,
        citation=criterion.citation,
        verdict=verdict,
        sentence=sentence,
        would_change=change,
        facts=tuple(_used(key, case) for key in used),
        expires=expires,
        confirm=criterion.confirm,
    )


def carriers(condition: Condition, case: Case, verdict: Verdict) -> list[Leaf]:
    """The questions whose answers carry the verdict: for «đạt» those that hold, for «không đạt» those that fail."""
    if not isinstance(condition, AllOf | AnyOf):
        return [condition]
    judged = [(part, part.judge(case.known, case.on)) for part in condition.parts]
    return [leaf for part, one in judged if one is verdict for leaf in carriers(part, case, verdict)]


def standing_until(condition: Condition, case: Case) -> date | None:
    """The last day on which a condition that is met still stands by the papers at hand; None: no end is known."""
    if not isinstance(condition, AllOf | AnyOf):
        return case.last(condition)
    met = [part for part in condition.parts if part.judge(case.known, case.on) is Verdict.MET]
    lasts = [standing_until(part, case) for part in met]
    if isinstance(condition, AllOf):
        return min((last for last in lasts if last is not None), default=None)
    return None if None in lasts else max(last for last in lasts if last is not None)


def _shown(criterion: Criterion, case: Case, verdict: Verdict, bearing: list[Leaf]) -> list[Leaf]:
    """The questions that the finding names: what carries it, and for an open one what is already proven."""
    if verdict is not Verdict.UNPROVEN:
        return bearing
    return [*_proven_parts(criterion.asks, case), *bearing]


def _proven_parts(condition: Condition, case: Case) -> list[Leaf]:
    """The questions that already hold in a condition that is open."""
    if not isinstance(condition, AllOf | AnyOf):
        return []
    held: list[Leaf] = []
    for part in condition.parts:
        verdict = part.judge(case.known, case.on)
        if verdict is Verdict.MET:
            held += carriers(part, case, verdict)
        elif verdict is Verdict.UNPROVEN:
            held += _proven_parts(part, case)
    return held


def _met(criterion: Criterion, case: Case, bearing: list[Leaf], expires: date | None) -> tuple[str, str]:
    sentence = f"Đạt {criterion.title}: {_list(found(leaf, case) for leaf in bearing)}."
    if expires is None:
        held = _list(_held(leaf, case) for leaf in bearing)
        return sentence, f"Kết quả sẽ khác nếu một trong các điều sau không còn đúng: {held}."
    ending = [leaf for leaf in bearing if case.last(leaf) == expires]
    renewed = " và ".join(dict.fromkeys(_renewal(leaf, case, expires) for leaf in ending))
    return sentence, f"Kết quả này đúng đến hết ngày {format_day(expires)}; sau ngày đó {renewed}."


def _held(leaf: Leaf, case: Case) -> str:
    return say_value(FACTS[leaf.key], case.facts[leaf.key].value)


def _renewal(leaf: Leaf, case: Case, expires: date) -> str:
    paper = case.paper(leaf.key)
    if paper is None or case.proof(leaf.key).last != expires:
        assert isinstance(leaf, AsksAge), "nothing else ends but papers and childhood"
        return f"đã đủ {leaf.most + 1} tuổi"
    change = poverty_line_changes_after(expires) if leaf.key in POVERTY_FACTS else None
    if change is not None and change == expires + timedelta(days=1):
        return f"cần {PAPERS[paper.kind]} mới, theo chuẩn nghèo áp dụng từ ngày {format_day(change)}"
    return f"cần {PAPERS[paper.kind]} mới"


def _not_met(criterion: Criterion, case: Case, bearing: list[Leaf], _expires: date | None) -> tuple[str, str]:
    reasons = _list(found(leaf, case) for leaf in bearing)
    sentence = f"Không đạt {criterion.title}: {reasons}; trong khi cần {_asked(criterion.asks, case)}."
    change = f"Kết quả sẽ khác nếu có giấy cho thấy {_change(criterion.asks, case)}."
    still_open = [
        f"{wanted(leaf)} ({papers_wanted(leaf, case)})" if papers_wanted(leaf, case) else wanted(leaf)
        for leaf in _open_parts(criterion.asks, case)
    ]
    return sentence, f"{change} Khi đó còn cần chứng minh: {'; '.join(still_open)}." if still_open else change


def _asked(condition: Condition, case: Case) -> str:
    """What a failing condition asks for, its failing parts only."""
    if not isinstance(condition, AllOf | AnyOf):
        return wanted(condition)
    joint = " và " if isinstance(condition, AllOf) else " hoặc "
    return joint.join(_asked(part, case) for part in _failing(condition, case))


def _change(condition: Condition, case: Case) -> str:
    if not isinstance(condition, AllOf | AnyOf):
        papers = papers_wanted(condition, case)
        return f"{wanted(condition)} ({papers})" if papers else wanted(condition)
    joint = ", và " if isinstance(condition, AllOf) else ", hoặc "
    return joint.join(_change(part, case) for part in _failing(condition, case))


def _failing(condition: AllOf | AnyOf, case: Case) -> list[Condition]:
    return [part for part in condition.parts if part.judge(case.known, case.on) is Verdict.NOT_MET]


def _open_parts(condition: Condition, case: Case) -> list[Leaf]:
    """The questions that stay open beside those that fail, where all parts are needed."""
    if not isinstance(condition, AllOf):
        return []
    open_parts: list[Leaf] = []
    for part in condition.parts:
        verdict = part.judge(case.known, case.on)
        if verdict is Verdict.UNPROVEN:
            open_parts += carriers(part, case, verdict)
        elif verdict is Verdict.NOT_MET:
            open_parts += _open_parts(part, case)
    return open_parts


def _unproven(
    criterion: Criterion, case: Case, bearing: list[Leaf], _expires: date | None
) -> tuple[str, str]:
    sentence = f"Chưa đủ giấy tờ để kết luận {criterion.title}: {_list(gap(leaf, case) for leaf in bearing)}."
    held = _proven_parts(criterion.asks, case)
    if held:
        sentence += f" Đã có: {_list(found(leaf, case) for leaf in held)}."
    return sentence, f"Để có kết luận, xin: {_requests(criterion.asks, case)}."


def _requests(condition: Condition, case: Case) -> str:
    """What to bring for the open parts of a condition."""
    if not isinstance(condition, AllOf | AnyOf):
        return request(condition, case)
    open_parts = [part for part in condition.parts if part.judge(case.known, case.on) is Verdict.UNPROVEN]
    asked = dict.fromkeys(_requests(part, case) for part in open_parts)
    return ("; " if isinstance(condition, AllOf) else "; hoặc ").join(asked)


_WRITERS = {Verdict.MET: _met, Verdict.NOT_MET: _not_met, Verdict.UNPROVEN: _unproven}


def _list(parts: object) -> str:
    return "; ".join(dict.fromkeys(parts))  # type: ignore[call-overload]


def _keys(leaf: Leaf, case: Case) -> tuple[str, ...]:
    if isinstance(leaf, AsksGoodLearning) and case.known["council_good_learner"] is not None:
        return (leaf.key, "council_good_learner")
    return (leaf.key,)


def _used(key: str, case: Case) -> UsedFact:
    kind, fact, weighed = FACTS[key], case.facts.get(key), case.proof(key)
    if fact is None:
        return UsedFact(key, None, kind.unknown, Standing.MISSING)
    return UsedFact(
        key, fact.value, say_value(kind, fact.value), weighed.standing, fact.evidence, weighed.last
    )
