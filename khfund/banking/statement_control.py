"""What a statement says about itself around its lines: account, period, opening and closing balance, totals."""

from __future__ import annotations

import datetime
import enum
import re
from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from khfund import money
from khfund.banking.statement_day import DAY
from khfund.banking.written_amount import signed_amount
from khfund.calendar import DateRange, DayError, format_day, parse_day
from khfund.sheet import Row
from khfund.vietnamese import clean, fold


class Kind(enum.Enum):
    """What a control row states."""

    OPENING = "opening"
    CLOSING = "closing"
    TOTAL = "total"


@attrs.frozen
class Control:
    """A stated figure: a balance for OPENING and CLOSING, the bank's (debit, credit) for TOTAL."""

    kind: Kind
    row: int
    balance: int | None = None
    sides: tuple[int, int] | None = None


LABELS = (
    (Kind.OPENING, re.compile(
        r"(?:so )?du dau\b|so du (?:ky|ngay|thang|trang) truoc|opening balance|beginning balance|balance b(?:rought|/)|"
        r"previous balance"
    )),
    (Kind.CLOSING, re.compile(r"(?:so )?du cuoi\b|closing balance|ending balance|balance c(?:arried|/)")),
    (Kind.TOTAL, re.compile(
        r"tong (?:so|cong(?! ty\b)|phat sinh|ghi|tien|gia tri)\b|tong$|cong (?:phat sinh|so phat sinh|trang|cuoi|doanh so)\b|cong$|"
        r"phat sinh (?:trong|luy ke)|doanh so|luy ke|(?:sub)?-?totals?\b"
    )),
)  # fmt: skip


def label(value: Any) -> tuple[Kind, str] | None:
    """The kind of control figure a cell announces, and what it says after the announcement's colon."""
    if not isinstance(value, str) or not value:
        return None
    folded = fold(value).lstrip(" -*+.")
    for kind, words in LABELS:
        if words.match(folded):
            return kind, value.partition(":")[2]
    return None


def control_kind(row: Row) -> Kind | None:
    """The kind of the first announcement in a row."""
    return next((found[0] for value in row.values if (found := label(value))), None)


FIGURE = re.compile(
    r"\s*(?:-?[0-9][0-9.,\s]*|\([0-9.,\s]+\))\s*(?:vn[dđ]|đồng|đ|₫)?\s*(?:CR|DR)?\s*", re.IGNORECASE
)


def announced(values: Sequence[Any], thousands: money.Thousands) -> dict[Kind, int]:
    """The figure that follows each announcement in a row, in the same cell or in the next that holds one."""
    found: dict[Kind, int] = {}
    wanted: Kind | None = None
    for value in values:
        if announcement := label(value):
            wanted, value = announcement  # noqa: PLW2901 - the rest of the cell is looked at in its place
        if wanted is not None and (figure := _figure(value, thousands)) is not None:
            found.setdefault(wanted, figure)
            wanted = None
    return found


def _figure(value: Any, thousands: money.Thousands) -> int | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if int(value) == value else None
    if not isinstance(value, str) or FIGURE.fullmatch(value) is None:
        return None
    text = value.strip()
    try:
        return signed_amount(text, thousands)
    except money.AmountError:
        return None


@attrs.frozen
class Preamble:
    """What stands above the table."""

    text: str = ""
    account: str | None = None
    period: DateRange | None = None
    controls: tuple[Control, ...] = ()


def read_preamble(rows: Iterable[Row], thousands: money.Thousands) -> Preamble:
    """Gather the account number, the period and the balances stated above the header."""
    rows = list(rows)
    cells = [[_shown(value) for value in row.values if value != ""] for row in rows]
    text = "\n".join(" ".join(row) for row in cells)
    controls = [
        Control(kind, row.number, balance=figure)
        for row in rows
        for kind, figure in announced(row.values, thousands).items()
        if kind is not Kind.TOTAL
    ]
    return Preamble(text, _account(cells), _period(fold(text)), tuple(controls))


def _shown(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return format_day(value.date())
    return format_day(value) if isinstance(value, datetime.date) else clean(str(value))


ACCOUNT_WORDS = re.compile(
    r"(?:(?:sao ke|so phu|sao ke chi tiet)(?: giao dich)? (?=tai khoan[^0-9a-z]*[0-9]{6}))?(?:so tai khoan|so tk|stk|tai khoan so|tai khoan|account (?:no|number)|account)\b(?! (?:cu|old|doi ung|name|type))"
)
OLD_ACCOUNT = re.compile(r"\b(?:cu|old|doi ung|ten|name|loai|type)\b")
ACCOUNT = re.compile(r"[0-9][0-9 .-]{4,22}[0-9]")


def named_account(row: Row) -> str | None:
    """The account number that a row names."""
    return _account([[_shown(value) for value in row.values if value != ""]])


def _account(rows: Iterable[Sequence[str]]) -> str | None:
    """The number after the first words for an account; an old number ("Số tài khoản cũ") is passed over."""
    for cells in rows:
        for index, cell in enumerate(cells):
            folded = fold(cell)
            words = ACCOUNT_WORDS.match(folded)
            if words is None or OLD_ACCOUNT.search(folded):
                continue
            after = [cell[words.end() :], *cells[index + 1 : index + 2]]
            found = next((match for text in after if (match := ACCOUNT.search(text))), None)
            if found is not None:
                return re.sub("[ .-]", "", found[0])
    return None


PERIOD = re.compile(rf"\b(?:tu|from|period|ky)\b[^0-9]{{0,40}}({DAY.pattern})[^0-9]{{0,40}}({DAY.pattern})")


def _period(text: str) -> DateRange | None:
    found = PERIOD.search(text)
    if found is None:
        return None
    try:
        return DateRange.between(parse_day(found[1]), parse_day(found[2]))
    except DayError:
        return None
