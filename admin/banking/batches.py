"""What was booked in one go: its gifts and bookings, and the button that takes all of it back."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_admin import expose
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Day, Line
from admin.listing import Column, Kind, Listing
from admin.visitor import reading, unit
from khfund.actor import Person
from khfund.banking.bank_line import LineUse, UseKind
from khfund.calendar import today
from khfund.command import Answer, Command, LoggedCommand
from khfund.donations.donation import Donation, find_donation, given_back
from khfund.donations.donor import Donor
from khfund.donations.refund import cancel
from khfund.ledger import Entry, reverse
from khfund.ledger.entry import reversed_by
from khfund.unit import Unit

KINDS = {
    "donation.accept": "Xác định tiền vào",
    "donation.receive": "Ghi khoản ủng hộ",
    "donation.identify": "Xác định tiền chờ",
    "donation.import": "Nhập danh sách ủng hộ",
    "bank.book_unidentified": "Ghi chờ xác định",
}
SHOWN_MAX = 500  # entries of one command on a page
ENTRIES = (
    Column("voucher", "Chứng từ"),
    Column("day", "Ngày", Kind.DAY),
    Column("number", "Khoản ủng hộ", link="donations.one"),
    Column("name", "Người cho"),
    Column("amount", "Số tiền", Kind.MONEY),
    Column("undone", "Đã hủy, đảo", Kind.STATE),
)


class UndoForm(DeedForm):
    """Why all of it is taken back."""

    reason = Line("Lý do", default="Ghi nhầm lượt xác định")
    day = Day("Ngày ghi sổ", default=today)


class Batches(Listing):
    """Commands by which gifts and bank lines were booked, the newest first."""

    looks = "giver.look"
    title = "Các lượt vừa ghi"
    address = "luot-ghi"
    columns = (
        Column("number", "Lượt", Kind.COUNT, link="batches.one"),
        Column("at", "Lúc", Kind.MOMENT),
        Column("kind", "Việc", names=KINDS),
        Column("person", "Người ghi"),
    )
    exports = False

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the unit's commands of these kinds."""
        columns: tuple[Any, ...] = (
            LoggedCommand.number,
            LoggedCommand.at,
            LoggedCommand.kind,
            Person.full_name.label("person"),
        )
        return (
            select(*columns)
            .join(Person, Person.id == LoggedCommand.person_id)
            .where(LoggedCommand.unit_id == unit.id, LoggedCommand.kind.in_(KINDS))
        )

    def order(self) -> list[Any]:
        """The newest first."""
        return [LoggedCommand.number.desc()]

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show what was booked."""
        return self.render("banking/batch.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: int) -> dict[str, Any]:
        """The entries of one command."""
        command = _command(session, unit().id, number)
        entries = _entries(session, unit().id, number)
        rows = [_row(session, one) for one in entries[:SHOWN_MAX]]
        return {
            "command": command,
            "kind": KINDS[command.kind],
            "rows": rows,
            "columns": ENTRIES,
            "count": len(entries),
            "standing": sum(not one["undone"] for one in rows),
            "total": sum(one["amount"] for one in rows if not one["undone"]),
        }

    @deed(
        "/<int:number>/hoan-tac",
        "donation.cancel",
        UndoForm,
        "Hoàn tác lượt ghi {number}",
        say="Đã hoàn tác: {gifts:so} khoản ủng hộ hủy, {entries:so} bút toán chờ xác định đảo.",
        button="Hoàn tác cả lượt",
        danger=True,
        template="banking/batch_undo.html",
        shows="looked_at",
        back=".one",
        tries=True,
    )
    def undo(self, session: Session, command: Command, form: UndoForm, number: int) -> Answer:
        """Cancel the gifts and reverse the bookings of one command, all or none."""
        _command(session, command.unit, number)
        facts = {"day": form.day.data, "reason": form.reason.data}
        gifts = entries = 0
        for one in _entries(session, command.unit, number):
            if reversed_by(session, one.id) is not None:
                continue
            if session.get(Donation, one.id) is not None:
                if not given_back(session, one.id):
                    cancel(session, command, find_donation(session, command.unit, one.id), **facts)
                    gifts += 1
            elif _is_waiting(session, one.id):
                reverse(session, command, one.id, **facts)
                entries += 1
        return {"gifts": gifts, "entries": entries}


def _command(session: Session, unit_id: int, number: int) -> LoggedCommand:
    found = session.get(LoggedCommand, number)
    if found is None or found.unit_id != unit_id or found.kind not in KINDS:
        abort(404)
    return found


def _entries(session: Session, unit_id: int, number: int) -> list[Entry]:
    """The entries of a command, which stand in a row: the search begins where the numbers may be."""
    query = select(Entry).where(Entry.unit_id == unit_id, Entry.command_number == number)
    return list(session.scalars(query.order_by(Entry.id)))


def _is_waiting(session: Session, entry_id: int) -> bool:
    use = select(LineUse.id).where(LineUse.entry_id == entry_id, LineUse.kind == UseKind.UNIDENTIFIED)
    return session.scalar(use.limit(1)) is not None


def _row(session: Session, entry: Entry) -> dict[str, Any]:
    gift = session.get(Donation, entry.id)
    donor = session.get(Donor, gift.donor_id) if gift and gift.donor_id else None
    moved = session.scalar(select(func.sum(LineUse.amount)).where(LineUse.entry_id == entry.id))
    return {
        "voucher": entry.voucher_code,
        "day": entry.day,
        "number": entry.id if gift else None,
        "name": donor.full_name if donor else "",
        "amount": gift.amount if gift else int(moved or 0),
        "undone": bool(reversed_by(session, entry.id)) or None,
    }
