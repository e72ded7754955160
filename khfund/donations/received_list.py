"""Lists of gifts taken into the book: looked at first, then booked as a whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import attrs
from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund import sheet
from khfund.banking.bank_account import BankAccount
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, never_changes, whole
from khfund.donations.campaign import Campaign, campaigns
from khfund.donations.donation import Donation, receive_known
from khfund.donations.donor import Donor, enter_donors, identity
from khfund.donations.gift import KnownDonor, NewGift, Part, Way
from khfund.donations.gift_list import FundMissingError, ListedGift, Terms, read_gifts
from khfund.donations.likeness import Traits
from khfund.errors import KhfundError, Problem, ProblemsFound
from khfund.ledger import Fund, find_book, funds
from khfund.ledger.accounting_period import require_open
from khfund.vietnamese import fold

if TYPE_CHECKING:
    from khfund.command import Command

CHUNK = 2_000  # rows that are booked together: enough to write many at once, few enough to stay in the processor's caches
REMEMBERED = 50_000  # donors whose numbers are kept at hand
PROBLEMS_SHOWN = 1_000  # the rest of a list with more is not worth reading


class ListKnownError(KhfundError):
    """A list of gifts is booked once, unless somebody says that it is to be booked again."""

    message = "{file}: danh sách này đã nhập rồi ({rows:so} khoản, {amount:dong}); nhập lần nữa sẽ ghi trùng."
    english = "{file}: this list was booked already ({rows:so} gifts, {amount:dong}); booking it again would double them."


class ReceivedList(Base):
    """A list that was booked: its file by SHA-256, its gifts and đồng, and the numbers of the first and last donation."""

    __tablename__ = "received_list"
    __table_args__ = (UniqueConstraint("unit_id", "sha256", "command_number"), *whole("amount"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    gifts: Mapped[int]
    amount: Mapped[int] = mapped_column(Whole)
    new_donors: Mapped[int]
    first_donation: Mapped[int] = mapped_column(Whole)
    last_donation: Mapped[int] = mapped_column(Whole)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("received_list")


@attrs.frozen
class Defaults:
    """What holds for the rows of a list that do not say; a bank account is needed for gifts by transfer."""

    fund: Fund | None = None
    campaign: Campaign | None = None
    way: Way = Way.CASH
    bank_account: BankAccount | None = None


@attrs.frozen
class Preview:
    """What booking a list would do. `repeats` names rows (row, donation) that look booked already."""

    file: str
    gifts: int
    amount: int
    known_donors: int
    problems: tuple[Problem, ...]
    first: tuple[ListedGift, ...]
    repeats: tuple[tuple[int, int], ...]


def preview_list(
    session: Session,
    unit_id: int,
    source: Path | bytes,
    *,
    today: date,
    name: str | None = None,
    defaults: Defaults | None = None,
) -> Preview:
    """Read a whole list and tell what is wrong in which cell, without writing anything.

    Raises: what `sheet.read` and `read_gifts` raise.
    """
    book = sheet.read(source, name)
    problems: list[Problem] = []
    first: list[ListedGift] = []
    repeats: list[tuple[int, int]] = []
    gifts = amount = known = 0
    rows = _sound(read_gifts(book.first, _terms(session, unit_id, today, defaults or Defaults())), problems)
    for chunk in _chunks(rows, CHUNK):
        gifts, amount = gifts + len(chunk), amount + sum(row.amount for row in chunk)
        first += chunk[: 20 - len(first)]
        keys = _keys(unit_id, chunk)
        wanted = {
            key: row.traits for key, row in zip(keys, chunk, strict=True) if key is not None and row.traits
        }
        donors = _known(session, unit_id, wanted)
        known += len({donor.id for donor in donors.values()})
        repeats += _repeats(session, chunk, keys, donors)
    return Preview(
        book.file, gifts, amount, known, tuple(problems), tuple(first), tuple(repeats[:PROBLEMS_SHOWN])
    )


def receive_list(
    session: Session,
    command: Command,
    source: Path | bytes,
    *,
    name: str | None = None,
    defaults: Defaults | None = None,
    again: bool = False,
    tell: Callable[[int], None] = lambda _done: None,
) -> ReceivedList:
    """Book every gift of a list, or none; `tell` hears how many rows are booked so far.

    A giver is found again by name together with whatever else the list says (address, unit, telephone, tax code); a
    person of whom it says the name alone is entered anew for each row, for nobody knows whether two of one name are
    one. Rows are booked in chunks while the file is read, so that memory does not grow with it.

    Raises: ListKnownError unless `again`, ProblemsFound, and what `sheet.read`, `read_gifts` and `receive_all` raise.
    """
    digest = _sha256(source)
    book = sheet.read(source, name)
    _require_new(session, command.unit, digest, book.file, again=again)
    terms = _terms(session, command.unit, day_of(command.at), defaults or Defaults())
    booking = _Booking(session, command, defaults or Defaults())
    problems: list[Problem] = []
    for chunk in _chunks(_sound(read_gifts(book.first, terms), problems), CHUNK):
        if not problems:
            booking.book(chunk)
            tell(booking.gifts)
    if problems:
        raise ProblemsFound(file=book.file, problems=problems)
    return booking.record(book.file, digest)


def _require_new(session: Session, unit_id: int, digest: str, file: str, *, again: bool) -> None:
    same = select(ReceivedList).where(ReceivedList.unit_id == unit_id, ReceivedList.sha256 == digest)
    before = session.scalars(same.limit(1)).first()
    if before is not None and not again:
        raise ListKnownError(file=file, rows=before.gifts, amount=before.amount)


def _sha256(source: Path | bytes) -> str:
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sound(rows: Iterator[ListedGift | Problem], problems: list[Problem]) -> Iterator[ListedGift]:
    """Give the rows that can be booked, set the problems aside."""
    for row in rows:
        if isinstance(row, ListedGift):
            yield row
        else:
            problems.append(row)
            if len(problems) >= PROBLEMS_SHOWN:
                return


Item = TypeVar("Item")


def _chunks(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while chunk := list(islice(items, size)):
        yield chunk


def _terms(session: Session, unit_id: int, today: date, defaults: Defaults) -> Terms:
    book, own = find_book(session, unit_id), funds(session, unit_id)
    by_id = {fund.id: fund for fund in own}
    sound_days: set[date] = set()

    def require_day(day: date) -> None:
        if day not in sound_days:
            require_open(book, day, today=today)
            sound_days.add(day)

    def require_fund(number: int, day: date) -> None:
        fund = by_id[number]
        if day < fund.opened or (fund.closed is not None and day >= fund.closed):
            raise FundMissingError(text=fund.code)

    return Terms(
        funds={fold(fund.code): fund.id for fund in own},
        campaigns={fold(one.code): one.id for one in campaigns(session, unit_id)},
        require_day=require_day,
        require_fund=require_fund,
        fund=defaults.fund.id if defaults.fund else None,
        campaign=defaults.campaign.id if defaults.campaign else None,
        way=defaults.way,
    )


class _Booking:
    """A list while it is booked."""

    def __init__(self, session: Session, command: Command, defaults: Defaults) -> None:
        self.session, self.command = session, command
        self.bank = defaults.bank_account.id if defaults.bank_account else None
        self.at_hand: dict[int, KnownDonor] = {}
        self.gifts = self.amount = self.new_donors = 0
        self.first = self.last = 0

    def book(self, rows: list[ListedGift]) -> None:
        donors = self._donors(rows)
        bank = self.bank
        new = [
            NewGift(
                None if donor is None else donor.id,
                row.day,
                (Part(row.fund, row.amount),),
                row.way,
                None,
                bank if row.way is Way.TRANSFER else None,
                row.campaign,
                row.anonymous,
                row.purpose,
                row.note,
            )
            for row, donor in zip(rows, donors, strict=True)
        ]
        numbers = receive_known(self.session, self.command, new, {one.id: one for one in donors if one})
        self.gifts += len(rows)
        self.amount += sum(row.amount for row in rows)
        self.first, self.last = self.first or numbers[0], numbers[-1]

    def _donors(self, rows: list[ListedGift]) -> list[KnownDonor | None]:
        """Find or enter each row's giver, in order."""
        unit_id, at_hand = self.command.unit, self.at_hand
        if len(at_hand) > REMEMBERED:
            at_hand.clear()
        keys = _keys(unit_id, rows)
        named = [(key, row.traits) for key, row in zip(keys, rows, strict=True) if row.traits]
        unknown = {key: traits for key, traits in named if key is not None and key not in at_hand}
        at_hand.update(_known(self.session, unit_id, unknown))
        lasting = {key: traits for key, traits in unknown.items() if key not in at_hand}
        at_hand.update(zip(lasting, self._enter(list(lasting.values())), strict=True))
        nameless = iter(self._enter([traits for key, traits in named if key is None]))
        return [
            None if row.traits is None else next(nameless) if key is None else at_hand[key]
            for key, row in zip(keys, rows, strict=True)
        ]

    def _enter(self, new: list[Traits]) -> list[KnownDonor]:
        numbers = enter_donors(self.session, self.command, new)
        self.new_donors += len(numbers)
        return [
            KnownDonor(number, one.full_name, wishes_anonymity=False)
            for number, one in zip(numbers, new, strict=True)
        ]

    def record(self, file: str, digest: str) -> ReceivedList:
        row = ReceivedList(
            unit_id=self.command.unit,
            file_name=file[-200:],
            sha256=digest,
            gifts=self.gifts,
            amount=self.amount,
            new_donors=self.new_donors,
            first_donation=self.first,
            last_donation=self.last,
            command_number=self.command.number,
        )
        self.session.add(row)
        self.session.flush()
        return row


def _keys(unit_id: int, rows: list[ListedGift]) -> list[int | None]:
    return [None if row.traits is None else identity(unit_id, row.traits) for row in rows]


def _known(session: Session, unit_id: int, wanted: Mapping[int, Traits]) -> dict[int, KnownDonor]:
    """Find givers that are in the register with exactly these traits; of several, the oldest entry."""
    found: dict[int, KnownDonor] = {}
    query = select(Donor.identity, Donor.id, Donor.merged_into_id, Donor.full_name, Donor.wishes_anonymity)
    for some in _chunks(iter(wanted), CHUNK):
        mine = query.where(Donor.unit_id == unit_id, Donor.identity.in_(some)).order_by(Donor.id.desc())
        for key, donor, survivor, full_name, wish in session.execute(mine):
            if (
                key is not None and full_name.lower() == wanted[key].full_name.lower()
            ):  # a fingerprint has 64 bits
                found[key] = KnownDonor(survivor or donor, full_name, wish)
    return found


def _repeats(
    session: Session, rows: list[ListedGift], keys: Sequence[int | None], donors: Mapping[int, KnownDonor]
) -> list[tuple[int, int]]:
    """Rows whose donor gave the same amount on the same day already."""
    wanted: dict[tuple[int, date, int], int] = {}
    for key, row in zip(keys, rows, strict=True):
        if key is not None and key in donors:
            wanted[donors[key].id, row.day, row.amount] = row.row
    if not wanted:
        return []
    query = select(Donation.id, Donation.donor_id, Donation.day, Donation.amount)
    mine = query.where(Donation.donor_id.in_({donor for donor, _, _ in wanted})).order_by(Donation.id)
    return [
        (wanted[donor, day, amount], number)
        for number, donor, day, amount in session.execute(mine)
        if donor is not None and (donor, day, amount) in wanted
    ]


__all__ = ["Defaults", "ListKnownError", "Preview", "ReceivedList", "preview_list", "receive_list"]
