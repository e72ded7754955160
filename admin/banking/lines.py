"""Bank lines: the list with states, one line with what it was used for, and what is done with a single one."""

from __future__ import annotations

from typing import Any

from flask_admin import expose
from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from admin.banking import line_facts
from admin.banking.line_state import STATES, booked, chosen_accounts, in_states, state_of, unknown
from admin.deed import DeedForm, deed
from admin.donations.choosing import campaign_choices
from admin.donations.donations import PartForm
from admin.field import Choice, Day, Days, FieldList, FormField, Line, Number
from admin.ledger.choosing import account_choices, fund_choices
from admin.listing import Column, Filters, Kind, Listing
from admin.lookup import Lookup
from admin.searching import containing
from admin.visitor import reading, unit
from khfund.banking.bank_account import BankAccount, bank_accounts
from khfund.banking.bank_line import BankLine, LineState, find_line, unidentified
from khfund.banking.line_booking import (
    ONLY_MONEY_IN,
    TOLD_BY_THE_BANK,
    book_unidentified,
    match_entry,
    post_line,
)
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.donations import line_decision
from khfund.donations.campaign import find_campaign
from khfund.donations.donor import find_donor
from khfund.donations.gift import NewGift, Part
from khfund.donations.identification import identify
from khfund.donations.line_decision import Verdict
from khfund.donations.naming import VERDICTS
from khfund.ledger import find_account, find_fund
from khfund.unit import Unit

SEARCHED = 100_000  # the newest lines, whose words a search looks through


class LineFilters(Filters):
    """By account, state and days."""

    bank = Choice("Tài khoản", required=False)
    state = Choice("Tình trạng", dict(STATES), required=False)
    days = Days("Ngày", required=False)

    def prepare(self, session: Session, unit: Unit) -> None:
        """Offer the unit's accounts."""
        self.bank.offer((one.number, f"{one.bank} {one.number}") for one in bank_accounts(session, unit.id))


class PostForm(DeedForm):
    """What a line is where it is no gift: interest, a fee, an own transfer."""

    account = Choice("Đối ứng với tài khoản")
    fund = Choice("Quỹ")
    narration = Line("Diễn giải", required=False, hint="Bỏ trống thì lấy lời của ngân hàng.")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer what may be posted directly."""
        line = find_line(session, unit.id, path["number"])
        roles = TOLD_BY_THE_BANK | (ONLY_MONEY_IN if line.credit else frozenset())
        self.account.offer(account_choices(session, unit.id, roles))
        self.fund.offer(fund_choices(session, unit.id))


class MatchForm(DeedForm):
    """The entry that accounts for a line."""

    entry = Number("Bút toán số", hint="Bút toán đã ghi sổ của phiếu chi, phiếu thu qua ngân hàng…")


class DecideForm(DeedForm):
    """What a person says that a line is."""

    verdict = Choice("Dòng này", dict(VERDICTS))
    donor = Lookup("Người cho", "donor", required=False, hint="Bỏ trống: không nêu tên.")
    fund = Choice("Quỹ", required=False)
    campaign = Choice("Đợt vận động", required=False)
    phrase = Line("Nhận ra lần sau bằng cụm từ", required=False, hint="Chép từ nội dung, từ 4 chữ trở lên.")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer funds and campaigns."""
        self.fund.offer(fund_choices(session, unit.id))
        self.campaign.offer(campaign_choices(session, unit.id))


class IdentifyForm(DeedForm):
    """Whose money a line is, divided over funds if need be."""

    donor = Lookup("Người cho", "donor", required=False, hint="Bỏ trống: không nêu tên.")
    parts = FieldList(FormField(PartForm, "Phần"), "Vào quỹ", min_entries=2, max_entries=20)
    campaign = Choice("Đợt vận động", required=False)
    day = Day("Ngày ghi sổ", default=today)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer funds and campaigns; the whole amount stands in the first row."""
        funds = fund_choices(session, unit.id)
        for part in self.parts:
            part.form.fund.offer(funds)
        self.campaign.offer(campaign_choices(session, unit.id))
        if not self.is_submitted():
            self.parts[0].form.amount.process_data(unidentified(session, path["number"]) or None)


class BankLines(Listing):
    """The lines of the unit's bank accounts, the newest first."""

    looks = "giver.look"
    title = "Dòng sao kê"
    section = "Ngân hàng"
    address = "dong-sao-ke"
    columns = (
        Column("number", "Dòng", Kind.COUNT, link="banklines.one"),
        Column("day", "Ngày", Kind.DAY),
        Column("credit", "Tiền vào", Kind.MONEY),
        Column("debit", "Tiền ra", Kind.MONEY),
        Column("state", "Tình trạng", Kind.STATE, names=STATES),
        Column("narration", "Nội dung"),
        Column("bank", "Tài khoản"),
    )
    filters = LineFilters
    searches = "nội dung, số tham chiếu, người chuyển; trong 100.000 dòng mới nhất"
    template = "banking/lines.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the lines of the unit's accounts with how far each is used."""
        columns: tuple[Any, ...] = (
            BankLine.id.label("number"),
            BankLine.day,
            BankLine.credit,
            BankLine.debit,
            booked().label("booked"),
            unknown().label("unknown"),
            BankLine.narration,
            BankAccount.number.label("bank"),
        )
        return (
            select(*columns)
            .join(BankAccount, BankAccount.id == BankLine.bank_account_id)
            .where(BankLine.unit_id == unit.id)
        )

    def order(self) -> list[Any]:
        """As taken in, the newest first."""
        return [BankLine.id.desc()]

    def search(self, term: str) -> ColumnElement[bool]:
        """Find by what the bank wrote."""
        newest = select(BankLine.id).where(BankLine.unit_id == unit().id)
        bounded = newest.order_by(BankLine.id.desc()).limit(SEARCHED)
        said = containing(term, BankLine.narration, BankLine.reference, BankLine.counterparty)
        return BankLine.id.in_(bounded) & said

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow by account, state and days."""
        accounts = chosen_accounts(reading(), unit().id, filters.bank.data)
        if filters.bank.data or filters.state.data:
            state = LineState(filters.state.data or LineState.ALL)
            query = query.where(in_states(accounts, state) if accounts else BankLine.id < 0)
        if filters.days.data:
            query = query.where(BankLine.day >= filters.days.data.start, BankLine.day < filters.days.data.end)
        return query

    def written(self, row: Row[Any]) -> dict[str, Any]:
        """Say the state; an empty side stays empty."""
        told = dict(row._mapping)
        told["credit"], told["debit"] = told["credit"] or None, told["debit"] or None
        told["state"] = state_of(row.booked, row.unknown, row.credit + row.debit)
        return told

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a line."""
        return self.render("banking/line.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: int) -> dict[str, Any]:
        """A line, where its money lies, what was decided."""
        return line_facts.all_of(session, find_line(session, unit().id, number))

    @deed(
        "/<int:number>/ghi",
        "bank.post",
        PostForm,
        "Ghi sổ dòng sao kê {number}",
        say="Đã ghi dòng sao kê {line}: {voucher}, bút toán {entry}.",
        template="banking/line_deed.html",
        shows="looked_at",
        back=".one",
    )
    def post(self, session: Session, command: Command, form: PostForm, number: int) -> Answer:
        """Post interest, a fee, an own transfer."""
        counter = find_account(session, command.unit, form.account.data).id
        fund = find_fund(session, command.unit, form.fund.data).id
        line = find_line(session, command.unit, number)
        entry = post_line(session, command, line, counter, fund, form.narration.data)
        return {"line": number, "entry": entry.id, "voucher": entry.voucher_code}

    @deed(
        "/<int:number>/ghep",
        "bank.match",
        MatchForm,
        "Ghép dòng sao kê {number} với bút toán đã ghi",
        say="Đã ghép dòng {line} với bút toán {entry}: {amount:dong}.",
        button="Ghép",
        template="banking/line_deed.html",
        shows="looked_at",
        back=".one",
    )
    def match(self, session: Session, command: Command, form: MatchForm, number: int) -> Answer:
        """Let an entry that is posted account for the line."""
        amount = match_entry(session, command, find_line(session, command.unit, number), form.entry.data)
        return {"line": number, "entry": form.entry.data, "amount": amount}

    @deed(
        "/<int:number>/quyet-dinh",
        "bank.decide",
        DecideForm,
        "Cho biết dòng sao kê {number} là gì",
        say="Đã ghi quyết định cho dòng sao kê {line}.",
        template="banking/line_deed.html",
        shows="looked_at",
        back=".one",
    )
    def decide(self, session: Session, command: Command, form: DecideForm, number: int) -> Answer:
        """Say what a line is; the rules learn from it."""
        unit_id = command.unit
        made = line_decision.decide(
            session,
            command,
            find_line(session, unit_id, number),
            Verdict(form.verdict.data),
            donor=find_donor(session, unit_id, form.donor.data) if form.donor.data else None,
            fund=find_fund(session, unit_id, form.fund.data) if form.fund.data else None,
            campaign=find_campaign(session, unit_id, form.campaign.data) if form.campaign.data else None,
            phrase=form.phrase.data,
        )
        return {"line": number, "verdict": made.verdict.value}

    @deed(
        "/<int:number>/xac-dinh",
        "donation.identify",
        IdentifyForm,
        "Xác định người cho của dòng sao kê {number}",
        say="Dòng sao kê {line} nay là khoản ủng hộ số {donation}: {amount:dong}.",
        template="banking/line_deed.html",
        shows="looked_at",
        back=".one",
    )
    def identify(self, session: Session, command: Command, form: IdentifyForm, number: int) -> Answer:
        """Make a gift of money that waits as unidentified."""
        unit_id = command.unit
        line = find_line(session, unit_id, number)
        gift = NewGift(
            donor=find_donor(session, unit_id, form.donor.data).id if form.donor.data else None,
            day=line.day,
            parts=[
                Part(
                    find_fund(session, unit_id, part.form.fund.data or "").id,
                    part.form.amount.data or 0,
                    spend_now=part.form.spend_now.data,
                )
                for part in form.parts
                if part.form.amount.data or part.form.fund.data
            ],
            campaign=find_campaign(session, unit_id, form.campaign.data).id if form.campaign.data else None,
        )
        (made,) = identify(session, command, line, [gift], day=form.day.data)
        return {"line": number, "donation": made, "amount": gift.amount}

    @deed(
        "/<int:number>/cho",
        "bank.book_unidentified",
        DeedForm,
        "Ghi dòng sao kê {number} vào tiền chờ xác định",
        say="Đã ghi {entries:so} khoản, {amount:dong}, vào tài khoản chờ xác định.",
        template="banking/line_deed.html",
        shows="looked_at",
        back=".one",
    )
    def book(self, session: Session, command: Command, _form: DeedForm, number: int) -> Answer:
        """Book the money; its giver is found later."""
        done = book_unidentified(session, command, [find_line(session, command.unit, number).id])
        return {"entries": done.entries, "amount": done.amount}
