"""`bank propose|decide|accept|rules|rule|issue-code|codes`: what a transfer is, as told by codes, rules and people."""

from __future__ import annotations

from collections import Counter
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund import money
from khfund.banking.bank_account import BankAccount, bank_accounts, find_bank_account
from khfund.banking.bank_line import BankLine, LineState, find_line
from khfund.calendar import DateRange
from khfund.cli.edge import Edge, pass_edge
from khfund.cli.words import Command as Verb
from khfund.cli.words import _, option
from khfund.command import Answer, Command
from khfund.donations import issued_code, line_decision, match_rule, proposal
from khfund.donations.campaign import Campaign, find_campaign
from khfund.donations.donor import Donor, find_donor
from khfund.donations.match_rule import Target
from khfund.donations.naming import PROPOSALS, SIGNS
from khfund.donations.proposal import Proposal, ProposalState
from khfund.ledger import Fund, find_fund

STATES = [LineState.UNMATCHED.value, LineState.UNIDENTIFIED.value]


@click.command("propose", cls=Verb)
@option("--number", help="Số tài khoản; bỏ trống để xem mọi tài khoản.")
@option("--days", "days_text", help="Khoảng ngày: 2026, 2026-03….")
@option("--state", type=click.Choice(STATES), default="unmatched", help="Tình trạng của dòng.")
@option(
    "--show", type=click.Choice([state.value for state in ProposalState]), help="Chỉ các đề xuất loại này."
)
@option("--limit", default=50, show_default=True, help="Nhiều nhất bấy nhiêu dòng.")
@pass_edge
def propose_(
    edge: Edge, number: str | None, days_text: str | None, state: str, show: str | None, limit: int
) -> None:
    """Đề xuất người cho, quỹ, đợt vận động cho từng dòng tiền vào; chưa ghi gì."""
    days = DateRange.parse(days_text) if days_text else None
    with edge.reading() as session:
        chosen = _accounts(session, edge.unit(session).id, number)
        counts: Counter[str] = Counter()
        wanted: list[Proposal] = []
        for account in chosen:
            for one in proposal.propose(session, account, days=days, state=LineState(state)):
                counts[one.state.value] += 1
                if len(wanted) < limit and show in {None, one.state.value}:
                    wanted.append(one)
        rows = [_row(session, one) for one in wanted]
    if edge.as_json:
        edge.tell({"items": rows, "counts": counts})
        return
    columns = [
        ("line", "Dòng"),
        ("amount", "Tiền vào"),
        ("state_name", "Đề xuất"),
        ("fund", "Quỹ"),
        ("campaign", "Đợt"),
    ]
    shown = [row | {"told": _told(row)} for row in rows]
    edge.list(
        shown,
        [*columns, ("told", "Người cho, vì sao, nội dung")],
        of=counts[show] if show else counts.total(),
    )
    if counts:
        click.echo("; ".join(f"{_(PROPOSALS[state])}: {count}" for state, count in _counted(counts)))


def _told(row: dict[str, Any]) -> str:
    """Who it may be, with the number by which `bank decide` takes a donor; why; and what the bank says."""
    targets = [row] if "donor" in row else row["candidates"]
    named = [f"{one['donor']} (--donor {one['donor_number']})" for one in targets if one["donor_number"]]
    return " — ".join(part for part in (" / ".join(named), row["reason"], row["narration"]) if part)


def _counted(counts: Counter[str]) -> list[tuple[ProposalState, str]]:
    return [(state, money.format(counts[state.value])) for state in ProposalState if counts[state.value]]


def _accounts(session: Session, unit_id: int, number: str | None) -> list[BankAccount]:
    return [find_bank_account(session, unit_id, number)] if number else bank_accounts(session, unit_id)


def _row(session: Session, one: Proposal) -> dict[str, Any]:
    line = session.get_one(BankLine, one.line)
    row = {
        "line": str(line.id),
        "day": line.day,
        "amount": line.credit,
        "narration": line.narration,
        "state": one.state.value,
        "state_name": _(PROPOSALS[one.state]),
        "reason": one.reason,
    }
    candidates = [
        _target(session, candidate.target) | {"reason": candidate.reason} for candidate in one.candidates
    ]
    return row | (_target(session, one.target) if one.target else {}) | {"candidates": candidates}


def _target(session: Session, target: Target) -> dict[str, object]:
    donor = session.get(Donor, target.donor) if target.donor else None
    campaign = session.get(Campaign, target.campaign) if target.campaign else None
    return {
        "donor_number": target.donor,
        "donor": donor.full_name if donor else "",
        "fund": session.get_one(Fund, target.fund).code,
        "campaign": campaign.code if campaign else "",
    }


@click.command("decide", cls=Verb)
@click.argument("line", type=int)
@click.argument("verdict", type=click.Choice([verdict.value for verdict in line_decision.Verdict]))
@option("--donor", "donor_number", type=int, help="Số của nhà hảo tâm.")
@option("--fund", "fund_code", help="Quỹ.")
@option("--campaign", "campaign_code", help="Mã đợt vận động.")
@option("--phrase", default="", help="Cụm từ trong nội dung để nhận ra các lần sau.")
@pass_edge
def decide_(
    edge: Edge,
    line: int,
    verdict: str,
    donor_number: int | None,
    fund_code: str | None,
    campaign_code: str | None,
    phrase: str,
) -> None:
    """Quyết định một dòng tiền vào là gì; quyết định của người luôn được giữ."""

    def work(session: Session, command: Command) -> Answer:
        unit_id = command.unit
        one = line_decision.decide(
            session,
            command,
            find_line(session, unit_id, line),
            line_decision.Verdict(verdict),
            donor=None if donor_number is None else find_donor(session, unit_id, donor_number),
            fund=find_fund(session, unit_id, fund_code) if fund_code else None,
            campaign=find_campaign(session, unit_id, campaign_code) if campaign_code else None,
            phrase=phrase,
        )
        return {"line": line, "verdict": one.verdict.value}

    payload = {"line": line, "verdict": verdict, "donor": donor_number, "fund": fund_code}
    payload |= {"campaign": campaign_code, "phrase": phrase}
    edge.carry_out("bank.decide", payload, work, say="Đã ghi quyết định cho dòng sao kê {line}.")


@click.command("accept", cls=Verb)
@option("--number", help="Số tài khoản; bỏ trống để ghi mọi tài khoản.")
@option("--days", "days_text", help="Khoảng ngày.")
@option("--state", type=click.Choice(STATES), default="unmatched", help="Tình trạng của dòng.")
@pass_edge
def accept(edge: Edge, number: str | None, days_text: str | None, state: str) -> None:
    """Ghi sổ mọi dòng có đề xuất khớp thành khoản ủng hộ."""
    days = DateRange.parse(days_text) if days_text else None

    def work(session: Session, command: Command) -> Answer:
        done = [
            proposal.accept_all(session, command, account, days=days, state=LineState(state))
            for account in _accounts(session, command.unit, number)
        ]
        return {"gifts": sum(one.gifts for one in done), "amount": sum(one.amount for one in done)}

    payload = {"number": number, "days": days_text, "state": state}
    edge.carry_out("donation.accept", payload, work, say="Đã ghi {gifts:so} khoản ủng hộ, {amount:dong}.")


@click.command("rules", cls=Verb)
@pass_edge
def rules_(edge: Edge) -> None:
    """Liệt kê quy tắc nhận biết đã học từ quyết định của người phụ trách."""
    with edge.reading() as session:
        rows = [
            {
                "rule": str(one.id),
                "sign": one.sign.value,
                "sign_name": _(SIGNS[one.sign]),
                "pattern": one.pattern,
                "support": one.support,
                "on": one.is_on,
            }
            | _target(session, Target(one.donor_id, one.fund_id, one.campaign_id))
            for one in match_rule.rules(session, edge.unit(session).id)
        ]
    columns = [
        ("rule", "Số"),
        ("sign_name", "Dấu hiệu"),
        ("pattern", "Nội dung"),
        ("donor", "Người cho"),
        ("fund", "Quỹ"),
    ]
    edge.list(rows, [*columns, ("support", "Số lần"), ("on", "Đang dùng")])


@click.command("rule", cls=Verb)
@click.argument("number", type=int)
@click.argument("switch", type=click.Choice(["on", "off"]))
@pass_edge
def rule(edge: Edge, number: int, switch: str) -> None:
    """Tắt hoặc bật lại một quy tắc nhận biết."""

    def work(session: Session, command: Command) -> Answer:
        return {"rule": match_rule.switch_rule(session, command, number, on=switch == "on").id, "on": switch}

    say = "Quy tắc {rule} được dùng lại." if switch == "on" else "Quy tắc {rule} không dùng nữa."
    edge.carry_out("bank.rule", {"rule": number, "switch": switch}, work, say=say)


@click.command("issue-code", cls=Verb)
@click.argument("prefix")
@option("--fund", "fund_code", required=True, help="Quỹ.")
@option("--campaign", "campaign_code", help="Mã đợt vận động.")
@option("--donor", "donor_number", type=int, help="Số của nhà hảo tâm.")
@option("--unnamed", is_flag=True, help="Ai dùng cũng được: không rõ tên vẫn là ủng hộ.")
@pass_edge
def issue_code(
    edge: Edge,
    prefix: str,
    fund_code: str,
    campaign_code: str | None,
    donor_number: int | None,
    unnamed: bool,
) -> None:
    """Cấp một mã chuyển tiền có ký tự kiểm tra."""

    def work(session: Session, command: Command) -> Answer:
        one = issued_code.issue_code(
            session,
            command,
            prefix,
            fund=find_fund(session, command.unit, fund_code),
            campaign=find_campaign(session, command.unit, campaign_code) if campaign_code else None,
            donor=None if donor_number is None else find_donor(session, command.unit, donor_number),
            unnamed=unnamed,
        )
        return {"code": one.code, "fund": fund_code}

    payload = {"prefix": prefix, "fund": fund_code, "campaign": campaign_code, "donor": donor_number}
    edge.carry_out(
        "bank.issue_code", payload | {"unnamed": unnamed}, work, say="Mã chuyển tiền: {code} (quỹ {fund})."
    )


@click.command("codes", cls=Verb)
@pass_edge
def codes(edge: Edge) -> None:
    """Liệt kê mã chuyển tiền đã cấp."""
    with edge.reading() as session:
        rows = [
            {"code": one.code} | _target(session, Target(one.donor_id, one.fund_id, one.campaign_id))
            for one in issued_code.issued_codes(session, edge.unit(session).id)
        ]
    edge.list(rows, [("code", "Mã"), ("fund", "Quỹ"), ("campaign", "Đợt"), ("donor", "Người cho")])
