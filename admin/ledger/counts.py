"""Cash counts: note by note against the book, confirmed by another person, printed as minutes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_admin import expose
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from wtforms import Form

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, FieldList, FormField, Line, Number, Paragraph
from admin.ledger.choosing import account_choices
from admin.listing import Column, Kind, Listing
from admin.paper import served
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.actor import name_of, works_alone
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.ledger import (
    Account,
    AccountRole,
    CashCount,
    confirm_count,
    enter_count,
    find_account,
    find_count,
)
from khfund.ledger.cash_count import DENOMINATIONS, CashCountConfirmation, lines_of, state_of
from khfund.receipts import count_paper
from khfund.unit import Unit

STATES = {"waiting": "chờ xác nhận", "confirmed": "đã xác nhận", "replaced": "đã đếm lại"}


class NoteForm(Form):
    """How many pieces of one denomination."""

    pieces = Number("Số tờ", required=False)


class CountForm(DeedForm):
    """Cash counted note by note."""

    account = Choice("Két (tài khoản tiền mặt)")
    day = Day("Số tiền cuối ngày", default=today)
    notes = FieldList(FormField(NoteForm), "Đếm được", min_entries=len(DENOMINATIONS.on(today())))
    counters = Paragraph(
        "Người cùng đếm",
        required=False,
        hint="Mỗi người một dòng: Họ tên: chức danh. Người nhập và người xác nhận tự có tên.",
    )
    reason = Line("Nguyên nhân, nếu chênh lệch với sổ", required=False)
    handling = Line("Kiến nghị xử lý, nếu chênh lệch với sổ", required=False)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer cash accounts."""
        self.account.offer(account_choices(session, unit.id, {AccountRole.CASH}))

    @property
    def lines(self) -> list[tuple[int, Any]]:
        """Each denomination with the field of its pieces, the largest first."""
        values = DENOMINATIONS.on(today())
        return [(value, entry.form.pieces) for value, entry in zip(values, self.notes, strict=False)]

    @property
    def pieces(self) -> dict[int, int]:
        """Denomination → pieces, as far as counted."""
        return {value: field.data for value, field in self.lines if field.data}

    def payload(self) -> dict[str, Any]:
        """The command names the notes by their value."""
        return super().payload() | {"notes": {str(value): pieces for value, pieces in self.pieces.items()}}


class Counts(Listing):
    """The unit's cash counts, the last first."""

    looks = "money.look"
    title = "Kiểm kê quỹ"
    section = "Quỹ"
    address = "kiem-ke"
    columns = (
        Column("number", "Biên bản", link="counts.one"),
        Column("day", "Cuối ngày", Kind.DAY),
        Column("account", "Tài khoản"),
        Column("counted", "Đếm được", Kind.MONEY),
        Column("book", "Sổ ghi", Kind.MONEY),
        Column("difference", "Chênh lệch", Kind.MONEY),
        Column("state", "Trạng thái", Kind.STATE, names=STATES),
    )
    template = "ledger/counts.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the unit's counts with how far each has come."""
        return (
            select(
                CashCount.id.label("number"),
                CashCount.day,
                Account.code.label("account"),
                CashCount.counted,
                CashCount.book,
                (CashCount.counted - CashCount.book).label("difference"),
                CashCountConfirmation.confirmed_by,
                _later().label("later"),
            )
            .join(Account, Account.id == CashCount.account_id)
            .outerjoin(CashCountConfirmation, CashCountConfirmation.count_id == CashCount.id)
            .where(CashCount.unit_id == unit.id)
        )

    def order(self) -> list[Any]:
        """The last day first."""
        return [CashCount.day.desc(), CashCount.id.desc()]

    def written(self, row: Any) -> dict[str, Any]:
        """Say how far a count has come."""
        said = dict(row._mapping)
        known = "confirmed" if said["confirmed_by"] is not None else "waiting"
        return said | {"state": known if said["later"] is None else "replaced"}

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a count."""
        return self.render("ledger/count.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: int) -> dict[str, Any]:
        """A count, its notes, who counted and who confirmed."""
        found = find_count(session, unit().id, number)
        state = state_of(session, found)
        return {
            "title": _("Biên bản kiểm kê quỹ {number}", number=number),
            "count": found,
            "account": session.get_one(Account, found.account_id),
            "lines": lines_of(session, found),
            "state": state,
            "state_name": _(state.name),
            "entered_by": name_of(session, found.entered_by),
            "confirmed_by": name_of(session, state.confirmed_by) if state.confirmed_by else "",
        }

    @expose("/<int:number>/bien-ban.pdf")
    def paper(self, number: int) -> Any:
        """Print the minutes."""
        says = count_paper.count_paper(reading(), find_count(reading(), unit().id, number))
        return served(count_paper.render(says), f"bien-ban-kiem-ke-{number}.pdf")

    @deed(
        "/dem",
        "count.enter",
        CountForm,
        "Kiểm kê quỹ tiền mặt",
        say="Biên bản kiểm kê {count}: đếm được {counted:dong}, sổ {book:dong}, chênh lệch {difference:dong}; cần người khác xác nhận.",
        button="Ghi biên bản",
        tries=True,
        template="ledger/count_deed.html",
        back=".one",
    )
    def enter(self, session: Session, command: Command, form: CountForm) -> Answer:
        """Enter what was counted."""
        found = enter_count(
            session,
            command,
            find_account(session, command.unit, form.account.data),
            day=form.day.data,
            pieces=form.pieces,
            counters=(form.counters.data or "").split("\n"),
            reason=form.reason.data,
            handling=form.handling.data,
        )
        return {
            "count": found.id,
            "number": found.id,
            "account": form.account.data,
            "day": found.day.isoformat(),
            "counted": found.counted,
            "book": found.book,
            "difference": found.difference,
        }

    @deed(
        "/<int:number>/xac-nhan",
        "count.confirm",
        DeedForm,
        "Xác nhận biên bản kiểm kê {number}",
        say="Đã xác nhận biên bản kiểm kê {count}.",
        button="Xác nhận",
        template="ledger/count_confirm.html",
        shows="looked_at",
        back=".one",
    )
    def confirm(self, session: Session, command: Command, _form: DeedForm, number: int) -> Answer:
        """Stand for a count that another person entered."""
        found = find_count(session, command.unit, number)
        confirm_count(session, command, found)
        return {"count": number, "counted": found.counted, "difference": found.difference}


def _later() -> Any:
    """The number of a later count of the same account and day."""
    after = CashCount.__table__.alias("after")
    return (
        select(func.max(after.c.id))
        .where(
            after.c.account_id == CashCount.account_id,
            after.c.day == CashCount.day,
            after.c.id > CashCount.id,
        )
        .scalar_subquery()
    )


@todo("count.confirm")
def _to_confirm(session: Session, unit: Unit, visitor: Visitor) -> Iterator[Task]:
    query = (
        select(func.count())
        .select_from(CashCount)
        .outerjoin(CashCountConfirmation, CashCountConfirmation.count_id == CashCount.id)
        .where(CashCount.unit_id == unit.id, CashCountConfirmation.count_id.is_(None), _later().is_(None))
    )
    if not works_alone(session, unit.id, today()):
        query = query.where(CashCount.entered_by != visitor.id)
    yield Task(
        _("biên bản kiểm kê quỹ chờ xác nhận"),
        session.scalar(query) or 0,
        url_for("counts.index"),
        Urgency.SOON,
    )
