"""Every invariant has its plain words."""

import re
from pathlib import Path

from khfund.reports.check import RULES
from khfund.reports.invariant import INVARIANTS, named

DOCS = Path(__file__).parents[2] / "docs" / "invariants.md"


def test_every_invariant_of_the_documents_and_of_the_checks_is_worded():
    written = set(re.findall(r"^\| (I\d+) \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE))

    assert written | {rule.invariant for rule in RULES} <= set(INVARIANTS)


def test_the_words_are_sentences_in_the_order_of_the_numbers():
    assert list(INVARIANTS) == sorted(INVARIANTS, key=lambda one: int(one[1:]))
    assert all(words.endswith(".") for words in INVARIANTS.values())


def test_an_invariant_without_words_is_told_by_its_code():
    assert (named("I5"), named("I99")) == (INVARIANTS["I5"], "I99")
