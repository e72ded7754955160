"""The rules of oversight, I42–I44, each as a query or a recomputation that knows none of the verbs."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from itertools import islice

from sqlalchemy import text
from sqlalchemy.orm import Session

from khfund import audit
from khfund.ledger import AccountRole, Nature
from khfund.reports.rule import FINDINGS_MAX, Finding, Rule

_HELD = "(" + ", ".join(
    f"'{role.value}'" for role in AccountRole if role.nature in (Nature.ASSET, Nature.LIABILITY)
) + ")"  # fmt: skip


def _side(account: str) -> str:
    """What the accounts that hold money and goods got on one side, as the ledger stood when it was published."""
    return (
        "(SELECT COALESCE(SUM(p.amount), 0) FROM posting p JOIN entry e ON e.id = p.entry_id "  # noqa: S608
        f"JOIN account a ON a.id = p.{account} WHERE e.unit_id = s.unit_id AND e.day <= s.last "
        f"AND e.command_number < s.command_number AND a.role IN {_HELD})"
    )


_LEDGER = f"{_side('debit_id')} - {_side('credit_id')}"

OVERSIGHT_RULES = (
    Rule(
        "I42",
        "ý kiến {number}: các bước không nối nhau từ 1 đến {steps}",
        "complaint {number}: its steps do not follow each other from 1 to {steps}",
        "SELECT complaint_id AS number, COUNT(*) AS steps FROM complaint_step GROUP BY complaint_id "
        "HAVING MIN(number) <> 1 OR MAX(number) <> COUNT(*) ORDER BY 1",
    ),
    Rule(
        "I42",
        "ý kiến {number}: bước {step} do chính người bị nêu làm",
        "complaint {number}: step {step} was taken by the person whom it is about",
        "SELECT c.id AS number, s.number AS step FROM complaint_step s JOIN complaint c ON c.id = s.complaint_id "
        "WHERE s.assigned_to = c.about_person_id OR (s.kind IN ('answered', 'closed') AND s.person_id = c.about_person_id) "
        "ORDER BY 1, 2",
    ),
    Rule(
        "I42",
        "ý kiến {number}: sau khi kết thúc có bước {step} không phải mở lại",
        "complaint {number}: after it was closed step {step} is no reopening",
        "SELECT s.complaint_id AS number, s.number AS step FROM complaint_step s JOIN complaint_step b "
        "ON b.complaint_id = s.complaint_id AND b.number = s.number - 1 "
        "WHERE (b.kind = 'closed') <> (s.kind = 'reopened') ORDER BY 1, 2",
    ),
    Rule(
        "I43",
        "mẫu kiểm tra {number} đã kết luận mà còn mục {place} chưa xem",
        "sample {number} is closed although nobody looked at item {place}",
        "SELECT i.sample_id AS number, i.place FROM sample_item i JOIN sample_closing k ON k.sample_id = i.sample_id "
        "WHERE NOT EXISTS (SELECT 1 FROM sample_finding f WHERE f.sample_id = i.sample_id AND f.place = i.place) ORDER BY 1, 2",
    ),
    Rule(
        "I44",
        "bản công bố {number} ghi số dư cuối kỳ {stated:dong}, sổ cái lúc đó là {counted:dong}",
        "the published statement {number} says {stated:dong} at the end, the ledger then said {counted:dong}",
        f"SELECT s.id AS number, s.closing AS stated, {_LEDGER} AS counted "  # noqa: S608  our own words
        f"FROM published_statement s WHERE s.closing <> {_LEDGER} ORDER BY 1",
    ),
    Rule(
        "I44",
        "đơn vị {unit}, kỳ {first}–{last}: các lần công bố không nối nhau từ 1 đến {count}",
        "unit {unit}, {first}–{last}: the published versions do not follow each other from 1 to {count}",
        "SELECT u.code AS unit, CAST(p.first AS TEXT) AS first, CAST(p.last AS TEXT) AS last, COUNT(*) AS count "
        "FROM published_statement p JOIN unit u ON u.id = p.unit_id GROUP BY u.code, p.first, p.last "
        "HAVING MIN(p.version) <> 1 OR MAX(p.version) <> COUNT(*) ORDER BY 1, 2, 3",
    ),
    Rule(
        "I44",
        "bản tin {number} đã đăng do chính người hoàn thành bản nháp ở bước {step}",
        "update {number} was published at step {step} by the person who finished it",
        "SELECT s.update_id AS number, s.number AS step FROM update_step s JOIN update_step b ON b.update_id = s.update_id "
        "AND b.number = s.number - 1 JOIN giver_update g ON g.id = s.update_id WHERE s.state = 'published' "
        "AND (b.state <> 'finished' OR (b.person_id = s.person_id AND NOT EXISTS (SELECT 1 FROM sole_officer_exception x "
        "WHERE x.unit_id = g.unit_id AND x.since <= s.day AND (x.until IS NULL OR x.until > s.day)))) ORDER BY 1, 2",
    ),
    Rule(
        "I44",
        "đơn vị {unit}: công tắc công bố «{subject}» không nối nhau, hoặc lùi ngày",
        "unit {unit}: the switches of «{subject}» do not follow each other, or are back-dated",
        "SELECT u.code AS unit, p.subject FROM publication_switch p JOIN unit u ON u.id = p.unit_id GROUP BY u.code, p.subject "
        "HAVING MIN(p.number) <> 1 OR MAX(p.number) <> COUNT(*) OR SUM(CASE WHEN p.since < p.announced THEN 1 ELSE 0 END) > 0 "
        "ORDER BY 1, 2",
    ),
)

_DRAWN = Rule(
    "I43",
    "mẫu kiểm tra {number}: rút lại theo hạt giống ra những bút toán khác",
    "sample {number}: drawn again from its seed it holds other entries",
    "",
)


def sample_findings(session: Session) -> Iterator[Finding]:
    """Draw every sample again, from the log and the entries as they are, and tell those that come out otherwise."""
    drawn = session.execute(
        text(
            "SELECT s.id, s.unit_id, CAST(s.first AS TEXT), CAST(s.last AS TEXT), s.kinds, s.method, s.wanted, s.word, "
            "s.command_number, d.seed FROM audit_sample s JOIN sample_draw d ON d.sample_id = s.id ORDER BY s.id"
        )
    ).all()
    wrong = (row[0] for row in drawn if not _comes_out(session, *row))
    yield from (_DRAWN.finding(number=number) for number in islice(wrong, FINDINGS_MAX))


def _comes_out(  # noqa: PLR0913, PLR0917  a row
    session: Session,
    number: int,
    unit: int,
    first: str,
    last: str,
    kinds: str,
    method: str,
    wanted: int,
    word: str,
    command: int,
    seed: str,
) -> bool:
    top = audit.root(audit.leaf_hash(line) for line in audit.lines(session, command))
    said = f"khfund-sample/1\n{base64.b64encode(top).decode()}\n{command}\n{word}\n"
    if hashlib.sha256(said.encode()).hexdigest() != seed:
        return False
    rows = session.execute(
        text(
            "SELECT e.id, SUM(p.amount), e.voucher_kind FROM entry e JOIN posting p ON p.entry_id = e.id WHERE e.unit_id = :unit "
            "AND CAST(e.day AS TEXT) BETWEEN :first AND :last AND e.command_number < :command "
            "GROUP BY e.id, e.voucher_kind ORDER BY e.id"
        ),
        {"unit": unit, "first": first, "last": last, "command": command},
    )
    left = [(entry, int(amount)) for entry, amount, kind in rows if not kinds or kind in kinds.split(",")]
    items = session.scalars(
        text("SELECT entry_id FROM sample_item WHERE sample_id = :number ORDER BY place"), {"number": number}
    )
    return list(items) == _again(seed, left, wanted, by_money=method == "money")


def _again(seed: str, left: list[tuple[int, int]], wanted: int, *, by_money: bool) -> list[int]:
    """Draw the plainest way: walk over what is left for every draw."""
    if wanted >= len(left):
        return [entry for entry, _amount in left]

    def digest(what: int) -> str:
        return hashlib.sha256(f"{seed}|{what}".encode()).hexdigest()

    if not by_money:
        return [entry for entry, _amount in sorted(left, key=lambda one: digest(one[0]))[:wanted]]
    drawn, left = [], list(left)
    for draw in range(1, wanted + 1):
        place = int(digest(draw), 16) % sum(amount for _entry, amount in left)
        index = 0
        while place >= left[index][1]:
            place -= left[index][1]
            index += 1
        drawn.append(left.pop(index)[0])
    return drawn
