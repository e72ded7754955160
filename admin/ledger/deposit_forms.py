"""The forms of term deposits: what a contract says, what the bank's slip says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from admin.deed import DeedForm
from admin.field import Choice, Day, InMonth, Line, Money, Percent, TermLength, Tick
from admin.ledger.choosing import account_choices, fund_choices
from admin.visitor import unit as open_unit
from khfund.calendar import Month, today
from khfund.ledger import AccountRole, Contract, Places, find_account, find_deposit, find_fund
from khfund.ledger.deposit import PAID_NAMES, InterestPaid
from khfund.ledger.deposit_event import standing
from khfund.ledger.deposit_interest import DAY_COUNT_NAMES, DayCount, Term, TermUnreadableError
from khfund.ledger.deposit_maturity import Renewal
from khfund.unit import Unit

SLIP = "Theo giấy báo của ngân hàng; để trống nếu đúng bằng số tính theo hợp đồng."


class ContractForm(DeedForm):
    """A contract with a bank, and the places in the book between which its money stands."""

    fund = Choice("Quỹ")
    amount = Money("Số tiền gửi")
    bank = Line("Ngân hàng")
    contract = Line("Số hợp đồng tiền gửi")
    rate = Percent("Lãi suất, % một năm", hint="Ví dụ 4,75.")
    opened = Day("Ngày gửi theo hợp đồng", default=today)
    term = TermLength("Kỳ hạn", required=False, hint="«6 tháng», «2 tuần», «182 ngày».")
    matures = Day("Ngày đáo hạn", required=False, hint="Chỉ ghi khi hợp đồng nêu ngày khác kỳ hạn.")
    pays = Choice("Ngân hàng trả lãi", dict(PAID_NAMES), default=InterestPaid.AT_MATURITY.value)
    day_count = Choice("Cách tính lãi", dict(DAY_COUNT_NAMES), default=DayCount.ACTUAL_365.value)
    demand_rate = Percent("Lãi suất khi rút trước hạn, % một năm", default=Decimal(0))
    paying = Choice("Tài khoản chuyển tiền đi (112)")
    account = Choice("Tài khoản tiền gửi có kỳ hạn (121)")
    holder = Line("Tên người gửi trên hợp đồng", required=False, hint="Để trống nếu đứng tên đơn vị.")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's funds and the accounts between which a deposit stands."""
        self.fund.offer(fund_choices(session, unit.id))
        self.paying.offer(account_choices(session, unit.id, {AccountRole.BANK}))
        self.account.offer(account_choices(session, unit.id, {AccountRole.TERM_DEPOSIT}))

    @property
    def says(self) -> Contract:
        """The contract; a term that is not said runs to the day of maturity.

        Raises: TermUnreadableError.
        """
        opened, matures, term = self.opened.data, self.matures.data, self.term.data
        if term is None and matures is None:
            raise TermUnreadableError(text="")
        return Contract(
            bank=self.bank.data,
            number=self.contract.data,
            principal=self.amount.data,
            rate=self.rate.data,
            opened=opened,
            term=term or Term((matures - opened).days, in_months=False),
            matures=matures,
            day_count=DayCount(self.day_count.data),
            interest_paid=InterestPaid(self.pays.data),
            demand_rate=self.demand_rate.data,
            holder=self.holder.data,
        )

    def places(self, session: Session, unit_id: int) -> Places:
        """The fund and the accounts of the unit that were chosen."""
        return Places(
            find_fund(session, unit_id, self.fund.data),
            find_account(session, unit_id, self.paying.data),
            find_account(session, unit_id, self.account.data),
        )


class PlacingForm(ContractForm):
    """A deposit that is placed."""

    interest = Money(
        "Lãi ngân hàng trả trước", required=False, hint="Chỉ khi ngân hàng trả lãi trước: số trên giấy báo."
    )


class TakeOverForm(ContractForm):
    """A deposit that the books hold already: of the opening balance, or handed over."""

    interest = Money("Lãi của khoản này đã có trong số dư đầu kỳ", required=False)
    paid_until = Day("Ngân hàng đã trả lãi đến ngày", required=False)
    day = Day("Ngày nhận bàn giao", required=False, hint="Chỉ khi nhận từ đơn vị đã kết thúc.")


class AccrualForm(DeedForm):
    """Up to the end of which month interest is accrued."""

    month = InMonth("Đến hết tháng", default=lambda: Month.of(today()).previous())


class _OfDeposit(DeedForm):
    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Begin with the day on which the deposit matures."""
        if not self.is_submitted():
            deposit = find_deposit(session, open_unit().id, path["number"])
            self.begin(deposit, standing(session, deposit))

    def begin(self, deposit: Any, now: Any) -> None:
        """Set the first values."""


class SlipForm(_OfDeposit):
    """The bank's slip at maturity."""

    day = Day("Ngày tiền về")
    interest = Money("Tiền lãi", required=False, hint=SLIP)

    def begin(self, deposit: Any, now: Any) -> None:
        """The money comes back on the day of maturity."""
        self.day.process_data(deposit.matures)


class InterestForm(DeedForm):
    """The bank's slip when it pays interest before maturity."""

    day = Day("Ngày ngân hàng trả lãi", default=today, hint="Lãi tính đến trước ngày này.")
    interest = Money("Tiền lãi", required=False, hint=SLIP)


class RenewalForm(_OfDeposit):
    """How a deposit goes on after its maturity."""

    rate = Percent("Lãi suất mới, % một năm")
    with_interest = Tick("Nhập cả lãi vào gốc")
    term = TermLength("Kỳ hạn mới", required=False)
    matures = Day("Ngày đáo hạn mới", required=False, hint="Chỉ ghi khi hợp đồng nêu ngày khác kỳ hạn.")
    contract = Line("Số hợp đồng mới", required=False, hint="Để trống nếu giữ số cũ.")
    demand_rate = Percent(
        "Lãi suất khi rút trước hạn, % một năm", required=False, hint="Để trống nếu như cũ."
    )
    pays = Choice("Ngân hàng trả lãi", dict(PAID_NAMES), required=False, hint="Để trống nếu như cũ.")
    day = Day("Ngày ghi sổ")
    interest = Money("Tiền lãi của kỳ cũ", required=False, hint=SLIP)

    def begin(self, deposit: Any, now: Any) -> None:
        """It goes on from its maturity, for the same term."""
        self.day.process_data(deposit.matures)
        self.term.process_data(deposit.term)

    @property
    def says(self) -> Renewal:
        """The new contract; what is empty stays as it was."""
        return Renewal(
            rate=self.rate.data,
            with_interest=self.with_interest.data,
            term=self.term.data,
            matures=self.matures.data,
            number=self.contract.data or None,
            demand_rate=self.demand_rate.data,
            interest_paid=InterestPaid(self.pays.data) if self.pays.data else None,
        )


class WithdrawalForm(_OfDeposit):
    """The bank's slip when money is withdrawn before maturity."""

    day = Day("Ngày rút", default=today)
    amount = Money("Số gốc rút")
    interest = Money("Tiền lãi được trả", required=False, hint=SLIP)
    taken_back = Money(
        "Tiền lãi bị thu lại", required=False, hint="Lãi đã trả mà ngân hàng thu lại, theo giấy báo."
    )

    def begin(self, deposit: Any, now: Any) -> None:
        """All of it, unless less is said."""
        self.amount.process_data(now.principal)

    @property
    def slip(self) -> int | None:
        """What the slip says in the end, negative where more was taken back than paid; None: as computed."""
        paid: int | None = self.interest.data
        back: int | None = self.taken_back.data
        return paid if back is None else (paid or 0) - back


class HandOnForm(DeedForm):
    """When a contract goes to the unit that takes over."""

    day = Day("Ngày bàn giao", default=today)


class UndoForm(DeedForm):
    """Why the last thing that was entered is taken back."""

    reason = Line("Lý do")
    day = Day("Ngày ghi bút toán đảo", required=False, hint="Để trống: ngày của việc ấy.")
