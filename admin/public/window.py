"""The window's first page, each unit's page, its campaigns and updates, and what was switched off and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import attrs
from flask import (
    Blueprint,
    Response,
    abort,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import select

from admin.public.remembered import cached, remembered
from admin.visitor import reading
from admin.words import LANGUAGES, _
from khfund.calendar import today
from khfund.donations.campaign import Campaign, campaigns
from khfund.donations.campaign_progress import CampaignProgress, campaign_progress
from khfund.oversight.giver_update import GiverUpdate, UpdateState, UpdateStep, find_update, updates
from khfund.oversight.publication import (
    SUBJECT_NAMES,
    PublicationSubject,
    is_published,
    publishing_units,
    switches,
)
from khfund.oversight.published_statement import PublishedStatement, published_statements
from khfund.unit import Unit, UnitUnknownError, find_unit

PREFIX = "/cong-khai"
CAMPAIGN_SHOWN = timedelta(days=365)  # after its last day
blueprint = Blueprint("public", __name__)
View = TypeVar("View", bound=Callable[..., Any])


@blueprint.before_request
def _speak() -> None:
    """Speak the language that the address asks for; the window sets no cookie and heeds none."""
    asked = request.args.get("lang", "vi")
    g.language = asked if asked in LANGUAGES else "vi"


@blueprint.url_defaults
def _keep_language(_endpoint: str, values: dict[str, Any]) -> None:
    if g.get("language") == "en":
        values.setdefault("lang", "en")


def shown(template: str, **context: Any) -> Response:
    """Fill a page of the window; whoever reads it may keep it for some minutes."""
    return cached(make_response(render_template(template, **context)))


# -- the units --------------------------------------------------------------------------------------------------------


@blueprint.route(f"{PREFIX}/")
def index() -> Any:
    """Show who publishes here; a single unit is shown at once."""
    ids = publishing_units(reading())
    found = list(reading().scalars(select(Unit).where(Unit.id.in_(ids)).order_by(Unit.code)))
    if len(found) == 1:
        return redirect(url_for("public.unit_page", code=found[0].code))
    return shown("public/units.html", title=_("Cửa công khai"), units=found)


def unit_of(code: str) -> Unit:
    """Return a unit that publishes, or has published, here; any other is not found."""
    try:
        found = find_unit(reading(), code)
    except UnitUnknownError:
        abort(404)
    if found.id not in publishing_units(reading()):
        abort(404)
    return found


def is_on(unit: Unit, subject: PublicationSubject) -> bool:
    """Whether the unit publishes something today."""
    return is_published(reading(), unit.id, subject, today())


def require_on(unit: Unit, subject: PublicationSubject) -> Response | None:
    """Return the page that says what was switched off, since when and why; None where it is published."""
    if is_on(unit, subject):
        return None
    filled = render_template(
        "public/off.html", title=_("Đã ngừng công bố"), unit=unit, subject=subject, **announced(unit)
    )
    return make_response(filled, 410)


def announced(unit: Unit) -> dict[str, Any]:
    """What the unit has switched on and off, for its page to announce."""
    found = switches(reading(), unit.id)
    return {"switches": found, "subjects": SUBJECT_NAMES, "stops": [one for one in found if not one.is_on]}


@blueprint.route(f"{PREFIX}/<code>/")
def unit_page(code: str) -> Any:
    """Show what a unit publishes: statements, campaigns, updates, and what it has stopped publishing."""
    unit = unit_of(code)
    on = {subject.value: is_on(unit, subject) for subject in PublicationSubject}
    statements = newest(published_statements(reading(), unit.id)) if on["statements"] else []
    return shown(
        "public/unit.html",
        title=unit.name,
        unit=unit,
        on=on,
        statements=statements,
        campaigns=_campaigns(unit) if on["campaigns"] else [],
        updates=updates(reading(), unit.id, UpdateState.PUBLISHED) if on["updates"] else [],
        **announced(unit),
    )


def newest(statements: list[PublishedStatement]) -> list[PublishedStatement]:
    """Keep the newest version for each range of days."""
    found: dict[tuple[Any, Any], PublishedStatement] = {}
    for one in statements:
        found.setdefault((one.first, one.last), one)
    return list(found.values())


# -- campaigns --------------------------------------------------------------------------------------------------------


@attrs.frozen
class ShownCampaign:
    """A campaign as the window tells it; đồng."""

    code: str
    name: str
    starts: Any
    ends: Any
    target: int | None
    raised: int
    gifts: int
    percent: int | None


def _campaigns(unit: Unit) -> list[ShownCampaign]:
    """The campaigns that run, or ended within the last year; worked out once in five minutes."""
    day = today()

    def make() -> list[ShownCampaign]:
        found = campaigns(reading(), unit.id)
        running = [one for one in found if one.ends is None or one.ends + CAMPAIGN_SHOWN >= day]
        standings = [(one, campaign_progress(reading(), one, day)) for one in running if one.starts <= day]
        ordered = sorted(standings, key=lambda pair: pair[0].starts, reverse=True)
        return [_told(one, progress) for one, progress in ordered]

    return remembered().get(("campaigns", unit.id, day), make)


def _told(one: Campaign, progress: CampaignProgress) -> ShownCampaign:
    return ShownCampaign(
        one.code,
        one.name,
        one.starts,
        one.ends,
        one.target,
        progress.raised,
        progress.gifts,
        progress.percent,
    )


# -- updates ----------------------------------------------------------------------------------------------------------


@blueprint.route(f"{PREFIX}/<code>/ban-tin/<int:number>/")
def update(code: str, number: int) -> Any:
    """Show an update that is published; one that was taken off says when and why."""
    unit = unit_of(code)
    refused = require_on(unit, PublicationSubject.UPDATES)
    if refused is not None:
        return refused
    found = find_update(reading(), unit.id, number)
    last = _shown_step(found)
    status = 410 if last.state is UpdateState.WITHDRAWN else 200
    filled = render_template(
        "public/update.html", title=last.title, unit=unit, update=found, step=last, parts=parts_of(last.body)
    )
    return cached(make_response(filled, status)) if status == 200 else make_response(filled, status)


def _shown_step(found: GiverUpdate) -> UpdateStep:
    query = select(UpdateStep).where(
        UpdateStep.update_id == found.id,
        UpdateStep.state.in_([UpdateState.PUBLISHED, UpdateState.WITHDRAWN]),
    )
    last = reading().scalar(query.order_by(UpdateStep.number.desc()).limit(1))
    if last is None:
        abort(404)
    return last


def parts_of(body: str) -> list[tuple[bool, list[str]]]:
    """Split the text of an update into paragraphs and lists: (is a list, its lines)."""
    parts: list[tuple[bool, list[str]]] = []
    for line in body.split("\n"):
        is_item = line.startswith("- ")
        if is_item and parts and parts[-1][0]:
            parts[-1][1].append(line[2:])
        elif line:
            parts.append((is_item, [line[2:] if is_item else line]))
    return parts


# -- for machines -----------------------------------------------------------------------------------------------------


@blueprint.route("/robots.txt")
def robots() -> Response:
    """Tell search engines what they may read: the window, and in it no page that a code opens."""
    lines = (
        "User-agent: *",
        f"Disallow: {PREFIX}/bien-nhan",
        f"Disallow: {PREFIX}/trang-rieng",
        "Disallow: /bn/",
        f"Allow: {PREFIX}/",
        "Disallow: /",
        "",
    )
    return cached(Response("\n".join(lines), mimetype="text/plain"))
