"""Whether what a unit reports agrees with itself, with the period before and with its quarters.

Nothing is corrected: every figure that does not foot is named with its difference. Where a figure is blank the sum
that needs it is neither right nor wrong, and the blank is named instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from khfund import money
from khfund.returns.form import Balance, Edition, Figure, Measure, Over, Row, Section
from khfund.returns.reporting_period import ReportingPeriod

Told = Mapping[tuple[str, str], int]
"""Row and measure code → the told figure; what is blank is not in it."""


@attrs.frozen
class Unfooted:
    """A figure that does not agree with others: where, by which rule, what was told and what the others come to."""

    row: str
    measure: str
    rule: str
    sentence: str
    told: int
    counted: int

    @property
    def difference(self) -> int:
        """Told less counted."""
        return self.told - self.counted

    def __str__(self) -> str:
        return self.sentence


@attrs.frozen
class Blank:
    """A cell without which a row cannot be checked."""

    row: str
    measure: str
    sentence: str


def told(figures: Sequence[Figure]) -> dict[tuple[str, str], int]:
    """The figures by row and measure."""
    return {(one.row, one.measure): one.value for one in figures}


def names(figures: Sequence[Figure]) -> dict[str, str]:
    """What named rows are called."""
    return {one.row: one.name for one in figures if one.name}


def foot(edition: Edition, figures: Sequence[Figure]) -> list[Unfooted]:
    """Check a return by itself: balances, parts and wholes."""
    values, called = told(figures), names(figures)
    return [
        found
        for section in edition.sections
        for check in (_balances, _at_most, _totals)
        for found in check(section, values, called)
    ]


def _name(row: Row, called: Mapping[str, str]) -> str:
    return called.get(row.code, row.words)


def _balances(section: Section, values: Told, called: Mapping[str, str]) -> Iterator[Unfooted]:
    balance = section.balance
    if balance is None:
        return
    for row in section.rows:
        parts = [values.get((row.code, code)) for code in _terms(balance)]
        closing = values.get((row.code, balance.closing))
        if closing is None or any(part is None for part in parts):
            continue
        counted = sum(sign * (part or 0) for sign, part in zip(_signs(balance), parts, strict=True))
        if counted != closing:
            sentence = (
                f"{_name(row, called)}: đầu kỳ cộng thu trừ chi là {money.format(counted)} đồng,"
                f" báo cuối kỳ {money.format(closing)} đồng; chênh lệch {signed(closing - counted)} đồng"
            )
            yield Unfooted(row.code, balance.closing, "balance", sentence, closing, counted)


def _terms(balance: Balance) -> tuple[str, ...]:
    return (balance.opening, *balance.plus, *balance.minus)


def _signs(balance: Balance) -> list[int]:
    return [1] * (1 + len(balance.plus)) + [-1] * len(balance.minus)


def _at_most(section: Section, values: Told, called: Mapping[str, str]) -> Iterator[Unfooted]:
    for rule in section.at_most:
        for row in section.rows:
            part, whole = values.get((row.code, rule.part)), values.get((row.code, rule.whole))
            if part is None or whole is None or part <= whole:
                continue
            less, more = section.measure(rule.part), section.measure(rule.whole)
            sentence = (
                f"{_name(row, called)}: «{less.words}» {_amount(part, less)} nhiều hơn"
                f" «{more.words}» {_amount(whole, more)}; chênh lệch {signed(part - whole)}"
            )
            yield Unfooted(row.code, rule.part, "at_most", sentence, part, whole)


def _totals(section: Section, values: Told, _called: Mapping[str, str]) -> Iterator[Unfooted]:
    if not section.total:
        return
    for measure in section.measures:
        whole = values.get((section.total, measure.code))
        parts = [values.get((row.code, measure.code)) for row in section.rows if row.code != section.total]
        known = [part for part in parts if part is not None]
        if whole is None or not known:
            continue
        # one person may be counted among several kinds; an award and its money may not
        counted = max(known) if measure.unit == "người" else sum(known)
        complete = len(known) == len(parts) and measure.unit != "người"
        if counted <= whole and not (complete and counted != whole):
            continue
        sentence = (
            f"{section.words}, «{measure.words}»: tổng số {_amount(whole, measure)}, các dòng trong đó"
            f" {_amount(counted, measure)}; chênh lệch {signed(whole - counted)}"
        )
        yield Unfooted(section.total, measure.code, "total", sentence, whole, counted)


def blanks(edition: Edition, figures: Sequence[Figure]) -> list[Blank]:
    """Name the cells that a begun row of a balance lacks."""
    values, called = told(figures), names(figures)
    found = []
    for section in edition.sections:
        if section.balance is None:
            continue
        needed = (*_terms(section.balance), section.balance.closing)
        for row in section.rows:
            empty = [code for code in needed if (row.code, code) not in values]
            if empty and len(empty) < len(needed):
                words = ", ".join(f"«{section.measure(code).words}»" for code in empty)
                sentence = f"{_name(row, called)}: còn trống {words}; chưa kiểm tra được số dư"
                found += [Blank(row.code, code, sentence) for code in empty]
    return found


def carried(
    edition: Edition, earlier: Sequence[Figure], later: Sequence[Figure], since: str
) -> list[Unfooted]:
    """Check that each fund opens with what it closed with in the period before, called `since`.

    Named funds are followed by their name, whatever row they stand in.
    """
    found = []
    section = next(one for one in edition.sections if one.balance is not None)
    assert section.balance is not None
    closed = _by_name(section, earlier, section.balance.closing)
    opened = _by_name(section, later, section.balance.opening)
    for name, (row, opening) in opened.items():
        if name not in closed or closed[name][1] == opening:
            continue
        closing = closed[name][1]
        sentence = (
            f"{name}: đầu kỳ báo {money.format(opening)} đồng, cuối {since} đã báo {money.format(closing)} đồng;"
            f" chênh lệch {signed(opening - closing)} đồng"
        )
        found.append(Unfooted(row, section.balance.opening, "carried", sentence, opening, closing))
    return found


def _by_name(section: Section, figures: Sequence[Figure], measure: str) -> dict[str, tuple[str, int]]:
    words = {row.code: row.words for row in section.rows}
    called = names(figures)
    return {
        called.get(one.row, words[one.row]): (one.row, one.value)
        for one in figures
        if one.row in words and one.measure == measure
    }


def in_a_year(edition: Edition, quarters: Sequence[Sequence[Figure]]) -> dict[tuple[str, str], int]:
    """What four quarters, in order, come to in their year; a cell that one of them leaves blank stays blank.

    Persons are left out: somebody may be honoured in two quarters.
    """
    by_quarter = [told(one) for one in quarters]
    found = {}
    for _section, row, measure in edition.cells():
        values = [one[row.code, measure.code] for one in by_quarter if (row.code, measure.code) in one]
        if len(values) < len(quarters) or measure.code == "persons" or row.named:
            continue
        found[row.code, measure.code] = _over(measure, values)
    return found


def _over(measure: Measure, values: Sequence[int]) -> int:
    if measure.over is Over.SUM:
        return sum(values)
    return values[0] if measure.over is Over.FIRST else values[-1]


def year_of_quarters(
    edition: Edition, period: ReportingPeriod, year: Sequence[Figure], quarters: Sequence[Sequence[Figure]]
) -> list[Unfooted]:
    """Check a year's return against those of its four quarters."""
    counted, found = in_a_year(edition, quarters), []
    places = edition.places
    for key, value in told(year).items():
        if key not in counted or counted[key] == value:
            continue
        section, row, measure = places[key]
        sentence = (
            f"{section.words}, {row.words}, «{measure.words}»: báo cáo năm {period.year} ghi"
            f" {_amount(value, measure)}, bốn quý {_amount(counted[key], measure)};"
            f" chênh lệch {signed(value - counted[key])}"
        )
        found.append(Unfooted(*key, "quarters", sentence, value, counted[key]))
    return found


def _amount(value: int, measure: Measure) -> str:
    return f"{money.format(value)} {measure.unit}".strip()


def signed(difference: int) -> str:
    """Write a difference with its sign: +90.000, -401.400.000."""
    return f"{'+' if difference > 0 else ''}{money.format(difference)}"
