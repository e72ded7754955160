"""Entries: the journal of the unit, one entry with everything that it stands on, and its reversal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_admin import expose
from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Days, Line
from admin.ledger.choosing import account_choices, fund_choices
from admin.ledger.entry_facts import entry_facts
from admin.listing import Column, Filters, Kind, Listing
from admin.paper import served
from admin.searching import containing
from admin.visitor import reading, unit
from admin.words import _
from khfund.calendar import DateRange, today
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.ledger import Entry, PostingRow, VoucherKind, find_account, find_entry, find_fund, reverse
from khfund.ledger.balance import DayTotal
from khfund.ledger.entry import VOUCHER_NAMES, voucher_code
from khfund.receipts import pdf
from khfund.receipts.stock_voucher_paper import render as render_stock_voucher
from khfund.receipts.stock_voucher_paper import stock_voucher_paper
from khfund.receipts.voucher_paper import voucher_paper
from khfund.unit import Unit

SEARCHED = 30_000  # the newest entries, whose narrations a search looks through
FEW_DAYS = 200  # days on which a fund or account moved, so few that only they are looked at


class EntryFilters(Filters):
    """By days, kind of voucher, fund, account."""

    days = Days("Thời gian", required=False)
    kind = Choice("Loại chứng từ", dict(VOUCHER_NAMES), required=False)
    fund = Choice("Quỹ", required=False)
    account = Choice("Tài khoản", required=False)

    def prepare(self, session: Session, unit: Unit) -> None:
        """Offer the unit's funds and accounts, closed ones too."""
        self.fund.offer(fund_choices(session, unit.id, closed=True))
        self.account.offer(account_choices(session, unit.id, closed=True))


class ReversalForm(DeedForm):
    """Why an entry is reversed, and on which day of an open month."""

    reason = Line("Lý do")
    day = Day(
        "Ngày ghi bút toán đảo", default=today, hint="Một ngày trong tháng đang mở, không trước bút toán này."
    )


class Entries(Listing):
    """The unit's entries, newest first."""

    looks = "money.look"
    title = "Bút toán"
    section = "Sổ sách"
    address = "but-toan"
    columns = (
        Column("number", "Bút toán", link="entries.one"),
        Column("day", "Ngày", Kind.DAY, sort=Entry.day),
        Column("voucher", "Chứng từ", Kind.CODE),
        Column("amount", "Số tiền", Kind.MONEY),
        Column("narration", "Diễn giải"),
    )
    filters = EntryFilters
    searches = "diễn giải, hoặc số như PC-2026-00012"
    template = "ledger/entries.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the unit's entries with what their postings add up to."""
        amount = select(func.sum(PostingRow.amount)).where(PostingRow.entry_id == Entry.id).scalar_subquery()
        return select(
            Entry.id.label("number"),
            Entry.day,
            Entry.voucher_kind,
            Entry.voucher_year,
            Entry.voucher_number,
            amount.label("amount"),
            Entry.narration,
        ).where(_own(unit.id, self._term()))

    def written(self, row: Row[Any]) -> Mapping[str, Any]:
        """Put the number of the voucher together."""
        said = dict(row._mapping)
        return said | {
            "voucher": voucher_code(*(said[f"voucher_{part}"] for part in ("kind", "year", "number")))
        }

    def order(self) -> Sequence[Any]:
        """The newest day first, as the index keeps them."""
        return [Entry.day.desc(), Entry.id.desc()]

    def _ordered(self, sort: int | None, *, descending: bool) -> Sequence[Any]:
        if sort is not None:
            return self.order() if descending else [Entry.day, Entry.id]
        if request.args.get("kind"):
            return [
                Entry.voucher_year.desc(),
                Entry.voucher_number.desc(),
            ]  # as the numbers' index keeps them
        return self.order()

    def search(self, term: str) -> ColumnElement[bool]:
        """Find a voucher by its number, or entries by their narration, among the newest."""
        named = _voucher_named(term)
        if named is not None:
            return named
        newest = select(Entry.id).where(Entry.unit_id == unit().id)
        days = _days_asked()
        if days is not None:
            newest = newest.where(Entry.day >= days.start, Entry.day < days.end)
        bounded = newest.order_by(*self.order()).limit(SEARCHED)
        return Entry.id.in_(bounded) & containing(term, Entry.narration)

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow by days, kind, fund and account."""
        session, days = reading(), filters.days.data
        if days is not None:
            query = query.where(Entry.day >= days.start, Entry.day < days.end)
        if filters.kind.data:
            query = query.where(Entry.voucher_kind == filters.kind.data)
        if filters.fund.data or filters.account.data:
            query = query.where(*_touching(session, filters, days))
        return query

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show an entry."""
        return self.render("ledger/entry.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: int) -> dict[str, Any]:
        """An entry and everything that it stands on."""
        found = find_entry(session, unit().id, number)
        return {
            "title": _("Bút toán {number} – {code}", number=number, code=found.voucher_code)
        } | entry_facts(session, found)

    @expose("/<int:number>/in.pdf")
    def paper(self, number: int) -> Any:
        """Print the phiếu thu, phiếu chi, phiếu nhập or phiếu xuất of an entry."""
        session = reading()
        found = find_entry(session, unit().id, number)
        if found.voucher_kind in (VoucherKind.GOODS_IN, VoucherKind.GOODS_OUT):
            content = render_stock_voucher(stock_voucher_paper(session, found))
        else:
            content = pdf.render(voucher_paper(session, found))
        return served(content, f"{found.voucher_code}.pdf")

    @deed(
        "/<int:number>/dao",
        "entry.reverse",
        ReversalForm,
        "Đảo bút toán {number}",
        say="Đã đảo bút toán {reversed} bằng bút toán {entry} ({voucher}).",
        button="Đảo bút toán",
        danger=True,
        tries=True,
        template="ledger/entry_deed.html",
        shows="looked_at",
        back=".one",
    )
    def reverse(self, session: Session, command: Command, form: ReversalForm, number: int) -> Answer:
        """Write the mirror image of an entry."""
        undone = reverse(session, command, number, day=form.day.data, reason=form.reason.data)
        return {"entry": undone.id, "reversed": number, "voucher": undone.voucher_code}


def _days_asked() -> DateRange | None:
    try:
        return DateRange.parse(request.args.get("days", ""))
    except KhfundError:
        return None


def _own(unit_id: int, term: str) -> ColumnElement[bool]:
    """The entries of a unit; where words are searched, only the newest are looked at ("+ 0": not all of them gone through)."""
    among_newest = bool(term) and _voucher_named(term) is None
    return (Entry.unit_id + 0 if among_newest else Entry.unit_id) == unit_id


def _voucher_named(term: str) -> ColumnElement[bool] | None:
    """The one voucher that a number names, through its index; None where the term names none."""
    kind, dash, rest = term.upper().partition("-")
    year, dash, number = rest.partition("-")
    if kind not in set(VoucherKind) or not dash or not (year + number).isdecimal() or len(year + number) > 12:
        return None
    return (
        (Entry.voucher_kind == VoucherKind(kind))
        & (Entry.voucher_year == int(year))
        & (Entry.voucher_number == int(number or 0))
    )


def _touching(session: Session, filters: Any, days: DateRange | None) -> list[ColumnElement[bool]]:
    """Entries that move a fund, an account, or the account inside the fund.

    The totals of days say on which days there are any: where these are few, nothing else is looked at.
    """
    unit_id, totals, posted = unit().id, [], []
    if filters.fund.data:
        number = find_fund(session, unit_id, filters.fund.data).id
        totals.append(DayTotal.fund_id == number)
        posted.append(PostingRow.fund_id == number)
    if filters.account.data:
        number = find_account(session, unit_id, filters.account.data).id
        totals.append(DayTotal.account_id == number)
        posted.append(or_(PostingRow.debit_id == number, PostingRow.credit_id == number))
    moved = select(DayTotal.day).where(DayTotal.unit_id == unit_id, *totals).distinct()
    if days is not None:
        moved = moved.where(DayTotal.day >= days.start, DayTotal.day < days.end)
    known = list(session.scalars(moved.order_by(DayTotal.day.desc()).limit(FEW_DAYS + 1)))
    here = exists().where(PostingRow.entry_id == Entry.id, *posted)
    return [here] if len(known) > FEW_DAYS else [here, Entry.day.in_(known)]
