"""The rules of payment runs, I7, I17 and I40, as queries and recomputations that know none of the verbs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice

from sqlalchemy import text
from sqlalchemy.orm import Session

from khfund.reports.rule import FINDINGS_MAX, Finding, Rule

_STANDS = "NOT EXISTS (SELECT 1 FROM payment_return b WHERE b.line_id = s.line_id)"
_OURS = (
    "SELECT entry_id FROM payment_run WHERE entry_id IS NOT NULL UNION SELECT entry_id FROM payment_settlement "
    "UNION SELECT entry_id FROM payment_return WHERE entry_id IS NOT NULL UNION SELECT entry_id FROM payment_drop"
)
_BOOKED = (
    "SELECT e.unit_id, p.fund_id, p.amount * ((CASE WHEN c.role = 'scholarships_payable' THEN 1 ELSE 0 END) "  # noqa: S608  our own words
    "- (CASE WHEN d.role = 'scholarships_payable' THEN 1 ELSE 0 END)) AS booked, 0 AS owed FROM posting p "
    "JOIN entry e ON e.id = p.entry_id JOIN account d ON d.id = p.debit_id JOIN account c ON c.id = p.credit_id "
    f"WHERE p.entry_id IN ({_OURS})"
)
_OPEN = (
    "SELECT r.unit_id, l.fund_id, 0 AS booked, l.amount AS owed FROM payment_line l JOIN payment_run r ON r.id = l.run_id "  # noqa: S608
    "WHERE l.id = l.first_id AND r.state = 'approved' AND NOT EXISTS (SELECT 1 FROM payment_drop d WHERE d.first_id = l.id) "
    "AND NOT EXISTS (SELECT 1 FROM payment_settlement s JOIN payment_line t ON t.id = s.line_id WHERE t.first_id = l.id "
    f"AND {_STANDS})"
)
_UNDONE = "EXISTS (SELECT 1 FROM entry r WHERE r.corrects_id = {entry} AND r.correction = 'reversal')"

PAYMENT_RULES = (
    Rule(
        "I7",
        "kỳ chi {instalment} được trả {times} lần",
        "instalment {instalment} is paid {times} times",
        "SELECT l.instalment_id AS instalment, COUNT(*) AS times FROM payment_settlement s "  # noqa: S608
        f"JOIN payment_line l ON l.id = s.line_id WHERE {_STANDS} AND NOT EXISTS (SELECT 1 FROM payment_recovery v "
        "WHERE v.first_id = l.first_id AND v.still_owed) GROUP BY l.instalment_id HAVING COUNT(*) > 1 ORDER BY 1",
    ),
    Rule(
        "I7",
        "khoản chi {code} của đợt {run} không bằng kỳ chi {instalment} phải trả",
        "payment {code} of run {run} is not what instalment {instalment} owes",
        "SELECT l.code, l.run_id AS run, l.instalment_id AS instalment FROM payment_line l "
        "JOIN instalment i ON i.id = l.instalment_id WHERE l.amount <> i.amount OR l.fund_id <> i.fund_id "
        "OR l.account_id <> i.account_id OR l.recipient_id <> i.recipient_id OR l.programme_id <> i.programme_id "
        "ORDER BY l.id",
    ),
    Rule(
        "I7",
        "kỳ chi {instalment} nằm trong {times} đợt chi cùng lúc",
        "instalment {instalment} stands in {times} live payment runs",
        "SELECT l.instalment_id AS instalment, COUNT(*) AS times FROM payment_line l JOIN payment_run r ON r.id = l.run_id "
        "WHERE l.id = l.first_id AND r.state <> 'cancelled' AND NOT EXISTS (SELECT 1 FROM payment_drop d "
        "WHERE d.first_id = l.id) AND NOT EXISTS (SELECT 1 FROM payment_recovery v WHERE v.first_id = l.id AND v.still_owed) "
        "GROUP BY l.instalment_id HAVING COUNT(*) > 1 ORDER BY 1",
    ),
    Rule(
        "I7",
        "kỳ chi {instalment} đã rút vẫn được trả theo khoản chi {code}",
        "instalment {instalment} is withdrawn and all the same paid by payment {code}",
        "SELECT l.instalment_id AS instalment, l.code FROM payment_line l JOIN payment_run r ON r.id = l.run_id "
        "JOIN instalment_withdrawal w ON w.instalment_id = l.instalment_id WHERE l.id = l.first_id AND r.state = 'approved' "
        "AND NOT EXISTS (SELECT 1 FROM payment_drop d WHERE d.first_id = l.id) AND NOT EXISTS "
        "(SELECT 1 FROM payment_recovery v WHERE v.first_id = l.id AND v.still_owed) ORDER BY 1",
    ),
    Rule(
        "I17",
        "người duyệt đợt chi {run} cũng là người lập, mà không có ngoại lệ",
        "who approved payment run {run} drafted it too, without an exception",
        "SELECT r.id AS run FROM payment_run r JOIN payment_approval a ON a.run_id = r.id AND a.person_id = r.drafted_by "
        "WHERE NOT EXISTS (SELECT 1 FROM sole_officer_exception x WHERE x.unit_id = r.unit_id) ORDER BY 1",
    ),
    Rule(
        "I17",
        "người duyệt đợt chi {run} cũng trả khoản chi {code}, mà không có ngoại lệ",
        "who approved payment run {run} made the payment {code} too, without an exception",
        "SELECT r.id AS run, l.code FROM payment_settlement s JOIN payment_line l ON l.id = s.line_id "
        "JOIN payment_run r ON r.id = l.run_id JOIN command c ON c.number = s.command_number "
        "JOIN payment_approval a ON a.run_id = r.id AND a.person_id = c.person_id "
        "WHERE NOT EXISTS (SELECT 1 FROM sole_officer_exception x WHERE x.unit_id = r.unit_id) ORDER BY l.id",
    ),
    Rule(
        "I40",
        "đợt chi của đơn vị {unit}, quỹ {fund}: sổ cái còn phải trả {booked:dong}, các khoản chưa trả cộng {owed:dong}",
        "payments of unit {unit}, fund {fund}: the ledger owes {booked:dong}, what is unpaid adds up to {owed:dong}",
        "SELECT unit_id AS unit, fund_id AS fund, CAST(SUM(booked) AS BIGINT) AS booked, CAST(SUM(owed) AS BIGINT) AS owed "  # noqa: S608
        f"FROM ({_BOOKED} UNION ALL {_OPEN}) AS both_sides GROUP BY unit_id, fund_id HAVING SUM(booked) <> SUM(owed) "
        "ORDER BY 1, 2",
    ),
    Rule(
        "I40",
        "đợt chi {run} ghi {count} khoản, {total:dong}; các dòng của nó là {lines} khoản, {sum:dong}",
        "payment run {run} says {count} payments, {total:dong}; its lines are {lines}, {sum:dong}",
        "SELECT r.id AS run, r.line_count AS count, r.total, COUNT(l.id) AS lines, "
        "CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) AS sum FROM payment_run r LEFT JOIN payment_line l ON l.run_id = r.id "
        "GROUP BY r.id, r.line_count, r.total HAVING COUNT(l.id) <> r.line_count OR COALESCE(SUM(l.amount), 0) <> r.total "
        "ORDER BY 1",
    ),
    Rule(
        "I40",
        "đợt chi {run} ở trạng thái «{state}» nhưng có {approvals} người duyệt đúng bản này",
        "payment run {run} is «{state}» but {approvals} persons approved just these lines",
        "SELECT r.id AS run, r.state, COUNT(a.person_id) AS approvals FROM payment_run r LEFT JOIN payment_approval a "
        "ON a.run_id = r.id AND a.lines_hash = r.lines_hash WHERE r.state = 'approved' GROUP BY r.id, r.state "
        "HAVING COUNT(a.person_id) = 0 ORDER BY 1",
    ),
    Rule(
        "I40",
        "bút toán {entry} của một đợt chi đã bị đảo",
        "entry {entry} of a payment run was reversed",
        f"SELECT o.entry_id AS entry FROM ({_OURS}) AS o WHERE {_UNDONE.format(entry='o.entry_id')} ORDER BY 1",  # noqa: S608
    ),
    Rule(
        "I40",
        "khoản chi {code} đã thu hồi về {came:dong}, nhiều hơn {amount:dong} chi nhầm",
        "of payment {code} {came:dong} came back, more than the {amount:dong} paid in error",
        "SELECT l.code, l.amount, CAST(SUM(c.amount) AS BIGINT) AS came FROM recovery_receipt c "
        "JOIN payment_line l ON l.id = c.first_id GROUP BY l.id, l.code, l.amount HAVING SUM(c.amount) > l.amount ORDER BY 1",
    ),
)

_HASHED = Rule(
    "I40",
    "các dòng của đợt chi {run} không còn như khi được duyệt (mã băm khác)",
    "the lines of payment run {run} are no longer what was approved (their hash differs)",
    "",
)
_CANONICAL = (
    "id", "run_id", "number", "first_id", "instalment_id", "programme_id", "fund_id", "account_id", "recipient_id",
    "amount", "code", "way",
)  # fmt: skip
_PERSONAL = ("bank", "bank_number", "holder", "recipient_name", "belongs_to", "what")


def run_findings(session: Session) -> Iterator[Finding]:
    """Recompute the hash of every run from its stored lines and tell those that differ, at most twenty."""
    yield from islice(_changed_runs(session), FINDINGS_MAX)


def _changed_runs(session: Session) -> Iterator[Finding]:
    said: dict[int, str] = dict(
        session.execute(text("SELECT id, lines_hash FROM payment_run ORDER BY id")).all()
    )
    columns = ", ".join((*_CANONICAL, *_PERSONAL))
    rows = session.execute(
        text(f"SELECT {columns} FROM payment_line ORDER BY run_id, number"),  # noqa: S608  our own words
        execution_options={"yield_per": 2_000},
    )
    found = {run: hashlib.sha256() for run in said}
    for row in rows:
        cells = [str(cell) for cell in row]
        line = "|".join(cells[: len(_CANONICAL)]) + "\t" + "|".join(cells[len(_CANONICAL) :])
        if row.run_id in found:
            found[row.run_id].update(line.encode() + b"\n")
    for run, digest in said.items():
        if found[run].hexdigest() != digest:
            yield _HASHED.finding(run=run)
