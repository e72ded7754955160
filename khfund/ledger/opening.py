"""Balances brought forward from the books kept before: one entry, dated the day before the book opened."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import select
from sqlalchemy.orm import aliased

from khfund import money, vietnamese
from khfund.errors import KhfundError, Place, Problem, ProblemsFound
from khfund.ledger.account import Account, Nature, account_for, accounts, find_account
from khfund.ledger.account import AccountRole as Role
from khfund.ledger.accounting_period import find_book
from khfund.ledger.entry import Correction, Entry, PostedEntry, Posting, PostingRow
from khfund.ledger.fund import Fund, find_fund
from khfund.ledger.journal import post
from khfund.sheet import Row, Sheet, read

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from khfund.command import Command

HEADINGS = {"fund": "quy", "account": "tai khoan", "amount": "so tien", "principal": "trong do von goc"}


class OpeningTableUnclearError(KhfundError):
    """The table of opening balances has four headed columns."""

    message = "Không thấy dòng nào dưới các cột «Quỹ», «Tài khoản», «Số tiền», «Trong đó vốn gốc» trong bảng {file}."
    english = (
        "The table {file} lacks one of the columns Quỹ, Tài khoản, Số tiền, Trong đó vốn gốc, or has no row."
    )


class PrincipalTooLargeError(KhfundError):
    """The principal part of an opening balance is within the balance."""

    message = "Vốn gốc {principal:dong} lớn hơn số dư {amount:dong}; hãy sửa lại."
    english = "The principal {principal:dong} exceeds the balance {amount:dong}; mend it."


class OpeningAccountError(KhfundError):
    """Opening balances are of what is owned and what is owed; what belongs to the fund follows from them."""

    message = "Tài khoản {code} không có số dư đầu kỳ riêng; chỉ ghi tài sản và nợ phải trả."
    english = "The account {code} has no opening balance of its own; enter what is owned and what is owed."


class OpeningTwiceError(KhfundError):
    """What an account held for a fund is brought forward once."""

    message = "Số dư đầu kỳ của tài khoản {account}, quỹ {fund} đã ghi rồi; nếu ghi sai, hãy đảo bút toán đầu kỳ trước."
    english = "The opening balance of account {account}, fund {fund} is in the book already; reverse its entry first if it is wrong."


@attrs.frozen
class OpeningLine:
    """What one account held for one fund, in đồng; of that `principal` may never be spent."""

    fund: int
    account: int
    amount: int
    principal: int


def read_opening(session: Session, unit_id: int, content: bytes, file: str) -> list[OpeningLine]:
    """Read opening balances from a table with the columns quỹ, tài khoản, số tiền, trong đó vốn gốc.

    Raises: OpeningTableUnclearError, ProblemsFound, and what reading a sheet raises.
    """
    sheet = read(content, file).first
    columns: dict[str, int] = {}
    lines: list[OpeningLine] = []
    problems: list[Problem] = []
    for row in sheet:
        if not columns:
            columns = _columns(row)
        elif any(_text(row[columns[key]]) for key in ("fund", "account", "amount")):
            try:
                lines.append(_line(session, unit_id, row, columns))
            except KhfundError as mistake:
                problems.append(Problem(_place(sheet, row, columns, mistake), mistake))
    if not columns or not (lines or problems):
        raise OpeningTableUnclearError(file=file)
    if problems:
        raise ProblemsFound(file=file, problems=problems)
    return lines


def _columns(row: Row) -> dict[str, int]:
    heads = {vietnamese.fold(_text(value)): column for column, value in enumerate(row.values)}
    found = {key: heads[head] for key, head in HEADINGS.items() if head in heads}
    return found if len(found) == len(HEADINGS) else {}


def _line(session: Session, unit_id: int, row: Row, columns: dict[str, int]) -> OpeningLine:
    amount = money.parse(_written(row[columns["amount"]]))
    principal = money.parse(_written(row[columns["principal"]]) or "0")
    if principal > amount:
        raise PrincipalTooLargeError(principal=principal, amount=amount)
    fund = find_fund(session, unit_id, _text(row[columns["fund"]]))
    account = find_account(session, unit_id, _text(row[columns["account"]]))
    if account.role.nature not in (Nature.ASSET, Nature.LIABILITY):
        raise OpeningAccountError(code=account.code)
    return OpeningLine(fund.id, account.id, amount, principal)


def _text(value: Any) -> str:
    return vietnamese.clean(str(value)) if value not in (None, "") else ""


def _written(value: Any) -> str:
    return "" if value is None else str(value)


def _place(sheet: Sheet, row: Row, columns: dict[str, int], mistake: KhfundError) -> Place:
    column = columns["amount"] if isinstance(mistake, money.AmountError) else None
    return sheet.place(row.number, column)


def bring_forward(session: Session, command: Command, lines: list[OpeningLine]) -> PostedEntry:
    """Post the opening entry: what is owned against principal and spendable balance, what is owed against the latter.

    Raises: OpeningTwiceError, and what `journal.post` raises.
    """
    _require_first(session, command.unit, lines)
    principal = account_for(session, command.unit, Role.PRINCIPAL).id
    spendable = account_for(session, command.unit, Role.SPENDABLE).id
    owed = {one.id for one in accounts(session, command.unit) if one.role.nature is Nature.LIABILITY}
    postings = []
    for line in lines:
        if line.account in owed:
            postings.append(Posting(spendable, line.account, line.fund, line.amount))
            continue
        parts = ((principal, line.principal), (spendable, line.amount - line.principal))
        postings += [Posting(line.account, source, line.fund, amount) for source, amount in parts if amount]
    day = find_book(session, command.unit).opened - timedelta(days=1)
    return post(session, command, day, "Số dư đầu kỳ", *postings, correction=Correction.OPENING)


def _require_first(session: Session, unit_id: int, lines: list[OpeningLine]) -> None:
    undone = aliased(Entry)
    reversal = (undone.corrects_id == Entry.id) & (undone.correction == Correction.REVERSAL)
    standing = (
        select(PostingRow.fund_id, PostingRow.debit_id, PostingRow.credit_id)
        .join(Entry, Entry.id == PostingRow.entry_id)
        .where(Entry.unit_id == unit_id, Entry.correction == Correction.OPENING)
        .where(~select(undone.id).where(reversal).exists())
    )
    brought = {(fund, one) for fund, *sides in session.execute(standing) for one in sides}
    for line in lines:
        if (line.fund, line.account) in brought:
            account, fund = session.get_one(Account, line.account), session.get_one(Fund, line.fund)
            raise OpeningTwiceError(account=account.code, fund=fund.code)
        brought.add((line.fund, line.account))
