"""The rules of bank lines, donations and receipts, I5, I8 and I13, each as a query that knows none of the verbs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice

from sqlalchemy import text
from sqlalchemy.orm import Session

from khfund.reports.rule import FINDINGS_MAX, Finding, Rule

_STANDING_USE = (
    "NOT EXISTS (SELECT 1 FROM entry r WHERE r.corrects_id = u.entry_id AND r.correction = 'reversal')"
)
_STANDING_RECEIPT = (
    "NOT EXISTS (SELECT 1 FROM receipt_event v WHERE v.receipt_id = r.id AND v.kind <> 'copied')"
)
_GIFT_CREDITS = (
    "SELECT p.entry_id, CAST(SUM(p.amount) AS BIGINT) AS amount FROM posting p JOIN account c ON c.id = p.credit_id "
    "WHERE c.role IN ('gifts', 'principal', 'gifts_in_kind') GROUP BY p.entry_id"
)

GIVING_RULES = (
    Rule(
        "I8",
        "dòng sao kê {line} có {amount:dong} nhưng đã dùng {used:dong}",
        "bank line {line} holds {amount:dong} but {used:dong} are used",
        "SELECT l.id AS line, l.debit + l.credit AS amount, s.used FROM bank_line l JOIN (SELECT u.line_id, "  # noqa: S608
        "CAST(SUM(u.amount) AS BIGINT) AS used, MIN(u.amount) AS least FROM line_use u WHERE u.kind <> 'clearing' "
        f"AND {_STANDING_USE} GROUP BY u.line_id) AS s ON s.line_id = l.id "
        "WHERE s.used > l.debit + l.credit OR s.least <= 0 ORDER BY 1",
    ),
    Rule(
        "I8",
        "dòng sao kê {line} đã xác định nhiều hơn số tiền chờ xác định {over:dong}",
        "of bank line {line} {over:dong} more were cleared than had been unidentified",
        "SELECT u.line_id AS line, CAST(SUM(CASE u.kind WHEN 'clearing' THEN u.amount WHEN 'unidentified' THEN -u.amount "  # noqa: S608
        f"ELSE 0 END) AS BIGINT) AS over FROM line_use u WHERE {_STANDING_USE} GROUP BY u.line_id "
        "HAVING SUM(CASE u.kind WHEN 'clearing' THEN u.amount WHEN 'unidentified' THEN -u.amount ELSE 0 END) > 0 ORDER BY 1",
    ),
    Rule(
        "I8",
        "bút toán {entry} không chuyển đủ {used:dong} trên tài khoản ngân hàng như các dòng sao kê dùng cho nó",
        "entry {entry} does not move the {used:dong} that the bank lines used for it say",
        "SELECT s.entry, s.used FROM (SELECT u.entry_id AS entry, b.account_id, l.credit > 0 AS incoming, "
        "CAST(SUM(u.amount) AS BIGINT) AS used FROM line_use u JOIN bank_line l ON l.id = u.line_id "
        "JOIN bank_account b ON b.id = l.bank_account_id WHERE u.kind <> 'clearing' "
        "GROUP BY u.entry_id, b.account_id, l.credit > 0) AS s WHERE s.used > COALESCE((SELECT SUM(p.amount) FROM posting p "
        "WHERE p.entry_id = s.entry AND ((s.incoming AND p.debit_id = s.account_id) "
        "OR (NOT s.incoming AND p.credit_id = s.account_id))), 0) ORDER BY 1",
    ),
    Rule(
        "I8",
        "dòng sao kê {line} không phải một số tiền vào hoặc ra",
        "bank line {line} is no amount in or out",
        "SELECT id AS line FROM bank_line WHERE debit < 0 OR credit < 0 OR (debit = 0) = (credit = 0) ORDER BY 1",
    ),
    Rule(
        "I8",
        "các dòng sao kê giống hệt dòng {line} không đánh số liền từ 1",
        "the bank lines identical to {line} are not numbered from 1 without a gap",
        "SELECT MIN(id) AS line FROM bank_line GROUP BY bank_account_id, day, fingerprint "
        "HAVING MIN(occurrence) <> 1 OR MAX(occurrence) <> COUNT(*) ORDER BY 1",
    ),
    Rule(
        "I8",
        "tài khoản ngân hàng {account} ghi đã đối chiếu đến {until}, khác với các biên bản đối chiếu",
        "the bank account {account} says it is reconciled until {until}, its reconciliations say otherwise",
        "SELECT b.number AS account, COALESCE(CAST(b.reconciled_until AS TEXT), '-') AS until FROM bank_account b "
        "WHERE b.reconciled_until IS DISTINCT FROM (SELECT MAX(r.until) FROM reconciliation r "
        "WHERE r.bank_account_id = b.id AND r.undone_command IS NULL) ORDER BY 1",
    ),
    Rule(
        "I5",
        "biên nhận {series} năm {year} có {count} số, từ {first} đến {last}, sổ đếm ghi {counted}",
        "receipts {series} of {year}: {count} numbers from {first} to {last}, the counter says {counted}",
        "SELECT s.code AS series, v.year, v.count, v.first, v.last, COALESCE(k.last, 0) AS counted FROM (SELECT series_id, "
        "year, COUNT(*) AS count, MIN(number) AS first, MAX(number) AS last FROM receipt GROUP BY series_id, year) AS v "
        "JOIN receipt_series s ON s.id = v.series_id LEFT JOIN counter k ON k.unit_id = s.unit_id "
        "AND k.series = 'R:' || s.code AND k.year = v.year WHERE v.first <> 1 OR v.last <> v.count "
        "OR k.last IS DISTINCT FROM v.last ORDER BY 1, 2",
    ),
    Rule(
        "I13",
        "khoản ủng hộ {donation} ghi {amount:dong}, bút toán của nó ghi {posted:dong}",
        "donation {donation} says {amount:dong}, its entry {posted:dong}",
        "SELECT d.id AS donation, d.amount, COALESCE(g.amount, 0) AS posted FROM donation d "  # noqa: S608
        f"LEFT JOIN ({_GIFT_CREDITS}) AS g ON g.entry_id = d.id "
        "WHERE g.amount IS DISTINCT FROM d.amount ORDER BY 1",
    ),
    Rule(
        "I13",
        "việc hoàn hoặc hủy bằng bút toán {entry} không khớp với khoản ủng hộ {donation}",
        "the refund or cancellation by entry {entry} does not agree with donation {donation}",
        "SELECT v.entry_id AS entry, v.donation_id AS donation FROM donation_event v JOIN entry e ON e.id = v.entry_id "
        "JOIN donation d ON d.id = v.donation_id WHERE e.corrects_id IS DISTINCT FROM v.donation_id "
        "OR v.amount IS DISTINCT FROM (SELECT SUM(p.amount) FROM posting p JOIN account a ON a.id = p.debit_id "
        "WHERE p.entry_id = v.entry_id AND a.role IN ('gifts', 'principal', 'gifts_in_kind')) ORDER BY 1",
    ),
    Rule(
        "I13",
        "khoản ủng hộ {donation} bị hoàn lại {back:dong}, nhiều hơn đã nhận",
        "of donation {donation} {back:dong} went back, more than was given",
        "SELECT d.id AS donation, CAST(SUM(v.amount) AS BIGINT) AS back FROM donation d JOIN donation_event v "
        "ON v.donation_id = d.id GROUP BY d.id, d.amount HAVING SUM(v.amount) > d.amount ORDER BY 1",
    ),
    Rule(
        "I13",
        "bút toán {donation} của khoản ủng hộ đã bị đảo mà khoản ủng hộ chưa hủy",
        "entry {donation} of a donation was reversed but the donation was not cancelled",
        "SELECT d.id AS donation FROM donation d JOIN entry r ON r.corrects_id = d.id AND r.correction = 'reversal' "
        "WHERE NOT EXISTS (SELECT 1 FROM donation_event v WHERE v.entry_id = r.id) ORDER BY 1",
    ),
    Rule(
        "I13",
        "khoản ủng hộ {donation} có {count} biên nhận còn giá trị",
        "donation {donation} has {count} valid receipts",
        f"SELECT r.donation_id AS donation, COUNT(*) AS count FROM receipt r WHERE {_STANDING_RECEIPT} "  # noqa: S608
        "GROUP BY r.donation_id HAVING COUNT(*) > 1 ORDER BY 1",
    ),
)  # fmt: skip

_RECEIPT_SAYS = Rule(
    "I13",
    "biên nhận {receipt} ghi {said:dong}, khoản ủng hộ {donation} còn {kept:dong}",
    "receipt {receipt} says {said:dong}, of donation {donation} {kept:dong} were kept",
    "SELECT r.id, r.donation_id, r.snapshot, d.amount - COALESCE((SELECT SUM(v.amount) FROM donation_event v "  # noqa: S608
    f"WHERE v.donation_id = d.id), 0) FROM receipt r JOIN donation d ON d.id = r.donation_id WHERE {_STANDING_RECEIPT}",
)


def receipt_findings(session: Session) -> Iterator[Finding]:
    """Compare what each valid receipt says with what was kept of its donation, receipt by receipt."""
    yield from islice(_receipt_findings(session), FINDINGS_MAX)


def _receipt_findings(session: Session) -> Iterator[Finding]:
    rows = session.execute(text(_RECEIPT_SAYS.query), execution_options={"yield_per": 500})
    for receipt, donation, snapshot, kept in rows:
        try:
            said = sum(share["amount"] for share in json.loads(snapshot)["shares"])
        except (ValueError, KeyError, TypeError):
            said = 0
        if said != kept:
            yield _RECEIPT_SAYS.finding(receipt=receipt, said=said, donation=donation, kept=int(kept))
