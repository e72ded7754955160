"""Confirmations of gifts to companies: numbered minutes, one original for a gift, copies marked as such."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.calendar import today as day_of
from khfund.donations.donation import Donation
from khfund.donations.donor import Donor
from khfund.donations.likeness import DonorKind
from khfund.errors import KhfundError
from khfund.ledger import Entry
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.ledger.counter import take_numbers
from khfund.receipts import snapshot
from khfund.receipts.confirmation_event import (
    ConfirmationEvent,
    ConfirmationEventKind,
    record_event,
    voiding_of,
)
from khfund.receipts.confirmation_paper import ConfirmationPaper, Side, confirmation_paper, receiver
from khfund.receipts.confirmation_register import (
    SERIES,
    Confirmation,
    ConfirmationGift,
    ConfirmationUnknownError,
    confirmation_of,
    copied_paper,
    figures,
    own_numbers,
    printed_number,
)
from khfund.receipts.gift_paper import Gift, gifts_of
from khfund.unit import Unit, value_on
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command

_SETTINGS = ("confirmation_basis", "confirmation_form_code", "confirmation_form_basis")


class NotAnOrganisationError(KhfundError):
    """Minutes of confirmation are made for organisations; a person holds a receipt."""

    message = "Nhà hảo tâm số {number} không phải tổ chức, doanh nghiệp; cá nhân, hộ gia đình dùng giấy xác nhận ủng hộ (`khfund receipt`)."
    english = "Donor {number} is no organisation; persons and households get a receipt (`khfund receipt`)."


class SideIncompleteError(KhfundError):
    """Minutes of confirmation name the address and the tax code of the giver."""

    message = "Nhà hảo tâm số {number} còn thiếu {missing}; hãy bổ sung rồi lập biên bản."
    english = "Donor {number} lacks {missing}; complete the register and make the minutes then."


class NothingToConfirmError(KhfundError):
    """Minutes confirm at least one gift."""

    message = "Nhà hảo tâm số {number} không có khoản ủng hộ nào chờ xác nhận trong thời gian này."
    english = "Donor {number} has no gift of these days that waits for a confirmation."


class GiftOfAnotherError(KhfundError):
    """Minutes confirm gifts of one giver."""

    message = "Khoản ủng hộ số {donation} không phải của nhà hảo tâm số {number}."
    english = "The donation {donation} is not of donor {number}."


class AlreadyConfirmedError(KhfundError):
    """A gift is confirmed by one original."""

    message = (
        "Khoản ủng hộ số {donation} đã có biên bản {confirmation}; hãy in bản sao, hoặc hủy biên bản đó."
    )
    english = "The donation {donation} is confirmed by {confirmation} already; print a copy, or void it."


class ConfirmationDayError(KhfundError):
    """Minutes are dated when the gifts are there, and not on a day to come."""

    message = "Không lập biên bản xác nhận ngày {day:%d/%m/%Y} được: khoản sau cùng nhận ngày {came:%d/%m/%Y}, hôm nay là {today:%d/%m/%Y}."
    english = "Minutes cannot be dated {day:%d/%m/%Y}: the last gift came on {came:%d/%m/%Y}, today is {today:%d/%m/%Y}."


class ConfirmationVoidError(KhfundError):
    """Minutes that were voided are neither copied nor voided again."""

    message = "Biên bản {number} đã hủy; không thể {action}."
    english = "The confirmation {number} was voided and cannot be acted on ({action})."


class ConfirmationBasisMissingError(KhfundError):
    """Minutes without a legal basis are pointed out: the office sets it when it has read the law of the day."""

    message = "Lưu ý: biên bản chưa ghi căn cứ pháp lý của ngày {day:%d/%m/%Y}; hãy đặt bằng `khfund unit set confirmation_basis`."
    english = "Note: the minutes name no legal basis for {day:%d/%m/%Y}; set it by `khfund unit set confirmation_basis`."


# -- making, copying, voiding ------------------------------------------------------------------------------------------


def issue_confirmation(
    session: Session,
    command: Command,
    donor: Donor,
    donation_ids: Sequence[int],
    *,
    day: date,
    representative: str = "",
    position: str = "",
) -> Confirmation:
    """Make the minutes of a company's gifts; `representative` speaks for the company, the office's signer for the other side.

    Minutes without a legal basis are pointed out.

    Raises: NotAnOrganisationError, SideIncompleteError, NothingToConfirmError, GiftOfAnotherError,
    AlreadyConfirmedError, ConfirmationDayError, DonationUnknownError, NothingKeptError.
    """
    donation_ids = sorted(set(donation_ids))
    _require_company(donor)
    gifts = gifts_of(session, command.unit, donation_ids)
    _require_fit(session, command, donor, gifts, day)
    giver = Side(
        name=donor.full_name,
        address=donor.address or donor.locality,
        tax_code=donor.tax_code,
        phone=donor.phone,
        representative=clean(representative)[:120],
        position=clean(position)[:120],
    )
    says = _paper(session, command, gifts, giver, day)
    if not says.basis:
        command.warn(ConfirmationBasisMissingError(day=day))
    return _write(session, command, donor, donation_ids, says)


def _require_company(donor: Donor) -> None:
    if donor.kind is not DonorKind.ORGANISATION:
        raise NotAnOrganisationError(number=donor.id)
    known = {"địa chỉ": donor.address or donor.locality, "mã số thuế": donor.tax_code}
    missing = [name for name, value in known.items() if not value]
    if missing:
        raise SideIncompleteError(number=donor.id, missing=", ".join(missing))


def _require_fit(session: Session, command: Command, donor: Donor, gifts: Sequence[Gift], day: date) -> None:
    if not gifts:
        raise NothingToConfirmError(number=donor.id)
    own = set(session.scalars(select(Donation.id).where(Donation.donor_id.in_(own_numbers(donor)))))
    for gift in gifts:
        if gift.donation_id not in own:
            raise GiftOfAnotherError(donation=gift.donation_id, number=donor.id)
        standing = confirmation_of(session, gift.donation_id)
        if standing is not None:
            raise AlreadyConfirmedError(donation=gift.donation_id, confirmation=standing.printed_number)
    came, today = max(gift.day for gift in gifts), day_of(command.at)
    if not came <= day <= today:
        raise ConfirmationDayError(day=day, came=came, today=today)


def _paper(
    session: Session, command: Command, gifts: Sequence[Gift], giver: Side, day: date
) -> ConfirmationPaper:
    unit = session.scalars(select(Unit).where(Unit.id == command.unit)).one()
    number = take_numbers(session, command.unit, SERIES, day.year)
    entries = session.scalars(select(Entry).where(Entry.id.in_([gift.donation_id for gift in gifts])))
    signer = (value_on(session, unit.id, key, day) for key in ("signer_name", "signer_title"))
    return confirmation_paper(
        unit,
        gifts,
        {entry.id: entry.voucher_code for entry in entries},
        number=printed_number(day.year, number),
        day=day,
        sides=(receiver(unit, *signer), giver),
        settings={key: value_on(session, unit.id, key, day) for key in _SETTINGS},
    )


def _write(
    session: Session, command: Command, donor: Donor, donation_ids: Sequence[int], says: ConfirmationPaper
) -> Confirmation:
    row = Confirmation(
        id=(session.scalar(select(func.max(Confirmation.id))) or 0) + 1,
        unit_id=command.unit,
        donor_id=donor.id,
        year=says.day.year,
        number=int(says.number.rpartition("-")[2]),
        day=says.day,
        amount=says.amount,
        snapshot=json.dumps(snapshot.write(says), ensure_ascii=False, sort_keys=True),
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    session.add_all(ConfirmationGift(confirmation_id=row.id, donation_id=one) for one in donation_ids)
    session.flush()
    command.witness("confirmation", figures(row, donation_ids), row.snapshot)
    return row


def copy_confirmation(session: Session, command: Command, confirmation: Confirmation) -> ConfirmationPaper:
    """Record that a copy is handed out today and return its paper, marked «BẢN SAO».

    Raises: ConfirmationUnknownError, ConfirmationVoidError.
    """
    event = _record(session, command, confirmation, ConfirmationEventKind.COPIED, "", action="sao")
    return copied_paper(confirmation, event.day)


def void_confirmation(
    session: Session, command: Command, confirmation: Confirmation, *, reason: str
) -> ConfirmationEvent:
    """Declare minutes void; their number stays taken, their gifts may be confirmed anew.

    Raises: ConfirmationUnknownError, ConfirmationVoidError, ReasonMissingError.
    """
    if not reason.strip():
        raise ReasonMissingError
    kind = ConfirmationEventKind.VOIDED
    return _record(session, command, confirmation, kind, clean(reason), action="hủy")


def _record(
    session: Session,
    command: Command,
    confirmation: Confirmation,
    kind: ConfirmationEventKind,
    reason: str,
    *,
    action: str,
) -> ConfirmationEvent:
    if confirmation.unit_id != command.unit:
        raise ConfirmationUnknownError(number=confirmation.printed_number)
    if voiding_of(session, confirmation.id) is not None:
        raise ConfirmationVoidError(number=confirmation.printed_number, action=action)
    return record_event(session, command, confirmation.id, kind, reason)
