"""Who is signed in: one row per browser, ended on the server when its person signs out, is idle, or is switched off.

A row remembers by which password, and by which second factor, its person was proved: once another one counts, wherever
that was changed, the row opens nothing more.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import String, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from admin.office_store import OfficeBase, OfficeStore

IDLE = timedelta(hours=2)  # without a click
WHOLE = timedelta(hours=12)  # a working day
SEEN_STEP = timedelta(minutes=5)  # how exactly the last click is kept
AGENT_MAX = 200  # letters
HANDLE = 16  # letters of a digest by which a row is named


class SignedIn(OfficeBase):
    """One browser in which a person is signed in; the browser keeps the token, the store only its digest."""

    __tablename__ = "signed_in"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(index=True)
    since: Mapped[datetime]  # UTC, without zone
    seen: Mapped[datetime]
    proved_twice: Mapped[bool] = mapped_column(default=False)  # by a second factor
    password_id: Mapped[int | None]
    factor_id: Mapped[int | None]
    agent: Mapped[str] = mapped_column(String(AGENT_MAX), default="")

    @property
    def handle(self) -> str:
        """What names the row to its person without opening anything."""
        return self.token_sha256[:HANDLE]


class CodeUsed(OfficeBase):
    """The last step of time whose code a person has used: no code is taken twice."""

    __tablename__ = "code_used"

    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[int]


def sign_in(  # each fact of a session is named
    store: OfficeStore,
    person_id: int,
    *,
    proved_twice: bool = False,
    password_id: int | None = None,
    factor_id: int | None = None,
    agent: str = "",
) -> str:
    """Begin a session of this person and return its token, which only the browser keeps."""
    token, now = secrets.token_urlsafe(32), _now()
    row = SignedIn(
        token_sha256=_digest(token), person_id=person_id, since=now, seen=now, proved_twice=proved_twice,
        password_id=password_id, factor_id=factor_id, agent=agent[:AGENT_MAX],
    )  # fmt: skip
    with store.session() as session:
        session.execute(delete(SignedIn).where((SignedIn.seen < now - IDLE) | (SignedIn.since < now - WHOLE)))
        session.add(row)
    return token


def find_signed_in(store: OfficeStore, token: str) -> SignedIn | None:
    """Return the session behind a token, if it still runs; a click is noted every five minutes."""
    now = _now()
    with store.session() as session:
        row = session.get(SignedIn, _digest(token))
        if row is None or row.seen < now - IDLE or row.since < now - WHOLE:
            return None
        if row.seen < now - SEEN_STEP:
            row.seen = now
        return row


def prove_twice(store: OfficeStore, token: str, *, factor_id: int) -> str:
    """Go on with a session that a second factor has proved, under another token; the old one opens nothing more."""
    fresh = secrets.token_urlsafe(32)
    change = {"token_sha256": _digest(fresh), "proved_twice": True, "factor_id": factor_id}
    with store.session() as session:
        session.execute(update(SignedIn).where(SignedIn.token_sha256 == _digest(token)).values(change))
    return fresh


def use_code(store: OfficeStore, person_id: int, step: int) -> bool:
    """Use the code of a step of time up; whether nobody had used it, or a later one, before."""
    try:
        with store.session() as session:
            later = update(CodeUsed).where(CodeUsed.person_id == person_id, CodeUsed.step < step)
            if session.execute(later.values(step=step).returning(CodeUsed.person_id)).first() is not None:
                return True
            if session.get(CodeUsed, person_id) is not None:
                return False
            session.add(CodeUsed(person_id=person_id, step=step))
    except IntegrityError:  # at the same moment, elsewhere
        return False
    return True


def know_password(store: OfficeStore, token: str, password_id: int) -> None:
    """Let a session go on under the password that its person has just chosen."""
    with store.session() as session:
        row = session.get(SignedIn, _digest(token))
        if row is not None:
            row.password_id = password_id


def open_sessions(store: OfficeStore, person_id: int) -> Sequence[SignedIn]:
    """Return a person's sessions that run, the newest first."""
    now = _now()
    query = select(SignedIn).where(
        SignedIn.person_id == person_id, SignedIn.seen >= now - IDLE, SignedIn.since >= now - WHOLE
    )
    with store.session() as session:
        return session.scalars(query.order_by(SignedIn.since.desc())).all()


def is_of(row: SignedIn, token: str) -> bool:
    """Whether a row is the session of a token."""
    return secrets.compare_digest(row.token_sha256, _digest(token))


def sign_out(store: OfficeStore, token: str) -> None:
    """End one session."""
    with store.session() as session:
        session.execute(delete(SignedIn).where(SignedIn.token_sha256 == _digest(token)))


def sign_out_one(store: OfficeStore, person_id: int, handle: str) -> int:
    """End the session of a person that is named by its handle; return how many were ended."""
    with store.session() as session:
        of_person = delete(SignedIn).where(SignedIn.person_id == person_id)
        ended = session.execute(
            of_person.where(SignedIn.token_sha256.startswith(handle, autoescape=True)).returning(
                SignedIn.token_sha256
            )
        )
        return len(ended.all())


def sign_out_others(store: OfficeStore, person_id: int, token: str) -> None:
    """End every other session of a person."""
    with store.session() as session:
        others = delete(SignedIn).where(SignedIn.person_id == person_id)
        session.execute(others.where(SignedIn.token_sha256 != _digest(token)))


def sign_out_everywhere(store: OfficeStore, person_id: int) -> None:
    """End every session of a person: a lost telephone, somebody who left."""
    with store.session() as session:
        session.execute(delete(SignedIn).where(SignedIn.person_id == person_id))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
