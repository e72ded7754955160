"""Vouchers: drafted by one person, approved by another, posted when the money or the paper has moved."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.actor import require_another
from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, one_of, whole
from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountRole
from khfund.ledger.accounting_period import Obstacle, ReasonMissingError, hinders_closing
from khfund.ledger.entry import VOUCHER_NAMES, NewEntry, PostedEntry, Posting, VoucherKind
from khfund.ledger.journal import EntryEmptyError, post, require_postable
from khfund.ledger.management_cap import look_at_management_cost
from khfund.ledger.planned_outcome import name_promise, promise_of, settle_named
from khfund.ledger.planned_payment import PlannedPayment
from khfund.ledger.voucher_room import look_at_room
from khfund.ledger.voucher_watch import require_common, tell
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.calendar import Month
    from khfund.command import Command

ATTACHMENT_MAX = 10 * 1024 * 1024  # bytes


class VoucherUnknownError(KhfundError):
    """A draft is known by its number."""

    message = "Đơn vị không có chứng từ nháp số {number}."
    english = "The unit has no voucher draft number {number}."


class VoucherStateError(KhfundError):
    """A voucher goes from draft to approved to posted; before posting it may be cancelled."""

    message = "Chứng từ nháp {number} đang ở trạng thái «{state}», không thể {action}."
    english = "The voucher draft {number} is «{state}» and cannot be acted on ({action})."


class AttachmentRefusedError(KhfundError):
    """An attachment is a PDF or a picture of at most 10 MB."""

    message = "Không nhận tệp {file}: {reason}. Hãy gửi bản PDF, JPG hoặc PNG, không quá 10 MB."
    english = "The file {file} is not taken: {reason}. Send a PDF, JPG or PNG of at most 10 MB."


class CashVoucherError(KhfundError):
    """A phiếu thu takes cash in and a phiếu chi pays it out, with every one of its lines."""

    message = "{kind} phải ghi {side} tài khoản tiền mặt ở mọi dòng; việc khác thì lập loại chứng từ khác."
    english = "Every line of a {kind} is on the {side} side of a cash account; use another kind of voucher for the rest."


class VoucherState(enum.StrEnum):
    """Where a voucher stands on its way into the journal."""

    DRAFT = "draft"
    APPROVED = "approved"
    POSTED = "posted"
    CANCELLED = "cancelled"


STATE_NAMES = {
    VoucherState.DRAFT: "nháp",
    VoucherState.APPROVED: "đã duyệt",
    VoucherState.POSTED: "đã ghi sổ",
    VoucherState.CANCELLED: "đã hủy",
}


class Voucher(Base):
    """A voucher before and after posting; its number is taken when it is posted.

    `day` is the voucher's own date; the day on which the cashier moved the money is the posted entry's day.
    """

    __tablename__ = "voucher"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[VoucherKind] = mapped_column(one_of(VoucherKind))
    day: Mapped[date]
    narration: Mapped[str] = mapped_column(String(500))
    party_name: Mapped[str] = mapped_column(String(200), default="")
    party_address: Mapped[str] = mapped_column(String(300), default="")
    papers: Mapped[int] = mapped_column(default=0)
    state: Mapped[VoucherState] = mapped_column(one_of(VoucherState), default=VoucherState.DRAFT, index=True)
    drafted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    posted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cancelled_because: Mapped[str] = mapped_column(String(500), default="")
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), unique=True)


class VoucherLine(Base):
    """A posting that a voucher proposes."""

    __tablename__ = "voucher_line"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"), *whole("amount"))

    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    debit_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    credit_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    amount: Mapped[int] = mapped_column(Whole)


class Attachment(Base):
    """A scanned paper of a voucher, kept in the database so that backups and rights cover it."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("attachment")
never_changes("voucher_line")
guard(
    "voucher_line_of_draft",
    "voucher_line",
    when="BEFORE INSERT",
    condition="(SELECT state FROM voucher WHERE id = NEW.voucher_id) <> 'draft'",
    refusal="voucher_line: what was approved gains no lines",
)


@witnesses("attachment")
def _attached(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(
        Attachment.command_number,
        Attachment.id,
        Attachment.voucher_id,
        Attachment.file_name,
        Attachment.content,
    )
    rows = session.execute(query.order_by(Attachment.id).execution_options(yield_per=1))
    for number, own, voucher_id, file_name, content in rows:
        yield number, f"{own}|{voucher_id}|{hashlib.sha256(content).hexdigest()}", file_name


def draft_voucher(  # noqa: PLR0913  a voucher has these parts
    session: Session,
    command: Command,
    kind: VoucherKind,
    *,
    day: date,
    narration: str,
    postings: Sequence[Posting],
    party_name: str = "",
    party_address: str = "",
    papers: int = 0,
    pays: PlannedPayment | None = None,
    own_paper: bool = False,
) -> Voucher:
    """Draft a voucher; everything that posting would refuse is refused now. `papers` counts the originals attached.

    `pays` is the planned payment that it pays when it is posted; `own_paper` says that
    the caller is the one by whom goods, or money held for others, move.

    Raises: EntryEmptyError, OwnPaperNeededError, CashVoucherError, PlannedClosedError, PromiseNotInVoucherError and
    whatever `journal.post` would raise.
    """
    _require_sound(session, command, NewEntry(day, narration, postings, kind), own_paper=own_paper)
    voucher = Voucher(
        unit_id=command.unit,
        kind=kind,
        day=day,
        narration=narration,
        party_name=party_name,
        party_address=party_address,
        papers=papers,
        drafted_by=command.person_id,
    )
    session.add(voucher)
    session.flush()
    session.add_all(_lines(voucher, postings))
    session.flush()
    if pays is not None:
        name_promise(session, command, pays, voucher_id=voucher.id, postings=postings)
    return voucher


def _require_sound(session: Session, command: Command, proposed: NewEntry, *, own_paper: bool) -> None:
    """Refuse what posting would refuse, and what such a paper does not say."""
    if not proposed.postings:
        raise EntryEmptyError(day=proposed.day)
    require_postable(session, command, [proposed])
    _require_cash(session, proposed.voucher, proposed.postings)
    if not own_paper:
        require_common(session, proposed.postings)


def _lines(voucher: Voucher, postings: Sequence[Posting]) -> list[VoucherLine]:
    return [
        VoucherLine(
            voucher_id=voucher.id,
            line=line,
            debit_id=p.debit,
            credit_id=p.credit,
            fund_id=p.fund,
            amount=p.amount,
        )
        for line, p in enumerate(postings, 1)
    ]


def _require_cash(session: Session, kind: VoucherKind, postings: Sequence[Posting]) -> None:
    """What is printed as the amount of a cash voucher is the cash that moved."""
    if kind not in (VoucherKind.RECEIPT, VoucherKind.PAYMENT):
        return
    comes_in = kind is VoucherKind.RECEIPT
    wanted = {posting.debit if comes_in else posting.credit for posting in postings}
    roles = set(session.scalars(select(Account.role).where(Account.id.in_(wanted))))
    if roles != {AccountRole.CASH}:
        raise CashVoucherError(kind=VOUCHER_NAMES[kind], side="Nợ" if comes_in else "Có")


def attach(
    session: Session, command: Command, voucher: Voucher, file_name: str, content: bytes
) -> Attachment:
    """Attach a scanned paper; its kind is told by its content, not by its name.

    Raises: VoucherUnknownError, AttachmentRefusedError.
    """
    _require_own(command, voucher)
    media_type = paper_type(file_name, content)
    attachment = Attachment(
        voucher_id=voucher.id,
        file_name=clean(file_name)[-200:],
        media_type=media_type,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        command_number=command.number,
    )
    session.add(attachment)
    session.flush()
    command.witness("attachment", f"{attachment.id}|{voucher.id}|{attachment.sha256}", attachment.file_name)
    return attachment


def paper_type(file_name: str, content: bytes) -> str:
    """Return the media type of a scanned paper, told by its content.

    Raises: AttachmentRefusedError.
    """
    kinds = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
    media_type = next((kind for magic, kind in kinds.items() if content.startswith(magic)), None)
    if media_type is None:
        raise AttachmentRefusedError(file=file_name, reason="không phải PDF, JPG hay PNG")
    if len(content) > ATTACHMENT_MAX:
        raise AttachmentRefusedError(file=file_name, reason="quá 10 MB")
    return media_type


def approve_voucher(session: Session, command: Command, voucher: Voucher) -> Voucher:
    """Approve a draft that another person made; what it would leave short is pointed out.

    Raises: VoucherUnknownError, VoucherStateError, AnotherPersonNeededError.
    """
    _require_state(command, voucher, VoucherState.DRAFT, "duyệt")
    _require_another(session, command, voucher.drafted_by, did="lập chứng từ", does="duyệt chứng từ")
    pays, today = promise_of(session, voucher.id), day_of(command.at)
    look_at_room(session, command, _postings(session, voucher), on=today, pays=pays)
    look_at_management_cost(session, command, voucher.day, _postings(session, voucher))
    voucher.state, voucher.approved_by = VoucherState.APPROVED, command.person_id
    session.flush()
    return voucher


def post_voucher(session: Session, command: Command, voucher: Voucher, *, day: date) -> PostedEntry:
    """Post an approved voucher on the `day` on which the money moved, by another person than the approver.

    The planned payment that it names is paid by it.

    Raises: VoucherUnknownError, VoucherStateError, AnotherPersonNeededError, PlannedClosedError, and what
    `journal.post` raises.
    """
    _require_state(command, voucher, VoucherState.APPROVED, "ghi sổ")
    assert voucher.approved_by is not None
    _require_another(session, command, voucher.approved_by, did="duyệt chứng từ", does="ghi sổ chứng từ")
    postings = _postings(session, voucher)
    entry = post(session, command, day, voucher.narration, *postings, voucher=voucher.kind)
    voucher.state, voucher.posted_by, voucher.entry_id = VoucherState.POSTED, command.person_id, entry.id
    session.flush()
    settle_named(session, command, voucher.id, entry.id)
    tell(session, command, voucher.id, entry)
    return entry


def _postings(session: Session, voucher: Voucher) -> list[Posting]:
    return [Posting(p.debit_id, p.credit_id, p.fund_id, p.amount) for p in lines_of(session, voucher)]


def cancel_voucher(session: Session, command: Command, voucher: Voucher, *, reason: str) -> Voucher:
    """Cancel a voucher that is not posted; it stays on record. A posted one is reversed instead.

    Raises: VoucherUnknownError, VoucherStateError, ReasonMissingError.
    """
    _require_own(command, voucher)
    if not reason.strip():
        raise ReasonMissingError
    if voucher.state not in (VoucherState.DRAFT, VoucherState.APPROVED):
        raise VoucherStateError(number=voucher.id, state=STATE_NAMES[voucher.state], action="hủy")
    voucher.state, voucher.cancelled_because = VoucherState.CANCELLED, reason
    session.flush()
    return voucher


def _require_own(command: Command, voucher: Voucher) -> None:
    if voucher.unit_id != command.unit:
        raise VoucherUnknownError(number=voucher.id)


def _require_state(command: Command, voucher: Voucher, state: VoucherState, action: str) -> None:
    _require_own(command, voucher)
    if voucher.state != state:
        raise VoucherStateError(number=voucher.id, state=STATE_NAMES[voucher.state], action=action)


def _require_another(session: Session, command: Command, earlier: int, *, did: str, does: str) -> None:
    today = day_of(command.at)
    require_another(session, command.person_id, earlier, unit_id=command.unit, on=today, did=did, does=does)


def find_voucher(session: Session, unit_id: int, number: int) -> Voucher:
    """Return a voucher by the number of its draft.

    Raises: VoucherUnknownError.
    """
    voucher = session.get(Voucher, number)
    if voucher is None or voucher.unit_id != unit_id:
        raise VoucherUnknownError(number=number)
    return voucher


def lines_of(session: Session, voucher: Voucher) -> list[VoucherLine]:
    """Return the postings that a voucher proposes, by line."""
    query = select(VoucherLine).where(VoucherLine.voucher_id == voucher.id)
    return list(session.scalars(query.order_by(VoucherLine.line)))


def vouchers(session: Session, unit_id: int, state: VoucherState | None = None) -> list[Voucher]:
    """Return the unit's vouchers, newest first; of one state if given."""
    query = select(Voucher).where(Voucher.unit_id == unit_id).order_by(Voucher.id.desc())
    return list(session.scalars(query if state is None else query.where(Voucher.state == state)))


def similar_vouchers(session: Session, voucher: Voucher) -> list[Voucher]:
    """Return other live vouchers of the unit with the same day, party and total: perhaps the same paper twice."""
    total = (
        select(func.sum(VoucherLine.amount))
        .where(VoucherLine.voucher_id == Voucher.id)
        .correlate(Voucher)
        .scalar_subquery()
    )
    amount = sum(line.amount for line in lines_of(session, voucher))
    query = select(Voucher).where(
        Voucher.unit_id == voucher.unit_id,
        Voucher.id != voucher.id,
        Voucher.day == voucher.day,
        Voucher.party_name == voucher.party_name,
        Voucher.state != VoucherState.CANCELLED,
        total == amount,
    )
    return list(session.scalars(query.order_by(Voucher.id)))


@hinders_closing
def _unfinished(session: Session, unit_id: int, month: Month) -> list[Obstacle]:
    waiting = select(Voucher).where(
        Voucher.unit_id == unit_id,
        Voucher.state.in_([VoucherState.DRAFT, VoucherState.APPROVED]),
        Voucher.day >= month.first,
        Voucher.day <= month.last,
    )
    return [
        Obstacle(
            code=f"voucher-{one.id}",
            sentence=f"chứng từ nháp {one.id} ngày {one.day:%d/%m/%Y} còn ở trạng thái «{STATE_NAMES[one.state]}»",
        )
        for one in session.scalars(waiting.order_by(Voucher.id))
    ]
