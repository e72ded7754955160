"""The rules of units and of what goes between them, I23, each as a query that knows none of the verbs."""

from __future__ import annotations

from khfund.reports.rule import Rule

_HELD = (
    "('cash', 'bank', 'term_deposit', 'accrued_interest', 'receivable', 'advance', 'goods', 'inter_unit_receivable', "
    "'inter_unit_payable', 'unidentified', 'pass_through', 'scholarships_payable', 'other_payable', 'principal')"
)
_SIDES = (
    "SELECT p.entry_id, a.role, p.amount FROM posting p JOIN account a ON a.id = p.debit_id UNION ALL "
    "SELECT p.entry_id, a.role, -p.amount FROM posting p JOIN account a ON a.id = p.credit_id"
)

UNIT_RULES = (
    Rule(
        "I23",
        "bút toán {entry} ngày {day} ghi ở {unit} sau khi đơn vị đã kết thúc từ {ended}",
        "entry {entry} of {day} stands in the book of {unit}, which ended on {ended}",
        "SELECT e.id AS entry, CAST(e.day AS TEXT) AS day, u.name AS unit, CAST(u.ended AS TEXT) AS ended "
        "FROM entry e JOIN unit u ON u.id = e.unit_id WHERE e.day >= u.ended AND e.correction IS DISTINCT FROM 'handover' "
        "ORDER BY 1",
    ),
    Rule(
        "I23",
        "bút toán bàn giao {entry} không thuộc lần bàn giao nào của đơn vị đã kết thúc",
        "handover entry {entry} belongs to no handover of a unit that has ended",
        "SELECT e.id AS entry FROM entry e LEFT JOIN dissolution d ON d.unit_id = e.unit_id AND d.day = e.day "
        "LEFT JOIN unit u ON u.id = e.unit_id WHERE e.correction = 'handover' "
        "AND (d.unit_id IS NULL OR u.ended IS NULL OR e.day < u.ended) ORDER BY 1",
    ),
    Rule(
        "I23",
        "sổ của {unit} đã bàn giao nhưng tài khoản {account} còn {rest:dong}",
        "the book of {unit} was handed over, but the account {account} still holds {rest:dong}",
        "SELECT u.name AS unit, a.code AS account, CAST(SUM(s.amount) AS BIGINT) AS rest FROM ("
        "SELECT p.entry_id, p.fund_id, p.debit_id AS account_id, p.amount FROM posting p UNION ALL "
        "SELECT p.entry_id, p.fund_id, p.credit_id, -p.amount FROM posting p) AS s JOIN account a ON a.id = s.account_id "
        "JOIN dissolution d ON d.unit_id = a.unit_id JOIN unit u ON u.id = d.unit_id "
        "GROUP BY u.name, a.code, s.fund_id HAVING SUM(s.amount) <> 0 ORDER BY 1, 2",
    ),
    Rule(
        "I23",
        "bút toán bàn giao {entry} giao và các đơn vị kế thừa nhận chênh nhau {difference:dong} ở loại tài khoản «{role}»",
        "handover entry {entry} and what its successors took up differ by {difference:dong} in accounts «{role}»",
        "SELECT m.entry, m.role, CAST(SUM(m.amount) AS BIGINT) AS difference FROM ("  # noqa: S608  our own words
        f"SELECT e.id AS entry, s.role, s.amount FROM entry e JOIN ({_SIDES}) AS s ON s.entry_id = e.id "
        "WHERE e.correction = 'handover' UNION ALL "
        f"SELECT t.from_entry_id, s.role, s.amount FROM take_over t JOIN ({_SIDES}) AS s ON s.entry_id = t.entry_id"
        f") AS m WHERE m.role IN {_HELD} GROUP BY m.entry, m.role HAVING SUM(m.amount) <> 0 ORDER BY 1, 2",
    ),
    Rule(
        "I23",
        "sổ của {unit} đã bàn giao nhưng chỉ khóa đến {until}",
        "the book of {unit} was handed over but is closed only until {until}",
        "SELECT u.name AS unit, COALESCE(CAST(b.closed_until AS TEXT), '-') AS until FROM dissolution d "
        "JOIN unit u ON u.id = d.unit_id LEFT JOIN book b ON b.unit_id = d.unit_id "
        "WHERE b.closed_until IS NULL OR b.closed_until < d.day ORDER BY 1",
    ),
    Rule(
        "I23",
        "tỷ lệ của các đơn vị kế thừa {unit} cộng lại là {total} phần vạn trên {shared} trong {count} đơn vị",
        "the shares of the successors of {unit} add up to {total} parts per 10,000, for {shared} of {count} units",
        "SELECT u.name AS unit, CAST(SUM(h.parts) AS BIGINT) AS total, COUNT(h.parts) AS shared, COUNT(*) AS count "
        "FROM succession s JOIN unit u ON u.id = s.predecessor_id LEFT JOIN succession_share h ON h.succession_id = s.id "
        "GROUP BY s.predecessor_id, u.name HAVING COUNT(h.parts) > 0 "
        "AND (COUNT(h.parts) <> COUNT(*) OR SUM(h.parts) <> 10000) ORDER BY 1",
    ),
    Rule(
        "I23",
        "{unit} kết thúc từ {ended} nhưng bàn giao cho {successor} từ {day}, khi đơn vị đó không có",
        "{unit} ended on {ended} but passed over to {successor} on {day}, when that unit was not there",
        "SELECT p.name AS unit, COALESCE(CAST(p.ended AS TEXT), '-') AS ended, n.name AS successor, CAST(s.day AS TEXT) AS day "
        "FROM succession s JOIN unit p ON p.id = s.predecessor_id JOIN unit n ON n.id = s.successor_id "
        "WHERE p.ended IS DISTINCT FROM s.day OR n.founded > s.day OR n.ended <= s.day ORDER BY 1, 3",
    ),
    Rule(
        "I23",
        "khoản chuyển {transfer} không soi nhau: {entry} không phải bút toán 136 của bên gửi hay 336 của bên nhận",
        "transfer {transfer} is not mirrored: entry {entry} is neither the sender's 136 nor the receiver's 336",
        "SELECT t.id AS transfer, e.id AS entry FROM unit_transfer t JOIN voucher v ON v.id = t.voucher_id "
        "JOIN entry e ON e.id = v.entry_id WHERE e.unit_id <> t.from_id OR t.amount <> COALESCE((SELECT SUM(p.amount) "
        "FROM posting p JOIN account d ON d.id = p.debit_id WHERE p.entry_id = e.id AND d.role = 'inter_unit_receivable'), 0) "
        "UNION ALL SELECT t.id, e.id FROM unit_transfer t JOIN transfer_receipt r ON r.transfer_id = t.id "
        "JOIN entry e ON e.id = r.entry_id WHERE e.unit_id <> t.to_id OR NOT EXISTS (SELECT 1 FROM posting p "
        "JOIN account c ON c.id = p.credit_id WHERE p.entry_id = e.id AND c.role = 'inter_unit_payable') ORDER BY 1, 2",
    ),
    Rule(
        "I23",
        "khoản chuyển {transfer} được ghi nhận {count} lần",
        "transfer {transfer} was booked as received {count} times",
        "SELECT r.transfer_id AS transfer, COUNT(*) AS count FROM transfer_receipt r WHERE NOT EXISTS ("
        "SELECT 1 FROM entry u WHERE u.corrects_id = r.entry_id AND u.correction = 'reversal') "
        "GROUP BY r.transfer_id HAVING COUNT(*) > 1 ORDER BY 1",
    ),
)  # fmt: skip
