"""Coverage: which part of which month of a child, under a programme, is promised by which sponsor (I39).

A child is never sold twice: for one child, programme and month the rows form a chain. Row after row takes a part or
gives it back, carries the part `taken` so far (0 to 10,000 basis points) and the next `place`. Because a place is
there once, two writers who act at the same moment cannot both take the same part, whatever locks they hold.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import Month
from khfund.db import Base, Whole, guard, insert_rows, never_changes
from khfund.errors import KhfundError
from khfund.scholarships.schedule import WHOLE, schedule
from khfund.scholarships.sponsorship import Sponsorship
from khfund.scholarships.sponsorship_terms import terms_of

if TYPE_CHECKING:
    from khfund.command import Command


class MonthCoveredError(KhfundError):
    """The shares of a child's month under a programme never exceed the whole (I39)."""

    message = "{month}: phần đỡ đầu của em này đã có người nhận {taken} %, chỉ còn {left} %; không nhận thêm {wanted} % được. Hãy giảm phần, hoặc chọn em khác."
    english = "{month}: {taken} % of this child is sponsored already, {left} % is left; {wanted} % more cannot be taken. Take less, or another child."


class CoveredElsewhereError(KhfundError):
    """A child's month under a programme belongs to one sponsorship (I39)."""

    message = "{month}: em này đã được đỡ đầu theo thỏa thuận số {other} trong cùng chương trình; không đỡ đầu hai lần cho một tháng."
    english = "{month}: this child is sponsored under agreement {other} of the same programme; no month is sponsored twice."


class PercentUnreadableError(KhfundError):
    """A share is more than nothing and at most the whole, to the hundredth of a percent."""

    message = "«{text}» không phải là phần trăm; hãy ghi như 50 hoặc 33,33 (tối đa 100)."
    english = "“{text}” is no percentage; write it like 50 or 33,33 (at most 100)."


class Coverage(Base):
    """A sponsor takes (`part` > 0) or gives back (< 0) a part of one month; `taken` is what is taken after it."""

    __tablename__ = "coverage"
    __table_args__ = (
        UniqueConstraint("recipient_id", "programme_id", "month", "place"),
        CheckConstraint("taken BETWEEN 0 AND 10000", name="taken_within_whole"),
        CheckConstraint("part <> 0 AND part BETWEEN -10000 AND 10000", name="part_of_whole"),
        CheckConstraint("place > 0", name="place_positive"),
        Index("ix_coverage_sponsorship", "sponsorship_id"),
        Index("ix_coverage_command", "command_number"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    month: Mapped[int]
    place: Mapped[int]
    sponsorship_id: Mapped[int] = mapped_column(ForeignKey("sponsorship.id"))
    share_id: Mapped[int] = mapped_column(ForeignKey("sponsor_share.id"))
    part: Mapped[int]
    taken: Mapped[int]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("coverage")

_SAME = "c.recipient_id = NEW.recipient_id AND c.programme_id = NEW.programme_id AND c.month = NEW.month"
_BEFORE = f"SELECT c.taken FROM coverage c WHERE {_SAME} AND c.place = NEW.place - 1"  # noqa: S608  our own names
guard(
    "coverage_in_chain",
    "coverage",
    when="BEFORE INSERT",
    condition=f"NEW.place <> (SELECT COUNT(*) + 1 FROM coverage c WHERE {_SAME}) "  # noqa: S608
    f"OR NEW.taken <> NEW.part + COALESCE(({_BEFORE}), 0)",
    refusal="coverage: each row goes on from the one before it",
)
guard(
    "coverage_of_one_sponsorship",
    "coverage",
    when="BEFORE INSERT",
    condition=f"EXISTS (SELECT 1 FROM coverage c WHERE {_SAME} AND c.place = NEW.place - 1 AND c.taken > 0 "  # noqa: S608
    "AND c.sponsorship_id <> NEW.sponsorship_id)",
    refusal="coverage: another sponsorship covers this month",
)
guard(
    "coverage_of_its_share",
    "coverage",
    when="BEFORE INSERT",
    condition="NOT EXISTS (SELECT 1 FROM sponsor_share h JOIN sponsorship s ON s.id = h.sponsorship_id "
    "WHERE h.id = NEW.share_id AND s.id = NEW.sponsorship_id AND s.recipient_id = NEW.recipient_id "
    "AND s.programme_id = NEW.programme_id)",
    refusal="coverage: share, sponsorship, child and programme belong together",
)

_COLUMNS = ("id", "recipient_id", "programme_id", "month", "place", "sponsorship_id", "share_id", "part", "taken",
            "command_number")  # fmt: skip


@witnesses("coverage")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    columns = [getattr(Coverage, name) for name in _COLUMNS]
    query = select(*columns).order_by(Coverage.id).execution_options(yield_per=5_000)
    for row in session.execute(query):
        yield row[-1], "|".join(map(str, row[:-1])), ""


def cover(session: Session, command: Command, made: Sponsorship) -> None:
    """Take for each share the months that its sponsor has promised and that are scheduled; give back all others.

    Raises: MonthCoveredError, CoveredElsewhereError.
    """
    wanted = _wanted(session, made)
    chains, has = _chains(session, made)
    changes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for key in sorted(wanted.keys() | has.keys()):
        share, month = key
        if difference := wanted.get(key, 0) - has.get(key, 0):
            changes[month].append((difference, share))
    first = (session.scalar(select(func.max(Coverage.id))) or 0) + 1
    rows: list[tuple[int, ...]] = []
    for month, parts in sorted(changes.items()):
        for part, share in sorted(parts):  # what is given back comes first
            place, taken, holder = chains.get(month, (0, 0, made.id))
            _require_room(made, month, taken, part, holder)
            chains[month] = (place + 1, taken + part, made.id)
            child = (made.recipient_id, made.programme_id, month, place + 1)
            rows.append((first + len(rows), *child, made.id, share, part, taken + part, command.number))
    insert_rows(session, "coverage", _COLUMNS, rows)
    _keep_witnessed(command, rows)


def _keep_witnessed(command: Command, rows: Sequence[tuple[int, ...]]) -> None:
    for row in rows:
        command.witness("coverage", "|".join(map(str, row[:-1])), "")


def _wanted(session: Session, made: Sponsorship) -> dict[tuple[int, int], int]:
    terms = terms_of(session, [made])[made.id]
    return {
        (cover.share, one.month.number): cover.part
        for one in schedule(terms)
        for cover in terms.covers
        if cover.covers(one.month)
    }


def _chains(
    session: Session, made: Sponsorship
) -> tuple[dict[int, tuple[int, int, int]], dict[tuple[int, int], int]]:
    """Month → (last place, taken, sponsorship) of the child's chains; (share, month) → part that this one's shares have."""
    query = select(Coverage).where(
        Coverage.recipient_id == made.recipient_id, Coverage.programme_id == made.programme_id
    )
    chains: dict[int, tuple[int, int, int]] = {}
    has: dict[tuple[int, int], int] = defaultdict(int)
    for one in session.scalars(query.order_by(Coverage.month, Coverage.place)):
        chains[one.month] = (one.place, one.taken, one.sponsorship_id)
        if one.sponsorship_id == made.id:
            has[one.share_id, one.month] += one.part
    return chains, has


def _require_room(made: Sponsorship, number: int, taken: int, part: int, holder: int) -> None:
    month = Month.from_number(number)
    if taken and holder != made.id:
        raise CoveredElsewhereError(month=str(month), other=holder)
    if taken + part > WHOLE:
        raise MonthCoveredError(
            month=str(month), taken=percent(taken), left=percent(WHOLE - taken), wanted=percent(part)
        )


def percent(part: int) -> str:
    """Write basis points as people do: 5000 is 50, 3333 is 33,33."""
    whole, rest = divmod(part, 100)
    return f"{whole},{rest:02}".rstrip("0") if rest else str(whole)


def read_percent(text: str) -> int:
    """Read a part as people write it, 33,33 or 50 %, into basis points.

    Raises: PercentUnreadableError.
    """
    read = re.fullmatch(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))? ?%?", text.strip())
    part = int(read[1]) * 100 + int((read[2] or "0").ljust(2, "0")) if read else 0
    if not 0 < part <= WHOLE:
        raise PercentUnreadableError(text=text)
    return part


# -- reads ------------------------------------------------------------------------------------------------------------


def covered(session: Session, recipient_id: int, programme_id: int) -> Mapping[Month, int]:
    """Return month → the part (basis points) of the child that sponsors have taken, where it is more than nothing."""
    query = (
        select(Coverage.month, func.sum(Coverage.part))
        .where(Coverage.recipient_id == recipient_id, Coverage.programme_id == programme_id)
        .group_by(Coverage.month)
        .order_by(Coverage.month)
    )
    return {Month.from_number(month): int(part) for month, part in session.execute(query) if part}
