"""What came of the example year, on one screen."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import attrs
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from khfund import money
from khfund.banking.reconciliation import Reconciliation
from khfund.calendar import Month
from khfund.demo.award_prints import Season
from khfund.demo.example_year import HeldYear
from khfund.demo.office import UNIT, Office
from khfund.demo.papers import Printed
from khfund.demo.quarter import Tally
from khfund.demo.safekeeping import Kept
from khfund.donations.donation import Donation, DonationEvent, EventKind
from khfund.donations.gift import Way
from khfund.ledger import AccountRole, Correction, Entry, Nature, accounts, find_book, funds
from khfund.ledger.balance import turnovers, year_end_turnovers

BEGINNING, END = date(2024, 12, 31), date(2025, 12, 31)
GIFTS = (AccountRole.GIFTS, AccountRole.GIFTS_IN_KIND, AccountRole.PRINCIPAL)


@attrs.frozen
class FundYear:
    """A fund's year in đồng; `gifts` and `other` are what came in, refunds taken off."""

    name: str
    opening: int
    gifts: int
    other: int
    spent: int
    closing: int
    principal: int


@attrs.frozen
class Figures:
    """The figures of the year: funds, where the money lies by account code, gifts by (way, count, đồng)."""

    funds: tuple[FundYear, ...]
    places: dict[str, int]
    unidentified: int
    donations: int
    cash_donations: int
    events: int
    given: int
    reversals: int
    months: int
    reconciliations: int


def figures(session: Session, office: Office) -> Figures:
    """Read the figures from the books."""
    known = accounts(session, office.unit)
    roles = {account.id: account.role for account in known}
    before, after = (_balances(session, office.unit, day) for day in (BEGINNING, END))
    last: dict[int, int] = defaultdict(int)
    for (_, account), balance in after.items():
        last[account] += balance
    cancelled = _count(
        session, select(DonationEvent.entry_id).where(DonationEvent.kind == EventKind.CANCELLED)
    )
    own = [_fund_year(fund.id, fund.name, before, after, roles) for fund in funds(session, office.unit)]
    of_way = dict(session.execute(select(Donation.way, func.count()).group_by(Donation.way)).all())
    return Figures(
        funds=tuple(own),
        places={a.name: last[a.id] for a in known if a.role.nature is Nature.ASSET and last[a.id]},
        unidentified=-sum(last[a.id] for a in known if a.role is AccountRole.UNIDENTIFIED),
        donations=sum(of_way.values()),
        cash_donations=of_way.get(Way.CASH, 0),
        events=_count(session, select(DonationEvent.entry_id)),
        given=sum(one.gifts for one in own),
        reversals=_count(session, select(Entry.id).where(Entry.correction == Correction.REVERSAL))
        - cancelled,
        months=Month.of(find_book(session, office.unit).closed_until or BEGINNING).number - 202500,
        reconciliations=_count(session, select(Reconciliation.id)),
    )


def _count(session: Session, query: Select[Any]) -> int:
    return session.scalars(select(func.count()).select_from(query.subquery())).one()


def _balances(session: Session, unit_id: int, on: date) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = defaultdict(int)
    for row in turnovers(session, unit_id, on):
        found[row.fund, row.account] += row.debit - row.credit
    for row in year_end_turnovers(session, unit_id, on):
        found[row.fund, row.account] -= row.debit - row.credit
    return found


def _fund_year(
    fund: int,
    name: str,
    before: dict[tuple[int, int], int],
    after: dict[tuple[int, int], int],
    roles: dict[int, AccountRole],
) -> FundYear:
    moved: dict[AccountRole, int] = defaultdict(int)
    stood: dict[AccountRole, int] = defaultdict(int)
    for account, role in roles.items():
        first, last = before.get((fund, account), 0), after.get((fund, account), 0)
        moved[role] += first - last  # credits less debits of the year
        stood[role] += last
    gifts = sum(moved[role] for role in GIFTS)
    other = sum(moved[role] for role in AccountRole if role.nature is Nature.INCOME and role not in GIFTS)
    spent = -sum(moved[role] for role in AccountRole if role.nature is Nature.COST)
    closing = sum(amount for role, amount in stood.items() if role.nature in (Nature.ASSET, Nature.LIABILITY))
    return FundYear(
        name, closing - gifts - other + spent, gifts, other, spent, closing, -stood[AccountRole.PRINCIPAL]
    )


def told(
    held: HeldYear,
    found: Figures,
    season: Season,
    printed: Printed,
    kept: Kept,
    *,
    out: str,
    files: tuple[int, int],
    seconds: float,
) -> str:
    """Tell the year in Vietnamese, within a screen of 100 columns and 40 lines."""
    parts = [
        ["HỘI KHUYẾN HỌC TỈNH MƯỜNG SÁNG, NĂM 2025 (dữ liệu ví dụ, không có thật)"],
        [*_work(held.tally, found, len(held.payments)), *_season(season)],
        _table(found.funds),
        _places(found),
        _papers(printed, kept, out, files),
        _verdict(kept),
        [f"Mất {seconds:.0f} giây. Xem tiếp: khfund --db {out}/khfund-demo.sqlite --unit {UNIT} fund list"],
    ]
    return "\n\n".join("\n".join(part) for part in parts)


def _work(tally: Tally, found: Figures, payments: int) -> list[str]:
    so = money.format
    given = f"{so(found.donations)} khoản, {so(found.given)} đ; {found.cash_donations} khoản bằng tiền mặt"
    return [
        f"Sao kê      {so(tally.new)} dòng từ 8 tệp của 2 ngân hàng, {so(tally.balances)} số dư khớp",
        f"            nhập lại lần hai: {so(tally.repeated)} dòng đã biết, thêm 0",
        f"            {so(tally.matched)} khoản khớp nhờ mã, tên, quy tắc; {tally.confirmed} do người phụ trách quyết định",
        f"            {tally.own} dòng lãi, phí, nộp rút tiền, nội bộ; {tally.paid} dòng chi theo chứng từ",
        f"            {tally.unidentified} dòng chờ xác định, sau đó rõ {tally.identified} khoản; còn chờ {so(found.unidentified)} đ",
        f"Ủng hộ      {given}; {found.events} khoản hoàn lại hoặc hủy",
        f"Chi         {payments} chứng từ do ba người lập, duyệt, chi; {found.reversals} bút toán đảo",
        f"Khóa sổ     {found.months} tháng; {found.reconciliations} lần đối chiếu ngân hàng, không chênh lệch",
    ]


def _season(season: Season) -> list[str]:
    so = money.format
    return [
        f"Học bổng    {season.candidates} em từ 5 danh sách, {season.problems} dòng gửi lại; {season.awarded} suất, {season.left_out} em có lý do; {season.awards_paid} suất đã đến tay",
        f"Nuôi em     {season.children} em, {season.months_paid} tháng đã chi; còn hứa {season.months_to_come} tháng đến hết lớp 12, {so(season.committed)} đ",
    ]


def _table(years: tuple[FundYear, ...]) -> list[str]:
    heads = ("Quỹ", "Đầu năm", "Ủng hộ", "Lãi, khác", "Đã chi", "Cuối năm", "Vốn gốc")
    rows: list[tuple[Any, ...]] = [attrs.astuple(one) for one in years]
    rows.append(("Cộng", *(sum(column) for column in list(zip(*rows, strict=True))[1:])))
    shown = [heads, *((row[0], *map(money.format, row[1:])) for row in rows)]
    widths = (14, 12, 11, 12, 14, 14)
    return [
        f"{row[0]:<22}" + "".join(f"{cell:>{width}}" for cell, width in zip(row[1:], widths, strict=True))
        for row in shown
    ]


def _places(found: Figures) -> list[str]:
    lines = [f"{name:<25}{money.format(amount):>14}" for name, amount in found.places.items()]
    return [
        f"{label:<12}{line}" for label, line in zip(("Tiền ở", *("" for _ in lines[1:])), lines, strict=True)
    ]


def _papers(printed: Printed, kept: Kept, out: str, files: tuple[int, int]) -> list[str]:
    ended = printed.receipts - printed.states.get("genuine", 0)
    return [
        f"Giấy tờ trong {out}/",
        f"  bien-nhan-2025.pdf      {printed.receipts} biên nhận, {ended} đã hủy hoặc thay thế; xem thêm bien-nhan/",
        f"  phieu-thu-2025.pdf, phieu-chi-2025.pdf: {printed.vouchers} phiếu; nha-hao-tam/: {printed.summaries} bảng cả năm",
        "  statement-2025/         báo cáo công khai năm 2025: PDF, HTML, XLSX, CSV, JSON",
        f"  xet-hoc-bong-2025/      {files[1]} giấy tờ xét chọn, chi trả, đỡ đầu (hạn chế: có tên người)",
        f"  so-ke-toan-2025/, bao-cao-2025/: {files[0]} tệp sổ kế toán, hợp nhất, dự toán, dự báo, sổ vàng, biên bản",
        f"  khfund-demo.sqlite      sổ; bản sao lưu: khfund-demo.backup ({kept.backup_bytes // 1024} KB)",
        "  dau-moc-2025.txt        dấu mốc có chữ ký của nhật ký; khóa công khai: dau-moc-2025.vkey",
    ]


def _verdict(kept: Kept) -> list[str]:
    if kept.findings:
        return [f"CÓ {len(kept.findings)} CHỖ SAI; chỗ đầu tiên: {kept.findings[0]}"]
    return [
        f"Kiểm tra    đã tính lại mọi quy tắc: đúng; nhật ký {kept.commands} lệnh khớp với sổ",
        f"            gốc {kept.root[:32]}…; khôi phục thử đủ {kept.restored_commands} lệnh",
    ]
