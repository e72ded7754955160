"""`count`: cash counted note by note, confirmed by another person, printed as minutes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from sqlalchemy.orm import Session

from khfund.cli.edge import Amount, Day, Edge, pass_edge, this_day
from khfund.cli.export import writing_whole
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.ledger import Account, AccountRole, account_for, find_account
from khfund.ledger.cash_count import CountState, confirm_count, counts, enter_count, find_count, state_of
from khfund.receipts import count_paper


class NotesUnclearError(KhfundError):
    """Counted notes are written as DENOMINATION:PIECES."""

    message = "Không hiểu «{text}»; hãy viết LOẠI_TIỀN:SỐ_TỜ, ví dụ 500.000:12, mỗi loại một lần."
    english = "“{text}” is not clear; write DENOMINATION:PIECES, such as 500.000:12, each denomination once."


@click.group("count", cls=Group)
def count_group() -> None:
    """Kiểm kê quỹ: đếm tiền, xác nhận, in biên bản."""


@count_group.command("enter")
@option("--notes", multiple=True, help="LOẠI_TIỀN:SỐ_TỜ, ví dụ 500.000:12; lặp lại cho từng loại.")
@option("--account", "code", help="Tài khoản tiền mặt (mặc định tài khoản đầu tiên).")
@option("--day", type=Day(), help="Số tiền cuối ngày này (mặc định hôm nay).")
@option("--counter", "counters", multiple=True, help="Người cùng đếm: «Họ tên: chức danh»; lặp lại được.")
@option("--reason", default="", help="Nguyên nhân, nếu chênh lệch với sổ.")
@option("--handling", default="", help="Kiến nghị xử lý, nếu chênh lệch với sổ.")
@pass_edge
def enter(
    edge: Edge,
    notes: tuple[str, ...],
    code: str | None,
    day: date | None,
    counters: tuple[str, ...],
    reason: str,
    handling: str,
) -> None:
    """Ghi số tiền đếm được theo từng loại tiền; cần người khác xác nhận."""
    pieces = _pieces(notes)

    def work(session: Session, command: Command) -> Answer:
        account = _cash(session, command.unit, code)
        found = enter_count(
            session,
            command,
            account,
            day=day or this_day(),
            pieces=pieces,
            counters=counters,
            reason=reason,
            handling=handling,
        )
        answer = {"count": found.id, "account": account.code, "day": found.day, "counted": found.counted}
        return answer | {"book": found.book, "difference": found.difference}

    payload = {"notes": list(notes), "account": code, "day": day.isoformat() if day else None}
    payload |= {"counters": list(counters), "reason": reason, "handling": handling}
    say = "Biên bản kiểm kê {count}: đếm được {counted:dong}, sổ {book:dong}, chênh lệch {difference:dong}; cần người khác xác nhận."
    edge.carry_out("count.enter", payload, work, say=say)


def _pieces(notes: tuple[str, ...]) -> dict[int, int]:
    found: dict[int, int] = {}
    for text in notes:
        value, colon, pieces = text.partition(":")
        number = pieces.strip().replace(".", "")
        if not colon or not (number.isascii() and number.isdecimal()) or len(number) > 12:
            raise NotesUnclearError(text=text)
        denomination: int = Amount().convert(value, None, None)
        if denomination in found:
            raise NotesUnclearError(text=text)
        found[denomination] = int(number)
    return found


def _cash(session: Session, unit_id: int, code: str | None) -> Account:
    return find_account(session, unit_id, code) if code else account_for(session, unit_id, AccountRole.CASH)


@count_group.command("confirm")
@click.argument("number", type=int)
@pass_edge
def confirm(edge: Edge, number: int) -> None:
    """Xác nhận một biên bản kiểm kê do người khác ghi."""

    def work(session: Session, command: Command) -> Answer:
        count = find_count(session, command.unit, number)
        confirm_count(session, command, count)
        return {"count": count.id, "counted": count.counted, "difference": count.difference}

    edge.carry_out("count.confirm", {"count": number}, work, say="Đã xác nhận biên bản kiểm kê {count}.")


@count_group.command("list")
@pass_edge
def list_counts(edge: Edge) -> None:
    """Liệt kê các lần kiểm kê quỹ."""
    with edge.reading() as session:
        rows = [
            {
                "count": str(one.id),
                "day": one.day,
                "account": session.get_one(Account, one.account_id).code,
                "counted": one.counted,
                "book": one.book,
                "difference": one.difference,
                "state": _state(state_of(session, one)),
            }
            for one in counts(session, edge.unit(session).id)
        ]
    columns = [("count", "Số"), ("day", "Ngày"), ("account", "Tài khoản"), ("counted", "Đếm được")]
    edge.list(rows, [*columns, ("book", "Sổ"), ("difference", "Chênh lệch"), ("state", "Trạng thái")])


def _state(state: CountState) -> str:
    if state.replaced_by is not None:
        return _("đã đếm lại")
    return _("chờ xác nhận") if state.confirmed_by is None else _("đã xác nhận")


@count_group.command("print")
@click.argument("number", type=int)
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp PDF.")
@pass_edge
def print_(edge: Edge, number: int, out: Path) -> None:
    """In biên bản kiểm kê quỹ."""
    with edge.reading() as session:
        says = count_paper.count_paper(session, find_count(session, edge.unit(session).id, number))
    with writing_whole(out) as unfinished:
        unfinished.write_bytes(count_paper.render(says))
    answer = {"number": says.number, "counted": says.counted, "file": str(out)}
    edge.tell(answer, "Đã in biên bản {number} vào {file}.")
