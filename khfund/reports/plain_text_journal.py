"""The journal as plain-text accounting writes it: what bean-check and hledger read, check and report on.

An account of the book becomes one account per fund, such as `Assets:111-tien-mat:KH`, so that every fund can be
followed; where several units are written together the unit stands between, as `Assets:SL:111-tien-mat:KH`. Debits are
positive. The balances that the books state stand at the end as assertions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TextIO, TypeVar

import attrs

from khfund.ledger import Account, Fund, Nature
from khfund.vietnamese import fold

ROOTS = {
    Nature.ASSET: "Assets",
    Nature.LIABILITY: "Liabilities",
    Nature.FUND: "Equity",
    Nature.INCOME: "Income",
    Nature.COST: "Expenses",
}
Balances = Mapping[tuple[int, int], int]
"""(fund id, account id) → debits minus credits in đồng."""


@attrs.frozen
class BookEntry:
    """An entry to be written; postings are (debit id, credit id, fund id, đồng)."""

    number: int
    day: date
    voucher: str
    narration: str
    corrects: int | None
    correction: str
    command: int
    postings: Sequence[tuple[int, int, int, int]]


@attrs.frozen
class Book:
    """What stands around the entries: names, the first and the last day, balances before and after them.

    `units` gives the code of each unit by id, where there are several.
    """

    name: str
    accounts: Mapping[int, Account]
    funds: Mapping[int, Fund]
    first: date
    last: date
    opening: Balances
    closing: Balances
    units: Mapping[int, str] = attrs.Factory(dict)


class _Names:
    """Account names that every plain-text program takes, each given once."""

    def __init__(self, book: Book) -> None:
        units = _apart({number: f"{_word(code).upper()}:" for number, code in book.units.items()})
        funds: dict[int, str] = {}
        accounts: dict[int, str] = {}
        for unit in book.units or [None]:
            funds |= _apart({one.id: _word(one.code).upper() for one in _of(unit, book.funds)})
            accounts |= _apart(
                {
                    one.id: f"{ROOTS[one.role.nature]}:{units.get(one.unit_id, '')}{_component(one)}"
                    for one in _of(unit, book.accounts)
                }
            )
        keys = book.opening.keys() | book.closing.keys()
        self.of = {key: f"{accounts[key[1]]}:{funds[key[0]]}" for key in keys}


Owned = TypeVar("Owned", Account, Fund)


def _of(unit: int | None, things: Mapping[int, Owned]) -> list[Owned]:
    """What belongs to a unit; everything where there is but one."""
    return [one for one in things.values() if unit is None or one.unit_id == unit]


def _component(account: Account) -> str:
    return f"{_word(account.code)}-{_word(account.name)}".strip("-").capitalize() or "Tai-khoan"


def _word(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-") or "0"


def _apart(names: dict[int, str]) -> dict[int, str]:
    """Tell equal names apart by their number."""
    taken = list(names.values())
    return {
        number: _numbered(name, number) if taken.count(name) > 1 else name for number, name in names.items()
    }


def _numbered(name: str, number: int) -> str:
    return f"{name.removesuffix(':')}-{number}{':' if name.endswith(':') else ''}"


def write_beancount(out: TextIO, book: Book, entries: Iterable[BookEntry]) -> int:
    """Write what bean-check accepts; return the number of entries."""
    names = _Names(book).of
    out.write(f'option "title" "{_quoted(book.name)}"\noption "operating_currency" "VND"\n\n')
    out.writelines(f"{book.first} open {names[key]} VND\n" for key in _used(book))
    if book.opening:
        out.write(f'\n{book.first} * "Số dư đầu kỳ"\n')
        out.writelines(f"  {names[key]}  {amount} VND\n" for key, amount in _moved(book.opening))
    count = 0
    for count, entry in enumerate(entries, 1):  # noqa: B007  the last one is the answer
        out.write(f'\n{entry.day} * "{entry.voucher}" "{_quoted(entry.narration)}"\n')
        out.writelines(f'  {key}: "{value}"\n' for key, value in _marks(entry))
        out.writelines(_lines(entry, names))
    out.write("\n")
    out.writelines(
        f"{book.last + timedelta(days=1)} balance {names[key]}  {amount} VND\n"
        for key, amount in book.closing.items()
    )
    return count


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _used(book: Book) -> list[tuple[int, int]]:
    """Accounts that moved: whatever is posted stands in the balances after it, be it with nothing left."""
    return sorted(book.closing.keys() | book.opening.keys())


def _moved(balances: Balances) -> Iterator[tuple[tuple[int, int], int]]:
    return ((key, amount) for key, amount in sorted(balances.items()) if amount)


def _marks(entry: BookEntry) -> Iterator[tuple[str, str]]:
    yield "but-toan", str(entry.number)
    yield "lenh", str(entry.command)
    if entry.correction:
        yield "cach-sua", entry.correction
    if entry.corrects is not None:
        yield "sua-but-toan", str(entry.corrects)


def _lines(entry: BookEntry, names: Mapping[tuple[int, int], str]) -> Iterator[str]:
    for debit, credit, fund, amount in entry.postings:
        yield f"  {names[fund, debit]}  {amount} VND\n"
        yield f"  {names[fund, credit]}  -{amount} VND\n"


def write_hledger(out: TextIO, book: Book, entries: Iterable[BookEntry]) -> int:
    """Write what hledger accepts; return the number of entries."""
    names = _Names(book).of
    out.write(f"; {book.name}\ncommodity 1000. VND\n\n")
    out.writelines(f"account {names[key]}\n" for key in _used(book))
    if book.opening:
        out.write(f"\n{book.first} * Số dư đầu kỳ\n")
        out.writelines(f"    {names[key]}  {amount} VND\n" for key, amount in _moved(book.opening))
    count = 0
    for count, entry in enumerate(entries, 1):  # noqa: B007  the last one is the answer
        narration = entry.narration.replace(";", "；")  # here a plain one begins a comment
        out.write(f"\n{entry.day} * ({entry.voucher}) {narration}\n")
        out.write(f"    ; {', '.join(f'{key}: {value}' for key, value in _marks(entry))}\n")
        out.writelines(f"  {line}" for line in _lines(entry, names))
    if book.closing:
        out.write(f"\n{book.last} * Số dư theo sổ\n")
        out.writelines(f"    {names[key]}  0 VND = {amount} VND\n" for key, amount in book.closing.items())
    return count
