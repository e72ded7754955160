"""Sponsors of a child: who joins, whose part changes, who stops, which gift counts for whom."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, InMonth, Line, Money, Portion
from admin.lookup import Lookup
from admin.page import Page
from admin.scholarships.sponsorships import sponsor
from admin.visitor import unit
from admin.words import _
from khfund import money
from khfund.calendar import Month, format_day
from khfund.command import Answer, Command
from khfund.donations.donation import Donation, find_donation
from khfund.donations.donor import Donor
from khfund.scholarships import sponsor_receipt, sponsorship_agreement
from khfund.scholarships.coverage import percent
from khfund.scholarships.instalment import DROP_NAMES, DropReason
from khfund.scholarships.sponsor_receipt import find_receipt
from khfund.scholarships.sponsor_share import ShareUnknownError, SponsorShare, find_share
from khfund.scholarships.sponsorship import find_sponsorship
from khfund.scholarships.sponsorship_agreement import NewShare
from khfund.unit import Unit

WHOLE = 10_000
STOPS = {
    one.value: DROP_NAMES[one] for one in (DropReason.SPONSOR_STOPPED, DropReason.MISTAKE, DropReason.OTHER)
}
GIFTS_MAX = 60  # offered at once, the newest


class JoinForm(DeedForm):
    """One more sponsor."""

    donor = Lookup("Người đỡ đầu", "donor")
    payer = Lookup("Người chuyển tiền hộ", "donor", required=False, hint="Nếu khác người đỡ đầu.")
    correspondent = Lookup("Người nhận thư", "donor", required=False, hint="Nếu khác người đỡ đầu.")
    part = Portion("Phần (%)", default=WHOLE)
    since = InMonth("Từ tháng", required=False, hint="Để trống: tháng đầu của thỏa thuận.")
    until = InMonth("Đến hết tháng", required=False, hint="Để trống: đến hết thỏa thuận.")
    words = Line("Ghi chú", required=False)


class ShareForm(DeedForm):
    """Another part, or another sponsor, from a month on."""

    since = InMonth("Từ tháng", hint="Tháng này hoặc sau đó; các tháng trước giữ nguyên.")
    part = Portion("Phần mới (%)", required=False, hint="Để trống: như cũ.")
    donor = Lookup("Chuyển cho người đỡ đầu khác", "donor", required=False)
    payer = Lookup("Người chuyển tiền hộ", "donor", required=False)
    correspondent = Lookup("Người nhận thư", "donor", required=False)
    words = Line("Ghi chú", required=False)


class StopForm(DeedForm):
    """From when a sponsor gives no more, and why."""

    since = InMonth("Từ tháng", required=False, hint="Để trống: tháng sau.")
    reason = Choice("Lý do", STOPS)
    words = Line("Ghi chú", required=False)


class ReceiveForm(DeedForm):
    """Which gift counts for the part, and how much of it."""

    donation = Choice(
        "Khoản ủng hộ", coerce=int, hint="Các khoản của người đỡ đầu và người chuyển tiền hộ, mới nhất trước."
    )
    amount = Money("Tính bao nhiêu", required=False, hint="Để trống: hết phần chưa tính cho em nào.")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the gifts of the giver and of who pays for them."""
        share = share_of(session, unit.id, path["number"], path["share"])
        self.donation.offer(
            (one.id, f"{one.id} – {format_day(one.day)}, {money.format(one.amount)} đ")
            for one in _gifts(session, share)
        )


def _gifts(session: Session, share: SponsorShare) -> list[Donation]:
    named = {share.donor_id, share.payer_id}
    merged = select(Donor.id).where(Donor.merged_into_id.in_(named))
    givers = {*named, *session.scalars(merged)}
    query = select(Donation).where(Donation.donor_id.in_(givers))
    return list(session.scalars(query.order_by(Donation.day.desc(), Donation.id.desc()).limit(GIFTS_MAX)))


class ReasonForm(DeedForm):
    """Why."""

    reason = Line("Lý do")


def share_of(session: Session, unit_id: int, number: int, share: int) -> SponsorShare:
    """Return a share of a sponsorship of the unit.

    Raises: SponsorshipUnknownError, ShareUnknownError.
    """
    made, found = find_sponsorship(session, unit_id, number), find_share(session, unit_id, share)
    if found.sponsorship_id != made.id:
        raise ShareUnknownError(number=share)
    return found


class SponsorShares(Page):
    """Deeds on the sponsors of one child; each begins at the sponsorship's page."""

    looks = "money.look"
    title = "Người đỡ đầu"
    address = "phan-do-dau"

    @expose("/")
    def index(self) -> Any:
        """Go where the sponsorships are."""
        return redirect(url_for("sponsorships.index"))

    def seen(self, session: Session, number: int, share: int) -> dict[str, Any]:
        """The share as it is."""
        found = share_of(session, unit().id, number, share)
        giver = session.get_one(Donor, found.donor_id)
        since = f"{Month.from_number(found.from_month).first:%m/%Y}"
        told = _(
            "Phần số {share}: {percent} %, từ {since}", share=share, percent=percent(found.part), since=since
        )
        return {"share_told": f"{told} – {giver.full_name}"}

    @deed(
        "/<int:number>/them",
        "sponsorship.join",
        JoinForm,
        "Thêm người đỡ đầu, thỏa thuận số {number}",
        say="Đã ghi phần đỡ đầu số {share}: {percent} %.",
        tries=True,
        back="sponsorships.one",
    )
    def join(self, session: Session, command: Command, form: JoinForm, number: int) -> Answer:
        """Let one more sponsor take a part of the child."""
        made = find_sponsorship(session, command.unit, number)
        who = sponsor(session, command.unit, form)
        new = NewShare(who, form.part.data, form.since.data, form.until.data, form.words.data)
        share = sponsorship_agreement.join(session, command, made, new)
        return {"number": number, "share": share.id, "part": share.part, "percent": percent(share.part)}

    @deed(
        "/<int:number>/<int:share>/doi",
        "sponsorship.share",
        ShareForm,
        "Đổi phần đỡ đầu số {share}",
        say="Phần số {ended} dừng; phần mới là số {changed}.",
        template="scholarships/sponsor_deed.html",
        shows="seen",
        back="sponsorships.one",
    )
    def change(self, session: Session, command: Command, form: ShareForm, number: int, share: int) -> Answer:
        """Let a part be of another size, or another sponsor's."""
        before = share_of(session, command.unit, number, share)
        who = sponsor(session, command.unit, form) if form.donor.data else None
        made = sponsorship_agreement.change_share(
            session,
            command,
            before,
            since=form.since.data,
            part=form.part.data,
            sponsor=who,
            words=form.words.data,
        )
        return {"number": number, "ended": share, "changed": made.id, "part": made.part}

    @deed(
        "/<int:number>/<int:share>/dung",
        "sponsorship.stop-sponsor",
        StopForm,
        "Dừng phần đỡ đầu số {share}",
        say="Phần đỡ đầu số {share} dừng từ {since}; các tháng đã đến hạn giữ nguyên.",
        button="Dừng",
        danger=True,
        template="scholarships/sponsor_deed.html",
        shows="seen",
        back="sponsorships.one",
    )
    def stop(self, session: Session, command: Command, form: StopForm, number: int, share: int) -> Answer:
        """Let a sponsor's part end."""
        before, reason = share_of(session, command.unit, number, share), DropReason(form.reason.data)
        end = sponsorship_agreement.stop_sponsor(
            session, command, before, since=form.since.data, reason=reason, words=form.words.data
        )
        return {"number": number, "since": str(Month.from_number(end.month)), "reason": reason.value}

    @deed(
        "/<int:number>/<int:share>/nhan",
        "sponsorship.receive",
        ReceiveForm,
        "Tính khoản ủng hộ vào phần đỡ đầu số {share}",
        say="Đã tính {amount:dong} của khoản ủng hộ số {donation} vào phần đỡ đầu số {share}.",
        template="scholarships/sponsor_deed.html",
        shows="seen",
        back="sponsorships.one",
    )
    def receive(
        self, session: Session, command: Command, form: ReceiveForm, number: int, share: int
    ) -> Answer:
        """Count a gift for a sponsor's part; money pays the oldest months first."""
        gift = find_donation(session, command.unit, form.donation.data)
        of = share_of(session, command.unit, number, share)
        row = sponsor_receipt.receive(session, command, gift, of, amount=form.amount.data)
        return {"number": number, "receipt": row.id, "donation": gift.id, "amount": row.amount}

    @deed(
        "/<int:number>/nhan/<int:receipt>/rut",
        "sponsorship.take-back-receipt",
        ReasonForm,
        "Rút khoản đã tính nhầm số {receipt}",
        say="Đã rút khoản đóng góp số {receipt}.",
        button="Rút",
        danger=True,
        back="sponsorships.one",
    )
    def take_back(
        self, session: Session, command: Command, form: ReasonForm, number: int, receipt: int
    ) -> Answer:
        """Say that a gift does not count for the part after all."""
        row = find_receipt(session, command.unit, receipt)
        share_of(session, command.unit, number, row.share_id)
        sponsor_receipt.take_back_receipt(session, command, row, reason=form.reason.data)
        return {"number": number, "receipt": receipt}
