"""A paper as PDF, set by WeasyPrint: the slow way, which is always right.

The same paper gives the same bytes. A paper that does not fit its one page is set more densely, then smaller, and
only then runs on to a second page with page numbers. Many receipts at once: `stamp`.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import json

import jinja2
import markupsafe
import weasyprint
from weasyprint.document import Document

import khfund.paper
from khfund.receipts import qr
from khfund.receipts.form import Form, fill
from khfund.receipts.paper import Paper, to_json

DENSITIES = ("roomy", "dense", "dense tight")


def render(paper: Paper, *, copies: int = 1) -> bytes:
    """Set `paper` as PDF/A-3b; `copies=2` puts a cash voucher twice on an A4 sheet."""
    identity = json.dumps([to_json(paper), copies], ensure_ascii=False, sort_keys=True)
    identifier = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).digest()[:16]
    return khfund.paper.write(lay_out(fill(paper, copies=copies)), identifier=identifier)


def lay_out(form: Form, *styles: weasyprint.CSS) -> Document:
    """Set the pages of a form, as roomily as one page allows."""
    for density in DENSITIES:
        document = khfund.paper.lay_out(html(form, density), styles=[stylesheet(), *styles])
        if len(document.pages) == 1:
            return document
    return khfund.paper.lay_out(html(form, f"{density} numbered"), styles=[stylesheet(), *styles])


def html(form: Form, density: str) -> str:
    """Fill the template of a form; everything in it is escaped."""
    shown = {"qr": "", **form.fields}
    if form.qr:
        shown["qr"] = markupsafe.Markup(qr.svg(form.qr))  # noqa: S704 - made of numbers only
    return str(_templates().get_template(form.template).render(f=shown, fixed=form.fixed, density=density))


@functools.cache
def _templates() -> jinja2.Environment:
    return khfund.paper.environment("receipts")


@functools.cache
def stylesheet() -> weasyprint.CSS:
    """The form of receipts, vouchers and summaries."""
    source = importlib.resources.files("khfund.receipts").joinpath("templates", "receipts.css")
    return khfund.paper.style(source.read_text(encoding="utf-8"))
