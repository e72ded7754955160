"""Programmes: what the association gives year after year, from which fund, by which rules."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_admin import expose
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line
from admin.listing import Column, Kind, Listing
from admin.scholarships.words import PROGRAMME_KINDS
from admin.visitor import reading, unit
from admin.words import _
from khfund.calendar import SchoolYear, today
from khfund.command import Answer, Command
from khfund.eligibility.shelf import rulebooks
from khfund.ledger import Account, AccountRole, Fund, account, account_for, find_account, find_fund, fund
from khfund.scholarships.award_round import STATE_NAMES, AwardRound
from khfund.scholarships.programme import Programme, ProgrammeKind, open_programme
from khfund.unit import Unit


class ProgrammeForm(DeedForm):
    """The terms of a programme."""

    code = Line("Mã", hint="Ngắn, ví dụ HBVK.")
    name = Line("Tên chương trình")
    kind = Choice("Loại", dict(PROGRAMME_KINDS))
    fund = Choice("Quỹ chi")
    account = Choice("Tài khoản chi", required=False, hint="Để trống: tài khoản chi học bổng đang mở.")
    rules = Choice("Bộ tiêu chí", required=False)
    opened = Day("Từ ngày", default=today)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's funds and accounts, and the rules on the shelf."""
        self.fund.offer((one.code, one.name) for one in fund.funds(session, unit.id))
        accounts = account.accounts(session, unit.id)
        self.account.offer((one.code, f"{one.code} {one.name}") for one in accounts)
        self.rules.offer((one.code, one.name) for one in rulebooks())


class Programmes(Listing):
    """The unit's programmes."""

    looks = "round.look"
    title = "Chương trình"
    section = "Học bổng"
    address = "chuong-trinh"
    columns = (
        Column("code", "Mã", link="programmes.one"),
        Column("name", "Tên"),
        Column("kind", "Loại", names=PROGRAMME_KINDS),
        Column("fund", "Quỹ"),
        Column("account", "Tài khoản"),
        Column("rules", "Bộ tiêu chí"),
        Column("opened", "Từ ngày", Kind.DAY),
    )
    template = "scholarships/programmes.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the unit's programmes."""
        columns: list[Any] = [
            Programme.id.label("number"),
            Programme.code,
            Programme.name,
            Programme.kind,
            Fund.name.label("fund"),
            Account.code.label("account"),
            Programme.rulebook.label("rules"),
            Programme.opened,
        ]
        return (
            select(*columns)
            .join(Fund, Fund.id == Programme.fund_id)
            .join(Account, Account.id == Programme.account_id)
            .where(Programme.unit_id == unit.id)
        )

    def order(self) -> list[Any]:
        """By code."""
        return [Programme.code]

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a programme and its rounds."""
        session = reading()
        found = session.get(Programme, number)
        if found is None or found.unit_id != unit().id:
            abort(404)
        rounds = session.scalars(
            select(AwardRound)
            .where(AwardRound.programme_id == found.id)
            .order_by(AwardRound.school_year.desc(), AwardRound.id.desc())
        )
        return self.render(
            "scholarships/programme.html",
            title=found.name,
            programme=found,
            kind=_(PROGRAMME_KINDS[found.kind]),
            fund=session.get_one(Fund, found.fund_id),
            account=session.get_one(Account, found.account_id),
            rounds=[(one, str(SchoolYear(one.school_year)), _(STATE_NAMES[one.state])) for one in rounds],
        )

    @deed(
        "/mo",
        "programme.open",
        ProgrammeForm,
        "Mở chương trình",
        say="Đã mở chương trình {programme}: {name}.",
        button="Mở chương trình",
        tries=True,
    )
    def open(self, session: Session, command: Command, form: ProgrammeForm) -> Answer:
        """Open a programme."""
        paying = (
            find_account(session, command.unit, form.account.data)
            if form.account.data
            else account_for(session, command.unit, AccountRole.SCHOLARSHIPS)
        )
        made = open_programme(
            session,
            command,
            form.code.data,
            form.name.data,
            kind=ProgrammeKind(form.kind.data),
            fund=find_fund(session, command.unit, form.fund.data),
            account=paying,
            rulebook=form.rules.data or "",
            opened=form.opened.data,
        )
        return {"programme": made.code, "name": made.name}
