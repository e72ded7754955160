"""The bank's statement against the payments: which line pays or brings back what, ticked many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Picks
from admin.page import Page
from admin.visitor import reading, unit
from admin.words import _
from khfund.banking.bank_account import bank_accounts, find_bank_account
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.scholarships.payment_match import MATCH_NAMES, Match, propose_matches
from khfund.scholarships.payment_return import record_return
from khfund.scholarships.payment_settlement import settle_by_bank
from khfund.unit import Unit

SHOWN_MAX = 300  # lines at once; what is ticked makes room for the next


class MatchGoneError(KhfundError):
    """What was ticked stands as it was shown when it is booked."""

    message = "Dòng sao kê {line} không còn khớp như khi xem; chưa ghi dòng này."
    english = "Bank line {line} no longer matches as it was shown; it is not booked."


class MatchForm(DeedForm):
    """The lines that a person accepts."""

    lines = Picks("Dòng sao kê")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer what nothing stands against; what a code tells is ticked."""
        found = _proposed(session, unit.id, path["account"])
        self.lines.offer(one.bank_line.id for one in found if not one.why_not)
        if not self.is_submitted():
            self.lines.data = [str(one.bank_line.id) for one in found if one.is_certain]


def _proposed(session: Session, unit_id: int, account: str) -> list[Match]:
    if "matches" not in g:
        g.matches = propose_matches(session, find_bank_account(session, unit_id, account))[:SHOWN_MAX]
    found: list[Match] = g.matches
    return found


class PaymentMatches(Page):
    """Statements of the bank and what they say of payments."""

    looks = "money.look"
    title = "Đối chiếu chi với sao kê"
    section = "Học bổng"
    address = "doi-chieu-chi"

    @expose("/")
    def index(self) -> str:
        """Show the bank accounts."""
        return self.render("scholarships/payment_accounts.html", accounts=bank_accounts(reading(), unit().id))

    def proposed(self, session: Session, account: str) -> dict[str, Any]:
        """What the statement proposes, line by line."""
        g.pop("matches", None)  # what was booked meanwhile is not proposed again
        return {"rows": [_row(one) for one in _proposed(session, unit().id, account)]}

    @deed(
        "/<account>/",
        "payment.settle",
        MatchForm,
        "Đối chiếu chi với sao kê, tài khoản {account}",
        say="Đã ghi {lines:so} dòng sao kê: trả {paid:so} khoản, {amount:dong}; {returned:so} khoản bị trả lại.",
        button="Ghi các dòng đã chọn",
        template="scholarships/payment_matches.html",
        shows="proposed",
        back=".accept",
    )
    def accept(self, session: Session, command: Command, form: MatchForm, account: str) -> Answer:
        """Book the lines that were ticked; one that no longer matches is left out and told."""
        wanted = set(form.lines.data)
        found = propose_matches(session, find_bank_account(session, command.unit, account))
        chosen = [one for one in found if str(one.bank_line.id) in wanted and not one.why_not]
        for gone in sorted(wanted - {str(one.bank_line.id) for one in chosen}, key=int):
            command.warn(MatchGoneError(line=int(gone)))
        for one in chosen:
            if one.comes_back:
                record_return(session, command, one.payments, reason="theo sao kê", bank_line=one.bank_line)
            else:
                settle_by_bank(session, command, one.bank_line, one.payments)
        paid = [one for one in chosen if not one.comes_back]
        return {
            "lines": len(chosen),
            "paid": sum(len(one.payments) for one in paid),
            "amount": sum(one.total for one in paid),
            "returned": sum(len(one.payments) for one in chosen if one.comes_back),
        }


def _row(one: Match) -> dict[str, Any]:
    line = one.bank_line
    return {
        "line": line.id,
        "day": line.day,
        "amount": line.amount,
        "narration": line.narration,
        "what": _("bị trả lại") if one.comes_back else _("trả"),
        "payments": _listed([payment.code for payment in one.payments]),
        "runs": sorted({payment.run_id for payment in one.payments}),
        "by": _(MATCH_NAMES[one.by]),
        "certain": one.is_certain,
        "why_not": one.why_not,
    }


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(codes[:3]) + (f" … ({len(codes)})" if len(codes) > 3 else "")
