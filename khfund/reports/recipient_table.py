"""The tables of those who received: what of the cost is in the list, by programme, by unit, by need, and the list."""

from __future__ import annotations

from khfund.ledger import AccountRole
from khfund.reports.disclosure import Disclosure
from khfund.reports.recipient_disclosure import Share
from khfund.reports.small_cell import Spot
from khfund.reports.table import Cell, CellKind, Column, Table, amount

OTHER_NEED = "Thành tích, hoặc không ghi diện"
TABLE_NAMES = {"programme": "Chương trình", "unit": "Đơn vị đề cử", "all": "Tất cả"}
_PROGRAMME = (Column("programme", "Mã chương trình"), Column("programme_name", "Chương trình"))
_FIGURES = (
    Column("awards", "Số suất", CellKind.COUNT),
    Column("payments", "Số lần chi", CellKind.COUNT),
)
_PERSONS = Column("persons", "Số người", CellKind.COUNT)


def award_totals(shown: Disclosure) -> Table:
    """From the cost in the books to what was paid to those in the list; what is not per person is the difference."""
    used = sum(spread.net for key, spread in shown.tally.used.items() if key.role is AccountRole.SCHOLARSHIPS)
    owed = sum(
        one.opening - one.closing
        for one in shown.tally.holdings
        if one.role is AccountRole.SCHOLARSHIPS_PAYABLE
    )
    listed = shown.recipients.whole.amount
    rows: list[tuple[Cell, ...]] = [
        ("used", "Chi học bổng, khen thưởng, hỗ trợ đã ghi sổ trong kỳ", used),
        ("listed", "Đã trả cho người nhận trong danh sách", listed),
        ("owed", "Đã duyệt chi, còn phải trả tăng thêm trong kỳ (giảm: dấu trừ)", owed),
        ("unlisted", "Chi chung, không theo từng người; khoản kỳ trước bị trả lại: dấu trừ", used - listed - owed),
    ]  # fmt: skip
    columns = (
        Column("item", "Mã"),
        Column("title", "Chỉ tiêu"),
        amount("amount", "Số tiền (đồng)", adds=False),
    )
    return Table("award_totals", "Học bổng, khen thưởng, hỗ trợ: từ sổ đến danh sách", columns, rows)


def award_counts(shown: Disclosure) -> Table:
    """Awards, payments and persons apart: one person may hold several awards."""
    whole, named = shown.recipients.whole, shown.recipients.named
    rows: list[tuple[Cell, ...]] = [
        ("awards", "Số suất (quyết định trao, đỡ đầu) có chi trong kỳ", whole.awards),
        ("payments", "Số lần chi", whole.payments),
        ("persons", "Số người nhận, mỗi người tính một lần", whole.persons),
        ("named", "Trong đó nêu tên", named),
        ("coded", "Trong đó ghi bằng mã", whole.persons - named),
    ]
    columns = (
        Column("item", "Mã"),
        Column("title", "Chỉ tiêu"),
        Column("count", "Số lượng", CellKind.COUNT),
    )
    return Table("award_counts", "Số suất và số người", columns, rows)


def by_programme(shown: Disclosure) -> Table:
    """What fell to each programme."""
    names = {one.code: one.name for one in shown.recipients.programmes}
    rows = [(one.key, names[one.key], *_figures(one)) for one in shown.recipients.by_programme]
    columns = (*_PROGRAMME, *_FIGURES, _PERSONS, amount("amount", "Số tiền"))
    return Table("awards_by_programme", "Người nhận theo chương trình", columns, rows, "không có")


def by_unit(shown: Disclosure) -> Table:
    """What fell to those whom each unit put forward; units of few are counted with the unit above."""
    rows = [(one.key, *_figures(one)) for one in shown.recipients.by_unit]
    columns = (Column("unit", "Đơn vị đề cử"), *_FIGURES, _PERSONS, amount("amount", "Số tiền"))
    return Table("awards_by_unit", "Người nhận theo đơn vị đề cử", columns, rows, "không có")


def _figures(one: Share) -> tuple[int, int, int, int]:
    return one.awards, one.payments, one.persons, one.amount


def categories(shown: Disclosure) -> Table:
    """Awards by need: of all, by programme, by unit; a hidden count has no figure."""
    counts, named = shown.recipients.counts, {one.code: one.name for one in shown.recipients.programmes}
    order = {one.code: (place, one.name) for place, one in enumerate(shown.recipients.categories)}
    rows: list[tuple[Cell, ...]] = []
    tables = list(TABLE_NAMES)

    def place(spot: Spot) -> tuple[int, str, int]:
        return tables.index(spot.table), spot.row, order.get(spot.category, (len(order), ""))[0]

    for spot in sorted(counts.counts, key=place):
        need = order.get(spot.category, (0, OTHER_NEED))[1]
        count = counts.shown(spot)
        said = (spot.table, spot.row, named.get(spot.row, spot.row), spot.category, need)
        rows.append((*said, count, int(count is None)))
    columns = (
        Column("table", "Mã bảng"),
        Column("row", "Mã dòng"),
        Column("row_name", "Dòng"),
        Column("category", "Mã diện"),
        Column("category_name", "Diện"),
        Column("awards", "Số suất", CellKind.COUNT),
        Column("hidden", "Được ẩn", CellKind.COUNT),
    )
    return Table("award_categories", "Số suất theo diện hoàn cảnh", columns, rows, "không có")


def recipients(shown: Disclosure) -> Table:
    """Who received, as the public may see it."""
    names = {one.code: one.name for one in shown.recipients.programmes}
    rows = [
        (
            one.recipient,
            one.name,
            one.honour,
            one.unit,
            one.commune,
            one.programme,
            names[one.programme],
            one.awards,
            one.payments,
            one.amount,
        )
        for one in shown.recipients.rows
    ]
    columns = (
        Column("recipient", "Mã"),
        Column("name", "Họ tên"),
        Column("honour", "Danh hiệu, thành tích"),
        Column("unit", "Đơn vị đề cử"),
        Column("commune", "Xã, phường"),
        *_PROGRAMME,
        *_FIGURES,
        amount("amount", "Số tiền"),
    )
    return Table("recipients", "Danh sách người nhận", columns, rows, "không có")
