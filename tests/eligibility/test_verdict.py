"""Kleene's logic: what is unknown decides nothing that the rest does not decide."""

import itertools

from khfund.eligibility.verdict import Verdict, all_of, any_of

MET, NOT_MET, UNPROVEN = Verdict.MET, Verdict.NOT_MET, Verdict.UNPROVEN


def test_and_is_decided_by_one_that_fails():
    table = {(one, other): all_of([one, other]) for one, other in itertools.product(Verdict, repeat=2)}

    assert table == {
        (MET, MET): MET,
        (MET, NOT_MET): NOT_MET,
        (MET, UNPROVEN): UNPROVEN,
        (NOT_MET, MET): NOT_MET,
        (NOT_MET, NOT_MET): NOT_MET,
        (NOT_MET, UNPROVEN): NOT_MET,
        (UNPROVEN, MET): UNPROVEN,
        (UNPROVEN, NOT_MET): NOT_MET,
        (UNPROVEN, UNPROVEN): UNPROVEN,
    }


def test_or_is_decided_by_one_that_holds():
    table = {(one, other): any_of([one, other]) for one, other in itertools.product(Verdict, repeat=2)}

    assert table == {
        (MET, MET): MET,
        (MET, NOT_MET): MET,
        (MET, UNPROVEN): MET,
        (NOT_MET, MET): MET,
        (NOT_MET, NOT_MET): NOT_MET,
        (NOT_MET, UNPROVEN): UNPROVEN,
        (UNPROVEN, MET): MET,
        (UNPROVEN, NOT_MET): UNPROVEN,
        (UNPROVEN, UNPROVEN): UNPROVEN,
    }


def test_nothing_asked_is_met_and_nothing_offered_is_not():
    assert (all_of([]), any_of([])) == (MET, NOT_MET)


def test_papers_print_the_verdict_in_words():
    assert [one.words for one in Verdict] == ["đạt", "không đạt", "chưa đủ giấy tờ"]
