"""Taking a statement's lines into the books: each line once, however often and in whatever pieces it is given."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import Date, ForeignKey, String, Text, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.banking.bank_account import BankAccount, plain_number, require_open
from khfund.banking.bank_line import BankLine, figures
from khfund.banking.known_line import KnownLines
from khfund.banking.line_use import chunks
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, insert_rows, never_changes
from khfund.errors import KhfundError, Problem, ProblemsFound
from khfund.ledger.accounting_period import FutureDayError

if TYPE_CHECKING:
    from khfund.banking.statement_format import BankStatement
    from khfund.banking.statement_row import BankLineRead
    from khfund.command import Command

CHUNK = 5_000  # lines that are looked up and written together
PROBLEMS_MAX = 1_000  # after so many the rest of a file is not looked at


class WrongAccountError(KhfundError):
    """A statement is taken in for the account that it names."""

    message = "Tệp {file} là sao kê của tài khoản {stated}, không phải {number}; hãy chọn đúng tài khoản hoặc đúng tệp."
    english = "The file {file} is a statement of the account {stated}, not of {number}; choose the right account or file."


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


never_changes("imported_statement")


@witnesses("imported_statement")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = text(
        "SELECT command_number, file_name, id, bank_account_id, sha256, first_day, last_day, opening, closing, breaks "
        "FROM imported_statement ORDER BY id"
    )
    for number, name, *parts in session.execute(query):
        yield number, figures(parts), name


@attrs.frozen
class ImportResult:
    """What an import did: lines that were new, known already, or dated before the bank account was opened here.

    `credit` and `debit` are the đồng of the new lines, as the bank sees them. `doubtful` counts new lines that may be
    known in other words: an earlier statement has a line of the same day and amount that this one lacks, as happens
    when a bank words the same line differently in two kinds of file.
    """

    statement_id: int
    new: int
    known: int
    early: int
    credit: int
    debit: int
    breaks: tuple[Problem, ...]
    doubtful: int = 0


def import_statement(
    session: Session, command: Command, bank_account: BankAccount, statement: BankStatement
) -> ImportResult:
    """Take the statement's lines into the books, each once: those that are known already are counted and left out.

    A line is known also where another file told its reference or balance and this one does not (see `KnownLines`).
    Of truly identical lines as many are kept as the fullest file holds. Lines dated before the bank account was
    opened here belong to its opening balance and are counted only. Where the bank's balances break, that is stored
    and given back; it does not hinder.

    Raises: WrongAccountError; ProblemsFound for what the reader could not read, and for new lines that are dated in a
    reconciled month, after the account's last day or after today.
    """
    assert bank_account.unit_id == command.unit, "a unit takes in statements of its own accounts"
    number = bank_account.number
    if statement.account and plain_number(statement.account).lstrip("0") != number.lstrip("0"):
        raise WrongAccountError(file=statement.file, stated=statement.account, number=number)
    if statement.problems:
        raise ProblemsFound(file=statement.file, problems=statement.problems)
    taking = _Taking(session, command, bank_account, statement)
    for some in chunks(statement.fingerprints(number), CHUNK):
        taking.take(some)
        if len(taking.problems) >= PROBLEMS_MAX:
            break
    if taking.problems:
        raise ProblemsFound(file=statement.file, problems=taking.problems)
    return taking.finish()


class _Taking:
    """One statement on its way into the books."""

    def __init__(
        self, session: Session, command: Command, bank_account: BankAccount, statement: BankStatement
    ) -> None:
        self.session = session
        self.command = command
        self.bank_account = bank_account
        self.statement = statement
        self.today = day_of(command.at)
        self.id = (session.scalar(select(func.max(ImportedStatement.id))) or 0) + 1
        self.next_line = (session.scalar(select(func.max(BankLine.id))) or 0) + 1
        self.known_lines = KnownLines(session, bank_account.id)
        self.digest = hashlib.sha256()
        self.problems: list[Problem] = []
        self.new = self.known = self.early = self.credit = self.debit = 0
        self.met: Counter[tuple[date, int]] = Counter()  # known lines by day and amount

    def take(self, some: list[tuple[BankLineRead, str]]) -> None:
        self.digest.update("\n".join(mark for _, mark in some).encode())
        ours = [(line, mark) for line, mark in some if line.day >= self.bank_account.opened]
        known, new = self.known_lines.sort(ours)
        self.early += len(some) - len(ours)
        self.known += len(known)
        self.met.update((line.day, line.net) for line in known)
        for line, _ in new:
            self._require_day(line)
        if not self.problems:
            self._write(new)

    def _require_day(self, line: BankLineRead) -> None:
        try:
            require_open(self.bank_account, line.day)
            if line.day > self.today:
                raise FutureDayError(day=line.day, today=self.today)
        except KhfundError as error:
            self.problems.append(Problem(self.statement.place(line), error))

    def _write(self, new: list[tuple[BankLineRead, str]]) -> None:
        unit, account, command = self.command.unit, self.bank_account.id, self.command.number
        rows, plain, personal = [], [], []
        for number, (line, mark) in enumerate(new, self.next_line):
            fingerprint, _, occurrence = mark.rpartition("-")
            day = line.day.isoformat()
            fixed = (
                number,
                unit,
                account,
                self.id,
                line.row,
                day,
                line.debit,
                line.credit,
                line.balance,
                fingerprint,
                int(occurrence),
            )
            words = (line.reference, line.narration, line.counterparty, line.counterparty_account)
            rows.append((*fixed, *words, command))
            plain.append(figures(fixed))
            personal.append(figures(words))
            self.credit += line.credit
            self.debit += line.debit
        if rows:
            insert_rows(self.session, "bank_line", _COLUMNS, rows)
            self.command.witness("bank_line", "\n".join(plain), "\n".join(personal))
        self.next_line += len(rows)
        self.new += len(rows)

    def finish(self) -> ImportResult:
        stated = self.statement
        self.digest.update(figures((str(stated.period), stated.opening, stated.closing)).encode())
        sha256 = self.digest.hexdigest()
        same = (ImportedStatement.bank_account_id == self.bank_account.id) & (
            ImportedStatement.sha256 == sha256
        )
        stored = self.session.scalar(select(ImportedStatement.id).where(same))
        if stored is None:
            self._write_statement(sha256)
        return ImportResult(
            statement_id=stored or self.id,
            new=self.new,
            known=self.known,
            early=self.early,
            credit=self.credit,
            debit=self.debit,
            breaks=stated.breaks,
            doubtful=self._doubtful() if self.new else 0,
        )

    def _doubtful(self) -> int:
        """Pair new lines with lines of earlier statements that this one should have held too."""
        facts = {"account": self.bank_account.id, "statement": self.id}
        paired = self.session.execute(_SAME_DAY_AND_AMOUNT, facts)
        return sum(
            min(int(new), max(0, int(before) - self.met[day, net])) for day, net, new, before in paired
        )

    def _write_statement(self, sha256: str) -> None:
        stated = self.statement
        first = stated.period.start if stated.period else None
        last = stated.period.end - timedelta(days=1) if stated.period else None
        breaks = [{"row": one.place.row, "rule": one.error.rule, **one.error.facts} for one in stated.breaks]
        row = ImportedStatement(
            id=self.id,
            bank_account_id=self.bank_account.id,
            file_name=stated.file[-300:],
            sha256=sha256,
            first_day=first,
            last_day=last,
            opening=stated.opening,
            closing=stated.closing,
            breaks=json.dumps(breaks, sort_keys=True, ensure_ascii=False, default=str),
            command_number=self.command.number,
        )
        self.session.add(row)
        self.session.flush()
        parts = (row.id, row.bank_account_id, sha256, first, last, row.opening, row.closing, row.breaks)
        self.command.witness("imported_statement", figures(parts), row.file_name)


_SAME_DAY_AND_AMOUNT = text(
    "SELECT day, net, SUM(new), SUM(1 - new) FROM (SELECT day, credit - debit AS net, "
    "CASE WHEN statement_id = :statement THEN 1 ELSE 0 END AS new FROM bank_line WHERE bank_account_id = :account "
    "AND day BETWEEN (SELECT MIN(day) FROM bank_line WHERE statement_id = :statement) "
    "AND (SELECT MAX(day) FROM bank_line WHERE statement_id = :statement)) AS around "
    "GROUP BY day, net HAVING SUM(new) > 0 AND SUM(1 - new) > 0"
).columns(day=Date)


_COLUMNS = (
    "id", "unit_id", "bank_account_id", "statement_id", "row", "day", "debit", "credit", "balance", "fingerprint",
    "occurrence", "reference", "narration", "counterparty", "counterparty_account", "command_number",
)  # fmt: skip


def imported_statements(session: Session, bank_account_id: int) -> list[ImportedStatement]:
    """Return the statements taken in for a bank account, in order."""
    query = select(ImportedStatement).where(ImportedStatement.bank_account_id == bank_account_id)
    return list(session.scalars(query.order_by(ImportedStatement.id)))


@attrs.frozen
class Foreseen:
    """What taking a statement in would do: lines that are new, known already, or before the account was opened here."""

    new: int
    known: int
    early: int


def foresee(session: Session, bank_account: BankAccount, statement: BankStatement) -> Foreseen:
    """Tell what `import_statement` would find, without writing anything."""
    new = known = early = 0
    lines = KnownLines(session, bank_account.id)
    for some in chunks(statement.fingerprints(bank_account.number), CHUNK):
        ours = [(line, mark) for line, mark in some if line.day >= bank_account.opened]
        met, unmet = lines.sort(ours)
        new, known, early = new + len(unmet), known + len(met), early + len(some) - len(ours)
    return Foreseen(new, known, early)
