"""The rules of the ledger, I1 to I7 and I17, each as a query that knows none of the verbs."""

from __future__ import annotations

from khfund.reports.rule import Rule

_MOVED = (
    "SELECT e.unit_id, e.day, p.fund_id, p.debit_id AS account_id, p.amount AS debit, 0 AS credit "
    "FROM posting p JOIN entry e ON e.id = p.entry_id UNION ALL "
    "SELECT e.unit_id, e.day, p.fund_id, p.credit_id, 0, p.amount FROM posting p JOIN entry e ON e.id = p.entry_id"
)
_MONTH = "CAST(substr(CAST(day AS TEXT), 1, 4) || substr(CAST(day AS TEXT), 6, 2) AS INTEGER)"

LEDGER_RULES = (
    Rule(
        "I1",
        "bút toán {entry} không có dòng nào",
        "entry {entry} has no posting",
        "SELECT e.id AS entry FROM entry e WHERE NOT EXISTS (SELECT 1 FROM posting p WHERE p.entry_id = e.id) ORDER BY 1",
    ),
    Rule(
        "I1",
        "dòng {line} của bút toán {entry} không phải số tiền dương giữa hai tài khoản khác nhau",
        "line {line} of entry {entry} is no positive amount between two accounts",
        "SELECT entry_id AS entry, line FROM posting WHERE NOT (amount > 0 AND debit_id <> credit_id) ORDER BY 1, 2",
    ),
    Rule(
        "I1",
        "các dòng của bút toán {entry} không đánh số liền từ 1",
        "the lines of entry {entry} are not numbered from 1 without a gap",
        "SELECT entry_id AS entry FROM posting GROUP BY entry_id HAVING MIN(line) <> 1 OR MAX(line) <> COUNT(*) ORDER BY 1",
    ),
    Rule(
        "I1",
        "bút toán {entry} ngày {day} nằm ngoài sổ, mở từ {opened}",
        "entry {entry} of {day} lies outside the book, open since {opened}",
        "SELECT e.id AS entry, CAST(e.day AS TEXT) AS day, CAST(b.opened AS TEXT) AS opened FROM entry e "
        "LEFT JOIN book b ON b.unit_id = e.unit_id WHERE b.unit_id IS NULL "
        "OR (e.day < b.opened AND e.correction IS DISTINCT FROM 'opening') ORDER BY 1",
    ),
    Rule(
        "I2",
        "dòng {line} của bút toán {entry} nối hai sổ hoặc hai quỹ của đơn vị khác nhau",
        "line {line} of entry {entry} ties books of different units",
        "SELECT p.entry_id AS entry, p.line FROM posting p LEFT JOIN entry e ON e.id = p.entry_id "
        "LEFT JOIN account d ON d.id = p.debit_id LEFT JOIN account c ON c.id = p.credit_id LEFT JOIN fund f ON f.id = p.fund_id "
        "WHERE NOT (d.unit_id = e.unit_id AND c.unit_id = e.unit_id AND f.unit_id = e.unit_id) ORDER BY 1, 2",
    ),
    Rule(
        "I2",
        "bút toán {entry} chuyển giữa các quỹ nhưng bên cho và bên nhận chênh nhau {difference:dong}",
        "entry {entry} moves money between funds, but giving and receiving differ by {difference:dong}",
        "SELECT p.entry_id AS entry, CAST(ABS(SUM(CASE WHEN d.role = 'interfund' THEN p.amount ELSE -p.amount END)) AS BIGINT) "
        "AS difference FROM posting p JOIN account d ON d.id = p.debit_id JOIN account c ON c.id = p.credit_id "
        "WHERE (d.role = 'interfund' AND c.role NOT IN ('principal', 'spendable', 'interfund')) "
        "OR (c.role = 'interfund' AND d.role NOT IN ('principal', 'spendable', 'interfund')) GROUP BY p.entry_id "
        "HAVING SUM(CASE WHEN d.role = 'interfund' THEN p.amount ELSE -p.amount END) <> 0 ORDER BY 1",
    ),
    Rule(
        "I3",
        "tổng ngày {day} của tài khoản {account}, quỹ {fund} lệch nợ {debit:dong}, có {credit:dong} so với bút toán",
        "the total of {day} of account {account}, fund {fund} differs by debit {debit:dong}, credit {credit:dong}",
        "SELECT CAST(day AS TEXT) AS day, account_id AS account, fund_id AS fund, CAST(-SUM(debit) AS BIGINT) AS debit, "  # noqa: S608  our own words
        f"CAST(-SUM(credit) AS BIGINT) AS credit FROM ({_MOVED} UNION ALL "
        "SELECT unit_id, day, fund_id, account_id, -debit, -credit FROM day_total) AS summed "
        "GROUP BY unit_id, day, fund_id, account_id HAVING SUM(debit) <> 0 OR SUM(credit) <> 0 ORDER BY 1, 2, 3",
    ),
    Rule(
        "I3",
        "tổng tháng {month} của tài khoản {account}, quỹ {fund} lệch nợ {debit:dong}, có {credit:dong} so với tổng ngày",
        "the total of month {month} of account {account}, fund {fund} differs by debit {debit:dong}, credit {credit:dong}",
        "SELECT month, account_id AS account, fund_id AS fund, CAST(-SUM(debit) AS BIGINT) AS debit, "  # noqa: S608  our own words
        "CAST(-SUM(credit) AS BIGINT) AS credit FROM ("
        f"SELECT unit_id, {_MONTH} AS month, fund_id, account_id, debit, credit FROM day_total UNION ALL "
        "SELECT unit_id, month, fund_id, account_id, -debit, -credit FROM month_total) AS summed "
        "GROUP BY unit_id, month, fund_id, account_id HAVING SUM(debit) <> 0 OR SUM(credit) <> 0 ORDER BY 1, 2, 3",
    ),
    Rule(
        "I4",
        "bút toán {entry} chi {taken:dong} vốn gốc của quỹ {fund} mà không trả lại khoản góp vốn nào",
        "entry {entry} spends {taken:dong} of the principal of fund {fund} and corrects no gift to it",
        "SELECT e.id AS entry, p.fund_id AS fund, CAST(SUM(p.amount) AS BIGINT) AS taken FROM posting p "
        "JOIN account d ON d.id = p.debit_id AND d.role = 'principal' JOIN entry e ON e.id = p.entry_id "
        "WHERE e.corrects_id IS NULL AND e.correction IS DISTINCT FROM 'handover' GROUP BY e.id, p.fund_id ORDER BY 1, 2",
    ),
    Rule(
        "I4",
        "đã trả lại {taken:dong} vốn gốc của quỹ {fund}, nhiều hơn bút toán {entry} đã góp",
        "{taken:dong} of the principal of fund {fund} went back, more than entry {entry} had given",
        "SELECT t.entry, t.fund, t.taken FROM (SELECT e.corrects_id AS entry, p.fund_id AS fund, "
        "CAST(SUM(p.amount) AS BIGINT) AS taken FROM posting p JOIN account d ON d.id = p.debit_id AND d.role = 'principal' "
        "JOIN entry e ON e.id = p.entry_id WHERE e.corrects_id IS NOT NULL GROUP BY e.corrects_id, p.fund_id) AS t "
        "WHERE t.taken > COALESCE((SELECT SUM(g.amount) FROM posting g JOIN account c ON c.id = g.credit_id "
        "AND c.role = 'principal' WHERE g.entry_id = t.entry AND g.fund_id = t.fund), 0) ORDER BY 1, 2",
    ),
    Rule(
        "I5",
        "chứng từ {series} năm {year} có {count} số, từ {first} đến {last}, sổ đếm ghi {counted}",
        "vouchers {series} of {year}: {count} numbers from {first} to {last}, the counter says {counted}",
        "SELECT v.series, v.year, v.count, v.first, v.last, COALESCE(k.last, 0) AS counted FROM (SELECT unit_id, "
        "voucher_kind AS series, voucher_year AS year, COUNT(DISTINCT voucher_number) AS count, "
        "MIN(voucher_number) AS first, MAX(voucher_number) AS last, COUNT(*) AS rows "
        "FROM entry GROUP BY unit_id, voucher_kind, voucher_year) AS v LEFT JOIN counter k ON k.unit_id = v.unit_id "
        "AND k.series = v.series AND k.year = v.year WHERE v.first <> 1 OR v.last <> v.count OR v.rows <> v.count "
        "OR k.last IS DISTINCT FROM v.last ORDER BY 1, 2",
    ),
    Rule(
        "I5",
        "sổ đếm chứng từ {series} năm {year} ghi {counted} nhưng không có chứng từ nào",
        "the counter of vouchers {series} of {year} says {counted}, but there is none",
        "SELECT k.series, k.year, k.last AS counted FROM counter k WHERE k.series IN ('PT', 'PC', 'PK', 'BC', 'BN', 'PN', 'PX') "
        "AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.unit_id = k.unit_id AND e.voucher_kind = k.series "
        "AND e.voucher_year = k.year) ORDER BY 1, 2",
    ),
    Rule(
        "I5",
        "bút toán {entry} ngày {day} mang số chứng từ của năm {year}",
        "entry {entry} of {day} bears a voucher number of {year}",
        "SELECT id AS entry, CAST(day AS TEXT) AS day, voucher_year AS year FROM entry "
        "WHERE voucher_year <> CAST(substr(CAST(day AS TEXT), 1, 4) AS INTEGER) ORDER BY 1",
    ),
    Rule(
        "I6",
        "lệnh {number} không có câu trả lời",
        "command {number} has no answer",
        "SELECT c.number FROM command c LEFT JOIN leaf l ON l.number = c.number "
        "WHERE l.number IS NULL OR l.answer = '' ORDER BY 1",
    ),
    Rule(
        "I6",
        "mã yêu cầu {request_id} dùng cho {count} lệnh",
        "the request id {request_id} stands for {count} commands",
        "SELECT request_id, COUNT(*) AS count FROM command GROUP BY request_id HAVING COUNT(*) > 1 ORDER BY 1",
    ),
    Rule(
        "I17",
        "chứng từ nháp {voucher} do một người lập và duyệt, hoặc duyệt và ghi sổ, không có ngoại lệ",
        "voucher draft {voucher} was drafted and approved, or approved and posted, by one person without an exception",
        "SELECT v.id AS voucher FROM voucher v WHERE (v.drafted_by = v.approved_by OR v.approved_by = v.posted_by) "
        "AND NOT EXISTS (SELECT 1 FROM sole_officer_exception x WHERE x.unit_id = v.unit_id) ORDER BY 1",
    ),
    Rule(
        "I17",
        "chứng từ nháp {voucher} đã ghi sổ khác với bản được duyệt",
        "voucher draft {voucher} was posted other than it was approved",
        "SELECT DISTINCT v.id AS voucher FROM voucher v LEFT JOIN voucher_line l ON l.voucher_id = v.id "
        "LEFT JOIN posting p ON p.entry_id = v.entry_id AND p.line = l.line AND p.debit_id = l.debit_id "
        "AND p.credit_id = l.credit_id AND p.fund_id = l.fund_id AND p.amount = l.amount "
        "WHERE (v.state = 'posted') <> (v.entry_id IS NOT NULL) OR (v.state = 'posted' AND (p.entry_id IS NULL "
        "OR v.approved_by IS NULL OR v.posted_by IS NULL OR (SELECT COUNT(*) FROM posting o WHERE o.entry_id = v.entry_id) "
        "<> (SELECT COUNT(*) FROM voucher_line m WHERE m.voucher_id = v.id))) ORDER BY 1",
    ),
)  # fmt: skip
