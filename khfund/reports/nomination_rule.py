"""The rules of nominations (I37), each as a query that knows none of the verbs."""

from __future__ import annotations

from khfund.reports.rule import Rule

NOMINATION_RULES = (
    Rule(
        "I37",
        "đợt xét {round}: người nhận {recipient} có {count} đề nghị đang đứng",
        "round {round}: recipient {recipient} has {count} standing nominations",
        "SELECT r.code AS round, n.recipient_id AS recipient, COUNT(*) AS count FROM nomination n "
        "JOIN award_round r ON r.id = n.round_id WHERE n.state = 'standing' "
        "GROUP BY r.code, n.round_id, n.recipient_id HAVING COUNT(*) > 1 ORDER BY 1, 2",
    ),
    Rule(
        "I37",
        "đề nghị {nomination} đã rút mà không có lý do, hoặc có lý do rút mà vẫn đứng",
        "nomination {nomination} is withdrawn without a reason, or has one and stands",
        "SELECT n.id AS nomination FROM nomination n LEFT JOIN nomination_withdrawal w ON w.nomination_id = n.id "
        "WHERE (n.state = 'withdrawn') <> (w.id IS NOT NULL) ORDER BY 1",
    ),
    Rule(
        "I37",
        "đề nghị {nomination} nhận sau hạn của đợt mà không ghi lý do",
        "nomination {nomination} came after the last day of its round without a reason",
        "SELECT n.id AS nomination FROM nomination n JOIN award_round r ON r.id = n.round_id "
        "WHERE n.late_reason = '' AND n.received > r.nominate_until AND NOT EXISTS "
        "(SELECT 1 FROM round_event e WHERE e.round_id = r.id AND e.step = 'changed') ORDER BY 1",
    ),
    Rule(
        "I37",
        "đề nghị {nomination} của người nhận thuộc sổ của đơn vị khác",
        "nomination {nomination} is of a recipient of another unit's register",
        "SELECT n.id AS nomination FROM nomination n JOIN award_round r ON r.id = n.round_id "
        "JOIN recipient p ON p.id = n.recipient_id WHERE p.unit_id <> r.unit_id ORDER BY 1",
    ),
    Rule(
        "I37",
        "đề nghị {nomination} thay thế một đề nghị của đợt, đơn vị hoặc người khác, hoặc vẫn đang đứng",
        "nomination {nomination} replaces one of another round, unit or person, or one that still stands",
        "SELECT n.id AS nomination FROM nomination n JOIN nomination o ON o.id = n.replaces_id "
        "WHERE o.round_id <> n.round_id OR o.unit_id <> n.unit_id OR o.state <> 'withdrawn' ORDER BY 1",
    ),
    Rule(
        "I37",
        "tệp đề nghị {file}: các số đếm không cộng lại đủ {candidates:so} ứng viên",
        "nomination file {file}: its counts do not add up to {candidates:so} candidates",
        "SELECT id AS file, candidates FROM nomination_file "
        "WHERE added + changed + unchanged + duplicates <> candidates ORDER BY 1",
    ),
    Rule(
        "I37",
        "tệp đề nghị {file} ghi {said:so} đề nghị mới, sổ có {written:so}",
        "nomination file {file} says {said:so} new nominations, the books have {written:so}",
        "SELECT f.id AS file, f.added + f.changed + f.duplicates AS said, COUNT(n.id) AS written FROM nomination_file f "
        "LEFT JOIN nomination n ON n.command_number = f.command_number GROUP BY f.id, f.added, f.changed, f.duplicates "
        "HAVING f.added + f.changed + f.duplicates <> COUNT(n.id) ORDER BY 1",
    ),
)
