"""The periodic update for the givers of a fund or campaign: drafted from the books, finished by a person, published.

Every step keeps the whole text as it stood, so what givers could read on any day is known. What the draft leaves to the
person stands between square brackets, and a text with brackets left is not finished. No text that names somebody who
receives from the funds is finished or published: areas above tell whom (`names_nobody`).
"""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.actor import require_another
from khfund.audit import witnesses
from khfund.calendar import DateRange
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, one_of
from khfund.errors import KhfundError
from khfund.ledger import Fund
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.vietnamese import clean, require_plain

if TYPE_CHECKING:
    from khfund.command import Command

TITLE_MAX, BODY_MAX = 200, 8000
_LEFT = re.compile(r"\[[^\]]*\]")


class UpdateUnknownError(KhfundError):
    """An update is known in its unit by its number."""

    message = "Đơn vị không có bản tin số {number}."
    english = "The unit has no update number {number}."


class UpdateFundError(KhfundError):
    """An update is about a fund of its unit."""

    message = "Quỹ {fund} không thuộc đơn vị này; hãy chọn quỹ của đơn vị."
    english = "The fund {fund} does not belong to this unit; choose one of its own."


class UpdateStateError(KhfundError):
    """An update is drafted, finished, published; a published one is withdrawn, never changed."""

    message = "Bản tin số {number} đang ở trạng thái «{state}», không thể {action}."
    english = "The update {number} is «{state}» and cannot be acted on ({action})."


class UpdateTextError(KhfundError):
    """An update has a title and a text."""

    message = "Bản tin cần tiêu đề (tối đa 200 ký tự) và nội dung (tối đa 8.000 ký tự)."
    english = "An update has a title (at most 200 characters) and a text (at most 8,000)."


class UpdateUnfinishedError(KhfundError):
    """What the draft leaves to a person is filled in, or taken out."""

    message = "Bản tin còn chỗ chưa viết: «{left}»; hãy viết vào hoặc xóa đi rồi hoàn thành."
    english = "The update still leaves something to be written: «{left}»; fill it in or take it out."


class UpdateState(enum.StrEnum):
    """Where an update stands: what was done with it last."""

    DRAFTED = "drafted"
    FINISHED = "finished"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


STATE_NAMES = {
    UpdateState.DRAFTED: "bản nháp",
    UpdateState.FINISHED: "đã hoàn thành",
    UpdateState.PUBLISHED: "đã đăng",
    UpdateState.WITHDRAWN: "đã gỡ",
}


class GiverUpdate(Base):
    """What an update is about: a fund, perhaps one campaign of it by its code, and days; `figures` as drafted, in JSON."""

    __tablename__ = "giver_update"
    __table_args__ = (CheckConstraint("last >= first", name="days_in_order"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    campaign: Mapped[str] = mapped_column(String(20))
    first: Mapped[date]
    last: Mapped[date]
    figures: Mapped[str] = mapped_column(Text)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def days(self) -> DateRange:
        """The days that it tells about."""
        return DateRange.between(self.first, self.last)

    @property
    def figures_shown(self) -> list[dict[str, Any]]:
        """The figures as they were drafted: title and amount or count."""
        found: list[dict[str, Any]] = json.loads(self.figures)
        return found


class UpdateStep(Base):
    """A step of an update with the text as it stood; steps run 1…n."""

    __tablename__ = "update_step"
    __table_args__ = (UniqueConstraint("update_id", "number"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    update_id: Mapped[int] = mapped_column(ForeignKey("giver_update.id"))
    number: Mapped[int]
    state: Mapped[UpdateState] = mapped_column(one_of(UpdateState))
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    body: Mapped[str] = mapped_column(String(BODY_MAX))
    reason: Mapped[str] = mapped_column(String(500))
    day: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("giver_update")
never_changes("update_step")
_LAST = "(SELECT s.state FROM update_step s WHERE s.update_id = NEW.update_id ORDER BY s.number DESC LIMIT 1)"
guard(
    "update_step_way",
    "update_step",
    when="BEFORE INSERT",
    condition="NEW.number <> (SELECT COALESCE(MAX(s.number), 0) + 1 FROM update_step s WHERE s.update_id = NEW.update_id) "  # noqa: S608
    f"OR (NEW.state = 'published' AND COALESCE({_LAST}, '') <> 'finished') "
    f"OR (NEW.state = 'withdrawn' AND COALESCE({_LAST}, '') <> 'published') "
    f"OR (NEW.state IN ('drafted', 'finished') AND COALESCE({_LAST}, '') IN ('published', 'withdrawn'))",
    refusal="update_step: an update is drafted, finished, published, withdrawn",
)


@witnesses("giver_updates")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(GiverUpdate).order_by(GiverUpdate.id)):
        yield one.command_number, _figures(one), one.figures


@witnesses("update_steps")
def _stepped(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(UpdateStep).order_by(UpdateStep.command_number, UpdateStep.id)
    for one in session.scalars(query.execution_options(yield_per=200)):
        yield one.command_number, _step_figures(one), _step_text(one)


def _figures(one: GiverUpdate) -> str:
    return f"{one.id}|{one.unit_id}|{one.fund_id}|{one.campaign}|{one.first}|{one.last}"


def _step_figures(one: UpdateStep) -> str:
    return f"{one.update_id}|{one.number}|{one.state}|{one.day}|{one.person_id}"


def _step_text(one: UpdateStep) -> str:
    return f"{one.title}|{one.body}|{one.reason}"


NameWatch = Callable[[Session, int, str], None]
NAME_WATCHES: list[NameWatch] = []


def names_nobody(watch: NameWatch) -> NameWatch:
    """Register who refuses a text, given as (session, unit id, text), that names somebody it must not name."""
    NAME_WATCHES.append(watch)
    return watch


# -- verbs ----------------------------------------------------------------------------------------------------------


def draft_update(
    session: Session,
    command: Command,
    fund: Fund,
    days: DateRange,
    *,
    title: str,
    body: str,
    figures: list[Mapping[str, Any]],
    campaign: str = "",
) -> GiverUpdate:
    """Keep a draft that was made from the books, for a person to finish.

    Raises: UpdateFundError, UpdateTextError.
    """
    if fund.unit_id != command.unit:
        raise UpdateFundError(fund=fund.code)
    update = GiverUpdate(
        unit_id=command.unit,
        fund_id=fund.id,
        campaign=campaign,
        first=days.start,
        last=days.last,
        figures=json.dumps(figures, ensure_ascii=False, sort_keys=True),
        command_number=command.number,
    )
    session.add(update)
    session.flush()
    command.witness("giver_updates", _figures(update), update.figures)
    _write(session, command, update, UpdateState.DRAFTED, title=title, body=body)
    return update


def edit_update(
    session: Session, command: Command, update: GiverUpdate, *, title: str, body: str
) -> UpdateStep:
    """Write on the draft; a finished one becomes a draft again.

    Raises: UpdateUnknownError, UpdateStateError, UpdateTextError.
    """
    _require(session, command, update, (UpdateState.DRAFTED, UpdateState.FINISHED), "sửa")
    return _write(session, command, update, UpdateState.DRAFTED, title=title, body=body)


def finish_update(session: Session, command: Command, update: GiverUpdate) -> UpdateStep:
    """Declare the draft finished: nothing is left in brackets, nobody is named who must not be.

    Raises: UpdateUnknownError, UpdateStateError, UpdateUnfinishedError, and what those who watch over names raise.
    """
    last = _require(session, command, update, (UpdateState.DRAFTED,), "hoàn thành")
    left = _LEFT.search(f"{last.title}\n{last.body}")
    if left is not None:
        raise UpdateUnfinishedError(left=left[0][:80])
    _require_nobody_named(session, update, last)
    return _write(session, command, update, UpdateState.FINISHED, title=last.title, body=last.body)


def publish_update(session: Session, command: Command, update: GiverUpdate) -> UpdateStep:
    """Put a finished update on the window; another person than who finished it does so.

    Raises: UpdateUnknownError, UpdateStateError, AnotherPersonNeededError, and what those who watch over names raise.
    """
    last = _require(session, command, update, (UpdateState.FINISHED,), "đăng")
    require_another(
        session,
        command.person_id,
        last.person_id,
        unit_id=update.unit_id,
        on=day_of(command.at),
        did="hoàn thành bản tin",
        does="đăng bản tin",
    )
    _require_nobody_named(session, update, last)
    return _write(session, command, update, UpdateState.PUBLISHED, title=last.title, body=last.body)


def withdraw_update(session: Session, command: Command, update: GiverUpdate, *, reason: str) -> UpdateStep:
    """Take a published update off the window; that it was there, and why it is gone, stays.

    Raises: UpdateUnknownError, UpdateStateError, ReasonMissingError.
    """
    last = _require(session, command, update, (UpdateState.PUBLISHED,), "gỡ")
    said = clean(require_plain(reason))
    if not said:
        raise ReasonMissingError
    return _write(
        session, command, update, UpdateState.WITHDRAWN, title=last.title, body=last.body, reason=said
    )


def _require_nobody_named(session: Session, update: GiverUpdate, last: UpdateStep) -> None:
    for watch in NAME_WATCHES:
        watch(session, update.unit_id, f"{last.title}\n{last.body}")


def _require(
    session: Session, command: Command, update: GiverUpdate, states: tuple[UpdateState, ...], action: str
) -> UpdateStep:
    if update.unit_id != command.unit:
        raise UpdateUnknownError(number=update.id)
    last = last_step(session, update)
    if last.state not in states:
        raise UpdateStateError(number=update.id, state=STATE_NAMES[last.state], action=action)
    return last


def _write(
    session: Session,
    command: Command,
    update: GiverUpdate,
    state: UpdateState,
    *,
    title: str,
    body: str,
    reason: str = "",
) -> UpdateStep:
    head = clean(require_plain(title))
    text = "\n".join(clean(require_plain(line)) for line in body.replace("\r\n", "\n").strip().split("\n"))
    if not 0 < len(head) <= TITLE_MAX or not 0 < len(text) <= BODY_MAX:
        raise UpdateTextError
    steps = select(UpdateStep.number).where(UpdateStep.update_id == update.id)
    number = session.scalar(steps.order_by(UpdateStep.number.desc()).limit(1)) or 0
    step = UpdateStep(
        update_id=update.id,
        number=number + 1,
        state=state,
        title=head,
        body=text,
        reason=reason,
        day=day_of(command.at),
        person_id=command.person_id,
        command_number=command.number,
    )
    session.add(step)
    session.flush()
    command.witness("update_steps", _step_figures(step), _step_text(step))
    return step


# -- reads ----------------------------------------------------------------------------------------------------------


def find_update(session: Session, unit_id: int, number: int) -> GiverUpdate:
    """Return the unit's update of this number.

    Raises: UpdateUnknownError.
    """
    found = session.scalar(
        select(GiverUpdate).where(GiverUpdate.unit_id == unit_id, GiverUpdate.id == number)
    )
    if found is None:
        raise UpdateUnknownError(number=number)
    return found


def last_step(session: Session, update: GiverUpdate) -> UpdateStep:
    """Return an update as it stands."""
    query = select(UpdateStep).where(UpdateStep.update_id == update.id)
    return session.scalars(query.order_by(UpdateStep.number.desc()).limit(1)).one()


def updates(session: Session, unit_id: int, *states: UpdateState) -> list[tuple[GiverUpdate, UpdateStep]]:
    """Return the unit's updates, each with its last step, the newest first; only those in `states` if any are named."""
    query = select(GiverUpdate).where(GiverUpdate.unit_id == unit_id).order_by(GiverUpdate.id.desc())
    found = [(one, last_step(session, one)) for one in session.scalars(query)]
    return [(one, last) for one, last in found if not states or last.state in states]
