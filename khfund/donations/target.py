"""Targets (chỉ tiêu): what a unit or a whole level is to reach in a year, as an amount or as growth on an earlier year.

A target always says whether it is meant for each unit or for all of them together: «huyện 1 tỷ» without that word may
mean 1 or 12 tỷ. What was reached is told by `target_report`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import Month
from khfund.db import Base, Whole, never_changes, one_of
from khfund.errors import KhfundError
from khfund.ledger import Fund
from khfund.money import AMOUNT_MAX
from khfund.unit import Level, Unit
from khfund.unit.tree import tree_on
from khfund.unit.unit import LEVEL_NAMES
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command

GROWTH_MAX = 1_000_000  # hundredths of a percent: a hundredfold


class TargetMannerMissingError(KhfundError):
    """A target says whether each unit is to reach it or all of them together."""

    message = "Chỉ tiêu {amount} cho {whom}: chưa rõ của từng đơn vị hay cộng chung. Nếu của từng đơn vị thì cộng lại là {each}, nếu cộng chung thì chỉ {amount}. Hãy ghi --per-unit (từng đơn vị) hoặc --in-total (cộng chung)."
    english = "The target {amount} for {whom} does not say whether each unit is to reach it or all together: each makes {each} in all, together it is {amount}. Say --per-unit or --in-total."


class TargetTermsError(KhfundError):
    """A target is for one unit or one level, an amount or a growth, and its base belongs to growth."""

    message = "Chỉ tiêu chưa dùng được: {reason}; hãy sửa rồi ghi lại."
    english = "The target cannot be used like this ({reason}); mend it and enter it again."


class Measure(enum.StrEnum):
    """What a target counts; money in đồng, the rest by number."""

    RAISED = "raised"
    BALANCE = "balance"
    DUES = "dues"
    MEMBERS = "members"
    NEW_MEMBERS = "new_members"
    AWARDS = "awards"
    AWARDED = "awarded"

    @property
    def is_money(self) -> bool:
        """Whether it is counted in đồng."""
        return self in {Measure.RAISED, Measure.BALANCE, Measure.DUES, Measure.AWARDED}


class Manner(enum.StrEnum):
    """For whom a figure is meant."""

    PER_UNIT = "per_unit"
    IN_TOTAL = "in_total"


@attrs.frozen
class Goal:
    """What is to be reached: `amount`, or growth in hundredths of a percent on the figure of `base_year`.

    `base` is that figure where the source states it; else it is read from the books or the units' returns.
    """

    amount: int | None = None
    growth: int | None = None
    base_year: int | None = None
    base: int | None = None


class Target(Base):
    """A target as its paper states it; the last word about the same thing and year stands.

    With `of_unit_id`, `in_total` means that unit and everything below it.
    """

    __tablename__ = "target"
    __table_args__ = (
        CheckConstraint("(of_unit_id IS NULL) <> (level IS NULL)", name="one_addressee"),
        CheckConstraint("(amount IS NULL) <> (growth IS NULL)", name="one_goal"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("base_year < year", name="base_before"),
        CheckConstraint("(growth IS NULL) = (base_year IS NULL)", name="base_of_growth"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    of_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    level: Mapped[Level | None] = mapped_column(one_of(Level))
    fund_id: Mapped[int | None] = mapped_column(ForeignKey("fund.id"))
    year: Mapped[int]
    measure: Mapped[Measure] = mapped_column(one_of(Measure))
    manner: Mapped[Manner] = mapped_column(one_of(Manner))
    amount: Mapped[int | None] = mapped_column(Whole)
    growth: Mapped[int | None] = mapped_column(Whole)
    base_year: Mapped[int | None]
    base: Mapped[int | None] = mapped_column(Whole)
    source: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def about(self) -> tuple[object, ...]:
        """What the target is about: a later one about the same replaces it."""
        return self.of_unit_id, self.level, self.fund_id, self.year, self.measure


never_changes("target")


@witnesses("targets")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(Target).order_by(Target.id)):
        yield one.command_number, _figures(one), one.source


def _figures(one: Target) -> str:
    parts = (
        *(one.id, one.unit_id, one.of_unit_id, one.level and one.level.value, one.fund_id, one.year),
        *(one.measure.value, one.manner.value, one.amount, one.growth, one.base_year, one.base),
    )
    return "|".join("" if part is None else str(part) for part in parts)


# -- verbs ----------------------------------------------------------------------------------------------------------


def set_target(  # noqa: PLR0913  a target has these terms
    session: Session,
    command: Command,
    whom: Unit | Level,
    goal: Goal,
    *,
    year: int,
    measure: Measure,
    manner: Manner | None,
    fund: Fund | None = None,
    source: str = "",
) -> Target:
    """Enter a target for a unit or a level by the paper `source`; growth is on the year before unless said otherwise.

    Raises: TargetMannerMissingError, TargetTermsError, YearOutOfRangeError.
    """
    Month(year, 1)
    _require_terms(command, whom, goal, year=year, measure=measure, fund=fund, manner=manner)
    if manner is None:
        raise _manner_missing(session, whom, goal, year, measure)
    target = Target(
        unit_id=command.unit,
        of_unit_id=whom.id if isinstance(whom, Unit) else None,
        level=whom if isinstance(whom, Level) else None,
        fund_id=fund.id if fund else None,
        year=year,
        measure=measure,
        manner=manner,
        amount=goal.amount,
        growth=goal.growth,
        base_year=(goal.base_year or year - 1) if goal.growth is not None else None,
        base=goal.base,
        source=clean(source),
    )
    target.command_number = command.number
    session.add(target)
    session.flush()
    command.witness("targets", _figures(target), target.source)
    return target


def _require_terms(
    command: Command,
    whom: Unit | Level,
    goal: Goal,
    *,
    year: int,
    measure: Measure,
    fund: Fund | None,
    manner: Manner | None,
) -> None:
    if (goal.amount is None) == (goal.growth is None):
        raise TargetTermsError(reason="cần một con số hoặc một tỷ lệ tăng, không phải cả hai")
    if goal.amount is not None and not 0 < goal.amount <= AMOUNT_MAX:
        raise TargetTermsError(reason="con số phải lớn hơn 0")
    if goal.growth is not None and not 0 <= goal.growth <= GROWTH_MAX:
        raise TargetTermsError(reason="tỷ lệ tăng từ 0 đến 10.000 %")
    if goal.growth is None and (goal.base_year is not None or goal.base is not None):
        raise TargetTermsError(reason="năm gốc và số gốc chỉ dùng với tỷ lệ tăng")
    if goal.base_year is not None and goal.base_year >= year:
        raise TargetTermsError(reason="năm gốc phải trước năm của chỉ tiêu")
    if goal.base is not None and not 0 <= goal.base <= AMOUNT_MAX:
        raise TargetTermsError(reason="số gốc không dùng được")
    if goal.base is not None and isinstance(whom, Level) and manner is Manner.PER_UNIT:
        raise TargetTermsError(reason="số gốc chung không dùng được cho từng đơn vị")
    own = isinstance(whom, Unit) and whom.id == command.unit
    if fund is not None and not (own and fund.unit_id == command.unit and measure in _OF_A_FUND):
        raise TargetTermsError(
            reason="chỉ tiêu theo quỹ chỉ dùng cho quỹ của chính đơn vị: vận động hoặc số dư"
        )


_OF_A_FUND = {Measure.RAISED, Measure.BALANCE}


def _manner_missing(
    session: Session, whom: Unit | Level, goal: Goal, year: int, measure: Measure
) -> TargetMannerMissingError:
    count = len(addressed(session, whom, year))
    if goal.amount is None:
        percent = shown_percent(goal.growth or 0)
        return TargetMannerMissingError(
            amount=f"tăng {percent}", whom=named(whom), each=f"{percent} ở mỗi đơn vị trong {count} đơn vị"
        )
    amount, each = shown_figure(goal.amount, measure), shown_figure(goal.amount * count, measure)
    return TargetMannerMissingError(amount=amount, whom=named(whom), each=f"{each} ({count} đơn vị)")


# -- reads ----------------------------------------------------------------------------------------------------------


def addressed(session: Session, whom: Unit | Level, year: int) -> list[Unit]:
    """Return the units that a target is about, by code: those of a level at the end of its year, or a unit and all below it."""
    tree = tree_on(session, Month(year, 12).last)
    if isinstance(whom, Unit):
        return [tree.units[number] for number in tree.scope(whom.id)] or [whom]
    found = (one for one in tree.units.values() if one.level is whom and one.exists(tree.on))
    return sorted(found, key=lambda one: one.code)


def named(whom: Unit | Level) -> str:
    """Return for whom a target is, in words."""
    return whom.name if isinstance(whom, Unit) else f"cấp {LEVEL_NAMES[whom]}"


def shown_figure(figure: int, measure: Measure) -> str:
    """Write a figure as people do: 1.000.000 đ, or 350 where no money is counted."""
    grouped = f"{figure:,}".replace(",", ".")
    return f"{grouped} đ" if measure.is_money else grouped


def shown_percent(hundredths: int) -> str:
    """Write hundredths of a percent as people do: 20 %, 0,5 %."""
    whole_part, rest = divmod(hundredths, 100)
    return f"{whole_part},{rest:02d}".rstrip("0").rstrip(",") + " %" if rest else f"{whole_part} %"


def targets(session: Session, unit_id: int, year: int | None = None) -> list[Target]:
    """Return the targets that stand in a unit's books, of one year if given, in the order in which they were entered."""
    query = select(Target).where(Target.unit_id == unit_id).order_by(Target.id)
    if year is not None:
        query = query.where(Target.year == year)
    last = {one.about: one for one in session.scalars(query)}
    return sorted(last.values(), key=lambda one: (one.year, one.id))
