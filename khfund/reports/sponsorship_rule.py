"""The rules of sponsorships, I39, as queries that know none of the verbs."""

from __future__ import annotations

from khfund.reports.rule import Rule

_CHILD = "COALESCE(r.merged_into_id, r.id)"
_STANDS = "NOT EXISTS (SELECT 1 FROM instalment_withdrawal w WHERE w.instalment_id = i.id)"
_EVENT_STANDS = "NOT EXISTS (SELECT 1 FROM child_event_taken_back t WHERE t.event_id = e.id)"
_EVENT_MONTH = (
    "CAST(SUBSTR(CAST(e.day AS VARCHAR(10)), 1, 4) || SUBSTR(CAST(e.day AS VARCHAR(10)), 6, 2) AS INTEGER)"
)
_NET = (
    "SELECT recipient_id, programme_id, month, sponsorship_id, share_id, CAST(SUM(part) AS BIGINT) AS part "
    "FROM coverage GROUP BY recipient_id, programme_id, month, sponsorship_id, share_id"
)

SPONSORSHIP_RULES = (
    Rule(
        "I39",
        "em số {recipient}, chương trình {programme}, tháng {month}: phần đỡ đầu cộng lại {part} phần vạn, quá 100 %",
        "child {recipient}, programme {programme}, month {month}: shares add up to {part} of 10,000, beyond the whole",
        f"SELECT {_CHILD} AS recipient, c.programme_id AS programme, c.month, CAST(SUM(c.part) AS BIGINT) AS part "  # noqa: S608
        f"FROM coverage c JOIN recipient r ON r.id = c.recipient_id GROUP BY {_CHILD}, c.programme_id, c.month "
        "HAVING SUM(c.part) > 10000 OR SUM(c.part) < 0 ORDER BY 1, 2, 3",
    ),
    Rule(
        "I39",
        "em số {recipient}, tháng {month}: chuỗi phần đỡ đầu đứt ở dòng {place}",
        "child {recipient}, month {month}: the chain of coverage breaks at place {place}",
        "SELECT x.recipient_id AS recipient, x.month, x.place FROM (SELECT recipient_id, programme_id, month, place, taken, "
        "SUM(part) OVER w AS summed, ROW_NUMBER() OVER w AS counted FROM coverage "
        "WINDOW w AS (PARTITION BY recipient_id, programme_id, month ORDER BY place)) AS x "
        "WHERE x.taken <> x.summed OR x.place <> x.counted ORDER BY 1, 2, 3",
    ),
    Rule(
        "I39",
        "em số {recipient}, chương trình {programme}, tháng {month} được bán cho {count} thỏa thuận",
        "child {recipient}, programme {programme}, month {month} is sold under {count} sponsorships",
        f"SELECT {_CHILD} AS recipient, n.programme_id AS programme, n.month, COUNT(DISTINCT n.sponsorship_id) AS count "  # noqa: S608
        f"FROM ({_NET}) AS n JOIN recipient r ON r.id = n.recipient_id WHERE n.part > 0 "
        f"GROUP BY {_CHILD}, n.programme_id, n.month HAVING COUNT(DISTINCT n.sponsorship_id) > 1 ORDER BY 1, 2, 3",
    ),
    Rule(
        "I39",
        "phần đỡ đầu số {share}, tháng {month}: nhận {part} phần vạn, khác phần đã hứa {promised}",
        "share {share}, month {month}: {part} of 10,000 are taken, other than the {promised} promised",
        "SELECT n.share_id AS share, n.month, n.part, h.part AS promised "  # noqa: S608
        f"FROM ({_NET}) AS n JOIN sponsor_share h ON h.id = n.share_id "
        "LEFT JOIN sponsor_share_end x ON x.share_id = h.id WHERE n.part <> 0 AND (n.part <> h.part "
        "OR n.month < h.from_month OR n.month > COALESCE(h.until_month, n.month) OR n.month >= COALESCE(x.month, 999999)) "
        "ORDER BY 1, 2",
    ),
    Rule(
        "I39",
        "kỳ chi {instalment} tháng {month} nằm ngoài lịch của thỏa thuận đỡ đầu {sponsorship}",
        "instalment {instalment} of {month} lies outside the schedule of sponsorship {sponsorship}",
        "SELECT i.id AS instalment, i.month, s.id AS sponsorship FROM instalment i "
        "JOIN sponsorship s ON s.id = i.sponsorship_id WHERE i.month < s.first_month OR i.month > COALESCE(s.last_month, i.month) "
        "OR ',' || s.payable_months || ',' NOT LIKE '%,' || CAST(i.month % 100 AS VARCHAR(2)) || ',%' ORDER BY 1",
    ),
    Rule(
        "I39",
        "thỏa thuận đỡ đầu {sponsorship}, tháng {month}: kỳ chi cộng lại {owed:dong}, quá mức {rate:dong}",
        "sponsorship {sponsorship}, month {month}: instalments add up to {owed:dong}, beyond the rate of {rate:dong}",
        "SELECT o.sponsorship_id AS sponsorship, o.month, o.owed, COALESCE(MAX(t.amount), 0) AS rate "  # noqa: S608
        "FROM (SELECT i.sponsorship_id, i.month, CAST(SUM(i.amount) AS BIGINT) AS owed FROM instalment i "
        f"WHERE i.sponsorship_id IS NOT NULL AND {_STANDS} GROUP BY i.sponsorship_id, i.month) AS o "
        "LEFT JOIN sponsorship_rate t ON t.sponsorship_id = o.sponsorship_id AND t.since_month <= o.month "
        "GROUP BY o.sponsorship_id, o.month, o.owed HAVING o.owed > COALESCE(MAX(t.amount), 0) ORDER BY 1, 2",
    ),
    Rule(
        "I39",
        "kỳ chi {instalment} tháng {month} được lập sau khi thỏa thuận đỡ đầu {sponsorship} đã kết thúc",
        "instalment {instalment} of {month} was written after sponsorship {sponsorship} had ended",
        "SELECT DISTINCT i.id AS instalment, i.month, e.sponsorship_id AS sponsorship FROM instalment i "  # noqa: S608
        f"JOIN child_event e ON e.sponsorship_id = i.sponsorship_id AND e.kind IN ('die', 'graduate', 'end') AND {_EVENT_STANDS} "
        f"WHERE {_STANDS} AND i.command_number > e.command_number AND i.month > {_EVENT_MONTH} ORDER BY 1",
    ),
    Rule(
        "I39",
        "kỳ chi {instalment} không phải của em và chương trình trong thỏa thuận đỡ đầu {sponsorship}",
        "instalment {instalment} is not for the child and programme of sponsorship {sponsorship}",
        "SELECT i.id AS instalment, s.id AS sponsorship FROM instalment i JOIN sponsorship s ON s.id = i.sponsorship_id "
        "JOIN recipient r ON r.id = s.recipient_id JOIN recipient q ON q.id = i.recipient_id "
        "WHERE i.programme_id <> s.programme_id OR i.unit_id <> s.unit_id OR i.fund_id <> s.fund_id "
        "OR (q.id <> r.id AND COALESCE(q.merged_into_id, q.id) <> COALESCE(r.merged_into_id, r.id)) ORDER BY 1",
    ),
    Rule(
        "I39",
        "khoản ủng hộ {donation} được tính {counted:dong} cho các em đỡ đầu của quỹ {fund}, nhiều hơn {came:dong} đã nhận",
        "of donation {donation} {counted:dong} count for sponsored children of fund {fund}, more than the {came:dong} received",
        "SELECT k.donation_id AS donation, k.fund_id AS fund, k.counted, COALESCE(p.came, 0) AS came FROM "
        "(SELECT y.donation_id, s.fund_id, CAST(SUM(y.amount) AS BIGINT) AS counted FROM sponsor_receipt y "
        "JOIN sponsor_share h ON h.id = y.share_id JOIN sponsorship s ON s.id = h.sponsorship_id WHERE NOT EXISTS "
        "(SELECT 1 FROM sponsor_receipt_taken_back t WHERE t.receipt_id = y.id) GROUP BY y.donation_id, s.fund_id) AS k "
        "LEFT JOIN (SELECT p.entry_id, p.fund_id, CAST(SUM(p.amount) AS BIGINT) AS came FROM posting p JOIN account a "
        "ON a.id = p.credit_id AND a.role IN ('gifts', 'principal') GROUP BY p.entry_id, p.fund_id) AS p "
        "ON p.entry_id = k.donation_id AND p.fund_id = k.fund_id WHERE k.counted > COALESCE(p.came, 0) ORDER BY 1, 2",
    ),
)
