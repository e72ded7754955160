"""Sổ chi tiết phân phối, sử dụng: what each programme used, and who got it.

Recipients are mostly children. Their names stand in a restricted copy alone, which says so on every page; the open one
shows what each programme came to. Source: NĐ 93/2019, Điều 31 (by recipient); Luật Trẻ em 2016 and the privacy rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import select

from khfund.donations.hand_over import HandOver
from khfund.ledger import Account, AccountRole, Fund, Nature, accounts, funds
from khfund.reports.movement import Section
from khfund.reports.official.flow import by_account, flows
from khfund.reports.official.giver_book import RESTRICTED
from khfund.reports.official.heading import Scope, heading
from khfund.reports.official.ledger_book import (
    KIND_NAMES,
    BookKind,
    BookLine,
    LedgerBook,
    LineKind,
    amount,
    day,
    text,
)
from khfund.reports.official.payment_part import payment_parts
from khfund.reports.official.posted_line import PostedLine, posted_lines, require_agreement
from khfund.reports.table import CellKind
from khfund.vietnamese import clean, sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PROGRAMMES = (AccountRole.SCHOLARSHIPS, AccountRole.GOODS_HANDED_OVER)
NOT_NAMED = "(chứng từ không ghi người nhận)"
RESTRICTED_FIELDS = (
    day("day", "Ngày ghi sổ"),
    text("voucher", "Số hiệu", 26, "Chứng từ"),
    day("voucher_day", "Ngày", "Chứng từ"),
    text("recipient", "Người nhận", 52),
    text("narration", "Nội dung", 0),
    text("fund", "Quỹ", 15),
    amount("money", "Tiền", "Số đã phân phối, sử dụng (đồng)"),
    amount("goods", "Hiện vật", "Số đã phân phối, sử dụng (đồng)"),
)
OPEN_FIELDS = (
    text("account", "Tài khoản", 20),
    text("programme", "Chương trình", 0),
    attrs.evolve(text("vouchers", "Số dòng chứng từ", 24), kind=CellKind.COUNT),
    amount("money", "Tiền", "Số đã phân phối, sử dụng (đồng)", width=32),
    amount("goods", "Hiện vật", "Số đã phân phối, sử dụng (đồng)", width=32),
)
_OWN = {Nature.FUND, Nature.INCOME, Nature.COST}


def recipient_book(
    session: Session, scope: Scope, fund: Fund | None = None, *, is_restricted: bool = False
) -> LedgerBook:
    """Return the book of what was used by programme, in a restricted copy also by recipient."""
    pages = _Pages(session, scope, fund)
    named = () if fund is None else (f"Quỹ {fund.code} – {fund.name}",)
    return LedgerBook(
        kind=BookKind.RECIPIENT_BOOK,
        about=(*named, str(scope.days)),
        heading=heading(session, BookKind.RECIPIENT_BOOK, scope),
        fields=RESTRICTED_FIELDS if is_restricted else OPEN_FIELDS,
        lines=pages.named if is_restricted else pages.programmes,
        signatories=("Người ghi sổ", "Kế toán trưởng", "Thủ trưởng đơn vị"),
        notes=()
        if is_restricted
        else ("Người nhận phần lớn là trẻ em nên chỉ nêu tên trong bản lưu hành nội bộ.",),
        mark=RESTRICTED if is_restricted else "",
    )


@attrs.frozen
class _Used:
    """A posting that used something of a programme: đồng of money or goods, less what was taken back."""

    line: PostedLine
    programme: Account
    recipient: str
    amount: int
    is_goods: bool


class _Pages:
    """The lines of either edition, proved against the ledger's sums by account."""

    def __init__(self, session: Session, scope: Scope, fund: Fund | None) -> None:
        self.session, self.scope = session, scope
        self.fund = None if fund is None else fund.id
        self.accounts = {one.id: one for one in accounts(session, scope.unit.id)}
        self.funds = {one.id: one.code for one in funds(session, scope.unit.id)}
        signed = select(HandOver.entry_id, HandOver.receiver).where(HandOver.entry_id.is_not(None))
        signed = signed.where(HandOver.unit_id == scope.unit.id)
        self.receivers: dict[int | None, str] = dict(session.execute(signed).all())

    def named(self) -> Iterator[BookLine]:
        """Give the lines by programme and recipient.

        Raises: LedgerBookDisagreesError.
        """
        found = sorted(self._by_person(), key=_order)
        whole = [0, 0]
        for code, of_programme in groupby(found, key=lambda one: one.programme.code):
            sums, name = [0, 0], ""
            for recipient, some in groupby(of_programme, key=lambda one: one.recipient):
                lines = list(some)
                if not name:
                    name = f"Chương trình: {code} – {lines[0].programme.name}"
                    yield _named(LineKind.HEADING, name)
                for one in lines:
                    sums[one.is_goods] += one.amount
                    yield self._entry(one, recipient)
                if len(lines) > 1 and recipient:
                    parts = [
                        sum(one.amount for one in lines if one.is_goods is goods) for goods in (False, True)
                    ]
                    yield _named(LineKind.SUBTOTAL, f"Cộng {recipient}", parts)
            yield _named(LineKind.SUBTOTAL, f"Cộng chương trình {code}", sums)
            whole = [whole[0] + sums[0], whole[1] + sums[1]]
        self._require_agreement(found)
        yield _named(LineKind.CLOSING, "Cộng trong kỳ", whole)

    def programmes(self) -> Iterator[BookLine]:
        """Give a line a programme.

        Raises: LedgerBookDisagreesError.
        """
        found = sorted(self._used(), key=lambda one: one.programme.code)
        whole = [0, 0]
        for code, of_programme in groupby(found, key=lambda one: one.programme.code):
            lines = list(of_programme)
            parts = [sum(one.amount for one in lines if one.is_goods is goods) for goods in (False, True)]
            whole = [whole[0] + parts[0], whole[1] + parts[1]]
            yield BookLine(LineKind.ENTRY, (code, lines[0].programme.name, len(lines), *parts))
        self._require_agreement(found)
        yield BookLine(LineKind.CLOSING, (None, "Cộng trong kỳ", len(found), *whole))

    def _used(self) -> Iterator[_Used]:
        wanted = {one.id for one in self.accounts.values() if one.role in PROGRAMMES}
        lines = posted_lines(
            self.session, self.scope.unit.id, self.scope.days, accounts=wanted, fund=self.fund
        )
        for line in lines:
            debit, credit = self.accounts[line.debit], self.accounts[line.credit]
            if debit.role.nature in _OWN and credit.role.nature in _OWN:
                continue  # carried forward at the end of the year
            is_debit = debit.id in wanted
            own, other = (debit, credit) if is_debit else (credit, debit)
            is_goods = other.role is AccountRole.GOODS
            moved = line.amount if is_debit else -line.amount
            party = line.party or self.receivers.get(line.corrects or line.entry, "")
            yield _Used(line, own, clean(party), moved, is_goods)

    def _by_person(self) -> Iterator[_Used]:
        """Give what was used, that of payment runs by the persons on their lists."""
        parts = payment_parts(self.session, self.scope.unit.id)
        for one in self._used():
            people = parts.get((one.line.entry, one.line.fund, one.programme.id), ())
            if sum(dong for _name, dong in people) != abs(one.amount):
                people = ((one.recipient, abs(one.amount)),)
            for name, dong in people:
                yield attrs.evolve(one, recipient=name, amount=dong if one.amount > 0 else -dong)

    def _require_agreement(self, found: list[_Used]) -> None:
        """By account, from the sums of the ledger."""
        ledger: dict[str, int] = {}
        for (code, role, _), came in by_account(
            flows(self.session, self.scope.unit.id, self.scope.days, fund=self.fund), Section.USED
        ).items():
            if role in PROGRAMMES:
                ledger[code] = ledger.get(code, 0) + came
        lines: dict[str, int] = {}
        for one in found:
            lines[one.programme.code] = lines.get(one.programme.code, 0) + one.amount
        for code in sorted(lines.keys() | ledger.keys()):
            name = f"{KIND_NAMES[BookKind.RECIPIENT_BOOK]}, tài khoản {code}"
            require_agreement(name, lines.get(code, 0), ledger.get(code, 0))

    def _entry(self, one: _Used, recipient: str) -> BookLine:
        line = one.line
        both = (None, one.amount) if one.is_goods else (one.amount, None)
        when = line.day, line.voucher, line.voucher_day
        return BookLine(
            LineKind.ENTRY, (*when, recipient or NOT_NAMED, line.narration, self.funds[line.fund], *both)
        )


def _order(one: _Used) -> tuple[str, bool, bytes, str, int]:
    """By programme, then by the recipient's given name; who is not named stands last."""
    name = one.recipient
    return one.programme.code, not name, sort_key(name) if name else b"", name, one.line.entry


def _named(kind: LineKind, name: str, sums: list[int] | None = None) -> BookLine:
    if kind is LineKind.HEADING:
        return BookLine(kind, (name, *(None,) * (len(RESTRICTED_FIELDS) - 1)))
    found = sums or [0, 0]
    shown = found if kind is LineKind.CLOSING else [total or None for total in found]
    return BookLine(kind, (None, None, None, name, None, None, *shown))
