"""Entering gifts as from a paper list: one row for each gift, unknown givers in the same row, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import abort, redirect, url_for
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import Form

from admin.deed import DeedForm, deed
from admin.donations.choosing import bank_choices, campaign_choices
from admin.field import Choice, Day, FieldList, FormField, Line, Money, Tick
from admin.ledger.choosing import fund_choices
from admin.listing import Column, Kind
from admin.lookup import Lookup
from admin.page import Page
from admin.sentence import sentence
from admin.visitor import may, reading, unit
from khfund.banking.bank_account import find_bank_account
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.donations.campaign import find_campaign
from khfund.donations.donation import Donation, receive_all, similar_gifts
from khfund.donations.donor import Donor, enter_donors, similar_donors, sound_traits
from khfund.donations.gift import NewGift, Part, Way
from khfund.donations.gift_list import guessed_kind
from khfund.donations.likeness import Traits
from khfund.errors import KhfundError, speak
from khfund.ledger import find_fund
from khfund.receipts.receipt import issue_receipts
from khfund.receipts.series import Series, find_series
from khfund.unit import Unit

THROUGH = "nhận qua {name}"
ROWS_SPARE = 10
ROWS_MAX = 500
BOOKED = (
    Column("number", "Số", Kind.COUNT, link="donations.one"),
    Column("name", "Người cho"),
    Column("amount", "Số tiền", Kind.MONEY),
    Column("anonymous", "Ẩn danh", Kind.STATE),
    Column("note", "Ghi chú"),
)


class AmountMissingError(KhfundError):
    """Every row of a list of gifts has its amount."""

    message = "Dòng này chưa có số tiền."
    english = "This row has no amount yet."


class FundMissingError(KhfundError):
    """Every gift goes to a fund."""

    message = "Hãy chọn quỹ ở dòng này, hoặc quỹ chung ở trên."
    english = "Choose a fund in this row, or one for all rows above."


class ListEmptyError(KhfundError):
    """A list of gifts has at least one row."""

    message = "Chưa có dòng nào được điền."
    english = "No row is filled yet."


class PerhapsKnownError(KhfundError):
    """A new giver may be somebody of the register; a person decides."""

    message = "Có thể đã có trong sổ: {found}. Gõ số để chọn, hoặc đánh dấu «Vẫn ghi» nếu là người khác."
    english = "Perhaps in the register already: {found}. Type the number to choose, or tick «Record anyway» for somebody else."


class PerhapsBookedError(KhfundError):
    """The same giver gave the same amount on the same day: perhaps this very gift."""

    message = (
        "Giống khoản số {found} đã ghi (cùng người, ngày, số tiền). Đánh dấu «Vẫn ghi» nếu là khoản khác."
    )
    english = "Like the gift {found} that is booked (same giver, day, amount). Tick «Record anyway» for another one."


class NamedTwiceError(KhfundError):
    """One name in two rows of a list is one giver or two; a person decides."""

    message = "Trùng tên với dòng {row}. Đánh dấu «Vẫn ghi» nếu là người khác."
    english = "The same name as in row {row}. Tick «Record anyway» for somebody else."


class GiftRow(Form):
    """One gift of the list."""

    donor = Lookup("Người cho", "donor", required=False, new=True)
    locality = Line("Nơi ở, nếu mới", required=False)
    amount = Money("Số tiền", required=False)
    fund = Choice("Quỹ", required=False)
    campaign = Choice("Đợt", required=False)
    anonymous = Tick("Ẩn danh")
    note = Line("Ghi chú", required=False)
    anyway = Tick("Vẫn ghi")

    @property
    def is_filled(self) -> bool:
        """Whether somebody wrote in this row."""
        return bool(self.donor.typed.strip() or self.amount.typed.strip() or self.note.typed.strip())


class GiftListForm(DeedForm):
    """What holds for all rows, and the rows."""

    day = Day("Ngày nhận", default=today)
    fund = Choice("Quỹ", required=False)
    campaign = Choice("Đợt vận động", required=False)
    bank = Choice("Nhận vào", required=False, hint="Bỏ trống là tiền mặt.")
    through = Line("Nhận qua ai", required=False, hint="Người thu hộ; ghi vào ghi chú của từng khoản.")
    series = Choice(
        "Phát hành biên nhận ngay", required=False, hint="Chọn ký hiệu; bỏ trống thì phát hành sau."
    )
    rows = FieldList(
        FormField(GiftRow, "Khoản"), "Các khoản ủng hộ", min_entries=ROWS_SPARE, max_entries=ROWS_MAX
    )

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's funds, campaigns, accounts and receipt series."""
        funds, appeals = fund_choices(session, unit.id), campaign_choices(session, unit.id)
        self.fund.offer(funds)
        self.campaign.offer(appeals)
        self.bank.offer(bank_choices(session, unit.id))
        codes = session.scalars(select(Series.code).where(Series.unit_id == unit.id).order_by(Series.code))
        self.series.offer((code, code) for code in codes)
        for row in self.rows:
            row.form.fund.offer(funds)
            row.form.campaign.offer(appeals)

    @property
    def filled(self) -> list[tuple[int, GiftRow]]:
        """The rows that somebody wrote in, with their numbers from 1."""
        return [(number, row.form) for number, row in enumerate(self.rows, 1) if row.form.is_filled]

    @property
    def total(self) -> int:
        """Đồng of all rows."""
        return sum(row.amount.data or 0 for _number, row in self.filled)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every row by itself; each mistake stands at its cell."""
        sound = bool(super().validate(extra_validators))
        if self.day.data is not None:
            for field, refusal in self._mistakes():
                field.errors = [*field.errors, sentence(refusal)]
                sound = False
        self.rows.errors = [row.errors for row in self.rows] if any(row.errors for row in self.rows) else []
        return sound

    def _mistakes(self) -> Iterator[tuple[Any, KhfundError]]:
        if not self.filled:
            yield self.rows[0].form.donor, ListEmptyError()
        named: dict[str, int] = {}
        for number, row in self.filled:
            if not row.amount.data and not row.amount.errors:
                yield row.amount, AmountMissingError()
            if not (row.fund.data or self.fund.data):
                yield row.fund, FundMissingError()
            who = row.donor.data
            if isinstance(who, str) and not row.donor.errors:
                yield from ((row.donor, one) for one in _doubts(row, named))
                named.setdefault(who.lower(), number)
            elif who is not None and row.amount.data and not row.anyway.data:
                yield from ((row.donor, one) for one in self._repeats(row))

    def _repeats(self, row: GiftRow) -> Iterator[KhfundError]:
        gift = NewGift(row.donor.data, self.day.data, [Part(0, row.amount.data)])
        found = similar_gifts(reading(), unit().id, gift)
        if found:
            yield PerhapsBookedError(found=", ".join(str(one.id) for one in found))


def _doubts(row: GiftRow, named: dict[str, int]) -> Iterator[KhfundError]:
    """What is to be said of a giver who is not in the register."""
    try:
        traits = sound_traits(_traits(row))
    except KhfundError as refusal:
        yield refusal
        return
    if row.anyway.data:
        return
    before = named.get(row.donor.data.lower())
    if before is not None:
        yield NamedTwiceError(row=before)
    found = similar_donors(reading(), unit().id, traits)
    if found:
        told = (f"{one.donor.id} – {one.donor.full_name} ({one.donor.locality or '…'})" for one in found[:4])
        yield PerhapsKnownError(found="; ".join(told))


def _traits(row: GiftRow) -> Traits:
    name = str(row.donor.data)
    return Traits(name, guessed_kind(name), locality=row.locality.data or "")


class GiftEntry(Page):
    """The grid, and what was booked by it."""

    looks = "donation"
    title = "Nhập nhiều khoản ủng hộ"
    section = "Nhà hảo tâm"
    address = "nhap-ung-ho"

    @expose("/")
    def index(self) -> Any:
        """Go to the grid."""
        return redirect(url_for(".enter"))

    @deed(
        "/danh-sach",
        "donation.receive",
        GiftListForm,
        "Nhập nhiều khoản ủng hộ",
        say="Đã ghi {gifts:so} khoản, {amount:dong}; {new_donors:so} nhà hảo tâm mới; {receipts:so} biên nhận.",
        button="Ghi tất cả",
        template="donations/gift_entry.html",
        back=".booked",
        tries=True,
    )
    def enter(self, session: Session, command: Command, form: GiftListForm) -> Answer:
        """Book all rows, or none; receipts are issued along with them where a series is chosen."""
        gifts, entered = _gifts(session, command, form)
        numbers = receive_all(session, command, gifts)
        issued = range(0)
        if form.series.data:
            series = find_series(session, command.unit, form.series.data)
            issued = issue_receipts(
                session, command, numbers, series, day=max(today(command.at), form.day.data)
            )
        return {
            "gifts": len(numbers),
            "amount": sum(gift.amount for gift in gifts),
            "new_donors": entered,
            "receipts": len(issued),
            "first": numbers[0],
            "last": numbers[-1],
        }

    @expose("/vua-ghi/<int:first>-<int:last>")
    def booked(self, first: int, last: int) -> str:
        """Show what was just booked."""
        query = (
            select(
                Donation.id.label("number"),
                Donor.full_name.label("name"),
                Donation.amount,
                Donation.anonymous,
                Donation.note,
            )
            .outerjoin(Donor, Donor.id == Donation.donor_id)
            .where(Donation.unit_id == unit().id, Donation.id >= first, Donation.id <= last)
            .order_by(Donation.id)
            .limit(2_000)
        )
        rows = [dict(row._mapping) for row in reading().execute(query)]
        if not rows:
            abort(404)
        return self.render(
            "donations/gifts_booked.html", rows=rows, columns=BOOKED, total=sum(one["amount"] for one in rows)
        )

    def is_visible(self) -> bool:
        """Only who may book gifts sees it in the menu."""
        return may("donation.receive")


def _gifts(session: Session, command: Command, form: GiftListForm) -> tuple[list[NewGift], int]:
    """The gifts of the list, and how many givers were entered for it."""
    rows = [row for _number, row in form.filled]
    new = [row for row in rows if isinstance(row.donor.data, str)]
    entered = enter_donors(session, command, [sound_traits(_traits(row)) for row in new])
    donors = {id(row): number for row, number in zip(new, entered, strict=True)}
    unit_id = command.unit
    bank = find_bank_account(session, unit_id, form.bank.data) if form.bank.data else None
    return [
        NewGift(
            donor=donors.get(id(row), row.donor.data),
            day=form.day.data,
            parts=[Part(find_fund(session, unit_id, row.fund.data or form.fund.data).id, row.amount.data)],
            way=Way.TRANSFER if bank else Way.CASH,
            bank_account=bank.id if bank else None,
            campaign=_campaign(session, unit_id, row.campaign.data or form.campaign.data),
            anonymous=True if row.anonymous.data else None,
            note="; ".join(part for part in (row.note.data, _through(form)) if part),
        )
        for row in rows
    ], len(entered)


def _campaign(session: Session, unit_id: int, code: str | None) -> int | None:
    return find_campaign(session, unit_id, code).id if code else None


def _through(form: GiftListForm) -> str:
    return speak(THROUGH, name=form.through.data) if form.through.data else ""
