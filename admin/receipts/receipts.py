"""Receipts: the list, one with what happened to it and what the public is told of it, and what is done with it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort
from flask_admin import expose
from sqlalchemy import ColumnElement, Row, Select, and_, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line
from admin.listing import Column, Filters, Kind, Listing
from admin.paper import served
from admin.visitor import may, reading, unit
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.donations.donation import Donation
from khfund.donations.donor import Donor
from khfund.ledger import find_entry
from khfund.receipts import check_code, paper, pdf, receipt, verdict
from khfund.receipts.gift_paper import receipt_number
from khfund.receipts.receipt import Receipt, ReceiptUnknownError, find_receipt
from khfund.receipts.receipt_event import (
    STATE_NAMES,
    ReceiptEvent,
    ReceiptEventKind,
    ReceiptState,
    ended,
    state_of,
)
from khfund.receipts.series import Series, open_series
from khfund.unit import Unit
from khfund.vietnamese import fold

YEARS_OFFERED = 12
DONORS_MAX = 500  # givers whose name fits a search
EVENT_NAMES = {
    ReceiptEventKind.VOIDED: "Đã hủy",
    ReceiptEventKind.REPLACED: "Đã thay bằng biên nhận mới",
    ReceiptEventKind.COPIED: "Đã cấp bản sao",
}


class ReceiptFilters(Filters):
    """By year, series and what they are worth."""

    year = Choice("Năm", required=False, coerce=int)
    series = Choice("Ký hiệu", required=False, coerce=int)
    state = Choice("Tình trạng", dict(list(STATE_NAMES.items())[:3]), required=False)

    def prepare(self, session: Session, unit: Unit) -> None:
        """Offer the last years and the unit's series."""
        last = today().year
        self.year.offer((year, str(year)) for year in range(last, last - YEARS_OFFERED, -1))
        self.series.offer((one.id, one.code) for one in series_of(session, unit.id))


class ReasonForm(DeedForm):
    """Why."""

    reason = Line("Lý do")


class ReplaceForm(DeedForm):
    """Why, and the day of the new paper."""

    reason = Line("Lý do")
    day = Day("Ngày phát hành biên nhận mới", default=today)


class SeriesForm(DeedForm):
    """The letters that stand before the numbers."""

    code = Line("Ký hiệu", hint="Ví dụ GXN; số biên nhận sẽ là GXN-2026-000001.")


class Receipts(Listing):
    """The receipts of the unit, the last first."""

    looks = "giver.look"
    title = "Biên nhận"
    section = "Biên nhận"
    address = "bien-nhan"
    columns = (
        Column("number", "Số", link="receipts.one"),
        Column("day", "Ngày phát hành", Kind.DAY),
        Column("giver", "Người cho"),
        Column("amount", "Số tiền", Kind.MONEY),
        Column("funds", "Quỹ"),
        Column("state", "Tình trạng", Kind.STATE, names=STATE_NAMES),
    )
    filters = ReceiptFilters
    searches = "số biên nhận, mã tra cứu, tên người cho"
    template = "receipts/receipts.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the unit's receipts with what they say and what became of them."""
        ending = select(ReceiptEvent.kind).where(
            ReceiptEvent.receipt_id == Receipt.id, ReceiptEvent.kind != ReceiptEventKind.COPIED
        )
        return select(Receipt.id, Receipt.snapshot, ending.scalar_subquery().label("ending")).where(
            Receipt.unit_id == unit.id
        )

    def written(self, row: Row[Any]) -> Mapping[str, Any]:
        """Read the columns from what the receipt says."""
        says = paper.from_json(json.loads(row.snapshot))
        assert isinstance(says, paper.ReceiptPaper)
        return {
            "number": receipt_number(says),
            "day": says.day_issued,
            "giver": says.giver,
            "amount": says.amount,
            "funds": "; ".join(share.fund for share in says.shares),
            "state": ReceiptState(row.ending.value) if row.ending else ReceiptState.GENUINE,
        }

    def order(self) -> Sequence[Any]:
        """The last first."""
        return [Receipt.id.desc()]

    def search(self, term: str) -> ColumnElement[bool]:
        """Find by the printed number, by the code, or by the name of the giver."""
        found = _numbered(reading(), unit().id, term)
        if found is not None:
            return Receipt.id == found
        code = check_code.normalised(term)
        if code:
            return Receipt.check_code == code
        words = [Donor.search_fold.contains(fold(word), autoescape=True) for word in term.split()[:8]]
        donors = select(Donor.id).where(Donor.unit_id == unit().id, and_(*words)).limit(DONORS_MAX)
        gifts = select(Donation.id).where(Donation.donor_id.in_(donors.scalar_subquery()))
        return Receipt.donation_id.in_(gifts)

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow by year, series and worth."""
        if filters.year.data:
            query = query.where(Receipt.year == filters.year.data)
        if filters.series.data:
            query = query.where(Receipt.series_id == filters.series.data)
        if filters.state.data == ReceiptState.GENUINE:
            query = query.where(~ended(Receipt.id))
        elif filters.state.data:
            kind = ReceiptEventKind(filters.state.data)
            happened = select(ReceiptEvent.receipt_id).where(ReceiptEvent.kind == kind)
            query = query.where(Receipt.id.in_(happened))
        return query

    def beside(self, session: Session) -> dict[str, Any]:
        """Tell the series."""
        return {"series": series_of(session, unit().id)}

    # -- one receipt --------------------------------------------------------------------------------------------------

    @expose("/<number>/")
    def one(self, number: str) -> str:
        """Show a receipt."""
        return self.render("receipts/receipt.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: str) -> dict[str, Any]:
        """A receipt: what it says, what happened to it, what a stranger who holds its code is told."""
        found = find_receipt(session, unit().id, number)
        events = select(ReceiptEvent).where(ReceiptEvent.receipt_id == found.id).order_by(ReceiptEvent.id)
        successor = receipt.successor_of(session, found)
        state = state_of(session, found.id)
        return {
            "title": f"{_('Biên nhận')} {found.printed_number}",
            "number": found.printed_number,
            "says": found.paper,
            "state": state,
            "state_words": _(STATE_NAMES[state]),
            "events": list(session.scalars(events)),
            "event_names": EVENT_NAMES,
            "successor": successor.printed_number if successor else "",
            "gift": found.donation_id,
            "entry": find_entry(session, unit().id, found.donation_id),
            "command": found.command_number,
            "public": verdict.verify(session, found.check_code),
        }

    @expose("/<number>/bien-nhan.pdf")
    def print(self, number: str) -> Any:
        """Print a receipt as it may be printed today; only whoever issues receipts prints originals."""
        if not may("receipt.print"):
            abort(403)
        found = find_receipt(reading(), unit().id, number)
        return served(pdf.render(receipt.current_paper(reading(), found)), f"{found.printed_number}.pdf")

    @expose("/<number>/ban-sao-<int:event>.pdf")
    def copied(self, number: str, event: int) -> Any:
        """Print a copy that was written down."""
        if not may("receipt.print"):
            abort(403)
        found = find_receipt(reading(), unit().id, number)
        copied = reading().get(ReceiptEvent, event)
        if copied is None or copied.receipt_id != found.id or copied.kind is not ReceiptEventKind.COPIED:
            abort(404)
        return served(
            pdf.render(receipt.copied_paper(found, copied.day)), f"{found.printed_number}-ban-sao.pdf"
        )

    # -- what is done -------------------------------------------------------------------------------------------------

    @deed(
        "/mo-ky-hieu",
        "receipt.open_series",
        SeriesForm,
        "Mở ký hiệu biên nhận",
        say="Đã mở ký hiệu biên nhận {code}.",
        button="Mở",
    )
    def open_series(self, session: Session, command: Command, form: SeriesForm) -> Answer:
        """Open a series."""
        code = form.code.data
        return {"series": open_series(session, command, code).id, "code": code}

    @deed(
        "/<number>/ban-sao",
        "receipt.copy",
        DeedForm,
        "Cấp bản sao của {number}",
        say="Đã ghi nhận bản sao của {number}; bấm «In bản sao» để tải về.",
        button="Ghi nhận bản sao",
        template="receipts/receipt_deed.html",
        shows="looked_at",
        back=".one",
    )
    def copy(self, session: Session, command: Command, _form: DeedForm, number: str) -> Answer:
        """Write down that a copy is handed out."""
        copied = receipt.copy_receipt(session, command, find_receipt(session, command.unit, number))
        return {"number": number, "day": copied.mark.day}

    @deed(
        "/<number>/huy",
        "receipt.void",
        ReasonForm,
        "Hủy biên nhận {number}",
        say="Đã hủy biên nhận {number}; số này không dùng lại.",
        button="Hủy biên nhận",
        danger=True,
        template="receipts/receipt_deed.html",
        shows="looked_at",
        back=".one",
    )
    def void(self, session: Session, command: Command, form: ReasonForm, number: str) -> Answer:
        """Declare a receipt void."""
        found = find_receipt(session, command.unit, number)
        receipt.void_receipt(session, command, found, reason=form.reason.data)
        return {"number": number}

    @deed(
        "/<number>/thay",
        "receipt.replace",
        ReplaceForm,
        "Thay biên nhận {number} bằng biên nhận mới",
        say="Biên nhận {number} được thay bằng {replaced_by}.",
        button="Thay biên nhận",
        danger=True,
        template="receipts/receipt_deed.html",
        shows="looked_at",
        back=".one",
    )
    def replace(self, session: Session, command: Command, form: ReplaceForm, number: str) -> Answer:
        """Replace a receipt as its gift and giver stand now."""
        old = find_receipt(session, command.unit, number)
        new = receipt.replace_receipt(session, command, old, day=form.day.data, reason=form.reason.data)
        return {"number": number, "replaced_by": new.printed_number}


def series_of(session: Session, unit_id: int) -> list[Series]:
    """The unit's series, by code."""
    return list(session.scalars(select(Series).where(Series.unit_id == unit_id).order_by(Series.code)))


def _numbered(session: Session, unit_id: int, term: str) -> int | None:
    try:
        return find_receipt(session, unit_id, term.upper()).id
    except ReceiptUnknownError:
        return None
