"""`voucher`: draft, attach, approve, post, cancel."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.cli.edge import Amount, Day, Edge, pass_edge, read_file, this_day
from khfund.cli.words import Group, option
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.ledger import (
    Posting,
    VoucherKind,
    VoucherState,
    approve_voucher,
    attach,
    cancel_voucher,
    draft_voucher,
    find_account,
    find_fund,
    find_voucher,
    post_voucher,
    voucher,
)
from khfund.ledger.planned_payment import find_planned


class PostingUnclearError(KhfundError):
    """A posting is written as DEBIT:CREDIT:FUND:AMOUNT."""

    message = "Không hiểu dòng «{text}»; hãy viết NỢ:CÓ:QUỸ:SỐ_TIỀN, ví dụ 642:111:KH:500.000."
    english = "The posting «{text}» is not clear; write DEBIT:CREDIT:FUND:AMOUNT, such as 642:111:KH:500.000."


@click.group("voucher", cls=Group, lazy={"print": "khfund.cli.receipts:print_voucher"})
def voucher_group() -> None:
    """Chứng từ: lập, duyệt, ghi sổ."""


@voucher_group.command("draft")
@click.argument("kind", type=click.Choice([kind.value for kind in VoucherKind]))
@option("--day", type=Day(), required=True, help="Ngày chứng từ.")
@option("--narration", required=True, help="Nội dung.")
@option(
    "--posting", "postings", multiple=True, required=True, help="NỢ:CÓ:QUỸ:SỐ_TIỀN; lặp lại cho từng dòng."
)
@option("--party", default="", help="Người nộp hoặc người nhận tiền.")
@option("--address", default="", help="Địa chỉ của người đó.")
@option("--papers", default=0, help="Số chứng từ gốc kèm theo.")
@option("--planned", type=int, help="Số khoản dự chi mà chứng từ này chi.")
@pass_edge
def draft_(
    edge: Edge,
    kind: str,
    day: date,
    narration: str,
    postings: tuple[str, ...],
    party: str,
    address: str,
    papers: int,
    planned: int | None,
) -> None:
    """Lập chứng từ nháp."""

    def work(session: Session, command: Command) -> Answer:
        one = draft_voucher(
            session,
            command,
            VoucherKind(kind),
            day=day,
            narration=narration,
            postings=[_posting(session, command.unit, text) for text in postings],
            party_name=party,
            party_address=address,
            papers=papers,
            pays=None if planned is None else find_planned(session, command.unit, planned),
        )
        similar = [other.id for other in voucher.similar_vouchers(session, one)]
        return {"voucher": one.id, "state": one.state.value, "similar": similar}

    payload: dict[str, Any] = {"kind": kind, "day": day.isoformat(), "narration": narration}
    payload |= {"postings": list(postings), "party": party, "address": address, "papers": papers}
    payload |= {} if planned is None else {"planned": planned}
    answer = edge.carry_out(
        "voucher.draft", payload, work, say="Đã lập chứng từ nháp {voucher}; cần người khác duyệt."
    )
    _point_out(edge, answer["similar"])


def _point_out(edge: Edge, similar: list[int]) -> None:
    if similar:
        edge.warn(
            "Chú ý: giống chứng từ nháp {similar} (cùng ngày, người, số tiền); có phải lập hai lần?",
            similar=", ".join(map(str, similar)),
        )


def _posting(session: Session, unit_id: int, text: str) -> Posting:
    parts = text.split(":")
    if len(parts) != 4:
        raise PostingUnclearError(text=text)
    debit, credit = (find_account(session, unit_id, code.strip()).id for code in parts[:2])
    amount: int = Amount().convert(parts[3], None, None)
    return Posting(debit, credit, find_fund(session, unit_id, parts[2].strip()).id, amount)


@voucher_group.command("attach")
@click.argument("number", type=int)
@click.argument("file", type=click.Path(path_type=Path))
@pass_edge
def attach_(edge: Edge, number: int, file: Path) -> None:
    """Đính kèm bản quét (PDF, JPG, PNG)."""
    content, digest = read_file(file)

    def work(session: Session, command: Command) -> Answer:
        one = attach(session, command, find_voucher(session, command.unit, number), file.name, content)
        return {"attachment": one.id, "voucher": number, "sha256": one.sha256}

    payload = {"voucher": number, "file": file.name, "sha256": digest}
    edge.carry_out("voucher.attach", payload, work, say="Đã đính kèm vào chứng từ nháp {voucher}.")


@voucher_group.command("approve")
@click.argument("number", type=int)
@pass_edge
def approve_(edge: Edge, number: int) -> None:
    """Duyệt chứng từ do người khác lập."""

    def work(session: Session, command: Command) -> Answer:
        one = approve_voucher(session, command, find_voucher(session, command.unit, number))
        return {"voucher": one.id, "state": one.state.value}

    edge.carry_out("voucher.approve", {"voucher": number}, work, say="Đã duyệt chứng từ nháp {voucher}.")


@voucher_group.command("post")
@click.argument("number", type=int)
@option("--day", type=Day(), help="Ngày thu, chi thực tế (mặc định hôm nay).")
@pass_edge
def post_(edge: Edge, number: int, day: date | None) -> None:
    """Ghi sổ chứng từ đã duyệt."""

    def work(session: Session, command: Command) -> Answer:
        entry = post_voucher(
            session, command, find_voucher(session, command.unit, number), day=day or this_day()
        )
        return {"voucher": number, "entry": entry.id, "number": entry.voucher_code}

    payload = {"voucher": number, "day": day.isoformat() if day else None}
    edge.carry_out("voucher.post", payload, work, say="Đã ghi sổ {number}, bút toán {entry}.")


@voucher_group.command("cancel")
@click.argument("number", type=int)
@option("--reason", required=True, help="Lý do.")
@pass_edge
def cancel_(edge: Edge, number: int, reason: str) -> None:
    """Hủy chứng từ chưa ghi sổ."""

    def work(session: Session, command: Command) -> Answer:
        one = cancel_voucher(session, command, find_voucher(session, command.unit, number), reason=reason)
        return {"voucher": one.id, "state": one.state.value}

    edge.carry_out(
        "voucher.cancel", {"voucher": number, "reason": reason}, work, say="Đã hủy chứng từ nháp {voucher}."
    )


@voucher_group.command("list")
@option("--state", type=click.Choice([state.value for state in VoucherState]), help="Chỉ trạng thái này.")
@pass_edge
def list_vouchers(edge: Edge, state: str | None) -> None:
    """Liệt kê chứng từ."""
    with edge.reading() as session:
        found = voucher.vouchers(session, edge.unit(session).id, VoucherState(state) if state else None)
        rows = [
            {
                "voucher": str(one.id),
                "kind": one.kind.value,
                "day": one.day,
                "state": voucher.STATE_NAMES[one.state],
                "amount": sum(line.amount for line in voucher.lines_of(session, one)),
                "party": one.party_name,
                "narration": one.narration,
            }
            for one in found
        ]
    columns = [
        ("voucher", "Số nháp"),
        ("kind", "Loại"),
        ("day", "Ngày"),
        ("state", "Trạng thái"),
        ("amount", "Số tiền"),
    ]
    edge.list(rows, [*columns, ("party", "Người nộp/nhận"), ("narration", "Nội dung")])
