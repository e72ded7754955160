"""What tests of payment runs start from: awards of invented pupils that are owed, payees, money in the bank and in cash."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import attrs

from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import BankLine
from khfund.calendar import Month
from khfund.db import Database
from khfund.ledger import AccountRole, account_for, balances, find_fund
from khfund.scholarships.award import NewAward, write_awards
from khfund.scholarships.award_round import find_round, open_round
from khfund.scholarships.instalment import DropReason, Instalment, Nature, NewInstalment, owe, withdraw
from khfund.scholarships.nomination import nominate
from khfund.scholarships.payee import PayeeWay, set_payee
from khfund.scholarships.payment_approval import approve_run
from khfund.scholarships.payment_draft import draft_again, draft_run
from khfund.scholarships.payment_line import PaymentLine, lines_of
from khfund.scholarships.payment_return import drop_payment, record_not_sent, record_return
from khfund.scholarships.payment_run import PaymentRun, cancel_run, find_run
from khfund.scholarships.payment_settlement import settle_by_bank, settle_in_cash
from khfund.scholarships.payment_standing import line_states
from khfund.scholarships.programme import Programme, ProgrammeKind, find_programme, open_programme
from khfund.scholarships.recipient import Recipient, RecipientKind, enter_recipient
from tests.banking.offices import a_bank_account, a_line
from tests.builders import NOW, Office, an_office

AMOUNT = 1_000_000  # đồng of one instalment
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
PAYOUT = date(2027, 1, 15)  # today, in the tests
NAMES = (
    "Lò Thị Ánh",
    "Quàng Văn Bình",
    "Hà Thị Hoà",
    "Vì Văn Hoàng",
    "Lường Thị Hương",
    "Mùa A Tu",
    "Giàng A Tủa",
)


def at(day: date) -> datetime:
    """Ten in the morning in Viet Nam."""
    return datetime.combine(day, time(3), UTC)


@attrs.define
class Payer:
    """An office that pays pupils (by id) whose awards (by id) were decided."""

    office: Office
    bank: BankAccount
    pupils: list[int] = attrs.Factory(list)
    awards: list[int] = attrs.Factory(list)

    # -- what is owed ------------------------------------------------------------------------------------------------

    def enter(self, count: int, *, way: str = "bank", code: str = "HB26") -> list[int]:
        """Enter pupils, put them forward, grant each an award; return their places."""

        def work(session: Any, command: Any) -> None:
            award_round = find_round(session, command.unit, code)
            new = []
            for place in range(len(self.pupils), len(self.pupils) + count):
                name = NAMES[place % len(NAMES)] + (f" {place}" if place >= len(NAMES) else "")
                one = enter_recipient(
                    session, command, name, RecipientKind.PUPIL, birth_day=date(2012, 2, 29)
                )
                if way:
                    _pay_to(session, command, one, way, place)
                put = nominate(
                    session, command, award_round, one, unit_id=command.unit, received=date(2026, 9, 1),
                    school="THCS Mường Mơ", school_class="7A",
                )  # fmt: skip
                new.append(NewAward(put.id, one.id, AMOUNT, "1"))
                self.pupils.append(one.id)
            granted = {"granted": date(2026, 9, 15), "decision": "12/QĐ-HKH"}
            self.awards += write_awards(session, command, award_round, new, **granted)

        first = len(self.pupils)
        self.office.do("recipient.enter", work)
        return list(range(first, first + count))

    def owe(
        self,
        *places: int,
        month: Month = OCTOBER,
        amount: int = AMOUNT,
        programme: str = "VK",
        fund: str = "KH",
    ) -> list[int]:
        """Write instalments of a month, due on its first day; return their numbers."""

        def work(session: Any, command: Any) -> list[int]:
            which = find_programme(session, command.unit, programme)
            number = find_fund(session, command.unit, fund).id
            new = [
                NewInstalment(
                    which, number, self.pupils[place], Nature.AWARD, month, amount, month.first,
                    f"Học bổng {month}", award=self.awards[place],
                )
                for place in places
            ]  # fmt: skip
            return owe(session, command, new)

        return self.office.do("award.decide", work, by=self.office.chair)

    def withdraw(self, number: int, reason: DropReason = DropReason.REVOKED) -> None:
        """Withdraw an instalment."""
        self.office.do(
            "award.revoke",
            lambda s, c: withdraw(s, c, s.get_one(Instalment, number), reason=reason, note="Quyết định 9"),
            by=self.office.chair,
        )

    def pay_to(self, place: int, way: str, *, reason: str = "Gia đình đổi", account: int = 900) -> None:
        """Set where a pupil's money goes."""

        def work(session: Any, command: Any) -> None:
            one = session.get_one(Recipient, self.pupils[place])
            _pay_to(session, command, one, way, account + place, reason=reason)

        self.office.do("recipient.payee", work)

    # -- runs --------------------------------------------------------------------------------------------------------

    def draft(self, until: date = date(2026, 10, 31), *, by: int | None = None, **scope: Any) -> PaymentRun:
        """Draft a run as the accountant."""
        return self.office.do("payment.draft", lambda s, c: draft_run(s, c, until=until, **scope), by=by)

    def approve(self, run: PaymentRun, *, by: int | None = None, **more: Any) -> PaymentRun:
        """Approve a run as the chief accountant."""
        return self.office.do(
            "payment.approve",
            lambda s, c: approve_run(s, c, find_run(s, c.unit, run.id), **more),
            by=by or self.office.chief,
        )

    def approved(self, until: date = date(2026, 10, 31), **scope: Any) -> PaymentRun:
        """A run that is drafted and approved."""
        return self.approve(self.draft(until, **scope))

    def cancel(self, run: PaymentRun, reason: str = "Lập lại") -> PaymentRun:
        """Cancel a draft."""
        return self.office.do(
            "payment.cancel", lambda s, c: cancel_run(s, find_run(s, c.unit, run.id), reason=reason)
        )

    def lines(self, run: PaymentRun) -> list[PaymentLine]:
        """The lines of a run."""
        return self.office.read(lambda s: lines_of(s, run))

    def states(self, run: PaymentRun) -> list[str]:
        """Where the lines of a run stand, by number."""

        def look(session: Any) -> list[str]:
            again = find_run(session, self.office.unit, run.id)
            found = line_states(session, again)
            return [found[line.id].value for line in lines_of(session, again)]

        return self.office.read(look)

    # -- what becomes of them ----------------------------------------------------------------------------------------

    def bank_line(self, amount: int, words: str = "", *, day: str = "15/01/2027") -> int:
        """One more line of the bank's statement; a negative amount is money that went out."""
        return a_line(self.office, self.bank, amount, day=day, words=words)

    def settle(self, line: int, *payments: PaymentLine, by: int | None = None) -> Any:
        """Settle payments with a bank line as the treasurer."""
        return self.office.do(
            "payment.settle",
            lambda s, c: settle_by_bank(s, c, s.get_one(BankLine, line), _again(s, payments)),
            by=by or self.office.treasurer,
        )

    def paid(self, *payments: PaymentLine) -> Any:
        """Let the bank pay exactly these in one line."""
        total = sum(one.amount for one in payments)
        return self.settle(self.bank_line(-total, payments[0].code), *payments)

    def settle_cash(
        self, *payments: PaymentLine, signed: str = "Lò Văn Ký", by: int | None = None, day: date = PAYOUT
    ) -> Any:
        """Settle payments in cash as the treasurer."""
        names = {one.id: signed for one in payments}
        return self.office.do(
            "payment.settle_cash",
            lambda s, c: settle_in_cash(s, c, _again(s, payments), day=day, signed=names),
            by=by or self.office.treasurer,
        )

    def returned(
        self, *payments: PaymentLine, line: int | None = None, reason: str = "Sai số tài khoản"
    ) -> Any:
        """Record that payments came back."""
        return self.office.do(
            "payment.returned",
            lambda s, c: record_return(
                s, c, _again(s, payments), reason=reason, bank_line=line and s.get_one(BankLine, line)
            ),
            by=self.office.treasurer,
        )

    def not_sent(self, *payments: PaymentLine, reason: str = "Ngân hàng báo sai tên") -> Any:
        """Record that the bank did not send payments."""
        return self.office.do(
            "payment.returned",
            lambda s, c: record_not_sent(s, c, _again(s, payments), reason=reason),
            by=self.office.treasurer,
        )

    def again(self, *payments: PaymentLine) -> PaymentRun:
        """Draft a run that pays again."""
        return self.office.do("payment.again", lambda s, c: draft_again(s, c, _again(s, payments)))

    def drop(self, payment: PaymentLine, reason: DropReason = DropReason.DIED, note: str = "") -> Any:
        """Drop a payable."""
        return self.office.do(
            "payment.drop",
            lambda s, c: drop_payment(s, c, _again(s, [payment])[0], reason=reason, note=note),
        )

    # -- money -------------------------------------------------------------------------------------------------------

    def balance(self, role: AccountRole, fund: int | None = None) -> int:
        """What an account of a role owes or holds today, as the sum of debits less credits in đồng."""

        def look(session: Any) -> int:
            number = account_for(session, self.office.unit, role).id
            sums = balances(session, self.office.unit, PAYOUT)
            return sum(amount for (of, one), amount in sums.items() if one == number and fund in (None, of))

        return self.office.read(look)

    @property
    def payable(self) -> int:
        """What is approved and not paid, as the book has it."""
        return -self.balance(AccountRole.SCHOLARSHIPS_PAYABLE)


def _again(session: Any, payments: Sequence[PaymentLine]) -> list[PaymentLine]:
    return [session.get_one(PaymentLine, one.id) for one in payments]


def _pay_to(session: Any, command: Any, one: Recipient, way: str, place: int, reason: str = "") -> None:
    account = (
        {"bank": "Agribank", "number": f"35000{place:05d}", "holder": one.full_name} if way == "bank" else {}
    )
    set_payee(session, command, one, PayeeWay(way), since=date(2026, 1, 1), reason=reason, **account)


def a_payer(
    database: Database,
    count: int = 3,
    *,
    way: str = "bank",
    cash: int = 50_000_000,
    in_bank: int = 50_000_000,
) -> Payer:
    """An office with a programme, its round, money, and pupils who hold awards of which nothing is owed yet."""
    return a_payer_at(an_office(database), count, way=way, cash=cash, in_bank=in_bank)


def a_payer_at(
    office: Office, count: int = 3, *, way: str = "bank", cash: int = 50_000_000, in_bank: int = 50_000_000
) -> Payer:
    """The same at an office that is there already."""
    bank = a_bank_account(office)
    if cash:
        office.gift(date(2026, 3, 1), cash)
    if in_bank:
        office.post(date(2026, 3, 1), office.posting(AccountRole.BANK, AccountRole.GIFTS, in_bank), kind="BC")
    office.do("programme.open", _programme, by=office.chief)
    payer = Payer(office, bank)
    if count:
        payer.enter(count, way=way)
    return payer


def _programme(session: Any, command: Any) -> None:
    fund = find_fund(session, command.unit, "KH")
    programme = open_programme(
        session, command, "VK", "Học bổng vượt khó", kind=ProgrammeKind.AWARD, fund=fund,
        account=account_for(session, command.unit, AccountRole.SCHOLARSHIPS), opened=date(2026, 1, 1),
    )  # fmt: skip
    a_round(session, command, programme, "HB26")


def a_round(session: Any, command: Any, programme: Programme, code: str) -> None:
    """One more round of a programme."""
    open_round(
        session, command, programme, code, "Học bổng vượt khó năm 2026", school_year=2026,
        fund=find_fund(session, command.unit, "KH"), budget=10**12, nominate_until=date(2027, 6, 30),
        as_of=date(2026, 9, 1),
    )  # fmt: skip


__all__ = [
    "AMOUNT",
    "NOVEMBER",
    "NOW",
    "OCTOBER",
    "PAYOUT",
    "Payer",
    "a_payer",
    "a_payer_at",
    "a_round",
    "at",
]
