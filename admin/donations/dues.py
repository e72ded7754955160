"""Dues: rates, members, shares of the levels, what came of each unit and what goes up."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.asked import whole
from admin.deed import DeedForm, deed
from admin.donations.choosing import bank_choices
from admin.field import Choice, Day, Line, Money, Number
from admin.ledger.choosing import fund_choices
from admin.listing import Column, Kind
from admin.page import Page
from admin.visitor import reading, unit
from khfund.banking.bank_account import find_bank_account
from khfund.banking.bank_line import find_line
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.donations.dues import DuesLevel, count_members, set_rate, set_shares, shares_of
from khfund.donations.dues_list import DuesLine, dues_of_year
from khfund.donations.dues_receipt import pass_on, receive_dues
from khfund.donations.naming import LEVELS
from khfund.ledger import find_fund
from khfund.unit import Unit, find_unit

LINES = (
    Column("code", "Mã"),
    Column("name", "Đơn vị"),
    Column("members", "Hội viên", Kind.COUNT),
    Column("rate", "Mức", Kind.MONEY),
    Column("due", "Phải nộp", Kind.MONEY),
    Column("received", "Đã nộp", Kind.MONEY),
    Column("own", "Để lại", Kind.MONEY),
    Column("passed", "Chuyển lên", Kind.MONEY),
    Column("outstanding", "Còn thiếu", Kind.MONEY),
)


class RateForm(DeedForm):
    """What a member pays a year."""

    amount = Money("Hội phí một hội viên một năm")
    since_year = Number("Từ năm", default=lambda: today().year)
    source = Line("Văn bản quy định", required=False)


class SharesForm(DeedForm):
    """What each level keeps."""

    since_year = Number("Từ năm", default=lambda: today().year)
    base = Number(LEVELS[DuesLevel.BASE], required=False, hint="Phần trăm; bốn cấp cộng lại đúng 100.")
    commune = Number(LEVELS[DuesLevel.COMMUNE], required=False)
    district = Number(LEVELS[DuesLevel.DISTRICT], required=False)
    province = Number(LEVELS[DuesLevel.PROVINCE], required=False)
    central = Number(LEVELS[DuesLevel.CENTRAL], required=False)

    @property
    def percents(self) -> dict[DuesLevel, int]:
        """The levels that keep something."""
        return {level: self[level.value].data for level in DuesLevel if self[level.value].data is not None}


class OfUnitForm(DeedForm):
    """Something of a unit in a year."""

    of_unit = Choice("Đơn vị")
    year = Number("Năm", default=lambda: today().year)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the units that pay here."""
        lines = dues_of_year(session, unit.id, _year()).lines
        self.of_unit.offer((one.unit.code, f"{one.unit.code} – {one.unit.name}") for one in lines)


class MembersForm(OfUnitForm):
    """How many members."""

    count = Number("Số hội viên")
    source = Line("Văn bản báo cáo", required=False)


class ReceiveForm(OfUnitForm):
    """Dues that came."""

    amount = Money("Số tiền", required=False, hint="Bỏ trống khi lấy hết phần chưa dùng của dòng sao kê.")
    fund = Choice("Quỹ nhận tiền")
    bank = Choice("Nhận vào", required=False, hint="Bỏ trống là tiền mặt.")
    line = Number("Dòng sao kê số", required=False)
    day = Day("Ngày nhận", default=today)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer funds and accounts too."""
        super().prepare(session, unit, **path)
        self.fund.offer(fund_choices(session, unit.id))
        self.bank.offer(bank_choices(session, unit.id))


class PassOnForm(DeedForm):
    """What goes up."""

    amount = Money("Số tiền")
    year = Number("Hội phí năm", default=lambda: today().year)
    fund = Choice("Quỹ chi tiền")
    bank = Choice("Chuyển từ", required=False, hint="Bỏ trống là tiền mặt.")
    to = Line("Đơn vị nhận", required=False)
    day = Day("Ngày lập", default=today)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer funds and accounts."""
        self.fund.offer(fund_choices(session, unit.id))
        self.bank.offer(bank_choices(session, unit.id))


class Dues(Page):
    """Dues of a year."""

    looks = "giver.look"
    title = "Hội phí"
    section = "Nhà hảo tâm"
    address = "hoi-phi"

    @expose("/")
    def index(self) -> str:
        """Show a year by unit."""
        year = _year()
        found = dues_of_year(reading(), unit().id, year)
        shares = shares_of(reading(), unit().id, year)
        return self.render(
            "donations/dues.html",
            found=found,
            year=year,
            rows=[_row(one) for one in found.lines],
            columns=LINES,
            shares={LEVELS[level]: percent for level, percent in shares.items()},
        )

    @deed(
        "/muc",
        "dues.rate",
        RateForm,
        "Mức hội phí",
        say="Hội phí {amount:dong} một hội viên từ năm {since_year}.",
    )
    def rate(self, session: Session, command: Command, form: RateForm) -> Answer:
        """Set the rate from a year on."""
        year = form.since_year.data
        set_rate(session, command, form.amount.data, since_year=year, source=form.source.data)
        return {"amount": form.amount.data, "since_year": str(year)}

    @deed(
        "/ty-le",
        "dues.shares",
        SharesForm,
        "Tỷ lệ hội phí mỗi cấp giữ",
        say="Đã ghi tỷ lệ chia hội phí từ năm {since_year}.",
    )
    def shares(self, session: Session, command: Command, form: SharesForm) -> Answer:
        """Set what each level keeps."""
        found = set_shares(session, command, form.percents, since_year=form.since_year.data)
        parts = {level.value: part for level, part in found.items()}
        return {"since_year": str(form.since_year.data), "shares": parts}

    @deed(
        "/hoi-vien",
        "dues.members",
        MembersForm,
        "Số hội viên của một đơn vị",
        say="{unit} có {members:so} hội viên năm {year}.",
    )
    def members(self, session: Session, command: Command, form: MembersForm) -> Answer:
        """Write down how many members a unit has."""
        of_unit = find_unit(session, form.of_unit.data)
        facts = {"year": form.year.data, "source": form.source.data}
        count_members(session, command, of_unit, form.count.data, **facts)
        return {"unit": of_unit.code, "members": form.count.data, "year": str(form.year.data)}

    @deed(
        "/thu",
        "dues.receive",
        ReceiveForm,
        "Thu hội phí của một đơn vị",
        say="{unit} đã nộp hội phí năm {year}: {voucher}.",
        tries=True,
    )
    def receive(self, session: Session, command: Command, form: ReceiveForm) -> Answer:
        """Take in a unit's dues."""
        line = find_line(session, command.unit, form.line.data) if form.line.data else None
        with_bank = form.bank.data and line is None
        entry = receive_dues(
            session,
            command,
            find_unit(session, form.of_unit.data),
            form.amount.data or 0,
            year=form.year.data,
            fund=find_fund(session, command.unit, form.fund.data),
            day=form.day.data if line is None else None,
            bank_account=find_bank_account(session, command.unit, form.bank.data) if with_bank else None,
            bank_line=line,
        )
        return {
            "entry": entry.id,
            "voucher": entry.voucher_code,
            "unit": form.of_unit.data,
            "year": str(form.year.data),
        }

    @deed(
        "/chuyen-len",
        "dues.pass_on",
        PassOnForm,
        "Chuyển hội phí lên cấp trên",
        say="Đã lập chứng từ nháp {voucher}: chuyển {amount:dong} hội phí năm {year}; cần người khác duyệt.",
        button="Lập chứng từ",
    )
    def pass_on(self, session: Session, command: Command, form: PassOnForm) -> Answer:
        """Draft the paper by which the upper levels' part goes up."""
        bank = form.bank.data
        voucher = pass_on(
            session,
            command,
            form.amount.data,
            year=form.year.data,
            fund=find_fund(session, command.unit, form.fund.data),
            day=form.day.data,
            bank_account=find_bank_account(session, command.unit, bank) if bank else None,
            to=form.to.data,
        )
        return {"voucher": voucher.id, "amount": form.amount.data, "year": str(form.year.data)}


def _year() -> int:
    asked = request.args.get("year", today().year, type=whole)
    return asked if 1990 <= asked <= 2999 else today().year


def _row(one: DuesLine) -> dict[str, Any]:
    names = ("members", "rate", "due", "received", "own", "passed", "outstanding")
    return {"code": one.unit.code, "name": one.unit.name} | {name: getattr(one, name) for name in names}
