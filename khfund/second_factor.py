"""Second factors: codes of a telephone (RFC 6238), and recovery codes on paper for when it is lost.

The telephone's secret is kept sealed, under a key that lies outside the books: a copy of the books (a backup, the file
given to an inspector) does not make codes. Recovery codes are long and drawn, so their SHA-256 gives nothing away;
each is used once, by a command of its own. That a code of a telephone is used once is remembered by whoever asks for
it (`step` tells the code apart): codes live for a minute, and looking at the books takes no command.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator
from datetime import datetime

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.actor import Person, Role
from khfund.audit import witnesses
from khfund.command import Command
from khfund.db import Base, Whole, never_changes
from khfund.errors import KhfundError
from khfund.password import draw_first_password

STEP = 30  # seconds that one code lives
STEPS_APART = 1  # a telephone's clock may be so many steps early or late
RECOVERY_CODES = 8
NEEDED_BY = frozenset({Role.CHIEF_ACCOUNTANT, Role.CHAIR, Role.ADMINISTRATOR})
"""Who acts in the office only with a second factor: who approves, closes and states; and who gives roles and passwords."""

_NONCE = 12  # bytes


class SecondFactorCodeError(KhfundError):
    """A second factor is switched on by a code that it made."""

    message = "Mã xác nhận không đúng hoặc đã hết hạn; hãy xem lại giờ của điện thoại rồi nhập mã mới."
    english = "The code is not right or has run out; look at the telephone's clock and type a new one."


class NoSecondFactorError(KhfundError):
    """What is switched off was on."""

    message = "{name} chưa dùng xác nhận hai bước."
    english = "{name} does not use a second factor."


class SecondFactor(Base):
    """A second factor of a person from one command on; one without a secret switches the earlier off."""

    __tablename__ = "second_factor"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class RecoveryCode(Base):
    """A recovery code of a second factor, as a digest."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    second_factor_id: Mapped[int] = mapped_column(ForeignKey("second_factor.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class RecoveryCodeUse(Base):
    """A recovery code that was used."""

    __tablename__ = "recovery_code_use"

    code_id: Mapped[int] = mapped_column(ForeignKey("recovery_code.id"), primary_key=True)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("second_factor")
never_changes("recovery_code")
never_changes("recovery_code_use")


@witnesses("second_factor")
def _switched(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(SecondFactor).order_by(SecondFactor.id)):
        yield one.command_number, *_lines(one)


def _lines(one: SecondFactor) -> tuple[str, str]:
    digest = "" if one.sealed is None else hashlib.sha256(one.sealed).hexdigest()
    return f"{one.id}|{one.person_id}", digest


@witnesses("recovery_code")
def _drawn(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(RecoveryCode).order_by(RecoveryCode.id)):
        yield one.command_number, f"{one.id}|{one.second_factor_id}", one.sha256


@witnesses("recovery_code_use")
def _used(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(RecoveryCodeUse).order_by(RecoveryCodeUse.command_number)):
        yield one.command_number, str(one.code_id), ""


# -- switching on and off -------------------------------------------------------------------------------------------


def draw_secret() -> str:
    """Draw the secret that a telephone and the office share: 160 bits, as base32."""
    return pyotp.random_base32()


def address_of(secret: str, login: str, place: str) -> str:
    """The otpauth:// address that a telephone reads from a QR code; `place` is what it calls the office."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=place)


def switch_on(
    session: Session, command: Command, person: Person, *, secret: str, code: str, key: bytes, at: datetime
) -> list[str]:
    """Switch a person's second factor on, proved by one of its codes; return its recovery codes, to be shown once.

    `key` has 32 bytes. An earlier second factor and its recovery codes no longer count.

    Raises: SecondFactorCodeError.
    """
    if _step_of(secret, code, at) is None:
        raise SecondFactorCodeError
    row = _enter(session, command, person, seal(key, person.id, secret))
    codes = [draw_first_password() for _ in range(RECOVERY_CODES)]
    for one in codes:
        drawn = RecoveryCode(second_factor_id=row.id, sha256=_digest(one), command_number=command.number)
        session.add(drawn)
        session.flush()
        command.witness("recovery_code", f"{drawn.id}|{row.id}", drawn.sha256)
    return codes


def switch_off(session: Session, command: Command, person: Person) -> SecondFactor:
    """Switch a person's second factor off: the telephone is lost, or another one comes.

    Raises: NoSecondFactorError.
    """
    if second_factor_of(session, person.id) is None:
        raise NoSecondFactorError(name=person.full_name)
    return _enter(session, command, person, None)


def _enter(session: Session, command: Command, person: Person, sealed: bytes | None) -> SecondFactor:
    row = SecondFactor(person_id=person.id, sealed=sealed, command_number=command.number)
    session.add(row)
    session.flush()
    command.witness("second_factor", *_lines(row))
    return row


# -- proving --------------------------------------------------------------------------------------------------------


def step(factor: SecondFactor, code: str, *, key: bytes, at: datetime) -> int | None:
    """Return which step of time a code belongs to, None if to none; a code is refused whose step was used before."""
    secret = unseal(key, factor.person_id, factor.sealed or b"")
    return None if secret is None else _step_of(secret, code, at)


def _step_of(secret: str, code: str, at: datetime) -> int | None:
    typed = re.sub(r"\s", "", code)
    if not re.fullmatch(r"[0-9]{6}", typed):
        return None
    now, found = int(at.timestamp()) // STEP, None
    for near in range(
        now - STEPS_APART, now + STEPS_APART + 1
    ):  # all of them, so that each takes the same time
        if hmac.compare_digest(pyotp.TOTP(secret).at(near * STEP), typed):
            found = near
    return found


def find_recovery_code(session: Session, factor: SecondFactor, code: str) -> RecoveryCode | None:
    """Return the unused recovery code of a second factor that is written so."""
    used = select(RecoveryCodeUse.code_id)
    query = select(RecoveryCode).where(
        RecoveryCode.second_factor_id == factor.id,
        RecoveryCode.sha256 == _digest(code),
        RecoveryCode.id.not_in(used),
    )
    return session.scalar(query.limit(1))


def use_recovery_code(session: Session, command: Command, person: Person, code: str) -> int:
    """Use one of a person's recovery codes up, and return how many are left.

    Raises: SecondFactorCodeError.
    """
    factor = second_factor_of(session, person.id)
    found = None if factor is None else find_recovery_code(session, factor, code)
    if factor is None or found is None:
        raise SecondFactorCodeError
    session.add(RecoveryCodeUse(code_id=found.id, command_number=command.number))
    session.flush()
    command.witness("recovery_code_use", str(found.id), "")
    return recovery_codes_left(session, factor)


# -- reads ----------------------------------------------------------------------------------------------------------


def second_factor_of(session: Session, person_id: int) -> SecondFactor | None:
    """Return the second factor that a person uses now."""
    query = select(SecondFactor).where(SecondFactor.person_id == person_id).order_by(SecondFactor.id.desc())
    newest = session.scalar(query.limit(1))
    return newest if newest is not None and newest.sealed is not None else None


def recovery_codes_left(session: Session, factor: SecondFactor) -> int:
    """Return how many recovery codes of a second factor are unused."""
    query = select(RecoveryCode.id).where(
        RecoveryCode.second_factor_id == factor.id, RecoveryCode.id.not_in(select(RecoveryCodeUse.code_id))
    )
    return len(session.scalars(query).all())


def _digest(code: str) -> str:
    plain = re.sub(r"[\s-]", "", code.lower())
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def seal(key: bytes, person_id: int, secret: str) -> bytes:
    """Seal a secret for one person, with a key of 32 bytes."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret.encode(), str(person_id).encode())


def unseal(key: bytes, person_id: int, sealed: bytes) -> str | None:
    """Open what was sealed for a person; None where the key or the person is another one."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], str(person_id).encode()).decode()
    except (InvalidTag, ValueError):  # the office's store was lost: recovery codes must serve
        return None
