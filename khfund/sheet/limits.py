"""How much of a machine one uploaded file may use."""

from __future__ import annotations

import attrs

from khfund.errors import KhfundError


class TooLargeError(KhfundError):
    """A file is small enough to be a list that people made."""

    message = "{file}: tệp quá lớn ({found}; cho phép {allowed}). Hãy chia thành nhiều tệp nhỏ hơn hoặc lưu thành .csv."
    english = "{file}: the file is too large ({found}; allowed {allowed}). Split it, or save it as .csv."


class BombedFileError(KhfundError):
    """Reading a file takes no more memory and time than its size explains."""

    message = (
        "{file}: đọc tệp này cần nhiều bộ nhớ hoặc thời gian hơn mức cho phép, nên đã dừng lại. "
        "Hãy chép riêng phần dữ liệu sang một tệp mới rồi thử lại."
    )
    english = (
        "{file}: reading this file takes more memory or time than allowed, so it was stopped. "
        "Copy the data alone into a new file and try again."
    )


@attrs.frozen(kw_only=True)
class Limits:
    """Bounds for one file; sizes in bytes, times in seconds.

    `unpacked` and `ratio` hold for the parts of an .xlsx or .ods together; `answer` bounds what the child process may
    hand back. An .xlsx naming the cell XFD1048576 needs no bound of its own: the child dies of `memory` and is caught.
    """

    memory: int = 1 << 30
    seconds: int = 30
    file: int = 20_000_000
    unpacked: int = 200_000_000
    ratio: int = 250
    answer: int = 256_000_000
    text: int = 1_000_000_000
    rows: int = 200_000
    columns: int = 100
