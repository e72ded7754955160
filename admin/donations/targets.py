"""Targets: what is to be reached in a year, by a unit or a level, and what was."""

from __future__ import annotations

import re
from typing import Any

from flask import request
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.asked import whole
from admin.deed import DeedForm, deed
from admin.field import Choice, Line, Money, Number
from admin.ledger.choosing import fund_choices
from admin.page import Page
from admin.visitor import reading, unit
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.donations.naming import MANNERS, MEASURES
from khfund.donations.target import (
    Goal,
    Manner,
    Measure,
    Target,
    named,
    set_target,
    shown_figure,
    shown_percent,
)
from khfund.donations.target_report import Reached, reached
from khfund.errors import KhfundError
from khfund.ledger import find_fund
from khfund.reports import return_measure
from khfund.unit import Level, Unit, find_unit
from khfund.unit.unit import LEVEL_NAMES

TOLD_BY_RETURNS = return_measure.told_by_return  # imported, so that what units report counts


class ForWhomError(KhfundError):
    """A target is for a unit or for a level."""

    message = "Hãy ghi mã một đơn vị, hoặc chọn một cấp; không làm cả hai."
    english = "Give the code of a unit, or choose a level; not both."


class GrowthUnclearError(KhfundError):
    """Growth is a number of per cent."""

    message = "Hãy ghi phần trăm như 20 hoặc 0,5, không phải «{text}»."
    english = "Write per cent as 20 or 0,5, not «{text}»."


class Growth(Line):
    """Growth in per cent with at most two decimals: 20 or 0,5; `data` holds hundredths of a per cent."""

    def pre_validate(self, form: Any) -> None:
        """Nothing typed is no growth."""
        self.data = self.data if isinstance(self.data, int) else None

    def read(self, text: str) -> int:
        """Read hundredths of a per cent."""
        found = re.fullmatch(r"([0-9]{1,5})(?:[.,]([0-9]{1,2}))? ?%?", text.strip())
        if found is None:
            raise GrowthUnclearError(text=text)
        return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


class SetForm(DeedForm):
    """A target as its paper states it."""

    year = Number("Năm", default=lambda: today().year)
    of_unit = Line("Chỉ tiêu của đơn vị (mã)", required=False)
    level = Choice("Hoặc của một cấp", dict(LEVEL_NAMES), required=False)
    measure = Choice("Nội dung", dict(MEASURES))
    amount = Money("Con số phải đạt", required=False)
    growth = Growth("Hoặc tăng bao nhiêu phần trăm", required=False, hint="So với năm gốc; 20 hoặc 0,5.")
    base_year = Number("Năm gốc", required=False, hint="Bỏ trống là năm trước.")
    base = Money("Số của năm gốc", required=False, hint="Nếu văn bản có nêu.")
    manner = Choice("Cách tính", dict(MANNERS), required=False)
    fund = Choice("Chỉ tính một quỹ", required=False)
    source = Line("Văn bản giao chỉ tiêu", required=False)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's funds; its own code stands there at first."""
        self.fund.offer(fund_choices(session, unit.id))
        if not self.is_submitted():
            self.of_unit.process_data(unit.code)

    @property
    def goal(self) -> Goal:
        """What is to be reached."""
        return Goal(self.amount.data, self.growth.data, self.base_year.data, self.base.data)


class Targets(Page):
    """The targets of a year."""

    looks = "report.look"
    title = "Chỉ tiêu"
    section = "Nhà hảo tâm"
    address = "chi-tieu"

    @expose("/")
    def index(self) -> str:
        """Show what was to be reached and what was."""
        year = request.args.get("year", today().year, type=whole)
        year = year if 1990 <= year <= 2999 else today().year
        session = reading()
        rows = [_row(session, one) for one in reached(session, unit().id, year)]
        return self.render("donations/targets.html", rows=rows, year=year)

    @deed(
        "/dat",
        "target.set",
        SetForm,
        "Đặt chỉ tiêu",
        say="Đã ghi chỉ tiêu số {target} năm {year} cho {whom}.",
    )
    def set(self, session: Session, command: Command, form: SetForm) -> Answer:
        """Set a target; a later word about the same replaces it."""
        if bool(form.of_unit.data) == bool(form.level.data):
            raise ForWhomError
        whom = Level(form.level.data) if form.level.data else find_unit(session, form.of_unit.data)
        fund = find_fund(session, command.unit, form.fund.data) if form.fund.data else None
        made = set_target(
            session,
            command,
            whom,
            form.goal,
            year=form.year.data,
            measure=Measure(form.measure.data),
            manner=Manner(form.manner.data) if form.manner.data else None,
            fund=fund,
            source=form.source.data,
        )
        year = str(form.year.data)
        return {"target": made.id, "year": year, "whom": named(whom), "measure": form.measure.data}


def _row(session: Session, one: Reached) -> dict[str, Any]:
    target: Target = one.target
    measure = target.measure
    whom = one.unit or target.level or session.get_one(Unit, target.of_unit_id)
    return {
        "whom": named(whom),
        "is_part": one.unit is not None,
        "measure": _(MEASURES[measure]),
        "manner": _(MANNERS[target.manner]),
        "goal": shown_figure(one.goal, measure) if one.goal is not None else "",
        "growth": f"+{shown_percent(target.growth)} / {target.base_year}"
        if target.growth is not None
        else "",
        "actual": shown_figure(one.actual, measure) if one.actual is not None else "",
        "percent": one.percent,
        "missing": [each.name for each in one.missing],
        "source": target.source,
    }
