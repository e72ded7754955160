"""Sponsorships: who keeps a child at school, month by month, to the end of grade 12.

A sponsorship is written once; its rates, the sponsors' shares (`sponsor_share`) and what happens to the child
(`child_event`) stand beside it, each written once too. `sponsorship_terms` reads them together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import Month
from khfund.db import Base, Whole, guard, never_changes, one_of, whole
from khfund.errors import KhfundError
from khfund.scholarships.schedule import Rate, Uncovered

if TYPE_CHECKING:
    from khfund.command import Command


class SponsorshipUnknownError(KhfundError):
    """A sponsorship is known in its unit by its number."""

    message = "Đơn vị không có thỏa thuận đỡ đầu số {number}; xem bằng `khfund sponsorship list`."
    english = "The unit has no sponsorship number {number}; see `khfund sponsorship list`."


class Sponsorship(Base):
    """One child's support under one programme; who gives which share, the rate and the events stand beside it.

    Months are kept as 202609, the paid months of a year as "9,10,…"; `last_month` is inclusive. The child is in `grade`
    in the school year that begins in `school_year`. `replaces_id` is the sponsorship whose child this one replaced.
    """

    __tablename__ = "sponsorship"
    __table_args__ = (
        CheckConstraint("grade BETWEEN 1 AND 12", name="grade_of_school"),
        CheckConstraint("grade IS NOT NULL OR last_month IS NOT NULL", name="has_end"),
        CheckConstraint("pay_day BETWEEN 1 AND 31", name="pay_day_of_month"),
        Index("ix_sponsorship_recipient", "recipient_id", "programme_id"),
        Index("ix_sponsorship_unit", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    agreed: Mapped[date]
    agreement: Mapped[str] = mapped_column(String(100))
    first_month: Mapped[int]
    last_month: Mapped[int | None]
    grade: Mapped[int | None]
    school_year: Mapped[int]
    payable_months: Mapped[str] = mapped_column(String(30))
    pay_day: Mapped[int]
    uncovered: Mapped[Uncovered] = mapped_column(one_of(Uncovered))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("sponsorship.id"), unique=True)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def payable(self) -> tuple[int, ...]:
        """The months of the year that are paid, in the order of a school year."""
        return tuple(int(month) for month in self.payable_months.split(","))


class SponsorshipRate(Base):
    """So many đồng a month from a month on; of two for the same month the later one counts."""

    __tablename__ = "sponsorship_rate"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"), *whole("amount"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    sponsorship_id: Mapped[int] = mapped_column(ForeignKey("sponsorship.id"), index=True)
    since_month: Mapped[int]
    amount: Mapped[int] = mapped_column(Whole)
    words: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


for _table in ("sponsorship", "sponsorship_rate"):
    never_changes(_table)
guard(
    "sponsorship_of_one_unit",
    "sponsorship",
    when="BEFORE INSERT",
    condition="NOT EXISTS (SELECT 1 FROM programme p JOIN recipient r ON r.unit_id = p.unit_id JOIN fund f ON "
    "f.unit_id = p.unit_id WHERE p.id = NEW.programme_id AND r.id = NEW.recipient_id AND f.id = NEW.fund_id "
    "AND p.unit_id = NEW.unit_id AND p.kind = 'sponsorship')",
    refusal="sponsorship: child, fund and a programme of sponsorships belong to the unit",
)


@witnesses("sponsorships")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(Sponsorship).order_by(Sponsorship.id)):
        yield one.command_number, _figures(one), one.agreement


def _figures(one: Sponsorship) -> str:
    named = (one.id, one.unit_id, one.programme_id, one.recipient_id, one.fund_id, one.agreed)
    terms = (one.first_month, one.last_month, one.grade, one.school_year, one.payable_months, one.pay_day)
    parts = (*named, *terms, one.uncovered.value, one.replaces_id)
    return "|".join("" if part is None else str(part) for part in parts)


@witnesses("sponsorship_rates")
def _rates_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(SponsorshipRate).order_by(SponsorshipRate.id)):
        yield one.command_number, _rate_figures(one), one.words


def _rate_figures(one: SponsorshipRate) -> str:
    return f"{one.id}|{one.sponsorship_id}|{one.since_month}|{one.amount}"


def keep(session: Session, command: Command, made: Sponsorship) -> Sponsorship:
    """Write a sponsorship whose terms are sound; `sponsorship_agreement.agree` is what offices call."""
    session.add(made)
    session.flush()
    command.witness("sponsorships", _figures(made), made.agreement)
    return made


def keep_rate(
    session: Session, command: Command, made: Sponsorship, rate: Rate, *, words: str = ""
) -> SponsorshipRate:
    """Write a rate that is sound; `sponsorship_agreement.change_rate` is what offices call."""
    row = SponsorshipRate(
        sponsorship_id=made.id, since_month=rate.since.number, amount=rate.amount, words=words
    )
    row.command_number = command.number
    session.add(row)
    session.flush()
    command.witness("sponsorship_rates", _rate_figures(row), words)
    return row


# -- reads ------------------------------------------------------------------------------------------------------------


def find_sponsorship(session: Session, unit_id: int, number: int) -> Sponsorship:
    """Return a sponsorship of the unit.

    Raises: SponsorshipUnknownError.
    """
    found = session.get(Sponsorship, number)
    if found is None or found.unit_id != unit_id:
        raise SponsorshipUnknownError(number=number)
    return found


def sponsorships(session: Session, unit_id: int) -> list[Sponsorship]:
    """Return the unit's sponsorships in the order in which they were agreed."""
    query = select(Sponsorship).where(Sponsorship.unit_id == unit_id)
    return list(session.scalars(query.order_by(Sponsorship.id)))


def rates_of(session: Session, made: Sequence[Sponsorship]) -> Mapping[int, tuple[Rate, ...]]:
    """Return sponsorship → its rates by month; of two said for the same month the later one."""
    wanted = [one.id for one in made]
    query = select(SponsorshipRate).where(SponsorshipRate.sponsorship_id.in_(wanted))
    said: dict[int, dict[int, int]] = defaultdict(dict)
    for one in session.scalars(query.order_by(SponsorshipRate.id)):
        said[one.sponsorship_id][one.since_month] = one.amount
    return {
        number: tuple(Rate(Month.from_number(since), amount) for since, amount in sorted(of.items()))
        for number, of in said.items()
    }
