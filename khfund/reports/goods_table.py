"""The tables of goods and of what only passes through: by kind of goods, by programme, and the movements behind them."""

from __future__ import annotations

from khfund.reports.disclosure import Disclosure
from khfund.reports.goods_disclosure import GoodsLine
from khfund.reports.table import FUND, Cell, CellKind, Column, Table, amount

MEANS_NAMES = {"money": "Tiền", "goods": "Hiện vật (theo giá trị)"}
PROGRAMME = (Column("programme", "Mã chương trình"), Column("programme_name", "Chương trình"))
PARTS = ("opening", "received", "bought", "handed", "counted", "closing")
PART_NAMES = ("Đầu kỳ", "Đã nhận", "Mua vào", "Đã trao", "Thừa, thiếu khi kiểm kê", "Cuối kỳ")


def _count(key: str, title: str) -> Column:
    return Column(key, title, CellKind.COUNT)


def goods(shown: Disclosure) -> Table:
    """Goods by fund and kind, number and value; those held for a programme carry its code."""
    funds = {fund.code: fund.name for fund in shown.funds}
    named = {item.code: item for item in shown.goods.items}
    rows: list[tuple[Cell, ...]] = []
    for key, line in shown.goods.goods().items():
        item = named[key.item]
        rows.append(
            (key.fund, funds[key.fund], key.programme, key.item, item.name, item.measure, *_figures(line))
        )
    columns = [
        *FUND,
        Column("programme", "Mã chương trình chuyển trao"),
        Column("item", "Mã hàng"),
        Column("item_name", "Hiện vật"),
        Column("measure", "Đơn vị"),
    ]
    for part, name in zip(PARTS, PART_NAMES, strict=True):
        columns += [_count(f"{part}_quantity", f"{name}: số lượng"), amount(part, f"{name}: giá trị")]
    return Table("goods", "Hiện vật", tuple(columns), rows, "không có")


def _figures(line: GoodsLine) -> tuple[int, ...]:
    parts = (line.opening, line.received, line.bought, line.handed, line.counted, line.closing)
    return tuple(figure for part in parts for figure in (part.quantity, part.value))


def passing(shown: Disclosure) -> Table:
    """What was received to be passed on, handed over, and is still held, by programme."""
    named = {one.code: one for one in shown.goods.programmes}
    rows: list[tuple[Cell, ...]] = []
    for key, line in shown.goods.programme_lines().items():
        one = named[key.programme]
        said = (key.programme, one.name, one.giver, one.fund, key.means, MEANS_NAMES[key.means])
        rows.append((*said, line.opening, line.came, line.left, line.closing))
    columns = (
        *PROGRAMME,
        Column("giver_name", "Nhà tài trợ"),
        Column("fund", "Mã quỹ"),
        Column("means", "Mã hình thức"),
        Column("means_name", "Hình thức"),
        amount("opening", "Đầu kỳ còn giữ"),
        amount("came", "Đã nhận"),
        amount("left", "Đã trao"),
        amount("closing", "Còn phải trao"),
    )
    return Table("passing", "Chuyển trao", columns, rows, "không có")


def goods_moves(shown: Disclosure) -> Table:
    """Every movement of goods by an entry; what only changed its place is not among them."""
    rows = [
        (
            one.entry,
            one.day,
            one.voucher,
            one.key.fund,
            one.key.programme,
            one.key.item,
            one.kind,
            one.quantity_in,
            one.value_in,
            one.quantity_out,
            one.value_out,
        )
        for one in shown.goods.moves
    ]
    columns = (
        *_ENTRY,
        Column("fund", "Mã quỹ"),
        Column("programme", "Mã chương trình chuyển trao"),
        Column("item", "Mã hàng"),
        Column("kind", "Mã loại"),
        _count("quantity_in", "Số lượng nhập"),
        amount("value_in", "Giá trị nhập"),
        _count("quantity_out", "Số lượng xuất"),
        amount("value_out", "Giá trị xuất"),
    )
    return Table("goods_moves", "Nhập, xuất hiện vật", columns, rows, "không có")


_ENTRY = (
    Column("entry", "Bút toán", CellKind.COUNT),
    Column("day", "Ngày", CellKind.DAY),
    Column("voucher", "Chứng từ"),
)


def passing_moves(shown: Disclosure) -> Table:
    """Every entry by which something came to be passed on, or was handed over."""
    rows = [
        (
            one.entry,
            one.day,
            one.voucher,
            one.fund,
            one.key.programme,
            one.key.means,
            one.came,
            one.left,
        )
        for one in shown.goods.passing
    ]
    columns = (
        *_ENTRY,
        Column("fund", "Mã quỹ"),
        Column("programme", "Mã chương trình"),
        Column("means", "Mã hình thức"),
        amount("came", "Đã nhận"),
        amount("left", "Đã trao"),
    )
    return Table("passing_moves", "Nhận và trao của chuyển trao", columns, rows, "không có")
