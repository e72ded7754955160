"""The example province's tree: a district that keeps its own book, the merger of 1/7/2025, its book handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial

from sqlalchemy.orm import Session

from khfund import actor
from khfund.actor import Role
from khfund.command import Answer, Command, Order
from khfund.demo.office import OPENED, UNIT, Office, at
from khfund.ledger import (
    AccountRole,
    Posting,
    VoucherKind,
    account_for,
    approve_voucher,
    find_fund,
    find_voucher,
    funds,
    open_book,
    open_chart,
    open_fund,
    post,
)
from khfund.ledger.dissolution import dissolve, usual_heirs
from khfund.ledger.opening import OpeningLine, bring_forward
from khfund.ledger.transfer_passage import order_transfer, send_and_receive
from khfund.unit import Level, Unit, enter_unit, find_unit
from khfund.unit.merger import merge_units
from khfund.unit.succession import share
from khfund.unit.unit_list import read_unit_list

MERGED = date(2025, 7, 1)
DISTRICT, FUND = "h-nam-po", ("KH", "Quỹ Khuyến học")
HEIRS = {"90004": 5_500, "90005": 3_000, "90003": 1_500}
"""The communes that share the district's book, in parts per 10,000."""


def tree_jobs(office: Office) -> Iterator[tuple[datetime, Callable[[], object]]]:
    """Give everything that is done about other units, each with its moment."""
    yield at(date(2025, 1, 3), 9), partial(_open_district, office)
    yield at(date(2025, 3, 20), 9), partial(_live_in_district, office)
    yield at(date(2025, 5, 20), 9), partial(_help_district, office)
    yield at(MERGED, 8), partial(_merge, office)
    yield at(MERGED, 10), partial(_hand_over, office)


def unit_id(office: Office, code: str) -> int:
    """The id of a unit by its code."""
    with office.database.reading() as session:
        return find_unit(session, code).id


def _open_district(office: Office) -> None:
    """Enter the one district that keeps its own book here; the provincial accountant writes it."""
    day = date(2025, 1, 3)

    def enter(session: Session, command: Command) -> Answer:
        district = enter_unit(
            session,
            command,
            DISTRICT,
            "Hội Khuyến học huyện Nậm Pơ",
            level=Level.DISTRICT,
            parent=find_unit(session, UNIT),
            place="Nậm Pơ",
        )
        return {"unit": district.id}

    unit = office.do("quantri", "unit.enter", at(day, 9), enter, code=DISTRICT)["unit"]
    _open_book(office, unit, day, OPENED)

    def forward(session: Session, command: Command) -> Answer:
        bank = account_for(session, unit, AccountRole.BANK).id
        line = OpeningLine(find_fund(session, unit, FUND[0]).id, bank, 62_500_000, 0)
        return {"entry": bring_forward(session, command, [line]).id}

    office.do("ketoan", "entry.bring_forward", at(day, 11), forward, in_unit=unit)


def _open_book(office: Office, unit: int, day: date, opened: date) -> None:
    def people(session: Session, command: Command) -> Answer:
        for login, role in (
            ("ketoan", Role.ACCOUNTANT),
            ("ketoantruong", Role.CHIEF_ACCOUNTANT),
            ("chutich", Role.CHAIR),
        ):
            actor.grant(session, command, actor.find_person(session, login), role, unit)
        return {}

    def book(session: Session, command: Command) -> Answer:
        open_chart(session, command)
        return {"opened": open_book(session, command, opened=opened).opened}

    def fund(session: Session, command: Command) -> Answer:
        return {"fund": open_fund(session, command, *FUND, opened=opened).code}

    office.do("quantri", "person.grant", at(day, 9, 10), people, in_unit=unit)
    office.do("quantri", "book.open", at(day, 9, 20), book, in_unit=unit)
    office.do("ketoan", "fund.open", at(day, 9, 30), fund, in_unit=unit)


def _live_in_district(office: Office) -> None:
    """Gifts and awards of the district's last half-year."""
    unit, day = unit_id(office, DISTRICT), date(2025, 3, 20)

    def work(session: Session, command: Command) -> Answer:
        fund = find_fund(session, unit, FUND[0]).id
        bank, gifts, awards = (
            account_for(session, unit, role).id
            for role in (AccountRole.BANK, AccountRole.GIFTS, AccountRole.SCHOLARSHIPS)
        )
        raised = Posting(bank, gifts, fund, 18_300_000)
        given = Posting(awards, bank, fund, 9_450_000)
        post(session, command, day, "Ủng hộ Quỹ Khuyến học huyện", raised, voucher=VoucherKind.BANK_CREDIT)
        post(session, command, day, "Khen thưởng học sinh giỏi", given, voucher=VoucherKind.BANK_DEBIT)
        return {"entries": 2}

    office.do("ketoan", "entry.post", at(day, 9), work, in_unit=unit)


def _help_district(office: Office) -> None:
    """Send cash to the district: ordered, approved and posted in both books."""
    day = date(2025, 5, 20)

    def order(session: Session, command: Command) -> Answer:
        cash = account_for(session, office.unit, AccountRole.CASH)
        transfer = order_transfer(
            session,
            command,
            find_unit(session, DISTRICT),
            fund=office.fund(session, "KH"),
            amount=6_000_000,
            day=day,
            account=cash,
            narration="Hỗ trợ Hội Khuyến học huyện Nậm Pơ tổ chức Tháng Khuyến học",
        )
        return {"transfer": transfer.id, "voucher": transfer.voucher_id}

    def approve(session: Session, command: Command) -> Answer:
        voucher = find_voucher(session, office.unit, ordered["voucher"])
        return {"voucher": approve_voucher(session, command, voucher).id}

    ordered = office.do("ketoan", "transfer.order", at(day, 9), order)
    office.do("chutich", "voucher.approve", at(day, 10), approve, voucher=ordered["voucher"])
    people, district = office.persons, unit_id(office, DISTRICT)
    sending = Order(people["ketoan"], "transfer.send", office.unit, ordered, at=at(day, 14))
    receiving = Order(people["ketoan"], "transfer.receive", district, ordered, at=at(day, 14))
    with office.database.writing() as session:
        send_and_receive(session, sending, receiving, ordered["transfer"], day=day, fund_code=FUND[0])


def _merge(office: Office) -> None:
    """Take in the list of communes: the districts end, old communes become new ones, the district's shares are fixed."""
    file = office.file("don-vi-2025.csv")

    def merge(session: Session, command: Command) -> Answer:
        listed = read_unit_list(file.read_bytes(), file.name, day=MERGED)
        done = merge_units(session, command, listed, under=find_unit(session, UNIT))
        return {"entered": done.entered, "known": done.known, "edges": done.edges}

    def decide(session: Session, command: Command) -> Answer:
        parts = {find_unit(session, code).id: part for code, part in HEIRS.items()}
        return {"edges": len(share(session, command, find_unit(session, DISTRICT), parts))}

    office.do("chutich", "unit.import", at(MERGED, 8), merge, file=file.name)
    office.do("chutich", "unit.share", at(MERGED, 8, 30), decide, unit=DISTRICT)


def _hand_over(office: Office) -> None:
    """Hand the district's book over to its communes, to the đồng."""
    for code in HEIRS:
        _open_book(office, unit_id(office, code), MERGED, MERGED)
    order = Order(
        office.persons["ketoantruong"], "unit.dissolve", unit_id(office, DISTRICT), {}, at=at(MERGED, 10)
    )
    with office.database.writing() as session:
        district = find_unit(session, DISTRICT)
        heirs = usual_heirs(session, district)
        assert len(heirs) == len(funds(session, district.id)), "every fund has its heirs"
        dissolve(session, order, heirs, day=MERGED, decision="Nghị quyết sắp xếp đơn vị hành chính")


def kept_units(session: Session) -> list[Unit]:
    """The units that keep a book when the year is over."""
    return [find_unit(session, code) for code in (UNIT, *HEIRS)]
