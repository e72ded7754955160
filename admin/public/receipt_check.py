"""Is this receipt genuine? Anybody who holds one may ask by its code; who mistypes and who guesses hear the same."""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from sqlalchemy import select

from admin.public.knocking import knock
from admin.public.published import page_of
from admin.public.window import PREFIX, blueprint, is_on
from admin.visitor import reading
from admin.words import _
from khfund.oversight.publication import PublicationSubject
from khfund.oversight.published_statement import PublishedStatement
from khfund.receipts import check_code
from khfund.receipts.receipt import Receipt
from khfund.receipts.receipt_event import ReceiptState
from khfund.receipts.verdict import Verdict, verify
from khfund.unit import Unit

CODE_MAX = 300  # letters that are read at all: a code, or the address that holds it


@blueprint.route(f"{PREFIX}/bien-nhan")
def receipt_form() -> Any:
    """Ask for a code, or lead to what is told about it."""
    typed = request.args.get("ma", "").strip()[:CODE_MAX]
    if typed:
        return redirect(url_for("public.receipt", typed=check_code.normalised(typed) or "-"))
    return _answer(None, "")


@blueprint.route(f"{PREFIX}/bien-nhan/<typed>")
@blueprint.route("/bn/<typed>", endpoint="short_receipt")
def receipt(typed: str) -> Any:
    """Tell what a receipt is worth; asked too often, the asker waits."""
    knock("receipt")
    return _answer(verify(reading(), typed[:CODE_MAX]), typed)


def _answer(verdict: Verdict | None, typed: str) -> Any:
    """The page; unknown codes get the same page, whatever was typed, and the same status."""
    known = verdict is not None and verdict.state is not ReceiptState.UNKNOWN
    unit = _unit(typed) if known else None
    filled = render_template(
        "public/receipt.html",
        title=_("Kiểm tra biên nhận"),
        verdict=verdict,
        state=verdict.state.value if verdict else "",
        unit=unit,
        used=_used(unit, verdict) if unit and verdict else [],
    )
    answer = make_response(filled)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _unit(typed: str) -> Unit | None:
    query = select(Unit).join(Receipt, Receipt.unit_id == Unit.id)
    return reading().scalar(query.where(Receipt.check_code == check_code.normalised(typed)))


def _used(unit: Unit, verdict: Verdict) -> list[tuple[str, str, list[Any]]]:
    """What the funds of the receipt were used for, by the newest published statement of its day: fund, days, lines."""
    if verdict.day is None or not is_on(unit, PublicationSubject.STATEMENTS):
        return []
    query = select(PublishedStatement).where(
        PublishedStatement.unit_id == unit.id,
        PublishedStatement.first <= verdict.day,
        PublishedStatement.last >= verdict.day,
    )
    found = reading().scalar(query.order_by(PublishedStatement.id.desc()).limit(1))
    if found is None:
        return []
    page = page_of(found)
    return [(fund, page["period"], page["by_fund"].get(fund, [])) for fund in verdict.funds]
