"""The shelf of rulebooks: every file of the folder `rulebooks`; adding one is a file and nothing else."""

from __future__ import annotations

import functools
from pathlib import Path

from khfund.eligibility.rulebook import Rulebook
from khfund.eligibility.rulebook_file import read_rulebook
from khfund.errors import KhfundError

FOLDER = Path(__file__).with_name("rulebooks")
SUFFIX = ".yaml"


class RulebookUnknownError(KhfundError):
    """A rulebook is known by its code."""

    message = "Không có bộ tiêu chí mã «{code}»; hiện có: {known}."
    english = "There is no rulebook with the code “{code}”; there are: {known}."


class RulebookMisnamedError(KhfundError):
    """A rulebook's file is named by its code."""

    message = "Tệp {file} ghi mã «{code}»; hãy đặt tên tệp là {code}.yaml."
    english = "The file {file} holds the code “{code}”; name the file {code}.yaml."


def rulebook(code: str) -> Rulebook:
    """Return the rulebook with this code.

    Raises: RulebookUnknownError, RulebookUnreadableError, RulebookMisnamedError, ProblemsFound.
    """
    known = codes()
    if code not in known:
        raise RulebookUnknownError(code=code, known=", ".join(known))
    return load(FOLDER / f"{code}{SUFFIX}")


def rulebooks() -> list[Rulebook]:
    """Return all rulebooks, by code."""
    return [rulebook(code) for code in codes()]


def codes() -> list[str]:
    """The codes of all rulebooks, in order, without opening them."""
    return sorted(file.stem for file in FOLDER.glob(f"*{SUFFIX}"))


@functools.cache
def load(file: Path) -> Rulebook:
    """Read a rulebook of the shelf, once a run."""
    book = read_rulebook(file.read_bytes(), file.name)
    if book.code != file.stem:
        raise RulebookMisnamedError(file=file.name, code=book.code)
    return book
