"""Minutes (biên bản): papers on A4 that several people sign, with the official head."""

from __future__ import annotations

import functools
import importlib.resources
from typing import Any

import attrs
import jinja2
import weasyprint

import khfund.paper
from khfund import money
from khfund.receipts.confirmation_paper import ConfirmationPaper
from khfund.receipts.form import printed
from khfund.receipts.paper import Signatory


def render(template: str, says: attrs.AttrsInstance) -> bytes:
    """Set minutes as PDF/A-3b; the template sees nothing but `paper`, and the same minutes give the same bytes."""
    return khfund.paper.pdf(html(template, says), styles=[_stylesheet()])


def confirmation(says: ConfirmationPaper) -> bytes:
    """Set the minutes that confirm a company's gifts."""
    return render("confirmation.html", says)


def html(template: str, says: attrs.AttrsInstance) -> str:
    """Fill the template of minutes; everything in it is escaped and stands on its line."""
    return _templates().get_template(template).render(paper=says)


def signatories(written: str) -> tuple[Signatory, ...]:
    """Read places to sign from a setting: "Kế toán trưởng: Cầm Văn An; Thủ quỹ"."""
    parts = [text.partition(":") for text in written.split(";") if text.strip()]
    return tuple(Signatory(title=title.strip(), name=name.strip()) for title, _, name in parts)


def words(dong: int) -> str:
    """An amount in words; below nothing as «Âm …»."""
    return f"Âm {money.words(-dong)[0].lower()}{money.words(-dong)[1:]}" if dong < 0 else money.words(dong)


@functools.cache
def _templates() -> jinja2.Environment:
    found = khfund.paper.environment("receipts")
    found.filters.update(dong=_dong, loi=words, mot_dong=_line)
    return found


def _dong(amount: int) -> str:
    return f"{money.format(amount)} đ"


def _line(text: Any) -> str:
    return printed(str(text))


@functools.cache
def _stylesheet() -> weasyprint.CSS:
    source = importlib.resources.files("khfund.receipts").joinpath("templates", "minutes.css")
    return khfund.paper.style(source.read_text(encoding="utf-8"))
