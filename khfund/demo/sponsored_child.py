"""Nuôi em khuyến học in the example year: nine children, twelve monthly runs, one child that moves away and one that begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund import paper
from khfund.banking.bank_line import BankLine, LineState, lines
from khfund.calendar import Month
from khfund.command import Answer, Command
from khfund.demo.office import VIETCOMBANK, Office, at
from khfund.donations.donation import receive
from khfund.donations.donor import Donor, enter_donor
from khfund.donations.gift import Part
from khfund.donations.likeness import DonorKind, Traits
from khfund.ledger import find_account
from khfund.scholarships.consent import ConsentScope, give_consent
from khfund.scholarships.enrolment import enrol
from khfund.scholarships.guardian import Relation, name_guardian
from khfund.scholarships.payee import PayeeWay, set_payee
from khfund.scholarships.payment_approval import approve_run
from khfund.scholarships.payment_draft import draft_run
from khfund.scholarships.payment_file import make_file
from khfund.scholarships.payment_line import PaymentLine, lines_of
from khfund.scholarships.payment_proof import ProofKind, file_proof
from khfund.scholarships.payment_run import PaymentRun, find_run
from khfund.scholarships.payment_settlement import settle_by_bank
from khfund.scholarships.programme import ProgrammeKind, find_programme, open_programme
from khfund.scholarships.recipient import Recipient, RecipientKind, enter_recipient
from khfund.scholarships.schedule import EventKind
from khfund.scholarships.sponsor_receipt import receive as earmark
from khfund.scholarships.sponsor_share import Sponsor, SponsorShare
from khfund.scholarships.sponsorship import Sponsorship
from khfund.scholarships.sponsorship_agreement import NewShare, NewSponsorship, agree
from khfund.scholarships.sponsorship_course import record
from khfund.vietnamese import fold

JANUARY = Month(2025, 1)
CODE, RATE, PAY_DAY = "NUOIEM", 500_000, 15
BEGINS = date(2025, 1, 8)
NAM_PO, HUOI_SANG, PA_LAU = "TH-THCS Nậm Pơ", "THCS Huổi Sáng", "Tiểu học Pá Lau"
ACCOUNTS = {NAM_PO: "9704000100011", HUOI_SANG: "9704000100022", PA_LAU: "9704000100033"}


@attrs.frozen
class Child:
    """A child whom sponsors keep at school; `sponsors` pair a giver with a part in basis points."""

    name: str
    born: date
    grade: int
    school: str
    sponsors: tuple[tuple[str, int], ...] = ()
    starts: Month = JANUARY


CHILDREN = (
    Child("Giàng Thị Pla", date(2017, 3, 2), 2, NAM_PO, (("Bà Tòng Thị Đào", 10_000),)),
    Child(
        "Lò Văn Ín",
        date(2014, 11, 20),
        5,
        NAM_PO,
        (("Gia đình ông Vì Văn Pâng", 5_000), ("Công ty TNHH Chè Mây Trắng", 5_000)),
    ),
    Child("Mùa A Lềnh", date(2012, 2, 29), 7, NAM_PO, (("Công ty TNHH Chè Mây Trắng", 10_000),)),
    Child("Quàng Thị Un", date(2013, 5, 14), 6, HUOI_SANG, (("Ông Cà Văn Sử", 10_000),)),
    Child("Tòng Văn Pánh", date(2011, 8, 30), 8, HUOI_SANG),
    Child("Vì Thị Sươi", date(2011, 12, 1), 8, HUOI_SANG, (("Gia đình ông Vì Văn Pâng", 10_000),)),
    Child("Hà Văn Chựa", date(2016, 7, 7), 3, PA_LAU, (("Bà Tòng Thị Đào", 10_000),)),
    Child("Cà Thị Ngoạn", date(2015, 9, 9), 4, PA_LAU),
)
NEW = Child("Sồng Thị Gấu", date(2019, 1, 25), 1, NAM_PO, (("Ông Cà Văn Sử", 10_000),), Month(2025, 11))
MOVES = ("Tòng Văn Pánh", date(2025, 9, 20))
"""The child that moves to another province, and when: paid for nine months."""


def sponsorship_jobs(office: Office) -> Iterator[tuple[datetime, Callable[[], object]]]:
    """Give everything about sponsored children but what the bank's statements settle, each with its moment."""
    yield at(BEGINS, 9), partial(_open, office)
    yield at(date(2025, 3, 12), 15), partial(_pay_in, office)
    yield at(date(2025, 9, 8), 9), partial(_enrol_again, office)
    yield at(date(2025, 9, 22), 9), partial(_moves_away, office)
    yield at(date(2025, 10, 28), 9), partial(_begin, office, NEW)
    for month in (Month(2025, number) for number in range(1, 13)):
        yield at(month.first.replace(day=PAY_DAY), 9), partial(_draft, office, month)


def _open(office: Office) -> None:
    """Enter programme, sponsors and children with their schools, payees, carers and consents."""

    def programme(session: Session, command: Command) -> Answer:
        made = open_programme(
            session,
            command,
            CODE,
            "Nuôi em khuyến học",
            kind=ProgrammeKind.SPONSORSHIP,
            fund=office.fund(session, "NE"),
            account=find_account(session, office.unit, "61113"),
            opened=BEGINS,
        )
        return {"programme": made.code}

    office.do("ketoan", "programme.open", at(BEGINS, 9), programme)
    for child in CHILDREN:
        _begin(office, child, BEGINS)


def _begin(office: Office, child: Child, day: date | None = None) -> None:
    day = day or date(2025, 10, 28)

    def enter(session: Session, command: Command) -> Answer:
        return {"recipient": _enter(session, command, child, day).id}

    def promise(session: Session, command: Command) -> Answer:
        made = agree(
            session,
            command,
            find_programme(session, office.unit, CODE),
            session.get_one(Recipient, number),
            NewSponsorship(
                child.starts,
                RATE,
                child.grade,
                pay_day=PAY_DAY,
                agreed=day,
                agreement="Thỏa thuận đỡ đầu 2025",
            ),
            sponsors=[
                NewShare(Sponsor(_sponsor(session, command, name)), part) for name, part in child.sponsors
            ],
        )
        return {"sponsorship": made.id}

    number = office.do("canbo", "recipient.enter", at(day, 9, 10), enter)["recipient"]
    office.do("ketoan", "sponsorship.agree", at(day, 9, 20), promise, recipient=number)


def _enter(session: Session, command: Command, child: Child, day: date) -> Recipient:
    one = enter_recipient(
        session, command, child.name, RecipientKind.PUPIL, birth_day=child.born, commune="xã Nậm Pơ"
    )
    year = 2024 if day < date(2025, 9, 1) else 2025
    enrol(session, command, one.id, school_year=year, school=child.school, grade=child.grade)
    set_payee(
        session, command, one, PayeeWay.SCHOOL,
        bank="970436", number=ACCOUNTS[child.school], holder=f"Trường {child.school}", since=day,
    )  # fmt: skip
    carer = name_guardian(
        session, command, one.id, f"Bà ngoại em {child.name.rsplit(' ', 1)[1]}", Relation.GRANDPARENT,
        represents=True, raises=True, since=day,
    )  # fmt: skip
    if child.grade % 2 == 0:  # half of the families agree to letters
        for guardian in (None, carer.id):
            give_consent(
                session, command, one, ConsentScope.SPONSOR_LETTERS, guardian=guardian, day=day, paper="Giấy đồng ý 2025"
            )  # fmt: skip
    return one


def _sponsor(session: Session, command: Command, name: str) -> Donor:
    known = session.scalars(
        select(Donor).where(Donor.unit_id == command.unit, Donor.full_name == name)
    ).first()
    kind = DonorKind.ORGANISATION if name.startswith("Công ty") else DonorKind.PERSON
    return known or enter_donor(session, command, Traits(name, kind))


def _pay_in(office: Office) -> None:
    """A sponsor brings 5 of the 6 million of the year in cash."""
    day = date(2025, 3, 12)

    def work(session: Session, command: Command) -> Answer:
        giver = session.scalars(select(Donor).where(Donor.full_name == "Ông Cà Văn Sử")).one()
        share = session.scalars(
            select(SponsorShare).where(SponsorShare.donor_id == giver.id).order_by(SponsorShare.id)
        ).first()
        assert share is not None, "who pays in has a share"
        fund = office.fund(session, "NE")
        gift = receive(session, command, giver, day=day, parts=[Part(fund.id, 5_000_000)])
        earmark(session, command, gift, share)
        return {"donation": gift.id}

    office.do("thuquy", "donation.receive", at(day, 15), work)


def _enrol_again(office: Office) -> None:
    """The schools confirm the new school year: everybody has moved up."""

    def work(session: Session, command: Command) -> Answer:
        for child in CHILDREN:
            one = session.scalars(select(Recipient.id).where(Recipient.full_name == child.name)).one()
            enrol(session, command, one, school_year=2025, school=child.school, grade=child.grade + 1)
        return {"enrolled": len(CHILDREN)}

    office.do("canbo", "recipient.enrol", at(date(2025, 9, 8), 9), work)


def _moves_away(office: Office) -> None:
    name, day = MOVES

    def work(session: Session, command: Command) -> Answer:
        made = session.scalars(select(Sponsorship).join(Recipient).where(Recipient.full_name == name)).one()
        event = record(session, command, made, EventKind.MOVE, day, words="theo gia đình sang tỉnh khác")
        return {"event": event.id}

    office.do("ketoan", "sponsorship.event", at(date(2025, 9, 22), 9), work)


# -- the monthly run ----------------------------------------------------------------------------------------------------


def _draft(office: Office, month: Month) -> None:
    """Draft, approve and send one month: three persons."""
    due = month.first.replace(day=PAY_DAY)

    def draft(session: Session, command: Command) -> Answer:
        programme = find_programme(session, office.unit, CODE)
        run = draft_run(session, command, until=due, payout=due.replace(day=18), programme=programme)
        return {"run": run.id}

    run = office.do("ketoan", "payment.draft", at(due, 9), draft, month=str(month))["run"]
    approve_and_send(office, run, due.replace(day=16), VIETCOMBANK, by=("chutich",))


def approve_and_send(office: Office, number: int, day: date, bank: str, *, by: tuple[str, ...]) -> None:
    """Let officers approve a run on a day and make the bank's file of it."""

    def approve(session: Session, command: Command) -> Answer:
        return {"state": approve_run(session, command, find_run(session, office.unit, number)).state.value}

    def send(session: Session, command: Command) -> Answer:
        made = make_file(session, command, find_run(session, office.unit, number), office.bank(session, bank))
        return {"file": made.code}

    for hour, login in enumerate(by, 9):
        office.do(login, "payment.approve", at(day, hour), approve, run=number)
    office.do("ketoan", "payment.file", at(day, 14), send, run=number)


def settle_months(office: Office, months: list[Month], moment: datetime) -> int:
    """Settle the runs of some months by the bank's lines, one for each school; return how many lines there were."""

    def work(session: Session, command: Command) -> Answer:
        settled = 0
        for line in _school_lines(session, office):
            settle_by_bank(session, command, line, _paid_by(session, line))
            settled += 1
        return {"settled": settled}

    answer = office.do("thuquy", "payment.settle", moment, work, months=[str(month) for month in months])
    prove_months(office, months, moment)
    return int(answer["settled"])


def _school_lines(session: Session, office: Office) -> list[BankLine]:
    account = office.bank(session, VIETCOMBANK)
    waiting = lines(session, account.id, LineState.UNMATCHED)
    return [line for line in waiting if line.narration.startswith("UNC NUOI EM KHUYEN HOC")]


def _paid_by(session: Session, line: BankLine) -> list[PaymentLine]:
    """The payments to that school in the run of that day."""
    run = session.scalars(
        select(PaymentRun).where(PaymentRun.payout == line.day, PaymentRun.round_id.is_(None))
    ).one()
    return [one for one in lines_of(session, run) if fold(one.holder).upper() in line.narration]


def prove_months(office: Office, months: list[Month], moment: datetime) -> None:
    """File what the schools signed for all months but the last, whose papers are outstanding."""

    def work(session: Session, command: Command) -> Answer:
        filed = 0
        for month in months[:-1]:
            day = month.first.replace(day=18)
            run = session.scalars(
                select(PaymentRun).where(PaymentRun.payout == day, PaymentRun.round_id.is_(None))
            ).one()
            file_proof(
                session, command, lines_of(session, run), kind=ProofKind.SCHOOL, day=day,
                file_name=f"xac-nhan-{month.number}.pdf", content=confirmation(f"Nuôi em khuyến học, {month}"),
            )  # fmt: skip
            filed += 1
        return {"filed": filed}

    office.do("ketoan", "payment.prove", moment, work)


def confirmation(what: str) -> bytes:
    """What schools send as a scan: that they have received the money and handed it out."""
    told = "<p>Nhà trường đã nhận đủ tiền theo danh sách và trao cho gia đình các em có tên.</p>"
    return paper.pdf(f"<h1>GIẤY XÁC NHẬN</h1><p>{what}</p>{told}", styles=[paper.official()])
