"""`backups`: what a timer calls each night and each week."""

from __future__ import annotations

from pathlib import Path

import attrs
import click

from khfund.backup.keeping import backups_in, take, try_again
from khfund.cli import proof
from khfund.cli.books import passphrase_of, secret
from khfund.cli.edge import Edge, pass_edge, writing_to
from khfund.cli.words import Group, option

folder_option = option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    envvar="KHFUND_BACKUPS",
    required=True,
    help="Thư mục sao lưu (hoặc biến KHFUND_BACKUPS).",
)


@click.group("backups", cls=Group)
def backups_group() -> None:
    """Thư mục sao lưu định kỳ."""


@backups_group.command("take")
@folder_option
@option("--keep-days", type=click.IntRange(1, 36_500), default=60, help="Giữ các bản trong bấy nhiêu ngày.")
@secret
@pass_edge
def take_(edge: Edge, folder: Path, keep_days: int, passphrase_file: Path | None) -> None:
    """Thêm một bản sao lưu vào thư mục, bỏ các bản đã quá cũ (luôn giữ ba bản mới nhất)."""
    key, books, passphrase = proof.key_place(edge), edge.database, passphrase_of(passphrase_file)
    with writing_to(folder / "any"):
        info = take(books, folder, keep_days=keep_days, passphrase=passphrase, key=key)
    edge.tell(attrs.asdict(info), "Đã sao lưu vào {file} ({size:so} byte), đến lệnh {last_command}.")


@backups_group.command("try")
@folder_option
@option("--name", help="Tên bản sao lưu; không có thì bản mới nhất.")
@secret
@pass_edge
def try_(edge: Edge, folder: Path, name: str | None, passphrase_file: Path | None) -> None:
    """Khôi phục thử bản sao lưu mới nhất vào chỗ tạm và kiểm tra."""
    kept = try_again(edge.database, folder, name=name, passphrase=passphrase_of(passphrase_file))
    answer = {"file": str(kept.file), "tried": None if kept.tried is None else kept.tried.isoformat()}
    say = "Đã khôi phục thử {file} và kiểm tra: dùng được."
    edge.tell(answer, say if kept.tried else "Đọc được mục lục của {file}; chưa khôi phục thử được.")


@backups_group.command("list")
@folder_option
@pass_edge
def list_(edge: Edge, folder: Path) -> None:
    """Liệt kê các bản sao lưu trong thư mục."""
    rows = [
        {
            "name": one.file.name,
            "taken": one.taken.isoformat(timespec="seconds"),
            "size": one.size,
            "tried": one.tried.isoformat(timespec="seconds") if one.tried else "",
        }
        for one in backups_in(folder)
    ]
    edge.list(rows, [("name", "Tên"), ("taken", "Lúc"), ("size", "Byte"), ("tried", "Khôi phục thử lúc")])
