"""Sổ chi tiết tiếp nhận tài trợ: whatever each giver gave, with vouchers, funds, form and receipts.

The law asks for what each giver gave (NĐ 93/2019, Điều 31). Who wishes to stay unnamed is named in a restricted copy
alone. What came back, or was booked by mistake, stands as a negative line under the giver.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from khfund.donations.campaign import Campaign
from khfund.donations.donation import Donation, DonationEvent
from khfund.donations.donor import ANONYMOUS, Donor
from khfund.donations.gift import Way
from khfund.ledger import Account, AccountRole, Correction, Entry, Nature, PostingRow, accounts, funds
from khfund.ledger.entry import voucher_code
from khfund.receipts.receipt import Receipt
from khfund.receipts.receipt_event import ReceiptEvent, ReceiptEventKind
from khfund.receipts.series import Series
from khfund.reports.movement import GIFT_KINDS, Section
from khfund.reports.official.flow import flows, total
from khfund.reports.official.heading import Scope, heading
from khfund.reports.official.ledger_book import (
    KIND_NAMES,
    BookKind,
    BookLine,
    LedgerBook,
    LineKind,
    amount,
    day,
    text,
)
from khfund.reports.official.posted_line import require_agreement

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESTRICTED = "BẢN LƯU HÀNH NỘI BỘ"
WAY_NAMES = {Way.CASH: "tiền mặt", Way.TRANSFER: "chuyển khoản", Way.GOODS: "hiện vật"}
FIELDS = (
    day("day", "Ngày ghi sổ"),
    text("voucher", "Số hiệu", 26, "Chứng từ"),
    day("came", "Ngày nhận", "Chứng từ"),
    text("narration", "Nội dung, mục đích", 0),
    text("fund", "Quỹ", 15),
    text("way", "Hình thức", 22),
    amount("money", "Tiền", "Số tài trợ (đồng)"),
    amount("goods", "Hiện vật", "Số tài trợ (đồng)"),
    text("receipt", "Giấy xác nhận số", 29),
    text("campaign", "Đợt vận động", 20),
)
_OWN = {Nature.FUND, Nature.INCOME, Nature.COST}


@attrs.frozen
class Wanted:
    """Whose gifts: of one giver, for one campaign, of all; a restricted copy names those who wish to stay unnamed."""

    donor: Donor | None = None
    campaign: Campaign | None = None
    is_restricted: bool = False


def giver_book(session: Session, scope: Scope, wanted: Wanted) -> LedgerBook:
    """Return the book of gifts by giver."""
    donor, campaign = wanted.donor, wanted.campaign
    if donor is not None and donor.merged_into_id is not None:
        donor = session.get_one(Donor, donor.merged_into_id)
        wanted = attrs.evolve(wanted, donor=donor)
    about = []
    if donor is not None:
        hidden = donor.wishes_anonymity and not wanted.is_restricted
        about.append(f"Nhà tài trợ số {donor.id}: {ANONYMOUS if hidden else _giver(donor)}")
    if campaign is not None:
        about.append(f"Đợt vận động {campaign.code} – {campaign.name}")
    return LedgerBook(
        kind=BookKind.GIVER_BOOK,
        about=(*about, str(scope.days)),
        heading=heading(session, BookKind.GIVER_BOOK, scope),
        fields=FIELDS,
        lines=lambda: _Pages(session, scope, wanted).lines(),
        signatories=("Người ghi sổ", "Kế toán trưởng", "Thủ trưởng đơn vị"),
        mark=RESTRICTED if wanted.is_restricted else "",
    )


def _giver(donor: Donor) -> str:
    return " – ".join(part for part in (donor.full_name, donor.address or donor.locality) if part)


class _Pages:
    """The lines of the book, sorted by giver in the database, so that no memory is needed."""

    def __init__(self, session: Session, scope: Scope, wanted: Wanted) -> None:
        self.session, self.scope, self.wanted = session, scope, wanted
        self.accounts: dict[int, Account] = {one.id: one for one in accounts(session, scope.unit.id)}
        self.gift_accounts = {one.id for one in self.accounts.values() if one.role in GIFT_KINDS}
        self.funds = {one.id: one.code for one in funds(session, scope.unit.id)}

    def lines(self) -> Iterator[BookLine]:
        """Give the lines of each giver with their sum, and the whole.

        Raises: LedgerBookDisagreesError.
        """
        whole = [0, 0]
        rows = self.session.execute(self._query().execution_options(yield_per=5_000))
        counted = (row for row in rows if self._counts(row))
        for number, (_, of_giver) in enumerate(groupby(counted, key=lambda row: (row.rank, row.giver)), 1):
            sums = [0, 0]
            for place, row in enumerate(of_giver):
                if place == 0 and self.wanted.donor is None:
                    yield self._heading(number, row)
                yield self._entry(row, sums)
            whole = [whole[0] + sums[0], whole[1] + sums[1]]
            if self.wanted.donor is None:
                yield _total(LineKind.SUBTOTAL, "Cộng", sums)
        require_agreement(KIND_NAMES[BookKind.GIVER_BOOK], sum(whole), self._ledger())
        yield _total(LineKind.CLOSING, "Cộng trong kỳ", whole)

    def _query(self) -> Select[Any]:
        origin, named, kept = aliased(Entry), aliased(Donor), aliased(Donor)
        hidden: ColumnElement[bool] = Donation.donor_id.is_(None)
        if not self.wanted.is_restricted:
            hidden = or_(hidden, Donation.anonymous)
        rank = case((Donation.id.is_(None), 2), (hidden, 1), else_=0)
        shown = rank == 0
        query = select(
            Entry.id, Entry.day, Entry.voucher_kind, Entry.voucher_year, Entry.voucher_number, Entry.narration,
            rank.label("rank"), case((shown, func.coalesce(kept.id, named.id)), else_=0).label("giver"),
            func.coalesce(kept.full_name, named.full_name).label("name"), Donation.anonymous,
            func.coalesce(kept.locality, named.locality).label("locality"), Donation.day.label("came"),
            Donation.way, DonationEvent.entry_id.label("event"), Campaign.code.label("campaign"),
            PostingRow.fund_id, PostingRow.debit_id, PostingRow.credit_id, PostingRow.amount,
            Series.code.label("series"), Receipt.year, Receipt.number,
        )  # fmt: skip
        query = query.select_from(PostingRow).join(Entry, Entry.id == PostingRow.entry_id)
        query = query.outerjoin(origin, origin.id == Entry.corrects_id)
        query = query.outerjoin(DonationEvent, DonationEvent.entry_id == Entry.id)
        query = query.outerjoin(Donation, Donation.id == func.coalesce(DonationEvent.donation_id, Entry.id))
        query = query.outerjoin(named, named.id == Donation.donor_id)
        query = query.outerjoin(kept, kept.id == named.merged_into_id)
        query = query.outerjoin(Campaign, Campaign.id == Donation.campaign_id)
        query = query.outerjoin(Receipt, and_(Receipt.donation_id == Donation.id, _stands()))
        query = query.outerjoin(Series, Series.id == Receipt.series_id).where(*self._conditions(origin))
        name = case((shown, func.coalesce(kept.sort_key, named.sort_key)))
        return query.order_by(rank, name, "giver", Entry.day, Entry.id, PostingRow.line)

    def _conditions(self, origin: Any) -> Iterator[ColumnElement[bool]]:
        days, wanted = self.scope.days, self.wanted
        yield Entry.unit_id == self.scope.unit.id
        yield and_(Entry.day >= days.start, Entry.day < days.end)
        yield or_(PostingRow.debit_id.in_(self.gift_accounts), PostingRow.credit_id.in_(self.gift_accounts))
        for one in (Entry, origin):
            yield or_(one.correction.is_(None), one.correction != Correction.OPENING)
        if wanted.donor is not None:
            yield Donation.donor_id.in_(self._own())
        if wanted.campaign is not None:
            yield Donation.campaign_id == wanted.campaign.id

    def _own(self) -> Select[Any]:
        """The giver, and whoever was merged into it."""
        assert self.wanted.donor is not None
        number = self.wanted.donor.id
        return select(Donor.id).where((Donor.id == number) | (Donor.merged_into_id == number))

    def _counts(self, row: Any) -> bool:
        """Whether something came from, or went to, outside the fund."""
        return (
            self.accounts[row.debit_id].role.nature not in _OWN
            or self.accounts[row.credit_id].role.nature not in _OWN
        )

    def _heading(self, number: int, row: Any) -> BookLine:
        if row.rank == 2:
            name = "Không ghi theo nhà tài trợ"
        elif row.rank == 1:
            name = ANONYMOUS
        else:
            name = " – ".join(part for part in (row.name, row.locality) if part)
        return BookLine(LineKind.HEADING, (f"{number}. {name}", *(None,) * (len(FIELDS) - 1)))

    def _entry(self, row: Any, sums: list[int]) -> BookLine:
        came = row.credit_id in self.gift_accounts
        signed = row.amount if came else -row.amount
        sides = {self.accounts[row.debit_id].role, self.accounts[row.credit_id].role}
        is_goods = bool(sides & {AccountRole.GIFTS_IN_KIND, AccountRole.GOODS})
        sums[is_goods] += signed
        name = row.narration
        if row.rank == 0 and row.anonymous:
            name = f"{name} (ẩn danh khi công khai)"
        receipt = "" if row.number is None else f"{row.series}-{row.year}-{row.number:06d}"
        code = voucher_code(row.voucher_kind, row.voucher_year, row.voucher_number)
        when = row.day, code, row.day if row.event or row.came is None else row.came
        what = name, self.funds[row.fund_id], WAY_NAMES.get(row.way, "")
        both = (None, signed) if is_goods else (signed, None)
        return BookLine(LineKind.ENTRY, (*when, *what, *both, receipt, row.campaign or ""))

    def _ledger(self) -> int:
        """What the gifts of the days come to by another way: the ledger's accounts, or the gifts' own amounts."""
        unit, days, wanted = self.scope.unit.id, self.scope.days, self.wanted
        if wanted.donor is None and wanted.campaign is None:
            return total(flows(self.session, unit, days), Section.RECEIVED, GIFT_KINDS)
        of: list[ColumnElement[bool]] = []
        if wanted.donor is not None:
            of.append(Donation.donor_id.in_(self._own()))
        if wanted.campaign is not None:
            of.append(Donation.campaign_id == wanted.campaign.id)
        within = (Entry.unit_id == unit, Entry.day >= days.start, Entry.day < days.end, *of)
        given = select(func.sum(Donation.amount)).join(Entry, Entry.id == Donation.id).where(*within)
        back = select(func.sum(DonationEvent.amount)).join(Entry, Entry.id == DonationEvent.entry_id)
        back = back.join(Donation, Donation.id == DonationEvent.donation_id).where(*within)
        return int(self.session.scalar(given) or 0) - int(self.session.scalar(back) or 0)


def _stands() -> ColumnElement[bool]:
    """Whether a receipt is valid: nothing but copying ever happened to it."""
    happened = select(ReceiptEvent.id).where(
        ReceiptEvent.receipt_id == Receipt.id, ReceiptEvent.kind != ReceiptEventKind.COPIED
    )
    return ~happened.exists()


def _total(kind: LineKind, name: str, sums: list[int]) -> BookLine:
    shown = sums if kind is LineKind.CLOSING else [total or None for total in sums]
    return BookLine(kind, (None, None, None, name, None, None, *shown, None, None))
