"""Bank accounts of a unit. Each stands for one account of its book, so that the two balances can be compared."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.calendar import Month
from khfund.db import Base, Whole, guard
from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountRole
from khfund.ledger.fund import Fund
from khfund.ledger.journal import may_refuse_postings

if TYPE_CHECKING:
    from khfund.command import Command

NUMBER_MAX = 30  # characters


class BankAccountUnknownError(KhfundError):
    """A bank account is known in its unit by its number."""

    message = "Đơn vị không có tài khoản ngân hàng số «{number}»; xem bằng `khfund bank list`."
    english = "The unit has no bank account with the number «{number}»; see `khfund bank list`."


class BankAccountTakenError(KhfundError):
    """A bank account is opened once, and an account of the book stands for one bank account."""

    message = "Tài khoản ngân hàng {number} hoặc tài khoản sổ {code} đã có tài khoản ngân hàng khác dùng."
    english = (
        "The bank account {number} is open already, or the book's account {code} stands for another one."
    )


class NotABankAccountError(KhfundError):
    """What stands for a bank account in the book has the role of bank money."""

    message = "Tài khoản sổ {code} không phải tài khoản tiền gửi ngân hàng (112)."
    english = "The book's account {code} is no account for money in a bank."


class AccountNumberUnusableError(KhfundError):
    """The number of a bank account consists of letters and digits."""

    message = "Số tài khoản ngân hàng «{number}» không dùng được; cần từ 4 đến {most} chữ số hoặc chữ cái."
    english = "The bank account number «{number}» cannot be used; it has 4 to {most} digits or letters."


class BankAccountClosedError(KhfundError):
    """A closed bank account takes neither lines nor postings."""

    message = "Tài khoản ngân hàng {number} đã đóng từ ngày {closed:%d/%m/%Y}; hãy chọn tài khoản đang dùng."
    english = "The bank account {number} has been closed since {closed:%d/%m/%Y}; choose one in use."


class BankMonthReconciledError(KhfundError):
    """Nothing is dated in a month whose bank account is reconciled."""

    message = "Tài khoản ngân hàng {number} đã đối chiếu đến ngày {until:%d/%m/%Y}, không ghi vào ngày {day:%d/%m/%Y} được; hãy ghi vào tháng sau, hoặc bỏ đối chiếu {period}."
    english = "The bank account {number} is reconciled until {until:%d/%m/%Y}, so nothing can be dated {day:%d/%m/%Y}; use a later month, or undo the reconciliation of {period}."


class BankAccount(Base):
    """One account at a bank. `opened` is the first day whose lines are kept, `closed` the first day without any.

    Money that nobody has identified yet goes into the default fund. `reconciled_until` is the last reconciled day
    (inclusive): neither lines nor postings are dated up to it any more.
    """

    __tablename__ = "bank_account"
    __table_args__ = (UniqueConstraint("unit_id", "number"), UniqueConstraint("account_id"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    bank: Mapped[str] = mapped_column(String(100))
    number: Mapped[str] = mapped_column(String(NUMBER_MAX))
    holder: Mapped[str] = mapped_column(String(200), default="")
    default_fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    opened: Mapped[date]
    closed: Mapped[date | None]
    reconciled_until: Mapped[date | None]


guard(
    "posting_not_in_reconciled_month",
    "posting",
    when="BEFORE INSERT",
    condition=" OR ".join(  # one look-up a side: SQLite would build the list of an IN anew for every posting
        f"EXISTS (SELECT 1 FROM bank_account WHERE account_id = NEW.{side} "  # noqa: S608  our own words
        "AND reconciled_until >= (SELECT day FROM entry WHERE id = NEW.entry_id))"
        for side in ("debit_id", "credit_id")
    ),
    refusal="posting: the bank account is reconciled on that day",
)


def open_bank_account(
    session: Session,
    command: Command,
    number: str,
    *,
    bank: str,
    account: Account,
    default_fund: Fund,
    opened: date,
    holder: str = "",
) -> BankAccount:
    """Open a bank account in the command's unit; spaces, dots and dashes of its number are left out.

    Raises: AccountNumberUnusableError, NotABankAccountError, BankAccountTakenError.
    """
    plain = plain_number(number)
    if not 4 <= len(plain) <= NUMBER_MAX or not plain.isascii():
        raise AccountNumberUnusableError(number=number, most=NUMBER_MAX)
    if account.role is not AccountRole.BANK or account.unit_id != command.unit:
        raise NotABankAccountError(code=account.code)
    assert default_fund.unit_id == command.unit, "the default fund is one of the unit's own"
    same = (BankAccount.account_id == account.id) | (
        (BankAccount.unit_id == command.unit) & (BankAccount.number == plain)
    )
    if session.scalar(select(BankAccount.id).where(same).limit(1)) is not None:
        raise BankAccountTakenError(number=plain, code=account.code)
    bank_account = BankAccount(
        unit_id=command.unit,
        account_id=account.id,
        bank=bank,
        number=plain,
        holder=holder,
        default_fund_id=default_fund.id,
        opened=opened,
    )
    session.add(bank_account)
    session.flush()
    return bank_account


def plain_number(number: str) -> str:
    """Return an account number without spaces, dots and dashes, its letters as capitals."""
    return "".join(filter(str.isalnum, number)).upper()


def close_bank_account(
    session: Session, _command: Command, bank_account: BankAccount, *, day: date
) -> BankAccount:
    """Close a bank account: `day` is the first on which it takes neither lines nor postings.

    Raises: BankMonthReconciledError, BankAccountClosedError.
    """
    require_open(bank_account, day)
    bank_account.closed = day
    session.flush()
    return bank_account


def require_open(bank_account: BankAccount, day: date) -> None:
    """Refuse a day up to which the bank account is reconciled, or from which on it is closed.

    Raises: BankMonthReconciledError, BankAccountClosedError.
    """
    closed, until = bank_account.closed, bank_account.reconciled_until
    if closed is not None and day >= closed:
        raise BankAccountClosedError(number=bank_account.number, closed=closed)
    if until is not None and day <= until:
        raise BankMonthReconciledError(number=bank_account.number, until=until, day=day, period=Month.of(day))


@may_refuse_postings
def _require_open(session: Session, account: Account, day: date) -> None:
    if account.role is AccountRole.BANK:
        bank_account = session.scalar(select(BankAccount).where(BankAccount.account_id == account.id))
        if bank_account is not None:
            require_open(bank_account, day)


def find_bank_account(session: Session, unit_id: int, number: str) -> BankAccount:
    """Return the unit's bank account with this number, however it is spaced.

    Raises: BankAccountUnknownError.
    """
    same = (BankAccount.unit_id == unit_id) & (BankAccount.number == plain_number(number))
    found = session.scalar(select(BankAccount).where(same))
    if found is None:
        raise BankAccountUnknownError(number=number)
    return found


def bank_accounts(session: Session, unit_id: int) -> list[BankAccount]:
    """Return the unit's bank accounts by number."""
    query = select(BankAccount).where(BankAccount.unit_id == unit_id)
    return list(session.scalars(query.order_by(BankAccount.number)))
