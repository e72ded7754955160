"""Lists of a payment run that are signed: cash against signatures, transfers to be made, both by school or place.

They are the only papers of a run with names, and are not for the public. Source: domain facts, section 1.3 (aid given
directly needs a signed list, confirmed by the school or the local authority).
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import attrs
from sqlalchemy.orm import Session

from khfund import money
from khfund.actor import name_of
from khfund.banking.vietqr import BANKS
from khfund.calendar import format_day
from khfund.errors import KhfundError
from khfund.ledger.entry import Entry
from khfund.receipts.paper import CashVoucherPaper
from khfund.receipts.voucher_paper import voucher_paper
from khfund.reports.deed import Deed, Grid, GridColumn, GridRow, Look, Signatory, Signing, Stand, Words
from khfund.reports.letterhead import letterhead
from khfund.reports.sheet_table import Look as RowLook
from khfund.reports.sheet_table import SheetRow, SheetTable
from khfund.reports.sheet_workbook import sheet_workbook
from khfund.reports.table import CellKind, Column
from khfund.scholarships.payment_approval import approvals
from khfund.scholarships.payment_line import PaidBy, PaymentLine, lines_of
from khfund.scholarships.payment_outcome import PaymentSettlement
from khfund.scholarships.payment_run import STATE_NAMES, PaymentRun, RunState
from khfund.scholarships.payment_standing import LineState, line_states
from khfund.unit import Unit

if TYPE_CHECKING:
    from khfund.reports.disclosure import Letterhead

_BANK_NAMES = {code: name for name, code in BANKS.items()}


class ListEmptyError(KhfundError):
    """A list names somebody."""

    message = "Đợt chi số {run} không có khoản nào thuộc danh sách này để in."
    english = "The payment run {run} has nothing for this list to print."


class NotItsVoucherError(KhfundError):
    """A cash voucher is printed for cash that was paid by the run."""

    message = "Bút toán {entry} không phải phiếu chi của đợt chi số {run}."
    english = "The entry {entry} is no cash voucher of payment run {run}."


class ListKind(enum.StrEnum):
    """Which payments a list holds."""

    CASH = "cash"
    BANK = "bank"
    ALL = "all"


_TITLES = {
    ListKind.CASH: "Danh sách chi tiền mặt",
    ListKind.BANK: "Danh sách chuyển khoản",
    ListKind.ALL: "Danh sách chi tiền",
}
_GONE = (LineState.DROPPED, LineState.CANCELLED)


@attrs.frozen(kw_only=True)
class PaymentList:
    """What a list says: its payments in order, who drafted, and which run it belongs to."""

    letterhead: Letterhead
    kind: ListKind
    run: PaymentRun
    lines: tuple[PaymentLine, ...]
    drafted_by: str
    approved: str

    @property
    def total(self) -> int:
        """Đồng of the list."""
        return sum(line.amount for line in self.lines)

    @property
    def title(self) -> str:
        """What the list is called."""
        return _TITLES[self.kind]

    @property
    def subtitle(self) -> str:
        """Which run it is, and of which day."""
        return f"Đợt chi số {self.run.id}, trả ngày {format_day(self.run.payout)} ({self.approved})"


def payment_list(session: Session, run: PaymentRun, kind: ListKind) -> PaymentList:
    """Return what a list of a run says; payments that were dropped are not on it.

    Raises: ListEmptyError.
    """
    states = line_states(session, run)
    wanted = None if kind is ListKind.ALL else PaidBy(kind.value)
    lines = tuple(
        line for line in lines_of(session, run) if states[line.id] not in _GONE and wanted in (None, line.way)
    )
    if not lines:
        raise ListEmptyError(run=run.id)
    unit = session.get_one(Unit, run.unit_id)
    day = run.entry_day or run.payout
    said = approvals(session, run.id)
    approved = ", ".join(name_of(session, one.person_id) for one in said)
    state = f"duyệt: {approved}" if run.state is RunState.APPROVED else STATE_NAMES[run.state]
    return PaymentList(
        letterhead=attrs.evolve(letterhead(session, unit, day), recipients=()),
        kind=kind,
        run=run,
        lines=lines,
        drafted_by=name_of(session, run.drafted_by),
        approved=state,
    )


def place_and_class(line: PaymentLine) -> tuple[str, str]:
    """Split «THCS Mường Mơ, 7A» into the place of a group and what is said within it."""
    place, _, within = line.belongs_to.rpartition(", ")
    return (place, within) if place else (within, "")


# -- on paper -----------------------------------------------------------------------------------------------------------

_CASH = (
    GridColumn("STT", 5, Stand.CENTRE), GridColumn("Mã", 12), GridColumn("Họ và tên", 22), GridColumn("Lớp", 9),
    GridColumn("Nội dung", 21), GridColumn("Số tiền (đồng)", 12, Stand.RIGHT), GridColumn("Ký nhận, ghi rõ họ tên", 19),
)  # fmt: skip
_BANK = (
    GridColumn("STT", 5, Stand.CENTRE), GridColumn("Mã", 11), GridColumn("Họ và tên", 20), GridColumn("Lớp", 8),
    GridColumn("Chủ tài khoản", 19), GridColumn("Số tài khoản", 15), GridColumn("Ngân hàng", 10),
    GridColumn("Số tiền (đồng)", 12, Stand.RIGHT),
)  # fmt: skip


def list_deed(says: PaymentList) -> Deed:
    """Write the list as a paper to be signed; cash and mixed lists have room for signatures."""
    columns = _BANK if says.kind is ListKind.BANK else _CASH
    return Deed(
        letterhead=says.letterhead,
        title=says.title,
        subtitle=says.subtitle,
        parts=(
            Grid(columns, tuple(_grid_rows(says, columns)), tall=says.kind is not ListKind.BANK),
            Words(f"{money.words(says.total)}.", lead="Bằng chữ:"),
            Words(
                "Người dưới 18 tuổi có thể do cha, mẹ, người giám hộ hoặc giáo viên ký thay, ghi rõ quan hệ.",
                Look.NOTE,
            ),
            Signing(_signatories(says)),
        ),
        restricted=True,
        wide=True,
    )


def _signatories(says: PaymentList) -> tuple[Signatory, ...]:
    first = (
        Signatory("Xác nhận của nơi nhận", how="(Nhà trường, địa phương ký, đóng dấu)")
        if says.kind is not ListKind.BANK
        else Signatory("Kế toán trưởng")
    )
    return (
        Signatory("Người lập", says.drafted_by),
        Signatory("Thủ quỹ"),
        first,
        Signatory("Thủ trưởng đơn vị", says.letterhead.signer, how="(Ký, ghi rõ họ tên, đóng dấu)"),
    )


def _grid_rows(says: PaymentList, columns: Sequence[GridColumn]) -> Iterator[GridRow]:
    blank = [""] * len(columns)
    amount_at = 7 if says.kind is ListKind.BANK else 5
    number = 0
    for place, group in _groups(says.lines):
        total = sum(line.amount for line in group)
        heading = f"{place or 'Chưa ghi nơi học, nơi ở'} – {money.format(len(group))} khoản, {money.format(total)} đồng"
        yield GridRow((heading, *blank[1:]), is_heading=True)
        for line in group:
            number += 1
            yield GridRow(_cells(says.kind, number, line))
    foot = ["", "", f"Cộng {money.format(number)} khoản", *blank[3:]]
    foot[amount_at] = money.format(says.total)
    yield GridRow(tuple(foot), is_total=True)


def _groups(lines: Sequence[PaymentLine]) -> list[tuple[str, list[PaymentLine]]]:
    groups: dict[str, list[PaymentLine]] = {}
    for line in lines:
        groups.setdefault(place_and_class(line)[0], []).append(line)
    return list(groups.items())


def _cells(kind: ListKind, number: int, line: PaymentLine) -> tuple[str, ...]:
    _place, within = place_and_class(line)
    first = (str(number), line.code, line.recipient_name, within)
    amount = money.format(line.amount)
    if kind is ListKind.BANK:
        return (*first, line.holder, line.bank_number, _BANK_NAMES.get(line.bank, line.bank), amount)
    paid_to = f"Chuyển khoản …{line.bank_number[-4:]}" if line.way is PaidBy.BANK else ""
    return (*first, line.what, amount, paid_to)


# -- as a workbook --------------------------------------------------------------------------------------------------------

_SHEET = (
    Column("number", "STT", CellKind.COUNT, adds=False), Column("code", "Mã"), Column("name", "Họ và tên"),
    Column("class", "Lớp"), Column("what_for", "Nội dung"), Column("way", "Cách trả"), Column("holder", "Chủ tài khoản"),
    Column("account", "Số tài khoản"), Column("bank", "Ngân hàng"), Column("amount", "Số tiền", CellKind.AMOUNT),
    Column("signed", "Ký nhận"),
)  # fmt: skip


def list_workbook(says: PaymentList, made_at: datetime) -> bytes:
    """Give the list as a workbook, one group a school or place; the same list of the same time gives the same bytes."""
    rows: list[SheetRow] = []
    number = 0
    for place, group in _groups(says.lines):
        rows.append(SheetRow((None, place, *[""] * 7, None, ""), RowLook.GROUP))
        for line in group:
            number += 1
            way = "chuyển khoản" if line.way is PaidBy.BANK else "tiền mặt"
            bank = _BANK_NAMES.get(line.bank, line.bank)
            account = (way, line.holder, line.bank_number, bank, line.amount, "")
            within = place_and_class(line)[1]
            rows.append(SheetRow((number, line.code, line.recipient_name, within, line.what, *account)))
        total = sum(line.amount for line in group)
        rows.append(SheetRow((None, "Cộng", *[""] * 7, total, ""), RowLook.SUM))
    rows.append(SheetRow((None, "Tổng cộng", *[""] * 7, says.total, ""), RowLook.TOTAL))
    notes = (
        f"Bằng chữ: {money.words(says.total)}.",
        "Danh sách có dữ liệu cá nhân: chỉ dùng nội bộ, không niêm yết.",
    )
    table = SheetTable("payments", says.title, _SHEET, tuple(rows), notes)
    return sheet_workbook([table], f"{says.subtitle} – {says.letterhead.body}", made_at)


# -- phiếu chi ------------------------------------------------------------------------------------------------------------


def cash_voucher(session: Session, run: PaymentRun, entry_id: int) -> CashVoucherPaper:
    """Return what the phiếu chi of a run says: paid by the list that was signed, which is attached; it names nobody.

    Raises: NotItsVoucherError.
    """
    paid = [
        line
        for line in lines_of(session, run)
        if (settled := session.get(PaymentSettlement, line.id)) and settled.entry_id == entry_id
    ]
    entry = session.get(Entry, entry_id)
    if not paid or entry is None or any(line.way is not PaidBy.CASH for line in paid):
        raise NotItsVoucherError(entry=entry_id, run=run.id)
    return attrs.evolve(
        voucher_paper(session, entry),
        person=f"{money.format(len(paid))} người theo danh sách ký nhận kèm theo",
        address=f"theo đợt chi số {run.id}",
        enclosed="01",
    )
