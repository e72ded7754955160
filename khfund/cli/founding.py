"""`init`, `book`: what must stand before the first gift is booked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund import actor
from khfund.actor import Person, Role
from khfund.cli.edge import Day, Edge, pass_edge, read_file
from khfund.cli.words import Command as Verb
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.db import Database
from khfund.errors import KhfundError
from khfund.ledger import find_book, open_book, open_chart
from khfund.ledger.founding import ADMINISTRATOR, Officer, found_association
from khfund.ledger.opening import bring_forward, read_opening
from khfund.password import draw_first_password


class OfficerUnclearError(KhfundError):
    """An officer is written as LOGIN:ROLE:FULL NAME."""

    message = "Không hiểu «{text}»; hãy viết TÊN_ĐĂNG_NHẬP:VAI_TRÒ:Họ và tên, vai trò là một trong: {roles}."
    english = "«{text}» is not clear; write LOGIN:ROLE:Full name, the role being one of: {roles}."


class BooksExistError(KhfundError):
    """New books are made in an empty place."""

    message = "Ở {place} đã có sổ; hãy chọn nơi khác."
    english = "There are books at {place} already; choose another place."


@click.command(cls=Verb)
@option("--code", required=True, help="Mã đơn vị, ví dụ SL.")
@option("--name", required=True, help="Tên đơn vị như in trên giấy tờ.")
@option("--opened", type=Day(), required=True, help="Ngày mở sổ.")
@option("--parent-body", default="", help="Dòng trên tên đơn vị, ví dụ UBND TỈNH ….")
@option("--place", default="", help="Địa danh trước ngày tháng.")
@option("--address", default="", help="Địa chỉ.")
@option("--phone", default="", help="Điện thoại.")
@option("--tax-code", default="", help="Mã số thuế.")
@option("--licence", default="", help="Quyết định thành lập.")
@option("--public-url", default="", help="Trang tra cứu biên nhận, in trong mã QR.")
@option(
    "--officer", "officers", multiple=True, help="TÊN_ĐĂNG_NHẬP:VAI_TRÒ:Họ và tên; lặp lại cho từng người."
)
@pass_edge
def init(
    edge: Edge,
    code: str,
    name: str,
    opened: date,
    parent_body: str,
    place: str,
    address: str,
    phone: str,
    tax_code: str,
    licence: str,
    public_url: str,
    officers: tuple[str, ...],
) -> None:
    """Tạo sổ mới: đơn vị, người quản trị «quantri», các cán bộ, hệ thống tài khoản."""
    named = [_officer(text) for text in officers]
    head = {
        "parent_body": parent_body,
        "place": place,
        "address": address,
        "phone": phone,
        "tax_code": tax_code,
        "licence": licence,
        "public_url": public_url,
    }
    drawn = {login: draw_first_password() for login in (ADMINISTRATOR, *(one.login for one in named))}
    with _new_books(edge) as database, database.writing() as session:
        found = found_association(
            session, code, name, opened=opened, officers=named, head=head, first_passwords=drawn,
            request_id=edge.request_id,
        )  # fmt: skip
    answer = {"unit": found.unit, "code": code, "name": name, "opened": opened.isoformat()}
    answer |= {"administrator": ADMINISTRATOR, "officers": len(named)}
    edge.tell(
        answer,
        "Đã mở sổ của {name} (mã {code}) từ ngày {opened}; {officers} cán bộ, quản trị: {administrator}.",
        once={"first_passwords": drawn},
    )
    if not edge.as_json:
        _print_first(drawn)


def _print_first(passwords: Mapping[str, str]) -> None:
    click.echo(_("Mật khẩu đầu tiên của từng người, chỉ hiện lần này; hãy đổi khi đăng nhập lần đầu:"))
    for login, password in passwords.items():
        click.echo(f"  {login}  {password}")


@contextmanager
def _new_books(edge: Edge) -> Iterator[Database]:
    """An empty place made ready for books; what an earlier try left there without any person is taken as empty."""
    database = Database(edge.url, edge.owner_url)
    try:
        if database.version() is not None:
            with database.reading() as session:
                if session.scalar(select(Person.id).limit(1)) is not None:
                    raise BooksExistError(place=str(database.file or database.url.database))
        database.migrate()
        yield database
    finally:
        database.dispose()


def _officer(text: str) -> Officer:
    login, _colon, rest = text.partition(":")
    role, _colon, full_name = rest.partition(":")
    if not login.strip() or not full_name.strip() or role not in set(Role):
        raise OfficerUnclearError(text=text, roles=", ".join(Role))
    return Officer(login.strip(), Role(role), full_name.strip())


@click.group("book", cls=Group)
def book_group() -> None:
    """Sổ của một đơn vị."""


@book_group.command("open")
@click.argument("opened", type=Day())
@pass_edge
def start_book(edge: Edge, opened: date) -> None:
    """Mở sổ của một đơn vị mới thêm, với hệ thống tài khoản mặc định."""

    def work(session: Session, command: Command) -> Answer:
        open_book(session, command, opened=opened)
        open_chart(session, command)
        return {"opened": opened.isoformat()}

    edge.carry_out("book.open", {"opened": opened.isoformat()}, work, say="Đã mở sổ từ ngày {opened}.")


@book_group.command("bring-forward")
@click.argument("file", type=click.Path(path_type=Path))
@pass_edge
def bring_forward_(edge: Edge, file: Path) -> None:
    """Ghi số dư đầu kỳ từ bảng: quỹ, tài khoản, số tiền, trong đó vốn gốc."""
    content, digest = read_file(file)

    def work(session: Session, command: Command) -> Answer:
        lines = read_opening(session, command.unit, content, file.name)
        entry = bring_forward(session, command, lines)
        return {"entry": entry.id, "lines": len(lines), "amount": sum(line.amount for line in lines)}

    say = "Đã ghi số dư đầu kỳ {amount:dong} ({lines} dòng), bút toán {entry}."
    edge.carry_out("entry.bring_forward", {"file": file.name, "sha256": digest}, work, say=say)


@book_group.command("sole-officer")
@option("--since", type=Day(), required=True, help="Từ ngày.")
@option("--reason", required=True, help="Lý do; in trong bản công khai.")
@pass_edge
def sole_officer(edge: Edge, since: date, reason: str) -> None:
    """Ghi nhận đơn vị chỉ có một người làm cả việc lập và duyệt."""

    def work(session: Session, command: Command) -> Answer:
        actor.record_exception(session, command, unit_id=command.unit, since=since, reason=reason)
        return {"since": since.isoformat()}

    payload = {"since": since.isoformat(), "reason": reason}
    edge.carry_out(
        "book.sole_officer", payload, work, say="Đã ghi nhận ngoại lệ từ {since}; bản công khai sẽ nêu rõ."
    )


@book_group.command("two-officers")
@option("--since", type=Day(), required=True, help="Từ ngày.")
@pass_edge
def two_officers(edge: Edge, since: date) -> None:
    """Kết thúc ngoại lệ một người làm: từ ngày này lại cần hai người."""

    def work(session: Session, command: Command) -> Answer:
        actor.end_exception(session, command, unit_id=command.unit, until=since)
        return {"since": since.isoformat()}

    say = "Từ {since}, việc lập và duyệt lại cần hai người."
    edge.carry_out("book.two_officers", {"since": since.isoformat()}, work, say=say)


@book_group.command("show")
@pass_edge
def show_book(edge: Edge) -> None:
    """Cho biết sổ mở từ ngày nào và khóa đến đâu."""
    with edge.reading() as session:
        body = edge.unit(session)
        book = find_book(session, body.id)
        until = book.closed_until.isoformat() if book.closed_until else ""
        answer = {
            "unit": body.code,
            "opened": book.opened.isoformat(),
            "closed_until": until,
            "next": str(book.next_month),
        }
    edge.tell(answer, "Sổ {unit} mở từ {opened}; đã khóa đến: {closed_until}; tháng mở sớm nhất: {next}.")
