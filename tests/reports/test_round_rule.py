"""The rules of award rounds: each is broken behind the guards and named."""

import pytest

from khfund.reports.check import check
from khfund.scholarships.ballot import cast
from khfund.scholarships.ballot_count import close_voting
from khfund.scholarships.recipient import Recipient
from khfund.scholarships.recusal import declare_relation
from khfund.scholarships.relation import RelationKind
from tests.builders import tamper
from tests.scholarships.rounds import a_round

MARKS = {"hoc": 8, "canh": 15}


@pytest.fixture
def voted(database):
    """A round whose vote is closed, with one ballot struck for a relation."""
    made = a_round(database).voting()
    given = dict.fromkeys(made.nominations[:3], MARKS)
    made.do("ballot.cast", lambda s, c, r: cast(s, c, r, given), by=made.members[0])
    made.do("ballot.close", close_voting)
    made.do(
        "ballot.relation",
        lambda s, c, _r: declare_relation(
            s, c, made.members[0], s.get_one(Recipient, made.recipients[0]), RelationKind.KIN
        ),
        by=made.members[0],
    )
    assert made.office.read(check) == []
    return made


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("UPDATE award_round SET budget = 1", "đợt xét TSMT27 không khớp với bước cuối của nó"),
        (
            "UPDATE round_event SET step = 'decided' WHERE step = 'closed'",
            "đợt xét TSMT27 có bước «decided» từ «open» sang «closed», trái trình tự",
        ),
        (
            "UPDATE screening_result SET recipient_id = 2 WHERE nomination_id = 1",
            "lần thẩm định 1 của đợt TSMT27: đề nghị 1 thuộc đợt hoặc người khác",
        ),
        (
            "UPDATE screening_result SET categories = '' WHERE nomination_id = 1",
            "lần thẩm định 1 của đợt TSMT27: đề nghị 1 ghi met nhưng diện đạt là «»",
        ),
        (
            "UPDATE ballot SET command_number = (SELECT MAX(number) FROM command) WHERE id = 2",
            "phiếu chấm 2 bỏ sau khi đóng chấm điểm",
        ),
        (
            "DELETE FROM ballot_strike",
            "phiếu chấm 1 của thành viên có quan hệ với người được đề nghị mà không bị loại",
        ),
        (
            "UPDATE ballot SET version = 2 WHERE id = 3",
            "phiếu chấm 3 không thuộc đợt của đề nghị, hoặc sai thứ tự thay phiếu",
        ),
        ("UPDATE ballot SET marks = '{}' WHERE id = 3", "phiếu chấm 3 đã bị sửa: không khớp dấu niêm phong"),
    ],
)
def test_a_round_that_contradicts_itself_is_named(voted, database, sql, sentence):
    tamper(database, sql)

    found = [one.sentence for one in voted.office.read(check) if one.invariant == "I37"]

    assert found == [sentence]
