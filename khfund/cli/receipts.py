"""`receipt`: issue, print, copy, void, replace, verify; and the papers that go with money."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path

import attrs
import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.calendar import DateRange
from khfund.cli.edge import Day, Edge, pass_edge, progress, this_day
from khfund.cli.export import writing_whole
from khfund.cli.words import Command as Verb
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.donations.donor import find_donor
from khfund.ledger import VoucherKind, find_entry
from khfund.receipts import paper, pdf, receipt, stamp, verdict
from khfund.receipts.gift_paper import receipt_number, trial_papers
from khfund.receipts.receipt import Receipt, find_receipt
from khfund.receipts.receipt_event import ReceiptState, state_of
from khfund.receipts.series import find_series, open_series
from khfund.receipts.stock_voucher_paper import render as render_stock_voucher
from khfund.receipts.stock_voucher_paper import stock_voucher_paper
from khfund.receipts.summary_paper import summary_paper
from khfund.receipts.voucher_paper import voucher_paper


@click.group("receipt", cls=Group)
def receipt_group() -> None:
    """Biên nhận: phát hành, in, hủy, thay thế, tra cứu."""


@receipt_group.command("open-series")
@click.argument("code")
@pass_edge
def open_series_(edge: Edge, code: str) -> None:
    """Mở một ký hiệu biên nhận, ví dụ GXN."""

    def work(session: Session, command: Command) -> Answer:
        return {"series": open_series(session, command, code).id, "code": code}

    edge.carry_out("receipt.open_series", {"code": code}, work, say="Đã mở ký hiệu biên nhận {code}.")


@receipt_group.command("issue")
@option("--series", "code", required=True, help="Ký hiệu biên nhận.")
@option(
    "--donation", "donations", type=int, multiple=True, help="Số của khoản ủng hộ; lặp lại cho từng khoản."
)
@option("--days", "days_text", help="Mọi khoản chưa có biên nhận trong khoảng ngày này: 2026, 2026-03….")
@option("--limit", type=int, help="Nhiều nhất bấy nhiêu biên nhận.")
@option("--day", type=Day(), help="Ngày phát hành (mặc định hôm nay).")
@pass_edge
def issue(
    edge: Edge,
    code: str,
    donations: tuple[int, ...],
    days_text: str | None,
    limit: int | None,
    day: date | None,
) -> None:
    """Phát hành biên nhận cho từng khoản, hoặc cả loạt."""
    _require_one_choice(bool(donations), days_text, "--donation")
    days = DateRange.parse(days_text) if days_text else None
    with progress("Phát hành biên nhận", quiet=edge.as_json) as show:

        def work(session: Session, command: Command) -> Answer:
            series = find_series(session, command.unit, code)
            wanted = list(donations) or receipt.waiting_donations(session, command.unit, days, limit)
            numbers = receipt.issue_receipts(
                session, command, wanted, series, day=day or this_day(), progress=show
            )
            issued = receipt.receipts(session, command.unit, [numbers[0], numbers[-1]] if numbers else [])
            ends = [one.printed_number for one in issued]
            return {"count": len(numbers), "first": ends[0] if ends else "", "last": ends[-1] if ends else ""}

        payload = {"series": code, "donations": list(donations), "days": days_text, "limit": limit}
        payload["day"] = day.isoformat() if day else None
        answer = edge.carry_out("receipt.issue", payload, work)
    if not edge.as_json:
        edge.tell(
            answer, _ISSUED.get(answer["count"], "Đã phát hành {count:so} biên nhận: {first} … {last}.")
        )


_ISSUED = {0: "Không có khoản ủng hộ nào chờ biên nhận.", 1: "Đã phát hành biên nhận {first}."}


def _require_one_choice(named: bool, days_text: str | None, what: str) -> None:
    if named and days_text:
        raise click.UsageError(_("Hãy ghi {what} hoặc --days, không ghi cả hai.").format(what=what))


@receipt_group.command("print")
@click.argument("numbers", nargs=-1)
@option("--days", "days_text", help="Mọi biên nhận phát hành trong khoảng ngày này.")
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp PDF.")
@pass_edge
def print_(edge: Edge, numbers: tuple[str, ...], days_text: str | None, out: Path) -> None:
    """In biên nhận vào một tệp PDF; biên nhận đã hủy mang dấu ĐÃ HỦY."""
    _require_one_choice(bool(numbers), days_text, "NUMBERS")
    days = DateRange.parse(days_text) if days_text else None
    with edge.reading() as session:
        unit_id = edge.unit(session).id
        if numbers:
            wanted = [find_receipt(session, unit_id, number) for number in numbers]
            count, chosen = len(wanted), iter(wanted)
        else:
            ids = [one.id for one in receipt.issued(session, unit_id, days)][::-1]
            count, chosen = len(ids), receipt.receipts(session, unit_id, ids)
        papers = (receipt.current_paper(session, one) for one in chosen)
        _print_all(edge, papers, count, out)
    edge.tell({"count": count, "file": str(out)}, "Đã in {count:so} biên nhận vào {file}.")


def _print_all(edge: Edge, papers: Iterator[paper.ReceiptPaper], count: int, out: Path) -> None:
    with progress("In biên nhận", quiet=edge.as_json) as show, writing_whole(out) as unfinished:
        stamp.write_receipts(papers, unfinished, total=count, progress=show)


@receipt_group.command("test-print")
@option("--series", "code", required=True, help="Ký hiệu biên nhận.")
@option("--days", "days_text", help="Các khoản chưa có biên nhận trong khoảng ngày này.")
@option("--limit", type=int, help="Nhiều nhất bấy nhiêu bản.")
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp PDF.")
@pass_edge
def test_print(edge: Edge, code: str, days_text: str | None, limit: int | None, out: Path) -> None:
    """In thử trước khi phát hành: có hình chìm, không lấy số."""
    with edge.reading() as session:
        unit_id = edge.unit(session).id
        days = DateRange.parse(days_text) if days_text else None
        wanted = receipt.waiting_donations(session, unit_id, days, limit)
        series = find_series(session, unit_id, code)
        papers = trial_papers(session, unit_id, series, wanted, this_day())
        _print_all(edge, papers, len(wanted), out)
    edge.tell(
        {"count": len(wanted), "file": str(out)},
        "Đã in thử {count:so} biên nhận vào {file}; chưa phát hành số nào.",
    )


@receipt_group.command("copy")
@click.argument("number")
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp PDF.")
@pass_edge
def copy(edge: Edge, number: str, out: Path) -> None:
    """In một bản sao có dấu BẢN SAO và ghi lại việc này."""

    def work(session: Session, command: Command) -> Answer:
        copied = receipt.copy_receipt(session, command, find_receipt(session, command.unit, number))
        return {"number": number, "day": copied.mark.day}  # no name: the log keeps answers for ever

    with writing_whole(out) as unfinished:  # before the copy is counted
        answer = edge.carry_out(
            "receipt.copy", {"number": number}, work, say="Đã ghi nhận bản sao của {number}."
        )
        with edge.reading() as session:
            copied = find_receipt(session, edge.unit(session).id, number)
        unfinished.write_bytes(pdf.render(receipt.copied_paper(copied, date.fromisoformat(answer["day"]))))


@receipt_group.command("void")
@click.argument("number")
@option("--reason", required=True, help="Lý do.")
@pass_edge
def void(edge: Edge, number: str, reason: str) -> None:
    """Hủy một biên nhận; số không dùng lại."""

    def work(session: Session, command: Command) -> Answer:
        receipt.void_receipt(session, command, find_receipt(session, command.unit, number), reason=reason)
        return {"number": number}

    edge.carry_out(
        "receipt.void", {"number": number, "reason": reason}, work, say="Đã hủy biên nhận {number}."
    )


@receipt_group.command("replace")
@click.argument("number")
@option("--reason", required=True, help="Lý do.")
@option("--day", type=Day(), help="Ngày phát hành (mặc định hôm nay).")
@pass_edge
def replace(edge: Edge, number: str, reason: str, day: date | None) -> None:
    """Thay một biên nhận bằng biên nhận mới của cùng khoản ủng hộ."""

    def work(session: Session, command: Command) -> Answer:
        old = find_receipt(session, command.unit, number)
        new = receipt.replace_receipt(session, command, old, day=day or this_day(), reason=reason)
        return {"number": number, "replaced_by": new.printed_number}

    payload = {"number": number, "reason": reason, "day": day.isoformat() if day else None}
    edge.carry_out("receipt.replace", payload, work, say="Biên nhận {number} được thay bằng {replaced_by}.")


@receipt_group.command("verify")
@click.argument("code")
@pass_edge
def verify(edge: Edge, code: str) -> None:
    """Tra mã trên biên nhận: còn giá trị, đã hủy, đã thay thế hay không có."""
    with edge.reading() as session:
        found = verdict.verify(session, code)
    answer = attrs.asdict(found) | {
        "state": found.state.value,
        "state_name": _(_STATES[found.state]),
    }
    answer["funds"] = list(found.funds)
    edge.tell(answer, _sentence(found.state))


def _sentence(state: ReceiptState) -> str:
    if state is ReceiptState.UNKNOWN:
        return "Mã này không có trong sổ; hãy kiểm tra lại từng ký tự, hoặc hỏi Hội."
    if state is ReceiptState.REPLACED:
        return "Biên nhận {number} {state_name}: {giver}, {amount:dong}, phát hành ngày {day:%d/%m/%Y}. Thay bằng {replaced_by}."
    return "Biên nhận {number} {state_name}: {giver}, {amount:dong}, phát hành ngày {day:%d/%m/%Y}."


_STATES = {
    ReceiptState.GENUINE: "còn giá trị",
    ReceiptState.VOIDED: "đã bị hủy",
    ReceiptState.REPLACED: "đã được thay thế",
    ReceiptState.UNKNOWN: "không có trong sổ",
}


@receipt_group.command("list")
@option("--days", "days_text", help="Phát hành trong khoảng ngày này.")
@option("--limit", default=100, show_default=True, help="Nhiều nhất bấy nhiêu biên nhận sau cùng.")
@pass_edge
def list_receipts(edge: Edge, days_text: str | None, limit: int) -> None:
    """Liệt kê biên nhận."""
    days = DateRange.parse(days_text) if days_text else None
    with edge.reading() as session:
        unit_id = edge.unit(session).id
        found = receipt.issued(session, unit_id, days)
        rows = [_row(one, state_of(session, one.id)) for one in islice(found, limit)][::-1]
        count = len(rows) + sum(1 for _more in found) if days else _count(session, unit_id)
    columns = [
        ("number", "Số"),
        ("day", "Ngày"),
        ("giver", "Người cho"),
        ("amount", "Số tiền"),
        ("state", "Tình trạng"),
    ]
    edge.list(rows, columns, of=count)


def _count(session: Session, unit_id: int) -> int:
    return session.scalars(select(func.count()).where(Receipt.unit_id == unit_id)).one()


def _row(one: Receipt, state: ReceiptState) -> dict[str, object]:
    says = one.paper
    shown = {
        "number": receipt_number(says),
        "day": says.day_issued,
        "giver": says.giver,
        "amount": says.amount,
    }
    return shown | {"state": _(_STATES[state]), "donation": str(one.donation_id)}


@receipt_group.command("summary")
@click.argument("donor", type=int)
@click.argument("year", type=int)
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp PDF.")
@pass_edge
def summary(edge: Edge, donor: int, year: int, out: Path) -> None:
    """In bảng tổng hợp ủng hộ trong năm của một người cho."""
    DateRange.year(year)
    with edge.reading() as session:
        unit_id = edge.unit(session).id
        says = summary_paper(session, find_donor(session, unit_id, donor), year, day=this_day())
    _print_one(out, lambda: pdf.render(says))
    answer = {"donor": donor, "year": year, "given": says.given, "refunded": says.refunded, "file": str(out)}
    edge.tell(answer, "Năm {year}: {given:dong}, hoàn lại {refunded:dong}; đã in vào {file}.")


@click.command("print", cls=Verb)
@click.argument("entry", type=int)
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp PDF.")
@option("--two", is_flag=True, help="Hai liên trên một tờ A4.")
@pass_edge
def print_voucher(edge: Edge, entry: int, out: Path, two: bool) -> None:
    """In phiếu thu, phiếu chi, phiếu nhập kho, phiếu xuất kho của một bút toán."""
    copies = 2 if two else 1
    with edge.reading() as session:
        found = find_entry(session, edge.unit(session).id, entry)
        if found.voucher_kind in {VoucherKind.GOODS_IN, VoucherKind.GOODS_OUT}:
            goods = stock_voucher_paper(session, found)
            answer = {"number": goods.number, "amount": goods.value, "file": str(out)}
            print_it = functools.partial(render_stock_voucher, goods, copies=copies)
        else:
            says = voucher_paper(session, found)
            answer = {"number": says.number, "amount": says.amount, "file": str(out)}
            print_it = functools.partial(pdf.render, says, copies=copies)
    _print_one(out, print_it)
    edge.tell(answer, "Đã in {number} vào {file}.")


def _print_one(out: Path, render: Callable[[], bytes]) -> None:
    with writing_whole(out) as unfinished:
        unfinished.write_bytes(render())
