"""The secret code with which a giver looks at their own gifts: 100 random bits, printed once, kept only as a digest.

It opens a page that changes nothing. A new code ends the one before; a code can be withdrawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes
from khfund.donations.donor import Donor, DonorUnknownError
from khfund.errors import KhfundError
from khfund.receipts import check_code

if TYPE_CHECKING:
    from khfund.command import Command


NO_DIGEST = "-" * 64


class GiverCodeMissingError(KhfundError):
    """A code that is withdrawn was issued and still counts."""

    message = "Nhà hảo tâm số {number} không có mã xem trang riêng nào đang dùng."
    english = "Donor {number} has no code in use for a page of their own."


class GiverCodeUnreadableError(KhfundError):
    """A code has 20 letters and figures, as it is drawn."""

    message = "Mã trang riêng phải có 20 chữ và số như chương trình đã rút; hãy mở lại trang cấp mã."
    english = "The code of an own page has 20 letters and figures, as it was drawn; open the form again."


class GiverCode(Base):
    """A giver's code from one command on; an empty digest ends the codes before. `number` runs 1…n for a giver."""

    __tablename__ = "giver_code"
    __table_args__ = (UniqueConstraint("donor_id", "number"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    donor_id: Mapped[int] = mapped_column(ForeignKey("donor.id"))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), index=True)
    day: Mapped[date]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("giver_code")
guard(
    "giver_code_next",
    "giver_code",
    when="BEFORE INSERT",
    condition="NEW.number <> (SELECT COALESCE(MAX(g.number), 0) + 1 FROM giver_code g WHERE g.donor_id = NEW.donor_id)",
    refusal="giver_code: codes of a giver follow each other",
)


@witnesses("giver_codes")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(GiverCode).order_by(GiverCode.command_number, GiverCode.id)
    for one in session.scalars(query.execution_options(yield_per=2_000)):
        yield one.command_number, _figures(one), ""


def _figures(one: GiverCode) -> str:
    return f"{one.donor_id}|{one.number}|{one.digest}|{one.day}"


def issue_giver_code(session: Session, command: Command, donor: Donor, code: str) -> GiverCode:
    """Give a donor a new code, of which only the digest is kept; the one before no longer opens anything.

    The code is drawn and printed by whoever asks (`check_code.new_code`).

    Raises: DonorUnknownError, GiverCodeUnreadableError.
    """
    if not check_code.normalised(code):
        raise GiverCodeUnreadableError
    return _write(session, command, donor, _digest(code))


def _digest(code: str) -> str:
    """The digest by which a code is kept; what cannot be a code has one that no row bears."""
    read = check_code.normalised(code)
    digest = hashlib.sha256(f"khfund-giver-code/1\n{read}".encode()).hexdigest()
    return digest if read else NO_DIGEST


def withdraw_giver_code(session: Session, command: Command, donor: Donor) -> GiverCode:
    """End the code that a donor has.

    Raises: DonorUnknownError, GiverCodeMissingError.
    """
    last = last_code(session, donor.id)
    if last is None or not last.digest:
        raise GiverCodeMissingError(number=donor.id)
    return _write(session, command, donor, "")


def _write(session: Session, command: Command, donor: Donor, digest: str) -> GiverCode:
    if donor.unit_id != command.unit:
        raise DonorUnknownError(number=donor.id)
    count = select(func.count()).where(GiverCode.donor_id == donor.id)
    row = GiverCode(
        donor_id=donor.id,
        number=session.scalars(count).one() + 1,
        digest=digest,
        day=day_of(command.at),
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    command.witness("giver_codes", _figures(row), "")
    return row


# -- reads ----------------------------------------------------------------------------------------------------------


def last_code(session: Session, donor_id: int) -> GiverCode | None:
    """Return the newest row of a donor."""
    query = select(GiverCode).where(GiverCode.donor_id == donor_id).order_by(GiverCode.number.desc())
    return session.scalar(query.limit(1))


def donor_by_code(session: Session, typed: str) -> Donor | None:
    """Return the giver whose code this is; a code that is wrong, ended or unknown costs the same look-up."""
    other = aliased(GiverCode)
    newer = select(func.max(other.number)).where(other.donor_id == Donor.id).scalar_subquery()
    query = (
        select(Donor)
        .join(GiverCode, GiverCode.donor_id == Donor.id)
        .where(GiverCode.digest == _digest(typed), GiverCode.number == newer)
    )
    return session.scalar(query)
