"""Passwords of those who work with the books, kept only as Argon2id digests; the newest one of a person counts."""

from __future__ import annotations

import functools
import hashlib
import secrets
import unicodedata
from collections.abc import Iterator

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.actor import Person
from khfund.audit import witnesses
from khfund.command import Command
from khfund.db import Base, Whole, never_changes
from khfund.errors import KhfundError
from khfund.vietnamese import fold

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another on paper
FIRST_LENGTH = 16
LENGTH_MIN = 12
LENGTH_MAX = 200
DIFFERENT_MIN = 5  # letters that differ from each other
BESIDE_LOGIN_MIN = 6  # letters that remain when the login is taken out

COMMON = frozenset(
    """
    123456123456 123456654321 123456789012 1234567890ab 1234567890abc 1234567890123 12345678901234 123456789abc
    12345678910111 0123456789ab 012345678901 0123456789012 0987654321098 987654321098 112233445566 1122334455667788
    1q2w3e4r5t6y 1q2w3e4r5t6y7u8i qwertyuiop12 qwertyuiop123 qwertyuiopas qwertyuiopasdfgh qwerty123456 qwerty12345678
    123456qwerty qazwsxedcrfv asdfghjkl123 asdfghjkl1234 zxcvbnm12345 abcdefghijkl abcd1234abcd abc123abc123
    abcdef123456 a1b2c3d4e5f6 aa123456aa123456 password1234 password12345 password123456 passwordpassword
    p4ssw0rdp4ssw0rd administrator administrator1 administrator123 admin1234567 admin12345678 adminadminadmin
    welcome12345 welcome123456 iloveyou1234 iloveyou12345 iloveyou123456 changeme1234 changemenow12 letmein12345
    letmeinletmein trustno1trustno1 superman1234 football1234 baseball1234 princess1234 sunshine1234 unbelievable
    matkhau12345 matkhau123456 matkhau1234567 matkhaumatkhau matkhaucuatoi khongcomatkhau matkhaukhongco
    hoikhuyenhoc hoikhuyenhoc1 hoikhuyenhoc12 hoikhuyenhoc123 khuyenhoc123 khuyenhoc1234 khuyenhoc12345
    khuyenhoc2024 khuyenhoc2025 khuyenhoc2026 khuyenhoc2027 khuyenhocvietnam quykhuyenhoc quykhuyenhoc1
    quykhuyenhoc123 hoikhuyenhocvietnam vietnam12345 vietnam123456 vietnamvodich vietnamquehuongtoi anhyeuem1234
    anhyeuem12345 emyeuanh1234 yeuemnhieulam conyeubame123 giadinhlasomot chucmungnammoi bacsithanhpho tienlen123456
    hanoi1234567 saigon123456 sonla1234567
    """.split()
)
"""The commonest of twelve letters and more, without case, marks and spaces."""


class PasswordTooShortError(KhfundError):
    """A password has at least twelve letters; of which kind is its owner's own business."""

    message = "Mật khẩu cần ít nhất {needed} ký tự; có thể là vài từ dễ nhớ, cách nhau bằng dấu cách."
    english = "A password needs at least {needed} characters; a few words that are easily kept will do."


class PasswordTooLongError(KhfundError):
    """A password stays within what somebody types."""

    message = "Mật khẩu dài quá {longest} ký tự; hãy dùng mật khẩu ngắn hơn."
    english = "The password is longer than {longest} characters; use a shorter one."


class PasswordPlainError(KhfundError):
    """A password is not one letter again and again."""

    message = "Mật khẩu chỉ có vài ký tự lặp lại nên quá dễ đoán; hãy chọn mật khẩu khác."
    english = "The password repeats a few characters and is guessed too easily; choose another one."


class PasswordIsLoginError(KhfundError):
    """A password is more than the login, which everybody knows."""

    message = "Mật khẩu gần như chỉ là tên đăng nhập; hãy chọn mật khẩu khác."
    english = "The password is hardly more than the login; choose another one."


class PasswordCommonError(KhfundError):
    """A password is none of the commonest, which are tried first."""

    message = "Mật khẩu này nằm trong số những mật khẩu hay dùng nhất; hãy chọn mật khẩu khác."
    english = "This password is one of the commonest; choose another one."


class PasswordSameError(KhfundError):
    """A new password is another one."""

    message = "Mật khẩu mới giống mật khẩu đang dùng; hãy chọn mật khẩu khác."
    english = "The new password is the one in use; choose another one."


class PasswordWrongError(KhfundError):
    """Whoever changes a password knows the one in use."""

    message = "Mật khẩu đang dùng không đúng."
    english = "The password in use is not right."


class Password(Base):
    """A password of a person from one command on; `first` ones were shown once and must be changed at the first sign-in."""

    __tablename__ = "password"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    digest: Mapped[str] = mapped_column(String(200))
    is_first: Mapped[bool]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("password")


@witnesses("password")
def _set(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(Password).order_by(Password.id)):
        yield one.command_number, *_lines(one)


def _lines(one: Password) -> tuple[str, str]:
    return f"{one.id}|{one.person_id}|{one.is_first:d}", hashlib.sha256(one.digest.encode()).hexdigest()


def set_password(
    session: Session, command: Command, person: Person, password: str, *, is_first: bool = False
) -> Password:
    """Set a person's password; earlier ones no longer open anything."""
    row = Password(
        person_id=person.id,
        digest=_hasher().hash(_typed(password)),
        is_first=is_first,
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    command.witness("password", *_lines(row))
    return row


def reset_password(session: Session, command: Command, person: Person) -> str:
    """Draw a first password for a person and return it: to be shown once, never kept in an answer."""
    drawn = draw_first_password()
    set_password(session, command, person, drawn, is_first=True)
    return drawn


def change_password(session: Session, command: Command, person: Person, current: str, new: str) -> Password:
    """Replace one's own password, which one must know, by another that keeps the rules.

    Raises: PasswordWrongError, PasswordSameError, and what `require_strong` raises.
    """
    require_known(session, person, current)
    require_strong(person.login, new)
    if _typed(current) == _typed(new):
        raise PasswordSameError
    return set_password(session, command, person, new)


def require_known(session: Session, person: Person, current: str) -> None:
    """Refuse whoever does not know the person's password.

    Raises: PasswordWrongError.
    """
    if proves(session, person.login, current) is None:
        raise PasswordWrongError


def require_strong(login: str, password: str) -> None:
    """Refuse a password that is too short, or tried before others; no kind of letter is asked for.

    Raises: PasswordTooShortError, PasswordTooLongError, PasswordPlainError, PasswordIsLoginError, PasswordCommonError.

    Source: NIST SP 800-63B-4, 3.1.1.2 (length instead of composition, a list of the commonest).
    """
    typed = _typed(password)
    if len(typed) < LENGTH_MIN:
        raise PasswordTooShortError(needed=LENGTH_MIN)
    if len(typed) > LENGTH_MAX:
        raise PasswordTooLongError(longest=LENGTH_MAX)
    plain = "".join(fold(typed).split())
    if len(set(plain)) < DIFFERENT_MIN:
        raise PasswordPlainError
    if len(plain.replace(fold(login), "")) < BESIDE_LOGIN_MIN:
        raise PasswordIsLoginError
    if plain in COMMON:
        raise PasswordCommonError


def draw_first_password() -> str:
    """Draw a password to show once: 16 letters and digits in groups of four, about 79 bits."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(FIRST_LENGTH))
    return "-".join(drawn[start : start + 4] for start in range(0, FIRST_LENGTH, 4))


def proves(session: Session, login: str, password: str) -> Person | None:
    """Return the active person whom login and password prove; an unknown login costs the same time as a known one."""
    person = session.scalar(select(Person).where(Person.login == login, Person.is_active))
    newest = None if person is None else current_password(session, person.id)
    digest = _nobody() if newest is None else newest.digest
    try:
        _hasher().verify(digest, _typed(password)[: LENGTH_MAX + 1])
    except (VerificationError, InvalidHashError):
        return None
    return person if newest is not None else None


def current_password(session: Session, person_id: int) -> Password | None:
    """Return the password that counts now."""
    query = select(Password).where(Password.person_id == person_id).order_by(Password.id.desc()).limit(1)
    return session.scalar(query)


def _typed(password: str) -> str:
    """One form for what keyboards write in several: á as one letter or as two (NFKC)."""
    return unicodedata.normalize("NFKC", password)


@functools.cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # Argon2id with the library's present advice: 64 MiB, 3 rounds, 4 lanes


@functools.cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe(32))
