"""Programmes that only pass through (chuyển trao): money and goods held for a giver and handed over in full.

What is held is owed (3382), never income and never an award of the association's own. It lies in one fund, so that
the money has its bank account, and it must reach zero before the programme is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, case, func, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from khfund import money
from khfund.audit import witnesses
from khfund.db import Base, Whole, guard, never_changes
from khfund.donations.donor import ANONYMOUS, Donor
from khfund.donations.stock_movement import StockMovement
from khfund.errors import KhfundError
from khfund.ledger import Account, AccountRole, Entry, Fund, PostedEntry, PostingRow
from khfund.ledger.accounting_period import Obstacle, hinders_closing
from khfund.ledger.journal import holds_entries
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.calendar import Month
    from khfund.command import Command


class PassThroughUnknownError(KhfundError):
    """A programme that passes through is known in its unit by its code."""

    message = "Đơn vị không có chương trình chuyển trao mã «{code}»; xem bằng `khfund passing list`."
    english = "The unit has no pass-through programme with the code «{code}»; see `khfund passing list`."


class PassThroughCodeTakenError(KhfundError):
    """A code stands once among a unit's programmes that pass through."""

    message = "Mã chương trình chuyển trao «{code}» đã có; hãy chọn mã khác."
    english = "The pass-through programme «{code}» is there already; choose another code."


class PassThroughUnfitError(KhfundError):
    """A programme has a name, a giver and a fund of its unit."""

    message = "Chương trình chuyển trao «{code}» cần có mã, tên, và nhà tài trợ cùng quỹ của chính đơn vị."
    english = "The pass-through programme «{code}» needs a code, a name, and a giver and a fund of the unit."


class PassThroughClosedError(KhfundError):
    """A closed programme moves no more, and what it moved stands."""

    message = "Chương trình chuyển trao «{code}» đã kết thúc ngày {closed:%d/%m/%Y}; không ghi thêm hay đảo lại được."
    english = "The pass-through programme «{code}» was closed on {closed:%d/%m/%Y}; it takes no more entries and none is reversed."


class PassThroughEarlyError(KhfundError):
    """A programme moves money and goods from the day on which it was opened."""

    message = (
        "Chương trình chuyển trao «{code}» mở từ {opened:%d/%m/%Y}; không ghi vào ngày {day:%d/%m/%Y} được."
    )
    english = "The pass-through programme «{code}» was opened on {opened:%d/%m/%Y}; it takes no entry of {day:%d/%m/%Y}."


class PassThroughBeyondError(KhfundError):
    """No more is handed over for a programme than it holds, on that day and on every later one."""

    message = "Chương trình chuyển trao «{code}» chỉ còn giữ {left:dong} tiền có thể trao vào ngày {day:%d/%m/%Y}, không đủ {asked:dong}."
    english = "The pass-through programme «{code}» holds only {left:dong} that can be handed over on {day:%d/%m/%Y}, not {asked:dong}."


class PassThroughLeftError(KhfundError):
    """A programme is closed when everything was handed over."""

    message = "Chương trình chuyển trao «{code}» còn giữ {money:dong} tiền và hàng trị giá {goods:dong}; phải trao hết rồi mới kết thúc."
    english = "The pass-through programme «{code}» still holds {money:dong} and goods worth {goods:dong}; hand everything over before closing it."


class PassThrough(Base):
    """A programme of a giver; `closed` is the day on which it was found to hold nothing any more."""

    __tablename__ = "pass_through"
    __table_args__ = (
        UniqueConstraint("unit_id", "code"),
        CheckConstraint("closed >= opened", name="closed_after_opened"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    donor_id: Mapped[int] = mapped_column(ForeignKey("donor.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    opened: Mapped[date]
    closed: Mapped[date | None]


class PassThroughEntry(Base):
    """An entry that moved what a programme holds; what reverses it belongs to the same programme."""

    __tablename__ = "pass_through_entry"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True, autoincrement=False)
    programme_id: Mapped[int] = mapped_column(ForeignKey("pass_through.id"), index=True)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("pass_through_entry")
guard(
    "pass_through_same",
    "pass_through",
    when="BEFORE UPDATE",
    condition="NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id OR NEW.code <> OLD.code OR NEW.name <> OLD.name "
    "OR NEW.donor_id <> OLD.donor_id OR NEW.fund_id <> OLD.fund_id OR NEW.opened <> OLD.opened "
    "OR OLD.closed IS NOT NULL",
    refusal="pass_through: a programme is closed, once, and nothing else of it changes",
)
guard(
    "pass_through_kept",
    "pass_through",
    when="BEFORE DELETE",
    condition="1 = 1",
    refusal="pass_through: rows are never deleted",
)


@witnesses("pass_through_entry")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(PassThroughEntry).order_by(PassThroughEntry.command_number, PassThroughEntry.entry_id)
    for one in session.scalars(query):
        yield one.command_number, f"{one.entry_id}|{one.programme_id}", ""


def open_programme(
    session: Session, command: Command, code: str, name: str, *, donor: Donor, fund: Fund, opened: date
) -> PassThrough:
    """Open a programme of a giver, whose money and goods are held in a fund.

    Raises: PassThroughUnfitError, PassThroughCodeTakenError.
    """
    code, name = clean(code), clean(name)
    if not (code and name) or donor.unit_id != command.unit or fund.unit_id != command.unit:
        raise PassThroughUnfitError(code=code)
    taken = select(PassThrough.id).where(PassThrough.unit_id == command.unit, PassThrough.code == code)
    if session.scalar(taken) is not None:
        raise PassThroughCodeTakenError(code=code)
    programme = PassThrough(
        unit_id=command.unit,
        code=code,
        name=name,
        donor_id=donor.merged_into_id or donor.id,
        fund_id=fund.id,
        opened=opened,
    )
    session.add(programme)
    session.flush()
    return programme


def require_live(programme: PassThrough, day: date) -> None:
    """Refuse a day before the programme was opened, and whatever comes after it was closed.

    Raises: PassThroughClosedError, PassThroughEarlyError.
    """
    if programme.closed is not None:
        raise PassThroughClosedError(code=programme.code, closed=programme.closed)
    if day < programme.opened:
        raise PassThroughEarlyError(code=programme.code, opened=programme.opened, day=day)


def link(session: Session, command: Command, programme: PassThrough, entry: PostedEntry) -> None:
    """Let an entry, just posted, belong to a programme.

    Raises: PassThroughClosedError, PassThroughEarlyError.
    """
    require_live(programme, entry.day)
    session.add(PassThroughEntry(entry_id=entry.id, programme_id=programme.id, command_number=command.number))
    session.flush()
    command.witness("pass_through_entry", f"{entry.id}|{programme.id}", "")


def require_money(session: Session, programme: PassThrough, day: date, amount: int, *, moved: bool) -> None:
    """Refuse to hand over more money than the programme holds from a day on; `moved`: the amount is in the book already.

    Raises: PassThroughBeyondError.
    """
    already = amount if moved else 0
    left = min(held.money for held in holdings(session, programme, day)) + already
    if amount > left:
        raise PassThroughBeyondError(code=programme.code, left=max(left, 0), day=day, asked=amount)


def close_programme(session: Session, command: Command, programme: PassThrough, *, day: date) -> PassThrough:
    """Close a programme that holds nothing on that day and nothing later.

    Raises: PassThroughClosedError, PassThroughEarlyError, PassThroughLeftError.
    """
    assert programme.unit_id == command.unit, "a unit closes its own programmes"
    require_live(programme, day)
    for held in holdings(session, programme, day):
        if held.money or held.goods:
            raise PassThroughLeftError(code=programme.code, money=held.money, goods=held.goods)
    programme.closed = day
    session.flush()
    return programme


@holds_entries
def hold_entry(session: Session, entry_id: int) -> None:
    """Refuse the reversal of an entry of a closed programme, or of money that was handed over since.

    Raises: PassThroughClosedError, PassThroughBeyondError.
    """
    query = select(PassThrough, Entry).join(PassThroughEntry, PassThroughEntry.programme_id == PassThrough.id)
    query = query.join(Entry, Entry.id == PassThroughEntry.entry_id)
    found = session.execute(query.where(Entry.id == entry_id)).one_or_none()
    if found is None:
        return
    programme, entry = found
    require_live(programme, entry.day)
    moved = session.scalar(select(StockMovement.id).where(StockMovement.entry_id == entry_id).limit(1))
    came = _moved(session, programme, entry_id)
    if moved is None and came > 0:
        require_money(session, programme, LAST_DAY, came, moved=False)


LAST_DAY = date(2100, 12, 31)  # no entry is dated later


@hinders_closing
def _open(session: Session, unit_id: int, month: Month) -> list[Obstacle]:
    return [
        Obstacle(
            code=f"passing-{one.programme.code}",
            sentence=f"chương trình chuyển trao «{one.programme.name}» còn giữ {money.format(one.money + one.goods)} đồng "
            f"đã {one.age} ngày",
            acceptable=True,
        )
        for one in open_balances(session, unit_id, month.last)
    ]


# -- reads ----------------------------------------------------------------------------------------------------------


@attrs.frozen
class Held:
    """What a programme held at the end of a day, in đồng: money, and goods at their value."""

    day: date
    money: int
    goods: int


def _of(programme: PassThrough) -> Any:
    """The entries of a programme, and those that reverse them."""
    linked = select(PassThroughEntry.entry_id).where(PassThroughEntry.programme_id == programme.id)
    return or_(Entry.id.in_(linked), Entry.corrects_id.in_(linked))


def _owed() -> Any:
    """What a posting adds to what is owed on accounts of pass-through, in đồng."""
    debit, credit = aliased(Account), aliased(Account)
    amount = case((credit.role == AccountRole.PASS_THROUGH, PostingRow.amount), else_=0) - case(
        (debit.role == AccountRole.PASS_THROUGH, PostingRow.amount), else_=0
    )
    query = select(Entry.day, func.sum(amount)).join(PostingRow, PostingRow.entry_id == Entry.id)
    return query.join(debit, debit.id == PostingRow.debit_id).join(credit, credit.id == PostingRow.credit_id)


def _moved(session: Session, programme: PassThrough, entry_id: int) -> int:
    found = session.execute(_owed().where(_of(programme), Entry.id == entry_id).group_by(Entry.day)).one()
    return int(found[1])


def holdings(session: Session, programme: PassThrough, since: date) -> list[Held]:
    """Return what a programme held at the end of a day, and at the end of each later day on which something moved."""
    owed = {
        day: int(amount) for day, amount in session.execute(_owed().where(_of(programme)).group_by(Entry.day))
    }
    value = func.sum(StockMovement.value_in - StockMovement.value_out)
    lying = select(StockMovement.day, value).where(StockMovement.programme_id == programme.id)
    goods = {day: int(amount) for day, amount in session.execute(lying.group_by(StockMovement.day))}
    now = Held(since, 0, 0)
    later: list[Held] = []
    for day in sorted(owed.keys() | goods.keys()):
        last = later[-1] if later else now
        came = goods.get(day, 0)
        held = Held(max(day, since), last.money + owed.get(day, 0) - came, last.goods + came)
        if day <= since:
            now = held
        else:
            later.append(held)
    return [now, *later]


@attrs.frozen
class OpenBalance:
    """What a programme still holds at the end of a day, in đồng, and for how many days it has held something."""

    programme: PassThrough
    money: int
    goods: int
    since: date
    age: int


def open_balances(session: Session, unit_id: int, on: date) -> list[OpenBalance]:
    """Return the programmes that hold something at the end of a day, the oldest first: a list that must become empty."""
    found = []
    for programme in programmes(session, unit_id):
        now, since = Held(on, 0, 0), None
        for held in holdings(session, programme, programme.opened):
            if held.day > on:
                break
            now = held
            since = (since or held.day) if held.money or held.goods else None
        if since is not None:
            age = (on - since).days
            found.append(OpenBalance(programme, now.money, now.goods, since, age))
    return sorted(found, key=lambda one: (one.since, one.programme.code))


def programmes(session: Session, unit_id: int) -> list[PassThrough]:
    """Return the unit's programmes by code."""
    query = select(PassThrough).where(PassThrough.unit_id == unit_id)
    return list(session.scalars(query.order_by(PassThrough.code)))


def find_programme(session: Session, unit_id: int, code: str) -> PassThrough:
    """Return the unit's programme with this code.

    Raises: PassThroughUnknownError.
    """
    found = select(PassThrough).where(PassThrough.unit_id == unit_id, PassThrough.code == code)
    programme = session.scalar(found)
    if programme is None:
        raise PassThroughUnknownError(code=code)
    return programme


def giver_shown(session: Session, programme: PassThrough) -> str:
    """Return the giver's name as the public may see it."""
    donor = session.get_one(Donor, programme.donor_id)
    if donor.merged_into_id is not None:
        donor = session.get_one(Donor, donor.merged_into_id)
    return ANONYMOUS if donor.wishes_anonymity else donor.full_name
