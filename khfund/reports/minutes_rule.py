"""The rules of minutes that several people sign (cash counts, confirmations to companies), I30, as queries that know no verbs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice

from sqlalchemy import text
from sqlalchemy.orm import Session

from khfund.reports.rule import FINDINGS_MAX, Finding, Rule

_STANDING = (
    "NOT EXISTS (SELECT 1 FROM confirmation_event v WHERE v.confirmation_id = c.id AND v.kind = 'voided')"
)

MINUTES_RULES = (
    Rule(
        "I30",
        "biên bản kiểm kê {count} ghi {counted:dong}, các tờ tiền cộng lại {notes:dong}",
        "the cash count {count} says {counted:dong}, its notes come to {notes:dong}",
        "SELECT k.id AS count, k.counted, CAST(COALESCE(SUM(l.denomination * l.pieces), 0) AS BIGINT) AS notes "
        "FROM cash_count k LEFT JOIN cash_count_line l ON l.count_id = k.id GROUP BY k.id, k.counted "
        "HAVING k.counted <> COALESCE(SUM(l.denomination * l.pieces), 0) ORDER BY 1",
    ),
    Rule(
        "I30",
        "biên bản kiểm kê {count} đếm tài khoản {account}, không phải tiền mặt của đơn vị",
        "the cash count {count} is of account {account}, which is no cash of its unit",
        "SELECT k.id AS count, COALESCE(a.code, '-') AS account FROM cash_count k LEFT JOIN account a ON a.id = k.account_id "
        "WHERE NOT COALESCE(a.role = 'cash' AND a.unit_id = k.unit_id, 1 = 0) ORDER BY 1",
    ),
    Rule(
        "I17",
        "biên bản kiểm kê {count} do một người đếm và xác nhận, không có ngoại lệ",
        "the cash count {count} was entered and confirmed by one person without an exception",
        "SELECT k.id AS count FROM cash_count k JOIN cash_count_confirmation c ON c.count_id = k.id "
        "WHERE c.confirmed_by = k.entered_by "
        "AND NOT EXISTS (SELECT 1 FROM sole_officer_exception x WHERE x.unit_id = k.unit_id) ORDER BY 1",
    ),
    Rule(
        "I30",
        "khoản ủng hộ {donation} được xác nhận bằng {count} biên bản còn giá trị",
        "donation {donation} is confirmed by {count} valid minutes",
        "SELECT g.donation_id AS donation, COUNT(*) AS count FROM confirmation_gift g "  # noqa: S608  our own words
        f"JOIN confirmation c ON c.id = g.confirmation_id WHERE {_STANDING} "
        "GROUP BY g.donation_id HAVING COUNT(*) > 1 ORDER BY 1",
    ),
    Rule(
        "I30",
        "biên bản xác nhận {confirmation} ghi khoản ủng hộ {donation} không phải của nhà hảo tâm đó",
        "the minutes {confirmation} confirm donation {donation}, which is not of that giver",
        "SELECT c.id AS confirmation, g.donation_id AS donation FROM confirmation c "
        "JOIN confirmation_gift g ON g.confirmation_id = c.id JOIN donation d ON d.id = g.donation_id "
        "LEFT JOIN donor r ON r.id = d.donor_id LEFT JOIN donor s ON s.id = c.donor_id "
        "WHERE COALESCE(r.merged_into_id, r.id) IS DISTINCT FROM COALESCE(s.merged_into_id, s.id) ORDER BY 1, 2",
    ),
    Rule(
        "I5",
        "biên bản xác nhận năm {year} có {count} số, từ {first} đến {last}, sổ đếm ghi {counted}",
        "confirmations of {year}: {count} numbers from {first} to {last}, the counter says {counted}",
        "SELECT v.year, v.count, v.first, v.last, COALESCE(k.last, 0) AS counted FROM (SELECT unit_id, year, "
        "COUNT(*) AS count, MIN(number) AS first, MAX(number) AS last FROM confirmation GROUP BY unit_id, year) AS v "
        "LEFT JOIN counter k ON k.unit_id = v.unit_id AND k.series = 'BBXN' AND k.year = v.year "
        "WHERE v.first <> 1 OR v.last <> v.count OR k.last IS DISTINCT FROM v.last ORDER BY 1",
    ),
)  # fmt: skip

_SAYS = Rule(
    "I30",
    "biên bản xác nhận {confirmation} ghi {said:dong}, sổ biên bản ghi {amount:dong}, các khoản ủng hộ còn {kept:dong}",
    "the minutes {confirmation} say {said:dong}, their register {amount:dong}, of their donations {kept:dong} were kept",
    "SELECT c.id, c.amount, c.snapshot, CAST(COALESCE(SUM(d.amount - COALESCE((SELECT SUM(v.amount) "  # noqa: S608
    "FROM donation_event v WHERE v.donation_id = d.id), 0)), 0) AS BIGINT) FROM confirmation c "
    "LEFT JOIN confirmation_gift g ON g.confirmation_id = c.id LEFT JOIN donation d ON d.id = g.donation_id "
    f"WHERE {_STANDING} GROUP BY c.id, c.amount, c.snapshot ORDER BY c.id",
)


def confirmation_findings(session: Session) -> Iterator[Finding]:
    """Compare what each confirmation says with what was kept of its donations, one after the other."""
    yield from islice(_confirmation_findings(session), FINDINGS_MAX)


def _confirmation_findings(session: Session) -> Iterator[Finding]:
    rows = session.execute(text(_SAYS.query), execution_options={"yield_per": 500})
    for number, amount, snapshot, kept in rows:
        try:
            said = sum(gift["amount"] for gift in json.loads(snapshot)["gifts"])
        except (ValueError, KeyError, TypeError):
            said = 0
        if not said == amount == kept:
            yield _SAYS.finding(confirmation=number, said=said, amount=amount, kept=int(kept))
