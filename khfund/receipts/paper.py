"""What a paper says: receipts, cash vouchers and yearly summaries as plain values.

A paper is a snapshot. It is stored as JSON when it is issued (`to_json`), read back (`from_json`), and set again with
the same bytes however the books have moved on. It holds what is printed, not what it was made from: a giver who
wishes to stay unnamed is already «Nhà hảo tâm (ẩn danh)» here.
"""

from __future__ import annotations

import enum
from datetime import date
from typing import Any

import attrs

from khfund import money
from khfund.receipts import snapshot
from khfund.receipts.snapshot import SnapshotUnreadableError


class MarkKind(enum.StrEnum):
    """What a print counts for."""

    ORIGINAL = "original"
    COPY = "copy"
    TEST = "test"
    VOIDED = "voided"


@attrs.frozen(kw_only=True)
class Mark:
    """The mark over a print: «BẢN SAO» with its day, the test watermark, or «ĐÃ HỦY» with the reason."""

    kind: MarkKind = MarkKind.ORIGINAL
    day: date | None = None
    reason: str = ""
    replaced_by: str = ""


ORIGINAL = Mark()
TEST = Mark(kind=MarkKind.TEST)


def copy_of(paper: Paper, day: date) -> Paper:
    """The same paper as a copy printed on `day`."""
    return attrs.evolve(paper, mark=Mark(kind=MarkKind.COPY, day=day))


class Way(enum.StrEnum):
    """How money came or went."""

    CASH = "tiền mặt"
    TRANSFER = "chuyển khoản"
    GOODS = "hiện vật"


class CashDirection(enum.StrEnum):
    """Phiếu thu or phiếu chi."""

    IN = "in"
    OUT = "out"


def _positive(_paper: object, attribute: attrs.Attribute[int], value: int) -> None:
    if type(value) is not int or value <= 0:
        raise ValueError(f"{attribute.name} is whole đồng above 0, not {value!r}")


@attrs.frozen(kw_only=True)
class Letterhead:
    """Who issues: the body above it, its own name, where it can be found."""

    body: str
    parent: str = ""
    address: str = ""
    tax_code: str = ""
    budget_code: str = ""
    phone: str = ""


@attrs.frozen(kw_only=True)
class Signatory:
    """One place to sign; `authority` is "TM. BAN THƯỜNG VỤ" or the like, `name` may be left for the pen."""

    title: str
    authority: str = ""
    name: str = ""
    how: str = "(Ký, ghi rõ họ tên)"


@attrs.frozen(kw_only=True)
class Share:
    """The part of a gift that went to one fund; legal basis is the paper that founded the fund."""

    fund: str
    amount: int = attrs.field(validator=_positive)
    legal_basis: str = ""
    purpose: str = ""


@attrs.frozen(kw_only=True)
class GoodsGiven:
    """One line of goods of a gift in kind: what, how many, what one and all are worth in đồng, and on what that rests."""

    name: str
    measure: str
    quantity: int = attrs.field(validator=_positive)
    unit_value: int = attrs.field(validator=_positive)
    value: int = attrs.field(validator=_positive)
    basis: str = ""


def _words(paper: Any) -> str:
    return money.words(paper.amount)


def _has_shares(
    _paper: object, _attribute: attrs.Attribute[tuple[Share, ...]], value: tuple[Share, ...]
) -> None:
    if not value:
        raise ValueError("a receipt names at least one fund")


@attrs.frozen(kw_only=True)
class ReceiptPaper:
    """A receipt for one gift, which may be shared among funds; the amount is the sum of its shares, and of its goods.

    `day_received` is the day the money came (the tax year follows it), `day_issued` the day of this paper.
    The QR code holds `check_url`, or `check_code` where there is none; `check_page` is the address as people read it.
    """

    letterhead: Letterhead
    series: str
    number: int = attrs.field(validator=_positive)
    year: int
    day_issued: date
    day_received: date
    giver: str
    shares: tuple[Share, ...] = attrs.field(validator=_has_shares)
    way: Way
    check_code: str
    words: str = attrs.field(default=attrs.Factory(_words, takes_self=True))
    goods: tuple[GoodsGiven, ...] = ()
    title: str = "GIẤY XÁC NHẬN ỦNG HỘ"
    giver_more: str = ""
    giver_address: str = ""
    giver_tax_code: str = ""
    reference: str = ""
    note: str = ""
    replaces: str = ""
    signatories: tuple[Signatory, ...] = ()
    check_url: str = ""
    check_page: str = ""
    mark: Mark = ORIGINAL

    def __attrs_post_init__(self) -> None:
        if self.goods and sum(line.value for line in self.goods) != self.amount:
            raise ValueError("the goods of a receipt are worth what it says")

    @property
    def amount(self) -> int:
        """The whole gift, in đồng."""
        return sum(share.amount for share in self.shares)


@attrs.frozen(kw_only=True)
class BookedLine:
    """An account of the Nợ or Có side of a voucher; the amount is printed where there are several."""

    account: str
    amount: int = attrs.field(validator=_positive)


@attrs.frozen(kw_only=True)
class CashVoucherPaper:
    """A phiếu thu or phiếu chi in the usual layout; `day_paid` is the day the cashier took or gave the money.

    The form code is printed only where the office set one. Source: domain facts, section 1.3 (C40-BB, C41-BB).
    """

    letterhead: Letterhead
    direction: CashDirection
    number: str
    day_made: date
    person: str
    content: str
    amount: int = attrs.field(validator=_positive)
    debit: tuple[BookedLine, ...]
    credit: tuple[BookedLine, ...]
    words: str = attrs.field(default=attrs.Factory(_words, takes_self=True))
    book: str = ""
    day_paid: date | None = None
    person_unit: str = ""
    address: str = ""
    enclosed: str = ""
    head: Signatory = Signatory(title="Thủ trưởng đơn vị", how="(Ký, họ tên, đóng dấu)")
    chief_accountant: Signatory = Signatory(title="Kế toán trưởng", how="(Ký, họ tên)")
    maker: Signatory = Signatory(title="Người lập", how="(Ký, họ tên)")
    cashier: Signatory = Signatory(title="Thủ quỹ", how="(Ký, họ tên)")
    form_code: str = ""
    form_basis: str = ""
    mark: Mark = ORIGINAL


@attrs.frozen(kw_only=True)
class GivenLine:
    """One gift of the year to one fund, by its receipt."""

    day: date
    receipt: str
    fund: str
    way: Way
    amount: int = attrs.field(validator=_positive)


@attrs.frozen(kw_only=True)
class RefundLine:
    """Money that was given back in the year, by the receipt it belongs to."""

    day: date
    receipt: str
    fund: str
    reason: str
    amount: int = attrs.field(validator=_positive)


def _once(_paper: object, attribute: attrs.Attribute[Any], value: tuple[Any, ...]) -> None:
    if len(set(value)) != len(value):
        raise ValueError(f"{attribute.name} holds a line twice")


@attrs.frozen(kw_only=True)
class DonorSummaryPaper:
    """All gifts of one donor in one calendar year, refunds shown and taken off; no line stands twice."""

    letterhead: Letterhead
    year: int
    donor: str
    day_issued: date
    gifts: tuple[GivenLine, ...] = attrs.field(validator=_once)
    refunds: tuple[RefundLine, ...] = attrs.field(default=(), validator=_once)
    place: str = ""
    donor_address: str = ""
    donor_tax_code: str = ""
    note: str = ""
    signatory: Signatory | None = None
    mark: Mark = ORIGINAL

    def __attrs_post_init__(self) -> None:
        days = [gift.day for gift in self.gifts] + [refund.day for refund in self.refunds]
        for day in days:
            if day.year != self.year:
                raise ValueError(f"{day} is not in the year {self.year}")

    @property
    def given(self) -> int:
        """All gifts of the year, in đồng."""
        return sum(line.amount for line in self.gifts)

    @property
    def refunded(self) -> int:
        """All refunds of the year, in đồng."""
        return sum(line.amount for line in self.refunds)


Paper = ReceiptPaper | CashVoucherPaper | DonorSummaryPaper

KINDS: dict[str, type[Paper]] = {
    "receipt": ReceiptPaper,
    "cash_voucher": CashVoucherPaper,
    "donor_summary": DonorSummaryPaper,
}


def to_json(paper: Paper) -> dict[str, Any]:
    """A plain dict: amounts as int, days in ISO form, and the kind of paper.

    A receipt for money says nothing of goods, as the first ones did, so that they are printed with the same bytes.
    """
    kind = next(name for name, cls in KINDS.items() if type(paper) is cls)
    parts = snapshot.write(paper)
    if not parts.get("goods", True):
        del parts["goods"]
    return {"kind": kind, **parts}


def from_json(stored: dict[str, Any]) -> Paper:
    """The paper that `to_json` wrote down.

    Raises: SnapshotUnreadableError.
    """
    parts = dict(stored)
    kind = parts.pop("kind", None)
    if kind not in KINDS:
        raise SnapshotUnreadableError(reason=f"loại chứng từ «{kind}» không có")
    return snapshot.read(KINDS[kind], parts)
