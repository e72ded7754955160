"""The tables of a public statement, once: every rendering prints these rows under these headings.

A table's key and its columns' keys name files and fields in CSV and JSON; titles are what people read. Every row
carries the codes of its fund and account, by which it is found again in the table of entries.
"""

from __future__ import annotations

from khfund.ledger import AccountRole
from khfund.reports import goods_table, note_table, recipient_table
from khfund.reports.disclosure import Disclosure
from khfund.reports.movement import KIND_NAMES, MEANS_NAMES
from khfund.reports.table import ACCOUNT, FUND, Cell, Column, Table, amount
from khfund.reports.tally import FundLine

ROLE_NAMES = {
    AccountRole.CASH: "Tiền mặt",
    AccountRole.BANK: "Tiền gửi ngân hàng",
    AccountRole.TERM_DEPOSIT: "Tiền gửi có kỳ hạn",
    AccountRole.ACCRUED_INTEREST: "Phải thu",
    AccountRole.RECEIVABLE: "Phải thu",
    AccountRole.ADVANCE: "Tạm ứng",
    AccountRole.GOODS: "Hiện vật",
    AccountRole.INTER_UNIT_RECEIVABLE: "Phải thu nội bộ",
    AccountRole.INTER_UNIT_PAYABLE: "Trừ: phải trả nội bộ",
    AccountRole.UNIDENTIFIED: "Trừ: tiền chờ xác định",
    AccountRole.PASS_THROUGH: "Trừ: chuyển trao (thu hộ, chi hộ)",
    AccountRole.SCHOLARSHIPS_PAYABLE: "Trừ: phải trả",
    AccountRole.OTHER_PAYABLE: "Trừ: phải trả",
}
WAITING_NAMES = {
    AccountRole.UNIDENTIFIED: "Tiền chờ xác định người cho hoặc mục đích",
    AccountRole.PASS_THROUGH: "Tiền, hàng chỉ chuyển trao (không phải khoản thu của quỹ)",
}


def tables(shown: Disclosure) -> tuple[Table, ...]:
    """Give all the tables in the order in which they are read."""
    return (
        totals(shown),
        _funds(shown),
        _received(shown),
        _used(shown),
        _holdings(shown),
        _months(shown),
        goods_table.goods(shown),
        _waiting(shown),
        goods_table.passing(shown),
        recipient_table.award_totals(shown),
        recipient_table.award_counts(shown),
        recipient_table.by_programme(shown),
        recipient_table.by_unit(shown),
        recipient_table.categories(shown),
        note_table.commitments(shown),
        note_table.givers(shown),
        recipient_table.recipients(shown),
        note_table.corrections(shown),
        note_table.revisions(shown),
        note_table.exceptions(shown),
        note_table.laws(shown),
        note_table.accounts(shown),
        note_table.openings(shown),
        note_table.entries(shown),
        goods_table.goods_moves(shown),
        goods_table.passing_moves(shown),
    )


def totals(shown: Disclosure) -> Table:
    """The statement in ten lines; the two lines «chênh lệch» are 0 unless something is wrong, and always printed."""
    lines, tally = shown.tally.funds, shown.tally
    opening, received, used = (sum(getattr(line, part) for line in lines) for part in _PARTS)
    given = sum(amounts.net for amounts in tally.givers.values())
    rows: list[tuple[Cell, ...]] = [
        ("opening", "Số dư đầu kỳ", opening),
        ("received", "Đã nhận trong kỳ", received),
        ("used", "Đã sử dụng trong kỳ", used),
        ("transferred", "Chuyển giữa các quỹ", sum(line.transferred for line in lines)),
        ("brought", "Số dư đưa vào sổ, điều chỉnh", sum(line.brought for line in lines)),
        ("closing", "Số dư cuối kỳ", sum(line.closing for line in lines)),
        ("difference", "Chênh lệch (đầu kỳ + nhận − dùng ± chuyển − cuối kỳ)", sum(line.difference for line in lines)),
        ("held", "Tiền và tài sản đang giữ, trừ khoản phải trả", sum(one.closing for one in tally.holdings)),
        ("held_difference", "Chênh lệch (số dư cuối kỳ − đang giữ)", shown.difference),
        ("gifts", "Trong số đã nhận: ủng hộ", tally.gifts),
        ("gifts_listed", "Ủng hộ ghi trong danh sách nhà hảo tâm", given),
        ("gifts_unlisted", "Ủng hộ ghi chung, không theo từng người", tally.gifts - given),
    ]  # fmt: skip
    return Table(
        "totals",
        "Tổng hợp",
        (Column("item", "Mã"), Column("title", "Chỉ tiêu"), amount("amount", "Số tiền (đồng)", adds=False)),
        rows,
    )


_PARTS = ("opening", "received", "used")


def _funds(shown: Disclosure) -> Table:
    lines = {line.fund: line for line in shown.tally.funds}
    rows: list[tuple[Cell, ...]] = []
    for fund in shown.funds:
        line = lines.get(fund.code) or FundLine(fund.code, 0, 0, 0, 0, 0, 0)
        moved = (line.opening, line.received, line.used, line.transferred, line.brought)
        rows.append((fund.code, fund.name, *moved, line.closing, line.difference))
    columns = (
        *FUND,
        amount("opening", "Đầu kỳ"),
        amount("received", "Đã nhận"),
        amount("used", "Đã sử dụng"),
        amount("transferred", "Chuyển giữa các quỹ"),
        amount("brought", "Đưa vào sổ, điều chỉnh"),
        amount("closing", "Cuối kỳ"),
        amount("difference", "Chênh lệch"),
    )
    return Table("funds", "Các quỹ", columns, rows)


def _received(shown: Disclosure) -> Table:
    names = {fund.code: fund.name for fund in shown.funds}
    rows = [
        (
            key.fund,
            names[key.fund],
            key.role.value,
            KIND_NAMES[key.role],
            key.means.value,
            MEANS_NAMES[key.means],
            key.account,
            *amounts.spread,
        )
        for key, amounts in shown.tally.received.items()
    ]
    columns = (
        *FUND,
        Column("kind", "Mã khoản"),
        Column("kind_name", "Khoản"),
        Column("means", "Mã hình thức"),
        Column("means_name", "Hình thức"),
        Column("account", "Tài khoản"),
        amount("gross", "Đã nhận"),
        amount("returned", "Hoàn trả, ghi đảo"),
        amount("net", "Còn lại"),
    )
    return Table("received", "Đã nhận", columns, rows)


def _used(shown: Disclosure) -> Table:
    names = {fund.code: fund.name for fund in shown.funds}
    programmes = {account.code: account.name for account in shown.accounts}
    rows = [
        (
            key.fund,
            names[key.fund],
            key.role.value,
            KIND_NAMES[key.role],
            key.account,
            programmes[key.account],
            *amounts.spread,
        )
        for key, amounts in shown.tally.used.items()
    ]
    columns = (
        *FUND,
        Column("nature", "Mã khoản"),
        Column("nature_name", "Khoản"),
        Column("account", "Tài khoản"),
        Column("programme", "Chương trình, nội dung"),
        amount("gross", "Đã sử dụng"),
        amount("returned", "Thu hồi, ghi đảo"),
        amount("net", "Còn lại"),
    )
    return Table("used", "Đã sử dụng", columns, rows)


def _holdings(shown: Disclosure) -> Table:
    names = {account.code: account.name for account in shown.accounts}
    rows = [
        (one.role.value, ROLE_NAMES[one.role], one.account, names[one.account], one.opening, one.closing)
        for one in shown.tally.holdings
        if one.opening or one.closing
    ]
    columns = (
        Column("role", "Mã nơi"),
        Column("role_name", "Nơi"),
        *ACCOUNT,
        amount("opening", "Đầu kỳ"),
        amount("closing", "Cuối kỳ"),
    )
    return Table("holdings", "Tiền và tài sản đang ở đâu", columns, rows)


def _months(shown: Disclosure) -> Table:
    known = {line.month: line for line in shown.tally.months}
    rows = [
        (
            str(month.number),
            str(month),
            known[month].received if month in known else 0,
            known[month].used if month in known else 0,
        )
        for month in shown.days.months()
    ]
    columns = (
        Column("month", "Mã tháng"),
        Column("month_name", "Tháng"),
        amount("received", "Đã nhận"),
        amount("used", "Đã sử dụng"),
    )
    return Table("months", "Theo tháng", columns, rows)


def _waiting(shown: Disclosure) -> Table:
    rows = [
        (one.role.value, WAITING_NAMES[one.role], one.opening, one.came, one.left, one.closing)
        for one in shown.tally.waiting
    ]
    columns = (
        Column("role", "Mã khoản"),
        Column("title", "Khoản"),
        amount("opening", "Đầu kỳ"),
        amount("came", "Đến trong kỳ"),
        amount("left", "Đã xác định, đã trao"),
        amount("closing", "Còn lại"),
    )
    return Table("waiting", "Tiền giữ hộ, chưa thuộc quỹ", columns, rows)
