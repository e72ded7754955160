"""Entries and their postings: what is proposed, what is posted, and the rows that keep it for ever.

A posting names its debit account, its credit account, its fund and a positive amount. So an entry is balanced, and
each fund is conserved, by construction.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from datetime import date

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, guard, never_changes, one_of, whole
from khfund.errors import KhfundError


class EntryUnknownError(KhfundError):
    """An entry is known by its number."""

    message = "Sổ của đơn vị không có bút toán số {number}."
    english = "The unit's book has no entry number {number}."


class VoucherKind(enum.StrEnum):
    """The paper behind an entry; each kind is numbered from 1 per unit and year."""

    RECEIPT = "PT"
    PAYMENT = "PC"
    JOURNAL = "PK"
    BANK_CREDIT = "BC"
    BANK_DEBIT = "BN"
    GOODS_IN = "PN"
    GOODS_OUT = "PX"


VOUCHER_NAMES = {
    VoucherKind.RECEIPT: "Phiếu thu",
    VoucherKind.PAYMENT: "Phiếu chi",
    VoucherKind.JOURNAL: "Phiếu kế toán",
    VoucherKind.BANK_CREDIT: "Giấy báo có",
    VoucherKind.BANK_DEBIT: "Giấy báo nợ",
    VoucherKind.GOODS_IN: "Phiếu nhập kho",
    VoucherKind.GOODS_OUT: "Phiếu xuất kho",
}


class Correction(enum.StrEnum):
    """How an entry corrects an earlier one, or that it brings balances forward, closes a year or hands a book over."""

    REVERSAL = "reversal"
    REFUND = "refund"
    ADJUSTMENT = "adjustment"
    OPENING = "opening"
    YEAR_END = "year_end"
    HANDOVER = "handover"


@attrs.frozen
class Posting:
    """Nợ / Có of one amount in đồng inside one fund; accounts and fund by id."""

    debit: int
    credit: int
    fund: int
    amount: int


@attrs.frozen
class NewEntry:
    """An entry still to be posted."""

    day: date
    narration: str
    postings: Sequence[Posting]
    voucher: VoucherKind = VoucherKind.JOURNAL
    corrects: int | None = None
    correction: Correction | None = None


@attrs.frozen
class PostedEntry:
    """What posting gives back: the entry's id and its voucher number of that year."""

    id: int
    day: date
    voucher: VoucherKind
    voucher_number: int

    @property
    def voucher_code(self) -> str:
        """The voucher as people write it: PT-2026-00012."""
        return voucher_code(self.voucher, self.day.year, self.voucher_number)


class Entry(Base):
    """A posted entry."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("unit_id", "voucher_kind", "voucher_year", "voucher_number"),
        Index("ix_entry_unit_day", "unit_id", "day"),
        Index(
            "ix_entry_corrects_id",
            "corrects_id",
            sqlite_where=text("corrects_id IS NOT NULL"),
            postgresql_where=text("corrects_id IS NOT NULL"),
        ),
        Index(
            "uq_entry_reversed_once",
            "corrects_id",
            unique=True,
            sqlite_where=text("correction = 'reversal'"),
            postgresql_where=text("correction = 'reversal'"),
        ),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    day: Mapped[date]
    voucher_kind: Mapped[VoucherKind] = mapped_column(one_of(VoucherKind))
    voucher_year: Mapped[int]
    voucher_number: Mapped[int]
    narration: Mapped[str] = mapped_column(String(500))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    correction: Mapped[Correction | None] = mapped_column(one_of(Correction))

    @property
    def voucher_code(self) -> str:
        """The voucher as people write it: PT-2026-00012."""
        return voucher_code(self.voucher_kind, self.voucher_year, self.voucher_number)


class PostingRow(Base):
    """A posting of a posted entry, by line from 1."""

    __tablename__ = "posting"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("debit_id <> credit_id", name="two_accounts"),
        *whole("amount"),
        Index("ix_posting_debit", "debit_id", "entry_id"),
        Index("ix_posting_credit", "credit_id", "entry_id"),
        {"sqlite_with_rowid": False},
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    debit_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    credit_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    amount: Mapped[int] = mapped_column(Whole)


never_changes("entry")
never_changes("posting")
guard(
    "entry_in_open_month",
    "entry",
    when="BEFORE INSERT",
    condition="NEW.day <= (SELECT closed_until FROM book WHERE unit_id = NEW.unit_id)",
    refusal="entry: the month is closed",
)
guard(
    "entry_of_running_command",
    "entry",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM leaf WHERE number = NEW.command_number)",
    refusal="entry: a closed command writes no more entries",
)
guard(
    "posting_of_running_command",
    "posting",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM leaf WHERE number = "
    "(SELECT command_number FROM entry WHERE id = NEW.entry_id))",
    refusal="posting: a posted entry gains no postings",
)
guard(
    "posting_keeps_principal",
    "posting",
    when="BEFORE INSERT",
    condition="(SELECT role FROM account WHERE id = NEW.debit_id) = 'principal' "
    "AND (SELECT corrects_id FROM entry WHERE id = NEW.entry_id) IS NULL "
    "AND (SELECT correction FROM entry WHERE id = NEW.entry_id) IS DISTINCT FROM 'handover'",
    refusal="posting: principal may not be spent",
)
guard(
    "entry_of_living_unit",
    "entry",
    when="BEFORE INSERT",
    condition="(NEW.correction IS DISTINCT FROM 'handover' "
    "AND NEW.day >= (SELECT ended FROM unit WHERE id = NEW.unit_id)) OR (NEW.correction = 'handover' "
    "AND NOT COALESCE(NEW.day >= (SELECT ended FROM unit WHERE id = NEW.unit_id), 1 = 0))",
    refusal="entry: the book of a unit that has ended takes only what hands it over, any other book does not",
)


@witnesses("journal")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = text(
        "SELECT e.command_number, e.id, e.unit_id, e.day, e.voucher_kind, e.voucher_number, e.corrects_id, "
        "e.correction, p.line, p.debit_id, p.credit_id, p.fund_id, p.amount, e.narration "
        "FROM entry e LEFT JOIN posting p ON p.entry_id = e.id ORDER BY e.id, p.line"
    )
    for number, *figures, narration in session.execute(query, execution_options={"yield_per": 10_000}):
        yield number, "|".join("" if part is None else str(part) for part in figures), narration


def find_entry(session: Session, unit_id: int, entry_id: int) -> Entry:
    """Return an entry of the unit's book.

    Raises: EntryUnknownError.
    """
    entry = session.get(Entry, entry_id)
    if entry is None or entry.unit_id != unit_id:
        raise EntryUnknownError(number=entry_id)
    return entry


def reversed_by(session: Session, entry_id: int) -> int | None:
    """Return the id of the entry that reversed this one, if any."""
    return session.scalar(
        select(Entry.id).where(Entry.corrects_id == entry_id, Entry.correction == Correction.REVERSAL)
    )


def postings_of(session: Session, entry_id: int) -> list[PostingRow]:
    """Return an entry's postings by line."""
    return list(
        session.scalars(select(PostingRow).where(PostingRow.entry_id == entry_id).order_by(PostingRow.line))
    )


def principal_of(session: Session, entry_id: int, fund: int) -> int:
    """Return what an entry gave to the fund's principal and its corrections have not taken back, in đồng."""
    return int(session.scalars(_PRINCIPAL_OF, {"entry": entry_id, "fund": fund}).one())


_PRINCIPAL_OF = text(
    "SELECT COALESCE(SUM(CASE WHEN c.role = 'principal' AND e.id = :entry THEN p.amount ELSE 0 END), 0) "
    "- COALESCE(SUM(CASE WHEN d.role = 'principal' AND e.id <> :entry THEN p.amount ELSE 0 END), 0) "
    "FROM entry e JOIN posting p ON p.entry_id = e.id JOIN account c ON c.id = p.credit_id "
    "JOIN account d ON d.id = p.debit_id WHERE (e.id = :entry OR e.corrects_id = :entry) AND p.fund_id = :fund"
)


def voucher_code(kind: VoucherKind | str, year: int, number: int) -> str:
    """Write a voucher number as people do: PT-2026-00012."""
    return f"{kind}-{year}-{number:05d}"
