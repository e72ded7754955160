"""Each rule of allocations, decisions and awards names what was broken behind the guards."""

import pytest

from khfund.reports.award_rule import AWARD_RULES
from khfund.scholarships.award_outcome import resume_award, revoke_award, suspend_award
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.promotion import promote
from tests.builders import an_office, tamper
from tests.scholarships.decided import DAY, a_round


@pytest.fixture
def round_(database):
    """Four candidates for two places: award 1 is revoked and replaced by 3, award 2 was suspended and resumed."""
    made = a_round(an_office(database), each={"XA1": 4}, quotas={"XA1": 2}, budget=2_000_000).prepare()
    made.allocate()
    made.decide()
    made.act(suspend_award, 2, reason=DropReason.MOVED)
    made.act(resume_award, 2, note="về lại", by=made.office.chair)
    made.act(revoke_award, 1, reason=DropReason.REFUSED)
    made.act(promote, 1, by=made.office.chair, number="13/QĐ-HKH", day=DAY)
    return made


def findings(round_):
    return {
        str(one) for rule in AWARD_RULES for one in round_.office.read(lambda s, r=rule: list(r.findings(s)))
    }


def test_sound_books_have_no_findings(round_):
    assert findings(round_) == set()


BROKEN = [
    (
        "UPDATE allocation_run SET amount = 5",
        "I38: lần phân suất 1 ghi 5 đ, các suất được chọn cộng lại 2.000.000 đ, ngân sách 2.000.000 đ",
    ),
    (
        "UPDATE allocation_quota SET places = 1",
        "I38: lần phân suất 1 chọn 2 suất của đơn vị 2, nhiều hơn 1 suất được phân bổ",
    ),
    (
        (
            "DELETE FROM allocation_line WHERE nomination_id = (SELECT MAX(nomination_id) FROM allocation_line l "
            "WHERE l.outcome = 'alternate' AND NOT EXISTS (SELECT 1 FROM award a WHERE a.nomination_id = l.nomination_id))"
        ),
        "I38: lần phân suất 1 không có dòng cho đề nghị {waiting} của đợt",
    ),
    (
        "UPDATE round_decision SET awards = 3",
        "I38: quyết định của đợt 1 không theo lần phân suất cuối, hoặc ghi 2.000.000 đ cho 3 suất mà sổ có 2.000.000 đ cho 2 suất",
    ),
    (
        (
            "UPDATE allocation_line SET recipient_id = CASE recipient_id WHEN 1 THEN 2 ELSE 1 END WHERE nomination_id = "
            "(SELECT nomination_id FROM award WHERE id = 2)"
        ),
        "I38: suất 2 không có trong danh sách được chọn hoặc dự bị của quyết định, hoặc khác số tiền, người nhận",
    ),
    (
        "UPDATE award_round SET budget = 1000000",
        "I38: các suất còn hiệu lực của đợt 1 cộng lại 2.000.000 đ, vượt ngân sách 1.000.000 đ",
    ),
    (
        "UPDATE instalment SET amount = 1 WHERE award_id = 2",
        "I38: suất 2 là 1.000.000 đ, các kỳ chi của nó cộng lại 1 đ",
    ),
    ("DELETE FROM instalment_withdrawal", "I38: kỳ chi 1 của suất 1 đã thu hồi vẫn còn phải chi"),
    (
        "UPDATE award SET state = 'suspended' WHERE id = 2",
        "I38: suất 2 ở trạng thái «suspended», lần thay đổi cuối ghi «granted»",
    ),
    (
        "UPDATE award SET replaces_id = 2 WHERE id = 3",
        "I38: suất 3 thay suất 2 chưa bị thu hồi hoặc của đợt khác",
    ),
    (
        "UPDATE round_decision SET decided_by = (SELECT drafted_by FROM allocation_run)",
        "I17: đợt 1 do một người phân suất và quyết định, không có ngoại lệ",
    ),
    (
        "UPDATE award_event SET person_id = 1",
        "I17: suất 2 do một người tạm dừng và cho nhận lại, không có ngoại lệ",
    ),
]


@pytest.mark.parametrize(("statement", "sentence"), BROKEN)
def test_what_was_broken_behind_the_guards_is_named_and_nothing_else(round_, statement, sentence):
    (waiting, *_rest) = sorted(
        set(round_.nominations) - {one.nomination_id for one in round_.awards}, reverse=True
    ) or [0]

    tamper(round_.office.database, statement)

    assert findings(round_) == {sentence.format(waiting=waiting)}


def test_every_rule_is_broken_once():
    assert len(BROKEN) == len(AWARD_RULES)
