"""Drafting a payment run: what is owed is collected, whoever is not paid now is listed with a coded reason.

Drafting first lets every `falls_due` raiser write what falls due, then asks every `may_withhold` as of the payout day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import ColumnElement, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.banking.payment_code import PAYMENT, make_code
from khfund.calendar import SchoolYear
from khfund.calendar import today as day_of
from khfund.db import Base, guard, never_changes, one_of
from khfund.errors import KhfundError, Place, Problem, ProblemsFound
from khfund.scholarships.award import Award
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.enrolment import enrolments
from khfund.scholarships.instalment import (
    DROP_NAMES,
    RAISERS,
    WITHHOLDERS,
    DropReason,
    Instalment,
    InstalmentWithdrawal,
    Withholding,
)
from khfund.scholarships.nomination import Nomination
from khfund.scholarships.payee import Payee, payees
from khfund.scholarships.payment_line import PaidBy, PaymentLine, digest, next_line_id, write_lines
from khfund.scholarships.payment_run import PaymentRun
from khfund.scholarships.payment_standing import LINE_STATE_NAMES, LineState, in_a_live_run, line_states
from khfund.scholarships.programme import Programme
from khfund.scholarships.recipient import Recipient

if TYPE_CHECKING:
    from khfund.command import Command


class InstalmentWithheldError(KhfundError):
    """An instalment that is due is paid on the payout day."""

    message = "{reason}. {sentence}"
    english = "Withheld ({reason}). {sentence}"


class NothingToPayError(ProblemsFound):
    """A run pays somebody; `problems` tell of everybody who is due and withheld."""

    message = "Đến {until:%d/%m/%Y} không có kỳ chi nào trả được; {count:so} kỳ chi bị giữ lại.{first}"
    english = "Up to {until:%d/%m/%Y} nothing can be paid; {count:so} instalments are withheld.{first}"

    def __init__(self, *, until: date, problems: Sequence[Problem], **_derived: Any) -> None:
        self.problems = tuple(problems)
        first = f" {self.problems[0]}" if problems else ""
        KhfundError.__init__(self, until=until, problems=self.problems, count=len(problems), first=first)


class PayoutTooEarlyError(KhfundError):
    """A run is paid when its instalments are due, or later."""

    message = "Ngày trả {payout:%d/%m/%Y} trước ngày {until:%d/%m/%Y} mà các kỳ chi đến hạn; hãy chọn ngày trả sau đó."
    english = "The payout day {payout:%d/%m/%Y} lies before {until:%d/%m/%Y}, up to which instalments fall due; choose a later one."


class NotReturnedError(KhfundError):
    """Only what came back, and waits, is paid again."""

    message = "Khoản chi {code} không ở trạng thái bị trả lại nên không chi lại được (đang «{state}»)."
    english = "The payment {code} did not come back and cannot be paid again (it is «{state}»)."


class PayeeStillMissingError(KhfundError):
    """What is paid again goes to a payee that is known."""

    message = (
        "Khoản chi {code} chưa có nơi nhận tiền; hãy ghi nơi nhận (`khfund recipient payee`) rồi chi lại."
    )
    english = "Nobody is known to take the payment {code}; enter the payee (`khfund recipient payee`), then pay again."


class PaymentWithheld(Base):
    """An instalment that was due and stayed out of a run, and why; the sentence names nobody."""

    __tablename__ = "payment_withheld"

    run_id: Mapped[int] = mapped_column(ForeignKey("payment_run.id"), primary_key=True)
    instalment_id: Mapped[int] = mapped_column(ForeignKey("instalment.id"), primary_key=True, index=True)
    reason: Mapped[DropReason] = mapped_column(one_of(DropReason))
    sentence: Mapped[str] = mapped_column(String(500))

    @property
    def lines(self) -> tuple[str, str]:
        """What the log vouches for: figures and text."""
        return f"{self.run_id}|{self.instalment_id}|{self.reason.value}", self.sentence


never_changes("payment_withheld")
guard(
    "payment_withheld_of_running_command",
    "payment_withheld",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM leaf WHERE number = (SELECT command_number FROM payment_run WHERE id = NEW.run_id))",
    refusal="payment_withheld: a drafted run gains no lines",
)


@witnesses("payment_withheld")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(PaymentWithheld, PaymentRun.command_number).join(
        PaymentRun, PaymentRun.id == PaymentWithheld.run_id
    )
    for row, number in session.execute(
        query.order_by(PaymentRun.command_number, PaymentWithheld.run_id, PaymentWithheld.instalment_id)
    ):
        yield number, *row.lines


def draft_run(
    session: Session,
    command: Command,
    *,
    until: date,
    payout: date | None = None,
    programme: Programme | None = None,
    award_round: AwardRound | None = None,
) -> PaymentRun:
    """Draft a run of all open instalments due up to `until`, inclusive; without `payout` it is paid then, or today.

    Raises: PayoutTooEarlyError, NothingToPayError, and what raisers raise.
    """
    payout = payout or max(until, day_of(command.at))
    if payout < until:
        raise PayoutTooEarlyError(payout=payout, until=until)
    for raiser in RAISERS:
        raiser(session, command, until)
    due = due_instalments(session, command.unit, until, programme=programme, award_round=award_round)
    withheld = withholdings(session, due, payout)
    payable = [one for one in due if one.id not in withheld]
    if not payable:
        raise NothingToPayError(until=until, problems=_told(due, withheld))
    lines = _lines(session, payable, payout)
    scope = _Scope(
        until, payout, programme.id if programme else None, award_round.id if award_round else None
    )
    run = _write(session, command, scope, lines)
    rows = [
        PaymentWithheld(run_id=run.id, instalment_id=number, reason=why.reason, sentence=why.sentence[:500])
        for number, why in sorted(withheld.items())
    ]
    session.add_all(rows)
    session.flush()
    for row in rows:
        command.witness("payment_withheld", *row.lines)
    return run


def due_instalments(
    session: Session,
    unit_id: int,
    until: date,
    *,
    programme: Programme | None = None,
    award_round: AwardRound | None = None,
) -> list[Instalment]:
    """Return what is owed up to a day, not withdrawn and in no live run."""
    query = select(Instalment).where(*_due(unit_id, until))
    if programme is not None:
        query = query.where(Instalment.programme_id == programme.id)
    if award_round is not None:
        query = query.join(Award, Award.id == Instalment.award_id).where(Award.round_id == award_round.id)
    return list(session.scalars(query.order_by(Instalment.id)))


def count_due(session: Session, unit_id: int, until: date) -> int:
    """Return how many instalments are owed up to a day, not withdrawn and in no live run."""
    return session.scalars(select(func.count()).select_from(Instalment).where(*_due(unit_id, until))).one()


def _due(unit_id: int, until: date) -> tuple[ColumnElement[bool], ...]:
    withdrawn = select(InstalmentWithdrawal.instalment_id).where(
        InstalmentWithdrawal.instalment_id == Instalment.id
    )
    return Instalment.unit_id == unit_id, Instalment.due <= until, ~withdrawn.exists(), ~in_a_live_run()


def withholdings(session: Session, instalments: Sequence[Instalment], payout: date) -> dict[int, Withholding]:
    """Return instalment id → why it is not paid on the payout day; who has no payee comes last."""
    found: dict[int, Withholding] = {}
    for withholder in WITHHOLDERS:
        for number, why in withholder(session, instalments, payout).items():
            found.setdefault(number, why)
    known = payees(session, sorted({one.recipient_id for one in instalments}), payout)
    for one in instalments:
        if one.recipient_id not in known:
            found.setdefault(one.id, _NO_PAYEE)
    return found


def _told(due: Sequence[Instalment], withheld: Mapping[int, Withholding]) -> list[Problem]:
    """Who is due and withheld, by numbers, each with the reason."""
    return [
        Problem(
            Place(f"Người nhận số {one.recipient_id}, kỳ chi số {one.id}"),
            InstalmentWithheldError(reason=DROP_NAMES[why.reason].capitalize(), sentence=why.sentence),
        )
        for one in due
        if (why := withheld.get(one.id)) is not None
    ]


_NO_PAYEE = Withholding(DropReason.PAYEE_MISSING, "Chưa có tài khoản hay người nhận tiền nào được ghi.")


def _lines(session: Session, instalments: Sequence[Instalment], payout: date) -> list[PaymentLine]:
    """The lines of a run, by programme, place and name."""
    known = payees(session, sorted({one.recipient_id for one in instalments}), payout)
    people, places = _people(session, instalments), _places(session, instalments, payout)
    ordered = sorted(
        instalments,
        key=lambda one: (
            one.programme_id,
            places[one.id],
            people[one.recipient_id].sort_key,
            one.month,
            one.id,
        ),
    )
    first = next_line_id(session)
    return [
        _line(
            one,
            known[one.recipient_id],
            number=number,
            place=places[one.id],
            name=people[one.recipient_id].full_name,
        )
        for number, one in enumerate(ordered, first)
    ]


def _line(one: Instalment, payee: Payee, *, number: int, place: str, name: str) -> PaymentLine:
    way, bank, bank_number, holder = paid_to(payee)
    return PaymentLine(
        id=number,
        number=number,
        first_id=number,
        instalment_id=one.id,
        programme_id=one.programme_id,
        fund_id=one.fund_id,
        account_id=one.account_id,
        recipient_id=one.recipient_id,
        amount=one.amount,
        code=make_code(PAYMENT, number),
        way=way,
        bank=bank,
        bank_number=bank_number,
        holder=holder,
        recipient_name=name,
        belongs_to=place[:300],
        what=one.what,
    )


def paid_to(payee: Payee) -> tuple[PaidBy, str, str, str]:
    """How and where a payee is paid: way, bank, number, holder; a school without an account takes cash."""
    return PaidBy.BANK if payee.number else PaidBy.CASH, payee.bank, payee.number, payee.holder


def _people(session: Session, instalments: Sequence[Instalment]) -> dict[int, Recipient]:
    wanted = {one.recipient_id for one in instalments}
    return {one.id: one for one in session.scalars(select(Recipient).where(Recipient.id.in_(wanted)))}


def _places(session: Session, instalments: Sequence[Instalment], payout: date) -> dict[int, str]:
    """Instalment id → school and class of that school year, else as nominated, else where the recipient lives."""
    people = sorted({one.recipient_id for one in instalments})
    enrolled = enrolments(session, people, SchoolYear.of(payout).year)
    query = (
        select(Instalment.id, Instalment.recipient_id, Nomination.school, Nomination.school_class)
        .add_columns(Recipient.village, Recipient.commune)
        .join(Recipient, Recipient.id == Instalment.recipient_id)
        .outerjoin(Award, Award.id == Instalment.award_id)
        .outerjoin(Nomination, Nomination.id == Award.nomination_id)
        .where(Instalment.id.in_([one.id for one in instalments]))
    )
    places = {}
    for number, person, school, school_class, village, commune in session.execute(query):
        now = enrolled.get(person)
        studies = (now.school, now.school_class) if now else (school, school_class)
        places[number] = ", ".join(filter(None, studies if studies[0] else (village, commune)))
    return places


def draft_again(
    session: Session, command: Command, lines: Sequence[PaymentLine], *, payout: date | None = None
) -> PaymentRun:
    """Draft a run that pays again what came back, to the payees as they are known now.

    Raises: NotReturnedError, PayeeStillMissingError.
    """
    payout = payout or day_of(command.at)
    for line in lines:
        run = session.get_one(PaymentRun, line.run_id)
        state = line_states(session, run)[line.id]
        if state is not LineState.RETURNED:
            raise NotReturnedError(code=line.code, state=LINE_STATE_NAMES[state])
    instalments = [session.get_one(Instalment, line.instalment_id) for line in lines]
    known = payees(session, sorted({one.recipient_id for one in instalments}), payout)
    for line in lines:
        if line.recipient_id not in known:
            raise PayeeStillMissingError(code=line.code)
    first_of = {line.instalment_id: line.first_id for line in lines}
    again = _lines(session, instalments, payout)
    for line in again:
        line.first_id = first_of[line.instalment_id]
    return _write(session, command, _Scope(payout, payout, None, None), again)


@attrs.frozen
class _Scope:
    until: date
    payout: date
    programme: int | None
    award_round: int | None


def _write(session: Session, command: Command, scope: _Scope, lines: Sequence[PaymentLine]) -> PaymentRun:
    run_id = (session.scalar(select(func.max(PaymentRun.id))) or 0) + 1
    for number, line in enumerate(lines, 1):
        line.run_id, line.number = run_id, number
    run = PaymentRun(
        id=run_id,
        unit_id=command.unit,
        programme_id=scope.programme,
        round_id=scope.award_round,
        until=scope.until,
        payout=scope.payout,
        line_count=len(lines),
        total=sum(line.amount for line in lines),
        lines_hash=digest(lines),
        command_number=command.number,
        drafted_by=command.person_id,
    )
    session.add(run)
    session.flush()
    command.witness("payment_run", run.figures, "")
    write_lines(session, command, lines)
    return run


def withheld_of(session: Session, run: PaymentRun) -> list[tuple[PaymentWithheld, Instalment]]:
    """Return what stayed out of a run, by instalment."""
    query = (
        select(PaymentWithheld, Instalment)
        .join(Instalment, Instalment.id == PaymentWithheld.instalment_id)
        .where(PaymentWithheld.run_id == run.id)
        .order_by(PaymentWithheld.instalment_id)
    )
    return [(row, one) for row, one in session.execute(query)]
