"""Báo cáo thu – chi: opening, received by form, used, closing; all funds together, then each fund.

TT 41/2022/TT-BTC, Điều 9 asks for it every year and when a campaign ends; the layout of its annex was not found, so
this is the one that its text implies: I. Số dư đầu kỳ; II. Số đã tiếp nhận; III. Số đã chi; IV. Số dư cuối kỳ.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs

from khfund.ledger import Account, AccountRole, Fund, Nature, accounts, funds
from khfund.ledger.balance import balances
from khfund.reports.movement import KIND_NAMES as WAYS_IN_AND_OUT
from khfund.reports.movement import MEANS_NAMES, Means, Section
from khfund.reports.official.flow import Flow, by_account, flows, total
from khfund.reports.official.heading import Scope, heading
from khfund.reports.official.ledger_book import (
    KIND_NAMES,
    BookKind,
    BookLine,
    LedgerBook,
    LineKind,
    amount,
    text,
)
from khfund.reports.official.posted_line import require_agreement, turnover
from khfund.reports.statement_table import WAITING_NAMES

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FIELDS = (
    text("number", "STT", 12),
    text("what", "Nội dung", 0),
    amount("money", "Số tiền", width=32, adds=False),
    amount("goods", "Hiện vật (quy ra tiền)", width=32, adds=False),
    amount("both", "Cộng", width=32, adds=False),
    text("note", "Ghi chú", 46),
)
_HELD = (
    ("Tiền mặt", {AccountRole.CASH}),
    ("Tiền gửi ngân hàng, kho bạc", {AccountRole.BANK}),
    ("Tiền gửi có kỳ hạn", {AccountRole.TERM_DEPOSIT}),
    ("Hiện vật", {AccountRole.GOODS}),
)


def receipts_and_payments(session: Session, scope: Scope, fund: Fund | None = None) -> LedgerBook:
    """Return the report of the days; all funds together and each of them, or one fund."""
    named = () if fund is None else (f"Quỹ {fund.code} – {fund.name}",)
    wanted = [fund] if fund is not None else funds(session, scope.unit.id)
    return LedgerBook(
        kind=BookKind.RECEIPTS_AND_PAYMENTS,
        about=(*named, str(scope.days)),
        heading=heading(session, BookKind.RECEIPTS_AND_PAYMENTS, scope),
        fields=FIELDS,
        lines=lambda: _lines(session, scope, wanted),
        signatories=("Người lập biểu", "Kế toán trưởng", "Thủ trưởng đơn vị"),
        notes=("Khoản hoàn lại và bút toán đảo được trừ vào chính khoản thu, chi của chúng.",),
    )


def _lines(session: Session, scope: Scope, wanted: list[Fund]) -> Iterator[BookLine]:
    figures = _Figures.read(session, scope)
    yield from figures.of(wanted).lines()
    if len(wanted) == 1:
        return
    for fund in wanted:
        some = figures.of([fund])
        if not some.is_idle:
            yield _line(LineKind.HEADING, f"Quỹ {fund.code} – {fund.name}")
            yield from some.lines()


@attrs.frozen
class _Figures:
    """What stood, what moved and what stands, by fund and account."""

    accounts: dict[int, Account]
    opening: dict[tuple[int, int], int]
    closing: dict[tuple[int, int], int]
    moved: dict[tuple[int, int], tuple[int, int]]
    flows: tuple[Flow, ...]

    @classmethod
    def read(cls, session: Session, scope: Scope) -> _Figures:
        """Look up the figures of all funds."""
        unit, days = scope.unit.id, scope.days

        def held(on: date) -> dict[tuple[int, int], int]:
            return {key: found for key, found in balances(session, unit, on).items() if found}

        return cls(
            accounts={one.id: one for one in accounts(session, unit)},
            opening=held(days.start - timedelta(days=1)),
            closing=held(days.last),
            moved=turnover(session, unit, days),
            flows=tuple(flows(session, unit, days)),
        )

    def of(self, wanted: list[Fund]) -> _Figures:
        """The figures of some funds."""
        ids = {fund.id for fund in wanted}
        return attrs.evolve(
            self,
            opening={key: found for key, found in self.opening.items() if key[0] in ids},
            closing={key: found for key, found in self.closing.items() if key[0] in ids},
            moved={key: found for key, found in self.moved.items() if key[0] in ids},
            flows=tuple(one for one in self.flows if one.fund in ids),
        )

    @property
    def is_idle(self) -> bool:
        """Whether a fund neither held nor moved anything."""
        return not (self.opening or self.closing or self.flows)

    # -- the lines

    def lines(self) -> Iterator[BookLine]:
        """Give the four sections and what is held for others.

        Raises: LedgerBookDisagreesError.
        """
        opening, closing = self._held(self.opening), self._held(self.closing)
        yield _line(LineKind.OPENING, "Số dư đầu kỳ", *opening, number="I")
        yield from self._places(self.opening)
        received, used, moved = (self._sum(one) for one in (Section.RECEIVED, Section.USED, None))
        yield _line(LineKind.SUBTOTAL, "Số đã tiếp nhận trong kỳ", *received, number="II")
        yield from self._received()
        yield _line(LineKind.SUBTOTAL, "Số đã chi, phân phối trong kỳ", *used, number="III")
        yield from self._used()
        change = closing[1] - opening[1] - received[1] + used[1] - moved[1]
        yield from self._between(change)
        reached = sum(opening) + sum(received) - sum(used) + sum(moved)
        require_agreement(KIND_NAMES[BookKind.RECEIPTS_AND_PAYMENTS], reached, sum(closing))
        yield _line(LineKind.CLOSING, "Số dư cuối kỳ", *closing, number="IV")
        yield from self._places(self.closing)
        yield from self._waiting()

    def _held(self, found: dict[tuple[int, int], int]) -> tuple[int, int]:
        """What belongs to the funds: as money less what is owed, and as goods."""
        natures = Nature.ASSET, Nature.LIABILITY
        money = sum(held for key, held in found.items() if self._role(key).nature in natures)
        goods = sum(held for key, held in found.items() if self._role(key) is AccountRole.GOODS)
        return money - goods, goods

    def _role(self, key: tuple[int, int]) -> AccountRole:
        return self.accounts[key[1]].role

    def _sum(self, section: Section | None) -> tuple[int, int]:
        """Money and goods of a section; of what only moved between funds or was brought forward for None."""
        wanted = (Section.TRANSFERRED, Section.BROUGHT) if section is None else (section,)
        goods = sum(total((one,), part) for part in wanted for one in self.flows if one.is_goods)
        return sum(total(self.flows, part) for part in wanted) - goods, goods

    def _places(self, found: dict[tuple[int, int], int]) -> Iterator[BookLine]:
        """Where the balance lies."""
        rest = sum(self._held(found))
        for name, roles in _HELD:
            held = sum(amount_held for key, amount_held in found.items() if self._role(key) in roles)
            rest -= held
            if held:
                is_goods = AccountRole.GOODS in roles
                yield _line(
                    LineKind.ENTRY, name, 0 if is_goods else held, held if is_goods else 0, number="–"
                )
        if rest:
            yield _line(LineKind.ENTRY, "Phải thu, tạm ứng trừ phải trả, giữ hộ", rest, 0, number="–")

    def _received(self) -> Iterator[BookLine]:
        parts = by_account(self.flows, Section.RECEIVED)
        used = [means for means in Means if any(key[2] is means for key in parts)]
        for place, means in enumerate(used, 1):
            of_means = {key: found for key, found in parts.items() if key[2] is means}
            whole = sum(of_means.values())
            goods = whole if means is Means.IN_KIND else 0
            yield _line(LineKind.ENTRY, MEANS_NAMES[means], whole - goods, goods, number=str(place))
            for (code, role, _), found in of_means.items():
                goods = found if means is Means.IN_KIND else 0
                yield _line(
                    LineKind.ENTRY, f"– {WAYS_IN_AND_OUT[role]}", found - goods, goods, note=f"TK {code}"
                )

    def _used(self) -> Iterator[BookLine]:
        names = {account.code: account.name for account in self.accounts.values()}
        sums: dict[tuple[str, AccountRole], list[int]] = {}
        for (code, role, means), found in by_account(self.flows, Section.USED).items():
            sums.setdefault((code, role), [0, 0])[means is Means.IN_KIND] += found
        for place, ((code, _), (money, goods)) in enumerate(sums.items(), 1):
            yield _line(LineKind.ENTRY, names[code], money, goods, number=str(place), note=f"TK {code}")

    def _between(self, change: int) -> Iterator[BookLine]:
        """What neither came nor was used: help between funds, balances brought forward, money turned into goods."""
        for section, name in (
            (Section.TRANSFERRED, "Chuyển giữa các quỹ"),
            (Section.BROUGHT, "Số dư đưa vào sổ, điều chỉnh"),
        ):
            both = total(self.flows, section)
            goods = sum(total((one,), section) for one in self.flows if one.is_goods)
            if both or goods:
                yield _line(LineKind.ENTRY, name, both - goods, goods, number="+")
        if change:
            note = "mua, nhận, trao qua TK phải trả, giữ hộ"
            yield _line(LineKind.ENTRY, "Tiền chuyển thành hiện vật", -change, change, number="+", note=note)

    def _waiting(self) -> Iterator[BookLine]:
        """Money and goods held for others, which are no fund's."""
        for role in (AccountRole.PASS_THROUGH, AccountRole.UNIDENTIFIED):
            before, after = (
                -sum(held for key, held in found.items() if self._role(key) is role)
                for found in (self.opening, self.closing)
            )
            left, came = (
                sum(both[side] for key, both in self.moved.items() if self._role(key) is role)
                for side in (0, 1)
            )
            require_agreement(WAITING_NAMES[role], before + came - left, after)
            if before or came or left or after:
                yield _line(LineKind.HEADING, f"V. {WAITING_NAMES[role]}")
                for name, found in (("Đầu kỳ", before), ("Đã nhận", came), ("Đã trao, đã xác định", left)):
                    yield _line(LineKind.ENTRY, name, found, 0, number="–", has_both=False)
                yield _line(LineKind.ENTRY, "Còn giữ cuối kỳ", after, 0, number="–", has_both=False)


def _line(
    kind: LineKind,
    what: str,
    money: int | None = None,
    goods: int | None = None,
    *,
    number: str = "",
    note: str = "",
    has_both: bool = True,
) -> BookLine:
    if kind is LineKind.HEADING:
        return BookLine(kind, (what, None, None, None, None, None))
    assert money is not None
    assert goods is not None
    is_entry = kind is LineKind.ENTRY
    cells = (money or None, goods or None) if is_entry else (money, goods)
    return BookLine(kind, (number, what, *cells, money + goods if has_both else money, note))
