"""Who takes over from whom: units that merge, split or end, and in what shares, many to many.

A unit that is only renamed, or moved under another parent, stays the same unit (naming.py, tree.py). A unit that
ends has `ended`, the first day on which it no longer exists; whatever it left goes to its successors.
"""

from __future__ import annotations

import enum
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, never_changes, one_of, whole
from khfund.errors import KhfundError
from khfund.unit.tree import tree_on
from khfund.unit.unit import Unit, require_there

if TYPE_CHECKING:
    from khfund.command import Command

WHOLE_SHARE = 10_000  # parts that the successors of one unit share between them


class SuccessorMissingError(KhfundError):
    """A unit that ends says who takes over, each successor once."""

    message = "Hãy ghi đơn vị kế thừa của {unit}, mỗi đơn vị một lần."
    english = "Say which units take over from {unit}, each once."


class UnitSucceedsItselfError(KhfundError):
    """No unit takes over from itself, nor from a unit that takes over from it."""

    message = "{unit} không thể kế thừa {predecessor}: hai đơn vị kế thừa lẫn nhau."
    english = "{unit} cannot take over from {predecessor}: each would be the other's successor."


class UnitEndsTooEarlyError(KhfundError):
    """A unit ends once, after it was founded and after whatever else is known of it."""

    message = "{unit} không kết thúc từ ngày {day:%d/%m/%Y} được: {reason}."
    english = "{unit} cannot end on {day:%d/%m/%Y}: {reason}."


class UnitHasChildrenError(KhfundError):
    """Units below a unit that ends are moved first."""

    message = "Dưới {unit} còn {count} đơn vị vào ngày {day:%d/%m/%Y}, ví dụ {example}; hãy chuyển sang cấp trên khác trước."
    english = "{count} units still stand under {unit} on {day:%d/%m/%Y}, such as {example}; move them under another parent first."


class SharesNotWholeError(KhfundError):
    """The shares of the successors of one unit are positive and add up to the whole."""

    message = "Tỷ lệ của các đơn vị kế thừa {unit} cộng lại là {total:so} phần vạn, phải đúng 10.000; mỗi đơn vị một tỷ lệ lớn hơn 0."
    english = "The shares of the successors of {unit} add up to {total:so} parts per 10,000, not to 10,000; each has one above 0."


class SharesIncompleteError(KhfundError):
    """Where one successor has a share, each has one, and nobody else."""

    message = "Hãy ghi tỷ lệ của đúng {count} đơn vị kế thừa {unit}: {successors}."
    english = "Give the shares of exactly the {count} successors of {unit}: {successors}."


class SharesKnownError(KhfundError):
    """The shares of a unit's successors are fixed once."""

    message = "Tỷ lệ của các đơn vị kế thừa {unit} đã ghi rồi, không sửa được."
    english = "The shares of the successors of {unit} are fixed and do not change."


class SuccessionKind(enum.StrEnum):
    """How a unit passes over into its successors."""

    MERGE = "merge"
    SPLIT = "split"
    DISSOLVED = "dissolved"


KIND_NAMES = {
    SuccessionKind.MERGE: "nhập vào",
    SuccessionKind.SPLIT: "chia thành",
    SuccessionKind.DISSOLVED: "giải thể, bàn giao cho",
}


class Succession(Base):
    """One successor of a unit that ended on `day`."""

    __tablename__ = "succession"
    __table_args__ = (
        UniqueConstraint("predecessor_id", "successor_id"),
        CheckConstraint("predecessor_id <> successor_id", name="two_units"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    predecessor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    day: Mapped[date]
    kind: Mapped[SuccessionKind] = mapped_column(one_of(SuccessionKind))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class SuccessionShare(Base):
    """What part of its predecessor a successor takes over, in parts per 10,000; unknown until somebody decides it."""

    __tablename__ = "succession_share"
    __table_args__ = (CheckConstraint("parts > 0", name="parts_positive"), *whole("parts"))

    succession_id: Mapped[int] = mapped_column(ForeignKey("succession.id"), primary_key=True)
    parts: Mapped[int]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("succession")
never_changes("succession_share")


@witnesses("succession")
def _succeeded(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(Succession).order_by(Succession.id)):
        yield one.command_number, _figures(one), ""


@witnesses("succession_share")
def _shared(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(SuccessionShare).order_by(SuccessionShare.command_number, SuccessionShare.succession_id)
    for one in session.scalars(query):
        yield one.command_number, f"{one.succession_id}|{one.parts}", ""


def _figures(one: Succession) -> str:
    return f"{one.id}|{one.predecessor_id}|{one.successor_id}|{one.day}|{one.kind}"


Ending = Callable[[Session, "Command", Unit, date], None]
ENDINGS: list[Ending] = []
"""Functions (session, command, unit, day) that refuse, or warn of, what a unit leaves behind when it ends."""


def looks_at_endings(ending: Ending) -> Ending:
    """Register a function that looks at a unit before it ends; each area of work adds its own."""
    ENDINGS.append(ending)
    return ending


def succeed(
    session: Session,
    command: Command,
    predecessor: Unit,
    successors: Sequence[Unit],
    *,
    day: date,
    kind: SuccessionKind,
    shares: Sequence[int] = (),
) -> list[Succession]:
    """End a unit: from `day` on it no longer exists and the successors stand in its place.

    `shares` are parts per 10,000, one for each successor; a single successor takes the whole. Without them the shares
    stay open until `share` fixes them. Money that the unit's book holds is moved by `ledger.dissolution`.

    Raises: SuccessorMissingError, UnitSucceedsItselfError, UnitEndsTooEarlyError, UnitNotThereError,
    UnitHasChildrenError, SharesIncompleteError, SharesNotWholeError.
    """
    if not successors or len({one.id for one in successors}) < len(successors):
        raise SuccessorMissingError(unit=predecessor.name)
    _require_no_circle(session, predecessor, successors)
    _require_end(session, predecessor, day)
    for one in successors:
        require_there(one, day)
    below = tree_on(session, day).below(predecessor.id)
    if below:
        raise UnitHasChildrenError(unit=predecessor.name, day=day, count=len(below), example=below[0].name)
    return end_unit(session, command, predecessor, successors, day=day, kind=kind, shares=shares)


def end_unit(
    session: Session,
    command: Command,
    predecessor: Unit,
    successors: Sequence[Unit],
    *,
    day: date,
    kind: SuccessionKind,
    shares: Sequence[int] = (),
) -> list[Succession]:
    """Write an ending that has been looked at: what `succeed` and a list of hundreds of units do last.

    Raises: SharesIncompleteError, SharesNotWholeError, and what whoever looks at endings raises.
    """
    for ending in ENDINGS:
        ending(session, command, predecessor, day)
    rows = [
        Succession(
            predecessor_id=predecessor.id,
            successor_id=one.id,
            day=day,
            kind=kind,
            command_number=command.number,
        )
        for one in successors
    ]
    session.add_all(rows)
    predecessor.ended = day
    session.flush()
    for row in rows:
        command.witness("succession", _figures(row), "")
    parts = [WHOLE_SHARE] if len(rows) == 1 and not shares else list(shares)
    if parts:
        _write_shares(session, command, predecessor, rows, parts)
    return rows


def _require_no_circle(session: Session, predecessor: Unit, successors: Sequence[Unit]) -> None:
    for one in successors:
        if predecessor.id in {one.id} | heirs_of(session, one.id):
            raise UnitSucceedsItselfError(unit=one.name, predecessor=predecessor.name)


def _require_end(session: Session, unit: Unit, day: date) -> None:
    reason = ""
    taken_over = session.scalar(
        select(Succession.day)
        .where(Succession.successor_id == unit.id)
        .order_by(Succession.day.desc())
        .limit(1)
    )
    if unit.ended is not None:
        reason = f"đã kết thúc từ ngày {unit.ended:%d/%m/%Y}"
    elif unit.founded is not None and day <= unit.founded:
        reason = f"thành lập ngày {unit.founded:%d/%m/%Y}"
    elif taken_over is not None and day <= taken_over:
        reason = f"đã nhận bàn giao từ đơn vị khác ngày {taken_over:%d/%m/%Y}"
    if reason:
        raise UnitEndsTooEarlyError(unit=unit.name, day=day, reason=reason)


def share(
    session: Session, command: Command, predecessor: Unit, parts: Mapping[int, int]
) -> list[Succession]:
    """Fix the shares of a unit's successors, by their ids, in parts per 10,000; once.

    Raises: SharesKnownError, SharesIncompleteError, SharesNotWholeError.
    """
    rows = successors_of(session, predecessor.id)
    if shares_of(session, predecessor.id):
        raise SharesKnownError(unit=predecessor.name)
    wanted = [row.successor_id for row in rows]
    _write_shares(
        session,
        command,
        predecessor,
        rows,
        [parts[one] for one in wanted if one in parts and len(parts) == len(wanted)],
    )
    return rows


def _write_shares(
    session: Session, command: Command, unit: Unit, rows: Sequence[Succession], parts: Sequence[int]
) -> None:
    if len(parts) != len(rows):
        codes = [session.get_one(Unit, row.successor_id).code for row in rows]
        raise SharesIncompleteError(unit=unit.name, count=len(rows), successors=", ".join(codes))
    if sum(parts) != WHOLE_SHARE or min(parts) <= 0:
        raise SharesNotWholeError(unit=unit.name, total=sum(parts))
    for row, part in sorted(zip(rows, parts, strict=True), key=lambda pair: pair[0].id):
        session.add(SuccessionShare(succession_id=row.id, parts=part, command_number=command.number))
        command.witness("succession_share", f"{row.id}|{part}", "")
    session.flush()


# -- reads ----------------------------------------------------------------------------------------------------------


def successors_of(session: Session, unit_id: int) -> list[Succession]:
    """Return who took over from a unit."""
    return list(
        session.scalars(
            select(Succession).where(Succession.predecessor_id == unit_id).order_by(Succession.id)
        )
    )


def predecessors_of(session: Session, unit_id: int) -> list[Succession]:
    """Return from whom a unit took over."""
    return list(
        session.scalars(select(Succession).where(Succession.successor_id == unit_id).order_by(Succession.id))
    )


def heirs_of(session: Session, unit_id: int) -> set[int]:
    """Return the ids of all that took over from a unit, at once or through others."""
    onward, reached, waiting = _onward(session), set[int](), [unit_id]
    while waiting:
        found = {edge.successor_id for edge in onward.get(waiting.pop(), ())} - reached
        reached |= found
        waiting += found
    return reached


def shares_of(session: Session, unit_id: int) -> dict[int, int]:
    """Return successor id → parts per 10,000 of a unit that ended; empty while they are open."""
    query = select(Succession.successor_id, SuccessionShare.parts).join(SuccessionShare)
    return {one: parts for one, parts in session.execute(query.where(Succession.predecessor_id == unit_id))}  # noqa: C416


@attrs.frozen
class Restated:
    """What a unit is on another day: unit id → its share; `is_open` where a share on the way is not decided."""

    shares: Mapping[int, Fraction]
    is_open: bool

    def weights(self) -> tuple[list[int], list[int]]:
        """The units and whole weights for `money.split`."""
        whole_parts = math.lcm(*(one.denominator for one in self.shares.values()))
        numbers = list(self.shares)
        return numbers, [int(self.shares[one] * whole_parts) for one in numbers]


def today_units(session: Session, unit_id: int, on: date) -> Restated:
    """Return what has become of a unit by a day, through all its successors.

    Where the shares of several successors are not decided, the unit that ended stands for itself.
    """
    return restate(session, [unit_id], on)[unit_id]


def restate(session: Session, unit_ids: Sequence[int], on: date) -> dict[int, Restated]:
    """Do the same for many units at once."""
    onward, parts = (
        _onward(session),
        dict(session.execute(select(SuccessionShare.succession_id, SuccessionShare.parts)).all()),
    )
    return {one: _restate(one, on, onward, parts) for one in unit_ids}


def _restate(
    unit_id: int, on: date, onward: Mapping[int, Sequence[Succession]], parts: Mapping[int, int]
) -> Restated:
    found: dict[int, Fraction] = defaultdict(Fraction)
    is_open, waiting = False, [(unit_id, Fraction(1))]
    while waiting:
        number, weight = waiting.pop()
        edges = [edge for edge in onward.get(number, ()) if edge.day <= on]
        if not edges or any(edge.id not in parts for edge in edges):
            is_open = is_open or bool(edges)
            found[number] += weight
            continue
        waiting += [(edge.successor_id, weight * Fraction(parts[edge.id], WHOLE_SHARE)) for edge in edges]
    return Restated(dict(sorted(found.items())), is_open)


def _onward(session: Session) -> dict[int, list[Succession]]:
    onward: dict[int, list[Succession]] = defaultdict(list)
    for edge in session.scalars(select(Succession).order_by(Succession.id)):
        onward[edge.predecessor_id].append(edge)
    return onward
