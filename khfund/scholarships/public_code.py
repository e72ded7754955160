"""Public codes: what stands for a recipient in the public statements of a year, like HB26-7K3Q.

A code is drawn at random and says nothing about the register: neither who, nor in which order. It is stored, because
a statement only reads; it is drawn when an award is decided or a payment is settled, or by `khfund recipient publish-codes`. No code ever
stands for two persons, and none is used again after another one took its place.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import DateRange
from khfund.db import Base, insert_rows, never_changes
from khfund.errors import KhfundError
from khfund.scholarships.payment_standing import paid_instalments
from khfund.scholarships.recipient import Recipient, RecipientUnknownError, one_person

if TYPE_CHECKING:
    from khfund.command import Command

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: read aloud and copied by hand
_CROWD = 64  # codes of a length are used up to one in so many: a code made up by somebody is hardly ever one of ours
_CHUNK = 10_000


class CodeYearError(KhfundError):
    """Public codes are of a year that a statement can be of."""

    message = "Năm {year} không hợp lệ cho mã công khai; hãy ghi năm từ 2000 đến 2099."
    english = "The year {year} is not valid for public codes; give a year from 2000 to 2099."


class CodeMissingError(KhfundError):
    """A code is replaced where there is one."""

    message = "Người nhận số {number} chưa có mã công khai năm {year}."
    english = "The recipient number {number} has no public code for {year}."


class PublicCode(Base):
    """One code; the highest `version` of a recipient and year is the one in use."""

    __tablename__ = "public_code"
    __table_args__ = (
        UniqueConstraint("recipient_id", "year", "version"),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("SUBSTR(code, 1, 2) = 'HB'", name="code_of_a_year"),
    )

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    year: Mapped[int]
    version: Mapped[int]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("public_code")

_COLUMNS = ("code", "recipient_id", "year", "version", "command_number")


@witnesses("public_code")
def _codes_written(session: Session) -> Iterator[tuple[int, str, str]]:
    columns = [getattr(PublicCode, name) for name in _COLUMNS]
    query = select(*columns).order_by(PublicCode.command_number, PublicCode.recipient_id, PublicCode.year)
    for row in session.execute(query.execution_options(yield_per=5_000)):
        yield row[-1], *_lines(*row[:-1])


def _lines(code: str, recipient: int, year: int, version: int) -> tuple[str, str]:
    """Whose code it is counts as personal: the digest of figures carries no salt."""
    return f"{year}|{version}", f"{code}|{recipient}"


def assign_codes(
    session: Session, command: Command, recipient_ids: Iterable[int], year: int
) -> dict[int, str]:
    """Give each of these recipients a code for the statements of `year`, unless there is one; return all of them.

    Raises: CodeYearError.
    """
    if not 2000 <= year < 2100:
        raise CodeYearError(year=year)
    wanted = sorted(set(recipient_ids))
    known = public_codes(session, wanted, year)
    _draw(session, command, [(number, 1) for number in wanted if number not in known], year)
    return public_codes(session, wanted, year)


def publish_codes(session: Session, command: Command, year: int) -> int:
    """Give a code to everybody whom the command's unit paid in a year and who has none; return how many got one.

    Whoever is paid gets one as the payment is settled; this is for entries that were merged since.

    Raises: CodeYearError.
    """
    if not 2000 <= year < 2100:
        raise CodeYearError(year=year)
    paid = {one.recipient_id for one in paid_instalments(session, command.unit, DateRange.year(year))}
    standing = {entries[0] for entries in one_person(session, paid).values()}
    missing = standing - public_codes(session, standing, year).keys()
    assign_codes(session, command, missing, year)
    return len(missing)


def replace_code(session: Session, command: Command, recipient: Recipient, year: int) -> PublicCode:
    """Put another code in the place of a recipient's, for statements made from now on; the old one is never used again.

    Raises: CodeMissingError, RecipientUnknownError.
    """
    if recipient.unit_id != command.unit:
        raise RecipientUnknownError(number=recipient.id)
    version = session.scalar(
        select(func.max(PublicCode.version)).where(
            PublicCode.recipient_id == recipient.id, PublicCode.year == year
        )
    )
    if version is None:
        raise CodeMissingError(number=recipient.id, year=year)
    _draw(session, command, [(recipient.id, version + 1)], year)
    return session.get_one(PublicCode, public_codes(session, [recipient.id], year)[recipient.id])


def _draw(session: Session, command: Command, wanted: list[tuple[int, int]], year: int) -> None:
    """Write a random code for each (recipient, version), in the order of the recipients."""
    taken = set(session.scalars(select(PublicCode.code).where(PublicCode.year == year)))
    rows = []
    for recipient, version in wanted:
        code = _unused(taken, year)
        taken.add(code)
        rows.append((code, recipient, year, version, command.number))
    insert_rows(session, "public_code", _COLUMNS, rows)
    for row in rows:
        command.witness("public_code", *_lines(*row[:-1]))


def _unused(taken: set[str], year: int, draw: Callable[[str], str] = secrets.choice) -> str:
    length = 4
    while len(taken) >= len(ALPHABET) ** length // _CROWD:
        length += 1
    while True:
        drawn = "".join(draw(ALPHABET) for _ in range(length))
        code = f"HB{year % 100:02d}-{drawn}"
        if code not in taken:
            return code


def public_codes(session: Session, recipient_ids: Iterable[int], year: int) -> dict[int, str]:
    """Return recipient → the code in use for the statements of `year`, of those that have one."""
    wanted = sorted(set(recipient_ids))
    found: dict[int, str] = {}
    for first in range(0, len(wanted), _CHUNK):
        some = wanted[first : first + _CHUNK]
        query = select(PublicCode.recipient_id, PublicCode.code).where(
            PublicCode.year == year, PublicCode.recipient_id.in_(some)
        )
        found.update(
            (row.recipient_id, row.code) for row in session.execute(query.order_by(PublicCode.version))
        )
    return found
