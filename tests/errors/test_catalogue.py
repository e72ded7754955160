"""Every refusal has a name and sentences of its own, and each Vietnamese sentence is pinned by a test."""

import ast
import string
from collections import Counter
from pathlib import Path

import pytest

from khfund.errors import KhfundError
from scripts.write_reference import refusals, rule_of

TESTS = Path(__file__).parent.parent

TOLD_DIFFERENTLY = {  # class → why its English is filled from other facts
    "HostileTextError": "the reason is kept in Vietnamese, Unicode's name of the letter in English",
    "ReceiptNotValidError": "the state is kept in Vietnamese",
}
FAMILIES = {"AmountError", "DayError"}  # caught together, never raised themselves


@pytest.fixture(scope="module")
def catalogue() -> list[type[KhfundError]]:
    return refusals()


def test_no_two_refusals_share_a_rule(catalogue):
    rules = Counter(map(rule_of, catalogue))

    assert [rule for rule, count in rules.items() if count > 1] == []


def test_each_refusal_has_its_own_sentence_in_both_languages(catalogue):
    silent = {one.__name__ for one in everything() if not {"message", "english"} <= vars(one).keys()}
    sentences = Counter(text for one in catalogue for text in (one.message, one.english))

    assert silent == FAMILIES
    assert [text for text, count in sentences.items() if count > 1] == []


def everything() -> list[type[KhfundError]]:
    found = [KhfundError]
    for one in found:
        found += one.__subclasses__()
    return [one for one in found[1:] if one.__module__.startswith("khfund.")]


def test_both_languages_tell_the_same_facts(catalogue):
    differing = {one.__name__ for one in catalogue if facts(one.message) != facts(one.english)}

    assert differing == TOLD_DIFFERENTLY.keys()


def facts(sentence: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence)} - {None}


def test_families_are_never_raised_themselves():
    raised = {
        node.exc.func.id
        for path in (TESTS.parent / "khfund").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Raise)
        if isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name)
    }

    assert raised & FAMILIES == set()


def test_exit_codes_mean_what_the_command_line_promises(catalogue):
    assert {one.exit_code for one in catalogue} == {1, 2, 3, 4, 5}
    assert [one.__name__ for one in catalogue if one.exit_code == 1] == ["ProgramError"]
    assert [one.__name__ for one in catalogue if one.exit_code == 3] == ["BusyError"]


def test_each_refusal_says_a_sentence(catalogue):
    unfinished = [
        one.__name__ for one in catalogue for text in (one.message, one.english) if text[-1] not in ".?:}"
    ]

    assert unfinished == []


def test_each_vietnamese_sentence_is_pinned_by_a_test(catalogue):
    pinned = "\n".join(
        node.value
        for path in TESTS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )

    assert [one.__name__ for one in catalogue if longest_words(one.message) not in pinned] == []


def longest_words(sentence: str) -> str:
    """The longest part of a sentence that no fact fills."""
    return max((words for words, _, _, _ in string.Formatter().parse(sentence)), key=len).strip()
