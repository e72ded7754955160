"""What the office remembers of senders, and the transfer codes that it gave out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.donations.choosing import campaign_choices
from admin.field import Choice, Line, Tick
from admin.ledger.choosing import fund_choices
from admin.listing import Column, Kind, Listing
from admin.lookup import Lookup
from admin.searching import containing
from admin.visitor import unit
from khfund.command import Answer, Command
from khfund.donations.campaign import Campaign, find_campaign
from khfund.donations.donor import Donor, find_donor
from khfund.donations.issued_code import IssuedCode, issue_code
from khfund.donations.match_rule import MatchRule, RuleUnknownError, switch_rule
from khfund.donations.naming import SIGNS
from khfund.ledger import Fund, find_fund
from khfund.unit import Unit
from khfund.vietnamese import fold


class MatchRules(Listing):
    """The unit's rules, the newest first."""

    looks = "bank.decide"
    title = "Quy tắc nhận biết"
    section = "Ngân hàng"
    address = "quy-tac"
    columns = (
        Column("number", "Quy tắc", Kind.COUNT, link="matchrules.switch"),
        Column("sign", "Dấu hiệu", names=SIGNS),
        Column("pattern", "Nội dung"),
        Column("donor", "Người cho"),
        Column("fund", "Quỹ"),
        Column("campaign", "Đợt vận động"),
        Column("support", "Số lần", Kind.COUNT),
        Column("is_on", "Đang dùng", Kind.STATE),
    )
    searches = "nội dung, người cho"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the rules that some decision supports."""
        columns: tuple[Any, ...] = (
            MatchRule.id.label("number"),
            MatchRule.sign,
            MatchRule.pattern,
            Donor.full_name.label("donor"),
            Fund.code.label("fund"),
            Campaign.code.label("campaign"),
            MatchRule.support,
            MatchRule.is_on,
        )
        return (
            select(*columns)
            .join(Fund, Fund.id == MatchRule.fund_id)
            .outerjoin(Donor, Donor.id == MatchRule.donor_id)
            .outerjoin(Campaign, Campaign.id == MatchRule.campaign_id)
            .where(MatchRule.unit_id == unit.id, MatchRule.support > 0)
        )

    def order(self) -> list[Any]:
        """The newest first."""
        return [MatchRule.id.desc()]

    def search(self, term: str) -> ColumnElement[bool]:
        """Find by what is recognised, or the giver."""
        return containing(term, folded=(MatchRule.pattern, Donor.search_fold))

    @deed(
        "/<int:number>",
        "bank.rule",
        DeedForm,
        "Tắt hoặc bật quy tắc {number}",
        say="Quy tắc {rule}: {state}.",
        button="Đổi",
        template="banking/rule.html",
        shows="looked_at",
    )
    def switch(self, session: Session, command: Command, _form: DeedForm, number: int) -> Answer:
        """Switch a rule off, or on again."""
        rule = _own(session, command.unit, number)
        one = switch_rule(session, command, number, on=not rule.is_on)
        return {"rule": one.id, "on": one.is_on, "state": "dùng lại" if one.is_on else "không dùng nữa"}

    def looked_at(self, session: Session, number: int) -> dict[str, Any]:
        """One rule."""
        return {"rule": _own(session, unit().id, number), "signs": SIGNS}


def _own(session: Session, unit_id: int, number: int) -> MatchRule:
    rule = session.get(MatchRule, number)
    if rule is None or rule.unit_id != unit_id:
        raise RuleUnknownError(number=number)
    return rule


class CodeForm(DeedForm):
    """What a new code stands for."""

    prefix = Line("Phần đầu của mã", hint="Chữ cái và số, không dấu, như KHTET26.")
    fund = Choice("Quỹ")
    campaign = Choice("Đợt vận động", required=False)
    donor = Lookup("Người cho", "donor", required=False, hint="Mã riêng của một người; bỏ trống: mã chung.")
    unnamed = Tick("Ai dùng cũng được: không rõ tên vẫn là ủng hộ")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer funds and campaigns."""
        self.fund.offer(fund_choices(session, unit.id))
        self.campaign.offer(campaign_choices(session, unit.id))


class TransferCodes(Listing):
    """The transfer codes that the unit gave out."""

    looks = "giver.look"
    title = "Mã chuyển khoản"
    section = "Nhà hảo tâm"
    address = "ma-chuyen-khoan"
    columns = (
        Column("code", "Mã", sort=IssuedCode.code),
        Column("fund", "Quỹ"),
        Column("campaign", "Đợt vận động"),
        Column("donor", "Người cho"),
        Column("unnamed", "Không cần tên", Kind.STATE),
    )
    searches = "mã, người cho"
    template = "banking/codes.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the unit's codes."""
        columns: tuple[Any, ...] = (
            IssuedCode.code,
            Fund.name.label("fund"),
            Campaign.name.label("campaign"),
            Donor.full_name.label("donor"),
            IssuedCode.unnamed,
        )
        return (
            select(*columns)
            .join(Fund, Fund.id == IssuedCode.fund_id)
            .outerjoin(Donor, Donor.id == IssuedCode.donor_id)
            .outerjoin(Campaign, Campaign.id == IssuedCode.campaign_id)
            .where(IssuedCode.unit_id == unit.id)
        )

    def order(self) -> list[Any]:
        """By code."""
        return [IssuedCode.code]

    def search(self, term: str) -> ColumnElement[bool]:
        """Find by the code or the giver."""
        return IssuedCode.code.contains(fold(term).upper(), autoescape=True) | containing(
            term, folded=(Donor.search_fold,)
        )

    @deed(
        "/cap",
        "bank.issue_code",
        CodeForm,
        "Cấp mã chuyển khoản",
        say="Mã chuyển khoản: {code} (quỹ {fund}).",
        button="Cấp mã",
    )
    def issue(self, session: Session, command: Command, form: CodeForm) -> Answer:
        """Give out a code with its check character."""
        unit_id = command.unit
        one = issue_code(
            session,
            command,
            form.prefix.data,
            fund=find_fund(session, unit_id, form.fund.data),
            campaign=find_campaign(session, unit_id, form.campaign.data) if form.campaign.data else None,
            donor=find_donor(session, unit_id, form.donor.data) if form.donor.data else None,
            unnamed=form.unnamed.data,
        )
        return {"code": one.code, "fund": form.fund.data}
