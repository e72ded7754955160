"""Decisions: the appendix case by case, three values, renewals, and what is kept of them."""

import json
import tomllib
from datetime import date, timedelta
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.eligibility import FACTS, Decision, Fact, Verdict, decide
from khfund.eligibility.rulebook import RulebookNotInForceError
from khfund.eligibility.shelf import rulebook
from tests.eligibility.candidates import ON, candidates, fact_of, paper_for, proven

CASES = tomllib.loads(Path(__file__).with_name("cong_van_08.toml").read_text(encoding="utf-8"))["case"]
APPENDIX = rulebook("cong-van-08-2023")
SPONSORSHIP = rulebook("nuoi-em-khuyen-hoc-2023")
EXAMS = rulebook("tiep-suc-mua-thi-2023")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_appendix(case):
    facts = proven(**case["facts"])
    for key in case.get("said", ()):
        facts[key] = attrs.evolve(facts[key], evidence=None)
    for key in case.get("expired", ()):
        yesterday = attrs.evolve(facts[key].evidence, valid_until=ON - timedelta(days=1))
        facts[key] = attrs.evolve(facts[key], evidence=yesterday)

    verdicts = decide(APPENDIX, facts, ON).outcome.verdicts

    assert {key: verdicts[key].value for key in case["verdicts"]} == case["verdicts"]


def test_every_criterion_of_the_appendix_is_met_in_a_case_and_not_met_in_another():
    shown = {(key, verdict) for case in CASES for key, verdict in case["verdicts"].items()}
    keys = {one.key for one in APPENDIX.criteria}

    assert {key for key, verdict in shown if verdict == "met"} >= keys - {"II.1", "II.3"}
    assert {key for key, verdict in shown if verdict == "not_met"} >= {"1", "2", "3", "4", "5", "6"}


def test_the_words_are_those_of_the_appendix():
    words = {one.key: one.words for one in APPENDIX.criteria}

    assert words["3"] == (
        "Học sinh (sinh viên) mồ côi bố (hoặc mẹ), mà người nuôi dưỡng là hộ nghèo/cận nghèo, "
        "điều kiện sống khó khăn;"
    )
    assert words["6"] == "Học sinh học giỏi hiện đang ở nhà tam (nhà tre lợp mái tranh nứa lá)"
    assert {str(one.citation) for one in APPENDIX.criteria[7:]} == {
        "Phụ lục, mục II, Công văn số 08/CV-HKH ngày 02/02/2023 của Hội Khuyến học tỉnh Sơn La"
    }


def test_a_decision_names_the_categories_met_and_the_rules_used():
    facts = proven(learner="pupil", disability="mild", hardship=True, needs_bicycle=True)
    decision = decide(APPENDIX, facts, ON)

    assert (decision.verdict, decision.categories) == (Verdict.MET, ("1", "5"))
    assert (decision.rulebook, decision.digest, decision.on) == ("cong-van-08-2023", APPENDIX.digest, ON)


def test_only_some_categories_may_count():
    facts = proven(learner="pupil", disability="mild", hardship=False, needs_bicycle=True)
    decision = decide(APPENDIX, facts, ON)

    assert decision.verdict_among(["1", "5"]) is Verdict.MET
    assert decision.verdict_among(["5"]) is Verdict.NOT_MET
    assert decision.verdict_among(["5", "6"]) is Verdict.UNPROVEN
    assert decision.verdict_among(["9"]) is Verdict.NOT_MET


def test_before_the_letter_nothing_is_decided_by_it():
    with pytest.raises(RulebookNotInForceError):
        decide(APPENDIX, {}, date(2023, 2, 1))


def test_a_poverty_certificate_of_2026_is_looked_at_anew_in_2027():
    facts = proven(learner="pupil", orphan="one", carer_poverty="poor", carer_hard_life=True)

    verdicts = [
        decide(APPENDIX, facts, day).outcome.verdicts["3"] for day in (date(2026, 12, 31), date(2027, 1, 1))
    ]

    assert verdicts == [Verdict.MET, Verdict.UNPROVEN]


def test_a_decision_stands_as_long_as_its_longest_category():
    facts = proven(
        learner="pupil",
        orphan="one",
        carer_poverty="poor",
        carer_hard_life=True,
        hardship=True,
        needs_bicycle=True,
    )
    one, more = dict(facts), dict(facts)
    del one["needs_bicycle"]

    assert decide(APPENDIX, one, ON).expires == date(2026, 12, 31)
    assert decide(APPENDIX, more, ON).expires is None
    assert decide(APPENDIX, {}, ON).expires is None


# -- first award and renewal --------------------------------------------------------------------------------------------


def test_the_first_award_asks_for_need_and_the_renewal_for_learning_and_conduct():
    need = proven(learner="pupil", grade=6, orphan="both", overcomes_hardship=True, learning="good_pupil")
    work = proven(learner="pupil", grade=7, learning="dat", conduct="dat")

    assert decide(SPONSORSHIP, need, ON).categories == ("mo-coi",)
    assert decide(SPONSORSHIP, need, ON, renewal=True).verdict is Verdict.UNPROVEN
    assert decide(SPONSORSHIP, work, ON).verdict is Verdict.UNPROVEN
    assert decide(SPONSORSHIP, work, ON, renewal=True).verdict is Verdict.MET
    assert [decide(SPONSORSHIP, work, ON, renewal=one).renewal for one in (False, True)] == [False, True]


def test_a_poor_pupil_of_a_border_commune_needs_no_paper_for_the_commune():
    facts = proven(learner="pupil", grade=1, border_commune=True, household_poverty="poor")

    assert decide(SPONSORSHIP, facts, ON).categories == ("bien-gioi",)


def test_who_fails_the_year_is_not_renewed():
    facts = proven(learner="pupil", grade=7, learning="chua_dat", conduct="tot")

    decision = decide(SPONSORSHIP, facts, ON, renewal=True)

    assert decision.verdict is Verdict.NOT_MET
    assert decision.categories == ("con-hoc",)


def test_where_all_is_needed_the_first_paper_to_end_ends_the_whole():
    facts = proven(learner="pupil", grade=7, learning="dat", conduct="dat")
    ending = attrs.evolve(paper_for("conduct", "dat"), valid_until=date(2027, 5, 31))
    facts["conduct"] = Fact("conduct", "dat", ending)

    assert decide(SPONSORSHIP, facts, ON, renewal=True).expires == date(2027, 5, 31)


@pytest.mark.parametrize(("grade", "verdict"), [(11, "not_met"), (12, "met")])
def test_the_exam_scholarship_is_for_grade_12(grade, verdict):
    assert decide(EXAMS, proven(learner="pupil", grade=grade), ON).verdict == verdict


# -- what always holds --------------------------------------------------------------------------------------------------


@given(candidates)
def test_without_a_paper_nothing_is_refused(facts):
    said = {key: attrs.evolve(fact, evidence=None) for key, fact in facts.items() if FACTS[key].papers}

    assert {one.verdict for one in decide(APPENDIX, said, ON).findings} <= {Verdict.UNPROVEN}


@given(candidates, st.data(), st.booleans())
def test_a_paper_for_what_was_unproven_never_turns_a_verdict_round(facts, data, renewal):
    before = decide(SPONSORSHIP, facts, ON, renewal=renewal).outcome.verdicts
    appendix = decide(APPENDIX, facts, ON).outcome.verdicts
    key = data.draw(st.sampled_from(sorted(set(FACTS) - facts.keys()) or ["grade"]))

    more = facts | {key: facts.get(key) or data.draw(fact_of(key))}

    for old, new in (
        (before, decide(SPONSORSHIP, more, ON, renewal=renewal).outcome.verdicts),
        (appendix, decide(APPENDIX, more, ON).outcome.verdicts),
    ):
        assert {one: new[one] for one in old if old[one] is not Verdict.UNPROVEN} == {
            one: old[one] for one in old if old[one] is not Verdict.UNPROVEN
        }


@given(candidates)
def test_a_decision_stands_until_the_day_it_names_and_falls_on_the_next(facts):
    for finding in decide(APPENDIX, facts, ON).findings:
        if finding.verdict is Verdict.MET and finding.expires is not None:
            then = decide(APPENDIX, facts, finding.expires).outcome.verdicts
            after = decide(APPENDIX, facts, finding.expires + timedelta(days=1)).outcome.verdicts
            assert (then[finding.criterion], after[finding.criterion]) == (Verdict.MET, Verdict.UNPROVEN)


@given(candidates)
def test_a_decision_is_kept_as_json_and_told_again(facts):
    decision = decide(APPENDIX, facts, ON)

    again = Decision.from_json(json.loads(json.dumps(decision.to_json())))

    assert again == decision
    assert hash(again) == hash(decision)
    assert (again.findings, again.verdict, again.categories) == (
        decision.findings,
        decision.verdict,
        decision.categories,
    )
    assert again.verdict_among(["1", "2"]) is decision.verdict_among(["1", "2"])
    assert again.expires == decision.expires


def test_decisions_about_other_facts_differ():
    assert decide(APPENDIX, {}, ON) != decide(APPENDIX, proven(learner="pupil"), ON)
    assert decide(APPENDIX, {}, ON) != "decision"
