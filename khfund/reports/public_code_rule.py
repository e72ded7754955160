"""The rules of what is printed about recipients, I16 and I41, as queries that know none of the verbs."""

from __future__ import annotations

from khfund.reports.rule import Rule

_YEAR = "CAST(SUBSTR(CAST(s.day AS VARCHAR(10)), 1, 4) AS INTEGER)"

PUBLIC_CODE_RULES = (
    Rule(
        "I16",
        "kỳ chi số {instalment} ghi tên người nhận trong nội dung, vốn được in công khai",
        "the text of instalment {instalment}, which is printed publicly, names its recipient",
        "SELECT i.id AS instalment FROM instalment i JOIN recipient r ON r.id = i.recipient_id "
        "WHERE r.kind <> 'school' AND i.what LIKE '%' || r.full_name || '%' ORDER BY i.id",
    ),
    Rule(
        "I16",
        "bút toán {entry} trả tiền ghi tên người nhận trong diễn giải",
        "the narration of entry {entry}, a payment, names its recipient",
        "SELECT DISTINCT s.entry_id AS entry FROM payment_settlement s JOIN payment_line l ON l.id = s.line_id "
        "JOIN recipient r ON r.id = l.recipient_id JOIN entry e ON e.id = s.entry_id "
        "WHERE r.kind <> 'school' AND e.narration LIKE '%' || r.full_name || '%' ORDER BY 1",
    ),
    Rule(
        "I16",
        "khoản chi {payment} đã trả mà người nhận không có mã công khai năm {year}",
        "payment {payment} was paid and its recipient has no public code for {year}",
        f"SELECT s.line_id AS payment, {_YEAR} AS year FROM payment_settlement s "  # noqa: S608  our own words
        "JOIN payment_line l ON l.id = s.line_id WHERE NOT EXISTS (SELECT 1 FROM public_code c "
        f"WHERE c.recipient_id = l.recipient_id AND c.year = {_YEAR}) ORDER BY 1",
    ),
    Rule(
        "I41",
        "mã công khai {code} không phải của năm {year}",
        "the public code {code} is not of the year {year}",
        "SELECT code, year FROM public_code WHERE CAST(SUBSTR(code, 3, 2) AS INTEGER) <> year % 100 "
        "OR code NOT LIKE 'HB__-____%' ORDER BY code",
    ),
    Rule(
        "I41",
        "các mã công khai năm {year} của người nhận số {recipient} không nối tiếp nhau",
        "the public codes of {year} of recipient {recipient} do not follow each other",
        "SELECT recipient_id AS recipient, year FROM public_code GROUP BY recipient_id, year "
        "HAVING MIN(version) <> 1 OR MAX(version) <> COUNT(*) ORDER BY 1, 2",
    ),
)
