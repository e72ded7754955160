"""The tables that stand behind the figures: promises, givers, corrections, exceptions, and the entries themselves."""

from __future__ import annotations

from khfund.reports.disclosure import Disclosure
from khfund.reports.table import ACCOUNT, FUND, Cell, CellKind, Column, Table, amount
from khfund.reports.tally import Amounts

GIVER_KIND_NAMES = {
    "organisation": "Tổ chức",
    "household": "Hộ gia đình",
    "person": "Cá nhân",
    "anonymous": "Ẩn danh",
}
CORRECTION_NAMES = {
    "reversal": "Đảo bút toán ghi sai",
    "refund": "Hoàn trả người ủng hộ",
    "adjustment": "Điều chỉnh",
}


def commitments(shown: Disclosure) -> Table:
    """What is promised beyond the last day."""
    names = {fund.code: fund.name for fund in shown.funds}
    rows = [
        (one.fund, names[one.fund], one.what, one.payments, one.amount, one.until)
        for one in shown.commitments
    ]
    columns = (
        *FUND,
        Column("what", "Nội dung"),
        Column("payments", "Số khoản", CellKind.COUNT),
        amount("amount", "Còn phải chi"),
        Column("until", "Đến ngày", CellKind.DAY),
    )
    return Table("commitments", "Cam kết chi sau kỳ", columns, rows)


def givers(shown: Disclosure) -> Table:
    """Who gave, as the public may see it."""
    rows: list[tuple[Cell, ...]] = []
    for giver in shown.givers:
        amounts = shown.tally.givers.get(giver.number, Amounts())
        who = (giver.number, giver.name, giver.kind, GIVER_KIND_NAMES[giver.kind], giver.locality)
        rows.append((*who, giver.gifts, *amounts.spread))
    columns = (
        Column("giver", "Số"),
        Column("name", "Nhà hảo tâm"),
        Column("kind", "Mã loại"),
        Column("kind_name", "Loại"),
        Column("locality", "Địa phương"),
        Column("gifts", "Số lần", CellKind.COUNT),
        amount("given", "Đã ủng hộ"),
        amount("returned", "Hoàn trả"),
        amount("net", "Còn lại"),
    )
    return Table("givers", "Danh sách nhà hảo tâm", columns, rows)


def corrections(shown: Disclosure) -> Table:
    """Entries that correct earlier ones."""
    rows = [
        (
            one.voucher,
            one.entry,
            one.day,
            one.kind,
            CORRECTION_NAMES[one.kind],
            one.of_voucher,
            one.of_entry,
            one.of_day,
            "có" if one.of_day < shown.days.start else "không",
            one.amount,
        )
        for one in shown.corrections
    ]
    columns = (
        Column("voucher", "Chứng từ"),
        Column("entry", "Bút toán", CellKind.COUNT),
        Column("day", "Ngày", CellKind.DAY),
        Column("kind", "Mã cách sửa"),
        Column("kind_name", "Cách sửa"),
        Column("of_voucher", "Sửa chứng từ"),
        Column("of_entry", "Sửa bút toán", CellKind.COUNT),
        Column("of_day", "Ngày bị sửa", CellKind.DAY),
        Column("earlier_period", "Thuộc kỳ trước"),
        amount("amount", "Số tiền", adds=False),
    )
    return Table("corrections", "Bút toán sửa, điều chỉnh", columns, rows, "không có")


def revisions(shown: Disclosure) -> Table:
    """Figures that were published otherwise before."""
    rows = [
        (one.published, one.figure, one.before, one.after, one.after - one.before) for one in shown.revisions
    ]
    columns = (
        Column("published", "Đã công bố ngày", CellKind.DAY),
        Column("figure", "Số liệu"),
        amount("before", "Đã công bố", adds=False),
        amount("after", "Nay là", adds=False),
        amount("difference", "Chênh lệch", adds=False),
    )
    return Table("revisions", "Đính chính số liệu đã công bố", columns, rows, "không có")


def exceptions(shown: Disclosure) -> Table:
    """Recorded exceptions to the rule of two persons."""
    rows = [(one.since, one.until, one.reason) for one in shown.exceptions]
    columns = (
        Column("since", "Từ ngày", CellKind.DAY),
        Column("until", "Đến ngày", CellKind.DAY),
        Column("reason", "Lý do"),
    )
    return Table("exceptions", "Ngoại lệ: một người vừa lập vừa duyệt", columns, rows, "không có")


def laws(shown: Disclosure) -> Table:
    """The legal bases of the day."""
    rows = [(law.since, law.name, law.duty, law.source) for law in shown.laws]
    columns = (
        Column("since", "Áp dụng từ", CellKind.DAY),
        Column("name", "Văn bản"),
        Column("duty", "Yêu cầu"),
        Column("source", "Nguồn"),
    )
    return Table("laws", "Căn cứ", columns, rows)


def accounts(shown: Disclosure) -> Table:
    """The accounts behind the codes."""
    rows = [(one.code, one.name, one.role.value) for one in shown.accounts]
    return Table("accounts", "Tài khoản", (*ACCOUNT, Column("role", "Vai trò")), rows)


def openings(shown: Disclosure) -> Table:
    """What every account held for every fund before the first day."""
    rows = [(one.fund, one.account, one.role.value, one.balance) for one in shown.openings]
    columns = (
        Column("fund", "Mã quỹ"),
        Column("account", "Tài khoản"),
        Column("role", "Vai trò"),
        amount("balance", "Dư Nợ (dư Có mang dấu trừ)"),
    )
    return Table("openings", "Số dư tài khoản đầu kỳ", columns, rows)


def entries(shown: Disclosure) -> Table:
    """Every posting of these days."""
    rows = [
        (
            one.entry,
            one.day,
            one.voucher,
            one.fund,
            one.debit,
            one.debit_role.value,
            one.credit,
            one.credit_role.value,
            one.amount,
            one.giver,
            int(one.opening),
            one.correction,
            one.corrects,
        )
        for one in shown.postings
    ]
    columns = (
        Column("entry", "Bút toán", CellKind.COUNT),
        Column("day", "Ngày", CellKind.DAY),
        Column("voucher", "Chứng từ"),
        Column("fund", "Mã quỹ"),
        Column("debit", "Nợ"),
        Column("debit_role", "Vai trò Nợ"),
        Column("credit", "Có"),
        Column("credit_role", "Vai trò Có"),
        amount("amount", "Số tiền"),
        Column("giver", "Số nhà hảo tâm"),
        Column("opening", "Đưa số dư vào sổ", CellKind.COUNT),
        Column("correction", "Cách sửa"),
        Column("corrects", "Sửa bút toán", CellKind.COUNT),
    )
    return Table("entries", "Bút toán", columns, rows)
