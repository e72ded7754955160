"""Find what does not foot in published figures, by general rules that know no figure.

Wholes against their levels, lists against their whole, one figure told twice, growth against its base, multiples,
products, and figures that stand for two different things.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

import attrs

from khfund import money
from khfund.returns.claim import MAKEUP, SCOPE_WORDS, Claim, Indicator, Publication, Scope
from khfund.returns.footing import signed

TELLING_DIGITS = 5  # a figure with as many significant digits does not come up twice by chance


class Rule(enum.StrEnum):
    """Why a figure is named."""

    LEVELS = "levels"
    REMAINDER = "remainder"
    LIST = "list"
    ELSEWHERE = "elsewhere"
    INCREASE = "increase"
    MULTIPLE = "multiple"
    PRODUCT = "product"
    REPEATED = "repeated"


RULE_WORDS = {
    Rule.LEVELS: "Tổng khác các cấp cộng lại",
    Rule.REMAINDER: "Phần chưa giải thích được",
    Rule.LIST: "Danh mục khác số chung",
    Rule.ELSEWHERE: "Một số liệu, hai giá trị",
    Rule.INCREASE: "Mức tăng không khớp",
    Rule.MULTIPLE: "Số lần không khớp",
    Rule.PRODUCT: "Phép nhân không khớp",
    Rule.REPEATED: "Một con số, hai nội dung",
}


@attrs.frozen(kw_only=True)
class Discrepancy:
    """Something published that does not foot: by which rule, in words, what was stated and what the rest comes to.

    `parts` are the names and figures that make up `counted`, where it is a sum of a few.
    """

    rule: Rule
    sentence: str
    stated: int
    counted: int
    unit: str
    indicator: str = ""
    reading: str = ""
    parts: tuple[tuple[str, int], ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def difference(self) -> int:
        """Stated less counted."""
        return self.stated - self.counted


Subject = tuple[str, Indicator]
"""Period and indicator."""


def discrepancies(published: Publication) -> list[Discrepancy]:
    """Name everything that does not foot, each with its exact difference."""
    book = _Stated(published)
    checks = (_levels, _lists, _elsewhere, _increases, _multiples, _products, _repeated)
    return [found for check in checks for found in check(book)]


class _Stated:
    """The claims by what they are about."""

    def __init__(self, published: Publication) -> None:
        self.published = published
        self.wholes: dict[tuple[Scope, Subject], Claim] = {}
        self.lists: dict[tuple[Scope, Subject, str], list[Claim]] = defaultdict(list)
        for claim in published.claims:
            subject = (claim.period, claim.indicator)
            if claim.group:
                self.lists[claim.scope, subject, claim.group].append(claim)
            else:
                self.wholes.setdefault((claim.scope, subject), claim)

    @property
    def subjects(self) -> list[Subject]:
        """Every period and indicator of which something is told, in the order in which it is."""
        return list(dict.fromkeys((claim.period, claim.indicator) for claim in self.published.claims))

    def told(self, scope: Scope, subject: Subject) -> list[Claim]:
        """The claims that say what a scope comes to: its own, or those of the only list that divides it."""
        if (scope, subject) in self.wholes:
            return [self.wholes[scope, subject]]
        divisions = [
            claims for (of, about, _), claims in self.lists.items() if (of, about) == (scope, subject)
        ]
        return divisions[0] if len(divisions) == 1 else []

    def parts(self, scope: Scope, subject: Subject) -> tuple[list[Claim], list[Scope]]:
        """The claims that make up a part, found level by level, and the scopes of which nothing is told."""
        claims = self.told(scope, subject)
        if claims or scope not in MAKEUP:
            return claims, [] if claims else [scope]
        below = [self.parts(part, subject) for part in MAKEUP[scope].parts]
        found = [claim for claims, _ in below for claim in claims]
        return found, [one for _, missing in below for one in missing] if found else [scope]


# -- wholes and their levels ----------------------------------------------------------------------------------------


def _levels(book: _Stated) -> Iterator[Discrepancy]:
    for (scope, subject), whole in book.wholes.items():
        if scope not in MAKEUP:
            continue
        readings = list(_readings(book, scope, subject))
        if any(not missing and _agree(whole, claims) for _words, claims, missing in readings):
            continue
        for words, claims, missing in readings:
            if claims:
                yield _of_levels(whole, words, claims, missing)


def _readings(
    book: _Stated, scope: Scope, subject: Subject
) -> Iterator[tuple[str, list[Claim], list[Scope]]]:
    """The ways to read a whole: without what is doubtful, and with it where something is told of it."""
    makeup = MAKEUP[scope]
    found = [book.parts(part, subject) for part in makeup.parts]
    claims = [claim for part, _ in found for claim in part]
    missing = [one for _, lost in found for one in lost]
    doubtful = [claim for part in makeup.doubtful for claim in book.parts(part, subject)[0]]
    words = ", ".join(SCOPE_WORDS[part] for part in makeup.doubtful)
    yield (f"không tính {words}" if doubtful else ""), claims, missing
    if doubtful:
        yield f"tính cả {words}", claims + doubtful, missing


def _agree(whole: Claim, parts: Sequence[Claim]) -> bool:
    """Whether parts come to the whole, as exactly as they were told."""
    slack = sum(one.rounded_to - 1 for one in (whole, *parts))
    return abs(whole.value - _sum(parts)) <= slack


def _sum(claims: Sequence[Claim]) -> int:
    return sum(claim.value for claim in claims)


def _of_levels(whole: Claim, reading: str, parts: Sequence[Claim], missing: Sequence[Scope]) -> Discrepancy:
    unexplained = bool(missing) and _sum(parts) <= whole.value
    gap = whole.value - _sum(parts)
    terms = " + ".join(f"{_who(part)} {money.format(part.value)}" for part in parts)
    if len(parts) > 1:
        terms += f" = {money.format(_sum(parts))}"
    silent = f"; không nêu số của {', '.join(SCOPE_WORDS[one] for one in missing)}" if missing else ""
    said = "còn {} {} chưa giải thích được" if unexplained else "chênh lệch {} {}"
    figure = money.format(gap) if unexplained else signed(gap)
    aside = f" ({reading}{silent})" if reading else f" ({silent.removeprefix('; ')})" if silent else ""
    return Discrepancy(
        rule=Rule.REMAINDER if unexplained else Rule.LEVELS,
        sentence=f"{_about(whole)}: công bố {_figure(whole)}; {terms};"
        f" {said.format(figure, whole.indicator.unit)}{aside}.",
        stated=whole.value,
        counted=_sum(parts),
        unit=whole.indicator.unit,
        indicator=whole.indicator.code,
        reading=reading,
        parts=tuple((_who(part), part.value) for part in parts),
        sources=_sources(whole, *parts),
    )


def _about(claim: Claim) -> str:
    words = claim.indicator.words
    member = f", {claim.member}" if claim.member else ""
    return f"{words[:1].upper()}{words[1:]} {SCOPE_WORDS[claim.scope]}{member}, {_period(claim.period)}"


def _period(code: str) -> str:
    year, _, quarter = code.partition("-Q")
    return f"quý {('I', 'II', 'III', 'IV')[int(quarter) - 1]}/{year}" if quarter else f"năm {year}"


def _who(claim: Claim) -> str:
    return claim.member or SCOPE_WORDS[claim.scope]


def _figure(claim: Claim) -> str:
    return f"{money.format(claim.value)} {claim.indicator.unit}"


def _sources(*claims: Claim) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claim.source for claim in claims if claim.source))


# -- lists ----------------------------------------------------------------------------------------------------------


def _lists(book: _Stated) -> Iterator[Discrepancy]:
    """A list that may leave somebody out comes to the whole at most; a complete one comes to it."""
    for (scope, subject, group), members in book.lists.items():
        whole = book.wholes.get((scope, subject))
        if whole is None or _agree(whole, members):
            continue
        if _sum(members) < whole.value and group not in book.published.complete:
            continue
        yield Discrepancy(
            rule=Rule.LIST,
            sentence=f"{_about(whole)}: công bố {_figure(whole)}; {len(members)} mục của danh mục «{group}» cộng lại"
            f" {money.format(_sum(members))} {whole.indicator.unit};"
            f" chênh lệch {signed(whole.value - _sum(members))} {whole.indicator.unit}.",
            stated=whole.value,
            counted=_sum(members),
            unit=whole.indicator.unit,
            indicator=whole.indicator.code,
            sources=_sources(whole, *members),
        )


# -- the same figure, and figures that are too much the same --------------------------------------------------------


def _elsewhere(book: _Stated) -> Iterator[Discrepancy]:
    """What is told twice of the same subject is told alike, as exactly as it was told."""
    first: dict[tuple[Scope, Subject, str, str], Claim] = {}
    for claim in book.published.claims:
        key = (claim.scope, (claim.period, claim.indicator), claim.group, claim.member)
        one = first.setdefault(key, claim)
        if abs(one.value - claim.value) < max(one.rounded_to, claim.rounded_to):
            continue
        yield Discrepancy(
            rule=Rule.ELSEWHERE,
            sentence=f"{_about(one)}: chỗ này {_figure(one)}, chỗ khác {_figure(claim)};"
            f" chênh lệch {signed(claim.value - one.value)} {one.indicator.unit}.",
            stated=claim.value,
            counted=one.value,
            unit=one.indicator.unit,
            indicator=one.indicator.code,
            sources=_sources(one, claim),
        )


def _repeated(book: _Stated) -> Iterator[Discrepancy]:
    """One figure that is not round stands for two different things: one of them was likely copied."""
    same: dict[int, list[Claim]] = defaultdict(list)
    for claim in book.published.claims:
        if len(str(claim.value).rstrip("0")) >= TELLING_DIGITS:
            same[claim.value].append(claim)
    for value, claims in same.items():
        if len({claim.indicator for claim in claims}) < 2:
            continue
        unit = claims[0].indicator.unit
        things = " và ".join(f"«{_about(claim)}»" for claim in claims)
        yield Discrepancy(
            rule=Rule.REPEATED,
            sentence=f"{money.format(value)} {unit} vừa là {things}: một trong hai có thể chép nhầm.",
            stated=value,
            counted=value,
            unit=unit,
            sources=_sources(*claims),
        )


# -- growth, multiples, products ------------------------------------------------------------------------------------


def _increases(book: _Stated) -> Iterator[Discrepancy]:
    for one in book.published.increases:
        now = book.wholes.get((one.scope, (one.period, one.indicator)))
        base = book.wholes.get((one.scope, (one.base_period, one.indicator)))
        if now is None or base is None or now.value - base.value == one.more:
            continue
        counted, unit = now.value - base.value, one.indicator.unit
        yield Discrepancy(
            rule=Rule.INCREASE,
            sentence=f"{_about(now)}: công bố tăng {money.format(one.more)} {unit} so với {_period(one.base_period)};"
            f" {money.format(now.value)} - {money.format(base.value)} = {money.format(counted)};"
            f" chênh lệch {signed(one.more - counted)} {unit}.",
            stated=one.more,
            counted=counted,
            unit=unit,
            indicator=one.indicator.code,
            sources=tuple(dict.fromkeys((one.source, *_sources(now, base)))),
        )


def _bases(book: _Stated) -> Mapping[tuple[Scope, Subject], int]:
    """What is known of earlier periods: what is told, and what a growth tells with it."""
    found = {
        (one.scope, (one.base_period, one.indicator)): now.value - one.more
        for one in book.published.increases
        if (now := book.wholes.get((one.scope, (one.period, one.indicator)))) is not None
    }
    return found | {key: claim.value for key, claim in book.wholes.items()}


def _multiples(book: _Stated) -> Iterator[Discrepancy]:
    """A multiple is right where the figures come to it, rounded as it was told."""
    bases = _bases(book)
    for one in book.published.multiples:
        for (scope, (period, indicator)), now in book.wholes.items():
            base = bases.get((scope, (one.base_period, indicator)))
            if period != one.period or not base:
                continue
            step = Decimal(1).scaleb(int(one.times.as_tuple().exponent))
            times = Decimal(now.value) / base
            if times.quantize(step, ROUND_HALF_UP) == one.times:
                continue
            yield Discrepancy(
                rule=Rule.MULTIPLE,
                sentence=f"{_about(now)}: công bố gấp {_decimal(one.times)} lần {_period(one.base_period)};"
                f" {money.format(now.value)} / {money.format(base)} = {_decimal(round(times, 2))} lần.",
                stated=now.value,
                counted=int(one.times * base),
                unit=indicator.unit,
                indicator=indicator.code,
                reading=_decimal(round(times, 2)),
                sources=tuple(dict.fromkeys((one.source, *_sources(now)))),
            )


def _decimal(number: Decimal) -> str:
    return format(number, "f").replace(".", ",")


def _products(book: _Stated) -> Iterator[Discrepancy]:
    for one in book.published.products:
        counted = 1
        for _word, factor in one.factors:
            counted *= factor
        if counted == one.value:
            continue
        terms = " × ".join(f"{money.format(factor)} {word}".strip() for word, factor in one.factors)
        yield Discrepancy(
            rule=Rule.PRODUCT,
            sentence=f"{one.words}: {terms} = {money.format(counted)}, công bố {money.format(one.value)} {one.unit};"
            f" chênh lệch {signed(one.value - counted)} {one.unit}.",
            stated=one.value,
            counted=counted,
            unit=one.unit,
            sources=(one.source,) if one.source else (),
        )
