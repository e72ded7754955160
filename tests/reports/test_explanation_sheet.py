"""Phiếu thẩm định: what it says, from what a run kept, and that it is set the same each time."""

import io
from datetime import date

import attrs
import pikepdf
import pytest

from khfund.eligibility.verdict import Verdict
from khfund.reports import explanation_sheet as sheets
from khfund.scholarships.known_fact import state_fact
from khfund.scholarships.nomination import Nomination
from khfund.scholarships.round_terms import set_amount
from khfund.scholarships.screening import NotScreenedError
from tests.scholarships.rounds import DISABLED, a_round


def sheet(made, place=0, **more):
    return made.read(
        lambda s, r: sheets.explanation_sheet(s, r, s.get_one(Nomination, made.nominations[place]), **more)
    )


def test_a_sheet_says_who_by_which_rules_with_what_outcome(sqlite_database):
    made = a_round(sqlite_database)
    made.do("round.amounts", lambda s, c, r: set_amount(s, c, r, "", 500_000))
    made.screened()

    told = sheet(made, 1)

    assert (told.code, told.name, told.born, told.school, told.nominating, told.claimed) == (
        "TSMT27/0002/1",
        "Lò Thị Mẫu B",
        "02/03/2012",
        "9A, Trường THCS Bình Minh",
        "Hội Khuyến học tỉnh Mường Sáng",
        "2",
    )
    assert (told.verdict, told.outcome, told.amount, told.stands_until) == (
        Verdict.MET,
        "ĐỦ ĐIỀU KIỆN",
        500_000,
        date(2027, 12, 31),
    )
    assert told.categories == ("2 (mồ côi cả bố và mẹ, người nuôi là hộ nghèo, cận nghèo)",)
    assert told.earlier == ()


def test_each_criterion_stands_with_its_words_facts_papers_and_what_would_change_it(sqlite_database):
    told = sheet(a_round(sqlite_database).screened())

    first = told.criteria[0]
    assert (first.key, first.mark, first.words) == ("1", "✓", "Học sinh (sinh viên) khuyết tật;")
    assert (
        first.citation
        == "Phụ lục, mục I, điểm 1, Công văn số 08/CV-HKH ngày 02/02/2023 của Hội Khuyến học tỉnh Sơn La"
    )
    assert first.grounds[1] == sheets.Ground(
        "khuyết tật nhẹ",
        "Giấy xác nhận khuyết tật số 12/XNKT do UBND xã Mường Sáng cấp ngày 03/05/2024",
        "Lò Văn Xem xem bản gốc ngày 05/01/2027",
        "",
    )
    assert first.would_change.startswith("Kết quả sẽ khác")
    assert [one.mark for one in told.criteria[1:]] == ["?"] * 14
    assert all(one.is_open for one in told.criteria[1:])


def test_a_paper_that_does_not_count_is_said_to_be_faulty(sqlite_database):
    told = sheet(a_round(sqlite_database, as_of=date(2028, 1, 2)).screened(), 1)

    faults = {ground.said: ground.fault for ground in told.criteria[1].grounds}
    assert told.outcome == "CHƯA ĐỦ GIẤY TỜ"
    assert faults["người trực tiếp nuôi dưỡng thuộc hộ nghèo"] == "giấy đã hết hạn"


def test_a_sheet_tells_what_the_run_kept_not_what_is_known_now(sqlite_database):
    made = a_round(sqlite_database).screened()
    before = sheet(made, 4)
    five = made.recipients[4]
    made.do(
        "evidence.state", lambda s, c, _r: state_fact(s, c, five, "disability", "mild", evidence=DISABLED)
    )

    assert sheet(made, 4) == before


def test_a_nomination_that_was_not_screened_has_no_sheet(sqlite_database):
    with pytest.raises(NotScreenedError):
        sheet(a_round(sqlite_database))


def test_all_sheets_of_a_round_are_one_paper_that_is_set_the_same_each_time(sqlite_database, monkeypatch):
    made = a_round(sqlite_database).screened()
    told = made.read(sheets.explanation_sheets)
    monkeypatch.setattr(sheets, "TOGETHER", 4)

    paper = sheets.pdf(told)

    assert [one.nomination for one in told] == list(made.nominations)
    assert paper == sheets.pdf(told)
    with pikepdf.open(io.BytesIO(paper)) as read:
        assert len(read.pages) == 12
        assert "/OutputIntents" in read.Root


def test_what_a_list_says_cannot_break_the_page(sqlite_database):
    told = attrs.evolve(
        sheet(a_round(sqlite_database).screened()), circumstances="<b>x</b><script>1</script>"
    )

    assert "&lt;script&gt;" in sheets._html([told])


def test_every_standing_and_verdict_has_its_words():
    assert sheets._STANDINGS.keys() == set(sheets.Standing)
    assert sheets.MARKS.keys() == sheets.OUTCOMES.keys() == set(Verdict)
