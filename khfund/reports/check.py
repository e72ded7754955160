"""`khfund check`: every invariant of docs/invariants.md recomputed from the stored rows, without any verb.

Queries add up inside the database and rows are read one after the other, so a million entries need no more memory
than a thousand.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Table, text
from sqlalchemy.orm import Session

from khfund import tables
from khfund.checkpoint import broken_checkpoints
from khfund.command import contradictions
from khfund.db import faulty_guards
from khfund.reports.award_rule import AWARD_RULES
from khfund.reports.deposit_rule import DEPOSIT_RULES, interest_findings
from khfund.reports.giving_rule import GIVING_RULES, receipt_findings
from khfund.reports.goods_rule import GOODS_RULES
from khfund.reports.ledger_rule import LEDGER_RULES
from khfund.reports.minutes_rule import MINUTES_RULES, confirmation_findings
from khfund.reports.nomination_rule import NOMINATION_RULES
from khfund.reports.oversight_rule import OVERSIGHT_RULES, sample_findings
from khfund.reports.payment_rule import PAYMENT_RULES, run_findings
from khfund.reports.planned_rule import PLANNED_RULES
from khfund.reports.promise_rule import PROMISE_RULES
from khfund.reports.public_code_rule import PUBLIC_CODE_RULES
from khfund.reports.recipient_rule import RECIPIENT_RULES
from khfund.reports.return_rule import RETURN_RULES
from khfund.reports.round_rule import ROUND_RULES, ballot_findings
from khfund.reports.rule import FINDINGS_MAX, Finding, Rule
from khfund.reports.sponsorship_rule import SPONSORSHIP_RULES
from khfund.reports.unit_rule import UNIT_RULES
from khfund.reports.year_rule import YEAR_RULES

__all__ = ["RULES", "Finding", "check"]

RULES: tuple[Rule, ...] = (
    *LEDGER_RULES,
    *GIVING_RULES,
    *YEAR_RULES,
    *MINUTES_RULES,
    *GOODS_RULES,
    *DEPOSIT_RULES,
    *UNIT_RULES,
    *RETURN_RULES,
    *PLANNED_RULES,
    *PROMISE_RULES,
    *PUBLIC_CODE_RULES,
    *AWARD_RULES,
    *RECIPIENT_RULES,
    *PAYMENT_RULES,
    *ROUND_RULES,
    *NOMINATION_RULES,
    *SPONSORSHIP_RULES,
    *OVERSIGHT_RULES,
)

_ENGINE = Rule("I0", "tệp sổ hỏng: {said}", "the book file is damaged: {said}", "PRAGMA integrity_check")
_GUARD = Rule(
    "I9", "chốt bảo vệ «{guard}» thiếu hoặc đã bị sửa", "the guard «{guard}» is missing or changed", ""
)
_LOG = Rule("I10", "{said}", "{said}", "")
_LINK = Rule(
    "I12",
    "{rows} dòng của bảng {table} trỏ đến dòng không có ở bảng {parent}",
    "{rows} rows of {table} point to rows that {parent} does not have",
    "",
)


def check(session: Session) -> list[Finding]:
    """Recompute every invariant and return what contradicts it, at most twenty places a rule, by invariant.

    Raises: IntegrityError when the database itself cannot be read.
    """
    return sorted(_findings(session), key=lambda finding: int(finding.invariant[1:]))


def _findings(session: Session) -> Iterator[Finding]:
    yield from _engine(session)
    yield from (_GUARD.finding(guard=name) for name in faulty_guards(session))
    for rule in RULES:
        yield from rule.findings(session)
    yield from receipt_findings(session)
    yield from confirmation_findings(session)
    yield from interest_findings(session)
    yield from run_findings(session)
    yield from ballot_findings(session)
    yield from sample_findings(session)
    yield from (_LOG.finding(said=said) for said in islice(contradictions(session), FINDINGS_MAX))
    yield from (_LOG.finding(said=said) for said in islice(broken_checkpoints(session), FINDINGS_MAX))
    yield from _links(session)


def _engine(session: Session) -> Iterator[Finding]:
    """What SQLite's own check of its file says; PostgreSQL checks its pages as it reads them."""
    if session.get_bind().dialect.name == "sqlite":
        for said in session.scalars(text(f"PRAGMA integrity_check({FINDINGS_MAX})")):
            if said != "ok":
                yield _ENGINE.finding(said=said)


def _links(session: Session) -> Iterator[Finding]:
    """Rows that point to nothing, by every foreign key, whether or not the engine still enforces it."""
    for table in sorted(tables.metadata.tables.values(), key=lambda one: one.name):
        yield from _loose_rows(session, table)


def _loose_rows(session: Session, table: Table) -> Iterator[Finding]:
    for key in sorted(table.foreign_keys, key=lambda one: one.parent.name):
        column, parent = key.parent.name, key.column.table.name
        query = (
            f"SELECT COUNT(*) FROM {table.name} child WHERE child.{column} IS NOT NULL "  # noqa: S608  our own names
            f"AND NOT EXISTS (SELECT 1 FROM {parent} parent WHERE parent.{key.column.name} = child.{column})"
        )
        rows = session.connection().exec_driver_sql(query).scalar_one()  # as it stands: many are asked
        if rows:
            yield _LINK.finding(rows=rows, table=table.name, parent=parent)
