"""What waits of the rounds, told on the first page: closing, late units, ballots of one's own, what is ready to go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.scholarships.ballot_grid import own_marks
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor
from admin.words import _
from khfund.calendar import today
from khfund.errors import KhfundError
from khfund.reports.ballot_form import ballot_form
from khfund.scholarships.allocation_run import latest_run
from khfund.scholarships.award import Award
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.ballot import require_voting, voting_closed
from khfund.scholarships.instalment import Instalment, InstalmentWithdrawal
from khfund.scholarships.nomination_survey import Answer, survey
from khfund.scholarships.payment_line import PaymentLine
from khfund.scholarships.round_state import RoundState
from khfund.scholarships.score import find_rubric
from khfund.unit import Unit

CLOSING = timedelta(days=7)  # in which the last day for nominations is near


def _in_state(session: Session, unit: Unit, state: RoundState) -> list[AwardRound]:
    query = select(AwardRound).where(AwardRound.unit_id == unit.id, AwardRound.state == state)
    return list(session.scalars(query.order_by(AwardRound.id)))


@todo("round.close")
def _closing(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    """Rounds whose last day for nominations is near or over."""
    for one in _in_state(session, unit, RoundState.OPEN):
        if one.nominate_until < today():
            said = _("đợt {code} đã hết hạn nhận đề nghị, chờ chốt", code=one.code)
            yield Task(said, 1, url_for("rounds.one", number=one.id), Urgency.LATE)
        elif one.nominate_until <= today() + CLOSING:
            said = _("đợt {code} nhận đề nghị đến hết {day:%d/%m}", code=one.code, day=one.nominate_until)
            yield Task(said, 1, url_for("rounds.one", number=one.id), Urgency.SOON)


@todo("nomination.import")
def _missing(session: Session, unit: Unit, visitor: Visitor) -> Iterator[Task]:
    """Units that have sent nothing although the last day is over: of those for which this person works."""
    own = visitor.sends_for.get(unit.id)
    for one in _in_state(session, unit, RoundState.OPEN):
        if one.nominate_until < today():
            late = sum(
                each.answer is Answer.MISSING and (own is None or each.unit.id in own)
                for each in survey(session, one, today())
            )
            said = _("đơn vị chưa gửi đề nghị vào đợt {code}", code=one.code)
            yield Task(said, late, url_for("rounds.one", number=one.id), Urgency.LATE)


@todo("round.screen")
def _to_screen(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    """Rounds that are closed and not screened."""
    for one in _in_state(session, unit, RoundState.CLOSED):
        late = one.screen_until is not None and one.screen_until < today()
        said = _("đợt {code} đã chốt, chờ thẩm định", code=one.code)
        yield Task(said, 1, url_for("screening.one", number=one.id), Urgency.LATE if late else Urgency.SOON)


@todo("ballot.cast")
def _to_score(session: Session, unit: Unit, visitor: Visitor) -> Iterator[Task]:
    """Candidates whom this member has not scored yet."""
    for one in _in_state(session, unit, RoundState.SCREENED):
        try:
            require_voting(session, one, today())
            form = ballot_form(session, one, visitor.id, visitor.name)
        except KhfundError:
            continue
        own = own_marks(session, one, visitor.id)
        left = sum(1 for row in form.rows if row.nomination not in own)
        yield Task(
            _("em chờ ông/bà chấm điểm (đợt {code})", code=one.code),
            left,
            url_for("ballots.cast", number=one.id),
            Urgency.SOON,
        )


@todo("award.allocate")
def _to_allocate(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    """Rounds that are screened, and scored if they are to be."""
    for one in _in_state(session, unit, RoundState.SCREENED):
        if find_rubric(session, one) is None or voting_closed(session, one):
            said = _("đợt {code} sẵn sàng phân suất", code=one.code)
            yield Task(said, 1, url_for("allocation.one", number=one.id))


@todo("award.decide")
def _to_decide(session: Session, unit: Unit, visitor: Visitor) -> Iterator[Task]:
    """Rounds that somebody else has allocated."""
    for one in _in_state(session, unit, RoundState.ALLOCATED):
        if latest_run(session, one).drafted_by != visitor.id:
            said = _("đợt {code} đã phân suất, chờ quyết định", code=one.code)
            yield Task(said, 1, url_for("allocation.decide", number=one.id), Urgency.SOON)


@todo("award.look")
def _unpaid(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    """Awards whose first payment is due and that stand in no payment list, so that nobody has signed for them."""
    in_run = select(PaymentLine.instalment_id).where(PaymentLine.instalment_id == Instalment.id).exists()
    gone = (
        select(InstalmentWithdrawal.instalment_id)
        .where(InstalmentWithdrawal.instalment_id == Instalment.id)
        .exists()
    )
    query = (
        select(func.count(Award.id.distinct()), func.max(Award.round_id))
        .join(Instalment, Instalment.award_id == Award.id)
        .where(Award.unit_id == unit.id, Instalment.due <= today(), ~in_run, ~gone)
    )
    count, number = session.execute(query).one()
    if count:
        url = url_for("awards.of_round", number=number)
        yield Task(_("suất đến ngày chi, chưa vào bảng chi và danh sách ký nhận"), count, url, Urgency.SOON)
