"""Học bổng Tô Hiệu 2025-2026 in the example year: from five communes' lists to a decided round."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial

from sqlalchemy.orm import Session

from khfund.command import Answer, Command
from khfund.demo.office import Office, at
from khfund.eligibility.evidence import Evidence
from khfund.eligibility.fact_kind import FACTS
from khfund.ledger import find_account
from khfund.scholarships.allocation_run import allocate_round
from khfund.scholarships.award_round import AwardRound, find_round, open_round
from khfund.scholarships.ballot import cast
from khfund.scholarships.ballot_count import close_voting
from khfund.scholarships.known_fact import Suggestion, confirm_fact, find_fact, state_fact, suggestions_of
from khfund.scholarships.nomination import Nomination, nominations, withdraw_nomination
from khfund.scholarships.nomination_import import import_nominations
from khfund.scholarships.nomination_sheet import read_nominations
from khfund.scholarships.nomination_withdrawal import WithdrawalCode
from khfund.scholarships.programme import ProgrammeKind, open_programme
from khfund.scholarships.recipient import Recipient
from khfund.scholarships.relation import RelationKind, enter_relation
from khfund.scholarships.round_decision import decide_round
from khfund.scholarships.round_step import close_nominations
from khfund.scholarships.round_terms import set_amount, set_quotas
from khfund.scholarships.score import RubricLine, set_rubric
from khfund.scholarships.screening import screen_round, screened
from khfund.unit import find_unit

PROGRAMME, CODE = "HBTH", "TH2025"
BUDGET, PLACES = 66_000_000, 13
AMOUNTS = {"2": 1_500_000, **dict.fromkeys(("1", "3", "4", "5", "6", "7", "II.5"), 1_000_000)}
FILES = {
    "90001": "2025-de-cu-binh-minh.xlsx",
    "90002": "2025-de-cu-muong-ha.xlsx",
    "90003": "2025-de-cu-huoi-sang.xlsx",
    "90004": "2025-de-cu-nam-po.xlsx",
    "90005": "2025-de-cu-may-trang.xls",
}
RUBRIC = (RubricLine("hoc-tap", "Kết quả học tập", 40, 10), RubricLine("hoan-canh", "Hoàn cảnh", 60, 10))
OPENED, RECEIVED, CHECKED = date(2025, 7, 18), date(2025, 8, 26), date(2025, 9, 5)
SCREENED, VOTED, DECIDED, PAYOUT = (
    date(2025, 9, 15),
    date(2025, 9, 22),
    date(2025, 9, 26),
    date(2025, 10, 8),
)
VOTERS = ("uyvien1", "uyvien2", "chutich")
RELATED = 7
"""Which candidate, counted among those to be voted on, is a niece of the first member."""


def award_jobs(office: Office) -> Iterator[tuple[datetime, Callable[[], object]]]:
    """Give everything from the opening of the round to its decision, each with its moment."""
    yield at(OPENED, 9), partial(_open, office)
    for minute, (unit, file) in enumerate(FILES.items()):
        yield at(RECEIVED, 9, minute), partial(_take_in, office, unit, file)
    yield at(CHECKED, 9), partial(_confirm, office)
    yield at(CHECKED, 14), partial(_tell_duplicates, office)
    yield at(SCREENED, 9), partial(_screen, office)
    yield at(VOTED, 9), partial(_vote, office)
    yield at(DECIDED, 9), partial(_decide, office)


def season(session: Session, office: Office) -> AwardRound:
    """The round."""
    return find_round(session, office.unit, CODE)


def _open(office: Office) -> None:
    def programme(session: Session, command: Command) -> Answer:
        made = open_programme(
            session,
            command,
            PROGRAMME,
            "Học bổng Tô Hiệu",
            kind=ProgrammeKind.AWARD,
            fund=office.fund(session, "TH"),
            account=find_account(session, office.unit, "61112"),
            rulebook="cong-van-08-2023",
            opened=OPENED,
        )
        award_round = open_round(
            session,
            command,
            made,
            CODE,
            "Học bổng Tô Hiệu năm học 2025-2026",
            school_year=2025,
            fund=office.fund(session, "TH"),
            budget=BUDGET,
            nominate_until=date(2025, 8, 31),
            as_of=date(2025, 9, 30),
        )
        for category, amount in AMOUNTS.items():
            set_amount(session, command, award_round, category, amount)
        set_quotas(session, command, award_round, [(find_unit(session, one), PLACES) for one in FILES])
        set_rubric(session, command, award_round, RUBRIC, ballots_min=2)
        return {"round": award_round.code}

    office.do("chutich", "round.open", at(OPENED, 9), programme)


def _take_in(office: Office, unit: str, name: str) -> None:
    """Take a commune's list in; rows with mistakes go back to the commune."""
    file = office.file(name)

    def work(session: Session, command: Command) -> Answer:
        read = read_nominations(file, on=RECEIVED)
        done = import_nominations(
            session,
            command,
            season(session, office),
            find_unit(session, unit),
            read,
            received=RECEIVED,
            accept_problems=True,
        )
        return {"candidates": len(read.candidates), "problems": len(read.problems), "new": done.is_new}

    office.do("canbo", "nomination.import", at(RECEIVED, 9), work, file=name, unit=unit)


def _confirm(office: Office) -> None:
    """Confirm what the lists suggest by the papers that families brought; some papers are missing, some have ended."""

    def work(session: Session, command: Command) -> Answer:
        standing = nominations(session, season(session, office))
        suggested = suggestions_of(session, {one.recipient_id for one in standing})
        confirmed = 0
        for number, those in sorted(suggested.items()):
            for one in those:
                confirmed += _seen(session, command, office, number, one)
            if any(one.key in ("carer_poverty", "household_poverty") for one in those):
                paper = _paper("hardship_confirmation", number)
                state_fact(session, command, number, "carer_hard_life", True, evidence=paper)
                state_fact(session, command, number, "hardship", True, evidence=paper)
        return {"confirmed": confirmed}

    office.do("canbo", "evidence.confirm", at(CHECKED, 9), work)


def _seen(session: Session, command: Command, office: Office, recipient: int, one: Suggestion) -> bool:
    if recipient % 9 == 0 and one.key in ("disability", "orphan"):
        return False  # the family brings its paper later
    kinds = FACTS[one.key].papers
    fact = find_fact(session, office.unit, one.number)
    confirm_fact(session, command, fact, evidence=_paper(kinds[0], recipient) if kinds else None)
    return True


def _paper(kind: str, recipient: int) -> Evidence:
    """A paper as families bring it; a certificate of a poor household counts for its year, one in fourteen for the last."""
    year = 2024 if recipient % 14 == 0 else 2025
    until = date(year, 12, 31) if kind == "poverty_certificate" else None
    issuer = "Nhà trường" if kind.startswith("school") else "UBND xã"
    return Evidence(kind, issuer, f"{recipient:03}/GXN", date(year, 1, 10), date(year, 1, 1), until)


def _tell_duplicates(office: Office) -> None:
    """Withdraw the second nomination of a pupil whom two communes, or one list twice, have put forward."""

    def work(session: Session, command: Command) -> Answer:
        kept: dict[tuple[str, date | int | None], Nomination] = {}
        withdrawn = 0
        for one in nominations(session, season(session, office)):
            child = session.get_one(Recipient, one.recipient_id)
            first = kept.setdefault((child.search_fold, child.birth_day or child.birth_year), one)
            if first is not one and child.birth_day is not None:
                withdraw_nomination(
                    session, command, one, code=WithdrawalCode.DUPLICATE, day=CHECKED, stands_id=first.id
                )
                withdrawn += 1
        return {"withdrawn": withdrawn}

    office.do("canbo", "nomination.withdraw", at(CHECKED, 14), work)


def _screen(office: Office) -> None:
    def work(session: Session, command: Command) -> Answer:
        award_round = season(session, office)
        close_nominations(session, command, award_round)
        return {"run": screen_round(session, command, award_round).number}

    office.do("uyvien1", "round.screen", at(SCREENED, 9), work)


def _to_vote_on(session: Session, office: Office) -> list[int]:
    found = screened(session, season(session, office))
    return sorted(one.nomination_id for one in found if one.verdict.value == "met")


def _vote(office: Office) -> None:
    """Each member scores whom the rules admit; the first has declared a relative and stays out there."""

    def relate(session: Session, command: Command) -> Answer:
        nomination = session.get_one(Nomination, _to_vote_on(session, office)[RELATED])
        child = session.get_one(Recipient, nomination.recipient_id)
        enter_relation(session, command, command.person_id, child, RelationKind.KIN, note="cháu gọi bằng chú")
        return {"nomination": nomination.id}

    related = office.do("uyvien1", "ballot.relation", at(VOTED, 9), relate)["nomination"]
    for minute, login in enumerate(VOTERS, 10):
        left_out = {related} if login == "uyvien1" else set()
        office.do(login, "ballot.cast", at(VOTED, 9, minute), partial(_cast, office, minute, left_out))

    def close(session: Session, command: Command) -> Answer:
        close_voting(session, command, season(session, office))
        return {}

    office.do("chutich", "round.close_voting", at(VOTED, 16), close)


def _cast(office: Office, member: int, left_out: set[int], session: Session, command: Command) -> Answer:
    marks = {
        number: {"hoc-tap": 5 + (number * 7 + member) % 6, "hoan-canh": 4 + (number * 11 + member * 3) % 7}
        for number in _to_vote_on(session, office)
        if number not in left_out
    }
    return {"ballots": len(cast(session, command, season(session, office), marks))}


def _decide(office: Office) -> None:
    """Share the places out, and decide: two persons."""

    def allocate(session: Session, command: Command) -> Answer:
        return {"run": allocate_round(session, command, season(session, office), alternates=3).number}

    def decide(session: Session, command: Command) -> Answer:
        made = decide_round(
            session, command, season(session, office), number="41/QĐ-HKH", day=DECIDED, payouts=[PAYOUT]
        )
        return {"awards": made.awards, "amount": made.amount}

    office.do("uyvien1", "award.allocate", at(DECIDED, 9), allocate)
    office.do("chutich", "award.decide", at(DECIDED, 15), decide)
