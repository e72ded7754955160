"""What stands where on a paper: the template of each kind, what a batch shares, and the text of every field.

A template sees nothing but `fixed` and the fields `f`. Papers with equal `fixed` that fill the same fields look the
same but for the words in the fields; `stamp` relies on it.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from khfund import calendar, money
from khfund.receipts.paper import (
    BookedLine,
    CashDirection,
    CashVoucherPaper,
    DonorSummaryPaper,
    Letterhead,
    Mark,
    MarkKind,
    Paper,
    ReceiptPaper,
    Share,
    Signatory,
)


@attrs.frozen
class ReceiptFixed:
    """What all receipts of a batch have in common."""

    letterhead: Letterhead
    title: str
    signatories: tuple[Signatory, ...]
    check_page: str
    mark: MarkKind
    share_count: int
    goods_count: int
    note: str


@attrs.frozen
class VoucherFixed:
    """What all cash vouchers of a batch have in common."""

    letterhead: Letterhead
    direction: CashDirection
    head: Signatory
    chief_accountant: Signatory
    maker: Signatory
    cashier: Signatory
    form_code: str
    form_basis: str
    mark: MarkKind
    debit_count: int
    credit_count: int
    copies: int


@attrs.frozen
class Form:
    """A paper taken apart: its template, its shared part, its fields by name; `qr` is the text of the QR code."""

    template: str
    fixed: ReceiptFixed | VoucherFixed | DonorSummaryPaper
    fields: dict[str, str]
    qr: str = ""


def fill(paper: Paper, *, copies: int = 1) -> Form:
    """Take `paper` apart; `copies` is 2 for cash vouchers on an A4 sheet with two copies."""
    if isinstance(paper, ReceiptPaper):
        return _receipt(paper)
    if isinstance(paper, CashVoucherPaper):
        return _voucher(paper, copies)
    return _summary(paper)


def printed(text: str) -> str:
    """`text` as one printable line: control, direction and unassigned characters go, any space is one space."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    kept = "".join(letter if letter.isprintable() else " " if letter.isspace() else "" for letter in text)
    return " ".join(kept.split())


def dong(amount: int) -> str:
    """An amount with its unit: 1.234.567 đ."""
    return f"{money.format(amount)} đ"


def _receipt(paper: ReceiptPaper) -> Form:
    fixed = ReceiptFixed(
        paper.letterhead,
        paper.title,
        paper.signatories,
        paper.check_page,
        paper.mark.kind,
        len(paper.shares),
        len(paper.goods),
        printed(paper.note),
    )
    fields = {
        "series": f"{paper.series}-{paper.year}",
        "number": f"{paper.number:06d}",
        "day_issued": _sentence(calendar.spoken_day(paper.day_issued)),
        "giver": paper.giver,
        "giver_more": paper.giver_more,
        "giver_address": paper.giver_address,
        "giver_tax_code": paper.giver_tax_code,
        "received": _received(paper),
        "amount": dong(paper.amount),
        "words": f"{paper.words}./.",
        "replaces": paper.replaces,
        "check_code": paper.check_code,
        **_mark(paper.mark),
    }
    for place, share in enumerate(paper.shares, start=1):
        fields[f"fund_{place}"] = share.fund
        fields[f"basis_{place}"] = _basis(share)
        fields[f"share_{place}"] = dong(share.amount)
    for place, goods in enumerate(paper.goods, start=1):
        fields[f"item_{place}"] = goods.name
        fields[f"item_basis_{place}"] = f"định giá theo {goods.basis}" if goods.basis else ""
        fields[f"quantity_{place}"] = f"{money.format(goods.quantity)} {goods.measure}"
        fields[f"unit_value_{place}"] = dong(goods.unit_value)
        fields[f"value_{place}"] = dong(goods.value)
    texts = {name: printed(text) for name, text in fields.items()}
    return Form("receipt.html", fixed, texts, qr=paper.check_url or paper.check_code)


def _received(paper: ReceiptPaper) -> str:
    reference = f"; số tham chiếu {paper.reference}" if paper.reference else ""
    return f"{calendar.format_day(paper.day_received)}, bằng {paper.way}{reference}"


def _basis(share: Share) -> str:
    return "; ".join(part for part in (share.legal_basis, share.purpose) if part)


def _mark(mark: Mark) -> dict[str, str]:
    return {
        "copy_day": f"In {calendar.spoken_day(mark.day)}" if mark.kind is MarkKind.COPY and mark.day else "",
        "void_day": f"Hủy {calendar.spoken_day(mark.day)}"
        if mark.kind is MarkKind.VOIDED and mark.day
        else "",
        "void_reason": f"Lý do: {mark.reason}" if mark.reason else "",
        "replaced_by": f"Thay bằng số {mark.replaced_by}" if mark.replaced_by else "",
    }


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _voucher(paper: CashVoucherPaper, copies: int) -> Form:
    fixed = VoucherFixed(
        paper.letterhead,
        paper.direction,
        paper.head,
        paper.chief_accountant,
        paper.maker,
        paper.cashier,
        paper.form_code,
        paper.form_basis,
        paper.mark.kind,
        len(paper.debit),
        len(paper.credit),
        copies,
    )
    fields = {
        "number": paper.number,
        "book": paper.book,
        "day_made": _sentence(calendar.spoken_day(paper.day_made)),
        "day_paid": _sentence(calendar.spoken_day(paper.day_paid)) if paper.day_paid else "",
        "person": paper.person,
        "person_name": paper.person,
        "person_unit": paper.person_unit,
        "address": paper.address,
        "content": paper.content,
        "amount": dong(paper.amount),
        "words": f"{paper.words}./.",
        "enclosed": paper.enclosed,
        **_booked("debit", paper.debit),
        **_booked("credit", paper.credit),
        **_mark(paper.mark),
    }
    return Form("voucher.html", fixed, {name: printed(text) for name, text in fields.items()})


def _booked(side: str, lines: Iterable[BookedLine]) -> dict[str, str]:
    booked = list(lines)
    if len(booked) == 1:
        return {f"{side}_1": booked[0].account}
    return {
        f"{side}_{place}": f"{line.account}: {money.format(line.amount)}"
        for place, line in enumerate(booked, start=1)
    }


def _summary(paper: DonorSummaryPaper) -> Form:
    kept = paper.given - paper.refunded
    fields = {
        "donor": paper.donor,
        "donor_address": paper.donor_address,
        "donor_tax_code": paper.donor_tax_code,
        "net": dong(kept),
        "words": f"{money.words(kept)}./." if kept >= 0 else "",
        **_mark(paper.mark),
    }
    return Form("summary.html", paper, {name: printed(text) for name, text in fields.items()})
