"""Files that were uploaded to be looked at first: kept in the office's store for a day, for whoever brought them.

A page takes a file in by `hold`, shows what it found in it at an address with the token, and reads it again when the
person says that it is right. Nothing of it is in the books until then.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import attrs
from flask import abort
from sqlalchemy import LargeBinary, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from admin.office_store import OfficeBase
from admin.visitor import store, unit, visitor

if TYPE_CHECKING:
    from admin.field import Upload

KEPT = timedelta(days=1)


class HeldFile(OfficeBase):
    """A file that somebody looks at before taking it in."""

    __tablename__ = "held_file"

    token: Mapped[str] = mapped_column(String(40), primary_key=True)
    person_id: Mapped[int]
    unit_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(250))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    since: Mapped[datetime]  # UTC, without zone


@attrs.frozen
class Held:
    """A file as it was uploaded."""

    name: str
    content: bytes


def hold(upload: Upload) -> str:
    """Keep an uploaded file and return the token of its address; what is older than a day is let go."""
    token, now = secrets.token_urlsafe(24), datetime.now(UTC).replace(tzinfo=None)
    row = HeldFile(
        token=token,
        person_id=visitor().id,
        unit_id=unit().id,
        name=(upload.name_given or "tep")[-250:],
        content=upload.content,
        since=now,
    )
    with store().session() as session:
        session.execute(delete(HeldFile).where(HeldFile.since < now - KEPT))
        session.add(row)
    return token


def find_held(token: str) -> Held:
    """Return a file that this person brought in this unit; anything else is not found."""
    with store().session() as session:
        row = session.get(HeldFile, token)
    if row is None or row.person_id != visitor().id or row.unit_id != unit().id:
        abort(404)
    return Held(row.name, row.content)


def let_go(token: str) -> None:
    """Forget a file that was taken in."""
    with store().session() as session:
        session.execute(delete(HeldFile).where(HeldFile.token == token))
