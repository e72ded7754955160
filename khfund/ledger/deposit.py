"""Term deposits: the contract that a fund has with a bank. What happens to it is told by `deposit_event`.

An organisation holds term deposits by contract, through its own payment account; a savings book is for individuals.

Source: TT 49/2018/TT-NHNN (term deposits), TT 48/2018/TT-NHNN (savings of individuals), TT 04/2022/TT-NHNN (early
withdrawal).
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, String, TextClause, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, guard, never_changes, one_of, whole
from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountRole
from khfund.ledger.deposit_interest import DayCount, Earning, Term, millionths, percent, require_rate
from khfund.ledger.fund import Fund
from khfund.unit import Unit
from khfund.vietnamese import clean, fold

if TYPE_CHECKING:
    from khfund.command import Command

PRINCIPAL_MAX = 10**15  # đồng


class DepositUnknownError(KhfundError):
    """A deposit is known in its unit by its number here."""

    message = "Đơn vị không có khoản tiền gửi số {number}; xem bằng `khfund deposit list`."
    english = "The unit has no deposit number {number}; see `khfund deposit list`."


class DepositTermsError(KhfundError):
    """A contract has a bank, a number, money in it, and matures after it opens."""

    message = "Hợp đồng tiền gửi «{contract}» không hợp lệ: {reason}. Hãy kiểm tra lại hợp đồng."
    english = "The deposit contract «{contract}» does not fit: {reason}. Check the contract."


class DepositContractTakenError(KhfundError):
    """A contract of a bank is entered once; what rolls over may keep its number."""

    message = "Hợp đồng {contract} tại {bank} đã có trong sổ (khoản tiền gửi số {number}); không ghi hai lần."
    english = "The contract {contract} at {bank} is in the book already (deposit number {number}); it is not entered twice."


class DepositAccountError(KhfundError):
    """A deposit stands between a bank account of the book and an account for term deposits, in a fund of the unit."""

    message = "Tài khoản {code} không dùng được ở đây; cần một tài khoản {wanted} của đơn vị."
    english = "The account {code} cannot be used here; it must be the unit's own account for {wanted}."


class DepositHolderError(KhfundError):
    """A deposit in somebody else's name is pointed out: an organisation holds deposits by contract, in its own name."""

    message = "Lưu ý (phát hiện kiểm tra): khoản tiền gửi {contract} đứng tên «{holder}», không phải tên đơn vị. Tổ chức gửi tiền có kỳ hạn theo hợp đồng, qua tài khoản thanh toán của mình (TT 49/2018/TT-NHNN); sổ tiết kiệm chỉ dành cho cá nhân (TT 48/2018/TT-NHNN). Hãy chuyển về tên đơn vị."
    english = "Note (audit finding): the deposit {contract} is in the name of «{holder}», not of the unit. An organisation holds term deposits by contract through its own payment account (TT 49/2018/TT-NHNN); a savings book is for individuals (TT 48/2018/TT-NHNN). Have it put into the unit's name."


class InterestPaid(enum.StrEnum):
    """When the bank pays the interest."""

    AT_MATURITY = "at_maturity"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    IN_ADVANCE = "in_advance"


PAID_NAMES = {
    InterestPaid.AT_MATURITY: "cuối kỳ",
    InterestPaid.MONTHLY: "hằng tháng",
    InterestPaid.QUARTERLY: "hằng quý",
    InterestPaid.IN_ADVANCE: "trả trước",
}


@attrs.frozen
class Contract:
    """What the paper says. Rates are per cent a year; `matures` is the actual day, where it is not the term's own.

    `demand_rate` is what money earns that is withdrawn early.
    """

    bank: str
    number: str
    principal: int
    rate: Decimal
    opened: date
    term: Term
    matures: date | None = None
    day_count: DayCount = DayCount.ACTUAL_365
    interest_paid: InterestPaid = InterestPaid.AT_MATURITY
    demand_rate: Decimal = Decimal(0)
    holder: str = ""


@attrs.frozen
class Places:
    """The fund that a deposit belongs to, the bank account (112) that it was paid from, and its own account (121)."""

    fund: Fund
    paying: Account
    account: Account


class Deposit(Base):
    """A contract as it was entered; amounts in đồng, rates in millionths a year (4.75 % is 47,500).

    `root_id` is the first contract of a chain of contracts that rolled over, `predecessor_id` the one before.
    """

    __tablename__ = "deposit"
    __table_args__ = (
        CheckConstraint("principal > 0", name="principal_positive"),
        CheckConstraint("matures > opened", name="matures_after_opening"),
        CheckConstraint("rate >= 0 AND demand_rate >= 0 AND demand_rate <= rate", name="rates_sensible"),
        CheckConstraint("(day_count = 'actual_365') OR term_in_months", name="months_counted"),
        *whole("id", "principal", "rate", "demand_rate"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    paying_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    bank: Mapped[str] = mapped_column(String(100))
    number: Mapped[str] = mapped_column(String(60))
    holder: Mapped[str] = mapped_column(String(200))
    principal: Mapped[int] = mapped_column(Whole)
    rate: Mapped[int] = mapped_column(Whole)
    demand_rate: Mapped[int] = mapped_column(Whole)
    day_count: Mapped[DayCount] = mapped_column(one_of(DayCount))
    interest_paid: Mapped[InterestPaid] = mapped_column(one_of(InterestPaid))
    opened: Mapped[date]
    matures: Mapped[date]
    term_count: Mapped[int]
    term_in_months: Mapped[bool]
    root_id: Mapped[int] = mapped_column(ForeignKey("deposit.id"))
    predecessor_id: Mapped[int | None] = mapped_column(ForeignKey("deposit.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def term(self) -> Term:
        """How long it was meant to stay."""
        return Term(self.term_count, in_months=self.term_in_months)

    @property
    def earning(self) -> Earning:
        """What it earns if it stays to its end."""
        months = self.term_count if self.term_in_months else 0
        return Earning(percent(self.rate), self.opened, self.matures, self.day_count, months)

    @property
    def is_in_advance(self) -> bool:
        """Whether the bank pays the interest on the first day."""
        return self.interest_paid is InterestPaid.IN_ADVANCE

    @property
    def label(self) -> str:
        """The contract as people name it: 123/HĐTG (Vietcombank)."""
        return f"{self.number} ({self.bank})"


never_changes("deposit")
_NOT_UNDONE = (
    "EXISTS (SELECT 1 FROM deposit_event e WHERE e.deposit_id = o.id "
    "AND e.kind IN ('placed', 'taken_over', 'rolled_in') "
    "AND NOT EXISTS (SELECT 1 FROM deposit_event u WHERE u.undoes_id = e.id))"
)
guard(
    "deposit_number_once",
    "deposit",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM deposit o WHERE o.unit_id = NEW.unit_id AND o.bank = NEW.bank "  # noqa: S608  our own words
    f"AND o.number = NEW.number AND o.root_id <> NEW.root_id AND {_NOT_UNDONE})",
    refusal="deposit: the contract is in the book already",
)


@witnesses("deposit")
def _entered(session: Session) -> Iterator[tuple[int, str, str]]:
    rows = session.scalars(select(Deposit).order_by(Deposit.id).execution_options(yield_per=1_000))
    for row in rows:
        yield row.command_number, _figures(row), _texts(row)


def _figures(row: Deposit) -> str:
    parts = (
        row.id, row.unit_id, row.fund_id, row.paying_id, row.account_id, row.principal, row.rate, row.demand_rate,
        row.day_count.value, row.interest_paid.value, row.opened, row.matures, row.term_count, row.term_in_months,
        row.root_id, row.predecessor_id or "",
    )  # fmt: skip
    return "|".join(map(str, parts))


def _texts(row: Deposit) -> str:
    return f"{row.bank}|{row.number}|{row.holder}"


def enter(
    session: Session, command: Command, contract: Contract, places: Places, *, after: Deposit | None = None
) -> Deposit:
    """Write a contract down, after another one if it rolls over; only the verbs that begin a deposit call this.

    Raises: DepositTermsError, RateUnfitError, DepositAccountError, DepositContractTakenError; warns with
    DepositHolderError.
    """
    contract = attrs.evolve(
        contract, bank=clean(contract.bank), number=clean(contract.number), holder=clean(contract.holder)
    )
    matures = _require_terms(contract)
    _require_places(command, places)
    number = (session.scalar(select(func.max(Deposit.id))) or 0) + 1
    root = after.root_id if after else number
    _require_new(session, command, contract, root)
    holder = contract.holder or session.get_one(Unit, command.unit).name
    deposit = Deposit(
        id=number,
        matures=matures,
        holder=holder,
        root_id=root,
        predecessor_id=after.id if after else None,
        command_number=command.number,
        **_written_down(command.unit, contract, places),
    )
    session.add(deposit)
    session.flush()
    command.witness("deposit", _figures(deposit), _texts(deposit))
    _look_at_holder(session, command, deposit)
    return deposit


def _written_down(unit: int, contract: Contract, places: Places) -> dict[str, Any]:
    """The columns that a contract and its places fill."""
    return {
        "unit_id": unit,
        "fund_id": places.fund.id,
        "paying_id": places.paying.id,
        "account_id": places.account.id,
        "bank": contract.bank,
        "number": contract.number,
        "principal": contract.principal,
        "rate": millionths(contract.rate),
        "demand_rate": millionths(contract.demand_rate),
        "day_count": contract.day_count,
        "interest_paid": contract.interest_paid,
        "opened": contract.opened,
        "term_count": contract.term.count,
        "term_in_months": contract.term.in_months,
    }


def _look_at_holder(session: Session, command: Command, deposit: Deposit) -> None:
    unit = session.get_one(Unit, command.unit)
    if fold(deposit.holder) != fold(unit.name):
        command.warn(DepositHolderError(contract=deposit.label, holder=deposit.holder))


def _require_terms(contract: Contract) -> date:
    """Return the day on which the contract matures."""
    require_rate(contract.rate)
    require_rate(contract.demand_rate)
    matures = contract.matures or contract.term.end(contract.opened)
    said = f"{contract.number} ({contract.bank})"
    wrong = {
        "chưa ghi ngân hàng hoặc số hợp đồng": not contract.bank or not contract.number,
        "số tiền gửi phải là số đồng nguyên, lớn hơn 0": not 0 < contract.principal <= PRINCIPAL_MAX,
        f"đáo hạn {matures:%d/%m/%Y} không sau ngày gửi {contract.opened:%d/%m/%Y}": matures
        <= contract.opened,
        "lãi suất không kỳ hạn cao hơn lãi suất có kỳ hạn": contract.demand_rate > contract.rate,
        "tính lãi theo tháng thì kỳ hạn phải tính bằng tháng": contract.day_count is DayCount.MONTHS_12
        and not contract.term.in_months,
    }
    for reason, is_so in wrong.items():
        if is_so:
            raise DepositTermsError(contract=said[:160], reason=reason)
    return matures


def _require_places(command: Command, places: Places) -> None:
    for account, role, wanted in (
        (places.paying, AccountRole.BANK, "tiền gửi ngân hàng (112)"),
        (places.account, AccountRole.TERM_DEPOSIT, "tiền gửi có kỳ hạn (121)"),
    ):
        if account.role is not role or account.unit_id != command.unit:
            raise DepositAccountError(code=account.code, wanted=wanted)
    assert places.fund.unit_id == command.unit, "a deposit belongs to a fund of the unit's own"


def _require_new(session: Session, command: Command, contract: Contract, root: int) -> None:
    from_bank = select(Deposit).where(Deposit.unit_id == command.unit, Deposit.root_id != root)
    said = (fold(contract.bank), fold(contract.number))
    for other in session.scalars(from_bank.where(_standing())):
        if (fold(other.bank), fold(other.number)) == said:
            raise DepositContractTakenError(contract=contract.number, bank=contract.bank, number=other.id)


def _standing() -> TextClause:
    return text(_NOT_UNDONE.replace("o.id", "deposit.id"))


# -- reads ----------------------------------------------------------------------------------------------------------


def find_deposit(session: Session, unit_id: int, number: int) -> Deposit:
    """Return a deposit of the unit by its number here.

    Raises: DepositUnknownError.
    """
    deposit = session.get(Deposit, number)
    if deposit is None or deposit.unit_id != unit_id:
        raise DepositUnknownError(number=number)
    return deposit


def deposits(session: Session, unit_id: int) -> list[Deposit]:
    """Return every contract of the unit in the order entered, closed and undone ones included."""
    return list(session.scalars(select(Deposit).where(Deposit.unit_id == unit_id).order_by(Deposit.id)))


def successor_of(session: Session, deposit: Deposit) -> Deposit | None:
    """Return the contract into which a deposit rolled over last, if any."""
    query = select(Deposit).where(Deposit.predecessor_id == deposit.id)
    return session.scalar(query.order_by(Deposit.id.desc()).limit(1))
