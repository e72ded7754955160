"""Whether a round takes a unit's nominations on a day: while it is open, of units below it, late ones for a reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from khfund.errors import KhfundError
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.round_state import STATE_NAMES, RoundState
from khfund.scope import own_units
from khfund.unit import Unit, tree_on
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class NominationsClosedError(KhfundError):
    """A round takes nominations while it is open."""

    message = "Đợt xét «{code}» không còn nhận đề nghị (trạng thái: {state}); hãy gửi vào đợt sau."
    english = "The round «{code}» takes no nominations any more (state: {state}); send them to the next one."


class NominationLateError(KhfundError):
    """What comes after the last day is taken only for a reason that is kept with it."""

    message = (
        "Đợt xét «{code}» nhận đề nghị đến hết ngày {until:%d/%m/%Y}, danh sách này nhận ngày {received:%d/%m/%Y}. "
        "Nếu hội đồng đồng ý nhận muộn, hãy ghi lý do (--late-reason)."
    )
    english = (
        "The round «{code}» took nominations up to {until:%d/%m/%Y}, this list came on {received:%d/%m/%Y}. "
        "If the committee takes it all the same, state the reason (--late-reason)."
    )


class NominationTakenLateError(KhfundError):
    """A list that came late was taken for a reason. Shown as a warning."""

    message = "Danh sách nhận muộn {days} ngày so với hạn {until:%d/%m/%Y}; lý do đã được lưu."
    english = "The list came {days} days after {until:%d/%m/%Y}; the reason was kept."


class NominatingUnitError(KhfundError):
    """The unit that keeps the round and the units below it nominate."""

    message = "{unit} không trực thuộc đơn vị mở đợt xét «{code}» nên không đề nghị vào đợt này được."
    english = "{unit} does not stand under the unit that keeps the round «{code}» and cannot nominate in it."


class NominatingForOthersError(KhfundError):
    """A clerk of a unit below sends and takes back that unit's nominations alone."""

    message = "Ông/bà chỉ gửi và rút đề nghị của đơn vị mình trong sổ này, không làm thay {unit}; hãy nhờ cán bộ của đơn vị mở đợt xét."
    english = "In this book you send and take back the nominations of your own unit only, not those of {unit}; ask the staff of the unit that keeps the round."


def require_sending(session: Session, command: Command, unit_id: int) -> None:
    """Raise unless the person of the command works for this unit in the command's book.

    Raises: NominatingForOthersError.
    """
    own = own_units(session, command.person_id, command.unit)
    if own is not None and unit_id not in own:
        raise NominatingForOthersError(unit=session.get_one(Unit, unit_id).name)


def require_taking(
    session: Session,
    command: Command,
    award_round: AwardRound,
    unit_id: int,
    *,
    received: date,
    late_reason: str,
) -> None:
    """Raise unless the round takes nominations of this unit on this day; what is late needs a reason and is warned of.

    Raises: NominatingForOthersError, NominationsClosedError, NominatingUnitError, NominationLateError.
    """
    require_sending(session, command, unit_id)
    if award_round.unit_id != command.unit or award_round.state is not RoundState.OPEN:
        raise NominationsClosedError(code=award_round.code, state=STATE_NAMES[award_round.state])
    tree = tree_on(session, received)
    if award_round.unit_id not in tree.path(unit_id):
        raise NominatingUnitError(unit=tree.names[unit_id], code=award_round.code)
    if received <= award_round.nominate_until:
        return
    if not clean(late_reason):
        raise NominationLateError(code=award_round.code, until=award_round.nominate_until, received=received)
    days = (received - award_round.nominate_until).days
    command.warn(NominationTakenLateError(days=days, until=award_round.nominate_until))
