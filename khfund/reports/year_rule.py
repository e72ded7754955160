"""The rules of closed years, I19, each as a query that knows none of the verbs."""

from __future__ import annotations

from khfund.reports.rule import Rule

_CARRIED = (
    "('interfund', 'gifts', 'gifts_in_kind', 'dues', 'interest', 'other_income', "
    "'scholarships', 'goods_handed_over', 'management')"
)
_STANDING = "NOT EXISTS (SELECT 1 FROM year_reopening r WHERE r.closing_id = c.id)"

YEAR_RULES = (
    Rule(
        "I19",
        "năm {year} đã kết chuyển nhưng tài khoản {account} của quỹ {fund} còn {left:dong} (Nợ trừ Có) vào ngày 31/12",
        "the year {year} was carried forward, but account {account} of fund {fund} still holds {left:dong} (debit less credit) on 31 December",
        "SELECT c.year, a.code AS account, f.code AS fund, CAST(SUM(t.debit - t.credit) AS BIGINT) AS left "  # noqa: S608
        "FROM year_closing c JOIN month_total t ON t.unit_id = c.unit_id AND t.month <= c.year * 100 + 12 "
        f"JOIN account a ON a.id = t.account_id AND a.role IN {_CARRIED} JOIN fund f ON f.id = t.fund_id "
        f"WHERE {_STANDING} GROUP BY c.id, c.year, a.code, f.code HAVING SUM(t.debit - t.credit) <> 0 ORDER BY 1, 2, 3",
    ),
    Rule(
        "I19",
        "dòng {line} của bút toán kết chuyển {entry} không nối thu, chi với số dư được chi (421)",
        "line {line} of the year-end entry {entry} does not tie income or cost to the spendable balance",
        "SELECT p.entry_id AS entry, p.line FROM entry e LEFT JOIN entry o ON o.id = e.corrects_id "  # noqa: S608
        "JOIN posting p ON p.entry_id = e.id JOIN account d ON d.id = p.debit_id JOIN account c ON c.id = p.credit_id "
        "WHERE 'year_end' IN (e.correction, o.correction) "
        f"AND NOT ((d.role = 'spendable' AND c.role IN {_CARRIED}) OR (c.role = 'spendable' AND d.role IN {_CARRIED})) "
        "ORDER BY 1, 2",
    ),
    Rule(
        "I19",
        "bút toán kết chuyển {entry} ngày {day} ({voucher}) không phải phiếu kế toán ngày 31/12",
        "the year-end entry {entry} of {day} ({voucher}) is no journal voucher of 31 December",
        "SELECT e.id AS entry, CAST(e.day AS TEXT) AS day, e.voucher_kind AS voucher FROM entry e "
        "WHERE e.correction = 'year_end' AND NOT (substr(CAST(e.day AS TEXT), 6, 5) = '12-31' AND e.voucher_kind = 'PK') "
        "ORDER BY 1",
    ),
    Rule(
        "I19",
        "bút toán kết chuyển {entry} không thuộc lần kết chuyển năm nào",
        "the year-end entry {entry} belongs to no closing of a year",
        "SELECT e.id AS entry FROM entry e WHERE e.correction = 'year_end' AND NOT EXISTS (SELECT 1 FROM year_closing c "
        "WHERE c.unit_id = e.unit_id AND c.until = e.day AND c.command_number = e.command_number) ORDER BY 1",
    ),
    Rule(
        "I19",
        "bút toán kết chuyển {entry} của năm {year} đã bị đảo mà năm chưa mở lại, hoặc năm đã mở lại mà bút toán còn",
        "the year-end entry {entry} of {year} was reversed without its year being opened again, or stands though it was",
        "SELECT e.id AS entry, c.year FROM entry e JOIN year_closing c ON c.unit_id = e.unit_id AND c.until = e.day "  # noqa: S608
        "AND c.command_number = e.command_number WHERE e.correction = 'year_end' "
        "AND EXISTS (SELECT 1 FROM entry v WHERE v.corrects_id = e.id AND v.correction = 'reversal') "
        f"= ({_STANDING}) ORDER BY 1",
    ),
    Rule(
        "I19",
        "năm {year} đã kết chuyển nhưng sổ của đơn vị {unit} chỉ khóa đến {until}",
        "the year {year} was carried forward, but the book of unit {unit} is closed only until {until}",
        "SELECT c.year, c.unit_id AS unit, COALESCE(CAST(b.closed_until AS TEXT), '-') AS until FROM year_closing c "  # noqa: S608
        f"LEFT JOIN book b ON b.unit_id = c.unit_id WHERE {_STANDING} "
        "AND (b.closed_until IS NULL OR b.closed_until < c.until) ORDER BY 1, 2",
    ),
    Rule(
        "I19",
        "năm {year} của đơn vị {unit} được kết chuyển {count} lần mà không mở lại",
        "the year {year} of unit {unit} was carried forward {count} times without being opened again",
        "SELECT c.year, c.unit_id AS unit, COUNT(*) AS count FROM year_closing c "  # noqa: S608
        f"WHERE {_STANDING} GROUP BY c.unit_id, c.year HAVING COUNT(*) > 1 ORDER BY 1, 2",
    ),
    Rule(
        "I17",
        "năm {year} của đơn vị {unit} do một người đề nghị và duyệt mở lại, không có ngoại lệ",
        "the opening again of {year} of unit {unit} was asked for and granted by one person without an exception",
        "SELECT c.year, c.unit_id AS unit FROM year_reopening r JOIN year_closing c ON c.id = r.closing_id "
        "WHERE r.asked_by = r.granted_by "
        "AND NOT EXISTS (SELECT 1 FROM sole_officer_exception x WHERE x.unit_id = c.unit_id) ORDER BY 1, 2",
    ),
)  # fmt: skip
