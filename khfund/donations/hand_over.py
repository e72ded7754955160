"""Handing goods over: a list drafted by one person, approved by another, and carried out when the goods are handed over.

Names of recipients stand on the list that they sign and nowhere else: not in the journal, not in any report.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.actor import require_another
from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, one_of, whole
from khfund.donations.gift import ForeignRecordError
from khfund.donations.goods import Item, StoragePlace
from khfund.donations.goods_line import GoodsEmptyError, listed
from khfund.donations.pass_through import PassThrough, giver_shown, link, require_live
from khfund.donations.stock_movement import MovementKind, Pile, leave, require_quantity, worth
from khfund.errors import KhfundError
from khfund.ledger import AccountRole, Fund, PostedEntry, Posting, VoucherKind, account_for, post
from khfund.ledger.accounting_period import Obstacle, ReasonMissingError, hinders_closing
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.calendar import Month
    from khfund.command import Command


class HandOverUnknownError(KhfundError):
    """A hand-over list is known by its number."""

    message = "Đơn vị không có danh sách trao hiện vật số {number}; xem bằng `khfund goods list`."
    english = "The unit has no hand-over list number {number}; see `khfund goods list`."


class HandOverStateError(KhfundError):
    """A hand-over goes from draft to approved to handed over, once; before that it may be cancelled."""

    message = "Danh sách trao hiện vật số {number} đang ở trạng thái «{state}», không thể {action}."
    english = "The hand-over list {number} is «{state}» and cannot be acted on ({action})."


class HandOverUnfitError(KhfundError):
    """A hand-over list says what for, who receives, and at least one head a line."""

    message = (
        "Danh sách trao hiện vật chưa đủ: cần nội dung chương trình, bên nhận, và mỗi dòng ít nhất 1 người."
    )
    english = "The hand-over list is not complete: it needs its programme, who receives, and at least one person a line."


class HandOverState(enum.StrEnum):
    """Where a list stands on its way."""

    DRAFT = "draft"
    APPROVED = "approved"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


STATE_NAMES = {
    HandOverState.DRAFT: "nháp",
    HandOverState.APPROVED: "đã duyệt",
    HandOverState.DELIVERED: "đã trao",
    HandOverState.CANCELLED: "đã hủy",
}


@attrs.frozen
class NewHandOverLine:
    """Who gets how many pieces: a recipient (or a group of `heads`), where from; by name only on the signed list."""

    item: Item
    quantity: int
    recipient: str = ""
    belongs_to: str = ""
    heads: int = 1


class HandOver(Base):
    """A list of goods to hand over; `receiver` is the school, commune or group that signs for all."""

    __tablename__ = "hand_over"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))
    day: Mapped[date]
    place_id: Mapped[int] = mapped_column(ForeignKey("storage_place.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("pass_through.id"))
    purpose: Mapped[str] = mapped_column(String(200))
    receiver: Mapped[str] = mapped_column(String(200))
    receiver_address: Mapped[str] = mapped_column(String(300))
    state: Mapped[HandOverState] = mapped_column(one_of(HandOverState), default=HandOverState.DRAFT)
    drafted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    delivered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cancelled_because: Mapped[str] = mapped_column(String(300), default="")
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), unique=True)


class HandOverLine(Base):
    """What one recipient or group gets."""

    __tablename__ = "hand_over_line"
    __table_args__ = (
        CheckConstraint("quantity > 0 AND heads > 0", name="quantity_positive"),
        *whole("quantity"),
    )

    hand_over_id: Mapped[int] = mapped_column(ForeignKey("hand_over.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(ForeignKey("goods_item.id"))
    quantity: Mapped[int] = mapped_column(Whole)
    recipient: Mapped[str] = mapped_column(String(120))
    belongs_to: Mapped[str] = mapped_column(String(200))
    heads: Mapped[int]


never_changes("hand_over_line")
guard(
    "hand_over_line_of_draft",
    "hand_over_line",
    when="BEFORE INSERT",
    condition="(SELECT state FROM hand_over WHERE id = NEW.hand_over_id) <> 'draft'",
    refusal="hand_over_line: what was approved gains no lines",
)
guard(
    "hand_over_settled",
    "hand_over",
    when="BEFORE UPDATE",
    condition="OLD.state IN ('delivered', 'cancelled') OR NEW.place_id <> OLD.place_id OR NEW.fund_id <> OLD.fund_id "
    "OR NEW.programme_id IS DISTINCT FROM OLD.programme_id OR NEW.drafted_by <> OLD.drafted_by "
    "OR (OLD.state = 'draft' AND NEW.state = 'delivered')",
    refusal="hand_over: it goes from draft to approved to delivered, and what was settled stays",
)
guard(
    "hand_over_kept",
    "hand_over",
    when="BEFORE DELETE",
    condition="1 = 1",
    refusal="hand_over: rows are never deleted",
)


@witnesses("hand_over_line")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(HandOverLine, HandOver.command_number).join(HandOver)
    ordered = query.order_by(HandOver.command_number, HandOverLine.hand_over_id, HandOverLine.line)
    for one, number in session.execute(ordered.execution_options(yield_per=5_000)):
        yield number, _figures(one), f"{one.recipient}|{one.belongs_to}"


def _figures(one: HandOverLine) -> str:
    return f"{one.hand_over_id}|{one.line}|{one.item_id}|{one.quantity}|{one.heads}"


def draft_hand_over(  # noqa: PLR0913  a list has these parts
    session: Session,
    command: Command,
    *,
    day: date,
    place: StoragePlace,
    fund: Fund,
    purpose: str,
    receiver: str,
    receiver_address: str = "",
    lines: Sequence[NewHandOverLine],
    programme: PassThrough | None = None,
) -> HandOver:
    """Draft a list of goods to be handed over on a day; with `programme`, of goods that only pass through.

    Raises: GoodsEmptyError, HandOverUnfitError, ForeignRecordError, PassThroughClosedError, QuantityUnfitError,
    GoodsNotThereError, GoodsOutOfOrderError.
    """
    if not (clean(purpose) and clean(receiver)):
        raise HandOverUnfitError
    _require_sound(command, place, fund, lines)
    if programme is not None:
        require_live(programme, day)
    hand_over = HandOver(
        unit_id=command.unit,
        command_number=command.number,
        day=day,
        place_id=place.id,
        fund_id=programme.fund_id if programme else fund.id,
        programme_id=programme.id if programme else None,
        purpose=clean(purpose)[:200],
        receiver=clean(receiver)[:200],
        receiver_address=clean(receiver_address)[:300],
        drafted_by=command.person_id,
    )
    _write_lines(session, command, hand_over, lines)
    worth(session, day, wanted(session, hand_over))
    return hand_over


def _require_sound(
    command: Command, place: StoragePlace, fund: Fund, lines: Sequence[NewHandOverLine]
) -> None:
    if not lines:
        raise GoodsEmptyError
    if any(one.heads < 1 for one in lines):
        raise HandOverUnfitError
    named = [("Kho", place.unit_id, place.id), ("Quỹ", fund.unit_id, fund.id)]
    for thing, unit_id, number in [*named, *(("Mặt hàng", one.item.unit_id, one.item.id) for one in lines)]:
        if unit_id != command.unit:
            raise ForeignRecordError(thing=thing, number=number)


def _write_lines(
    session: Session, command: Command, hand_over: HandOver, lines: Sequence[NewHandOverLine]
) -> None:
    session.add(hand_over)
    session.flush()
    for number, line in enumerate(lines, 1):
        _write_line(session, command, hand_over, number, line)


def _write_line(
    session: Session, command: Command, hand_over: HandOver, number: int, new: NewHandOverLine
) -> None:
    row = HandOverLine(
        hand_over_id=hand_over.id,
        line=number,
        item_id=new.item.id,
        quantity=require_quantity(new.quantity),
        recipient=clean(new.recipient)[:120],
        belongs_to=clean(new.belongs_to)[:200],
        heads=new.heads,
    )
    session.add(row)
    session.flush()
    command.witness("hand_over_line", _figures(row), f"{row.recipient}|{row.belongs_to}")


def approve_hand_over(session: Session, command: Command, hand_over: HandOver) -> HandOver:
    """Approve a list that another person drafted, while the goods are there.

    Raises: HandOverUnknownError, HandOverStateError, AnotherPersonNeededError, GoodsNotThereError,
    GoodsOutOfOrderError.
    """
    _require_state(command, hand_over, HandOverState.DRAFT, "duyệt")
    _require_another(session, command, hand_over.drafted_by, did="lập danh sách", does="duyệt danh sách")
    worth(session, hand_over.day, wanted(session, hand_over))
    hand_over.state, hand_over.approved_by = HandOverState.APPROVED, command.person_id
    session.flush()
    return hand_over


def deliver(session: Session, command: Command, hand_over: HandOver, *, day: date) -> PostedEntry:
    """Book the goods as handed over on a day: Nợ 6112, or 3382 of what only passes through, Có 152 (phiếu xuất kho).

    Whoever approved the list does not hand over.

    Raises: HandOverUnknownError, HandOverStateError, AnotherPersonNeededError, GoodsNotThereError,
    GoodsOutOfOrderError, PassThroughClosedError, and what `post` raises.
    """
    _require_state(command, hand_over, HandOverState.APPROVED, "ghi đã trao")
    assert hand_over.approved_by is not None
    _require_another(session, command, hand_over.approved_by, did="duyệt danh sách", does="trao hàng")
    held_for = hand_over.programme_id
    programme = None if held_for is None else session.get_one(PassThrough, held_for)
    lots = worth(session, day, wanted(session, hand_over))
    role = AccountRole.GOODS_HANDED_OVER if programme is None else AccountRole.PASS_THROUGH
    gone = account_for(session, command.unit, role).id
    stock = account_for(session, command.unit, AccountRole.GOODS).id
    postings = [Posting(gone, stock, lot.pile.fund, lot.value) for lot in lots]
    goods = listed([(session.get_one(Item, lot.pile.item), lot.quantity) for lot in lots])
    words = f"Trao hiện vật theo danh sách {hand_over.id}, {hand_over.purpose}"
    if programme is not None:
        words = (
            f"Chuyển trao «{programme.name}» của {giver_shown(session, programme)}, danh sách {hand_over.id}"
        )
    entry = post(session, command, day, f"{words}: {goods}"[:500], *postings, voucher=VoucherKind.GOODS_OUT)
    if programme is not None:
        link(session, command, programme, entry)
    kind = MovementKind.HANDED_OVER if programme is None else MovementKind.PASSED_ON
    leave(session, command, entry, kind, lots)
    hand_over.state, hand_over.delivered_by = HandOverState.DELIVERED, command.person_id
    hand_over.entry_id = entry.id
    session.flush()
    return entry


def cancel_hand_over(session: Session, command: Command, hand_over: HandOver, *, reason: str) -> HandOver:
    """Cancel a list that was not handed over; it stays on record.

    Raises: HandOverUnknownError, HandOverStateError, ReasonMissingError.
    """
    if not reason.strip():
        raise ReasonMissingError
    if hand_over.unit_id != command.unit:
        raise HandOverUnknownError(number=hand_over.id)
    if hand_over.state not in (HandOverState.DRAFT, HandOverState.APPROVED):
        state = STATE_NAMES[hand_over.state]
        raise HandOverStateError(number=hand_over.id, state=state, action="hủy")
    hand_over.state, hand_over.cancelled_because = HandOverState.CANCELLED, reason[:300]
    session.flush()
    return hand_over


def _require_state(command: Command, hand_over: HandOver, state: HandOverState, action: str) -> None:
    if hand_over.unit_id != command.unit:
        raise HandOverUnknownError(number=hand_over.id)
    if hand_over.state != state:
        raise HandOverStateError(number=hand_over.id, state=STATE_NAMES[hand_over.state], action=action)


def _require_another(session: Session, command: Command, earlier: int, *, did: str, does: str) -> None:
    today = day_of(command.at)
    require_another(session, command.person_id, earlier, unit_id=command.unit, on=today, did=did, does=does)


@hinders_closing
def _unfinished(session: Session, unit_id: int, month: Month) -> list[Obstacle]:
    waiting = select(HandOver).where(
        HandOver.unit_id == unit_id,
        HandOver.state.in_([HandOverState.DRAFT, HandOverState.APPROVED]),
        HandOver.day >= month.first,
        HandOver.day <= month.last,
    )
    return [
        Obstacle(
            code=f"hand-over-{one.id}",
            sentence=f"danh sách trao hiện vật {one.id} ngày {one.day:%d/%m/%Y} còn ở trạng thái «{STATE_NAMES[one.state]}»",
        )
        for one in session.scalars(waiting.order_by(HandOver.id))
    ]


# -- reads ----------------------------------------------------------------------------------------------------------


def wanted(session: Session, hand_over: HandOver) -> dict[Pile, int]:
    """Return how many pieces of each pile a list hands over."""
    sums: Counter[int] = Counter()
    for line in lines_of(session, hand_over):
        sums[line.item_id] += line.quantity
    place, fund = hand_over.place_id, hand_over.fund_id
    return {
        Pile(place, item, fund, hand_over.programme_id): quantity for item, quantity in sorted(sums.items())
    }


def lines_of(session: Session, hand_over: HandOver) -> list[HandOverLine]:
    """Return the lines of a list; their names are for the list that is signed, and for nothing else."""
    query = select(HandOverLine).where(HandOverLine.hand_over_id == hand_over.id)
    return list(session.scalars(query.order_by(HandOverLine.line)))


def find_hand_over(session: Session, unit_id: int, number: int) -> HandOver:
    """Return a hand-over list of the unit.

    Raises: HandOverUnknownError.
    """
    found = session.get(HandOver, number)
    if found is None or found.unit_id != unit_id:
        raise HandOverUnknownError(number=number)
    return found


def hand_overs(session: Session, unit_id: int) -> list[HandOver]:
    """Return the unit's hand-over lists, newest first."""
    query = select(HandOver).where(HandOver.unit_id == unit_id)
    return list(session.scalars(query.order_by(HandOver.id.desc())))
