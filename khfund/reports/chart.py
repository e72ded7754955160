"""Charts as plain SVG: columns by month, bars with their figures. No script, no style attribute, readable in grey.

They stand inline in a page under the strictest content policy, are set with the page's own letters, and tell their
figures to those who cannot see them.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

import attrs

from khfund import money

DARK, LIGHT, LINE, FAINT, TEXT = "#1f4e79", "#b9c9d9", "#8a8a8a", "#d9d9d9", "#222222"
WIDTH = 660
_LETTERS = "Tinos, 'Times New Roman', serif"
_LETTER_WIDTH = 6.1  # of a 12.5 px letter, on average


@attrs.frozen
class Group:
    """Columns that stand side by side over one label; đồng, in the order of the chart's series."""

    label: str
    amounts: tuple[int, ...]


@attrs.frozen
class Bar:
    """One horizontal bar; đồng."""

    label: str
    amount: int


def columns(title: str, series: Sequence[str], groups: Sequence[Group]) -> str:
    """Draw columns by group with a legend; the scale begins at 0 and goes below only where an amount does."""
    left, top, height = 66, 34, 150
    amounts = [amount for group in groups for amount in group.amounts]
    step, low, high = _scale(min([0, *amounts]), max([0, *amounts]))
    unit = height / (high - low)
    ground = top + high * unit
    parts = [_legend(series, left)]
    for level in range(low, high + 1, step):
        y = ground - level * unit
        parts.append(
            f'<line x1="{left}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE if level == 0 else FAINT}"'
            f' stroke-width="{1 if level == 0 else 0.5}"/>'
            f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end" font-size="11" fill="{TEXT}">{short(level)}</text>'
        )
    room = (WIDTH - left) / max(1, len(groups))
    broad = min(24.0, room * 0.72 / max(1, len(series)))
    for place, group in enumerate(groups):
        middle = left + room * (place + 0.5)
        for number, amount in enumerate(group.amounts):
            x = middle + (number - len(series) / 2) * broad
            y, tall = (ground - max(amount, 0) * unit), abs(amount) * unit
            parts.append(_rectangle(x, y, broad - 1.5, tall, DARK if number == 0 else LIGHT))
        parts.append(_label(middle, top + height + 16, group.label))
    return _svg(title, _told(series, groups), top + height + 24, parts)


def bars(title: str, rows: Sequence[Bar], *, measure: str = "đồng") -> str:
    """Draw one bar a row with its label on the left and its figure behind it; what is owed goes to the left, lighter.

    `measure` is what the figures count, for those who are told them.
    """
    labels = [_cut(row.label, 34) for row in rows]
    left = min(230.0, max([60.0, *(len(label) * _LETTER_WIDTH + 12 for label in labels)]))
    lowest = min([0, *(row.amount for row in rows)])
    highest = max([1, *(row.amount for row in rows)])
    figure = 106 if lowest < 0 else 0
    unit = (WIDTH - left - 112 - figure) / (highest - lowest)
    ground = left + figure - lowest * unit
    parts = []
    for place, (row, label) in enumerate(zip(rows, labels, strict=True)):
        y = 6 + place * 24
        broad = abs(row.amount) * unit
        x = ground if row.amount >= 0 else ground - broad
        parts.append(_rectangle(x, y, max(broad, 0.6), 15, DARK if row.amount >= 0 else LIGHT))
        parts.append(_label(left - 8, y + 12, label, anchor="end"))
        at, anchor = (x + broad + 6, "start") if row.amount >= 0 else (x - 6, "end")
        parts.append(_label(at, y + 12, money.format(row.amount), anchor=anchor))
    bottom = 8 + len(rows) * 24
    parts.append(
        f'<line x1="{ground:.1f}" x2="{ground:.1f}" y1="2" y2="{bottom - 4}" stroke="{LINE}" stroke-width="1"/>'
    )
    told = "; ".join(f"{row.label}: {money.format(row.amount)} {measure}" for row in rows)
    return _svg(title, told, bottom, parts)


def short(dong: int) -> str:
    """Write an amount of a scale as people say it: 200 triệu, 1,5 tỷ; amounts between are not for this."""
    for size, name in ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn")):
        if abs(dong) >= size:
            whole, rest = divmod(abs(dong) * 10, size * 10)
            tenth = rest // size
            figure = f"{money.format(whole)},{tenth}" if tenth else money.format(whole)
            return f"{'-' if dong < 0 else ''}{figure} {name}"
    return str(dong)


def _scale(lowest: int, highest: int) -> tuple[int, int, int]:
    """Round steps of 1, 2 or 5 × 10^n, and the lowest and highest of at most seven lines."""
    span = max(highest - lowest, 1)
    power = 10 ** max(0, len(str(span)) - 2)
    step = next(power * factor for factor in (1, 2, 5, 10, 20, 50) if power * factor * 5 >= span)
    return step, -(-lowest // -step) * -step if lowest < 0 else 0, max(step, -(-highest // step) * step)


def _legend(series: Sequence[str], left: int) -> str:
    parts, x = [], float(left)
    for number, name in enumerate(series):
        parts.append(_rectangle(x, 6, 11, 11, DARK if number == 0 else LIGHT))
        parts.append(_label(x + 17, 16, name, anchor="start"))
        x += 40 + len(name) * _LETTER_WIDTH
    return "".join(parts)


def _rectangle(x: float, y: float, width: float, height: float, fill: str) -> str:
    edge = f' stroke="{DARK}" stroke-width="0.7"' if fill == LIGHT else ""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"{edge}/>'


def _label(x: float, y: float, text: str, *, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12.5" fill="{TEXT}">{escape(text)}</text>'


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rpartition(" ")[0] + "…"


def _told(series: Sequence[str], groups: Sequence[Group]) -> str:
    return "; ".join(
        f"{group.label}: "
        + ", ".join(
            f"{name} {money.format(amount)}" for name, amount in zip(series, group.amounts, strict=True)
        )
        for group in groups
    )


def _svg(title: str, told: str, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img"'
        f' font-family="{_LETTERS}"><title>{escape(title)}</title><desc>{escape(told)}</desc>{"".join(parts)}</svg>'
    )
