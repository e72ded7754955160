"""Wording: facts, papers and questions as parts of a plain Vietnamese sentence."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from datetime import date

import attrs

from khfund.calendar import format_day
from khfund.eligibility.age import age_on, last_day_below
from khfund.eligibility.criterion import (
    AllOf,
    AnyOf,
    Asks,
    AsksAge,
    AsksGoodLearning,
    AsksNumber,
    Condition,
    Known,
    Leaf,
)
from khfund.eligibility.evidence import PAPERS, Evidence
from khfund.eligibility.fact import Facts, say_value
from khfund.eligibility.fact_kind import FACTS, FactKind
from khfund.eligibility.law import POVERTY_LINE
from khfund.eligibility.proof import Proof, Standing, proof
from khfund.errors import visible


@attrs.frozen
class Case:
    """One candidate's facts on one day, weighed by a rulebook's own papers."""

    facts: Facts
    on: date
    papers: Mapping[str, tuple[str, ...]]
    known: Known
    proofs: Mapping[str, Proof]

    @classmethod
    def of(cls, facts: Facts, on: date, papers: Mapping[str, tuple[str, ...]], keys: tuple[str, ...]) -> Case:
        """Weigh the papers behind the facts with these keys."""
        proofs = {key: proof(FACTS[key], facts.get(key), on, papers.get(key)) for key in keys}
        known = {
            key: facts[key].value if one.standing is Standing.COUNTS else None for key, one in proofs.items()
        }
        return cls(facts, on, papers, known, proofs)

    def proof(self, key: str) -> Proof:
        """What the paper behind a fact is worth on the day."""
        return self.proofs[key]

    def paper(self, key: str) -> Evidence | None:
        """The paper behind a fact."""
        fact = self.facts.get(key)
        return fact.evidence if fact else None

    def last(self, leaf: Leaf) -> date | None:
        """The last day on which the answer to a question that is met still stands, as far as is known."""
        found = self.proof(leaf.key).last
        if isinstance(leaf, AsksAge):
            born = date.fromisoformat(str(self.facts[leaf.key].value))
            grown = last_day_below(born, leaf.most + 1)
            found = grown if found is None else min(found, grown)
        return found


def found(leaf: Leaf, case: Case) -> str:
    """Say what is proven about a question, and by which paper."""
    kind, fact = FACTS[leaf.key], case.facts[leaf.key]
    words = say_value(kind, fact.value)
    if isinstance(leaf, AsksAge):
        age = age_on(date.fromisoformat(str(fact.value)), case.on)
        words = f"{words}, {age} tuổi vào ngày {format_day(case.on)}"
    if isinstance(leaf, AsksGoodLearning):
        note = leaf.read(case.known, case.on)[1]
        words = f"{words} ({note})" if note else words
    if fact.evidence is None:
        return words
    return f"{words}, theo {paper_words(fact.evidence, case.proof(leaf.key).last)}"


def paper_words(paper: Evidence, last: date | None = None) -> str:
    """Name a paper: kind, number, issuer, day, and the last day on which it counts."""
    words = PAPERS.get(paper.kind, visible(paper.kind))
    if paper.number:
        words += f" số {visible(paper.number)}"
    if paper.issuer:
        words += f" do {visible(paper.issuer)} cấp"
    if paper.issued:
        words += (
            f" ngày {format_day(paper.issued)}" if paper.issuer else f" cấp ngày {format_day(paper.issued)}"
        )
    return f"{words} (có giá trị đến hết ngày {format_day(last)})" if last else words


@functools.lru_cache(maxsize=1024)
def wanted(leaf: Leaf) -> str:
    """Say what a question asks for."""
    kind = FACTS[leaf.key]
    match leaf:
        case Asks():
            return _wanted_values(leaf, kind)
        case AsksNumber():
            if leaf.least == leaf.most:
                return f"học {kind.name} {leaf.least}"
            return f"học từ {kind.name} {leaf.least} đến {kind.name} {leaf.most}"
        case AsksAge():
            if leaf.least <= 0:
                return f"chưa đủ {leaf.most + 1} tuổi"
            return f"từ {leaf.least} đến {leaf.most} tuổi"
    return "học giỏi"


def asked(condition: Condition) -> str:
    """Say all that a condition asks for."""
    if not isinstance(condition, AllOf | AnyOf):
        return wanted(condition)
    if isinstance(condition, AllOf):
        return "; ".join(asked(part) for part in condition.parts)
    return f"({' hoặc '.join(asked(part) for part in condition.parts)})"


def _wanted_values(leaf: Asks, kind: FactKind) -> str:
    if kind.broad and leaf.values == frozenset(kind.values) - {kind.denial}:
        return kind.broad
    phrases = [say_value(kind, value) for value in leaf.order]
    opening = f"{kind.name}: "
    if all(phrase.startswith(opening) for phrase in phrases):
        return opening + " hoặc ".join(phrase.removeprefix(opening) for phrase in phrases)
    return " hoặc ".join(phrases)


def papers_wanted(leaf: Leaf, case: Case) -> str:
    """Name the papers that would prove what a question asks for."""
    kinds = [PAPERS[kind] for kind in case.papers.get(leaf.key, FACTS[leaf.key].papers)]
    return or_else(kinds)


def or_else(papers: Sequence[str]) -> str:
    """Name several papers of which one is enough; their names hold commas and «hoặc» themselves."""
    if len(papers) < 2:
        return "".join(papers)
    return f"{', '.join(f'«{one}»' for one in papers[:-1])} hoặc «{papers[-1]}»"


def gap(leaf: Leaf, case: Case) -> str:
    """Say why a question cannot be answered on the day."""
    kind, fact = FACTS[leaf.key], case.facts.get(leaf.key)
    standing = case.proof(leaf.key)
    if fact is None:
        return kind.unknown
    said = say_value(kind, fact.value)
    if standing.standing is Standing.COUNTS:
        return found(leaf, case)
    if fact.evidence is None or standing.standing is Standing.UNREADABLE:
        return _unsupported(said, standing.standing)
    return f"{said}, nhưng {_weakness(fact.evidence, standing, case.on)}"


def _unsupported(said: str, standing: Standing) -> str:
    if standing is Standing.UNREADABLE:
        return f"{said}, là giá trị không dùng được"
    return f"{said} theo lời kể, nhưng chưa có giấy chứng minh"


def _weakness(paper: Evidence, standing: Proof, on: date) -> str:
    words = paper_words(paper)
    match standing.standing:
        case Standing.OTHER_PAPER:
            return f"{words} không phải là giấy chứng minh điều này"
        case Standing.NOT_YET:
            assert paper.valid_from is not None
            return f"{words} chỉ có giá trị từ ngày {format_day(paper.valid_from)}"
        case Standing.UNDATED:
            return f"{words} không ghi ngày cấp và thời hạn"
        case Standing.LAW_CHANGED:
            assert standing.last is not None
            change, source = format_day(POVERTY_LINE.since(on)), POVERTY_LINE.source(on)
            return (
                f"{words} theo chuẩn nghèo cũ, chỉ dùng đến hết ngày {format_day(standing.last)}; "
                f"từ ngày {change} chuẩn nghèo đã thay đổi ({source}) nên cần rà soát lại"
            )
        case _:
            assert standing.last is not None
            since = (on - standing.last).days
            when = "hôm trước ngày xét" if since == 1 else f"{since} ngày trước ngày xét"
            return f"{words} đã hết giá trị sau ngày {format_day(standing.last)} ({when})"


def request(leaf: Leaf, case: Case) -> str:
    """Say what to bring so that a question can be answered."""
    papers, day = papers_wanted(leaf, case), format_day(case.on)
    fact, standing = case.facts.get(leaf.key), case.proof(leaf.key).standing
    match standing:
        case Standing.EXPIRED | Standing.LAW_CHANGED:
            assert fact is not None
            assert fact.evidence is not None
            return f"đổi hoặc xin cấp lại {PAPERS[fact.evidence.kind]} có giá trị vào ngày {day}"
        case Standing.NOT_YET:
            assert fact is not None
            assert fact.evidence is not None
            return f"đợi {PAPERS[fact.evidence.kind]} có giá trị, hoặc nộp giấy có giá trị vào ngày {day}"
        case Standing.UNDATED:
            return f"nộp bản {papers} có ghi ngày cấp và thời hạn"
        case Standing.UNREADABLE:
            return f"ghi lại «{FACTS[leaf.key].name}» theo {papers or 'danh sách'}"
        case Standing.COUNTS:
            return _request_of_reading(leaf, case)
        case _:
            return (
                f"bổ sung {papers} có giá trị vào ngày {day}"
                if papers
                else f"hỏi và ghi «{FACTS[leaf.key].name}»"
            )


def _request_of_reading(leaf: Leaf, case: Case) -> str:
    """What is asked where the rank is proven but its meaning is open."""
    assert isinstance(leaf, AsksGoodLearning)
    if case.known["grade"] is None and case.known["learner"] != "student":
        return f"bổ sung {PAPERS['school_confirmation']} ghi rõ lớp đang học"
    return f"hội đồng ghi ý kiến trong {PAPERS['council_minutes']}: có coi là học giỏi hay không"
