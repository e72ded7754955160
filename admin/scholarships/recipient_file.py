"""Everything that is known of one recipient, gathered for the officer who opens the file."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.scholarships.candidate import born
from admin.scholarships.words import CHANGES, FACT_STATES, PROGRAMME_KINDS, RECIPIENT_KINDS, SEXES
from admin.words import _
from khfund.calendar import SchoolYear
from khfund.eligibility import FACTS, PAPERS
from khfund.eligibility.fact import say_value
from khfund.scholarships.award import STATE_NAMES
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.consent import SCOPE_NAMES, ConsentScope, GivenBy, consenting, consents
from khfund.scholarships.enrolment import enrolments_of
from khfund.scholarships.fact_record import FactStep, KnownFact, kept_value
from khfund.scholarships.guardian import RELATION_NAMES, guardians
from khfund.scholarships.known_fact import told_of
from khfund.scholarships.nomination import Nomination
from khfund.scholarships.payee import PayeeWay, payee_changes
from khfund.scholarships.programme import ProgrammeKind
from khfund.scholarships.public_code import public_codes
from khfund.scholarships.received import Received, over_cap, received, several_at_once
from khfund.scholarships.recipient import Recipient
from khfund.scholarships.recipient_change import changes

WAYS = {PayeeWay.CASH: "tiền mặt", PayeeWay.BANK: "tài khoản ngân hàng", PayeeWay.SCHOOL: "qua nhà trường"}


def file_of(session: Session, unit_id: int, one: Recipient, on: date) -> dict[str, Any]:
    """Gather the file of a recipient as of a day."""
    items = received(session, [one.id], on)[one.id]
    allowed = {scope for scope in ConsentScope if consenting(session, [one.id], scope, on)}
    return {
        "title": _("Người nhận số {number}", number=one.id),
        "recipient": one,
        "born": born(one.birth_day, one.birth_year),
        "kind": _(RECIPIENT_KINDS[one.kind]),
        "sex": _(SEXES[one.sex]) if one.sex in SEXES else "",
        "is_minor": one.is_minor(on),
        "code": public_codes(session, [one.id], on.year).get(one.id, ""),
        "guardians": [
            (each, _(RELATION_NAMES[each.relation])) for each in guardians(session, [one.id], on)[one.id]
        ],
        "consents": [
            (each, _(SCOPE_NAMES[each.scope]), each.given_by is GivenBy.REPRESENTATIVE)
            for each in consents(session, [one.id], on)[one.id]
        ],
        "scopes": [(_(name), scope in allowed) for scope, name in SCOPE_NAMES.items()],
        "enrolments": [(each, str(SchoolYear(each.school_year))) for each in enrolments_of(session, one.id)],
        "payees": [(each, _(WAYS[each.way])) for each in payee_changes(session, one.id)],
        "facts": [_fact(fact, step, on) for fact, step in told_of(session, one.id)],
        "received": [_item(each) for each in items],
        "findings": [
            *(each.sentence() for each in several_at_once(items)),
            *(each.sentence() for each in over_cap(session, unit_id, items)),
        ],
        "nominations": _nominations(session, one.id),
        "changes": [(each, _(CHANGES[each.kind])) for each in changes(session, one.id)],
        "merged": list(session.scalars(select(Recipient).where(Recipient.merged_into_id == one.id))),
    }


def _fact(fact: KnownFact, step: FactStep | None, on: date) -> dict[str, Any]:
    kind = FACTS[fact.key]
    state = step.kind.value if step else "waiting"
    paper = step.evidence if step else None
    ended = paper is not None and paper.valid_until is not None and paper.valid_until < on
    return {
        "fact": fact,
        "says": say_value(kind, kept_value(kind, fact.value)),
        "state": state,
        "state_name": _(FACT_STATES[state]),
        "paper": PAPERS.get(paper.kind, paper.kind) if paper else "",
        "evidence": paper,
        "ended": ended and state == "confirmed",
        "step": step,
    }


def _item(one: Received) -> dict[str, Any]:
    return {
        "year": str(SchoolYear(one.school_year)),
        "programme": one.programme_name,
        "round": one.round,
        "kind": _(PROGRAMME_KINDS[one.kind]),
        "number": one.number,
        "granted": one.granted,
        "paid": one.paid,
        "owed": one.owed,
        "state": _(STATE_NAMES[one.state]) if one.state else "",
        "is_award": one.kind is ProgrammeKind.AWARD,
    }


def _nominations(session: Session, recipient: int) -> list[tuple[Nomination, AwardRound]]:
    query = (
        select(Nomination, AwardRound)
        .join(AwardRound, AwardRound.id == Nomination.round_id)
        .where(Nomination.recipient_id == recipient)
        .order_by(Nomination.id.desc())
    )
    return [(nomination, award_round) for nomination, award_round in session.execute(query)]
