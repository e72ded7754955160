"""`backup`, `restore`, `upgrade`: the books as a whole."""

from __future__ import annotations

import os
from pathlib import Path

import attrs
import click

from khfund.backup import backup, restore, upgrade
from khfund.cli import proof
from khfund.cli.edge import BooksMissingError, Edge, pass_edge, read_file, writing_to
from khfund.cli.words import Command, option
from khfund.db import Database
from khfund.errors import KhfundError


class PassphraseUnreadableError(KhfundError):
    """A passphrase file holds text in UTF-8."""

    message = "Tệp mật khẩu {file} không phải là văn bản UTF-8."
    english = "The passphrase file {file} is no text in UTF-8."


secret = option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help="Tệp có mật khẩu ở dòng đầu (hoặc biến KHFUND_PASSPHRASE); không có thì không mã hóa.",
)


def passphrase_of(file: Path | None) -> str | None:
    """Return the passphrase from the first line of a file, or from the environment.

    Raises: FileUnreadableError, PassphraseUnreadableError.
    """
    if file is None:
        return os.environ.get("KHFUND_PASSPHRASE")
    content, _digest = read_file(file)
    try:
        return content.decode("utf-8-sig").split("\n", 1)[0].rstrip("\r")
    except UnicodeDecodeError as failure:
        raise PassphraseUnreadableError(file=str(file)) from failure


@click.command("backup", cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@secret
@pass_edge
def backup_(edge: Edge, file: Path, passphrase_file: Path | None) -> None:
    """Sao lưu sổ trong khi vẫn đang dùng; bản sao được khôi phục thử trước khi tính là xong."""
    key = proof.key_place(edge)
    books, passphrase = edge.database, passphrase_of(passphrase_file)
    with writing_to(file):
        info = backup(books, file, passphrase=passphrase, key=key)
    say = "Đã sao lưu vào {file} ({size:so} byte), đến lệnh {last_command}; đã khôi phục thử và kiểm tra."
    if info.trial == "listed":
        say = (
            "Đã sao lưu vào {file} ({size:so} byte), đến lệnh {last_command}. Chưa khôi phục thử được vì vai trò "
            "không được tạo cơ sở dữ liệu; hãy thử bằng `khfund restore` vào một cơ sở dữ liệu trống."
        )
    edge.tell(attrs.asdict(info), say)
    if key is not None and key.exists() and not info.with_key and not edge.as_json:
        edge.warn(
            "Bản sao lưu không mật khẩu nên không kèm khóa ký {key}; hãy cất riêng khóa này.", key=str(key)
        )


@click.command("restore", cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@option("--overwrite", is_flag=True, help="Thay sổ đang có; sổ cũ được giữ lại bên cạnh.")
@secret
@pass_edge
def restore_(edge: Edge, file: Path, overwrite: bool, passphrase_file: Path | None) -> None:
    """Khôi phục sổ từ bản sao lưu vào nơi trống (chọn bằng --db), rồi kiểm tra."""
    info = restore(
        file,
        edge.url,
        passphrase=passphrase_of(passphrase_file),
        overwrite=overwrite,
        owner_url=edge.owner_url,
        key=proof.key_place(edge),
    )
    say = "Đã khôi phục sổ vào {place}, đến lệnh {last_command} (sao lưu lúc {taken_at}); check và verify không thấy lỗi."
    edge.tell(attrs.asdict(info), say)
    if info.aside and not edge.as_json:
        edge.warn("Sổ cũ được giữ ở {aside}.", aside=info.aside)


@click.command("upgrade", cls=Command)
@option("--backup-dir", type=click.Path(path_type=Path), help="Nơi để bản sao lưu (mặc định <sổ>.backups).")
@secret
@pass_edge
def upgrade_(edge: Edge, backup_dir: Path | None, passphrase_file: Path | None) -> None:
    """Nâng sổ lên phiên bản của chương trình: sao lưu trước, rồi chuyển đổi và kiểm tra."""
    database = Database(edge.url, edge.owner_url)
    try:
        place = str(database.file or database.url.database)
        if (database.file is not None and not database.file.exists()) or database.version() is None:
            raise BooksMissingError(place=place)
        folder = backup_dir or Path(f"{place}.backups")
        info = upgrade(database, folder, passphrase=passphrase_of(passphrase_file), key=proof.key_place(edge))
    finally:
        database.dispose()
    if info.backup is None:
        edge.tell(attrs.asdict(info), "Sổ đã ở phiên bản {now}; không có gì phải làm.")
        return
    answer = attrs.asdict(info)
    say = "Đã nâng sổ từ phiên bản {found} lên {now}; bản sao lưu trước đó: {file}."
    edge.tell(answer if edge.as_json else answer | {"file": info.backup.file}, say)
