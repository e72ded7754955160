"""Text files in whatever encoding they came: found, checked to the end, and streamed line by line."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

import attrs

from khfund.errors import KhfundError
from khfund.sheet.file_type import HEAD_LENGTH, utf16_order
from khfund.vietnamese import from_tcvn3, from_vni


class UnreadableFileError(KhfundError):
    """A file exists and may be read."""

    message = "{file}: không mở được tệp ({reason}). Hãy kiểm tra đường dẫn và quyền đọc."
    english = "{file}: the file cannot be opened ({reason}). Check its path and whether you may read it."


class WrongEncodingError(KhfundError):
    """The letters of a text file are readable: UTF-8, UTF-16, Windows-1258, TCVN3 or VNI."""

    message = "{file}: không đọc được chữ trong tệp (bảng mã lạ). Hãy lưu lại thành CSV UTF-8 hoặc .xlsx."
    english = (
        "{file}: the letters of the file cannot be read (unknown encoding). Save it as CSV UTF-8 or .xlsx."
    )


@attrs.frozen
class TextFile:
    """A text whose encoding is known.

    `encoding` is for people: "utf-8", "utf-16-le", "cp1258", "tcvn3", "vni". `restore` makes Unicode of a cell that
    was written for an old font; it may change spaces, so that lines are cut into cells first.
    """

    source: Path | bytes
    encoding: str
    codec: str
    restore: Callable[[str], str] | None

    @classmethod
    def detect(cls, source: Path | bytes, name: str) -> TextFile:
        """Find the encoding by its mark, by what decodes without fault, and last by what reads as Vietnamese.

        Raises: WrongEncodingError.
        """
        wide = utf16_order(file_head(source, name))
        if wide and _decodes(source, wide):
            return cls(source, wide, "utf-16" if _starts_with_mark(source) else wide, None)
        if not wide and _decodes(source, "utf-8"):
            return cls(source, "utf-8", "utf-8-sig", None)
        sample = _legacy_sample(source)
        scored = [
            (_vietnamese_share(sample, text), text) for text in (cls(source, *legacy) for legacy in LEGACY)
        ]
        best, found = max(scored, key=lambda pair: pair[0])
        if wide or best < SHARE_LEAST or not _decodes(source, found.codec):
            raise WrongEncodingError(file=name)
        return found

    def lines(self) -> Iterator[str]:
        """The lines with their ends, from the start each time; `restore` is left to be done on each cell."""
        with opened(self.source) as raw, io.TextIOWrapper(raw, self.codec, newline="") as text:
            yield from text


# Fonts of the time before Unicode: TCVN3 and VNI texts are bytes that such a font shows as Vietnamese.
LEGACY = (
    ("cp1258", "cp1258", partial(unicodedata.normalize, "NFC")),
    ("tcvn3", "cp1252", from_tcvn3),
    ("vni", "cp1252", from_vni),
)
SHARE_LEAST = 0.7
SAMPLE_LENGTH = 1 << 18


def file_head(source: Path | bytes, name: str) -> bytes:
    """The first bytes.

    Raises: UnreadableFileError.
    """
    try:
        with opened(source) as file:
            return file.read(HEAD_LENGTH)
    except OSError as error:
        raise UnreadableFileError(file=name, reason=error.strerror) from None


def file_size(source: Path | bytes) -> int:
    """How many bytes."""
    return len(source) if isinstance(source, bytes) else source.stat().st_size


def file_bytes(source: Path | bytes) -> bytes:
    """All of it."""
    return source if isinstance(source, bytes) else source.read_bytes()


def opened(source: Path | bytes) -> IO[bytes]:
    """The file, to be closed by the caller."""
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def _starts_with_mark(source: Path | bytes) -> bool:
    """Whether a UTF-16 file begins with its byte order mark."""
    with opened(source) as file:
        return file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}


def _decodes(source: Path | bytes, codec: str) -> bool:
    """Whether every byte of the file means something in `codec`."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        with opened(source) as file:
            while block := file.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _legacy_sample(source: Path | bytes) -> bytes:
    """The first lines that hold letters beyond ASCII."""
    with opened(source) as file:
        return b"".join(line for line in file.readlines(SAMPLE_LENGTH) if not line.isascii())


WORD = re.compile(r"[^\s\x00-@\[-`{-~]+")
TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
SYLLABLE = re.compile(
    "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?[aăâeêioôơuưy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)


def _vietnamese_share(sample: bytes, text: TextFile) -> float:
    """The share of words beyond ASCII that are Vietnamese syllables once `sample` is read as `text` would be."""
    plain = sample.decode(text.codec, "replace")
    words = WORD.findall(text.restore(plain) if text.restore else plain)
    marked = [word for word in words if not word.isascii()]
    return sum(map(_is_syllable, marked)) / max(len(marked), 1)


def _is_syllable(word: str) -> bool:
    """Whether a word could be one syllable of Vietnamese, with one tone at most."""
    bare, tones = TONES.subn("", unicodedata.normalize("NFD", word.lower()))
    return tones <= 1 and SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None
