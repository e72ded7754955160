"""A rule tells its contradictions, and stops at twenty."""

from khfund.reports.rule import FINDINGS_MAX, Finding, Rule

NUMBERS = "WITH RECURSIVE n(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM n WHERE number < 99) SELECT number FROM n"


def test_a_rule_tells_each_contradiction_with_its_facts(database):
    rule = Rule("I3", "số {number:so} lệch", "{number} differs", "SELECT 1234 AS number")

    with database.reading() as session:
        found = list(rule.findings(session))

    assert found == [Finding("I3", "số 1.234 lệch", "1234 differs", {"number": 1234})]
    assert str(found[0]) == "I3: số 1.234 lệch"


def test_a_rule_broken_everywhere_is_told_by_twenty_places(database):
    with database.reading() as session:
        found = list(Rule("I3", "{number}", "{number}", NUMBERS).findings(session))

    assert [finding.facts["number"] for finding in found] == list(range(1, FINDINGS_MAX + 1))
