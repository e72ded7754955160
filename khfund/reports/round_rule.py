"""The rules of award rounds, I37, as queries that know none of the verbs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.reports.rule import FINDINGS_MAX, Finding, Rule
from khfund.scholarships.ballot import Ballot
from khfund.scholarships.ballot_count import seal_holds

_LAST = "(SELECT MAX(x.id) FROM round_event x WHERE x.round_id = r.id)"
_BEFORE = "(SELECT p.state FROM round_event p WHERE p.round_id = e.round_id AND p.id < e.id ORDER BY p.id DESC LIMIT 1)"
_CLOSED_AT = "(SELECT MAX(c.command_number) FROM round_event c WHERE c.round_id = b.round_id AND c.step = 'voting_closed')"
_REOPENED_AT = "(SELECT COALESCE(MAX(c.command_number), 0) FROM round_event c WHERE c.round_id = b.round_id AND c.step = 'reopened')"

ROUND_RULES = (
    Rule(
        "I37",
        "đợt xét {round} không khớp với bước cuối của nó",
        "the round {round} does not say what its last step says",
        "SELECT r.code AS round FROM award_round r LEFT JOIN round_event e ON e.round_id = r.id "  # noqa: S608
        f"AND e.id = {_LAST} WHERE e.id IS NULL OR e.state <> r.state OR e.budget <> r.budget "
        "OR e.rulebook_digest <> r.rulebook_digest OR e.nominate_until <> r.nominate_until "
        "OR e.screen_until IS DISTINCT FROM r.screen_until OR e.vote_until IS DISTINCT FROM r.vote_until ORDER BY 1",
    ),
    Rule(
        "I37",
        "đợt xét {round} có bước «{step}» từ «{before}» sang «{after}», trái trình tự",
        "the round {round} went by «{step}» from «{before}» to «{after}», which is no way",
        "SELECT s.code AS round, s.step, s.before, s.after FROM (SELECT r.code, e.id, e.step, e.state AS after, "  # noqa: S608
        f"COALESCE({_BEFORE}, '') AS before FROM round_event e JOIN award_round r ON r.id = e.round_id) AS s "
        "WHERE (s.step = 'opened') <> (s.before = '') OR (s.step = 'closed' AND s.before <> 'open') "
        "OR (s.step = 'screened' AND s.before NOT IN ('closed', 'screened')) "
        "OR (s.step = 'allocated' AND s.before NOT IN ('screened', 'allocated')) "
        "OR (s.step = 'decided' AND s.before <> 'allocated') OR s.before IN ('decided', 'cancelled') ORDER BY s.id",
    ),
    Rule(
        "I37",
        "lần thẩm định {run} của đợt {round}: đề nghị {nomination} thuộc đợt hoặc người khác",
        "screening run {run} of the round {round}: nomination {nomination} is of another round or person",
        "SELECT g.number AS run, r.code AS round, s.nomination_id AS nomination FROM screening_result s "
        "JOIN screening_run g ON g.id = s.run_id JOIN award_round r ON r.id = g.round_id "
        "JOIN nomination n ON n.id = s.nomination_id WHERE n.round_id <> g.round_id OR n.recipient_id <> s.recipient_id "
        "OR n.unit_id <> s.unit_id ORDER BY s.run_id, s.nomination_id",
    ),
    Rule(
        "I37",
        "lần thẩm định {run} của đợt {round}: đề nghị {nomination} ghi {verdict} nhưng diện đạt là «{categories}»",
        "screening run {run} of the round {round}: nomination {nomination} is {verdict} with the categories «{categories}»",
        "SELECT g.number AS run, r.code AS round, s.nomination_id AS nomination, s.verdict, s.categories "
        "FROM screening_result s JOIN screening_run g ON g.id = s.run_id JOIN award_round r ON r.id = g.round_id "
        "WHERE s.verdict = 'met' AND s.categories = '' ORDER BY s.run_id, s.nomination_id",
    ),
    Rule(
        "I37",
        "phiếu chấm {ballot} bỏ sau khi đóng chấm điểm",
        "ballot {ballot} was cast after the vote was closed",
        f"SELECT b.id AS ballot FROM ballot b WHERE b.command_number > {_CLOSED_AT} AND {_REOPENED_AT} < {_CLOSED_AT} "  # noqa: S608
        "ORDER BY 1",
    ),
    Rule(
        "I37",
        "phiếu chấm {ballot} của thành viên có quan hệ với người được đề nghị mà không bị loại",
        "ballot {ballot} is of a member related to the candidate and was not struck",
        "SELECT DISTINCT b.id AS ballot FROM ballot b JOIN nomination n ON n.id = b.nomination_id "
        "JOIN relation x ON x.person_id = b.person_id AND x.recipient_id = n.recipient_id "
        "WHERE b.id = (SELECT MAX(y.id) FROM ballot y WHERE y.nomination_id = b.nomination_id "
        "AND y.person_id = b.person_id) "
        "AND NOT EXISTS (SELECT 1 FROM ballot_strike k WHERE k.ballot_id = b.id) ORDER BY 1",
    ),
    Rule(
        "I37",
        "phiếu chấm {ballot} không thuộc đợt của đề nghị, hoặc sai thứ tự thay phiếu",
        "ballot {ballot} is not of its nomination's round, or out of turn",
        "SELECT b.id AS ballot FROM ballot b JOIN nomination n ON n.id = b.nomination_id WHERE n.round_id <> b.round_id "
        "OR b.version <> 1 + (SELECT COUNT(*) FROM ballot o WHERE o.nomination_id = b.nomination_id "
        "AND o.person_id = b.person_id AND o.id < b.id) ORDER BY 1",
    ),
)

_SEAL = Rule(
    "I37",
    "phiếu chấm {ballot} đã bị sửa: không khớp dấu niêm phong",
    "ballot {ballot} was changed: it does not agree with its seal",
    "",
)


def ballot_findings(session: Session) -> Iterator[Finding]:
    """Give the ballots that are not what their members cast."""
    ballots = session.scalars(select(Ballot).order_by(Ballot.id).execution_options(yield_per=1_000))
    broken = (one for one in ballots if not seal_holds(one))
    yield from (_SEAL.finding(ballot=one.id) for one in islice(broken, FINDINGS_MAX))
