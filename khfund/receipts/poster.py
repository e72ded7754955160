"""Posters that ask for gifts: a large VietQR code of a fund or campaign, with everything that a giver checks.

Source: NAPAS, VietQR specification; see `khfund.banking.vietqr`.
"""

from __future__ import annotations

import enum
import functools
import importlib.resources
import io

import attrs
import markupsafe
import segno
import weasyprint
from sqlalchemy.orm import Session

from khfund import money, paper
from khfund.banking import vietqr
from khfund.banking.bank_account import BankAccount, bank_accounts
from khfund.donations.campaign import Campaign
from khfund.errors import KhfundError
from khfund.ledger import Fund
from khfund.unit import Unit

PNG_SCALE = 16  # dots a module: 2 cm wide at 600 dots an inch, and sharp on a screen


class PosterAccountError(KhfundError):
    """A QR code leads to a bank account of the unit that is in use."""

    message = "Đơn vị chưa có tài khoản ngân hàng đang dùng để in mã QR; hãy khai bằng `khfund bank open`."
    english = "The unit has no bank account in use for a QR code; enter one by `khfund bank open`."


class PaperSize(enum.StrEnum):
    """The sheet that a poster is printed on."""

    A4 = "A4"
    A5 = "A5"


@attrs.frozen(kw_only=True)
class Poster:
    """What a poster says; `content` is the transfer code, `text` what the QR code holds, `amount` đồng if it is fixed."""

    parent: str
    body: str
    fund: str
    legal_basis: str
    campaign: str
    bank: str
    account: str
    holder: str
    content: str
    amount: int | None
    text: str


def paying_account(session: Session, unit_id: int, fund: Fund) -> BankAccount:
    """Return the account in use to which money for a fund is asked: its own one, or else the unit's first.

    Raises: PosterAccountError.
    """
    found = [one for one in bank_accounts(session, unit_id) if one.closed is None]
    own = [one for one in found if one.default_fund_id == fund.id]
    if not found:
        raise PosterAccountError
    return (own or found)[0]


def poster(
    session: Session,
    *,
    fund: Fund,
    campaign: Campaign | None,
    account: BankAccount,
    content: str,
    amount: int | None = None,
) -> Poster:
    """Return what the poster of a fund or campaign says.

    Raises: BankCodeError, BankAccountError, QrAmountError, QrPurposeError.
    """
    unit = session.get_one(Unit, fund.unit_id)
    bank_code = vietqr.BANKS.get(account.bank, account.bank)
    return Poster(
        parent=unit.parent_body,
        body=unit.name,
        fund=fund.name,
        legal_basis=fund.legal_basis,
        campaign=campaign.name if campaign else "",
        bank=next((name for name, code in vietqr.BANKS.items() if code == bank_code), account.bank),
        account=account.number,
        holder=account.holder or unit.name,
        content=content,
        amount=amount,
        text=vietqr.payload(bank_code, account.number, amount, content),
    )


def pdf(shown: Poster, size: PaperSize = PaperSize.A4) -> bytes:
    """Set the poster on one sheet."""
    text = (
        paper.environment("receipts")
        .get_template("poster.html")
        .render(
            shown=shown,
            qr=markupsafe.Markup(vietqr.svg(shown.text)),  # noqa: S704  made of numbers only
            account=grouped(shown.account),
            amount=None if shown.amount is None else f"{money.format(shown.amount)} đ",
            words=None if shown.amount is None else money.words(shown.amount),
            size=size.value,
        )
    )
    return paper.pdf(text, styles=[_style(), _sheet(size)])


@functools.cache
def _style() -> weasyprint.CSS:
    folder = importlib.resources.files("khfund.receipts")
    return paper.style(folder.joinpath("templates", "poster.css").read_text(encoding="utf-8"))


@functools.cache
def _sheet(size: PaperSize) -> weasyprint.CSS:
    letters = {PaperSize.A4: "15pt", PaperSize.A5: "10.6pt"}[size]
    return paper.style(f"@page {{ size: {size.value}; margin: 0; }} html {{ font-size: {letters}; }}")


def grouped(number: str) -> str:
    """Write an account number in groups of four, as it is read aloud; what is typed has no spaces."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def svg(text: str) -> bytes:
    """Give the QR code as an SVG file."""
    out = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(out, kind="svg", border=4, scale=8)
    return out.getvalue()


def png(text: str) -> bytes:
    """Give the QR code as a PNG file."""
    out = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(out, kind="png", border=4, scale=PNG_SCALE)
    return out.getvalue()
