"""`sample`: random samples of entries for the inspector, and what was found."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.calendar import DateRange
from khfund.cli.edge import Edge, pass_edge
from khfund.cli.export import writing_whole
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.ledger import VoucherKind
from khfund.oversight.audit_sample import (
    announce_sample,
    draw_of,
    draw_sample,
    entries_of,
    find_sample,
    samples,
)
from khfund.oversight.sample_finding import (
    FindingVerdict,
    close_sample,
    closing_of,
    open_items,
    write_finding,
)
from khfund.oversight.sample_selection import METHOD_NAMES, SampleMethod, list_text
from khfund.reports.sample_paper import sample_lines, sample_pdf


@click.group("sample", cls=Group)
def sample_group() -> None:
    """Mẫu kiểm tra ngẫu nhiên của Ban Kiểm tra."""


@sample_group.command("announce")
@click.argument("period")
@option("--count", "wanted", type=int, required=True, help="Rút bao nhiêu bút toán.")
@option("--word", required=True, help="Từ công khai, nói ra trước khi rút.")
@option("--by-money", is_flag=True, help="Bút toán lớn dễ được rút hơn.")
@option(
    "--kind",
    "kinds",
    type=click.Choice([one.value for one in VoucherKind]),
    multiple=True,
    help="Chỉ loại chứng từ này; lặp lại cho từng loại.",
)
@pass_edge
def announce(edge: Edge, period: str, wanted: int, word: str, by_money: bool, kinds: tuple[str, ...]) -> None:
    """Công bố sẽ rút mẫu nào; sau đó mới biết mẫu gồm những gì."""
    days = DateRange.parse(period)
    method = SampleMethod.MONEY if by_money else SampleMethod.UNIFORM

    def work(session: Session, command: Command) -> Answer:
        chosen = [VoucherKind(one) for one in kinds]
        made = announce_sample(session, command, days, wanted=wanted, word=word, method=method, kinds=chosen)
        return {"sample": made.id, "word": made.word}

    payload = {
        "period": str(days),
        "count": wanted,
        "word": word,
        "method": method.value,
        "kinds": list(kinds),
    }
    say = "Đã công bố mẫu kiểm tra số {sample}, từ công khai «{word}»; giờ có thể rút."
    edge.carry_out("sample.announce", payload, work, say=say)


@sample_group.command("draw")
@click.argument("number", type=int)
@pass_edge
def draw(edge: Edge, number: int) -> None:
    """Rút mẫu đã công bố; rút bao nhiêu lần cũng ra đúng những bút toán đó."""

    def work(session: Session, command: Command) -> Answer:
        made = draw_sample(session, command, find_sample(session, command.unit, number))
        return {"sample": number, "entries": made.entries, "seed": made.seed}

    say = "Đã rút mẫu số {sample} từ {entries:so} bút toán; hạt giống {seed}."
    edge.carry_out("sample.draw", {"number": number}, work, say=say)


@sample_group.command("list")
@pass_edge
def list_(edge: Edge) -> None:
    """Liệt kê các mẫu kiểm tra."""
    with edge.looking("sample.look") as session:
        rows: list[dict[str, Any]] = []
        for one in samples(session, edge.unit(session).id):
            drawn = draw_of(session, one)
            rows.append(
                {
                    "number": str(one.id),
                    "first": one.first,
                    "last": one.last,
                    "wanted": one.wanted,
                    "method": one.method.value,
                    "method_name": _(METHOD_NAMES[one.method]),
                    "word": one.word,
                    "root": base64.b64encode(bytes.fromhex(drawn.root)).decode() if drawn else "",
                    "size": one.command_number,
                    "seed": drawn.seed if drawn else "",
                    "open": open_items(session, one),
                    "closed": closing_of(session, one) is not None,
                }
            )
    columns = [("number", "Số"), ("first", "Từ ngày"), ("last", "Đến ngày"), ("wanted", "Số bút toán")]
    columns += [
        ("word", "Từ công khai"),
        ("open", "Chưa xem"),
        ("closed", "Đã kết luận"),
        ("method_name", "Cách rút"),
    ]
    edge.list(rows, columns)


@sample_group.command("show")
@click.argument("number", type=int)
@pass_edge
def show(edge: Edge, number: int) -> None:
    """Xem các bút toán đã rút và kết quả."""
    with edge.looking("sample.look") as session:
        rows = [
            {
                "place": str(line.place),
                "entry": line.entry.id,
                "voucher": line.entry.voucher_code,
                "day": line.entry.day,
                "amount": line.amount,
                "papers": _(line.papers),
                "verdict": _(line.verdict) if line.verdict else "",
                "words": line.words,
            }
            for line in sample_lines(session, find_sample(session, edge.unit(session).id, number))
        ]
    columns = [("place", "Mục"), ("voucher", "Chứng từ"), ("day", "Ngày"), ("amount", "Số tiền")]
    edge.list(rows, [*columns, ("verdict", "Kết quả"), ("words", "Ghi chú"), ("papers", "Giấy tờ")])


@sample_group.command("find")
@click.argument("number", type=int)
@click.argument("place", type=int)
@click.argument("verdict", type=click.Choice([one.value for one in FindingVerdict]))
@option("--words", default="", help="Điều cần hỏi, hoặc điều sai.")
@pass_edge
def find(edge: Edge, number: int, place: int, verdict: str, words: str) -> None:
    """Ghi kết quả một mục: in_order (đúng), question (hỏi thêm), wrong (sai)."""

    def work(session: Session, command: Command) -> Answer:
        found = find_sample(session, command.unit, number)
        write_finding(session, command, found, place, verdict=FindingVerdict(verdict), words=words)
        return {"sample": number, "place": place, "verdict": verdict}

    payload = {"number": number, "place": place, "verdict": verdict, "words": words}
    edge.carry_out("finding.write", payload, work, say="Đã ghi kết quả mục {place} của mẫu số {sample}.")


@sample_group.command("close")
@click.argument("number", type=int)
@option("--summary", required=True, help="Kết luận chung.")
@pass_edge
def close(edge: Edge, number: int, summary: str) -> None:
    """Kết luận một mẫu đã xem hết các mục."""

    def work(session: Session, command: Command) -> Answer:
        close_sample(session, command, find_sample(session, command.unit, number), summary=summary)
        return {"sample": number}

    payload = {"number": number, "summary": summary}
    edge.carry_out("sample.close", payload, work, say="Đã kết luận mẫu kiểm tra số {sample}.")


@sample_group.command("print")
@click.argument("number", type=int)
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp PDF.")
@option(
    "--list", "entries", type=click.Path(path_type=Path), help="Ghi cả danh sách bút toán đã rút từ đó (CSV)."
)
@pass_edge
def print_(edge: Edge, number: int, out: Path, entries: Path | None) -> None:
    """In danh sách bút toán của mẫu, kèm giấy tờ cần mang theo."""
    with edge.looking("sample.look") as session:
        found = find_sample(session, edge.unit(session).id, number)
        content = sample_pdf(session, found)
        listed = list_text(entries_of(session, found)).encode() if entries else b""
    with writing_whole(out) as unfinished:
        unfinished.write_bytes(content)
    if entries:
        with writing_whole(entries) as unfinished:
            unfinished.write_bytes(listed)
    edge.tell({"sample": number, "file": str(out)}, "Đã ghi danh sách mẫu số {sample} vào {file}.")
