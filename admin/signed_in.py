"""Who is signed in: one row per browser, ended on the server when its person signs out, is idle, or is switched off."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from admin.office_store import OfficeBase, OfficeStore

IDLE = timedelta(hours=2)  # without a click
WHOLE = timedelta(hours=12)  # a working day
SEEN_STEP = timedelta(minutes=5)  # how exactly the last click is kept


class SignedIn(OfficeBase):
    """One browser in which a person is signed in; the browser keeps the token, the store only its digest."""

    __tablename__ = "signed_in"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(index=True)
    since: Mapped[datetime]  # UTC, without zone
    seen: Mapped[datetime]
    proved_twice: Mapped[bool] = mapped_column(default=False)  # by a second factor


def sign_in(store: OfficeStore, person_id: int, *, proved_twice: bool = False) -> str:
    """Begin a session of this person and return its token, which only the browser keeps."""
    token, now = secrets.token_urlsafe(32), _now()
    row = SignedIn(
        token_sha256=_digest(token), person_id=person_id, since=now, seen=now, proved_twice=proved_twice
    )
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


def sign_out(store: OfficeStore, token: str) -> None:
    """End one session."""
    with store.session() as session:
        session.execute(delete(SignedIn).where(SignedIn.token_sha256 == _digest(token)))


def sign_out_everywhere(store: OfficeStore, person_id: int) -> None:
    """End every session of a person: a changed password, a lost telephone, somebody who left."""
    with store.session() as session:
        _forget(session, person_id)


def _forget(session: Session, person_id: int) -> None:
    session.execute(delete(SignedIn).where(SignedIn.person_id == person_id))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
