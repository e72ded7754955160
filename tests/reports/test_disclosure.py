from khfund.reports.tally import OpeningBalance
from tests.reports.disclosures import a_disclosure


def test_a_disclosure_that_agrees_with_itself_differs_by_nothing():
    assert a_disclosure().difference == 0


def test_the_tally_is_added_up_once():
    shown = a_disclosure()

    assert shown.tally is shown.tally


def test_long_facts_are_not_poured_into_the_log():
    assert "PostingLine" not in repr(a_disclosure())
    assert OpeningBalance.__name__ in repr(a_disclosure())
