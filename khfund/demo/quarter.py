"""What is done when a quarter is over: the cash list, the banks' statements, matching, findings, reconciling, closing."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import BankLine, LineState, lines
from khfund.banking.imported_statement import ImportResult, import_statement
from khfund.banking.line_booking import book_unidentified, unmatched_credits
from khfund.banking.reconciliation import reconcile
from khfund.banking.statement_format import BankStatement, read_statement
from khfund.calendar import Month
from khfund.command import Answer, Command
from khfund.demo.finding import Finding
from khfund.demo.office import BIDV, VIETCOMBANK, Office, at
from khfund.demo.own_line import book_own_lines
from khfund.demo.payment import Payment
from khfund.demo.term_deposit import accrue_month
from khfund.demo.year_end import end_year
from khfund.donations.donation import Donation
from khfund.donations.donor import enter_donor, find_donor
from khfund.donations.gift_list import guessed_kind
from khfund.donations.likeness import Traits
from khfund.donations.line_decision import Verdict, decide
from khfund.donations.proposal import Proposal, ProposalState, accept_all, propose
from khfund.donations.received_list import receive_list
from khfund.donations.refund import refund
from khfund.donations.sender import sender_of
from khfund.ledger import Fund, close_period

BANKS = {VIETCOMBANK: "vietcombank.xlsx", BIDV: "bidv.xls"}


@attrs.define
class Tally:
    """What a year's matching came to: lines by what they turned out to be."""

    new: int = 0
    known: int = 0
    balances: int = 0
    own: int = 0
    paid: int = 0
    matched: int = 0
    confirmed: int = 0
    ambiguous: int = 0
    unidentified: int = 0
    identified: int = 0
    repeated: int = 0


@attrs.define
class Quarter:
    """A quarter of 2025 with its payments and what was found out about its doubtful lines."""

    office: Office
    number: int
    payments: list[Payment]
    findings: list[Finding]
    tally: Tally

    @property
    def months(self) -> list[Month]:
        """The three months."""
        return [Month(2025, self.number * 3 - back) for back in (2, 1, 0)]

    @property
    def last(self) -> date:
        """The last day."""
        return self.months[-1].last

    def later(self, days: int) -> date:
        """Return a day after the quarter's end."""
        return self.last + timedelta(days)

    # -- cash

    def take_cash_list(self) -> None:
        """Book the paper list of cash gifts; one giver had asked for the money back since."""
        file, moment = self.office.file(f"2025-q{self.number}-thu-tien-mat.xlsx"), at(self.later(1), 9)

        def work(session: Session, command: Command) -> Answer:
            taken = receive_list(session, command, file)
            return {"gifts": taken.gifts, "amount": taken.amount}

        self.office.do("thuquy", "donation.receive_list", moment, work, file=file.name)
        self.office.do("ketoan", "donation.refund", at(self.later(1), 10), self._give_back_cash)

    def _give_back_cash(self, session: Session, command: Command) -> Answer:
        asked = select(Donation).where(
            Donation.note.like("Xin nhận lại%"), Donation.day > self.months[0].first
        )
        given = session.scalars(asked).all()
        day = date(2025, 8, 20)
        refunded = [
            refund(session, command, one, day=day, reason="người ủng hộ xin nhận lại") for one in given
        ]
        return {"refunds": len(refunded)}

    # -- the banks' statements

    def take_statements(self) -> None:
        """Take both statements in; Vietcombank's once more, which adds nothing."""
        for number, ending in BANKS.items():
            statement = read_statement(self.office.file(f"2025-q{self.number}-{ending}"))
            result = self._take(number, statement, minute=0)
            self.tally.new += result["new"]
            self.tally.known += result["known"]
            self.tally.balances += statement.balances_checked
            if number == VIETCOMBANK:
                again = self._take(number, statement, minute=30)
                assert again["new"] == 0, "a statement taken in twice adds nothing"
                self.tally.repeated += again["known"]

    def _take(self, number: str, statement: BankStatement, *, minute: int) -> Answer:
        def work(session: Session, command: Command) -> Answer:
            result: ImportResult = import_statement(
                session, command, self.office.bank(session, number), statement
            )
            return {"new": result.new, "known": result.known}

        return self.office.do(
            "ketoan", "bank.import", at(self.later(5), 9, minute), work, file=statement.file
        )

    def book_own_lines(self) -> None:
        """Post interest, fees and own transfers, and match the payments that were posted before."""
        for number in BANKS:
            answer = self.office.do(
                "ketoan",
                "bank.book_lines",
                at(self.later(5), 10),
                partial(self._own, number),
                account=number,
            )
            self.tally.own += answer["own"]
            self.tally.paid += answer["paid"]

    def _own(self, number: str, session: Session, command: Command) -> Answer:
        return book_own_lines(session, command, self.office, number, self.payments)

    def accrue(self, months: list[Month]) -> None:
        """Accrue the interest of the endowment's deposits."""
        for minute, month in enumerate(months, 40):
            accrue_month(self.office, month, self.later(5), minute)

    # -- who gave

    def match(self) -> None:
        """Look at the proposals, decide what a person can decide, book it; what stays unknown waits on its account."""
        for number in BANKS:
            answer = self.office.do(
                "ketoan",
                "bank.decide",
                at(self.later(6), 9),
                partial(self._decide, number),
                account=number,
            )
            self.tally.confirmed += answer["confirmed"]
            self.tally.matched += answer["matched"]
            self.tally.ambiguous += answer["ambiguous"]
            answer = self.office.do(
                "ketoan",
                "donation.accept",
                at(self.later(6), 11),
                partial(self._accept, number),
                account=number,
            )
            self.tally.unidentified += answer["unidentified"]
        self.office.do("thuquy", "donation.refund", at(self.later(6), 14), self._give_back_transfer)

    def _decide(self, number: str, session: Session, command: Command) -> Answer:
        """Confirm or name givers; whatever the office has doubts about stays unknown, whoever seems to be named."""
        account = self.office.bank(session, number)
        doubted = {one.line(session, self.office).id for one in self.findings if one.bank == number}
        proposals = list(propose(session, account))
        confirmed = 0
        for one in proposals:
            line = session.get_one(BankLine, one.line)
            if one.line in doubted:
                decide(session, command, line, Verdict.UNKNOWN)
            elif one.state is not ProposalState.MATCHED:
                confirmed += self._name(session, command, account, one, line)
        return {
            "confirmed": confirmed,
            "matched": sum(
                one.state is ProposalState.MATCHED and one.line not in doubted for one in proposals
            ),
            "ambiguous": sum(one.state is ProposalState.AMBIGUOUS for one in proposals),
        }

    def _name(
        self, session: Session, command: Command, account: BankAccount, proposal: Proposal, line: BankLine
    ) -> bool:
        """Decide who gave where one donor fits, or where the bank's words name somebody new."""
        fund = session.get_one(Fund, account.default_fund_id)
        known = {one.target.donor for one in proposal.candidates} - {None}
        name = sender_of(line.narration, line.counterparty, line.counterparty_account).name
        if len(known) == 1:
            donor = find_donor(session, command.unit, known.pop() or 0)
        elif not known and name:
            donor = enter_donor(session, command, Traits(name.title(), guessed_kind(name)))
        else:
            return False
        decide(session, command, line, Verdict.GIFT, donor=donor, fund=fund)
        return True

    def _accept(self, number: str, session: Session, command: Command) -> Answer:
        account = self.office.bank(session, number)
        accepted = accept_all(session, command, account)
        unknown = book_unidentified(session, command, unmatched_credits(session, account.id))
        return {"gifts": accepted.gifts, "unidentified": unknown.entries}

    def _give_back_transfer(self, session: Session, command: Command) -> Answer:
        """Give back what was sent twice by mistake, by the line on which the bank paid it out."""
        account = self.office.bank(session, VIETCOMBANK)
        out = [
            line
            for line in lines(session, account.id, LineState.UNMATCHED)
            if line.narration.startswith("HOAN TRA")
        ]
        for line in out:
            sent = select(Donation).where(
                Donation.amount == line.debit, Donation.day == line.day - timedelta(7)
            )
            donation = session.scalars(sent.order_by(Donation.id.desc())).first()
            assert donation is not None, "money goes back for a gift that came"
            refund(session, command, donation, day=line.day, reason="chuyển trùng", bank_line=line)
        return {"refunds": len(out)}

    def identify(self, finding: Finding) -> None:
        """Book a finding: in the quarter itself while that is open, else on the day it was made."""
        day = self.last if finding.found < self.later(9) else finding.found
        self.tally.identified += finding.book(self.office, day=day)

    # -- closing

    def reconcile(self) -> None:
        """Reconcile both bank accounts month by month."""
        for number in BANKS:
            for month in self.months:
                self.office.do(
                    "ketoan",
                    "bank.reconcile",
                    at(self.later(9), 9),
                    partial(self._reconcile, number, month),
                    account=number,
                    month=str(month),
                )

    def _reconcile(self, number: str, month: Month, session: Session, command: Command) -> Answer:
        return {"bank": reconcile(session, command, self.office.bank(session, number), month).bank_closing}

    def close(self) -> None:
        """Close the three months, December with its year; money still unidentified is accepted by name and shown."""
        day = self.later(10)
        for month in self.months:
            if month.month == 12:
                self.office.do("ketoantruong", "year.close", at(day, 17), end_year, year=month.year)
                continue
            self.office.do(
                "ketoantruong", "period.close", at(day, 16), partial(self._close, month), month=str(month)
            )

    def _close(self, month: Month, session: Session, command: Command) -> Answer:
        book = close_period(
            session, command, month, today=self.later(10), accepting=["unidentified", "cash-count"]
        )
        return {"closed_until": book.closed_until}
