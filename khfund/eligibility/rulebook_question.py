"""The questions of a rulebook file: what a criterion asks, in facts, values and papers of the vocabulary."""

from __future__ import annotations

import difflib

import yaml

from khfund.eligibility.criterion import (
    AllOf,
    AnyOf,
    Asks,
    AsksAge,
    AsksGoodLearning,
    AsksNumber,
    Condition,
)
from khfund.eligibility.evidence import PAPERS
from khfund.eligibility.fact import GRADE_MAX, FactUnknownError, FactValueError, allowed, find_kind
from khfund.eligibility.fact_kind import FactKind, Value
from khfund.eligibility.rulebook_part import LIST, MAPPING, Part, RulebookEntryKindError
from khfund.eligibility.school_ranking import GOOD
from khfund.errors import KhfundError

AGE_MAX = 150
DEEPEST = 20  # levels of «all» and «any»
_ANYTHING = AllOf(())


class PaperKindUnknownError(KhfundError):
    """A paper is one of those that officers know."""

    message = "Không có loại giấy tên «{paper}»{near}; xem các loại giấy bằng `khfund rulebook papers`."
    english = "There is no kind of paper named “{paper}”{near}; see them by `khfund rulebook papers`."


class QuestionShapeError(KhfundError):
    """A criterion asks one question, or joins several by all or any."""

    message = "Câu hỏi{where} phải là «all: […]», «any: […]» hoặc đúng một dữ kiện."
    english = "The question{where} should be “all: […]”, “any: […]” or exactly one fact."


def read_papers(top: Part) -> dict[str, tuple[str, ...]]:
    """Read which papers a rulebook takes for a fact."""
    entry = top.part("papers")
    if entry is None:
        return {}
    if not isinstance(entry.node, yaml.MappingNode):
        top.refuse(RulebookEntryKindError(entry="papers", where="", wanted=MAPPING), at="papers")
        return {}
    return {name: _papers(entry, name) for name in entry.names() if _kind(entry, name)}


def _papers(entry: Part, name: str) -> tuple[str, ...]:
    found = []
    for item in entry.parts(name):
        paper = str(item.node.value)[:80]
        if paper in PAPERS:
            found.append(paper)
        else:
            item.refuse(unknown_paper(paper))
    return tuple(found)


def unknown_paper(paper: str) -> PaperKindUnknownError:
    """Say that there is no such kind of paper, and which may have been meant."""
    alike = difflib.get_close_matches(paper, PAPERS, n=1)
    return PaperKindUnknownError(paper=paper, near=f" (có phải «{alike[0]}»?)" if alike else "")


def read_asks(criterion: Part) -> Condition:
    """Read what a criterion asks."""
    entry = criterion.part("asks")
    return _condition(entry, DEEPEST) if entry else _ANYTHING


def _condition(part: Part, deep: int) -> Condition:
    names = part.names()
    if (
        len(names) != 1
        or not isinstance(part.node, yaml.MappingNode)
        or len(part.node.value) != 1
        or not deep
    ):
        part.refuse(QuestionShapeError(where=part.where))
        return _ANYTHING
    name = names[0]
    if name in ("all", "any"):
        parts = tuple(_condition(one, deep - 1) for one in part.parts(name))
        return AllOf(parts) if name == "all" else AnyOf(parts)
    kind = _kind(part, name)
    return _question(part, kind) if kind else _ANYTHING


def _kind(part: Part, name: str) -> FactKind | None:
    try:
        return find_kind(name)
    except FactUnknownError as failure:
        part.refuse(failure, at=name)
        return None


def _question(part: Part, kind: FactKind) -> Condition:
    if kind.number:
        return AsksNumber(kind.key, *_span(part, kind, ("from", "to"), GRADE_MAX))
    if kind.day:
        return AsksAge(kind.key, *_span(part, kind, ("age_from", "age_to"), AGE_MAX))
    if kind.is_yes_or_no:
        return _yes_or_no(part, kind)
    if kind.key == "learning" and part.part(kind.key) is not None and _scalar(part, kind) == GOOD:
        return AsksGoodLearning()
    values: list[Value] = []
    for item in part.parts(kind.key):
        value = str(item.node.value)
        if isinstance(item.node, yaml.ScalarNode) and value in kind.values:
            values.append(value)
        else:
            item.refuse(FactValueError(text=value[:80], name=kind.name, allowed=allowed(kind)))
    if part.part(kind.key) is None:
        part.refuse(RulebookEntryKindError(entry=kind.key, where=part.where, wanted=LIST), at=kind.key)
    return Asks(kind.key, frozenset(values), tuple(values))


def _scalar(part: Part, kind: FactKind) -> str | None:
    entry = part.part(kind.key)
    return str(entry.node.value) if entry and isinstance(entry.node, yaml.ScalarNode) else None


def _yes_or_no(part: Part, kind: FactKind) -> Condition:
    entry = part.part(kind.key)
    if entry is None or str(entry.node.tag) != "tag:yaml.org,2002:bool":
        part.refuse(
            FactValueError(text=_scalar(part, kind) or "[…]", name=kind.name, allowed="yes, no"), at=kind.key
        )
        return _ANYTHING
    value = str(entry.node.value).lower() in ("yes", "true", "on")
    return Asks(kind.key, frozenset({value}), (value,))


def _span(part: Part, kind: FactKind, names: tuple[str, str], most: int) -> tuple[int, int]:
    entry = part.part(kind.key)
    if entry is None or not isinstance(entry.node, yaml.MappingNode):
        wanted = f"«{names[0]}: …, {names[1]}: …»"
        part.refuse(RulebookEntryKindError(entry=kind.key, where=part.where, wanted=wanted), at=kind.key)
        return 0, most
    entry.require_entries((), names)
    least, top = _whole(entry, names[0], 0, most), _whole(entry, names[1], most, most)
    if least > top:
        entry.refuse(
            RulebookEntryKindError(entry=names[1], where=entry.where, wanted=f"từ {least} trở lên"),
            at=names[1],
        )
    return least, top


def _whole(entry: Part, name: str, absent: int, most: int) -> int:
    text = entry.text_if_any(name)
    if not text:
        return absent
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= most):
        entry.refuse(
            RulebookEntryKindError(entry=name, where=entry.where, wanted=f"số nguyên từ 0 đến {most}"),
            at=name,
        )
        return absent
    return int(text)
