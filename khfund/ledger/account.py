"""Accounts of a unit's book. Codes and names are the unit's own; the role says what an account is for."""

from __future__ import annotations

import enum
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.db import Base, Whole, guard, one_of
from khfund.errors import KhfundError

if TYPE_CHECKING:
    from khfund.command import Command


class AccountUnknownError(KhfundError):
    """A posting names accounts of the unit's own book."""

    message = "Sổ của đơn vị không có tài khoản «{code}»; xem bằng `khfund account list`."
    english = "The unit's book has no account «{code}»; see `khfund account list`."


class AccountCodeTakenError(KhfundError):
    """An account code stands once in a book."""

    message = "Tài khoản «{code}» đã có trong sổ; hãy chọn số hiệu khác."
    english = "The account «{code}» is in the book already; choose another code."


class AccountClosedError(KhfundError):
    """A closed account takes no more postings."""

    message = "Tài khoản {code} đã đóng từ ngày {closed:%d/%m/%Y}; hãy chọn tài khoản đang dùng."
    english = "The account {code} has been closed since {closed:%d/%m/%Y}; choose one in use."


class Nature(enum.StrEnum):
    """On which side an account grows, and where it stands in a report."""

    ASSET = "asset"
    LIABILITY = "liability"
    FUND = "fund"
    INCOME = "income"
    COST = "cost"


class AccountRole(enum.StrEnum):
    """What an account is for; fixed, whatever its code."""

    CASH = "cash"
    BANK = "bank"
    TERM_DEPOSIT = "term_deposit"
    ACCRUED_INTEREST = "accrued_interest"
    RECEIVABLE = "receivable"
    ADVANCE = "advance"
    GOODS = "goods"
    INTER_UNIT_RECEIVABLE = "inter_unit_receivable"
    INTER_UNIT_PAYABLE = "inter_unit_payable"
    UNIDENTIFIED = "unidentified"
    PASS_THROUGH = "pass_through"  # noqa: S105  money passed on, no password
    SCHOLARSHIPS_PAYABLE = "scholarships_payable"
    OTHER_PAYABLE = "other_payable"
    PRINCIPAL = "principal"
    SPENDABLE = "spendable"
    INTERFUND = "interfund"
    GIFTS = "gifts"
    GIFTS_IN_KIND = "gifts_in_kind"
    DUES = "dues"
    INTEREST = "interest"
    OTHER_INCOME = "other_income"
    SCHOLARSHIPS = "scholarships"
    GOODS_HANDED_OVER = "goods_handed_over"
    MANAGEMENT = "management"

    @property
    def nature(self) -> Nature:
        """The side on which an account of this role grows."""
        return _NATURES[self]


_NATURES = {
    AccountRole.CASH: Nature.ASSET,
    AccountRole.BANK: Nature.ASSET,
    AccountRole.TERM_DEPOSIT: Nature.ASSET,
    AccountRole.ACCRUED_INTEREST: Nature.ASSET,
    AccountRole.RECEIVABLE: Nature.ASSET,
    AccountRole.ADVANCE: Nature.ASSET,
    AccountRole.GOODS: Nature.ASSET,
    AccountRole.INTER_UNIT_RECEIVABLE: Nature.ASSET,
    AccountRole.INTER_UNIT_PAYABLE: Nature.LIABILITY,
    AccountRole.UNIDENTIFIED: Nature.LIABILITY,
    AccountRole.PASS_THROUGH: Nature.LIABILITY,
    AccountRole.SCHOLARSHIPS_PAYABLE: Nature.LIABILITY,
    AccountRole.OTHER_PAYABLE: Nature.LIABILITY,
    AccountRole.PRINCIPAL: Nature.FUND,
    AccountRole.SPENDABLE: Nature.FUND,
    AccountRole.INTERFUND: Nature.FUND,
    AccountRole.GIFTS: Nature.INCOME,
    AccountRole.GIFTS_IN_KIND: Nature.INCOME,
    AccountRole.DUES: Nature.INCOME,
    AccountRole.INTEREST: Nature.INCOME,
    AccountRole.OTHER_INCOME: Nature.INCOME,
    AccountRole.SCHOLARSHIPS: Nature.COST,
    AccountRole.GOODS_HANDED_OVER: Nature.COST,
    AccountRole.MANAGEMENT: Nature.COST,
}


class Account(Base):
    """One account; `closed` is the first day on which it takes no posting."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("unit_id", "code"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[AccountRole] = mapped_column(one_of(AccountRole))
    closed: Mapped[date | None]


guard(
    "account_same",
    "account",
    when="BEFORE UPDATE",
    condition="NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id OR NEW.code <> OLD.code OR NEW.role <> OLD.role",
    refusal="account: its code and what it is for never change",
)
guard(
    "account_kept",
    "account",
    when="BEFORE DELETE",
    condition="1 = 1",
    refusal="account: rows are never deleted",
)


def open_account(session: Session, command: Command, code: str, name: str, role: AccountRole) -> Account:
    """Add an account to the book of the command's unit.

    Raises: AccountCodeTakenError.
    """
    if (
        session.scalar(select(Account.id).where(Account.unit_id == command.unit, Account.code == code))
        is not None
    ):
        raise AccountCodeTakenError(code=code)
    account = Account(unit_id=command.unit, code=code, name=name, role=role)
    session.add(account)
    session.flush()
    return account


def find_account(session: Session, unit_id: int, code: str) -> Account:
    """Return the account with this code.

    Raises: AccountUnknownError.
    """
    account = session.scalar(select(Account).where(Account.unit_id == unit_id, Account.code == code))
    if account is None:
        raise AccountUnknownError(code=code)
    return account


def account_for(session: Session, unit_id: int, role: AccountRole) -> Account:
    """Return the unit's open account for a role, the first by code where there are several.

    Raises: AccountUnknownError.
    """
    found = select(Account).where(Account.unit_id == unit_id, Account.role == role, Account.closed.is_(None))
    account = session.scalar(found.order_by(Account.code).limit(1))
    if account is None:
        raise AccountUnknownError(code=role.value)
    return account


def accounts(session: Session, unit_id: int) -> list[Account]:
    """Return the accounts of a unit's book by code."""
    return list(session.scalars(select(Account).where(Account.unit_id == unit_id).order_by(Account.code)))
