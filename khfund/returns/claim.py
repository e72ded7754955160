"""Published figures as claims: what was said, about whom, for which period, and what claims have to do with each other.

A claim is kept as it was published and never corrected. What levels an area consists of is general knowledge and stands
here; everything else is said by the claims themselves.
"""

from __future__ import annotations

import enum
from decimal import Decimal

import attrs


class Scope(enum.StrEnum):
    """Of whom a figure is told."""

    WHOLE = "whole"
    ALL_LEVELS = "all_levels"
    PROVINCE = "province"
    DISTRICTS_AND_COMMUNES = "districts_and_communes"
    DISTRICTS = "districts"
    COMMUNES = "communes"
    AFFILIATED = "affiliated"


SCOPE_WORDS = {
    Scope.WHOLE: "toàn tỉnh",
    Scope.ALL_LEVELS: "các cấp hội",
    Scope.PROVINCE: "cấp tỉnh",
    Scope.DISTRICTS_AND_COMMUNES: "cấp huyện và cấp xã",
    Scope.DISTRICTS: "cấp huyện",
    Scope.COMMUNES: "cấp xã",
    Scope.AFFILIATED: "đơn vị trực thuộc",
}


@attrs.frozen
class Makeup:
    """The scopes of which one consists; what is `doubtful` may be meant or not, so both readings are tried."""

    parts: tuple[Scope, ...]
    doubtful: tuple[Scope, ...] = ()


MAKEUP = {
    Scope.WHOLE: Makeup((Scope.PROVINCE, Scope.DISTRICTS_AND_COMMUNES, Scope.AFFILIATED)),
    # an affiliated body stands beside the three levels; «các cấp» may take it in or not
    Scope.ALL_LEVELS: Makeup((Scope.PROVINCE, Scope.DISTRICTS_AND_COMMUNES), (Scope.AFFILIATED,)),
    Scope.DISTRICTS_AND_COMMUNES: Makeup((Scope.DISTRICTS, Scope.COMMUNES)),
}


@attrs.frozen(order=True)
class Indicator:
    """What is counted: its code, words, and the unit; amounts are in đồng."""

    code: str
    words: str
    unit: str = "đồng"


BALANCE = Indicator("balance", "số dư quỹ")
AWARDS = Indicator("awards", "lượt khen thưởng, học bổng", "lượt")
AWARD_MONEY = Indicator("award_money", "tiền khen thưởng, học bổng")
PERSONS = Indicator("persons", "số người được nhận", "người")
RAISED = Indicator("raised", "tiền vận động được")
PASSED = Indicator("passed", "tiền chuyển trao")
GOODS_VALUE = Indicator("goods_value", "hiện vật quy ra tiền")
CASH_HELP = Indicator("cash_help", "tiền hỗ trợ")
MEMBERS = Indicator("members", "hội viên", "người")
INDICATORS = (BALANCE, AWARDS, AWARD_MONEY, PERSONS, RAISED, PASSED, GOODS_VALUE, CASH_HELP, MEMBERS)


@attrs.frozen(kw_only=True)
class Claim:
    """A published figure: `period` as 2023 or 2025-Q1; of a `member` of a list called `group`, or of the scope as a whole.

    `rounded_to` is the step in which the figure was told, 1.000.000 for «3.517 triệu».
    """

    words: str
    scope: Scope
    period: str
    indicator: Indicator
    value: int
    group: str = ""
    member: str = ""
    rounded_to: int = 1
    source: str = ""


@attrs.frozen(kw_only=True)
class Increase:
    """A published growth: by `more` over the base period."""

    words: str
    scope: Scope
    period: str
    base_period: str
    indicator: Indicator
    more: int
    source: str = ""


@attrs.frozen(kw_only=True)
class Multiple:
    """A published comparison: so many times the base period; about every indicator of which the base is known."""

    words: str
    period: str
    base_period: str
    times: Decimal
    source: str = ""


@attrs.frozen(kw_only=True)
class Product:
    """A published product: its factors, each with its word, and what was said to come out."""

    words: str
    factors: tuple[tuple[str, int], ...]
    value: int
    unit: str = "đồng"
    source: str = ""


@attrs.frozen(kw_only=True)
class Publication:
    """Everything that was published together. `complete` names lists that leave nobody out; `unread` what is no claim."""

    title: str
    claims: tuple[Claim, ...] = ()
    increases: tuple[Increase, ...] = ()
    multiples: tuple[Multiple, ...] = ()
    products: tuple[Product, ...] = ()
    complete: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
