"""Where the money for a recipient goes: into the hand, to an account, or through the school; each from a day on.

An account number is personal: it stands in the books, on the lists that are signed and in the bank's file, and in
answers only by its last four figures.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.banking.vietqr import BANKS
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, never_changes, one_of
from khfund.errors import KhfundError
from khfund.scholarships.recipient import Recipient, entries_of, require_own
from khfund.vietnamese import clean, fold, suspicious

if TYPE_CHECKING:
    from khfund.command import Command


class PayeeBankError(KhfundError):
    """An account is kept with a bank that is named as the list of banks has it, or by its six figures."""

    message = "Không có ngân hàng «{bank}» trong danh mục; dùng một trong: {banks}, hoặc mã sáu chữ số."
    english = "The list has no bank «{bank}»; use one of {banks}, or its code of six figures."


class PayeeAccountError(KhfundError):
    """An account has a number of up to 19 plain letters and figures and a holder; the number is not repeated."""

    message = "Tài khoản nhận tiền chưa đúng: {reason}."
    english = "The account to pay to is not right: {reason}."


class PayeeReasonMissingError(KhfundError):
    """Whoever changes where money goes says why."""

    message = "Người nhận số {number} đã có nơi nhận tiền; hãy ghi lý do đổi."
    english = "Recipient {number} has a place where money goes already; say why it changes."


class PayeeDayError(KhfundError):
    """Where money goes changes from today or a day that has passed, not before an earlier change."""

    message = "Không đổi được nơi nhận tiền từ ngày {day:%d/%m/%Y}: {reason}."
    english = "Where money goes cannot change from {day:%d/%m/%Y}: {reason}."


class PayeeSharedError(KhfundError):
    """An account that serves several recipients is looked at."""

    message = "Tài khoản …{last} cũng là nơi nhận tiền của người nhận số {others}; hãy xem lại có đúng không."
    english = "The account …{last} also takes the money of recipients {others}; check whether that is right."


class PayeeHolderError(KhfundError):
    """A recipient's own account bears the recipient's name."""

    message = (
        "Tên chủ tài khoản …{last} không phải tên người nhận số {number}; nếu là của người thân hãy ghi rõ."
    )
    english = "The holder of the account …{last} is not recipient {number}; say so if it is a relative's."


class PayeeWay(enum.StrEnum):
    """Into the hand, to an account, or through the school."""

    CASH = "cash"
    BANK = "bank"
    SCHOOL = "school"


class PayeeOwner(enum.StrEnum):
    """Whose account it is, or who signs for the money."""

    RECIPIENT = "recipient"
    GUARDIAN = "guardian"
    SCHOOL = "school"


class Payee(Base):
    """Where money goes from `since` on; `bank` is the bank's six figures. Cash has neither bank nor number."""

    __tablename__ = "payee"
    __table_args__ = (
        Index("ix_payee_recipient", "recipient_id", "since"),
        Index("ix_payee_number", "number"),
        CheckConstraint("(bank = '') = (number = '')", name="account_whole"),
        CheckConstraint(
            "(way <> 'bank' OR number <> '') AND (way <> 'cash' OR number = '')", name="account_of_way"
        ),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    way: Mapped[PayeeWay] = mapped_column(one_of(PayeeWay))
    owner: Mapped[PayeeOwner] = mapped_column(one_of(PayeeOwner))
    bank: Mapped[str] = mapped_column(String(6))
    number: Mapped[str] = mapped_column(String(19))
    holder: Mapped[str] = mapped_column(String(120))
    since: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def last_four(self) -> str:
        """The account as answers show it: …6789; empty of cash."""
        return f"…{self.number[-4:]}" if self.number else ""


never_changes("payee")


@witnesses("payee")
def _set(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(Payee).order_by(Payee.command_number, Payee.id)):
        yield row.command_number, *_lines(row)


def _lines(row: Payee) -> tuple[str, str]:
    figures = f"{row.id}|{row.recipient_id}|{row.way.value}|{row.owner.value}|{row.bank}|{row.since}"
    return figures, f"{row.number}|{row.holder}|{row.reason}"


def set_payee(  # noqa: PLR0913  an account has these parts
    session: Session,
    command: Command,
    recipient: Recipient,
    way: PayeeWay,
    *,
    bank: str = "",
    number: str = "",
    holder: str = "",
    owner: PayeeOwner | None = None,
    since: date | None = None,
    reason: str = "",
) -> Payee:
    """Say where a recipient's money goes from a day on (today); a change gives its reason, and what was stays on record.

    `bank` is a name of the list of banks or its six figures. An account shared with others, or of another holder than
    the recipient, is warned of.

    Raises: RecipientUnknownError, PayeeBankError, PayeeAccountError, PayeeReasonMissingError, PayeeDayError.
    """
    require_own(session, command, [recipient.id])
    code, account = _account(way, bank, number)
    held_by, day = _holder(holder, needed=bool(account)), _day(session, command, recipient, since, reason)
    row = Payee(
        id=(session.scalar(select(func.max(Payee.id))) or 0) + 1,
        recipient_id=recipient.id,
        way=way,
        owner=owner or (PayeeOwner.SCHOOL if way is PayeeWay.SCHOOL else PayeeOwner.RECIPIENT),
        bank=code,
        number=account,
        holder=held_by,
        since=day,
        reason=clean(reason)[:300],
        command_number=command.number,
    )
    _warn(session, command, recipient, row)
    session.add(row)
    session.flush()
    command.witness("payee", *_lines(row))
    return row


def _account(way: PayeeWay, bank: str, number: str) -> tuple[str, str]:
    account = re.sub(r"[\s.-]", "", number)
    if way is PayeeWay.CASH and (bank or account):
        raise PayeeAccountError(reason="nhận tiền mặt thì không ghi tài khoản")
    if not (bank or account):
        if way is PayeeWay.BANK:
            raise PayeeAccountError(reason="hãy ghi ngân hàng và số tài khoản")
        return "", ""
    code = BANKS.get(bank, bank)
    if re.fullmatch(r"[0-9]{6}", code) is None:
        raise PayeeBankError(bank=bank, banks=", ".join(BANKS))
    if re.fullmatch(r"[0-9A-Za-z]{4,19}", account) is None:
        raise PayeeAccountError(reason="số tài khoản gồm 4 đến 19 chữ số, chữ cái không dấu")
    return code, account


def _holder(written: str, *, needed: bool) -> str:
    holder = clean(written)
    for letter, reason in suspicious(written):
        raise PayeeAccountError(reason=f"tên chủ tài khoản có ký tự U+{ord(letter):04X}, {reason}")
    if (needed and not holder) or len(holder) > 120:
        raise PayeeAccountError(reason="hãy ghi tên chủ tài khoản (tối đa 120 ký tự)")
    return holder


def _day(session: Session, command: Command, recipient: Recipient, since: date | None, reason: str) -> date:
    today = day_of(command.at)
    day = since or today
    if day > today:
        raise PayeeDayError(day=day, reason="ngày chưa tới")
    before = payees(session, [recipient.id], today).get(recipient.id)
    if before is None:
        return day
    if not clean(reason):
        raise PayeeReasonMissingError(number=recipient.id)
    if day < before.since:
        raise PayeeDayError(day=day, reason=f"đã đổi từ ngày {before.since:%d/%m/%Y}")
    return day


def _warn(session: Session, command: Command, recipient: Recipient, row: Payee) -> None:
    if not row.number:
        return
    last = row.number[-4:]
    if row.owner is PayeeOwner.RECIPIENT and fold(row.holder) != fold(recipient.full_name):
        command.warn(PayeeHolderError(last=last, number=recipient.id))
    same = select(Payee.recipient_id).where(Payee.number == row.number, Payee.bank == row.bank)
    others = set(session.scalars(same)) - {recipient.id}
    now = payees(session, others, day_of(command.at))
    shared = sorted(number for number, one in now.items() if (one.bank, one.number) == (row.bank, row.number))
    if shared and row.owner is not PayeeOwner.SCHOOL:
        command.warn(PayeeSharedError(last=last, others=", ".join(map(str, shared))))


# -- reads ------------------------------------------------------------------------------------------------------------


def payees(session: Session, recipient_ids: Collection[int], on: date) -> dict[int, Payee]:
    """Return for each recipient where their money goes on a day; those of whom nothing is said are missing."""
    told: dict[int, Payee] = {}
    whose, condition = entries_of(session, Payee.recipient_id, recipient_ids)
    query = select(Payee).where(condition, Payee.since <= on).order_by(Payee.since, Payee.id)
    for one in session.scalars(query):
        told.update((asked, one) for asked in whose.get(one.recipient_id, ()))
    return told


def payee_changes(session: Session, recipient_id: int) -> list[Payee]:
    """Return every place where a recipient's money went, oldest first."""
    whose, condition = entries_of(session, Payee.recipient_id, [recipient_id])
    rows = session.scalars(select(Payee).where(condition).order_by(Payee.since, Payee.id))
    return [one for one in rows if one.recipient_id in whose]
