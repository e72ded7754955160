"""One unit's book as a public statement reads it: its funds, openings, postings, givers and corrections."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from khfund.calendar import DateRange
from khfund.donations import ANONYMOUS, DonationEvent, Donor, DonorKind, Given, gifts
from khfund.errors import IntegrityError
from khfund.ledger import Account, Correction, Entry, Fund, PostingRow, accounts, balances
from khfund.ledger import funds as funds_of
from khfund.ledger.commitment import Commitment as Promised
from khfund.ledger.commitment import commitments
from khfund.ledger.entry import voucher_code
from khfund.reports.disclosure import AccountInfo, Commitment, CorrectionNote, FundInfo
from khfund.reports.goods_disclosure import GoodsDisclosure
from khfund.reports.movement import PostingLine
from khfund.reports.shown_goods import ShownGoods
from khfund.reports.shown_recipients import ShownRecipients
from khfund.reports.tally import OpeningBalance
from khfund.unit import Unit

GiverKey = tuple[int, int | None]


class StatementDisagreesError(IntegrityError):
    """A statement agrees with the ledger's own totals, to the đồng."""

    message = "Báo cáo không khớp sổ: quỹ {fund}, tài khoản {account} theo bút toán là {entries:dong}, theo sổ là {ledger:dong}. Chưa lập báo cáo; hãy chạy `khfund check`."
    english = "The statement does not agree with the ledger: fund {fund}, account {account} is {entries:dong} by entries and {ledger:dong} by the ledger. Nothing was made; run `khfund check`."


@attrs.frozen
class KnownGiver:
    """A giver before the list is sorted and numbered: by book and donor."""

    name: str
    kind: str
    locality: str


class ShownBook:
    """What one unit's book holds about the days and funds that are shown."""

    def __init__(
        self, session: Session, unit: Unit, days: DateRange, wanted: Sequence[Fund] | None, *, alone: bool
    ) -> None:
        self.session, self.unit, self.days = session, unit, days
        self.mark = "" if alone else f"{unit.code}:"
        chosen = funds_of(session, unit.id) if wanted is None else [f for f in wanted if f.unit_id == unit.id]
        self.funds = {fund.id: fund for fund in chosen}
        self.accounts = {account.id: account for account in accounts(session, unit.id)}
        self.given = [gift for gift in gifts(session, unit.id, days) if self._concerns(gift)]

    def _concerns(self, gift: Given) -> bool:
        return any(part.fund_id in self.funds and (part.given or part.returned) for part in gift.parts)

    def code(self, row: Account | Fund) -> str:
        """The code of an account or fund as the statement prints it."""
        return self.mark + row.code

    def fund_infos(self) -> Iterator[FundInfo]:
        """The funds that are shown."""
        several = f" – {self.unit.name}" if self.mark else ""
        for fund in self.funds.values():
            yield FundInfo(self.code(fund), fund.name + several, fund.purpose)

    def account_infos(self) -> Iterator[AccountInfo]:
        """The accounts of the book."""
        for account in self.accounts.values():
            yield AccountInfo(self.code(account), account.name, account.role)

    def openings(self) -> Iterator[OpeningBalance]:
        """What every account held for every fund before the first day."""
        for (fund, number), balance in sorted(self._balances(self.days.start - timedelta(days=1)).items()):
            account = self.accounts[number]
            yield OpeningBalance(self.code(self.funds[fund]), self.code(account), account.role, balance)

    def _balances(self, on: date) -> dict[tuple[int, int], int]:
        found = balances(self.session, self.unit.id, on)
        return {key: balance for key, balance in found.items() if key[0] in self.funds and balance}

    def postings(self, givers: Mapping[GiverKey, str]) -> Iterator[PostingLine]:
        """The postings of the days in their order, then the proof that they lead to the ledger's closing balances.

        Raises: StatementDisagreesError.
        """
        reached = Counter(self._balances(self.days.start - timedelta(days=1)))
        gives = self._entries_of_gifts(givers)
        for row in self.session.execute(self._query()):
            reached[row.fund_id, row.debit_id] += row.amount
            reached[row.fund_id, row.credit_id] -= row.amount
            debit, credit = self.accounts[row.debit_id], self.accounts[row.credit_id]
            yield PostingLine(
                entry=row.id,
                day=row.day,
                voucher=voucher_code(row.voucher_kind, row.voucher_year, row.voucher_number),
                fund=self.code(self.funds[row.fund_id]),
                debit=self.code(debit),
                debit_role=debit.role,
                credit=self.code(credit),
                credit_role=credit.role,
                amount=row.amount,
                opening=Correction.OPENING in {row.correction, row.of_correction},
                correction=row.correction.value if row.corrects_id else "",
                corrects=row.corrects_id,
                giver=gives.get(row.id, ""),
            )
        self._require_agreement(reached)

    def _query(self) -> Any:
        origin = aliased(Entry)
        columns = (
            Entry.id, Entry.day, Entry.voucher_kind, Entry.voucher_year, Entry.voucher_number, Entry.correction,
            Entry.corrects_id, origin.correction.label("of_correction"),
            PostingRow.fund_id, PostingRow.debit_id, PostingRow.credit_id, PostingRow.amount,
        )  # fmt: skip
        query = select(*columns).join(PostingRow, PostingRow.entry_id == Entry.id)
        query = query.outerjoin(origin, origin.id == Entry.corrects_id).where(*self._shown())
        return query.order_by(Entry.day, Entry.id, PostingRow.line).execution_options(yield_per=10_000)

    def _shown(self) -> tuple[Any, ...]:
        return (
            Entry.unit_id == self.unit.id,
            Entry.day >= self.days.start,
            Entry.day < self.days.end,
            PostingRow.fund_id.in_(self.funds),
        )

    def _require_agreement(self, reached: Counter[tuple[int, int]]) -> None:
        ledger = self._balances(self.days.last)
        for fund, account in sorted(reached.keys() | ledger.keys()):
            entries, kept = reached[fund, account], ledger.get((fund, account), 0)
            if entries != kept:
                raise StatementDisagreesError(
                    fund=self.funds[fund].code,
                    account=self.accounts[account].code,
                    entries=entries,
                    ledger=kept,
                )

    def _entries_of_gifts(self, givers: Mapping[GiverKey, str]) -> dict[int, str]:
        """Entry → giver's number: the entries of gifts that are listed, and of what went back of them."""
        numbers = {gift.donation_id: givers[self.key(gift)] for gift in self.given}
        query = select(DonationEvent.entry_id, DonationEvent.donation_id)
        query = query.join(Entry, Entry.id == DonationEvent.entry_id).where(Entry.unit_id == self.unit.id)
        query = query.where(Entry.day >= self.days.start, Entry.day < self.days.end)
        back = self.session.execute(query)
        return numbers | {entry: numbers[donation] for entry, donation in back if donation in numbers}

    def key(self, gift: Given) -> GiverKey:
        """A giver by unit and donor; all who stay unnamed are one."""
        return (0, None) if gift.giver == ANONYMOUS else (self.unit.id, gift.donor_id)

    def givers(self) -> dict[GiverKey, KnownGiver]:
        """The givers of the listed gifts."""
        wanted = sorted({gift.donor_id for gift in self.given if gift.donor_id is not None})
        kinds: dict[int, DonorKind] = {}
        for first in range(0, len(wanted), 10_000):
            query = select(Donor.id, Donor.kind).where(Donor.id.in_(wanted[first : first + 10_000]))
            kinds.update((row.id, row.kind) for row in self.session.execute(query))
        found = {}
        for gift in self.given:
            key = self.key(gift)
            kind = "anonymous" if key[1] is None else kinds[key[1]].value
            found[key] = KnownGiver(gift.giver, kind, gift.locality)
        return found

    def goods(self) -> GoodsDisclosure:
        """The goods of the shown funds, and what only passed through them."""
        return ShownGoods(self.session, self.unit.id, self.days, self.funds, self.mark).read()

    def recipients(self) -> ShownRecipients:
        """Who received from the shown funds through payment runs."""
        return ShownRecipients(self.session, self.unit, self.days, self.funds, mark=self.mark)

    def commitments(self) -> Iterator[Commitment]:
        """What the shown funds had promised and not paid at the end of the days, by fund and purpose."""
        found: dict[tuple[str, str], list[Promised]] = defaultdict(list)
        for one in commitments(self.session, self.unit.id, self.days.last):
            if one.fund in self.funds:
                found[self.code(self.funds[one.fund]), one.what].append(one)
        for (fund, what), some in sorted(found.items()):
            yield Commitment(fund, what, len(some), sum(p.amount for p in some), max(p.day for p in some))

    def corrections(self) -> Iterator[CorrectionNote]:
        """The entries of these days that correct earlier ones, with what they moved in the shown funds."""
        origin = aliased(Entry)
        query = select(Entry, origin, func.sum(PostingRow.amount)).join(
            origin, origin.id == Entry.corrects_id
        )
        query = query.join(PostingRow, PostingRow.entry_id == Entry.id).where(*self._shown())
        query = query.group_by(Entry.id, origin.id).order_by(Entry.day, Entry.id)
        for entry, of, amount in self.session.execute(query):
            assert entry.correction is not None
            yield CorrectionNote(
                entry.id,
                entry.voucher_code,
                entry.day,
                entry.correction.value,
                of.id,
                of.voucher_code,
                of.day,
                int(amount),
            )
