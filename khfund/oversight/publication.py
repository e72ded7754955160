"""What a unit publishes on its public window, switched on and off by dated commands that give their reason.

A switch is written once. What was switched off is announced on the window itself, with the day and the reason, and
stays announced after it was switched on again: nobody can take something down without its being seen.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, one_of
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.vietnamese import clean, require_plain

if TYPE_CHECKING:
    from khfund.command import Command


class PublicationDayError(KhfundError):
    """What is published is switched from today on or later, and after what was announced already."""

    message = (
        "Không đổi việc công bố từ ngày {day:%d/%m/%Y} được; sớm nhất là ngày {first:%d/%m/%Y}, "
        "vì cửa công khai không được sửa lùi ngày."
    )
    english = "What is published cannot change from {day:%d/%m/%Y} on; from {first:%d/%m/%Y} at the earliest, for the window is never back-dated."


class PublicationSameError(KhfundError):
    """A switch changes something."""

    message = "«{subject}» đã ở trạng thái «{state}»; không có gì để đổi."
    english = "«{subject}» is in that state already («{state}»); there is nothing to change."


class PublicationSubject(enum.StrEnum):
    """What a unit may publish."""

    STATEMENTS = "statements"
    CAMPAIGNS = "campaigns"
    UPDATES = "updates"


SUBJECT_NAMES = {
    PublicationSubject.STATEMENTS: "báo cáo công khai",
    PublicationSubject.CAMPAIGNS: "tiến độ các đợt vận động",
    PublicationSubject.UPDATES: "bản tin gửi nhà hảo tâm",
}
ON, OFF = "đang công bố", "không công bố"


class PublicationSwitch(Base):
    """From the day `since` on, something is published or no longer; switches of a subject run 1…n."""

    __tablename__ = "publication_switch"
    __table_args__ = (
        UniqueConstraint("unit_id", "subject", "number"),
        CheckConstraint("is_on OR reason <> ''", name="reason_for_off"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    subject: Mapped[PublicationSubject] = mapped_column(one_of(PublicationSubject))
    number: Mapped[int]
    is_on: Mapped[bool]
    since: Mapped[date]
    announced: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("publication_switch")
_EARLIER = "SELECT {0} FROM publication_switch p WHERE p.unit_id = NEW.unit_id AND p.subject = NEW.subject"
guard(
    "publication_switch_in_order",
    "publication_switch",
    when="BEFORE INSERT",
    condition=f"NEW.number <> ({_EARLIER.format('COALESCE(MAX(p.number), 0) + 1')}) "
    f"OR NEW.since < NEW.announced OR EXISTS ({_EARLIER.format('1')} AND p.since > NEW.since)",
    refusal="publication_switch: switches follow each other and are never back-dated",
)


@witnesses("publication_switches")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(PublicationSwitch).order_by(PublicationSwitch.command_number, PublicationSwitch.id)
    for one in session.scalars(query):
        yield one.command_number, _figures(one), one.reason


def _figures(one: PublicationSwitch) -> str:
    return f"{one.unit_id}|{one.subject}|{one.number}|{int(one.is_on)}|{one.since}|{one.announced}"


def switch_publication(
    session: Session,
    command: Command,
    subject: PublicationSubject,
    *,
    is_on: bool,
    since: date | None = None,
    reason: str = "",
) -> PublicationSwitch:
    """Begin or stop publishing something from a day on (without `since`, from today); stopping states its reason.

    Raises: ReasonMissingError, PublicationDayError, PublicationSameError.
    """
    today = day_of(command.at)
    day = since or today
    said = clean(require_plain(reason))
    if not is_on and not said:
        raise ReasonMissingError
    last = _last(session, command.unit, subject)
    first = max(today, last.since) if last else today
    if day < first:
        raise PublicationDayError(day=day, first=first)
    if (last is not None and last.is_on) == is_on:
        raise PublicationSameError(subject=SUBJECT_NAMES[subject], state=ON if is_on else OFF)
    switch = PublicationSwitch(
        unit_id=command.unit,
        subject=subject,
        number=(last.number if last else 0) + 1,
        is_on=is_on,
        since=day,
        announced=today,
        reason=said,
        command_number=command.number,
    )
    session.add(switch)
    session.flush()
    command.witness("publication_switches", _figures(switch), switch.reason)
    return switch


def _last(session: Session, unit_id: int, subject: PublicationSubject) -> PublicationSwitch | None:
    query = select(PublicationSwitch).where(
        PublicationSwitch.unit_id == unit_id, PublicationSwitch.subject == subject
    )
    return session.scalar(query.order_by(PublicationSwitch.number.desc()).limit(1))


# -- reads ----------------------------------------------------------------------------------------------------------


def is_published(session: Session, unit_id: int, subject: PublicationSubject, on: date) -> bool:
    """Whether a unit publishes something on a day; nothing is published that was never switched on."""
    query = select(PublicationSwitch.is_on).where(
        PublicationSwitch.unit_id == unit_id,
        PublicationSwitch.subject == subject,
        PublicationSwitch.since <= on,
    )
    return bool(session.scalar(query.order_by(PublicationSwitch.number.desc()).limit(1)))


def switches(session: Session, unit_id: int) -> list[PublicationSwitch]:
    """Return every switch of a unit, the newest first: what its window announces."""
    query = select(PublicationSwitch).where(PublicationSwitch.unit_id == unit_id)
    return list(session.scalars(query.order_by(PublicationSwitch.id.desc())))


def publishing_units(session: Session) -> list[int]:
    """Return the ids of units that have ever switched something on: they have a window, whatever it shows now."""
    query = select(PublicationSwitch.unit_id, func.min(PublicationSwitch.id)).group_by(
        PublicationSwitch.unit_id
    )
    return [unit_id for unit_id, _first in session.execute(query.order_by(func.min(PublicationSwitch.id)))]
