"""`payment`, its papers: the bank's file, lists that are signed, phiếu chi, and proof that money was received."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from khfund.banking.bank_account import BankAccount, find_bank_account
from khfund.banking.transfer_file import Form
from khfund.cli.edge import Day, Edge, pass_edge, read_file, this_day
from khfund.cli.export import writing_whole
from khfund.cli.words import Command as Verb
from khfund.cli.words import option
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.receipts import pdf
from khfund.reports import deed_page
from khfund.reports.payment_list import ListKind, cash_voucher, list_deed, list_workbook, payment_list
from khfund.scholarships.payment_file import file_content, make_file
from khfund.scholarships.payment_line import find_payment
from khfund.scholarships.payment_proof import ProofKind, file_proof, proofs
from khfund.scholarships.payment_run import find_run


class FileEndingError(KhfundError):
    """What is written is told by the name of its file."""

    message = "Tên tệp «{file}» phải kết thúc bằng {endings}."
    english = "The name of the file «{file}» must end in {endings}."


def _ending(out: Path, *endings: str) -> str:
    ending = out.suffix.lower().removeprefix(".")
    if ending not in endings:
        raise FileEndingError(file=out.name, endings=", ".join(f".{one}" for one in endings))
    return ending


@click.command("file", cls=Verb)
@click.argument("number", type=int)
@option("--statement", "account", required=True, help="Số tài khoản ngân hàng của đơn vị để trích tiền.")
@option(
    "--out", type=click.Path(path_type=Path), required=True, help="Tệp .csv hoặc .xlsx để tải lên ngân hàng."
)
@pass_edge
def file_(edge: Edge, number: int, account: str, out: Path) -> None:
    """Lập tệp chuyển tiền của đợt đã duyệt; in lại thì giống hệt lần đầu."""
    form = Form(_ending(out, "csv", "xlsx"))

    def work(session: Session, command: Command) -> Answer:
        run = find_run(session, command.unit, number)
        made = make_file(session, command, run, find_bank_account(session, command.unit, account))
        sha256 = made.csv_sha256 if form is Form.CSV else made.xlsx_sha256
        bank = session.get_one(BankAccount, made.bank_account_id).number
        told = {"run": run.id, "code": made.code, "count": made.line_count, "total": made.total}
        return told | {"sha256": sha256, "statement": bank}

    as_json, edge.as_json = edge.as_json, False  # told when the file is written
    answer = edge.carry_out("payment.file", {"run": number, "statement": account, "form": form.value}, work)
    edge.as_json = as_json
    with edge.reading() as session:
        content = file_content(session, find_run(session, edge.unit(session).id, number), form)
    with writing_whole(out) as unfinished:
        unfinished.write_bytes(content)
    say = "Đã ghi {count} khoản chuyển, {total:dong}, vào {file}; nội dung lô khi gửi ngân hàng: {code}."
    edge.tell(answer | {"file": str(out)}, say)


@click.command("print", cls=Verb)
@click.argument("number", type=int)
@option(
    "--list", "kind", type=click.Choice([one.value for one in ListKind]), default="all", help="Danh sách nào."
)
@option("--voucher", "entry", type=int, help="In phiếu chi của bút toán này thay cho danh sách.")
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp .pdf hoặc .xlsx.")
@pass_edge
def print_(edge: Edge, number: int, kind: str, entry: int | None, out: Path) -> None:
    """In danh sách chi tiền để ký nhận (có tên, lưu nội bộ), hoặc phiếu chi."""
    ending = _ending(out, "pdf") if entry is not None else _ending(out, "pdf", "xlsx")
    with edge.reading() as session:
        run = find_run(session, edge.unit(session).id, number)
        if entry is not None:
            voucher = cash_voucher(session, run, entry)
            total, content = voucher.amount, pdf.render(voucher)
        else:
            says = payment_list(session, run, ListKind(kind))
            total = says.total
            content = (
                deed_page.pdf(list_deed(says))
                if ending == "pdf"
                else list_workbook(says, datetime.combine(says.letterhead.day, datetime.min.time(), UTC))
            )
    with writing_whole(out) as unfinished:
        unfinished.write_bytes(content)
    edge.tell(
        {"run": number, "total": total, "file": str(out)},
        "Đã in {total:dong} của đợt chi số {run} vào {file}.",
    )


@click.command("proof", cls=Verb)
@click.argument("number", type=int)
@click.argument("paper", type=click.Path(path_type=Path))
@option("--kind", type=click.Choice([one.value for one in ProofKind]), required=True, help="Loại giấy tờ.")
@option(
    "--pays", "names", multiple=True, help="Mã hoặc số khoản chi (mặc định mọi khoản đã trả còn thiếu giấy)."
)
@option("--day", type=Day(), help="Ngày ghi trên giấy (mặc định hôm nay).")
@pass_edge
def proof_(edge: Edge, number: int, paper: Path, kind: str, names: tuple[str, ...], day: date | None) -> None:
    """Lưu giấy tờ xác nhận đã nhận tiền (PDF, JPG, PNG) cho các khoản đã trả."""
    content, digest = read_file(paper)

    def work(session: Session, command: Command) -> Answer:
        run = find_run(session, command.unit, number)
        lines = [find_payment(session, run, name) for name in names]
        lines = lines or [
            line for line, _, filed_before in proofs(session, command.unit, run=run) if filed_before is None
        ]
        filed = file_proof(
            session,
            command,
            lines,
            kind=ProofKind(kind),
            day=day or this_day(),
            file_name=paper.name,
            content=content,
        )
        return {"run": run.id, "paper": filed.id, "count": len(lines), "sha256": filed.sha256}

    payload = {"run": number, "kind": kind, "pays": list(names), "day": day, "sha256": digest}
    edge.carry_out("payment.proof", payload, work, say="Đã lưu giấy tờ số {paper} cho {count} khoản chi.")


@click.command("proofs", cls=Verb)
@option("--outstanding", is_flag=True, help="Chỉ các khoản đã trả còn thiếu giấy tờ.")
@option("--run", "number", type=int, help="Chỉ đợt chi này.")
@pass_edge
def proofs_(edge: Edge, outstanding: bool, number: int | None) -> None:
    """Xem khoản đã trả nào đã có, còn thiếu giấy tờ xác nhận đã nhận tiền."""
    with edge.reading() as session:
        unit_id = edge.unit(session).id
        run = None if number is None else find_run(session, unit_id, number)
        rows = [
            {
                "run": str(line.run_id),
                "code": line.code,
                "recipient": str(line.recipient_id),
                "amount": line.amount,
                "paid": settled.day,
                "days": (this_day() - settled.day).days,
                "paper": None if paper is None else str(paper),
                "proven": paper is not None,
            }
            for line, settled, paper in proofs(session, unit_id, run=run)
            if paper is None or not outstanding
        ]
    columns = [
        ("run", "Đợt"), ("code", "Mã"), ("recipient", "Người nhận"), ("amount", "Số tiền"), ("paid", "Ngày trả"),
        ("days", "Số ngày"), ("proven", "Có giấy"),
    ]  # fmt: skip
    edge.list(rows, columns)
