"""A member's ballots as a table."""

import pytest

from khfund.errors import ProblemsFound
from khfund.scholarships.ballot_sheet import BallotSheetUnclearError, heading, read_marks
from khfund.scholarships.score import Rubric
from tests.scholarships.rounds import RUBRIC

BOTH = Rubric(RUBRIC, ballots_min=1)


def read(*lines):
    return read_marks("\n".join(lines).encode(), "phieu.csv", BOTH)


def test_marks_are_read_by_the_heading_the_name_or_the_key():
    assert heading("Học lực", 10) == "Học lực (0–10)"
    for first, second in (("Học lực (0–10)", "Hoàn cảnh (0–20)"), ("Hoc luc", "HOÀN CẢNH"), ("hoc", "canh")):
        assert read("PHIẾU CHẤM,,", f"Đề nghị,{first},{second}", "3,8,15", "4,9,20") == {
            3: {"hoc": 8, "canh": 15},
            4: {"hoc": 9, "canh": 20},
        }


def test_a_row_without_marks_is_left_out():
    assert read("Đề nghị,hoc,canh", "3,,", "4,0,20") == {4: {"hoc": 0, "canh": 20}}


@pytest.mark.parametrize(
    ("lines", "heading_missing"),
    [(("A,B,C", "1,2,3"), "Đề nghị"), (("Đề nghị,hoc", "1,2"), "Hoàn cảnh")],
)
def test_a_table_without_its_columns_is_refused(lines, heading_missing):
    with pytest.raises(BallotSheetUnclearError) as refusal:
        read(*lines)

    assert str(refusal.value) == (
        f"Không thấy cột «{heading_missing}» trong tệp phieu.csv; hãy dùng phiếu in bằng `khfund ballot sheet`."
    )


def test_all_mistakes_are_told_with_their_places_and_nothing_is_taken():
    with pytest.raises(ProblemsFound) as refusal:
        read("Đề nghị,hoc,canh", "3,8,", "4,8,15", "4,8,15", "5,tám,1", "6,8,21")

    assert [str(one) for one in refusal.value.problems] == [
        "phieu.csv, dòng 2: Phiếu chấm chưa hợp lệ: chưa cho điểm «canh».",
        "phieu.csv, dòng 4: Đề nghị số 4 có hai dòng trong phiếu.",
        "phieu.csv, dòng 5: «tám» không phải số nguyên; hãy ghi điểm bằng số nguyên.",
        "phieu.csv, dòng 6: Phiếu chấm chưa hợp lệ: «Hoàn cảnh» từ 0 đến 20, không phải 21.",
    ]
