"""Explanations: the sentences that a candidate, a teacher and a council read."""

from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.eligibility import Evidence, Fact, Verdict, decide
from khfund.eligibility.proof import Standing
from khfund.eligibility.shelf import rulebook, rulebooks
from tests.eligibility.books import a_rulebook
from tests.eligibility.candidates import ON, candidates, paper_for, proven

APPENDIX = rulebook("cong-van-08-2023")
YESTERDAY = ON - timedelta(days=1)


def finding(key, facts, on=ON, book=APPENDIX):
    (found,) = [one for one in decide(book, facts, on).findings if one.criterion == key]
    return found


def an_orphan(**more):
    school = Evidence("school_confirmation", "Trường THCS Mẫu Sơn")
    death = Evidence("death_certificate", "UBND xã Mẫu Sơn", "15/2024")
    poor = Evidence(
        "poverty_certificate", "UBND xã Mẫu Sơn", "12/2026", date(2026, 1, 5), valid_until=date(2026, 12, 31)
    )
    visit = Evidence("visit_record", issued=date(2026, 3, 1))
    facts = {
        "learner": Fact("learner", "pupil", school),
        "orphan": Fact("orphan", "both", death),
        "carer_poverty": Fact("carer_poverty", "near_poor", poor),
        "carer_hard_life": Fact("carer_hard_life", value=True, evidence=visit),
    }
    return facts | more


def test_what_is_met_names_each_fact_with_its_paper_and_the_last_day():
    found = finding("2", an_orphan())

    assert found.sentence == (
        "Đạt tiêu chí 2 (mồ côi cả bố và mẹ, người nuôi là hộ nghèo, cận nghèo): "
        "là học sinh, theo Xác nhận của nhà trường do Trường THCS Mẫu Sơn cấp; "
        "mồ côi cả bố và mẹ, theo Trích lục khai tử (giấy chứng tử) của bố, mẹ số 15/2024 do UBND xã Mẫu Sơn cấp; "
        "người trực tiếp nuôi dưỡng thuộc hộ cận nghèo, theo Giấy chứng nhận hộ nghèo, hộ cận nghèo số 12/2026 "
        "do UBND xã Mẫu Sơn cấp ngày 05/01/2026 (có giá trị đến hết ngày 31/12/2026); "
        "người nuôi dưỡng có điều kiện sống khó khăn, theo Biên bản xác minh tại nhà cấp ngày 01/03/2026."
    )
    assert found.would_change == (
        "Kết quả này đúng đến hết ngày 31/12/2026; sau ngày đó cần Giấy chứng nhận hộ nghèo, hộ cận nghèo mới, "
        "theo chuẩn nghèo áp dụng từ ngày 01/01/2027."
    )
    assert found.expires == date(2026, 12, 31)
    assert [(one.key, one.standing) for one in found.facts] == [
        ("learner", Standing.COUNTS),
        ("orphan", Standing.COUNTS),
        ("carer_poverty", Standing.COUNTS),
        ("carer_hard_life", Standing.COUNTS),
    ]


def test_what_is_met_without_an_end_says_what_it_hangs_on():
    assert finding("5", proven(learner="pupil", hardship=True, needs_bicycle=True)).would_change == (
        "Kết quả sẽ khác nếu một trong các điều sau không còn đúng: là học sinh; có hoàn cảnh khó khăn; "
        "cần xe đạp để đi học."
    )


def test_what_is_not_met_says_what_is_asked_and_which_paper_would_show_it():
    found = finding("3", an_orphan())

    assert found.sentence == (
        "Không đạt tiêu chí 3 (mồ côi bố hoặc mẹ, người nuôi là hộ nghèo, cận nghèo): mồ côi cả bố và mẹ, "
        "theo Trích lục khai tử (giấy chứng tử) của bố, mẹ số 15/2024 do UBND xã Mẫu Sơn cấp; "
        "trong khi cần mồ côi bố hoặc mẹ."
    )
    assert found.would_change == (
        "Kết quả sẽ khác nếu có giấy cho thấy mồ côi bố hoặc mẹ («Trích lục khai tử (giấy chứng tử) của bố, mẹ», "
        "«Quyết định trợ cấp xã hội hằng tháng» hoặc «Giấy xác nhận của UBND xã về hoàn cảnh»)."
    )


def test_what_else_is_still_open_beside_what_fails_is_told():
    facts = proven(learner="student", hardship=True)

    assert finding("5", facts).would_change == (
        "Kết quả sẽ khác nếu có giấy cho thấy là học sinh (Xác nhận của nhà trường). "
        "Khi đó còn cần chứng minh: cần xe đạp để đi học («Xác nhận của nhà trường», "
        "«Giấy xác nhận của UBND xã về hoàn cảnh» hoặc «Biên bản xác minh tại nhà»)."
    )


def test_a_choice_that_fails_is_told_as_a_choice():
    facts = an_orphan(**proven(parent_illness=False, parent_unable_to_work=False))

    assert finding("4", facts).would_change == (
        "Kết quả sẽ khác nếu có giấy cho thấy bố hoặc mẹ mắc bệnh hiểm nghèo phải điều trị tốn kém "
        "(Giấy ra viện, bệnh án hoặc sổ khám bệnh), hoặc bố hoặc mẹ bị tàn tật, tâm thần mà mất khả năng lao động "
        "(«Giấy xác nhận khuyết tật», «Giấy ra viện, bệnh án hoặc sổ khám bệnh» hoặc "
        "«Giấy xác nhận của UBND xã về hoàn cảnh»)."
    )


def test_a_choice_that_is_open_asks_for_one_paper_or_the_other():
    assert finding("4", an_orphan()).would_change == (
        "Để có kết luận, xin: bổ sung Giấy ra viện, bệnh án hoặc sổ khám bệnh có giá trị vào ngày 22/11/2026; "
        "hoặc bổ sung «Giấy xác nhận khuyết tật», «Giấy ra viện, bệnh án hoặc sổ khám bệnh» hoặc "
        "«Giấy xác nhận của UBND xã về hoàn cảnh» có giá trị vào ngày 22/11/2026."
    )


def poverty(**paper):
    evidence = Evidence("poverty_certificate", "UBND xã Mẫu Sơn", "12", **paper)
    return {"carer_poverty": Fact("carer_poverty", "poor", evidence)}


CERTIFICATE = "Giấy chứng nhận hộ nghèo, hộ cận nghèo"
POOR = "người trực tiếp nuôi dưỡng thuộc hộ nghèo"
GAPS = [
    # fact, day, gap, request, why
    (
        poverty(valid_until=YESTERDAY),
        ON,
        (
            f"{POOR}, nhưng {CERTIFICATE} số 12 do UBND xã Mẫu Sơn cấp đã hết giá trị sau ngày 21/11/2026 "
            "(hôm trước ngày xét)"
        ),
        f"đổi hoặc xin cấp lại {CERTIFICATE} có giá trị vào ngày 22/11/2026",
        "it expired yesterday",
    ),
    (
        poverty(valid_until=date(2026, 10, 23)),
        ON,
        (
            f"{POOR}, nhưng {CERTIFICATE} số 12 do UBND xã Mẫu Sơn cấp đã hết giá trị sau ngày 23/10/2026 "
            "(30 ngày trước ngày xét)"
        ),
        f"đổi hoặc xin cấp lại {CERTIFICATE} có giá trị vào ngày 22/11/2026",
        "it expired a month ago",
    ),
    (
        poverty(valid_until=date(2026, 12, 31)),
        date(2027, 1, 1),
        (
            f"{POOR}, nhưng {CERTIFICATE} số 12 do UBND xã Mẫu Sơn cấp theo chuẩn nghèo cũ, chỉ dùng đến hết ngày "
            "31/12/2026; từ ngày 01/01/2027 chuẩn nghèo đã thay đổi (NĐ 351/2025/NĐ-CP ngày 30/12/2025"
            ", giai đoạn 2027-2030) nên cần rà soát lại"
        ),
        f"đổi hoặc xin cấp lại {CERTIFICATE} có giá trị vào ngày 01/01/2027",
        "the poverty line changed",
    ),
    (
        poverty(valid_from=date(2026, 12, 1)),
        ON,
        f"{POOR}, nhưng {CERTIFICATE} số 12 do UBND xã Mẫu Sơn cấp chỉ có giá trị từ ngày 01/12/2026",
        f"đợi {CERTIFICATE} có giá trị, hoặc nộp giấy có giá trị vào ngày 22/11/2026",
        "it does not count yet",
    ),
    (
        poverty(),
        ON,
        f"{POOR}, nhưng {CERTIFICATE} số 12 do UBND xã Mẫu Sơn cấp không ghi ngày cấp và thời hạn",
        f"nộp bản {CERTIFICATE} có ghi ngày cấp và thời hạn",
        "it bears no day",
    ),
    (
        {"carer_poverty": Fact("carer_poverty", "poor", Evidence("declaration"))},
        ON,
        f"{POOR}, nhưng Đơn hoặc bản khai của gia đình không phải là giấy chứng minh điều này",
        f"bổ sung {CERTIFICATE} có giá trị vào ngày 22/11/2026",
        "it is another paper",
    ),
    (
        {"carer_poverty": Fact("carer_poverty", "poor")},
        ON,
        f"{POOR} theo lời kể, nhưng chưa có giấy chứng minh",
        f"bổ sung {CERTIFICATE} có giá trị vào ngày 22/11/2026",
        "it is only said",
    ),
    (
        {"carer_poverty": Fact("carer_poverty", "giàu")},
        ON,
        "hộ của người trực tiếp nuôi dưỡng ghi là «giàu», là giá trị không dùng được",
        f"ghi lại «hộ của người trực tiếp nuôi dưỡng» theo {CERTIFICATE}",
        "the value is none",
    ),
]


@pytest.mark.parametrize(("fact", "day", "gap", "request_", "why"), GAPS, ids=[row[-1] for row in GAPS])
def test_what_is_unproven_says_why_and_what_to_bring(fact, day, gap, request_, why):
    found = finding("2", an_orphan(**fact), day)

    opening = (
        "Chưa đủ giấy tờ để kết luận tiêu chí 2 (mồ côi cả bố và mẹ, người nuôi là hộ nghèo, cận nghèo): "
    )
    assert found.sentence.startswith(f"{opening}{gap}. Đã có: là học sinh, theo"), why
    assert found.would_change == f"Để có kết luận, xin: {request_}."
    assert found.expires is None


def test_what_nobody_has_said_is_asked_for():
    found = finding("1", {})

    assert found.sentence == (
        "Chưa đủ giấy tờ để kết luận tiêu chí 1 (khuyết tật): chưa rõ là học sinh hay sinh viên; "
        "chưa rõ có khuyết tật hay không."
    )
    assert found.would_change == (
        "Để có kết luận, xin: bổ sung Xác nhận của nhà trường có giá trị vào ngày 22/11/2026; "
        "bổ sung Giấy xác nhận khuyết tật có giá trị vào ngày 22/11/2026."
    )


def test_what_only_the_council_can_say_is_asked_of_the_council():
    facts = proven(learner="pupil", grade=8, overcomes_hardship=True, learning="tot")

    found = finding("7", facts)

    assert "kết quả học tập: Tốt (theo TT 22/2021/TT-BGDĐT, hội đồng cần xác nhận" in found.sentence
    assert found.would_change == (
        "Để có kết luận, xin: hội đồng ghi ý kiến trong Biên bản của hội đồng xét chọn: có coi là học giỏi hay không."
    )
    assert found.confirm.startswith("Văn bản viết «học tập giỏi» theo cách xếp loại cũ")


def test_where_the_grade_is_missing_the_grade_is_asked_for():
    facts = proven(learner="pupil", overcomes_hardship=True, learning="good_pupil")

    assert finding("7", facts).would_change == (
        "Để có kết luận, xin: bổ sung Xác nhận của nhà trường ghi rõ lớp đang học."
    )


def test_the_word_of_the_council_is_told_with_its_paper():
    facts = proven(
        learner="pupil", grade=8, overcomes_hardship=True, learning="tot", council_good_learner=True
    )

    found = finding("7", facts)

    assert found.verdict is Verdict.MET
    assert "kết quả học tập: Tốt (theo ý kiến của hội đồng)" in found.sentence
    assert [one.key for one in found.facts] == [
        "learner",
        "overcomes_hardship",
        "learning",
        "council_good_learner",
    ]


def test_an_age_is_told_with_the_birthday_that_ends_it():
    facts = proven(parent_illness=True)
    facts["born"] = Fact("born", "2012-02-29", paper_for("born", "2012-02-29"))

    found = finding("2", facts, date(2026, 6, 1), a_rulebook())

    assert "sinh ngày 29/02/2012, 14 tuổi vào ngày 01/06/2026" in found.sentence
    assert found.expires == date(2028, 2, 28)
    assert found.would_change == ("Kết quả này đúng đến hết ngày 28/02/2028; sau ngày đó đã đủ 16 tuổi.")


def test_a_paper_in_strange_letters_does_no_harm():
    hostile = Evidence("death_certificate", "UBND\u202exã", "1\n2")

    assert (
        "số 1<U+000A>2 do UBND<U+202E>xã cấp"
        in finding("2", an_orphan(orphan=Fact("orphan", "both", hostile))).sentence
    )


# -- what always holds --------------------------------------------------------------------------------------------------


@given(st.sampled_from(rulebooks()), candidates, st.booleans())
def test_no_verdict_is_told_without_its_reasons_and_what_would_change_it(book, facts, renewal):
    decision = decide(book, facts, ON, renewal=renewal)

    for found in decision.findings:
        assert found.verdict is decision.outcome.verdicts[found.criterion]
        assert found.words
        assert found.citation.clause
        assert found.facts
        assert found.sentence.endswith(".")
        assert found.would_change.endswith(".")
        assert "  " not in found.sentence + found.would_change


@given(candidates)
def test_what_is_met_stands_on_papers_that_count_and_nothing_else(facts):
    for found in decide(APPENDIX, facts, ON).findings:
        if found.verdict is not Verdict.UNPROVEN:
            assert {one.standing for one in found.facts} == {Standing.COUNTS}
        else:
            assert found.facts


@given(candidates, st.sampled_from(["1", "2", "3", "5"]))
def test_bringing_what_is_asked_for_changes_the_result(facts, key):
    """Where every part is needed, a paper for each fact named, with the value asked for, makes it met."""
    asked = {
        "1": {"learner": "pupil", "disability": "mild"},
        "2": {"learner": "pupil", "orphan": "both", "carer_poverty": "poor", "carer_hard_life": True},
        "3": {"learner": "pupil", "orphan": "one", "carer_poverty": "poor", "carer_hard_life": True},
        "5": {"learner": "pupil", "hardship": True, "needs_bicycle": True},
    }[key]
    found = finding(key, facts)
    wrong = [one.key for one in found.facts if one.standing is not Standing.COUNTS]
    wrong += [one.key for one in found.facts if found.verdict is Verdict.NOT_MET]

    mended = facts | proven(**{one: asked[one] for one in wrong})

    if found.verdict is Verdict.UNPROVEN:
        assert finding(key, mended).verdict is Verdict.MET
    if found.verdict is Verdict.NOT_MET:
        assert finding(key, mended).verdict is not Verdict.NOT_MET


def test_a_finding_does_not_depend_on_other_facts():
    facts = an_orphan()
    other = facts | proven(hardship=True, honour="medal")

    assert attrs.asdict(finding("2", facts)) == attrs.asdict(finding("2", other))
