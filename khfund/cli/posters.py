"""`poster` and `qr`: transfer codes as pictures to print, and as text for other programs."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.banking import vietqr
from khfund.banking.bank_account import find_bank_account
from khfund.cli.edge import Amount, Edge, pass_edge
from khfund.cli.export import writing_whole
from khfund.cli.words import Command as Verb
from khfund.cli.words import Group, option
from khfund.command import Answer, Command
from khfund.donations.campaign import Campaign, find_campaign
from khfund.donations.poster_code import code_for_everybody
from khfund.errors import KhfundError
from khfund.ledger import find_fund
from khfund.ledger.fund import Fund
from khfund.receipts import poster as posters
from khfund.receipts.poster import PaperSize, Poster, paying_account


class PictureNameError(KhfundError):
    """A poster is a PDF; its QR code alone is a picture."""

    message = "Tệp {file} phải kết thúc bằng .pdf (tờ in), .svg hoặc .png (chỉ mã QR)."
    english = "The file {file} must end with .pdf (the poster), .svg or .png (the QR code alone)."


class PosterForWhomError(KhfundError):
    """A poster is for a fund, or for a campaign, which is for its fund."""

    message = "Hãy cho biết tờ in cho quỹ nào (--fund) hoặc đợt vận động nào (--campaign)."
    english = "Say which fund (--fund) or which campaign (--campaign) the poster is for."


FORMS = {".pdf", ".svg", ".png"}


@click.command("poster", cls=Verb)
@option("--fund", "fund_code", help="Quỹ nhận tiền.")
@option("--campaign", "campaign_code", help="Mã đợt vận động.")
@option("--number", help="Số tài khoản ngân hàng nhận tiền (mặc định tài khoản của quỹ).")
@option("--amount", type=Amount(), help="Số tiền cố định; bỏ trống để người cho tự nhập.")
@option(
    "--size", type=click.Choice([one.value for one in PaperSize]), default="A4", help="Khổ giấy: A4 hoặc A5."
)
@option(
    "--out",
    "outs",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="Tệp .pdf (tờ in), .svg hoặc .png (mã QR); lặp lại cho từng tệp.",
)
@pass_edge
def poster(
    edge: Edge,
    fund_code: str | None,
    campaign_code: str | None,
    number: str | None,
    amount: int | None,
    size: str,
    outs: tuple[Path, ...],
) -> None:
    """In tờ kêu gọi ủng hộ có mã VietQR của quỹ hoặc đợt vận động."""
    _require_forms(outs)
    if fund_code is None and campaign_code is None:
        raise PosterForWhomError
    with ExitStack() as files:
        open_files = [(out, files.enter_context(writing_whole(out))) for out in outs]

        def work(session: Session, command: Command) -> Answer:
            fund, campaign = _asked_for(session, command.unit, fund_code, campaign_code)
            account = (
                find_bank_account(session, command.unit, number)
                if number
                else paying_account(session, command.unit, fund)
            )
            code = code_for_everybody(session, command, fund, campaign).code
            shown = posters.poster(
                session, fund=fund, campaign=campaign, account=account, content=code, amount=amount
            )
            for out, unfinished in open_files:
                unfinished.write_bytes(_made(shown, out, PaperSize(size)))
            return {"code": code, "payload": shown.text, "files": [str(out) for out in outs]}

        payload: dict[str, Any] = {"fund": fund_code, "campaign": campaign_code, "number": number}
        payload |= {"amount": amount, "size": size, "out": [str(out) for out in outs], "for": "poster"}
        edge.carry_out("bank.issue_code", payload, work, say="Đã in mã {code}.")


def _require_forms(outs: tuple[Path, ...]) -> None:
    for out in outs:
        if out.suffix.lower() not in FORMS:
            raise PictureNameError(file=out.name)


def _asked_for(
    session: Session, unit_id: int, fund_code: str | None, campaign_code: str | None
) -> tuple[Fund, Campaign | None]:
    campaign = find_campaign(session, unit_id, campaign_code) if campaign_code else None
    if fund_code or campaign is None:
        return find_fund(session, unit_id, fund_code or ""), campaign
    return session.get_one(Fund, campaign.fund_id), campaign


def _made(shown: Poster, out: Path, size: PaperSize) -> bytes:
    if out.suffix.lower() == ".pdf":
        return posters.pdf(shown, size)
    return posters.svg(shown.text) if out.suffix.lower() == ".svg" else posters.png(shown.text)


@click.group("qr", cls=Group)
def qr_group() -> None:
    """Mã VietQR cho chương trình khác."""


@qr_group.command("payload")
@option("--bank", required=True, help="Ngân hàng: tên ngắn như Vietcombank, hoặc mã sáu chữ số.")
@option("--number", required=True, help="Số tài khoản.")
@option("--amount", type=Amount(), help="Số tiền.")
@option("--purpose", help="Nội dung, không dấu, tối đa 25 ký tự.")
@pass_edge
def payload_(edge: Edge, bank: str, number: str, amount: int | None, purpose: str | None) -> None:
    """Cho biết nội dung bên trong mã VietQR."""
    text = vietqr.payload(vietqr.BANKS.get(bank, bank), number, amount, purpose)
    edge.tell({"payload": text}, "{payload}")


@qr_group.command("read")
@click.argument("text")
@pass_edge
def read_(edge: Edge, text: str) -> None:
    """Đọc lại nội dung một mã VietQR và kiểm tra số kiểm tra."""
    found = vietqr.parse(text)
    bank = next((name for name, code in vietqr.BANKS.items() if code == found.bank_code), found.bank_code)
    answer = {
        "bank_code": found.bank_code,
        "bank": bank,
        "account": found.account,
        "amount": found.amount,
        "purpose": found.purpose,
    }
    edge.list(
        [answer],
        [("bank", "Ngân hàng"), ("account", "Số tài khoản"), ("amount", "Số tiền"), ("purpose", "Nội dung")],
    )
