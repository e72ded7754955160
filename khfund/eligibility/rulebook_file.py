"""Rulebook file: the text (YAML) in which a rulebook is written, read strictly; each mistake is told with its line.

    code: …            name: …            version: 1
    document: …        issuer: …          issued: 2023-02-02 (or «không ghi»)
    valid_from: 2023-02-02                (valid_until, note)
    papers: {fact: [paper, …]}                                     (where other than usual)
    first_award: {needs: any, criteria: [{key, name, clause, words, asks, (confirm, document, issuer, issued, …)}]}
    renewal:     the same, where a renewal has rules of its own

`asks` is `all: […]`, `any: […]` or one question: `fact: [value, …]`, `fact: yes`, `grade: {from: 1, to: 12}`,
`born: {age_from: 6, age_to: 15}`, `learning: hoc_gioi`.
"""

from __future__ import annotations

import hashlib
from datetime import date

import yaml

from khfund.eligibility.citation import Citation
from khfund.eligibility.criterion import Criterion
from khfund.eligibility.rulebook import Needs, Rulebook, Section
from khfund.eligibility.rulebook_part import Part, RulebookEntryMissingError
from khfund.eligibility.rulebook_question import read_asks, read_papers
from khfund.errors import KhfundError, Place, Problem, ProblemsFound

LONGEST = 500_000  # bytes
TOP = ("code", "name", "version", "document", "issuer", "valid_from", "first_award")
TOP_MORE = ("issued", "valid_until", "note", "papers", "renewal")
NO_DAY = "không ghi"
CLAUSE = ("key", "name", "clause", "words", "asks")
CLAUSE_MORE = ("confirm", "document", "issuer", "issued", "valid_from", "valid_until")


class RulebookUnreadableError(KhfundError):
    """A rulebook is a text in YAML."""

    message = "{file} không đọc được{where}: {reason}; bộ tiêu chí là một tệp YAML (chữ UTF-8)."
    english = "{file} cannot be read{where}: {reason}; a rulebook is a YAML file (UTF-8)."


class CriterionTwiceError(KhfundError):
    """Each criterion of a section has a key of its own."""

    message = "Tiêu chí «{key}» được ghi hai lần."
    english = "The criterion “{key}” is written twice."


class ValidityBackwardError(KhfundError):
    """A rule does not end before it begins."""

    message = "Ngày hết hiệu lực {until:%d/%m/%Y} đứng trước ngày có hiệu lực {begun:%d/%m/%Y}."
    english = "The last day {until:%d/%m/%Y} comes before the first, {begun:%d/%m/%Y}."


def read_rulebook(content: bytes, file: str) -> Rulebook:
    """Read a rulebook from its bytes.

    Raises: RulebookUnreadableError; ProblemsFound with every mistake and its line.
    """
    problems: list[Problem] = []
    top = Part(_compose(content, file), "", Place(file), problems)
    book = _read(top, content)
    if problems:
        problems.sort(key=lambda one: one.place.row or 0)
        raise ProblemsFound(file=file, problems=problems)
    return book


def _compose(content: bytes, file: str) -> yaml.Node:
    if len(content) > LONGEST:
        raise RulebookUnreadableError(file=file, where="", reason="tệp quá lớn")
    try:
        node = yaml.compose(content.decode("utf-8"), Loader=_Plain)
    except yaml.MarkedYAMLError as failure:
        mark = failure.problem_mark or failure.context_mark
        where = f", dòng {mark.line + 1}" if mark else ""
        raise RulebookUnreadableError(file=file, where=where, reason="sai cú pháp") from failure
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as failure:
        raise RulebookUnreadableError(file=file, where="", reason=type(failure).__name__) from failure
    if node is None:
        raise RulebookUnreadableError(file=file, where="", reason="tệp trống")
    return node


class _Plain(yaml.SafeLoader):
    """The safe loader without references, by which a small file grows without end."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError
        return super().compose_node(parent, index)


def _read(top: Part, content: bytes) -> Rulebook:
    top.require_entries(TOP, TOP_MORE)
    begun, until = top.day("valid_from"), top.day_if_any("valid_until")
    _require_forward(top, begun, until)
    renewal, first = top.part("renewal"), top.part("first_award")
    usual = Citation(top.text("document"), top.text("issuer"), _issued(top), "")
    return Rulebook(
        code=top.text("code"),
        version=top.text("version"),
        name=top.text("name"),
        document=usual.document,
        issuer=usual.issuer,
        issued=usual.issued,
        valid_from=begun,
        valid_until=until,
        note=top.text_if_any("note"),
        papers=read_papers(top),
        first_award=_section(first, usual) if first else Section(Needs.ANY, ()),
        renewal=_section(renewal, usual) if renewal else None,
        text=content.decode("utf-8"),
        digest=hashlib.sha256(content).hexdigest(),
    )


def _section(section: Part, usual: Citation) -> Section:
    section.require_entries(("needs", "criteria"))
    criteria: dict[str, Criterion] = {}
    for part in section.parts("criteria"):
        criterion = _criterion(part, usual)
        if criterion.key in criteria:
            part.refuse(CriterionTwiceError(key=criterion.key))
        criteria[criterion.key] = criterion
    return Section(Needs(section.choice("needs", tuple(Needs))), tuple(criteria.values()))


def _criterion(part: Part, usual: Citation) -> Criterion:
    part.require_entries(CLAUSE, CLAUSE_MORE)
    begun, until = part.day_if_any("valid_from"), part.day_if_any("valid_until")
    if begun:
        _require_forward(part, begun, until)
    citation = Citation(
        document=part.text_if_any("document") or usual.document,
        issuer=part.text_if_any("issuer") or usual.issuer,
        issued=_issued(part) if part.part("document") else usual.issued,
        clause=part.text("clause"),
    )
    return Criterion(
        key=part.text("key"),
        name=part.text("name"),
        words=part.text("words"),
        citation=citation,
        asks=read_asks(part),
        confirm=part.text_if_any("confirm"),
        valid_from=begun,
        valid_until=until,
    )


def _issued(part: Part) -> date | None:
    """The day of a document; one that bears none says so, for a citation is not left open by oversight."""
    if part.text_if_any("issued") == NO_DAY:
        return None
    if part.part("issued") is None:
        part.refuse(RulebookEntryMissingError(entry="issued", where=part.where))
    return part.day_if_any("issued")


def _require_forward(part: Part, begun: date, until: date | None) -> None:
    if until is not None and until < begun:
        part.refuse(ValidityBackwardError(begun=begun, until=until), at="valid_until")
