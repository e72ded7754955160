"""The rules of the register of recipients, I36, as queries that know none of the verbs."""

from __future__ import annotations

from khfund.reports.rule import Rule

RECIPIENT_RULES = (
    Rule(
        "I36",
        "người nhận số {recipient}: việc gộp hồ sơ không khớp với các thay đổi đã ghi",
        "recipient {recipient}: the merger does not agree with the changes on record",
        "SELECT r.id AS recipient FROM recipient r LEFT JOIN (SELECT recipient_id, MAX(id) AS id FROM recipient_change "
        "WHERE kind <> 'corrected' GROUP BY recipient_id) AS l ON l.recipient_id = r.id "
        "LEFT JOIN recipient_change c ON c.id = l.id WHERE r.merged_into_id IS DISTINCT FROM "
        "CASE WHEN c.kind = 'merged' THEN c.other_id END ORDER BY 1",
    ),
    Rule(
        "I36",
        "người nhận số {recipient} gộp vào số {other} của sổ đơn vị khác",
        "recipient {recipient} is merged into {other}, who stands in another unit's register",
        "SELECT r.id AS recipient, o.id AS other FROM recipient r JOIN recipient o ON o.id = r.merged_into_id "
        "WHERE o.unit_id <> r.unit_id ORDER BY 1",
    ),
    Rule(
        "I36",
        "dữ kiện số {fact} thuộc đơn vị khác với người nhận số {recipient}",
        "fact {fact} belongs to another unit than recipient {recipient}",
        "SELECT f.id AS fact, r.id AS recipient FROM known_fact f JOIN recipient r ON r.id = f.recipient_id "
        "WHERE f.unit_id <> r.unit_id ORDER BY 1",
    ),
    Rule(
        "I36",
        "dữ kiện số {fact} còn được ghi tiếp sau khi đã bỏ",
        "fact {fact} was acted on after it had been withdrawn",
        "SELECT s.fact_id AS fact FROM fact_step s JOIN fact_step e ON e.fact_id = s.fact_id AND e.id < s.id "
        "AND e.kind <> 'confirmed' GROUP BY s.fact_id ORDER BY 1",
    ),
    Rule(
        "I36",
        "đồng ý số {consent} do người không phải người đại diện của em đó ký",
        "consent {consent} was given by somebody who does not represent that child",
        "WITH RECURSIVE standing (id, person) AS (SELECT id, id FROM recipient WHERE merged_into_id IS NULL "
        "UNION SELECT r.id, s.person FROM recipient r JOIN standing s ON s.id = r.merged_into_id) "
        "SELECT c.id AS consent FROM consent c LEFT JOIN guardian g ON g.id = c.guardian_id AND g.represents "
        "LEFT JOIN standing a ON a.id = c.recipient_id LEFT JOIN standing b ON b.id = g.recipient_id "
        "WHERE c.given_by = 'representative' AND (g.id IS NULL OR a.person IS DISTINCT FROM b.person) "
        "AND NOT EXISTS (SELECT 1 FROM recipient_change x WHERE x.kind = 'separated' "
        "AND x.recipient_id IN (c.recipient_id, g.recipient_id)) ORDER BY 1",
    ),
    Rule(
        "I36",
        "đồng ý số {consent} được rút trước ngày đồng ý",
        "consent {consent} was withdrawn before it was given",
        "SELECT c.id AS consent FROM consent c JOIN consent_withdrawal w ON w.consent_id = c.id "
        "WHERE w.day < c.day ORDER BY 1",
    ),
    Rule(
        "I36",
        "người nhận số {recipient}: nơi nhận tiền số {payee} đổi mà không ghi lý do",
        "recipient {recipient}: payee {payee} changed without a reason",
        "SELECT p.recipient_id AS recipient, p.id AS payee FROM payee p WHERE p.reason = '' AND EXISTS "
        "(SELECT 1 FROM payee b WHERE b.recipient_id = p.recipient_id AND b.id < p.id) ORDER BY 2",
    ),
)
