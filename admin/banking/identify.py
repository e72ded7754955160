"""Identifying money that came in, at speed: what each line is taken for stands beside it, many are accepted at once."""

from __future__ import annotations

from itertools import islice
from typing import Any

import attrs
from flask import request
from flask_admin import expose
from sqlalchemy.orm import Session
from wtforms import Form, HiddenField
from wtforms.validators import InputRequired

from admin.asked import whole
from admin.banking.line_state import STATES, chosen_accounts, first_in
from admin.deed import DeedForm, deed
from admin.donations.choosing import bank_choices, campaign_choices
from admin.field import Choice, Days, FieldList, FormField, Line, Tick
from admin.kept import kept
from admin.ledger.choosing import fund_choices
from admin.listing import Filters
from admin.lookup import Lookup
from admin.page import Page
from admin.sentence import sentence
from admin.words import _
from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import BankLine, LineState, find_line
from khfund.banking.line_booking import book_unidentified, unmatched_credits
from khfund.banking.line_money import LineMoney, money_of
from khfund.command import Answer, Command
from khfund.donations.campaign import Campaign, find_campaign
from khfund.donations.donation import receive_all
from khfund.donations.donor import find_donor
from khfund.donations.gift import NewGift, Part, Way
from khfund.donations.line_decision import Verdict, decide
from khfund.donations.match_rule import Target
from khfund.donations.naming import PROPOSALS
from khfund.donations.proposal import Proposal, propose
from khfund.errors import KhfundError
from khfund.ledger import Fund, find_fund
from khfund.unit import Unit

SHOWN = 40  # lines on one page
LOOKED_AT = 2_000  # proposals that are looked through for those of a kind
OUTCOMES = {
    Verdict.GIFT: "ủng hộ",
    Verdict.UNKNOWN: "chưa rõ: ghi chờ xác định",
    Verdict.OTHER: "không phải ủng hộ",
}


class NothingTickedError(KhfundError):
    """At least one line is ticked."""

    message = "Chưa đánh dấu dòng nào."
    english = "No line is ticked."


class RowUsedError(KhfundError):
    """A line that somebody booked meanwhile is left as it is."""

    message = "Dòng {line}: đã vào sổ rồi, bỏ qua."
    english = "Line {line}: is in the book already, left out."


class RowWithoutFundError(KhfundError):
    """A gift needs its fund."""

    message = "Dòng {line}: chưa chọn quỹ, chưa ghi."
    english = "Line {line}: no fund is chosen, not booked."


class RowRefusedError(KhfundError):
    """What hinders one line hinders no other."""

    message = "Dòng {line}: {why}"
    english = "Line {line}: {why}"


class IdentifyFilters(Filters):
    """Which lines."""

    bank = Choice("Tài khoản", required=False)
    state = Choice(
        "Tình trạng",
        {one: STATES[one] for one in (LineState.UNMATCHED, LineState.UNIDENTIFIED)},
        required=False,
    )
    show = Choice("Đề xuất", dict(PROPOSALS), required=False)
    days = Days("Ngày", required=False)

    def prepare(self, session: Session, unit: Unit) -> None:
        """Offer the unit's accounts."""
        self.bank.offer(bank_choices(session, unit.id))

    @property
    def wanted(self) -> LineState:
        """The state that is looked at."""
        return LineState(self.state.data or LineState.UNMATCHED)


@attrs.frozen
class Shown:
    """A line as the table shows it beside its fields."""

    line: BankLine
    state: str
    reason: str
    candidates: tuple[str, ...]


class LineRow(Form):
    """What one line is taken for."""

    line = HiddenField(validators=[InputRequired()])
    proposed = HiddenField()
    tick = Tick("Chọn")
    verdict = Choice("Là", dict(OUTCOMES))
    donor = Lookup("Người cho", "donor", required=False)
    fund = Choice("Quỹ", required=False)
    campaign = Choice("Đợt", required=False)
    phrase = Line("Nhớ cụm từ", required=False)

    @property
    def number(self) -> int:
        """The line's number; one that is no number names no line."""
        try:
            return whole(str(self.line.data))
        except ValueError:
            return 0

    @property
    def told(self) -> str:
        """Donor, fund and campaign as chosen, to be compared with what was proposed."""
        return f"{self.donor.data or ''}|{self.fund.data or ''}|{self.campaign.data or ''}"


class IdentifyForm(DeedForm):
    """The lines of one page."""

    rows = FieldList(FormField(LineRow, "Dòng"), "Các dòng tiền vào", max_entries=SHOWN)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Fill the rows with proposals, or, where they were sent, with what belongs beside them."""
        chosen = IdentifyFilters(request.args)
        chosen.prepare(session, unit)
        chosen.validate()
        self.filters, self.shown_lines = chosen, {}
        asked = f"{chosen.bank.data} {chosen.wanted} {chosen.days.data} {chosen.show.data}"
        found = kept(session, unit, f"proposals {asked}", lambda: _proposals(session, unit.id, chosen))
        if not self.is_submitted():
            for one in found:
                self.rows.append_entry(_first_values(session, one))
        by_line = {one.line: one for one in found}
        funds, appeals = fund_choices(session, unit.id), campaign_choices(session, unit.id)
        for row in self.rows:
            row.form.fund.offer(funds)
            row.form.campaign.offer(appeals)
            line = find_line(session, unit.id, row.form.number)
            self.shown_lines[row.form.line.data] = _shown(line, by_line.get(line.id))

    @property
    def ticked(self) -> list[LineRow]:
        """The rows that are to be carried out."""
        return [row.form for row in self.rows if row.form.tick.data]


def _proposals(session: Session, unit_id: int, chosen: IdentifyFilters) -> list[Proposal]:
    """What the first lines of the chosen kind are taken for."""
    found: list[Proposal] = []
    for account in chosen_accounts(session, unit_id, chosen.bank.data):
        left = SHOWN - len(found)
        lines = first_in(
            session,
            account,
            chosen.wanted,
            chosen.days.data,
            limit=LOOKED_AT if chosen.show.data else left,
        )
        if lines and left:
            fitting = (
                one
                for one in propose(session, account, only=lines)
                if chosen.show.data in (None, one.state.value)
            )
            found += islice(fitting, left)
    return found


def _first_values(session: Session, one: Proposal) -> dict[str, Any]:
    target = one.target or (one.candidates[0].target if len(one.candidates) == 1 else None)
    values = _told(session, target)
    if target is None:
        line = session.get_one(BankLine, one.line)
        default = session.get_one(BankAccount, line.bank_account_id).default_fund_id
        values["fund"] = session.get_one(Fund, default).code
    proposed = f"{values.get('donor') or ''}|{values['fund']}|{values.get('campaign') or ''}"
    sure = one.target is not None
    return values | {
        "line": str(one.line),
        "proposed": proposed if sure else "",
        "tick": sure,
        "verdict": (Verdict.OTHER if one.state.value == "not_a_gift" else Verdict.GIFT).value,
    }


def _told(session: Session, target: Target | None) -> dict[str, Any]:
    if target is None:
        return {}
    campaign = session.get(Campaign, target.campaign) if target.campaign else None
    return {
        "donor": target.donor,
        "fund": session.get_one(Fund, target.fund).code,
        "campaign": campaign.code if campaign else None,
    }


def _shown(line: BankLine, proposal: Proposal | None) -> Shown:
    if proposal is None:
        return Shown(line, "", "", ())
    reasons = tuple(one.reason for one in proposal.candidates)
    return Shown(line, _(PROPOSALS[proposal.state]), proposal.reason, reasons)


class RestForm(DeedForm):
    """Which lines are booked although nobody knows yet whose they are."""

    bank = Choice("Tài khoản", required=False, hint="Bỏ trống: mọi tài khoản.")
    days = Days("Ngày", required=False, hint="3/2026, 15/3/2026…; bỏ trống: mọi ngày.")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's accounts."""
        self.bank.offer(bank_choices(session, unit.id))


class Identify(Page):
    """The screen."""

    looks = "donation.accept"
    title = "Xác định người cho"
    section = "Ngân hàng"
    address = "xac-dinh"

    @expose("/")
    def index(self) -> Any:
        """Show the first lines that wait."""
        return self.accept()

    @deed(
        "/ghi",
        "donation.accept",
        IdentifyForm,
        "Xác định người cho của tiền vào",
        say="Đã ghi {gifts:so} khoản ủng hộ, {amount:dong}; {waiting:so} khoản chờ xác định; {others:so} dòng không phải ủng hộ.",
        button="Ghi các dòng đã chọn",
        template="banking/identify.html",
        back="batches.one",
    )
    def accept(self, session: Session, command: Command, form: IdentifyForm) -> Answer:
        """Carry out what is ticked; a line that cannot be is told and hinders no other."""
        if not form.ticked:
            raise NothingTickedError
        money = money_of(session, command, [row.number for row in form.ticked])
        desk = _Desk(session, command)
        for row in form.ticked:
            desk.take(row, money[row.number])
        return desk.carry_out()

    @deed(
        "/con-lai",
        "bank.book_unidentified",
        RestForm,
        "Ghi mọi dòng tiền vào còn lại vào tiền chờ xác định",
        say="Đã ghi {entries:so} khoản, {amount:dong}, vào tài khoản chờ xác định.",
        button="Ghi chờ xác định",
        back="identify.index",
        tries=True,
    )
    def rest(self, session: Session, command: Command, form: RestForm) -> Answer:
        """Book what is not in the book yet as money whose giver is unknown."""
        accounts = chosen_accounts(session, command.unit, form.bank.data)
        waiting = [line for one in accounts for line in unmatched_credits(session, one.id, form.days.data)]
        booked = book_unidentified(session, command, waiting)
        return {"entries": booked.entries, "amount": booked.amount}


class _Desk:
    """Carries out the ticked rows of one sending."""

    def __init__(self, session: Session, command: Command) -> None:
        self.session, self.command = session, command
        self.gifts: list[NewGift] = []
        self.waiting: list[int] = []
        self.others = 0
        self.refused: list[KhfundError] = []

    def take(self, row: LineRow, money: LineMoney) -> None:
        """Look at one row; what it asks for is done at the end."""
        verdict = Verdict(row.verdict.data)
        line = find_line(self.session, self.command.unit, row.number)
        if not money.left and not money.unidentified:
            self.refused.append(RowUsedError(line=line.id))
        elif verdict is Verdict.GIFT and not row.fund.data:
            self.refused.append(RowWithoutFundError(line=line.id))
        else:
            try:
                self._decided(row, line, verdict, money)
            except KhfundError as refusal:
                self.refused.append(RowRefusedError(line=line.id, why=str(refusal)))

    def _decided(self, row: LineRow, line: BankLine, verdict: Verdict, money: LineMoney) -> None:
        session, unit_id = self.session, self.command.unit
        donor = find_donor(session, unit_id, row.donor.data) if row.donor.data else None
        fund = find_fund(session, unit_id, row.fund.data) if row.fund.data else None
        campaign = find_campaign(session, unit_id, row.campaign.data) if row.campaign.data else None
        if verdict is not Verdict.GIFT or row.told != row.proposed.data or row.phrase.data:
            decide(
                session,
                self.command,
                line,
                verdict,
                donor=donor,
                fund=fund,
                campaign=campaign,
                phrase=row.phrase.data,
            )
        if verdict is Verdict.OTHER:
            self.others += 1
        elif verdict is Verdict.UNKNOWN:
            self.waiting += [line.id] if money.left else []
        elif fund is not None:
            part = Part(fund.id, money.unidentified or money.left)
            self.gifts.append(
                NewGift(
                    donor.id if donor else None,
                    line.day,
                    (part,),
                    Way.TRANSFER,
                    bank_line=line.id,
                    campaign=campaign.id if campaign else None,
                )
            )

    def carry_out(self) -> Answer:
        """Book the gifts and what waits."""
        numbers = receive_all(self.session, self.command, self.gifts) if self.gifts else []
        booked = book_unidentified(self.session, self.command, self.waiting)
        return {
            "gifts": len(numbers),
            "amount": sum(gift.amount for gift in self.gifts),
            "waiting": booked.entries,
            "others": self.others,
            "number": self.command.number,
            "warnings": [
                {"message": sentence(one, said_in="vi"), "english": sentence(one, said_in="en")}
                for one in self.refused
            ],
        }
