"""Consent to show something of a person: who gave it, for what, when, on which paper; withdrawn at any time.

Silence is no consent. For a child of seven years and more both the child and the legal representative consent, for a
younger one the representative alone; all under eighteen are treated alike, and whoever is grown up consents alone.
Source: Luật 91/2025/QH15 Điều 24; NĐ 56/2017 Điều 36; domain, section 4.1.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, one_of
from khfund.errors import KhfundError
from khfund.scholarships.guardian import find_guardian, guardians
from khfund.scholarships.recipient import Recipient, RecipientKind, entries_of, require_own
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command

CHILD_CONSENTS_FROM = 7  # years. Source: Luật 91/2025/QH15 Điều 24


class ConsentUnknownError(KhfundError):
    """A consent is known by its number."""

    message = "Người nhận không có đồng ý số {number}."
    english = "The recipient has no consent number {number}."


class ConsentUnfitError(KhfundError):
    """A consent is given by whom the law asks, on a day that has come, on a paper that can be shown."""

    message = "Chưa ghi được sự đồng ý: {reason}."
    english = "The consent cannot be entered: {reason}."


class ConsentWithdrawnError(KhfundError):
    """A consent is withdrawn once, not before it was given."""

    message = "Không rút được đồng ý số {number}: {reason}."
    english = "The consent number {number} cannot be withdrawn: {reason}."


class ConsentScope(enum.StrEnum):
    """What is consented to."""

    PUBLISH_NAME = "publish_name"
    SPONSOR_LETTERS = "sponsor_letters"
    PHOTOGRAPH = "photograph"


SCOPE_NAMES = {
    ConsentScope.PUBLISH_NAME: "công khai họ tên, trường, thành tích",
    ConsentScope.SPONSOR_LETTERS: "gửi thư, kết quả học tập cho nhà tài trợ",
    ConsentScope.PHOTOGRAPH: "chụp và đăng ảnh",
}


class GivenBy(enum.StrEnum):
    """Who consents: the recipient, child or grown up, or the legal representative."""

    RECIPIENT = "recipient"
    REPRESENTATIVE = "representative"


class Consent(Base):
    """One consent from `day` on; `paper` says where it is written, `until` the last day where it ends by itself."""

    __tablename__ = "consent"
    __table_args__ = (
        Index("ix_consent_recipient", "recipient_id", "scope"),
        CheckConstraint(
            "(given_by = 'representative') = (guardian_id IS NOT NULL)", name="representative_named"
        ),
        CheckConstraint("until >= day", name="until_after_day"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    scope: Mapped[ConsentScope] = mapped_column(one_of(ConsentScope))
    given_by: Mapped[GivenBy] = mapped_column(one_of(GivenBy))
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey("guardian.id"))
    day: Mapped[date]
    until: Mapped[date | None]
    paper: Mapped[str] = mapped_column(String(200))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class ConsentWithdrawal(Base):
    """From `day` on a consent does not count."""

    __tablename__ = "consent_withdrawal"

    consent_id: Mapped[int] = mapped_column(ForeignKey("consent.id"), primary_key=True)
    day: Mapped[date]
    words: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("consent")
never_changes("consent_withdrawal")
guard(
    "consent_of_own_guardian",
    "consent",
    when="BEFORE INSERT",
    condition="NEW.guardian_id IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM guardian g WHERE g.id = NEW.guardian_id AND g.represents)",
    refusal="consent: a representative is named as one",
)


@witnesses("consent")
def _given(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(Consent).order_by(Consent.command_number, Consent.id)):
        yield row.command_number, _figures(row), row.paper


def _figures(row: Consent) -> str:
    parts = (
        row.id,
        row.recipient_id,
        row.scope.value,
        row.given_by.value,
        row.guardian_id,
        row.day,
        row.until,
    )
    return "|".join("" if part is None else str(part) for part in parts)


@witnesses("consent_withdrawal")
def _withdrawn(session: Session) -> Iterator[tuple[int, str, str]]:
    ordered = (ConsentWithdrawal.command_number, ConsentWithdrawal.consent_id)
    for row in session.scalars(select(ConsentWithdrawal).order_by(*ordered)):
        yield row.command_number, f"{row.consent_id}|{row.day}", row.words


def give_consent(
    session: Session,
    command: Command,
    recipient: Recipient,
    scope: ConsentScope,
    *,
    guardian: int | None = None,
    day: date | None = None,
    until: date | None = None,
    paper: str,
) -> Consent:
    """Write a consent of the recipient, or with `guardian` (a number) of the legal representative.

    Raises: RecipientUnknownError, GuardianUnknownError, ConsentUnfitError.
    """
    require_own(session, command, [recipient.id])
    given = day or day_of(command.at)
    _require_fit(session, recipient, guardian, given, until=until, today=day_of(command.at))
    if not clean(paper):
        raise ConsentUnfitError(reason="hãy ghi giấy đồng ý (số, nơi lưu); im lặng không phải là đồng ý")
    row = Consent(
        id=(session.scalar(select(func.max(Consent.id))) or 0) + 1,
        recipient_id=recipient.id,
        scope=scope,
        given_by=GivenBy.RECIPIENT if guardian is None else GivenBy.REPRESENTATIVE,
        guardian_id=guardian,
        day=given,
        until=until,
        paper=clean(paper)[:200],
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    command.witness("consent", _figures(row), row.paper)
    return row


def _require_fit(
    session: Session,
    recipient: Recipient,
    guardian: int | None,
    day: date,
    *,
    until: date | None,
    today: date,
) -> None:
    if day > today:
        raise ConsentUnfitError(reason="ngày đồng ý chưa tới")
    if until is not None and until < day:
        raise ConsentUnfitError(reason="hết hạn trước ngày đồng ý")
    if guardian is None:
        age = recipient.age_at_most(day)
        if recipient.is_minor(day) and age is not None and age < CHILD_CONSENTS_FROM:
            raise ConsentUnfitError(reason="trẻ dưới 7 tuổi do người đại diện đồng ý")
        return
    if not recipient.is_minor(day):
        raise ConsentUnfitError(reason="người từ đủ 18 tuổi tự đồng ý")
    named = find_guardian(session, recipient, guardian)
    living = guardians(session, [recipient.id], day)[recipient.id]
    if not named.represents or named.id not in {one.id for one in living}:
        raise ConsentUnfitError(reason="người này không phải người đại diện theo pháp luật vào ngày đó")


def withdraw_consent(
    session: Session, command: Command, consent: Consent, *, day: date | None = None, words: str = ""
) -> ConsentWithdrawal:
    """Write that a consent was withdrawn; it does not count from that day on, and what is printed after says so.

    Raises: RecipientUnknownError, ConsentWithdrawnError.
    """
    require_own(session, command, [consent.recipient_id])
    today = day_of(command.at)
    since = day or today
    if since > today:
        raise ConsentWithdrawnError(number=consent.id, reason="ngày rút chưa tới")
    if since < consent.day:
        raise ConsentWithdrawnError(number=consent.id, reason="ngày rút trước ngày đồng ý")
    if session.get(ConsentWithdrawal, consent.id) is not None:
        raise ConsentWithdrawnError(number=consent.id, reason="đã rút từ trước")
    row = ConsentWithdrawal(
        consent_id=consent.id, day=since, words=clean(words)[:300], command_number=command.number
    )
    session.add(row)
    session.flush()
    command.witness("consent_withdrawal", f"{row.consent_id}|{row.day}", row.words)
    return row


# -- reads ------------------------------------------------------------------------------------------------------------


def find_consent(session: Session, unit_id: int, number: int) -> Consent:
    """Return a consent of a recipient in the unit's register.

    Raises: ConsentUnknownError.
    """
    found = session.get(Consent, number)
    if found is None or session.get_one(Recipient, found.recipient_id).unit_id != unit_id:
        raise ConsentUnknownError(number=number)
    return found


def consents(session: Session, recipient_ids: Collection[int], on: date) -> dict[int, list[Consent]]:
    """Return for each recipient the consents that count on a day, the first one given first."""
    told: dict[int, list[Consent]] = {number: [] for number in recipient_ids}
    whose, condition = entries_of(session, Consent.recipient_id, recipient_ids)
    gone = ConsentWithdrawal.day
    query = (
        select(Consent)
        .outerjoin(ConsentWithdrawal, ConsentWithdrawal.consent_id == Consent.id)
        .where(condition, Consent.day <= on, gone.is_(None) | (gone > on))
        .where(Consent.until.is_(None) | (Consent.until >= on))
    )
    for one in session.scalars(query.order_by(Consent.day, Consent.id)):
        for asked in whose.get(one.recipient_id, ()):
            told[asked].append(one)
    return told


def consenting(session: Session, recipient_ids: Collection[int], scope: ConsentScope, on: date) -> set[int]:
    """Return those of whom enough persons consent to `scope` on a day; a school needs nobody's consent to be named."""
    given = consents(session, recipient_ids, on)
    _whose, condition = entries_of(session, Recipient.id, recipient_ids)
    people = {one.id: one for one in session.scalars(select(Recipient).where(condition))}
    return {
        number
        for number in recipient_ids
        if number in people
        and _needed(people[number], on) <= {one.given_by for one in given[number] if one.scope == scope}
    }


def _needed(recipient: Recipient, on: date) -> set[GivenBy]:
    if recipient.kind is RecipientKind.SCHOOL:
        return set()
    if not recipient.is_minor(on):
        return {GivenBy.RECIPIENT}
    age = recipient.age_at_most(on)
    if age is not None and age < CHILD_CONSENTS_FROM:
        return {GivenBy.REPRESENTATIVE}
    return {GivenBy.RECIPIENT, GivenBy.REPRESENTATIVE}
