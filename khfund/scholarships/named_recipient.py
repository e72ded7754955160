"""No update for givers names somebody who receives: every run of words in it is looked up in the register."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.errors import KhfundError
from khfund.oversight.giver_update import names_nobody
from khfund.scholarships.recipient import Recipient
from khfund.vietnamese import fold

WORDS_MIN, WORDS_MAX = 2, 6  # of a name
CHUNK = 400  # names looked up at a time


class RecipientNamedError(KhfundError):
    """An update tells what was done in figures, and names nobody who receives."""

    message = "Dòng {line} của bản tin có họ tên trùng với một người trong danh sách người nhận; hãy bỏ tên, chỉ nêu con số."
    english = "Line {line} of the update holds the name of somebody in the register of recipients; leave the name out and tell figures."


@names_nobody
def require_nobody_named(session: Session, _unit_id: int, text: str) -> None:
    """Refuse a text that holds the full name of a recipient, with or without marks, of whichever unit.

    Raises: RecipientNamedError.
    """
    for line, said in enumerate(text.split("\n")):
        runs = sorted(set(_runs(said)))
        for start in range(0, len(runs), CHUNK):
            query = (
                select(Recipient.id).where(Recipient.search_fold.in_(runs[start : start + CHUNK])).limit(1)
            )
            if session.scalar(query) is not None:
                raise RecipientNamedError(line=line)


def _runs(line: str) -> Iterator[str]:
    words = re.findall(r"\w+", fold(line))
    for start in range(len(words)):
        for length in range(WORDS_MIN, WORDS_MAX + 1):
            if start + length <= len(words):
                yield " ".join(words[start : start + length])
