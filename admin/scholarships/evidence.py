"""Facts that wait for a person: the words they came from beside what they suggest; confirmed or refused, many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from flask import abort, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from admin.asked import whole
from admin.deed import deed
from admin.page import Page
from admin.scholarships.candidate import born, round_numbered
from admin.scholarships.evidence_form import AT_ONCE, ConfirmForm, RefuseForm, StateForm, said
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.eligibility import FACTS, PAPERS, read_value
from khfund.eligibility.fact import say_value
from khfund.errors import KhfundError, Place, Problem, ProblemsFound
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.fact_record import FactStep, KnownFact, NewFact, write_facts
from khfund.scholarships.known_fact import (
    confirm_fact,
    expiring,
    find_fact,
    suggest_fact,
    withdraw_fact,
)
from khfund.scholarships.nomination import Nomination, NominationState
from khfund.scholarships.recipient import Recipient, find_recipient
from khfund.scholarships.round_state import LIVE
from khfund.unit import Unit

SOON = 30  # days in which a paper ends soon


class Evidence(Page):
    """The facts of the unit's register that wait, and the papers that end."""

    looks = "recipient.look"
    title = "Dữ kiện chờ xác nhận"
    section = "Học bổng"
    address = "du-kien"

    @expose("/")
    def index(self) -> str:
        """Show whatever waits in the unit."""
        return self._queue(None, None)

    @expose("/dot/<int:number>/")
    def of_round(self, number: int) -> str:
        """Show what waits of the candidates of a round; 0 is every round."""
        if not number:
            return self._queue(None, None)
        return self._queue(round_numbered(reading(), unit().id, number), None)

    @expose("/nguoi/<int:number>/")
    def of_recipient(self, number: int) -> str:
        """Show what waits of one recipient."""
        return self._queue(None, find_recipient(reading(), unit().id, number))

    def _queue(self, award_round: AwardRound | None, recipient: Recipient | None) -> str:
        session = reading()
        query = _waiting(unit().id, award_round, recipient)
        facts = list(session.execute(query.limit(AT_ONCE + 1)))
        return self.render(
            "scholarships/facts.html",
            award_round=award_round,
            recipient=recipient,
            people=_grouped(session, facts[:AT_ONCE], award_round),
            more=len(facts) > AT_ONCE,
            at_once=AT_ONCE,
            round_number=award_round.id if award_round else 0,
        )

    @expose("/sap-het-han")
    def ending(self) -> str:
        """Show the papers that end soon and have no successor."""
        session = reading()
        days = min(max(request.args.get("ngay", SOON, type=whole), 1), 400)
        found = expiring(session, unit().id, today() + timedelta(days=days), today=today())
        names = _names(session, [one.recipient for one in found])
        rows = [
            (one, names.get(one.recipient, ""), say_value(FACTS[one.key], one.value), PAPERS[one.paper])
            for one in found
        ]
        return self.render(
            "scholarships/ending.html",
            title=_("Giấy tờ sắp hết giá trị"),
            rows=rows[:500],
            count=len(rows),
            days=days,
        )

    @expose("/nguoi/<int:number>/chon")
    def choose(self, number: int) -> str:
        """Choose which fact is told of a recipient."""
        return self.render(
            "scholarships/fact_kinds.html",
            title=_("Ghi dữ kiện về người nhận số {number}", number=number),
            recipient=find_recipient(reading(), unit().id, number),
            kinds=FACTS.values(),
        )

    def told(self, session: Session, number: int, key: str) -> dict[str, Any]:
        """The recipient and the kind of fact above a form."""
        if key not in FACTS:
            abort(404)
        return {"recipient": find_recipient(session, unit().id, number), "kind": FACTS[key]}

    @deed(
        "/nguoi/<int:number>/ghi/<key>",
        "evidence.state",
        StateForm,
        "Ghi dữ kiện về người nhận số {number}",
        say="Đã ghi dữ kiện số {fact}.",
        back="recipients.one",
        template="scholarships/fact_deed.html",
        shows="told",
    )
    def state(self, session: Session, command: Command, form: StateForm, number: int, key: str) -> Answer:
        """Tell a fact: with a paper it is proven, without one only said; or leave it to another person."""
        whose = find_recipient(session, command.unit, number)
        value = read_value(key, form.typed())
        if form.only_suggested.data:
            return {"recipient": whose.id, "fact": suggest_fact(session, command, whose.id, key, value).id}
        new = NewFact(whose.id, key, value, confirmed=True, evidence=form.evidence())
        (fact,) = write_facts(session, command, [new])
        return {"recipient": whose.id, "fact": fact}

    @deed(
        "/dot/<int:number>/xac-nhan",
        "evidence.confirm",
        ConfirmForm,
        "Xác nhận dữ kiện",
        say="Đã xác nhận {count:so} dữ kiện.",
        button="Xác nhận",
        back=".of_round",
        template="scholarships/confirm_deed.html",
    )
    def confirm(self, session: Session, command: Command, form: ConfirmForm, number: int) -> Answer:
        """Confirm each by its paper; if one cannot be, none is, and each is told with its reason."""
        papers = dict(form.papers())

        def act(fact: KnownFact) -> None:
            confirm_fact(session, command, fact, evidence=papers[fact.id])

        return _each(session, command, list(papers), act)

    @deed(
        "/dot/<int:number>/bo",
        "evidence.withdraw",
        RefuseForm,
        "Bỏ dữ kiện",
        say="Đã bỏ {count:so} dữ kiện.",
        button="Bỏ",
        danger=True,
        back=".of_round",
        template="scholarships/refuse_deed.html",
        shows="refused",
    )
    def refuse(self, session: Session, command: Command, form: RefuseForm, number: int) -> Answer:
        """Withdraw facts that do not count; what was said stays on record."""

        def act(fact: KnownFact) -> None:
            withdraw_fact(
                session, command, fact, reason=form.reason.data, contradicted=bool(form.contradicted.data)
            )

        return _each(session, command, form.numbers(), act)

    def refused(self, session: Session, number: int) -> dict[str, Any]:
        """What is to be withdrawn, above the form."""
        asked = request.args.getlist("f", type=whole)[:AT_ONCE]
        found = [find_fact(session, unit().id, one) for one in asked]
        return {"number": number, "facts": [(one, said(one)) for one in found]}

    @expose("/chon-viec")
    def act(self) -> Any:
        """Lead the ticked facts to what shall be done with them."""
        number = request.args.get("dot", 0, type=whole)
        ticked = request.args.getlist("f", type=whole)[:AT_ONCE]
        if not ticked:
            return redirect(url_for("evidence.of_round", number=number))
        endpoint = "evidence.refuse" if request.args.get("viec") == "bo" else "evidence.confirm"
        return redirect(url_for(endpoint, number=number, f=ticked))


def _each(
    session: Session, command: Command, numbers: Sequence[int], act: Callable[[KnownFact], None]
) -> Answer:
    """Act on each fact; every refusal is told with its fact, and then nothing of it stands."""
    problems = []
    for number in numbers:
        try:
            act(find_fact(session, command.unit, number))
        except KhfundError as refusal:
            problems.append(Problem(Place(_("Dữ kiện số {number}", number=number)), refusal))
    if problems:
        raise ProblemsFound(file=_("Các dữ kiện đã chọn"), problems=tuple(problems))
    return {"facts": list(numbers), "count": len(numbers)}


def _waiting(unit_id: int, award_round: AwardRound | None, recipient: Recipient | None) -> Select[Any]:
    """The facts that nobody has confirmed or withdrawn, person by person."""
    tables: list[Any] = [KnownFact, Recipient]
    query = (
        select(*tables)
        .join(Recipient, Recipient.id == KnownFact.recipient_id)
        .where(
            KnownFact.unit_id == unit_id,
            ~select(FactStep.id).where(FactStep.fact_id == KnownFact.id).exists(),
        )
        .order_by(Recipient.sort_key, Recipient.id, KnownFact.id)
    )
    if award_round is not None:
        standing = select(Nomination.recipient_id).where(
            Nomination.round_id == award_round.id, Nomination.state == NominationState.STANDING
        )
        query = query.where(KnownFact.recipient_id.in_(standing))
    if recipient is not None:
        query = query.where(KnownFact.recipient_id == recipient.id)
    return query


def _grouped(session: Session, facts: Sequence[Any], award_round: AwardRound | None) -> list[dict[str, Any]]:
    told = _told_texts(session, {one.id for _fact, one in facts}, award_round)
    people: dict[int, dict[str, Any]] = {}
    for fact, one in facts:
        entry = people.setdefault(
            one.id,
            {
                "person": one,
                "born": born(one.birth_day, one.birth_year),
                "texts": told.get(one.id),
                "facts": [],
            },
        )
        kind = FACTS[fact.key]
        entry["facts"].append(
            {
                "fact": fact,
                "says": said(fact),
                "papers": ", ".join(PAPERS[paper] for paper in kind.papers) or _("không cần giấy"),
            }
        )
    return list(people.values())


def _told_texts(
    session: Session, recipients: set[int], award_round: AwardRound | None
) -> dict[int, Nomination]:
    """The latest nomination of each, for the words of its list."""
    query = select(Nomination).where(Nomination.recipient_id.in_(recipients)).order_by(Nomination.id)
    if award_round is not None:
        query = query.where(Nomination.round_id == award_round.id)
    return {one.recipient_id: one for one in session.scalars(query)}


def _names(session: Session, numbers: Sequence[int]) -> dict[int, str]:
    wanted = sorted(set(numbers))[:900]
    rows = session.execute(select(Recipient.id, Recipient.full_name).where(Recipient.id.in_(wanted)))
    return {number: name for number, name in rows}  # noqa: C416  rows are no pairs


@todo("evidence.confirm")
def _to_confirm(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    """Facts of candidates of rounds that still live."""
    query = (
        select(func.count(KnownFact.id))
        .join(Nomination, Nomination.recipient_id == KnownFact.recipient_id)
        .join(AwardRound, AwardRound.id == Nomination.round_id)
        .where(
            AwardRound.unit_id == unit.id,
            AwardRound.state.in_(LIVE),
            Nomination.state == NominationState.STANDING,
            ~select(FactStep.id).where(FactStep.fact_id == KnownFact.id).exists(),
        )
    )
    yield Task(_("dữ kiện của các em chờ xác nhận"), session.scalar(query) or 0, url_for("evidence.index"))


@todo("evidence.confirm")
def _ending(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    """Papers whose last day, as written on them, is near."""
    yield Task(
        _("giấy tờ sắp hết giá trị"),
        _papers_ending(session, unit.id, today()),
        url_for("evidence.ending"),
        Urgency.SOON,
    )


def _papers_ending(session: Session, unit_id: int, on: date) -> int:
    query = (
        select(func.count(KnownFact.id.distinct()))
        .join(FactStep, FactStep.fact_id == KnownFact.id)
        .where(KnownFact.unit_id == unit_id, FactStep.valid_until.between(on, on + timedelta(days=SOON)))
    )
    return session.scalar(query) or 0
