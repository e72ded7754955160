"""Thank-you letters: one for each gift, written down with its words, so that nobody is thanked twice by mistake.

A letter goes to the giver, so it names one whom the public does not get to know; nothing public is made from it. A
gift of nobody known has nobody to write to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, exists, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund import calendar, money
from khfund.audit import witnesses
from khfund.calendar import DateRange
from khfund.db import Base, Whole, never_changes
from khfund.donations.donation import Donation, DonationEvent
from khfund.donations.gift import Way
from khfund.errors import KhfundError
from khfund.receipts.gift_paper import Gift, gifts_of
from khfund.receipts.letter_template import (
    DEFAULT_BODY,
    DEFAULT_TITLE,
    LetterTemplate,
    fill,
    letter_templates,
    template_for,
)
from khfund.unit import Unit

if TYPE_CHECKING:
    from khfund.command import Command

CHUNK = 1_000  # gifts that are looked up together


class NobodyToThankError(KhfundError):
    """Letters are written where somebody is still to be thanked."""

    message = "Không có khoản ủng hộ nào chờ thư cảm ơn; khoản đã có thư, đã hoàn lại hết hoặc không rõ của ai thì không viết."
    english = "No gift is waiting for a letter: gifts that have one, that went back whole or that nobody is known to have given get none."


class NoGiverToThankError(KhfundError):
    """A letter goes to a giver who is in the register."""

    message = "Khoản ủng hộ số {donation} không rõ của ai nên không có người để gửi thư."
    english = "Nobody knows who gave donation {donation}, so there is nobody to write to."


class ThankedAlreadyError(KhfundError):
    """A giver is thanked once for a gift, unless it is asked for again."""

    message = "Khoản ủng hộ số {donation} đã có thư ngày {day:%d/%m/%Y}; muốn viết lại thì thêm --again."
    english = (
        "The giver of donation {donation} was written to on {day:%d/%m/%Y}; add --again to write once more."
    )


class Letter(Base):
    """A letter as it was written; `copy` counts the letters for a gift from 1."""

    __tablename__ = "letter"
    __table_args__ = (UniqueConstraint("donation_id", "copy"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    donation_id: Mapped[int] = mapped_column(ForeignKey("donation.id"))
    copy: Mapped[int]
    day: Mapped[date]
    template_id: Mapped[int | None] = mapped_column(ForeignKey("letter_template.id"))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("letter")


@witnesses("letters")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(Letter).order_by(Letter.id).execution_options(yield_per=1_000)
    for one in session.scalars(query):
        yield one.command_number, _figures(one), f"{one.title}|{one.body}"


def _figures(one: Letter) -> str:
    return f"{one.id}|{one.unit_id}|{one.donation_id}|{one.copy}|{one.day}|{one.template_id or ''}"


def write_letters(
    session: Session, command: Command, donation_ids: Sequence[int], *, day: date, again: bool = False
) -> list[Letter]:
    """Write a letter for each gift, dated `day`, by the text for its amount and the day on which it came.

    Raises: NobodyToThankError, ThankedAlreadyError, NoGiverToThankError, DonationUnknownError, NothingKeptError.
    """
    if not donation_ids:
        raise NobodyToThankError
    templates = letter_templates(session, command.unit)
    unit = session.scalars(select(Unit).where(Unit.id == command.unit)).one()
    letters: list[Letter] = []
    for first in range(0, len(donation_ids), CHUNK):
        wanted = donation_ids[first : first + CHUNK]
        gifts = gifts_of(session, command.unit, wanted)
        before = _before(session, wanted)
        known = set(
            session.scalars(
                select(Donation.id).where(Donation.id.in_(wanted), Donation.donor_id.is_not(None))
            )
        )
        for gift in gifts:
            count, last = before.get(gift.donation_id, (0, date.min))
            if count and not again:
                raise ThankedAlreadyError(donation=gift.donation_id, day=last)
            if gift.donation_id not in known:
                raise NoGiverToThankError(donation=gift.donation_id)
            letters.append(_letter(command, unit, gift, templates, day=day, copy=count + 1))
    session.add_all(letters)
    session.flush()
    for one in letters:
        command.witness("letters", _figures(one), f"{one.title}|{one.body}")
    return letters


def _before(session: Session, wanted: Sequence[int]) -> dict[int, tuple[int, date]]:
    query = select(Letter.donation_id, func.max(Letter.copy), func.max(Letter.day))
    rows = session.execute(query.where(Letter.donation_id.in_(wanted)).group_by(Letter.donation_id))
    return {number: (count, last) for number, count, last in rows}


def _letter(
    command: Command, unit: Unit, gift: Gift, templates: list[LetterTemplate], *, day: date, copy: int
) -> Letter:
    amount = sum(share for _, share in gift.shares)
    template = template_for(templates, gift.day, amount)
    facts = facts_of(unit, gift, amount)
    return Letter(
        unit_id=unit.id,
        donation_id=gift.donation_id,
        copy=copy,
        day=day,
        template_id=template.id if template else None,
        title=fill(template.title if template else DEFAULT_TITLE, facts)[:200],
        body=fill(template.body if template else DEFAULT_BODY.strip(), facts),
        command_number=command.number,
    )


def facts_of(unit: Unit, gift: Gift, amount: int) -> dict[str, str]:
    """Return what a letter may say of a gift, by the names of `letter_template.FACTS`."""
    figures = f"{money.format(amount)} đồng"
    funds = list(dict.fromkeys(fund.name for fund, _ in gift.shares))
    purposes = list(dict.fromkeys(fund.purpose for fund, _ in gift.shares if fund.purpose))
    return {
        "name": gift.giver,
        "amount": figures,
        "words": money.words(amount).lower(),
        "gift": f"hiện vật trị giá {figures}" if gift.way is Way.GOODS else f"số tiền {figures}",
        "day": calendar.spoken_day(gift.day),
        "fund": " và ".join(funds),
        "purpose": "; ".join(purposes),
        "unit": unit.name,
    }


# -- reads ----------------------------------------------------------------------------------------------------------


def gifts_to_thank(
    session: Session, unit_id: int, days: DateRange, *, least: int = 0, again: bool = False
) -> list[int]:
    """Return the gifts that came within the days from somebody known, were kept at least in part, and have no letter yet."""
    back = select(func.coalesce(func.sum(DonationEvent.amount), 0)).where(
        DonationEvent.donation_id == Donation.id
    )
    kept = Donation.amount - back.correlate(Donation).scalar_subquery()
    query = select(Donation.id).where(
        Donation.unit_id == unit_id,
        Donation.day >= days.start,
        Donation.day < days.end,
        Donation.donor_id.is_not(None),
        kept >= max(least, 1),
    )
    if not again:
        query = query.where(~exists().where(Letter.donation_id == Donation.id))
    return list(session.scalars(query.order_by(Donation.day, Donation.id)))


def letters(session: Session, unit_id: int, days: DateRange | None = None) -> list[Letter]:
    """Return the letters written in these days, or all, in the order in which they were written."""
    query = select(Letter).where(Letter.unit_id == unit_id)
    if days is not None:
        query = query.where(Letter.day >= days.start, Letter.day < days.end)
    return list(session.scalars(query.order_by(Letter.id)))
