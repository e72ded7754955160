"""Goods of the example year: bicycles, milk and meals that were given, and what only passed through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.command import Answer, Command
from khfund.demo.office import Office, at
from khfund.donations.donor import Donor
from khfund.donations.gift_in_kind import receive_in_kind
from khfund.donations.goods import add_item, add_place, find_item, find_place
from khfund.donations.goods_line import Basis, NewGoods
from khfund.donations.hand_over import (
    NewHandOverLine,
    approve_hand_over,
    deliver,
    draft_hand_over,
    find_hand_over,
)
from khfund.donations.pass_through import close_programme, find_programme, open_programme
from khfund.donations.passing import draft_passing, receive_goods, receive_money
from khfund.ledger import approve_voucher, find_voucher, post_voucher

ITEMS = (("XD", "xe đạp", "chiếc"), ("SUA", "sữa tươi 180 ml", "hộp"), ("AN", "bữa ăn", "suất"))
PLACE = ("VP", "Kho Văn phòng Tỉnh hội")
BICYCLES, RIDE = "XEDAP", "CUNGEM"


@attrs.frozen
class Given:
    """Goods that somebody gave on a day: item, pieces, đồng for one, on what the value rests."""

    day: date
    donor: str
    goods: tuple[tuple[str, int, int, Basis], ...]
    purpose: str


GIFTS = (
    Given(
        date(2025, 5, 15),
        "Công ty CP Thủy điện Pá Lau",
        (("XD", 55, 1_850_000, Basis.INVOICE),),
        "Học sinh nghèo có xe đến trường",
    ),
    Given(
        date(2025, 6, 2),
        "Hội Cựu giáo chức phường Bình Minh",
        (("SUA", 1_200, 6_500, Basis.MARKET), ("AN", 800, 25_000, Basis.DECLARED)),
        "Tiếp sức mùa thi",
    ),
)


@attrs.frozen
class HandedOver:
    """A list of goods that was drafted, approved and handed over on three days' work: item, pieces, who, heads."""

    day: date
    purpose: str
    receiver: str
    lines: tuple[tuple[str, int, str, int], ...]
    programme: str | None = None


LISTS = (
    HandedOver(
        date(2025, 6, 26),
        "Tiếp sức mùa thi",
        "Điểm thi Trường THPT Bình Minh",
        (("SUA", 1_200, "Thí sinh tại điểm thi", 400), ("AN", 800, "Thí sinh ở xa", 200)),
    ),
    HandedOver(
        date(2025, 9, 4),
        "Lễ «Học không bao giờ cùng»",
        "Trường TH-THCS Nậm Pơ",
        (("XD", 30, "Học sinh nhà xa trường", 30), ("XD", 25, "Học sinh bán trú", 25)),
    ),
    HandedOver(
        date(2025, 9, 15),
        "Xe đạp đến trường",
        "Trường THCS Huổi Sáng",
        (("XD", 180, "Học sinh", 180),),
        BICYCLES,
    ),
    HandedOver(
        date(2025, 9, 24),
        "Xe đạp đến trường",
        "Trường TH-THCS Nậm Pơ",
        (("XD", 120, "Học sinh", 120),),
        BICYCLES,
    ),
)


def goods_jobs(office: Office) -> Iterator[tuple[datetime, Callable[[], object]]]:
    """Give everything that is done about goods, each with its moment."""
    yield at(date(2025, 4, 10), 9), partial(_prepare, office)
    for gift in GIFTS:
        yield at(gift.day, 10), partial(_receive, office, gift)
    yield at(date(2025, 9, 8), 9), partial(_hold_bicycles, office)
    for one in LISTS:
        yield at(one.day, 8), partial(_hand_over, office, one)
    yield at(date(2025, 11, 12), 9), partial(_hold_money, office)
    yield at(date(2025, 11, 20), 9), partial(_pass_on, office)
    yield at(date(2025, 12, 20), 9), partial(_close, office)


def _prepare(office: Office) -> None:
    def work(session: Session, command: Command) -> Answer:
        for code, name, measure in ITEMS:
            add_item(session, command, code, name, measure)
        return {"place": add_place(session, command, *PLACE).code}

    office.do("thuquy", "goods.add", at(date(2025, 4, 10), 9), work)


def _receive(office: Office, gift: Given) -> None:
    def work(session: Session, command: Command) -> Answer:
        donation = receive_in_kind(
            session,
            command,
            _donor(session, office, gift.donor),
            day=gift.day,
            place=find_place(session, office.unit, PLACE[0]),
            fund=office.fund(session, "KH"),
            lines=[
                NewGoods(find_item(session, office.unit, code), pieces, each, basis)
                for code, pieces, each, basis in gift.goods
            ],
            purpose=gift.purpose,
        )
        return {"donation": donation.id}

    office.do("thuquy", "goods.receive", at(gift.day, 10), work, day=str(gift.day))


def _donor(session: Session, office: Office, name: str) -> Donor:
    same = select(Donor).where(Donor.unit_id == office.unit, Donor.full_name == name)
    return session.scalars(same).one()


def _hand_over(office: Office, one: HandedOver) -> None:
    def draft(session: Session, command: Command) -> Answer:
        programme = find_programme(session, office.unit, one.programme) if one.programme else None
        drafted = draft_hand_over(
            session,
            command,
            day=one.day,
            place=find_place(session, office.unit, PLACE[0]),
            fund=office.fund(session, "KH"),
            purpose=one.purpose,
            receiver=one.receiver,
            lines=[
                NewHandOverLine(find_item(session, office.unit, code), pieces, who, one.receiver, heads)
                for code, pieces, who, heads in one.lines
            ],
            programme=programme,
        )
        return {"number": drafted.id}

    def approve(session: Session, command: Command) -> Answer:
        return {
            "number": approve_hand_over(session, command, find_hand_over(session, office.unit, number)).id
        }

    def hand_over(session: Session, command: Command) -> Answer:
        listed = find_hand_over(session, office.unit, number)
        return {"entry": deliver(session, command, listed, day=one.day).id}

    number = office.do("thuquy", "goods.draft", at(one.day, 8), draft, receiver=one.receiver)["number"]
    office.do("chutich", "goods.approve", at(one.day, 8, 10), approve, number=number)
    office.do("ketoan", "goods.deliver", at(one.day, 11), hand_over, number=number)


def _hold_bicycles(office: Office) -> None:
    """Take in 300 bicycles that a company gives through the association."""
    day = date(2025, 9, 8)

    def begin(session: Session, command: Command) -> Answer:
        donor = _donor(session, office, "Công ty CP Xây dựng Sáng Mai")
        fund = office.fund(session, "KH")
        opened = open_programme(
            session, command, BICYCLES, "Xe đạp đến trường", donor=donor, fund=fund, opened=day
        )
        return {"programme": opened.code}

    def take(session: Session, command: Command) -> Answer:
        bicycles = NewGoods(find_item(session, office.unit, "XD"), 300, 1_900_000, Basis.INVOICE)
        entry = receive_goods(
            session,
            command,
            find_programme(session, office.unit, BICYCLES),
            day=day,
            place=find_place(session, office.unit, PLACE[0]),
            lines=[bicycles],
        )
        return {"entry": entry.id}

    office.do("ketoan", "passing.open", at(day, 9), begin, code=BICYCLES)
    office.do("thuquy", "passing.receive", at(day, 9, 30), take, code=BICYCLES)


def _hold_money(office: Office) -> None:
    """Take in cash that goes on to a school in full."""
    day = date(2025, 11, 12)

    def begin(session: Session, command: Command) -> Answer:
        donor = _donor(session, office, "Công đoàn Bưu điện tỉnh")
        fund = office.fund(session, "KH")
        opened = open_programme(
            session, command, RIDE, "Cùng em đến trường", donor=donor, fund=fund, opened=day
        )
        return {"programme": opened.code}

    def take(session: Session, command: Command) -> Answer:
        programme = find_programme(session, office.unit, RIDE)
        return {"entry": receive_money(session, command, programme, 26_000_000, day=day).id}

    office.do("ketoan", "passing.open", at(day, 9), begin, code=RIDE)
    office.do("thuquy", "passing.receive", at(day, 9, 30), take, code=RIDE)


def _pass_on(office: Office) -> None:
    day = date(2025, 11, 20)

    def draft(session: Session, command: Command) -> Answer:
        programme = find_programme(session, office.unit, RIDE)
        voucher = draft_passing(
            session, command, programme, 26_000_000, day=day, receiver="Trường THCS Huổi Sáng"
        )
        return {"voucher": voucher.id}

    def approve(session: Session, command: Command) -> Answer:
        return {"voucher": approve_voucher(session, command, find_voucher(session, office.unit, number)).id}

    def pay(session: Session, command: Command) -> Answer:
        return {
            "entry": post_voucher(session, command, find_voucher(session, office.unit, number), day=day).id
        }

    number = office.do("ketoan", "passing.hand_over", at(day, 9), draft, code=RIDE)["voucher"]
    office.do("chutich", "voucher.approve", at(day, 10), approve, voucher=number)
    office.do("thuquy", "voucher.post", at(day, 15), pay, voucher=number)


def _close(office: Office) -> None:
    """Close what has been handed over in full."""
    day = date(2025, 12, 20)

    def work(session: Session, command: Command) -> Answer:
        codes = (BICYCLES, RIDE)
        for code in codes:
            close_programme(session, command, find_programme(session, office.unit, code), day=day)
        return {"closed": list(codes)}

    office.do("ketoan", "passing.close", at(day, 9), work)
