"""A giver's own page, opened by a secret code: their gifts, their receipts, what the funds did with them. No child.

The code is sent in a form, never in an address, so that it stands in no log and no list of visited pages; the page is
kept nowhere and leaves no cookie.
"""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template, request
from sqlalchemy import select

from admin.public.knocking import knock
from admin.public.published import page_of
from admin.public.receipt_check import CODE_MAX
from admin.public.window import PREFIX, blueprint, is_on
from admin.visitor import reading
from admin.words import _
from khfund.calendar import today
from khfund.donations.donor import Donor
from khfund.donations.gift import Way
from khfund.oversight.publication import PublicationSubject
from khfund.oversight.published_statement import PublishedStatement
from khfund.receipts.giver_code import donor_by_code
from khfund.receipts.giver_history import ShownGift, giver_history
from khfund.receipts.receipt_event import STATE_NAMES
from khfund.reports.update_draft import few_of
from khfund.unit import Unit

WAYS = {Way.CASH: "tiền mặt", Way.TRANSFER: "chuyển khoản", Way.GOODS: "hiện vật"}


@blueprint.route(f"{PREFIX}/trang-rieng", methods=("GET", "POST"))
def own_page() -> Any:
    """Ask for the code, or show the page that it opens; a code that opens nothing is told so, whatever is wrong with it."""
    donor, asked = None, request.method == "POST"
    if asked:
        knock("own_page")
        donor = donor_by_code(reading(), request.form.get("ma", "")[:CODE_MAX])
    context = _context(donor) if donor is not None else {}
    filled = render_template(
        "public/own_page.html", title=_("Trang riêng của nhà hảo tâm"), asked=asked, donor=donor, **context
    )
    answer = make_response(filled)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _context(donor: Donor) -> dict[str, Any]:
    gifts = giver_history(reading(), donor)
    unit = reading().get_one(Unit, donor.unit_id)
    return {
        "unit": unit,
        "gifts": gifts,
        "given": sum(one.amount - one.returned for one in gifts),
        "ways": WAYS,
        "states": STATE_NAMES,
        "few": few_of(reading(), unit, today()),
        "used": _used(unit, gifts) if is_on(unit, PublicationSubject.STATEMENTS) else [],
    }


def _used(unit: Unit, gifts: list[ShownGift]) -> list[tuple[str, str, list[Any], dict[str, Any]]]:
    """For each published period in which something was given: fund, days, what it was used for, how many received."""
    query = select(PublishedStatement).where(PublishedStatement.unit_id == unit.id)
    newest: dict[tuple[Any, Any], PublishedStatement] = {
        (one.first, one.last): one for one in reading().scalars(query.order_by(PublishedStatement.id))
    }
    found = []
    for statement in sorted(newest.values(), key=lambda one: one.last, reverse=True):
        funds = {
            name: None
            for gift in gifts
            if gift.booked in statement.days
            for _code, name, _amount in gift.shares
        }
        page = page_of(statement)
        found += [
            (fund, page["period"], page["by_fund"].get(fund, []), page["tables"]["awards_by_programme"])
            for fund in funds
        ]
    return found
