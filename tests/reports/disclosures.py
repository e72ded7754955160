"""Small datasets that tests of the public statement print and add up."""

from __future__ import annotations

from datetime import UTC, date, datetime

import attrs

from khfund.calendar import DateRange
from khfund.ledger import AccountRole
from khfund.reports.disclosure import (
    AccountInfo,
    Commitment,
    CorrectionNote,
    Disclosure,
    ExceptionNote,
    FundInfo,
    Giver,
    Law,
    Letterhead,
    LogMark,
    Revision,
)
from khfund.reports.goods_disclosure import (
    GoodsDisclosure,
    GoodsKey,
    GoodsMove,
    PassingKey,
    PassingMove,
    ShownItem,
    ShownProgramme,
)
from khfund.reports.movement import PostingLine
from khfund.reports.tally import OpeningBalance

CHART = (
    ("111", "Tiền mặt", AccountRole.CASH),
    ("112", "Tiền gửi ngân hàng", AccountRole.BANK),
    ("152", "Hiện vật tiếp nhận", AccountRole.GOODS),
    ("3381", "Tiền chờ xác định", AccountRole.UNIDENTIFIED),
    ("3382", "Chuyển trao", AccountRole.PASS_THROUGH),
    ("411", "Vốn gốc", AccountRole.PRINCIPAL),
    ("421", "Số dư được chi", AccountRole.SPENDABLE),
    ("4219", "Hỗ trợ giữa các quỹ", AccountRole.INTERFUND),
    ("5111", "Tài trợ bằng tiền", AccountRole.GIFTS),
    ("5112", "Tài trợ bằng hiện vật", AccountRole.GIFTS_IN_KIND),
    ("5113", "Hội phí", AccountRole.DUES),
    ("515", "Lãi tiền gửi", AccountRole.INTEREST),
    ("61111", "Tiếp sức mùa thi", AccountRole.SCHOLARSHIPS),
    ("6112", "Hiện vật đã trao", AccountRole.GOODS_HANDED_OVER),
    ("642", "Chi quản lý quỹ", AccountRole.MANAGEMENT),
)
ROLES = {code: role for code, _, role in CHART}
HOSTILE = '=HYPERLINK("http://x") <b>Anh & Em</b>'
POINT = "khfund/ms\n7\nAAAA\n\n— khfund/ms BBBB\n"


def line(
    entry: int, day: date, debit: str, credit: str, amount: int, fund: str = "KH", **more
) -> PostingLine:
    """A posting by account codes."""
    voucher = f"PK-{day.year}-{entry:05d}"
    return PostingLine(entry, day, voucher, fund, debit, ROLES[debit], credit, ROLES[credit], amount, **more)


def opening(fund: str, account: str, balance: int) -> OpeningBalance:
    """A balance at the start by account code."""
    return OpeningBalance(fund, account, ROLES[account], balance)


POSTINGS = (
    line(1, date(2026, 1, 5), "111", "5111", 500_000, giver="00001"),
    line(2, date(2026, 2, 6), "112", "411", 2_000_000, "TH", giver="00002"),
    line(3, date(2026, 2, 7), "112", "5111", 300_000, giver="AD"),
    line(4, date(2026, 3, 8), "5111", "111", 100_000, giver="00001", correction="refund", corrects=1),
    line(5, date(2026, 3, 9), "152", "5112", 700_000),
    line(6, date(2026, 4, 1), "6112", "152", 600_000),
    line(7, date(2026, 4, 2), "61111", "112", 250_000),
    line(8, date(2026, 5, 1), "112", "3381", 40_000),
    line(9, date(2026, 5, 2), "3381", "5111", 30_000, giver="00002"),
    line(10, date(2026, 6, 1), "112", "3382", 900_000),
    line(11, date(2026, 6, 2), "3382", "112", 850_000),
    line(12, date(2026, 7, 1), "4219", "112", 50_000, "TH"),
    line(12, date(2026, 7, 1), "112", "4219", 50_000),
    line(13, date(2026, 12, 31), "112", "515", 1_234, "TH"),
    line(14, date(2026, 12, 31), "515", "421", 1_234, "TH"),
)


BICYCLES, HELD_MONEY = GoodsKey("", "KH", "XE"), PassingKey("VT", "money")
GOODS = GoodsDisclosure(
    items=(ShownItem("XE", "xe đạp", "chiếc"),),
    programmes=(ShownProgramme("VT", "Cùng em đến trường", "Tập đoàn Viễn thông", "KH"),),
    moves=(
        GoodsMove(5, date(2026, 3, 9), "PN-2026-00001", BICYCLES, "gift", 7, 700_000),
        GoodsMove(6, date(2026, 4, 1), "PX-2026-00001", BICYCLES, "handed_over", 0, 0, 6, 600_000),
    ),
    passing=(
        PassingMove(10, date(2026, 6, 1), "BC-2026-00001", HELD_MONEY, "KH", 900_000, 0),
        PassingMove(11, date(2026, 6, 2), "BN-2026-00001", HELD_MONEY, "KH", 0, 850_000),
    ),
)
OPENINGS = (
    opening("KH", "112", 1_000_000),
    opening("KH", "3381", -10_000),
    opening("KH", "421", -990_000),
    opening("TH", "112", 5_000_000),
    opening("TH", "411", -5_000_000),
)
GIVERS = (
    Giver("00001", HOSTILE, "organisation", "phường Bình Minh", 1),
    Giver("00002", "Vì Thị Yến", "person", "xã Mường Giôn", 2),
    Giver("AD", "Nhà hảo tâm (ẩn danh)", "anonymous", "", 1),
)
LETTERHEAD = Letterhead(
    parent="UBND tỉnh Mường Sáng",
    body="Hội Khuyến học tỉnh Mường Sáng",
    number="02/BC-HKH",
    place="Mường Sáng",
    day=date(2027, 1, 2),
    authority="TM. BAN THƯỜNG VỤ",
    signer="Hoàng Thị Sao Mai",
)
REFUND = CorrectionNote(
    4, "PK-2026-00004", date(2026, 3, 8), "refund", 1, "PK-2026-00001", date(2026, 1, 5), 100_000
)
REVISION = Revision(date(2026, 1, 9), "Quỹ Khuyến học tỉnh: số dư cuối kỳ 31/12/2025", 980_000, 990_000)
LAW = Law(date(2026, 3, 1), "Nghị định số 03/2026/NĐ-CP", "công khai trước ngày 31/3", "Điều 9 khoản 2")


def a_disclosure(**changes) -> Disclosure:
    """A year of two funds with something in every table."""
    shown = Disclosure(
        letterhead=LETTERHEAD,
        units=("Hội Khuyến học tỉnh Mường Sáng",),
        days=DateRange.year(2026),
        made_at=datetime(2027, 1, 2, 3, 4, tzinfo=UTC),
        funds=(FundInfo("KH", "Quỹ Khuyến học tỉnh"), FundInfo("TH", "Quỹ học bổng Tô Hiệu")),
        all_funds=True,
        accounts=tuple(AccountInfo(*account) for account in CHART),
        openings=OPENINGS,
        postings=POSTINGS,
        givers=GIVERS,
        commitments=(Commitment("KH", "Nuôi em khuyến học", 12, 6_000_000, date(2031, 5, 31)),),
        corrections=(REFUND,),
        revisions=(REVISION,),
        exceptions=(ExceptionNote(date(2026, 3, 1), None, "Chỉ có một cán bộ."),),
        laws=(LAW,),
        log=LogMark("khfund/ms", 7, "AAAA", POINT),
        goods=GOODS,
    )
    return attrs.evolve(shown, **changes)


def an_empty_disclosure() -> Disclosure:
    """Nothing happened and nothing is held; every section is still printed."""
    return a_disclosure(
        openings=(),
        postings=(),
        givers=(),
        commitments=(),
        corrections=(),
        revisions=(),
        exceptions=(),
        log=None,
        goods=GoodsDisclosure(),
    )
