"""Workbooks read by a limited child process; this process only ever sees its JSON lines."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, NoReturn

import attrs

from khfund.errors import KhfundError
from khfund.sheet.file_type import UnknownFileTypeError
from khfund.sheet.limits import BombedFileError, Limits, TooLargeError


class DamagedFileError(KhfundError):
    """A file is whole and well formed."""

    message = "{file}: tệp bị hỏng hoặc thiếu phần cuối. Hãy tải lại hoặc xin lại tệp gốc."
    english = "{file}: the file is damaged or its end is missing. Download it again or ask for the original."


class EncryptedFileError(KhfundError):
    """A file opens without a password."""

    message = "{file}: tệp có mật khẩu. Hãy mở bằng mật khẩu, lưu một bản không mật khẩu rồi thử lại."
    english = "{file}: the file has a password. Open it, save a copy without one, and try again."


CHILD = Path(__file__).with_name("child.py")


@attrs.frozen
class OfficeSheet:
    """One sheet as the child handed it over: its rows as JSON lines."""

    name: str
    visible: bool
    lines: bytes
    tall: tuple[tuple[int, int, int], ...] = ()

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """The filled rows with their numbers."""
        decode = json.JSONDecoder().decode
        for line in self.lines.splitlines():
            number, values = decode(line.decode())
            yield number, [_untagged(value) if type(value) is dict else value for value in values]


READINGS: dict[str, Callable[[str], Any]] = {
    "date": datetime.date.fromisoformat,
    "moment": datetime.datetime.fromisoformat,
    "time": datetime.time.fromisoformat,
}


def _untagged(value: dict[str, str]) -> Any:
    ((tag, text),) = value.items()
    return READINGS[tag](text)


def read_office(
    data: bytes, kind: str, name: str, limits: Limits
) -> tuple[str, list[OfficeSheet], dict[str, Any] | None]:
    """Let a child read `data`; answers the type found ("xlsx", "xls", "ods", "html"), the sheets, and formulas' gaps.

    The last tells of formulas without a result where the first one stands, and their "count": {"sheet", "cell", "count"}.

    Raises: DamagedFileError, EncryptedFileError, BombedFileError, TooLargeError, UnknownFileTypeError.
    """
    with tempfile.TemporaryFile() as answer:
        _run_child(data, answer, kind, name, limits)
        answer.seek(0)
        text = answer.read()
    trailer = json.loads(text[text.rfind(b"\n") + 1 :] or b"{}")
    if "sheets" not in trailer:
        _refuse(trailer.get("refused", "bombed"), name, limits)
    sheets = [
        OfficeSheet(title, visible, text[start:end], tuple(map(tuple, tall)))
        for title, visible, start, end, tall in trailer["sheets"]
    ]
    return trailer["type"], sheets, trailer.get("uncomputed")


def _run_child(data: bytes, answer: IO[bytes], kind: str, name: str, limits: Limits) -> None:
    """Run the child to its end; one that outlives its time is killed, one that dies was bombed."""
    command = [sys.executable, "-I", str(CHILD), kind, json.dumps(attrs.asdict(limits))]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            command,
            input=data,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise BombedFileError(file=name) from None
    if done.returncode != 0:
        raise BombedFileError(file=name)


STRANGERS = {"word": "tệp văn bản Word", "zip": "tệp nén zip"}


def _refuse(reason: str, name: str, limits: Limits) -> NoReturn:
    if reason in STRANGERS:
        raise UnknownFileTypeError(file=name, found=STRANGERS[reason])
    if reason == "too_large":
        allowed = f"{limits.rows:,} dòng × {limits.columns} cột".replace(",", ".")
        raise TooLargeError(file=name, found="quá nhiều dòng hoặc cột", allowed=allowed)
    if reason == "encrypted":
        raise EncryptedFileError(file=name)
    if reason == "bombed":
        raise BombedFileError(file=name)
    raise DamagedFileError(file=name)
