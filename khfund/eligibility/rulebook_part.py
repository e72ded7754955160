"""A part of a rulebook file: entries of the kind that is expected there, or a problem with its line."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
import yaml

from khfund.calendar import DayError, parse_day
from khfund.errors import KhfundError, Place, Problem, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

MAPPING, LIST, TEXT = "các mục «tên: giá trị»", "một danh sách", "một dòng chữ"
_ABSENT = yaml.ScalarNode("tag:yaml.org,2002:null", "")


class RulebookEntryMissingError(KhfundError):
    """A rulebook says everything that a rule needs, its citation above all."""

    message = "Thiếu mục «{entry}»{where}."
    english = "The entry “{entry}” is missing{where}."


class RulebookEntryUnknownError(KhfundError):
    """A rulebook holds no entry that nobody reads."""

    message = "Mục «{entry}» không dùng ở đây{where}; các mục dùng được: {known}."
    english = "The entry “{entry}” is not used here{where}; in use are: {known}."


class RulebookEntryTwiceError(KhfundError):
    """An entry is written once."""

    message = "Mục «{entry}» được ghi hai lần{where}."
    english = "The entry “{entry}” is written twice{where}."


class RulebookEntryKindError(KhfundError):
    """An entry is of the kind that is expected."""

    message = "Mục «{entry}»{where} phải là {wanted}."
    english = "The entry “{entry}”{where} should be {wanted}."


@attrs.define
class Part:
    """A node of the file; `path` names it for whoever reads a problem, `problems` gathers them all."""

    node: yaml.Node
    path: str
    place: Place
    problems: list[Problem]

    @property
    def line(self) -> int:
        """The line on which the part begins, counted from 1."""
        return int(self.node.start_mark.line) + 1 if self.node.start_mark else 1

    def refuse(self, error: KhfundError, *, at: str = "") -> None:
        """Note a problem, at an entry of this part or at the part itself."""
        entry = self._entries().get(at)
        line = int(entry.start_mark.line) + 1 if entry is not None and entry.start_mark else self.line
        self.problems.append(Problem(Place(self.place.file, row=line), error))

    @property
    def where(self) -> str:
        """The part's place in words, as an end to a sentence."""
        return f" trong {self.path}" if self.path else ""

    def require_entries(self, needed: Sequence[str], more: Sequence[str] = ()) -> None:
        """Require that the part has these entries and none but these."""
        if not isinstance(self.node, yaml.MappingNode):
            self.refuse(RulebookEntryKindError(entry=self.path or "tệp", where="", wanted=MAPPING))
            return
        known = (*needed, *more)
        seen: set[str] = set()
        for key, _value in self.node.value:
            name, entry = visible(str(key.value), longest=60), Part(key, self.path, self.place, self.problems)
            if name in seen:
                entry.refuse(RulebookEntryTwiceError(entry=name, where=self.where))
            elif name not in known:
                alike = ", ".join(difflib.get_close_matches(name, known, n=1) or known)
                entry.refuse(RulebookEntryUnknownError(entry=name, where=self.where, known=alike))
            seen.add(name)
        for name in needed:
            if name not in seen:
                self.refuse(RulebookEntryMissingError(entry=name, where=self.where))

    def names(self) -> list[str]:
        """The names of the entries, in order."""
        return list(self._entries())

    def part(self, name: str) -> Part | None:
        """An entry as a part of its own; None if it is not there or says nothing."""
        node = self._entries().get(name)
        if node is None or _is_null(node):
            return None
        return Part(node, self._below(name), self.place, self.problems)

    def parts(self, name: str) -> Iterator[Part]:
        """The items of an entry that is a list of at least one."""
        entry = self.part(name)
        if entry is None:
            return
        if not isinstance(entry.node, yaml.SequenceNode) or not entry.node.value:
            self.refuse(RulebookEntryKindError(entry=name, where=self.where, wanted=LIST), at=name)
            return
        for number, node in enumerate(entry.node.value, 1):
            yield Part(node, f"{entry.path}[{number}]", self.place, self.problems)

    def text(self, name: str) -> str:
        """An entry as text that is not blank."""
        found = self.text_if_any(name)
        if not found and name in self._entries() and _is_scalar(self._entries()[name]):
            self.refuse(RulebookEntryMissingError(entry=name, where=self.where), at=name)
        return found

    def text_if_any(self, name: str) -> str:
        """An entry as text; empty if it is not there."""
        node = self._entries().get(name, _ABSENT)
        if not _is_scalar(node):
            self.refuse(RulebookEntryKindError(entry=name, where=self.where, wanted=TEXT), at=name)
            return ""
        return "" if _is_null(node) else " ".join(str(node.value).split())

    def day(self, name: str) -> date:
        """An entry as a day; a problem is noted and an early day returned where there is none."""
        found = self.day_if_any(name)
        if found is None and name in self._entries() and _is_null(self._entries()[name]):
            self.refuse(RulebookEntryMissingError(entry=name, where=self.where), at=name)
        return found or date.min

    def day_if_any(self, name: str) -> date | None:
        """An entry as a day; None if it is not there."""
        text = self.text_if_any(name)
        if not text:
            return None
        try:
            return parse_day(text)
        except DayError as failure:
            self.refuse(failure, at=name)
            return None

    def choice(self, name: str, allowed: Sequence[str]) -> str:
        """An entry that is one of a few words; a problem is noted and the first returned where it is not."""
        text = self.text(name)
        if text in allowed:
            return text
        if text:
            self.refuse(
                RulebookEntryKindError(entry=name, where=self.where, wanted=" hoặc ".join(allowed)), at=name
            )
        return allowed[0]

    def _entries(self) -> dict[str, yaml.Node]:
        if not isinstance(self.node, yaml.MappingNode):
            return {}
        entries: dict[str, yaml.Node] = {}
        for key, value in self.node.value:
            entries.setdefault(visible(str(key.value), longest=60), value)
        return entries

    def _below(self, name: str) -> str:
        return f"{self.path} › {name}" if self.path else name


def _is_scalar(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode)


def _is_null(node: yaml.Node) -> bool:
    return _is_scalar(node) and str(node.tag) == "tag:yaml.org,2002:null"
