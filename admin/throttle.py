"""Patience with whoever knocks: passwords, codes and numbers that somebody tries one after another.

Each knock counts before its answer is known, so that a hundred at the same moment are a hundred. Some are free; each
further one shuts the door for twice as long as the one before. What is counted lies in the office's store: it outlives
a restart and is shared by all workers. A key is kept as its digest only.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
from flask import request
from sqlalchemy import String, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from admin.office_store import OfficeBase, OfficeStore
from khfund.errors import KhfundError


class TooManyTriesError(KhfundError):
    """Whoever has tried too often waits."""

    message = "Đã thử quá nhiều lần; hãy đợi {minutes} phút rồi thử lại."
    english = "Tried too often; wait {minutes} minutes and try again."


@attrs.frozen
class Patience:
    """What somebody may try: `free` knocks, then a door shut for `first`, twice as long each time up to `longest`.

    After `forgotten` without any knock all is forgotten.
    """

    free: int
    first: timedelta
    longest: timedelta
    forgotten: timedelta


class Knock(OfficeBase):
    """How often somebody has knocked at something."""

    __tablename__ = "knock"

    key_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    last: Mapped[datetime] = mapped_column(index=True)  # UTC, without zone
    shut_until: Mapped[datetime]


KEPT = timedelta(days=2)


def knock(
    store: OfficeStore, what: str, who: str, patience: Patience, *, now: datetime | None = None
) -> None:
    """Count one try of `who` at `what`.

    Raises: TooManyTriesError.
    """
    at = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    with store.session() as session:
        row = _locked(session, _digest(what, who), at)
        if row.last < at - patience.forgotten:
            row.count, row.shut_until = 0, at
        shut = row.shut_until - at
        if shut <= timedelta(0):
            row.count, row.last = row.count + 1, at
            beyond = row.count - patience.free
            if beyond >= 0:
                row.shut_until = at + min(patience.first * 2 ** min(beyond, 20), patience.longest)
        if secrets.randbelow(100) == 0:
            session.execute(delete(Knock).where(Knock.last < at - KEPT))
    if shut > timedelta(0):
        raise TooManyTriesError(minutes=-(-shut // timedelta(minutes=1)))


def _locked(session: Session, key: str, at: datetime) -> Knock:
    """The row of a key, held until the transaction ends: two knocks at the same moment come one after the other."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert_: Any = (sqlite.insert if is_sqlite else postgresql.insert)(Knock)
    first = insert_.values(key_sha256=key, count=0, last=at, shut_until=at)
    session.execute(first.on_conflict_do_update(index_elements=["key_sha256"], set_={"key_sha256": key}))
    return session.get_one(Knock, key, populate_existing=True)


def relent(store: OfficeStore, what: str, who: str) -> None:
    """Forget all knocks of `who` at `what`: the last one opened."""
    with store.session() as session:
        session.execute(delete(Knock).where(Knock.key_sha256 == _digest(what, who)))


def take_back(store: OfficeStore, what: str, who: str) -> None:
    """Take one knock back: it opened, but others who share the key may still be guessing."""
    with store.session() as session:
        row = session.get(Knock, _digest(what, who))
        if row is not None and row.count > 0:
            row.count, row.shut_until = row.count - 1, row.last


def sender() -> str:
    """The address that a request comes from; of the newer kind, the network, for each house has millions of those."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "?"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _digest(what: str, who: str) -> str:
    return hashlib.sha256(f"{what}\0{who}".encode("utf-8", "replace")).hexdigest()
