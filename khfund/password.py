"""Passwords of those who work with the books, kept only as Argon2id digests; the newest one of a person counts."""

from __future__ import annotations

import functools
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.actor import Person
from khfund.command import Command
from khfund.db import Base, Whole, never_changes

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another on paper
FIRST_LENGTH = 16


class Password(Base):
    """A password of a person from one command on; `first` ones were printed and must be changed at the first sign-in."""

    __tablename__ = "password"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    digest: Mapped[str] = mapped_column(String(200))
    is_first: Mapped[bool]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("password")


def set_password(
    session: Session, command: Command, person: Person, password: str, *, is_first: bool = False
) -> Password:
    """Set a person's password; earlier ones no longer open anything."""
    row = Password(
        person_id=person.id,
        digest=_hasher().hash(password),
        is_first=is_first,
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    return row


def draw_first_password() -> str:
    """Draw a password to print once: 16 letters and digits in groups of four, about 79 bits."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(FIRST_LENGTH))
    return "-".join(drawn[start : start + 4] for start in range(0, FIRST_LENGTH, 4))


def proves(session: Session, login: str, password: str) -> Person | None:
    """Return the active person whom login and password prove; an unknown login costs the same time as a known one."""
    person = session.scalar(select(Person).where(Person.login == login, Person.is_active))
    newest = None if person is None else current_password(session, person.id)
    digest = _nobody() if newest is None else newest.digest
    try:
        _hasher().verify(digest, password)
    except (VerificationError, InvalidHashError):
        return None
    return person if newest is not None else None


def current_password(session: Session, person_id: int) -> Password | None:
    """Return the password that counts now."""
    query = select(Password).where(Password.person_id == person_id).order_by(Password.id.desc()).limit(1)
    return session.scalar(query)


@functools.cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # Argon2id with the library's present advice: 64 MiB, 3 rounds, 4 lanes


@functools.cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe(32))
