"""Paying Học bổng Tô Hiệu 2025-2026: through the schools, in one batch; one award is revoked, one transfer comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.banking.bank_line import BankLine, lines
from khfund.banking.bank_line import LineState as BankState
from khfund.command import Answer, Command
from khfund.demo.award_season import PAYOUT, season
from khfund.demo.office import BIDV, Office, at
from khfund.demo.sponsored_child import approve_and_send, confirmation
from khfund.scholarships.award import Award
from khfund.scholarships.award_outcome import revoke_award
from khfund.scholarships.consent import ConsentScope, give_consent
from khfund.scholarships.guardian import Relation, name_guardian
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.nomination import Nomination
from khfund.scholarships.payee import PayeeWay, set_payee
from khfund.scholarships.payment_draft import draft_again, draft_run
from khfund.scholarships.payment_line import PaymentLine, lines_of
from khfund.scholarships.payment_proof import ProofKind, file_proof
from khfund.scholarships.payment_return import record_return
from khfund.scholarships.payment_run import PaymentRun
from khfund.scholarships.payment_settlement import settle_by_bank
from khfund.scholarships.payment_standing import LineState, line_states
from khfund.scholarships.promotion import promote
from khfund.scholarships.recipient import Recipient

REVOKED, DRAFTED, PROMOTED, SECOND = (
    date(2025, 10, 1),
    date(2025, 10, 2),
    date(2025, 10, 6),
    date(2025, 11, 18),
)
BATCH, BACK = "UNC CHI HOC BONG TO HIEU THEO DANH SACH", "HOAN TRA LENH CHI"
"""How the bank's words begin for a whole list that it paid, and for a transfer that came back."""


def payment_jobs(office: Office) -> Iterator[tuple[datetime, Callable[[], object]]]:
    """Give everything between the decision and the bank, each with its moment."""
    yield at(date(2025, 9, 29), 9), partial(_payees, office)
    yield at(REVOKED, 9), partial(_revoke, office)
    yield at(DRAFTED, 9), partial(_pay, office, DRAFTED, PAYOUT, ("ketoantruong", "chutich"))
    yield at(PROMOTED, 9), partial(_promote, office)
    yield at(date(2025, 11, 14), 9), partial(_pay, office, date(2025, 11, 14), SECOND, ("chutich",))


def _awards(session: Session, office: Office) -> list[Award]:
    query = select(Award).where(Award.round_id == season(session, office).id)
    return list(session.scalars(query.order_by(Award.id)))


def _payees(office: Office) -> None:
    """Every award goes through the child's school; some families agree that the child's name is published."""
    day = date(2025, 9, 29)

    def work(session: Session, command: Command) -> Answer:
        for award in _awards(session, office):
            _set_payee(session, command, award, day)
        return {"payees": len(_awards(session, office))}

    office.do("canbo", "recipient.payee", at(day, 9), work)


def _set_payee(session: Session, command: Command, award: Award, day: date) -> None:
    child = session.get_one(Recipient, award.recipient_id)
    school = session.get_one(Nomination, award.nomination_id).school
    number = f"97041{sum(map(ord, school)):08}"
    set_payee(
        session, command, child, PayeeWay.SCHOOL, bank="970418", number=number, holder=f"Trường {school}", since=day
    )  # fmt: skip
    if award.id % 4 == 0 and (child.birth_year or day.year) < day.year - 8:
        carer = name_guardian(
            session, command, child.id, "Người nuôi dưỡng của em", Relation.OTHER, represents=True, raises=True, since=day
        )  # fmt: skip
        for guardian in (None, carer.id):
            give_consent(
                session, command, child, ConsentScope.PUBLISH_NAME, guardian=guardian, day=day, paper="Giấy đồng ý công khai"
            )  # fmt: skip


def _revoke(office: Office) -> None:
    """A child has moved away before anything was paid."""

    def work(session: Session, command: Command) -> Answer:
        award = _awards(session, office)[1]
        revoke_award(
            session,
            command,
            award,
            reason=DropReason.MOVED,
            note="gia đình chuyển đi",
            paper="Báo cáo của xã",
        )
        return {"award": award.id}

    office.do("ketoantruong", "award.revoke", at(REVOKED, 9), work)


def _promote(office: Office) -> None:
    """The next of the same commune takes the place."""

    def work(session: Session, command: Command) -> Answer:
        revoked = _awards(session, office)[1]
        award = promote(session, command, revoked, number="43/QĐ-HKH", day=PROMOTED, payouts=[SECOND])
        _set_payee(session, command, award, PROMOTED)
        return {"award": award.id}

    office.do("chutich", "award.promote", at(PROMOTED, 9), work)


def _pay(office: Office, day: date, payout: date, by: tuple[str, ...]) -> None:
    """Draft, approve and send; above 50 million two approve."""

    def draft(session: Session, command: Command) -> Answer:
        run = draft_run(session, command, until=payout, payout=payout, award_round=season(session, office))
        return {"run": run.id, "total": run.total}

    run = office.do("ketoan", "payment.draft", at(day, 9), draft)["run"]
    approve_and_send(office, run, day, BIDV, by=by)


def settle_awards(office: Office, moment: datetime) -> None:
    """Settle the lists by the bank's lines; what came back is to be paid again."""
    if not office.do("thuquy", "payment.settle", moment, partial(_settle, office))["settled"]:
        return
    office.do("thuquy", "payment.returned", moment, partial(_come_back, office))
    office.do("ketoan", "payment.prove", moment, _prove)
    run = office.do("ketoan", "payment.again", moment, _draft_again)["run"]
    approve_and_send(office, run, moment.date(), BIDV, by=("chutich",))


def _settle(office: Office, session: Session, command: Command) -> Answer:
    found = _waiting(session, office, BATCH)
    for line in found:
        settle_by_bank(session, command, line, _paid_on(session, line))
    return {"settled": len(found)}


def _come_back(office: Office, session: Session, command: Command) -> Answer:
    found = _waiting(session, office, BACK)
    for line in found:
        record_return(session, command, [_returned(session, line)], reason="sai số tài khoản", bank_line=line)
    return {"returned": len(found)}


def _prove(session: Session, command: Command) -> Answer:
    run = _first_run(session)
    returned = {one.id for one in _back(session)}
    signed = [one for one in lines_of(session, run) if one.id not in returned]
    content = confirmation("Học bổng Tô Hiệu năm học 2025-2026")
    file_proof(
        session, command, signed, kind=ProofKind.SCHOOL, day=PAYOUT, file_name="ky-nhan.pdf", content=content
    )
    return {"proven": len(signed)}


def _draft_again(session: Session, command: Command) -> Answer:
    return {"run": draft_again(session, command, _back(session)).id}


def _first_run(session: Session) -> PaymentRun:
    return session.scalars(select(PaymentRun).where(PaymentRun.payout == PAYOUT)).one()


def _waiting(session: Session, office: Office, words: str) -> list[BankLine]:
    unmatched = lines(session, office.bank(session, BIDV).id, BankState.UNMATCHED)
    return [line for line in unmatched if line.narration.startswith(words)]


def _paid_on(session: Session, line: BankLine) -> list[PaymentLine]:
    run = session.scalars(
        select(PaymentRun).where(PaymentRun.payout == line.day, PaymentRun.round_id.is_not(None))
    ).one()
    return lines_of(session, run)


def _returned(session: Session, line: BankLine) -> PaymentLine:
    """The payment of the first list with the amount that came back; the bank names nobody."""
    run = _first_run(session)
    return next(one for one in lines_of(session, run) if one.amount == line.credit)


def _back(session: Session) -> list[PaymentLine]:
    """What came back and waits to be paid again."""
    run = _first_run(session)
    states = line_states(session, run)
    return [one for one in lines_of(session, run) if states[one.id] is LineState.RETURNED]
