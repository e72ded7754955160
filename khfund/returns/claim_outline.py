"""Published figures written as an outline (YAML): topics with their year, under them scopes and figures.

    balances_2023: {province: 14_700_000_000, whole_province: 31_862_960_857}
    awards_2023: {province: {awards: 1_053, amount: 844_200_000, more_than_2022: {amount: 454_800_000}}}
    programmes_2023: [{name: …, recipients: 40, amount: 20_000_000}]

Lists of remarks and whatever is no figure are left alone and told as unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import attrs
import yaml

from khfund.errors import KhfundError
from khfund.returns.claim import (
    AWARD_MONEY,
    AWARDS,
    BALANCE,
    CASH_HELP,
    GOODS_VALUE,
    PASSED,
    Claim,
    Increase,
    Indicator,
    Multiple,
    Product,
    Publication,
    Scope,
)

LONGEST = 1_000_000  # bytes


class OutlineUnreadableError(KhfundError):
    """An outline of published figures is YAML: topics, each with its figures."""

    message = "{file} không đọc được ({reason}); tệp cần là YAML gồm các mục, mỗi mục có số liệu."
    english = "{file} cannot be read ({reason}); it should be YAML of topics, each with its figures."


SCOPES = {
    "whole_province": Scope.WHOLE,
    "all_levels": Scope.ALL_LEVELS,
    "province": Scope.PROVINCE,
    "provincial_two_funds": Scope.PROVINCE,
    "districts": Scope.DISTRICTS,
    "districts_and_communes": Scope.DISTRICTS_AND_COMMUNES,
    "communes": Scope.COMMUNES,
    "affiliated": Scope.AFFILIATED,
    "affiliated_units": Scope.AFFILIATED,
}
_AS_PUBLISHED = re.compile(r"_(as_)?published$")
_TOPIC = re.compile(r"([a-z_]+)_(\d{4})|q([1-4])_(\d{4})")
_MORE = re.compile(r"more_than_(\d{4})")
_FIGURES = {"awards": AWARDS, "amount": AWARD_MONEY}
_PARTS = {"term_deposits": "tiền gửi có kỳ hạn", "cash": "tiền mặt", "bank": "tiền gửi ngân hàng"}
_KINDS = {"teachers": "cán bộ, giáo viên", "pupils": "học sinh"}
_TIMES = re.compile(
    r"gấp\s+(đôi|hai|ba|bốn|năm|mười|\d+(?:,\d+)?)\s*(?:lần)?\s+(?:so\s+với\s+)?năm\s+(\d{4})", re.IGNORECASE
)
_SPOKEN = {"đôi": "2", "hai": "2", "ba": "3", "bốn": "4", "năm": "5", "mười": "10"}


def read_outline(content: bytes, file: str, title: str = "") -> Publication:
    """Read an outline from its bytes.

    Raises: OutlineUnreadableError.
    """
    if len(content) > LONGEST:
        raise OutlineUnreadableError(file=file, reason="tệp quá lớn")
    try:
        topics = yaml.load(content, _Plain)  # noqa: S506  a safe loader that knows no references either
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as failure:
        raise OutlineUnreadableError(file=file, reason=type(failure).__name__) from failure
    if not isinstance(topics, dict):
        raise OutlineUnreadableError(file=file, reason="không có mục nào")
    reader = _Reader(file)
    for topic, told in topics.items():
        reader.topic(str(topic), told)
    return reader.publication(title or str(topics.get("association", "")))


class _Plain(yaml.SafeLoader):
    """The safe loader without references, by which a small file grows without end."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError
        return super().compose_node(parent, index)


def multiples_in(text: str, source: str = "") -> list[Multiple]:
    """Find «gấp 3 lần năm 2022» in the words of a report: a claim about the year after the one it names."""
    found = []
    for said in _TIMES.finditer(text):
        times = _SPOKEN.get(said[1].lower(), said[1]).replace(",", ".")
        words = " ".join(said[0].split())
        year = int(said[2])
        found.append(
            Multiple(
                words=words,
                period=str(year + 1),
                base_period=str(year),
                times=Decimal(times),
                source=source,
            )
        )
    return found


@attrs.define
class _Reader:
    """Gathers the claims of an outline, topic by topic."""

    file: str
    claims: list[Claim] = attrs.field(factory=list)
    increases: list[Increase] = attrs.field(factory=list)
    products: list[Product] = attrs.field(factory=list)
    unread: list[str] = attrs.field(factory=list)

    def publication(self, title: str) -> Publication:
        return Publication(
            title=title,
            claims=tuple(self.claims),
            increases=tuple(self.increases),
            products=tuple(self.products),
            unread=tuple(self.unread),
        )

    def topic(self, name: str, told: Any) -> None:
        found = _TOPIC.fullmatch(_AS_PUBLISHED.sub("", name))
        kind = found[1] if found and found[1] else "quarter"
        readers = {
            "balances": self._balances,
            "awards": self._awards,
            "quarter": self._awards,
            "programmes": self._programmes,
            "pass_through": self._passed,
            "sponsorships": self._sponsorships,
            "in_kind": self._in_kind,
        }
        if found is None or kind not in readers or not isinstance(told, (dict, list)):
            self.unread.append(name)
            return
        period = found[2] or f"{found[4]}-Q{found[3]}"
        readers[kind](name, period, told)

    def _claim(
        self, where: str, scope: Scope, period: str, indicator: Indicator, value: object, **more: Any
    ) -> None:
        if value is None:  # printed as a blank: a figure that nobody told
            return
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.unread.append(where)
            return
        self.claims.append(
            Claim(
                words=where,
                scope=scope,
                period=period,
                indicator=indicator,
                value=value,
                source=f"{self.file}: {where}",
                **more,
            )
        )

    def _balances(self, topic: str, period: str, told: Any) -> None:
        before = Scope.PROVINCE
        for key, value in _pairs(told):
            where, plain = f"{topic}.{key}", _AS_PUBLISHED.sub("", key)
            if plain in SCOPES:
                before = SCOPES[plain]
                self._claim(where, before, period, BALANCE, value)
            elif plain.startswith("of_which_"):
                part = plain.removeprefix("of_which_")
                part = _PARTS.get(part, part)
                self._claim(where, before, period, BALANCE, value, group=part, member=part)
            elif plain.removesuffix("_named") in SCOPES and isinstance(value, dict):
                scope = SCOPES[plain.removesuffix("_named")]
                for name, one in _pairs(value):
                    self._claim(
                        f"{where}.{name}",
                        scope,
                        period,
                        BALANCE,
                        one,
                        group="đơn vị được nêu tên",
                        member=name,
                    )
            else:
                self.unread.append(where)

    def _awards(self, topic: str, period: str, told: Any) -> None:
        for key, value in _pairs(told):
            where = f"{topic}.{key}"
            if key not in SCOPES or not isinstance(value, dict):
                self.unread.append(where)
                continue
            for name, one in _pairs(value):
                self._award(f"{where}.{name}", SCOPES[key], period, name, one)

    def _award(self, where: str, scope: Scope, period: str, name: str, value: Any) -> None:
        more = _MORE.fullmatch(name)
        if name in _FIGURES:
            self._claim(where, scope, period, _FIGURES[name], value)
        elif name in _KINDS:
            self._claim(where, scope, period, AWARDS, value, group="đối tượng", member=_KINDS[name])
        elif more and isinstance(value, dict):
            for key, one in _pairs(value):
                if key in _FIGURES and isinstance(one, int):
                    self.increases.append(
                        Increase(
                            words=f"{where}.{key}",
                            scope=scope,
                            period=period,
                            base_period=more[1],
                            indicator=_FIGURES[key],
                            more=one,
                            source=f"{self.file}: {where}.{key}",
                        )
                    )
        else:
            self.unread.append(where)

    def _programmes(self, topic: str, period: str, told: Any) -> None:
        for where, name, one in _named(topic, told, "name"):
            about = {"group": "chương trình", "member": name}
            self._claim(f"{where}.amount", Scope.PROVINCE, period, AWARD_MONEY, one.get("amount"), **about)
            self._claim(f"{where}.recipients", Scope.PROVINCE, period, AWARDS, one.get("recipients"), **about)

    def _passed(self, topic: str, period: str, told: Any) -> None:
        for where, name, one in _named(topic, told, "programme"):
            about = {"group": "chương trình", "member": name}
            self._claim(where, Scope.WHOLE, period, PASSED, one.get("amount"), **about)

    def _sponsorships(self, topic: str, _period: str, told: Any) -> None:
        for where, name, one in _named(topic, told, "name"):
            monthly, per_year = one.get("monthly"), one.get("per_year")
            if isinstance(monthly, int) and isinstance(per_year, int):
                factors = (("đồng/tháng", monthly), ("tháng", 12))
                source = f"{self.file}: {where}"
                self.products.append(
                    Product(words=f"{name}, một em một năm", factors=factors, value=per_year, source=source)
                )

    def _in_kind(self, topic: str, period: str, told: Any) -> None:
        known = {"value": GOODS_VALUE, "cash_all_levels": CASH_HELP}
        for name, goods in _pairs(told):
            for key, value in _pairs(goods) if isinstance(goods, dict) else [("", goods)]:
                where = f"{topic}.{name}" + (f".{key}" if key else "")
                indicator = known.get(key) or Indicator(
                    f"goods:{key or name}", f"hiện vật «{key or name}»", ""
                )
                self._claim(where, Scope.ALL_LEVELS, period, indicator, value, group=name, member=name)


def _pairs(told: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(told, dict):
        for key, value in told.items():
            yield str(key), value


def _named(topic: str, told: Any, key: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for number, one in enumerate(told if isinstance(told, list) else [], 1):
        if isinstance(one, dict):
            yield f"{topic}[{number}]", str(one.get(key, "")), one
