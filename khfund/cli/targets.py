"""`target`: what is to be reached in a year, and what was."""

from __future__ import annotations

import re
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.cli.edge import Amount, Edge, pass_edge
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.donations.naming import MANNERS, MEASURES
from khfund.donations.target import (
    Goal,
    Manner,
    Measure,
    Target,
    named,
    set_target,
    shown_percent,
    targets,
)
from khfund.donations.target_report import Reached, reached
from khfund.ledger import Fund, find_fund
from khfund.reports import return_measure
from khfund.unit import Level, Unit, find_unit


class Growth(click.ParamType[int]):
    """Growth in percent, with at most two decimals: 20 or 0,5."""

    name = "%"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read hundredths of a percent."""
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"([0-9]{1,5})(?:[.,]([0-9]{1,2}))? ?%?", str(value).strip())
        if found is None:
            self.fail(_("Hãy ghi phần trăm như 20 hoặc 0,5."), param, ctx)
        return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


TOLD_BY_RETURNS = return_measure.told_by_return  # imported, so that what units report counts


@click.group("target", cls=Group)
def target_group() -> None:
    """Chỉ tiêu: đặt, xem, so với kết quả."""


@target_group.command("set")
@option("--of", "unit_code", help="Chỉ tiêu của một đơn vị.")
@option("--level", type=click.Choice([one.value for one in Level]), help="Chỉ tiêu của một cấp.")
@option("--year", type=int, required=True, help="Năm.")
@option(
    "--measure",
    type=click.Choice([one.value for one in Measure]),
    required=True,
    help="raised (vận động), balance (số dư), dues (hội phí), members, new_members, awards (suất), awarded (tiền).",
)
@option("--amount", type=Amount(), help="Con số phải đạt.")
@option("--growth", type=Growth(), help="Tăng bao nhiêu phần trăm so với năm gốc.")
@option("--base-year", type=int, help="Năm gốc (mặc định năm trước).")
@option("--base", type=Amount(), help="Số của năm gốc, nếu văn bản có nêu.")
@option("--per-unit", is_flag=True, help="Từng đơn vị phải đạt.")
@option("--in-total", is_flag=True, help="Cộng chung các đơn vị.")
@option("--fund", "fund_code", help="Chỉ tính một quỹ của đơn vị mình.")
@option("--source", default="", help="Văn bản giao chỉ tiêu.")
@pass_edge
def set_(
    edge: Edge,
    unit_code: str | None,
    level: str | None,
    year: int,
    measure: str,
    amount: int | None,
    growth: int | None,
    base_year: int | None,
    base: int | None,
    per_unit: bool,
    in_total: bool,
    fund_code: str | None,
    source: str,
) -> None:
    """Đặt chỉ tiêu cho một đơn vị hay một cấp; phải nói rõ từng đơn vị hay cộng chung."""
    if (unit_code is None) == (level is None):
        raise click.UsageError(_("Hãy ghi --of MÃ hoặc --level CẤP, không ghi cả hai."))
    if per_unit and in_total:
        raise click.UsageError(_("Chỉ ghi một trong --per-unit và --in-total."))
    manner = Manner.PER_UNIT if per_unit else Manner.IN_TOTAL if in_total else None
    goal = Goal(amount, growth, base_year, base)

    def work(session: Session, command: Command) -> Answer:
        whom = Level(level) if level is not None else find_unit(session, unit_code or "")
        fund = find_fund(session, command.unit, fund_code) if fund_code else None
        more: dict[str, Any] = {"manner": manner, "fund": fund, "source": source}
        made = set_target(session, command, whom, goal, year=year, measure=Measure(measure), **more)
        return {"target": made.id, "year": str(year), "whom": named(whom), "measure": measure}

    payload = {"of": unit_code, "level": level, "year": year, "measure": measure, "amount": amount}
    payload |= {"growth": growth, "base_year": base_year, "base": base, "manner": manner and manner.value}
    payload |= {"fund": fund_code, "source": source}
    edge.carry_out("target.set", payload, work, say="Đã ghi chỉ tiêu số {target} năm {year} cho {whom}.")


@target_group.command("list")
@option("--year", type=int, help="Năm.")
@pass_edge
def list_targets(edge: Edge, year: int | None) -> None:
    """Liệt kê chỉ tiêu."""
    with edge.reading() as session:
        rows = [_row(session, one) for one in targets(session, edge.unit(session).id, year)]
    columns = [("target", "Số"), ("year_name", "Năm"), ("whom", "Cho"), ("manner_name", "Cách tính")]
    columns += [
        ("measure_name", "Nội dung"),
        ("amount", "Con số"),
        ("growth_name", "Tăng"),
        ("source", "Căn cứ"),
    ]
    edge.list(rows, columns)


def _row(session: Session, one: Target) -> dict[str, Any]:
    whom = one.level if one.level is not None else session.get_one(Unit, one.of_unit_id)
    return {
        "target": str(one.id),
        "year": one.year,
        "year_name": str(one.year),
        "unit": None if isinstance(whom, Level) else whom.code,
        "level": whom.value if isinstance(whom, Level) else None,
        "whom": named(whom),
        "fund": None if one.fund_id is None else session.get_one(Fund, one.fund_id).code,
        "manner": one.manner.value,
        "manner_name": _(MANNERS[one.manner]),
        "measure": one.measure.value,
        "measure_name": _(MEASURES[one.measure]),
        "amount": one.amount,
        "growth": one.growth,
        "growth_name": "" if one.growth is None else f"{shown_percent(one.growth)} / {one.base_year}",
        "base_year": one.base_year,
        "base": one.base,
        "source": one.source,
    }


@target_group.command("report")
@click.argument("year", type=int)
@pass_edge
def report(edge: Edge, year: int) -> None:
    """So chỉ tiêu với kết quả; đơn vị chưa báo cáo thì ghi rõ, không coi là 0."""
    with edge.reading() as session:
        rows = [
            _line(session, one, as_json=edge.as_json) for one in reached(session, edge.unit(session).id, year)
        ]
    columns = [
        ("whom", "Cho"),
        ("measure_name", "Nội dung"),
        ("manner_name", "Cách tính"),
        ("goal", "Chỉ tiêu"),
    ]
    edge.list(rows, [*columns, ("actual", "Kết quả"), ("percent", "%"), ("missing_name", "Chưa báo cáo")])


def _line(session: Session, one: Reached, *, as_json: bool) -> dict[str, Any]:
    unit = one.unit
    told = _row(session, one.target)
    whom = told["whom"] if unit is None else unit.name
    missing = [each.code for each in one.missing]
    return {
        key: told[key]
        for key in ("target", "year", "level", "fund", "manner", "manner_name", "measure", "measure_name")
    } | {
        "unit": None if unit is None else unit.code,
        "whom": whom,
        "goal": one.goal if one.goal is not None or as_json else _("chưa có số năm gốc"),
        "actual": one.actual if one.actual is not None or as_json else _("chưa báo cáo"),
        "percent": one.percent,
        "missing": missing,
        "missing_name": ", ".join(missing),
    }
