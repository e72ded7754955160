"""Agreeing a sponsorship, and what sponsors change afterwards: another share, another rate, the end of their giving.

Every verb leaves coverage and unpaid instalments as the schedule then has them (`bring_in_line`). Nothing that has
fallen due is made less: sponsors change and stop from the running month on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.calendar import Month, SchoolYear
from khfund.calendar import today as day_of
from khfund.donations.donor import DonorUnknownError
from khfund.errors import KhfundError
from khfund.ledger import Fund
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.coverage import cover
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.programme import Programme, ProgrammeKind, ProgrammeUnknownError
from khfund.scholarships.recipient import Recipient, RecipientUnknownError
from khfund.scholarships.schedule import (
    MONTHS_OF_YEAR,
    WHOLE,
    Rate,
    ScheduleTermsError,
    Terms,
    Uncovered,
    require_sound,
    schedule,
)
from khfund.scholarships.sponsor_share import (
    ShareEndedError,
    Sponsor,
    SponsorShare,
    SponsorShareEnd,
    ends_of,
    keep_end,
    keep_share,
    sponsor_of,
    sponsorship_of,
)
from khfund.scholarships.sponsorship import (
    Sponsorship,
    SponsorshipRate,
    SponsorshipUnknownError,
    keep,
    keep_rate,
)
from khfund.scholarships.sponsorship_due import counted, withdraw_beyond
from khfund.scholarships.sponsorship_terms import months_of, terms_of
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class ChildSponsoredError(KhfundError):
    """A child has one sponsorship at a time under a programme; others join it (I39)."""

    message = "Em này đang được đỡ đầu theo thỏa thuận số {other} của cùng chương trình ({month}); hãy thêm người đỡ đầu bằng `khfund sponsorship join`."
    english = "This child is sponsored under agreement {other} of the same programme already ({month}); let sponsors join it by `khfund sponsorship join`."


class AlsoSponsoredError(KhfundError):
    """A child that draws from another programme at the same time is pointed out (TT 35/2011/TT-BGDĐT)."""

    message = "Lưu ý: em này đang được đỡ đầu ở chương trình khác (thỏa thuận số {other}); nên phối hợp để một em không nhận từ nhiều chương trình cùng lúc (TT 35/2011/TT-BGDĐT, Điều 5)."
    english = "Note: this child is sponsored under another programme too (agreement {other}); one learner should not draw from several programmes at once (TT 35/2011/TT-BGDĐT, Article 5)."


class PastMonthError(KhfundError):
    """What sponsors have promised for months that have begun is never rewritten."""

    message = "Chỉ đổi hoặc dừng từ {first} trở đi, không từ {since}: các tháng trước giữ nguyên."
    english = "Changes and ends count from {first} on, not from {since}: earlier months stay."


class RateLowersPastError(KhfundError):
    """A lower rate never rewrites months for which instalments were written."""

    message = "Mức {amount:dong} thấp hơn mức đã ghi kỳ chi của {month}; các tháng đã đến hạn giữ nguyên, mức thấp hơn chỉ áp dụng từ {first} trở đi."
    english = "{amount:dong} is less than what was owed for {month}; past months stay, a lower rate counts from {first} on."


@attrs.frozen
class NewSponsorship:
    """What is agreed: from `starts` on, `rate` đồng a month; the child is in `grade` in the school year of `starts`.

    `school_year` (its first calendar year) tells another year for the grade. `payable` are the paid months of a year.
    """

    starts: Month
    rate: int
    grade: int | None = None
    school_year: int | None = None
    payable: Sequence[int] = MONTHS_OF_YEAR[12]
    pay_day: int = 1
    ends: Month | None = None
    uncovered: Uncovered = Uncovered.FUND
    agreed: date | None = None
    agreement: str = ""

    @property
    def terms(self) -> Terms:
        """The terms without sponsors and events."""
        return Terms(
            starts=self.starts,
            rates=(Rate(self.starts, self.rate),),
            grade=self.grade,
            school_year=self.school_year or SchoolYear.of(self.starts.first).year,
            payable=frozenset(self.payable),
            pay_day=self.pay_day,
            ends=self.ends,
            uncovered=self.uncovered,
        )


@attrs.frozen
class NewShare:
    """What a sponsor promises: a `part` (basis points) of the months from `since` (the first) to `until`, inclusive."""

    sponsor: Sponsor
    part: int = WHOLE
    since: Month | None = None
    until: Month | None = None
    words: str = ""


def agree(
    session: Session,
    command: Command,
    programme: Programme,
    child: Recipient,
    new: NewSponsorship,
    *,
    sponsors: Sequence[NewShare] = (),
    fund: Fund | None = None,
    replaces: Sponsorship | None = None,
) -> Sponsorship:
    """Agree to keep a child at school, from the programme's fund unless another is named.

    Raises: ProgrammeUnknownError, RecipientUnknownError, ScheduleTermsError, ChildSponsoredError, and what `join` raises.
    """
    _require_own(command, programme, child, fund)
    require_sound(new.terms)
    _require_alone(session, command, programme, child, new.terms)
    made = _row(command, new)
    made.programme_id, made.recipient_id = programme.id, child.id
    made.fund_id = fund.id if fund else programme.fund_id
    made.replaces_id = replaces.id if replaces else None
    keep(session, command, made)
    keep_rate(session, command, made, Rate(new.starts, new.rate))
    for one in sponsors:
        _enter_share(session, command, made, one)
    bring_in_line(session, command, made)
    return made


def _row(command: Command, new: NewSponsorship) -> Sponsorship:
    return Sponsorship(
        unit_id=command.unit,
        agreed=new.agreed or day_of(command.at),
        agreement=clean(new.agreement),
        first_month=new.starts.number,
        last_month=new.ends.number if new.ends else None,
        grade=new.grade,
        school_year=new.terms.school_year,
        payable_months=",".join(str(one) for one in MONTHS_OF_YEAR[12] if one in new.terms.payable),
        pay_day=new.pay_day,
        uncovered=new.uncovered,
        command_number=command.number,
    )


def _require_own(command: Command, programme: Programme, child: Recipient, fund: Fund | None) -> None:
    if programme.unit_id != command.unit:
        raise ProgrammeUnknownError(code=programme.code)
    if child.unit_id != command.unit:
        raise RecipientUnknownError(number=child.id)
    if programme.kind is not ProgrammeKind.SPONSORSHIP:
        raise ScheduleTermsError(reason=f"chương trình {programme.code} không phải chương trình đỡ đầu")
    if fund is not None and fund.unit_id != command.unit:
        raise ScheduleTermsError(reason="quỹ không thuộc đơn vị này")


def _require_alone(
    session: Session, command: Command, programme: Programme, child: Recipient, terms: Terms
) -> None:
    """Look for another sponsorship of the same child, whoever it was merged with, in the months of these terms."""
    survivor = func.coalesce(Recipient.merged_into_id, Recipient.id)
    query = (
        select(Sponsorship)
        .join(Recipient, Recipient.id == Sponsorship.recipient_id)
        .where(survivor == (child.merged_into_id or child.id))
    )
    others = list(session.scalars(query.order_by(Sponsorship.id)))
    wanted = {one.month for one in schedule(terms)}
    for other in others:
        shared = sorted(wanted & {one.month for one in months_of(session, other)})
        if shared and other.programme_id == programme.id:
            raise ChildSponsoredError(other=other.id, month=str(shared[0]))
        if shared:
            command.warn(AlsoSponsoredError(other=other.id))


def require_own(command: Command, made: Sponsorship) -> None:
    """Raise SponsorshipUnknownError unless the sponsorship belongs to the command's unit."""
    if made.unit_id != command.unit:
        raise SponsorshipUnknownError(number=made.id)


def bring_in_line(session: Session, command: Command, made: Sponsorship) -> int:
    """Let coverage and unpaid instalments follow the schedule; return how many instalments were withdrawn.

    Raises: MonthCoveredError, CoveredElsewhereError.
    """
    cover(session, command, made)
    return withdraw_beyond(session, command, made)


# -- sponsors ---------------------------------------------------------------------------------------------------------


def join(session: Session, command: Command, made: Sponsorship, new: NewShare) -> SponsorShare:
    """Let a sponsor take a share of a child.

    Raises: SponsorshipUnknownError, DonorUnknownError, ScheduleTermsError, MonthCoveredError, CoveredElsewhereError.
    """
    require_own(command, made)
    share = _enter_share(session, command, made, new)
    bring_in_line(session, command, made)
    return share


def _enter_share(session: Session, command: Command, made: Sponsorship, new: NewShare) -> SponsorShare:
    giver, payer, correspondent = new.sponsor.donors
    for one in (giver, payer, correspondent):
        if one.unit_id != command.unit:
            raise DonorUnknownError(number=one.id)
    since = new.since or Month.from_number(made.first_month)
    if not 1 <= new.part <= WHOLE:
        raise ScheduleTermsError(reason="phần đỡ đầu phải lớn hơn 0 và không quá 100 %")
    if since.number < made.first_month or (new.until is not None and new.until < since):
        raise ScheduleTermsError(reason="các tháng của phần đỡ đầu phải nằm trong thỏa thuận")
    share = SponsorShare(
        sponsorship_id=made.id,
        donor_id=giver.id,
        payer_id=payer.id,
        correspondent_id=correspondent.id,
        part=new.part,
        from_month=since.number,
        until_month=new.until.number if new.until else None,
        said=day_of(command.at),
        words=clean(new.words),
        command_number=command.number,
    )
    return keep_share(session, command, share)


def stop_sponsor(
    session: Session,
    command: Command,
    share: SponsorShare,
    *,
    since: Month | None = None,
    reason: DropReason = DropReason.SPONSOR_STOPPED,
    words: str = "",
) -> SponsorShareEnd:
    """Let a sponsor's share end: from the month `since` (the next one) on nothing is promised.

    What becomes of months without cover was agreed: the fund carries on, or they are not paid. A share entered by
    mistake (`MISTAKE`) falls away from its first month on.

    Raises: ShareEndedError, PastMonthError, ReasonMissingError.
    """
    made = _require_running(session, command, share)
    running = Month.of(day_of(command.at))
    month = since or running.next()
    if reason is DropReason.MISTAKE:
        month = Month.from_number(share.from_month)
    elif month < running:
        raise PastMonthError(first=str(running), since=str(month))
    if reason is DropReason.OTHER and not clean(words):
        raise ReasonMissingError
    end = _end(session, command, share, month, reason=reason, words=words)
    bring_in_line(session, command, made)
    return end


def change_share(
    session: Session,
    command: Command,
    share: SponsorShare,
    *,
    since: Month,
    part: int | None = None,
    sponsor: Sponsor | None = None,
    words: str = "",
) -> SponsorShare:
    """Let a share be of another size, or another sponsor's, from the month `since` on; return the new share.

    Raises: ShareEndedError, PastMonthError, and what `join` raises.
    """
    made = _require_running(session, command, share)
    running = Month.of(day_of(command.at))
    first = max(running, Month.from_number(share.from_month).next())
    if since < first:
        raise PastMonthError(first=str(first), since=str(since))
    until = Month.from_number(share.until_month) if share.until_month else None
    new = NewShare(sponsor or sponsor_of(session, share), part or share.part, since, until, words)
    _end(session, command, share, since, reason=DropReason.REPLACED, words=words)
    changed = _enter_share(session, command, made, new)
    bring_in_line(session, command, made)
    return changed


def _require_running(session: Session, command: Command, share: SponsorShare) -> Sponsorship:
    made = sponsorship_of(session, share, command.unit)
    end = ends_of(session, [share]).get(share.id)
    if end is not None:
        raise ShareEndedError(number=share.id, month=str(Month.from_number(end.month)))
    return made


def _end(
    session: Session, command: Command, share: SponsorShare, month: Month, *, reason: DropReason, words: str
) -> SponsorShareEnd:
    first = max(month, Month.from_number(share.from_month))
    end = SponsorShareEnd(share_id=share.id, month=first.number, reason=reason, words=clean(words))
    end.command_number = command.number
    return keep_end(session, command, end)


# -- rates ------------------------------------------------------------------------------------------------------------


def change_rate(
    session: Session, command: Command, made: Sponsorship, amount: int, *, since: Month, words: str = ""
) -> SponsorshipRate:
    """Let each month from `since` on be of `amount` đồng; what past months lack then is written as back-pay.

    Raises: ScheduleTermsError, RateLowersPastError.
    """
    require_own(command, made)
    if since.number < made.first_month:
        raise ScheduleTermsError(reason="mức mới không thể bắt đầu trước tháng đầu của thỏa thuận")
    terms = terms_of(session, [made])[made.id]
    rates = (*(one for one in terms.rates if one.since != since), Rate(since, amount))
    changed = attrs.evolve(terms, rates=rates)
    require_sound(attrs.evolve(changed, covers=()))
    _require_no_less(session, made, terms, changed, since)
    row = keep_rate(session, command, made, Rate(since, amount), words=clean(words))
    bring_in_line(session, command, made)
    return row


def _require_no_less(session: Session, made: Sponsorship, terms: Terms, changed: Terms, since: Month) -> None:
    before = {one.month: one.amount for one in schedule(terms)}
    so_far = counted(session, made.unit_id)
    written = [
        one.month
        for one in schedule(changed)
        if one.month >= since
        and one.amount < before.get(one.month, 0)
        and (made.id, one.month.number) in so_far
    ]
    if written:
        amount = changed.rates[-1].amount
        raise RateLowersPastError(amount=amount, month=str(written[0]), first=str(written[-1].next()))
