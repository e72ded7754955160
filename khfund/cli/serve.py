"""`serve`, `work`: the office and its long work. The only place that starts what stands beside the command line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click
from sqlalchemy import select

from khfund.actor import Person
from khfund.cli.edge import BooksMissingError, Edge, pass_edge
from khfund.cli.words import Command, _, option
from khfund.command import Answer, Order, run
from khfund.command import Command as Commanded
from khfund.db import Database
from khfund.errors import KhfundError
from khfund.password import current_password, draw_first_password, set_password

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LOOPBACK = ("localhost", "127.0.0.1", "::1")
EXAMPLE = "khfund-demo.sqlite"


class PlainHttpError(KhfundError):
    """What is signed in with travels in no plain text through a network."""

    message = (
        "Văn phòng sẽ được mở từ {host} mà không nói qua HTTPS hay không. Hãy đặt sau máy chủ có HTTPS và thêm --https "
        "--proxies 1, hoặc thêm --plain-http nếu mạng nội bộ chấp nhận mật khẩu đi không mã hóa."
    )
    english = (
        "The office would be reached from {host}, and it is not said whether by HTTPS. Put it behind a server with "
        "HTTPS and add --https --proxies 1, or add --plain-http if your network may carry passwords in plain text."
    )


@click.command("serve", cls=Command)
@option("--host", default="127.0.0.1", help="Địa chỉ của máy này để lắng nghe.")
@option("--port", type=click.IntRange(0, 65535), default=8080, help="Cổng; 0 là cổng trống bất kỳ.")
@option(
    "--public-host",
    "hosts",
    multiple=True,
    help="Tên mà trình duyệt dùng để mở; lặp lại được (hoặc biến KHFUND_HOSTS).",
)
@option(
    "--https", is_flag=True, envvar="KHFUND_HTTPS", help="Trình duyệt đến bằng HTTPS, qua máy chủ đứng trước."
)
@option("--plain-http", is_flag=True, help="Chấp nhận trình duyệt từ máy khác đến bằng HTTP không mã hóa.")
@option(
    "--proxies",
    type=click.IntRange(0, 9),
    default=0,
    envvar="KHFUND_PROXIES",
    help="Số máy chủ chuyển tiếp đứng trước.",
)
@option("--threads", type=click.IntRange(1, 64), default=8, help="Số trang làm cùng lúc.")
@option("--office-db", envvar="KHFUND_OFFICE_DB", help="Nơi văn phòng giữ phiên đăng nhập và việc chạy nền.")
@option("--backups", envvar="KHFUND_BACKUPS", help="Thư mục sao lưu; không có thì bên cạnh tệp sổ.")
@option("--without-work", is_flag=True, help="Không làm việc chạy nền ở đây; đã có `khfund work`.")
@option("--example", is_flag=True, help="Nếu chưa có sổ thì mở năm ví dụ trong thư mục out.")
@option("--prepare", is_flag=True, help="Chỉ tạo bảng của văn phòng bằng quyền của chủ bảng, rồi thôi.")
@pass_edge
def serve_(
    edge: Edge,
    host: str,
    port: int,
    hosts: tuple[str, ...],
    https: bool,
    plain_http: bool,
    proxies: int,
    threads: int,
    office_db: str | None,
    backups: str | None,
    without_work: bool,
    example: bool,
    prepare: bool,
) -> None:
    """Mở văn phòng trong trình duyệt, cùng việc chạy nền; dừng bằng Ctrl+C."""
    from admin import serving  # noqa: PLC0415  the command line itself needs no office
    from admin.config import LOCAL, Config  # noqa: PLC0415

    named = (*hosts, *os.environ.get("KHFUND_HOSTS", "").replace(",", " ").split())
    _require_private((host, *named), private=https or plain_http)
    if example:
        edge = _example(edge)
    _say_who_has_no_password(edge)
    hosts = (*named, *(name for name in LOCAL if name not in named))
    config = Config(edge.url, edge.owner_url, office_db, hosts, proxies, secure=https, backups=backups)
    if prepare:
        serving.prepare(config)
        edge.tell({"prepared": True}, "Đã tạo bảng của văn phòng.")
        return

    def tell(address: str) -> None:
        edge.tell({"address": address}, "Văn phòng đã mở ở {address} – dừng bằng Ctrl+C.")

    edge.close()
    serving.serve(config, serving.Listening(host, port, threads), tell=tell, with_work=not without_work)


def _require_private(names: Sequence[str], *, private: bool) -> None:
    elsewhere = [name for name in names if name not in LOOPBACK]
    if elsewhere and not private:
        raise PlainHttpError(host=elsewhere[0])


@click.command("work", cls=Command)
@option("--threads", type=click.IntRange(1, 16), default=1, help="Số việc làm cùng lúc.")
@option("--once", is_flag=True, help="Làm hết việc đang chờ rồi thôi.")
@option("--with-parent", is_flag=True, hidden=True, help="Dừng khi chương trình đã mở nó dừng.")
@option("--office-db", envvar="KHFUND_OFFICE_DB", help="Nơi văn phòng giữ phiên đăng nhập và việc chạy nền.")
@option("--backups", envvar="KHFUND_BACKUPS", help="Thư mục sao lưu; không có thì bên cạnh tệp sổ.")
@pass_edge
def work_(
    edge: Edge, threads: int, once: bool, with_parent: bool, office_db: str | None, backups: str | None
) -> None:
    """Làm việc chạy nền của văn phòng; dừng bằng Ctrl+C."""
    from admin import serving  # noqa: PLC0415  the command line itself needs no office
    from admin.config import Config  # noqa: PLC0415

    with edge.reading():
        pass  # the books are there and of this version
    edge.close()
    config = Config(edge.url, edge.owner_url, office_db, backups=backups)
    done = serving.work(config, threads=threads, once=once, with_parent=with_parent)
    if once:
        edge.tell({"done": done}, "Đã làm {done:so} việc.")


# -- a first start --------------------------------------------------------------------------------------------------


def _say_who_has_no_password(edge: Edge) -> None:
    """Name those who cannot sign in yet; the books must be there.

    Raises: BooksMissingError, BooksOutOfDateError.
    """
    with edge.reading() as session:
        persons = session.scalars(select(Person).where(Person.is_active).order_by(Person.login))
        without = [one.login for one in persons if current_password(session, one.id) is None]
    if without and not edge.as_json:
        edge.warn(
            "Chưa có mật khẩu: {logins}. Đặt bằng `khfund --as quantri person password TÊN`.",
            logins=", ".join(without),
        )


def _example(edge: Edge) -> Edge:
    """Turn to the example year where no books are named and none are there; its first passwords are shown once."""
    given = Database(edge.url)
    missing = given.file is not None and not given.file.exists()
    given.dispose()
    if not missing:
        return edge
    from khfund.cli.demo import demo  # noqa: PLC0415

    file = Path("out") / EXAMPLE
    if not file.exists():
        if not Path("examples").is_dir():
            raise BooksMissingError(place=str(given.file))
        click.get_current_context().invoke(demo, examples=Path("examples"), out=Path("out"))
    held = attrs.evolve(edge, url=str(file))
    _draw_passwords(held)
    return held


def _draw_passwords(edge: Edge) -> None:
    """Give one drawn password to everybody of the example year who has none, so that each role can be walked through."""
    drawn = draw_first_password()

    def work(session: Session, command: Commanded) -> Answer:
        everybody = session.scalars(select(Person).where(Person.is_active).order_by(Person.login))
        named = [one for one in everybody if current_password(session, one.id) is None]
        for one in named:
            set_password(session, command, one, drawn)
        return {"logins": [one.login for one in named]}

    with edge.reading() as session:
        administrator = session.scalars(select(Person.id).where(Person.login == "quantri")).one()
    logins = run(edge.database, Order(administrator, "person.password", None, {}), work)["logins"]
    if logins:
        click.echo(_("Năm ví dụ; mỗi vai trò một tên đăng nhập, cùng một mật khẩu, chỉ hiện lần này:"))
        click.echo(f"  {', '.join(logins)}")
        click.echo(f"  {drawn}")
        click.echo(_("Năm ví dụ dừng ở cuối 2025, nên trang đầu báo nhiều việc đã quá hạn."))
