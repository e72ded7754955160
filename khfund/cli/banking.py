"""`bank`: accounts at banks, statements, lines, reconciliation, transfer codes on a QR."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import click
from sqlalchemy.orm import Session

from khfund.banking import vietqr
from khfund.banking.bank_account import BankAccount, bank_accounts, find_bank_account, open_bank_account
from khfund.banking.bank_line import BankLine, LineState, count_lines, find_line, lines, remaining
from khfund.banking.imported_statement import import_statement
from khfund.banking.line_booking import book_unidentified, match_entry, post_line, unmatched_credits
from khfund.banking.reconciliation import ask_undoing, reconcile, undo_reconciliation
from khfund.banking.statement_format import BankStatement, read_statement
from khfund.calendar import DateRange, Month
from khfund.cli.edge import AMonth, Amount, Day, Edge, pass_edge, read_file, told
from khfund.cli.export import writing_whole
from khfund.cli.words import Group, option
from khfund.command import Answer, Command
from khfund.ledger import find_account, find_fund
from khfund.money import Thousands

LINE_COLUMNS = [
    ("line", "Dòng"),
    ("day", "Ngày"),
    ("in", "Tiền vào"),
    ("out", "Tiền ra"),
    ("left", "Chưa ghi sổ"),
    ("narration", "Nội dung"),
]


MATCHING = {
    "accept": "accept",
    "codes": "codes",
    "decide": "decide_",
    "issue-code": "issue_code",
    "propose": "propose_",
    "rule": "rule",
    "rules": "rules_",
}


@click.group("bank", cls=Group, lazy={name: f"khfund.cli.matching:{verb}" for name, verb in MATCHING.items()})
def bank_group() -> None:
    """Ngân hàng: tài khoản, sao kê, đối chiếu."""


@bank_group.command("open")
@click.argument("number")
@option("--bank", required=True, help="Tên ngân hàng.")
@option("--account", "code", default="112", show_default=True, help="Tài khoản kế toán.")
@option("--fund", "fund_code", required=True, help="Quỹ nhận tiền chưa rõ người cho.")
@option("--opened", type=Day(), required=True, help="Ngày đầu tiên theo dõi.")
@option("--holder", default="", help="Chủ tài khoản.")
@pass_edge
def open_(edge: Edge, number: str, bank: str, code: str, fund_code: str, opened: date, holder: str) -> None:
    """Mở một tài khoản ngân hàng trong sổ."""

    def work(session: Session, command: Command) -> Answer:
        one = open_bank_account(
            session,
            command,
            number,
            bank=bank,
            account=find_account(session, command.unit, code),
            default_fund=find_fund(session, command.unit, fund_code),
            opened=opened,
            holder=holder,
        )
        return {"bank_account": one.id, "number": one.number, "bank": bank}

    payload = {"number": number, "bank": bank, "account": code, "fund": fund_code, "holder": holder}
    payload["opened"] = opened.isoformat()
    edge.carry_out("bank.open", payload, work, say="Đã mở tài khoản {number} tại {bank}.")


@bank_group.command("list")
@pass_edge
def list_accounts(edge: Edge) -> None:
    """Liệt kê tài khoản ngân hàng."""
    with edge.reading() as session:
        rows = [
            {
                "number": one.number,
                "bank": one.bank,
                "opened": one.opened,
                "reconciled_until": one.reconciled_until,
            }
            for one in bank_accounts(session, edge.unit(session).id)
        ]
    columns = [("number", "Số tài khoản"), ("bank", "Ngân hàng"), ("opened", "Từ ngày")]
    edge.list(rows, [*columns, ("reconciled_until", "Đã đối chiếu đến")])


def as_the_file_is(verb: Callable[..., None]) -> Callable[..., None]:
    """Declare what a person may say of a statement that the reader cannot tell."""
    for declare in (
        option("--layout", help="Kiểu sao kê, khi tự nhận sai."),
        option("--sheet", "sheet_name", help="Tên trang tính, khi tệp có nhiều sao kê."),
        option(
            "--thousands",
            type=click.Choice([".", ",", ""]),
            help="Dấu ngăn hàng nghìn, khi mọi số tiền đều đọc được hai cách.",
        ),
    ):
        verb = declare(verb)
    return verb


@bank_group.command("read")
@click.argument("file", type=click.Path(path_type=Path))
@as_the_file_is
@pass_edge
def read(
    edge: Edge, file: Path, layout: str | None, sheet_name: str | None, thousands: Thousands | None
) -> None:
    """Đọc thử một sao kê: chưa ghi gì vào sổ."""
    read_file(file)
    statement = read_statement(file, layout=layout, sheet_name=sheet_name, thousands=thousands)
    edge.tell(_read(statement), _READ)
    _show_breaks(edge, statement)


_READ = (
    "{file}: {layout}, {lines:so} dòng, tiền vào {credit:dong}, tiền ra {debit:dong}; "
    "đã kiểm {balances:so} số dư, {breaks:so} chỗ lệch, {problems:so} chỗ không đọc được."
)


def _read(statement: BankStatement) -> Answer:
    return {
        "file": statement.file,
        "layout": statement.layout,
        "account": statement.account,
        "lines": len(statement.lines),
        "credit": statement.credit,
        "debit": statement.debit,
        "opening": statement.opening,
        "closing": statement.closing,
        "balances": statement.balances_checked,
        "breaks": len(statement.breaks),
        "broken": [told(one) for one in statement.breaks],
        "problems": len(statement.problems),
        "unread": [told(one) for one in statement.problems],
    }


def _show_breaks(edge: Edge, statement: BankStatement) -> None:
    if not edge.as_json:
        for one in (*statement.problems, *statement.breaks):
            click.echo(f"  {told(one)}", err=True)


@bank_group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@option("--number", help="Số tài khoản, khi sao kê không ghi hoặc có nhiều tài khoản.")
@as_the_file_is
@pass_edge
def import_(
    edge: Edge,
    file: Path,
    number: str | None,
    layout: str | None,
    sheet_name: str | None,
    thousands: Thousands | None,
) -> None:
    """Nhập sao kê; nhập lại cùng tệp không thêm gì."""
    _content, digest = read_file(file)
    statement = read_statement(file, layout=layout, sheet_name=sheet_name, thousands=thousands)

    def work(session: Session, command: Command) -> Answer:
        result = import_statement(
            session, command, _account(session, command.unit, number, statement), statement
        )
        found = {"new": result.new, "known": result.known, "early": result.early, "doubtful": result.doubtful}
        found |= {"credit": result.credit, "debit": result.debit}
        return _read(statement) | found | {"statement": result.statement_id, "breaks": len(result.breaks)}

    say = (
        "{file}: {new:so} dòng mới (vào {credit:dong}, ra {debit:dong}), {known:so} dòng đã có; "
        "đã kiểm {balances:so} số dư, {breaks:so} chỗ lệch."
    )
    payload = {"file": file.name, "sha256": digest, "number": number, "layout": layout}
    payload |= {"sheet": sheet_name, "thousands": thousands}
    answer = edge.carry_out("bank.import", payload, work, say=say)
    if answer["early"]:
        edge.warn("{early:so} dòng có ngày trước khi mở theo dõi tài khoản: không nhập.", **answer)
    if answer["doubtful"]:
        edge.warn("{doubtful:so} dòng có thể đã có với lời khác; hãy xem lại trước khi ghi sổ.", **answer)
    _show_breaks(edge, statement)


def _account(session: Session, unit_id: int, number: str | None, statement: BankStatement) -> BankAccount:
    own = bank_accounts(session, unit_id)
    if number is None and statement.account is None and len(own) == 1:
        return own[0]
    return find_bank_account(session, unit_id, number or statement.account or "")


@bank_group.command("lines")
@option("--number", help="Số tài khoản; bỏ trống để xem mọi tài khoản.")
@option(
    "--state",
    type=click.Choice([state.value for state in LineState]),
    default="unmatched",
    help="Tình trạng.",
)
@option("--days", "days_text", help="Khoảng ngày: 2026, 2026-03….")
@option("--limit", default=50, show_default=True, help="Nhiều nhất bấy nhiêu dòng.")
@pass_edge
def list_lines(edge: Edge, number: str | None, state: str, days_text: str | None, limit: int) -> None:
    """Liệt kê dòng sao kê theo tình trạng."""
    days = DateRange.parse(days_text) if days_text else None
    with edge.reading() as session:
        unit_id = edge.unit(session).id
        chosen = [find_bank_account(session, unit_id, number)] if number else bank_accounts(session, unit_id)
        count = sum(count_lines(session, one.id, state, days) for one in chosen)
        found: list[BankLine] = []
        for one in chosen:
            found += lines(session, one.id, state, days, limit=limit - len(found))
        rows = [_line(session, line) for line in found]
    edge.list(rows, LINE_COLUMNS, of=count)


def _line(session: Session, line: BankLine) -> dict[str, object]:
    left = remaining(session, line.id)
    shown = {
        "line": str(line.id),
        "day": line.day,
        "in": line.credit or None,
        "out": line.debit or None,
        "left": left,
    }
    return shown | {"reference": line.reference, "narration": line.narration}


@bank_group.command("book-unidentified")
@option("--number", help="Số tài khoản; bỏ trống để ghi mọi tài khoản.")
@option("--days", "days_text", help="Khoảng ngày.")
@pass_edge
def book_unidentified_(edge: Edge, number: str | None, days_text: str | None) -> None:
    """Ghi mọi khoản tiền vào chưa rõ người cho vào tài khoản chờ xác định."""
    days = DateRange.parse(days_text) if days_text else None

    def work(session: Session, command: Command) -> Answer:
        unit_id = command.unit
        chosen = [find_bank_account(session, unit_id, number)] if number else bank_accounts(session, unit_id)
        waiting = [line for one in chosen for line in unmatched_credits(session, one.id, days)]
        booked = book_unidentified(session, command, waiting)
        return {"entries": booked.entries, "amount": booked.amount}

    say = "Đã ghi {entries:so} khoản, {amount:dong}, vào tài khoản chờ xác định."
    edge.carry_out("bank.book_unidentified", {"number": number, "days": days_text}, work, say=say)


@bank_group.command("post")
@click.argument("line", type=int)
@click.argument("account")
@option("--fund", "fund_code", required=True, help="Quỹ.")
@option("--narration", default="", help="Diễn giải; bỏ trống thì lấy lời của ngân hàng.")
@pass_edge
def post_(edge: Edge, line: int, account: str, fund_code: str, narration: str) -> None:
    """Ghi một dòng sao kê đối ứng với một tài khoản: lãi 515, phí 642…."""

    def work(session: Session, command: Command) -> Answer:
        counter = find_account(session, command.unit, account).id
        fund = find_fund(session, command.unit, fund_code).id
        entry = post_line(session, command, find_line(session, command.unit, line), counter, fund, narration)
        return {"line": line, "entry": entry.id, "voucher": entry.voucher_code}

    payload = {"line": line, "account": account, "fund": fund_code, "narration": narration}
    edge.carry_out("bank.post", payload, work, say="Đã ghi dòng sao kê {line}: {voucher}, bút toán {entry}.")


@bank_group.command("match")
@click.argument("line", type=int)
@click.argument("entry", type=int)
@pass_edge
def match(edge: Edge, line: int, entry: int) -> None:
    """Ghép một dòng sao kê với bút toán đã ghi (phiếu chi qua ngân hàng…)."""

    def work(session: Session, command: Command) -> Answer:
        amount = match_entry(session, command, find_line(session, command.unit, line), entry)
        return {"line": line, "entry": entry, "amount": amount}

    payload = {"line": line, "entry": entry}
    edge.carry_out(
        "bank.match", payload, work, say="Đã ghép dòng {line} với bút toán {entry}: {amount:dong}."
    )


@bank_group.command("reconcile")
@click.argument("month", type=AMonth())
@option("--number", help="Số tài khoản, khi có nhiều tài khoản.")
@option("--closing", type=Amount(), help="Số dư cuối tháng theo ngân hàng, khi sao kê không ghi.")
@pass_edge
def reconcile_(edge: Edge, month: Month, number: str | None, closing: int | None) -> None:
    """Đối chiếu một tháng và khóa tháng đó của tài khoản ngân hàng."""

    def work(session: Session, command: Command) -> Answer:
        chosen = find_bank_account(session, command.unit, number or _only(session, command.unit))
        found = reconcile(session, command, chosen, month, bank_closing=closing)
        return {
            "number": chosen.number,
            "month": str(month),
            "bank_closing": found.bank_closing,
            "book_closing": found.book_closing,
        }

    say = "{month} của tài khoản {number} đã khớp: ngân hàng {bank_closing:dong}, sổ {book_closing:dong}."
    edge.carry_out(
        "bank.reconcile", {"month": month.number, "number": number, "closing": closing}, work, say=say
    )


def _only(session: Session, unit_id: int) -> str:
    own = bank_accounts(session, unit_id)
    return own[0].number if len(own) == 1 else ""


@bank_group.command("ask-undo")
@option("--number", required=True, help="Số tài khoản.")
@option("--reason", required=True, help="Lý do.")
@pass_edge
def ask_undo(edge: Edge, number: str, reason: str) -> None:
    """Đề nghị bỏ lần đối chiếu sau cùng."""

    def work(session: Session, command: Command) -> Answer:
        last = ask_undoing(session, command, find_bank_account(session, command.unit, number), reason=reason)
        return {"number": number, "month": str(Month.from_number(last.month))}

    payload = {"number": number, "reason": reason}
    edge.carry_out(
        "bank.ask_undo", payload, work, say="Đã đề nghị bỏ đối chiếu {month}; cần người khác duyệt."
    )


@bank_group.command("undo")
@option("--number", required=True, help="Số tài khoản.")
@pass_edge
def undo(edge: Edge, number: str) -> None:
    """Bỏ lần đối chiếu sau cùng theo đề nghị của người khác."""

    def work(session: Session, command: Command) -> Answer:
        last = undo_reconciliation(session, command, find_bank_account(session, command.unit, number))
        return {"number": number, "month": str(Month.from_number(last.month))}

    edge.carry_out(
        "bank.undo", {"number": number}, work, say="Đã bỏ đối chiếu {month} của tài khoản {number}."
    )


@bank_group.command("qr")
@click.argument("number")
@option("--amount", type=Amount(), help="Số tiền.")
@option("--purpose", help="Nội dung, không dấu, tối đa 25 ký tự (mã chuyển tiền).")
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp SVG.")
@pass_edge
def qr(edge: Edge, number: str, amount: int | None, purpose: str | None, out: Path) -> None:
    """Vẽ mã VietQR của một tài khoản."""
    with edge.reading() as session:
        account = find_bank_account(session, edge.unit(session).id, number)
    text = vietqr.payload(vietqr.BANKS.get(account.bank, account.bank), account.number, amount, purpose)
    with writing_whole(out) as unfinished:
        unfinished.write_text(vietqr.svg(text), encoding="utf-8")
    edge.tell({"payload": text, "file": str(out)}, "Đã vẽ mã VietQR vào {file}.")
