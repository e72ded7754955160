"""Taking a statement's lines into the books: each line once, however often and in whatever pieces it is given."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import Boolean, ForeignKey, String, Text, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.banking.bank_account import BankAccount, plain_number
from khfund.banking.bank_line import BankLine, figures
from khfund.banking.line_use import chunks
from khfund.db import Base, Whole, insert_rows, never_changes, whole
from khfund.errors import KhfundError, Place, Problem, ProblemsFound

if TYPE_CHECKING:
    from khfund.banking.statement_format import BankStatement
    from khfund.banking.statement_row import BankLineRead
    from khfund.command import Command


class ImportedStatement(Base):
    """That a statement was taken in. Days are inclusive, balances đồng as the bank stated them.

    `sha256` is of the statement's lines and figures, so that the same statement is known in whatever file. `breaks`
    is JSON: where the bank's own balances do not continue.
    """

    __tablename__ = "imported_statement"
    __table_args__ = (UniqueConstraint("bank_account_id", "sha256"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    bank_account_id: Mapped[int] = mapped_column(ForeignKey("bank_account.id"))
    file_name: Mapped[str] = mapped_column(String(300))
    sha256: Mapped[str] = mapped_column(String(64))
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    opening: Mapped[int | None] = mapped_column(Whole)
    closing: Mapped[int | None] = mapped_column(Whole)
    breaks: Mapped[str] = mapped_column(Text)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


@attrs.frozen
class ImportResult:
    """What an import did: lines that were new, known already, or dated before the bank account was opened here."""

    statement_id: int
    new: int
    known: int
    early: int
    credit: int
    debit: int
    breaks: tuple[Problem, ...]


def import_statement(
    session: Session, command: Command, bank_account: BankAccount, statement: BankStatement
) -> ImportResult:
    raise NotImplementedError
