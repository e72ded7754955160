"""Text set line by line where no layout engine is needed: broken to fit a column, drawn as PDF, rules between.

Long lists and the official books are set so; measures are in points from the bottom left.
"""

from __future__ import annotations

import unicodedata

from khfund.receipts.typeface import Typeface


def wrap(face: Typeface, text: str, size: float, room: float, *, whole_words: bool = False) -> list[str]:
    """Break a text into lines that fit; a word that is too long is broken anywhere, but a figure never."""
    text = settable(face, text)
    if not text or width(face, text) * size <= room:
        return [text]
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(face, longer) * size <= room:
            lines[-1] = longer
            continue
        lines += [""] * bool(lines[-1])
        if whole_words:
            lines[-1] = word
            continue
        for letter in word:
            if lines[-1] and width(face, lines[-1] + letter) * size > room:
                lines.append("")
            lines[-1] += letter
    return lines


def settable(face: Typeface, text: str) -> str:
    """The text with «?» for letters that the shipped fonts lack; the other renderings have them all."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if not text or face.line(text) is not None:
        return text
    return "".join(letter if letter == " " or face.line(letter) is not None else "?" for letter in text)


def width(face: Typeface, text: str) -> float:
    """How wide a settable text is, in em."""
    line = face.line(text)
    assert line is not None
    return line.width


def drawn(face: Typeface, font: str, at: tuple[float, float], text: str, size: float) -> str:
    """What draws a settable text with its first letter at x, y; `font` names the face among the resources."""
    line = face.line(text)
    assert line is not None
    return f"BT/{font} {size:g} Tf {at[0]:.2f} {at[1]:.2f} Td {line.shown} ET"


def rule(start: float, end: float, y: float, thick: float, grey: float = 0) -> str:
    """What draws a level line."""
    return f"{grey:g} G {thick:g} w {start:.2f} {y:.2f} m {end:.2f} {y:.2f} l S"
