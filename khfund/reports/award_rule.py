"""The rules of allocations, decisions and awards, I38, as queries that know none of the verbs."""

from __future__ import annotations

from khfund.reports.rule import Rule

_LAST = "(SELECT MAX(x.number) FROM allocation_run x WHERE x.round_id = r.round_id)"
_GONE = "EXISTS (SELECT 1 FROM instalment_withdrawal w WHERE w.instalment_id = i.id)"
_PAID = "EXISTS (SELECT 1 FROM payment_line l JOIN payment_settlement s ON s.line_id = l.id WHERE l.instalment_id = i.id)"
_EXCEPTION = "NOT EXISTS (SELECT 1 FROM sole_officer_exception x WHERE x.unit_id = {unit})"

AWARD_RULES = (
    Rule(
        "I38",
        "lần phân suất {run} ghi {said:dong}, các suất được chọn cộng lại {sum:dong}, ngân sách {budget:dong}",
        "run {run} says {said:dong}, its chosen come to {sum:dong}, the budget is {budget:dong}",
        "SELECT r.id AS run, r.amount AS said, CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) AS sum, r.budget "
        "FROM allocation_run r LEFT JOIN allocation_line l ON l.run_id = r.id AND l.outcome = 'awarded' "
        "GROUP BY r.id, r.amount, r.budget "
        "HAVING r.amount <> COALESCE(SUM(l.amount), 0) OR COALESCE(SUM(l.amount), 0) > r.budget ORDER BY 1",
    ),
    Rule(
        "I38",
        "lần phân suất {run} chọn {chosen} suất của đơn vị {unit}, nhiều hơn {places} suất được phân bổ",
        "run {run} chose {chosen} of unit {unit}, more than its {places} places",
        "SELECT l.run_id AS run, l.unit_id AS unit, COUNT(*) AS chosen, COALESCE(MAX(q.places), 0) AS places "
        "FROM allocation_line l LEFT JOIN allocation_quota q ON q.run_id = l.run_id AND q.unit_id = l.unit_id "
        "WHERE l.outcome = 'awarded' AND NOT l.borrowed "
        "AND EXISTS (SELECT 1 FROM allocation_quota o WHERE o.run_id = l.run_id) "
        "GROUP BY l.run_id, l.unit_id HAVING COUNT(*) > COALESCE(MAX(q.places), 0) ORDER BY 1, 2",
    ),
    Rule(
        "I38",
        "lần phân suất {run} không có dòng cho đề nghị {nomination} của đợt",
        "run {run} has no line for nomination {nomination} of its round",
        "SELECT r.id AS run, n.id AS nomination FROM allocation_run r JOIN nomination n ON n.round_id = r.round_id "
        "WHERE n.command_number < r.command_number AND NOT EXISTS (SELECT 1 FROM allocation_line l "
        "WHERE l.run_id = r.id AND l.nomination_id = n.id) ORDER BY 1, 2",
    ),
    Rule(
        "I38",
        "quyết định của đợt {round} không theo lần phân suất cuối, hoặc ghi {said:dong} cho {awards} suất mà sổ có {given:dong} cho {made} suất",
        "the decision of round {round} is not of its last run, or says {said:dong} for {awards} awards where there are {given:dong} for {made}",
        "SELECT d.round_id AS round, d.amount AS said, d.awards, CAST(COALESCE(SUM(a.amount), 0) AS BIGINT) AS given, "  # noqa: S608
        "COUNT(a.id) AS made FROM round_decision d JOIN allocation_run r ON r.id = d.run_id "
        "LEFT JOIN award a ON a.round_id = d.round_id AND a.replaces_id IS NULL "
        "GROUP BY d.round_id, d.amount, d.awards, r.number, r.round_id "
        "HAVING d.amount <> COALESCE(SUM(a.amount), 0) OR d.awards <> COUNT(a.id) OR r.round_id <> d.round_id "
        f"OR r.number <> {_LAST} ORDER BY 1",
    ),
    Rule(
        "I38",
        "suất {award} không có trong danh sách được chọn hoặc dự bị của quyết định, hoặc khác số tiền, người nhận",
        "award {award} is not among the chosen or the alternates of its decision, or differs in amount or recipient",
        "SELECT a.id AS award FROM award a LEFT JOIN round_decision d ON d.round_id = a.round_id "
        "LEFT JOIN allocation_line l ON l.run_id = d.run_id AND l.nomination_id = a.nomination_id "
        "WHERE l.run_id IS NULL OR l.amount <> a.amount OR l.recipient_id <> a.recipient_id "
        "OR l.outcome <> CASE WHEN a.replaces_id IS NULL THEN 'awarded' ELSE 'alternate' END ORDER BY 1",
    ),
    Rule(
        "I38",
        "các suất còn hiệu lực của đợt {round} cộng lại {live:dong}, vượt ngân sách {budget:dong}",
        "the awards in force of round {round} come to {live:dong}, beyond its budget of {budget:dong}",
        "SELECT r.id AS round, CAST(SUM(a.amount) AS BIGINT) AS live, r.budget FROM award_round r "
        "JOIN award a ON a.round_id = r.id AND a.state <> 'revoked' GROUP BY r.id, r.budget "
        "HAVING SUM(a.amount) > r.budget ORDER BY 1",
    ),
    Rule(
        "I38",
        "suất {award} là {amount:dong}, các kỳ chi của nó cộng lại {owed:dong}",
        "award {award} is {amount:dong}, its instalments come to {owed:dong}",
        "SELECT a.id AS award, a.amount, CAST(COALESCE(SUM(i.amount), 0) AS BIGINT) AS owed FROM award a "
        "JOIN award_round r ON r.id = a.round_id AND r.purpose = 'money' "
        "LEFT JOIN instalment i ON i.award_id = a.id AND i.recipient_id = a.recipient_id AND i.fund_id = r.fund_id "
        "GROUP BY a.id, a.amount HAVING a.amount <> COALESCE(SUM(i.amount), 0) ORDER BY 1",
    ),
    Rule(
        "I38",
        "kỳ chi {instalment} của suất {award} đã thu hồi vẫn còn phải chi",
        "instalment {instalment} of the revoked award {award} is still owed",
        f"SELECT i.id AS instalment, a.id AS award FROM award a JOIN instalment i ON i.award_id = a.id "  # noqa: S608
        f"WHERE a.state = 'revoked' AND NOT {_GONE} AND NOT {_PAID} ORDER BY 1",
    ),
    Rule(
        "I38",
        "suất {award} ở trạng thái «{state}», lần thay đổi cuối ghi «{said}»",
        "award {award} is «{state}», its last event says «{said}»",
        "SELECT a.id AS award, a.state, COALESCE(e.state, 'granted') AS said FROM award a LEFT JOIN award_event e "
        "ON e.award_id = a.id AND e.id = (SELECT MAX(x.id) FROM award_event x WHERE x.award_id = a.id) "
        "WHERE a.state <> COALESCE(e.state, 'granted') ORDER BY 1",
    ),
    Rule(
        "I38",
        "suất {award} thay suất {replaces} chưa bị thu hồi hoặc của đợt khác",
        "award {award} replaces award {replaces}, which is not revoked or of another round",
        "SELECT a.id AS award, a.replaces_id AS replaces FROM award a JOIN award o ON o.id = a.replaces_id "
        "WHERE o.state <> 'revoked' OR o.round_id <> a.round_id ORDER BY 1",
    ),
    Rule(
        "I17",
        "đợt {round} do một người phân suất và quyết định, không có ngoại lệ",
        "round {round} was allocated and decided by one person without an exception",
        "SELECT d.round_id AS round FROM round_decision d JOIN allocation_run r ON r.id = d.run_id "  # noqa: S608
        f"WHERE d.decided_by = r.drafted_by AND {_EXCEPTION.format(unit='d.unit_id')} ORDER BY 1",
    ),
    Rule(
        "I17",
        "suất {award} do một người tạm dừng và cho nhận lại, không có ngoại lệ",
        "award {award} was suspended and resumed by one person without an exception",
        "SELECT DISTINCT e.award_id AS award FROM award_event e JOIN award a ON a.id = e.award_id "  # noqa: S608
        "JOIN award_event b ON b.award_id = e.award_id AND b.id = (SELECT MAX(x.id) FROM award_event x "
        "WHERE x.award_id = e.award_id AND x.id < e.id) WHERE e.step = 'resumed' AND b.person_id = e.person_id "
        f"AND {_EXCEPTION.format(unit='a.unit_id')} ORDER BY 1",
    ),
)
