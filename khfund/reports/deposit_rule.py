"""The rules of term deposits, I20, as queries that know none of the verbs, and interest computed anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice

from sqlalchemy import text
from sqlalchemy.orm import Session

from khfund.driver import day_from
from khfund.reports.rule import FINDINGS_MAX, Finding, Rule

_STANDS = "e.kind <> 'undone' AND NOT EXISTS (SELECT 1 FROM deposit_event u WHERE u.undoes_id = e.id)"
_MOVED = (
    "SELECT p.entry_id, CAST(SUM(CASE WHEN d.role = 'term_deposit' THEN p.amount ELSE 0 END "
    "- CASE WHEN c.role = 'term_deposit' THEN p.amount ELSE 0 END) AS BIGINT) AS principal, "
    "CAST(SUM(CASE WHEN d.role IN ('accrued_interest', 'other_payable') THEN p.amount ELSE 0 END "
    "- CASE WHEN c.role IN ('accrued_interest', 'other_payable') THEN p.amount ELSE 0 END) AS BIGINT) AS carried "
    "FROM posting p JOIN account d ON d.id = p.debit_id JOIN account c ON c.id = p.credit_id GROUP BY p.entry_id"
)
_SAID = (
    "SELECT entry_id, CAST(SUM(principal) AS BIGINT) AS principal, CAST(SUM(recognised - received) AS BIGINT) AS carried "
    "FROM deposit_event WHERE entry_id IS NOT NULL GROUP BY entry_id"
)
_HELD = (
    "SELECT e.unit_id, p.fund_id, p.debit_id AS account_id, p.amount FROM posting p JOIN entry e ON e.id = p.entry_id "
    "UNION ALL SELECT e.unit_id, p.fund_id, p.credit_id, -p.amount FROM posting p JOIN entry e ON e.id = p.entry_id"
)

DEPOSIT_RULES = (
    Rule(
        "I20",
        "khoản tiền gửi {deposit} còn {left:dong}, nằm ngoài số đã gửi {principal:dong}",
        "of deposit {deposit} {left:dong} are left, which is beyond the {principal:dong} placed",
        "SELECT d.id AS deposit, CAST(COALESCE(SUM(e.principal), 0) AS BIGINT) AS left, d.principal FROM deposit d "
        "LEFT JOIN deposit_event e ON e.deposit_id = d.id GROUP BY d.id, d.principal "
        "HAVING COALESCE(SUM(e.principal), 0) < 0 OR COALESCE(SUM(e.principal), 0) > d.principal ORDER BY 1",
    ),
    Rule(
        "I20",
        "bút toán {entry} chuyển {moved:dong} tiền gửi, các khoản tiền gửi của nó ghi {said:dong}",
        "entry {entry} moves {moved:dong} of term deposits, the deposits that stand on it say {said:dong}",
        "SELECT s.entry_id AS entry, COALESCE(m.principal, 0) AS moved, s.principal AS said "  # noqa: S608  our own words
        f"FROM ({_SAID}) AS s LEFT JOIN ({_MOVED}) AS m ON m.entry_id = s.entry_id "
        "WHERE m.principal IS DISTINCT FROM s.principal ORDER BY 1",
    ),
    Rule(
        "I20",
        "bút toán {entry} ghi {moved:dong} lãi chưa nhận, các khoản tiền gửi của nó ghi {said:dong}",
        "entry {entry} books {moved:dong} of interest not received, the deposits that stand on it say {said:dong}",
        "SELECT s.entry_id AS entry, COALESCE(m.carried, 0) AS moved, s.carried AS said "  # noqa: S608  our own words
        f"FROM ({_SAID}) AS s LEFT JOIN ({_MOVED}) AS m ON m.entry_id = s.entry_id "
        "WHERE m.carried IS DISTINCT FROM s.carried ORDER BY 1",
    ),
    Rule(
        "I20",
        "tài khoản {account} của quỹ {fund} có {held:dong}, các hợp đồng tiền gửi cộng {said:dong}",
        "account {account} of fund {fund} holds {held:dong}, its deposit contracts add up to {said:dong}",
        "SELECT a.code AS account, f.code AS fund, CAST(COALESCE((SELECT SUM(h.amount) FROM "  # noqa: S608  our own words
        f"({_HELD}) AS h WHERE h.unit_id = s.unit_id AND h.fund_id = s.fund_id AND h.account_id = s.account_id), 0) "
        "AS BIGINT) AS held, s.said FROM (SELECT d.unit_id, d.fund_id, d.account_id, CAST(SUM(e.principal) AS BIGINT) "
        "AS said FROM deposit d JOIN deposit_event e ON e.deposit_id = d.id GROUP BY d.unit_id, d.fund_id, d.account_id) "
        "AS s JOIN account a ON a.id = s.account_id JOIN fund f ON f.id = s.fund_id "
        f"WHERE s.said > COALESCE((SELECT SUM(h.amount) FROM ({_HELD}) AS h WHERE h.unit_id = s.unit_id "
        "AND h.fund_id = s.fund_id AND h.account_id = s.account_id), 0) ORDER BY 1, 2",
    ),
    Rule(
        "I20",
        "lãi dự thu của quỹ {fund} là {held:dong}, các hợp đồng tiền gửi cộng {said:dong}",
        "accrued interest of fund {fund} is {held:dong}, its deposit contracts add up to {said:dong}",
        "SELECT f.code AS fund, CAST(COALESCE((SELECT SUM(h.amount) FROM "  # noqa: S608  our own words
        f"({_HELD}) AS h JOIN account a ON a.id = h.account_id WHERE a.role = 'accrued_interest' "
        "AND h.fund_id = s.fund_id), 0) AS BIGINT) AS held, s.said FROM (SELECT d.fund_id, "
        "CAST(SUM(e.recognised - e.received) AS BIGINT) AS said FROM deposit d JOIN deposit_event e "
        "ON e.deposit_id = d.id WHERE d.interest_paid <> 'in_advance' GROUP BY d.fund_id) AS s "
        "JOIN fund f ON f.id = s.fund_id WHERE s.said > COALESCE((SELECT SUM(h.amount) FROM "
        f"({_HELD}) AS h JOIN account a ON a.id = h.account_id WHERE a.role = 'accrued_interest' "
        "AND h.fund_id = s.fund_id), 0) ORDER BY 1",
    ),
    Rule(
        "I20",
        "khoản tiền gửi {deposit} dự thu lãi tháng {month} {count} lần",
        "deposit {deposit} has month {month} accrued {count} times",
        "SELECT e.deposit_id AS deposit, e.month, COUNT(*) AS count FROM deposit_event e "  # noqa: S608  our own words
        f"WHERE e.kind = 'accrued' AND {_STANDS} GROUP BY e.deposit_id, e.month HAVING COUNT(*) > 1 ORDER BY 1, 2",
    ),
    Rule(
        "I20",
        "bút toán {entry} của khoản tiền gửi {deposit} bị đảo mà việc ấy không được hoàn tác",
        "entry {entry} of deposit {deposit} was reversed, but what stands on it was not undone",
        "SELECT e.entry_id AS entry, e.deposit_id AS deposit FROM deposit_event e JOIN entry r ON r.corrects_id = e.entry_id "
        "AND r.correction = 'reversal' WHERE e.kind <> 'undone' AND NOT EXISTS (SELECT 1 FROM deposit_event u "
        "WHERE u.undoes_id = e.id AND u.entry_id = r.id) ORDER BY 1, 2",
    ),
    Rule(
        "I20",
        "việc hoàn tác {event} không trả khoản tiền gửi {deposit} về như trước",
        "the undoing {event} does not bring deposit {deposit} back to where it was",
        "SELECT u.id AS event, u.deposit_id AS deposit FROM deposit_event u JOIN deposit_event e ON e.id = u.undoes_id "
        "LEFT JOIN entry r ON r.id = u.entry_id WHERE u.principal <> -e.principal OR u.recognised <> -e.recognised "
        "OR u.received <> -e.received OR u.deposit_id <> e.deposit_id OR r.corrects_id IS DISTINCT FROM e.entry_id ORDER BY 1",
    ),
    Rule(
        "I20",
        "khoản tiền gửi {deposit} bắt đầu bằng {begun:dong}, hợp đồng ghi {principal:dong}",
        "deposit {deposit} begins with {begun:dong}, its contract says {principal:dong}",
        "SELECT d.id AS deposit, CAST(COALESCE(SUM(e.principal), 0) AS BIGINT) AS begun, d.principal FROM deposit d "
        "LEFT JOIN deposit_event e ON e.deposit_id = d.id AND e.kind IN ('placed', 'taken_over', 'rolled_in') "
        "GROUP BY d.id, d.principal HAVING COUNT(e.id) <> 1 OR COALESCE(SUM(e.principal), 0) <> d.principal ORDER BY 1",
    ),
    Rule(
        "I20",
        "khoản tiền gửi {deposit} đã tái tục nhưng có {count} khoản tiếp nối",
        "deposit {deposit} rolled over, but into {count} deposits",
        "SELECT d.id AS deposit, (SELECT COUNT(*) FROM deposit n JOIN deposit_event e ON e.deposit_id = n.id "  # noqa: S608
        f"WHERE n.predecessor_id = d.id AND e.kind = 'rolled_in' AND {_STANDS}) AS count FROM deposit d "
        "WHERE (SELECT COUNT(*) FROM deposit n JOIN deposit_event e ON e.deposit_id = n.id "
        f"WHERE n.predecessor_id = d.id AND e.kind = 'rolled_in' AND {_STANDS}) <> (SELECT COUNT(*) FROM deposit_event e "
        f"WHERE e.deposit_id = d.id AND e.kind = 'rolled_over' AND {_STANDS}) ORDER BY 1",
    ),
    Rule(
        "I20",
        "khoản tiền gửi {deposit} đáo hạn {matures} nhưng ghi {kind} ngày {day}",
        "deposit {deposit} matures on {matures}, but {kind} was entered on {day}",
        "SELECT d.id AS deposit, CAST(d.matures AS TEXT) AS matures, e.kind, CAST(e.day AS TEXT) AS day FROM deposit d "
        "JOIN deposit_event e ON e.deposit_id = d.id WHERE (e.kind IN ('matured', 'rolled_over') AND e.day < d.matures) "
        "OR (e.kind = 'withdrawn' AND e.day >= d.matures) ORDER BY 1",
    ),
)  # fmt: skip

_EARNED = Rule(
    "I20",
    "khoản tiền gửi {deposit} ghi {booked:dong} lãi chưa nhận đến {until}, tính theo hợp đồng là {earned:dong}",
    "deposit {deposit} has {booked:dong} of interest not received by {until}, its contract gives {earned:dong}",
    "SELECT d.id, d.rate, d.opened, s.principal, s.carried, l.until, l.paid_until FROM deposit d JOIN (SELECT deposit_id, "  # noqa: S608
    "CAST(SUM(principal) AS BIGINT) AS principal, CAST(SUM(recognised - received) AS BIGINT) AS carried FROM deposit_event "
    "GROUP BY deposit_id) AS s ON s.deposit_id = d.id JOIN deposit_event l ON l.id = (SELECT MAX(e.id) FROM deposit_event e "
    f"WHERE e.deposit_id = d.id AND {_STANDS}) WHERE s.principal > 0 AND d.day_count = 'actual_365' "
    "AND l.kind <> 'taken_over' ORDER BY d.id",
)


def interest_findings(session: Session) -> Iterator[Finding]:
    """Compute anew what each live deposit by actual days has earned and was not paid, and compare it with the books."""
    yield from islice(_interest_findings(session), FINDINGS_MAX)


def _interest_findings(session: Session) -> Iterator[Finding]:
    rows = session.execute(text(_EARNED.query), execution_options={"yield_per": 500})
    for deposit, rate, opened, principal, carried, until, paid_until in rows:
        earned = _interest(principal, rate, opened, until) - _interest(principal, rate, opened, paid_until)
        if earned != carried:
            yield _EARNED.finding(deposit=deposit, booked=carried, until=str(until), earned=earned)


def _interest(principal: int, rate: int, opened: date | str, until: date | str) -> int:
    first, last = day_from(opened), day_from(until)
    assert first is not None, "a deposit has its first day"
    assert last is not None, "an event says how far interest is booked"
    year = Decimal(principal) * Decimal(rate) / 1_000_000
    return int((year * (last - first).days / 365).quantize(Decimal(1), ROUND_HALF_UP))
