"""Role × address × unit: every address of the office, asked for by everybody, generated from the addresses themselves."""

import json
from collections import Counter
from pathlib import Path

import pytest

from khfund.actor import SENDING, Role, allowed_roles
from tests.admin.matrix import (
    HOME,
    OTHER,
    PASSED,
    SENDER,
    Answered,
    Everybody,
    everybody,
    is_public,
    methods,
    sample_of,
)

FINE = {200, 302, 303, 308, 403, 404, 422}
NUMBERS_ABUSED = (0, 2**63 - 1, 10**30)
WORDS_ABUSED = ("a\0b", "..", "<b>'; --", "ư" * 300)

FINER = {
    "ballots.sheet": "ballot.sheet",
    "screening.sheet": "round.explain",
}
"""Papers that ask for a right beyond the one to look at their page."""

LEFT_TO_THE_COMMAND_LINE = [
    "clerk may report.look but not open exports.published",
    "committee may report.look but not open exports.published",
]
"""Rights whose page shows more than their holder may see; the list may only shrink."""

OPEN_TO_SENDERS = """
    home.index jobs.index jobs.one jobs.file jobs.again jobs.stop lookups.index lookups.find
    rounds.index rounds.csv rounds.xlsx rounds.one programmes.index programmes.csv programmes.xlsx programmes.one
    rulebooks.index rulebooks.one rulebooks.trial roundterms.index
    nominations.index nominations.of_round nominations.one nominations.template nominations.withdraw
    nominationupload.index nominationupload.upload nominationupload.errors nominationupload.take
""".split()
"""All that a clerk of a unit below opens in the book of the unit above: a new page is closed until it is put here."""

OF_HOME = ("NGUYEN THI LAN", "Tô-Hiệu", "Quàng", "Vàng-Một", "Hoa-Ban", "Xe-đạp", "Viettel", "FT001")
"""What stands in the home unit's books and nowhere else."""


@pytest.fixture(scope="module")
def all_(run_folder: Path, tmp_path_factory):
    with everybody(run_folder, tmp_path_factory.mktemp("matrix")) as made:
        yield made
        print(f"\nThe matrix: {made.summary}")  # noqa: T201
        (run_folder / "matrix.json").write_text(json.dumps(made.summary, indent=1), encoding="utf-8")


def told(found: list[Answered]) -> str:
    return "\n".join(f"{one.status} {one.method} {one.address} by {one.who} {one.problem}" for one in found)


def test_a_stranger_gets_to_the_door_and_to_what_is_public(all_: Everybody):
    inside = [one for one in all_.rules if not is_public(one)]

    answers = [all_.ask(None, rule, method) for rule in inside for method in methods(rule)]

    assert len(answers) > 300
    assert told([one for one in answers if one.status != 302]) == ""


def test_a_role_passes_in_its_own_unit_where_its_rights_say_and_nowhere_else(all_: Everybody):
    wrong = []
    with all_.only_the_gate():
        for rule in all_.office_rules:
            refused = next((role for role in Role if not all_.allowed(rule, role)), None)
            for role in Role:
                expected = PASSED if all_.allowed(rule, role) else 403
                asked = methods(rule) if role is refused else methods(rule)[-1:]
                answers = [all_.ask((HOME, role), rule, method) for method in asked]
                wrong += [one for one in answers if one.status != expected]

    assert told(wrong) == ""


def test_who_may_open_a_page_finds_it_and_who_may_act_is_answered(all_: Everybody):
    answers = [
        all_.ask((HOME, all_.first_allowed(rule)), rule, method)
        for rule in all_.office_rules
        for method in methods(rule)
        if all_.allowed(rule, all_.first_allowed(rule))
    ]

    wrong = [one for one in answers if one.status not in FINE]
    wrong += [one for one in answers if one.status == 403 and one.endpoint not in FINER]
    assert told(wrong) == ""
    opened = Counter(one.status for one in answers)
    assert opened[200] + opened[422] > opened[404], opened


def test_a_paper_with_a_right_of_its_own_is_handed_to_its_holders_alone(all_: Everybody):
    rules = [rule for rule in all_.office_rules if rule.endpoint in FINER]

    answers = [
        (all_.ask((HOME, role), rule), role in allowed_roles(FINER[rule.endpoint]))
        for rule in rules
        for role in Role
        if all_.allowed(rule, role)
    ]

    assert len(rules) == len(FINER)
    assert told([one for one, handed in answers if (one.status != 403) is not handed]) == ""


def test_in_another_unit_nothing_is_found_whatever_the_role(all_: Everybody):
    answers = [
        all_.ask((OTHER, role), rule, methods(rule)[-1]) for rule in all_.office_rules for role in Role
    ]

    assert told([one for one in answers if one.status != 404]) == ""


def test_a_clerk_of_a_unit_below_only_sends_and_everything_else_is_closed(all_: Everybody):
    with all_.only_the_gate():
        answers = [all_.ask(SENDER, rule, methods(rule)[-1]) for rule in all_.office_rules]

    assert sorted(one.endpoint for one in answers if one.status == PASSED) == sorted(OPEN_TO_SENDERS)
    assert told([one for one in answers if one.status not in {PASSED, 403}]) == ""
    assert {
        all_.page_of(rule).looks for rule in all_.office_rules if rule.endpoint in OPEN_TO_SENDERS
    } <= SENDING


def test_a_clerk_of_a_unit_below_reads_nothing_of_other_units_children(all_: Everybody):
    open_ = [rule for rule in all_.office_rules if rule.endpoint in OPEN_TO_SENDERS]

    answers = [all_.ask(SENDER, rule) for rule in open_ if "GET" in methods(rule)]

    assert told([one for one in answers if one.status not in FINE]) == ""
    leaked = [f"{one.address} shows {word}" for one in answers for word in OF_HOME if word in one.text]
    assert leaked == []


def test_the_numbers_of_another_unit_show_nothing_of_it(all_: Everybody):
    who = (OTHER, Role.CHIEF_ACCOUNTANT)
    rules = [rule for rule in all_.office_rules if all_.allowed(rule, who[1]) and sample_of(rule)]

    answers = [all_.ask(who, rule, unit=OTHER) for rule in rules if "GET" in methods(rule)]

    assert len(answers) > 100
    assert told([one for one in answers if one.status not in FINE]) == ""
    leaked = [f"{one.address} shows {word}" for one in answers for word in OF_HOME if word in one.text]
    assert leaked == []


def test_no_number_and_no_word_in_an_address_makes_a_page_fail(all_: Everybody):
    wrong = []
    for rule in all_.rules:
        who = (HOME, all_.first_allowed(rule))
        for name, sample in sample_of(rule).items():
            for value in NUMBERS_ABUSED if isinstance(sample, int) else WORDS_ABUSED:
                one = all_.ask(who, rule, methods(rule)[0], arguments=sample_of(rule) | {name: value})
                wrong += [one] if one.status not in FINE | {400} else []

    assert told(wrong) == ""


def test_every_change_asks_for_the_token_that_only_our_own_forms_carry(all_: Everybody):
    asking_only = {
        "public.own_page"
    }  # a question in a form, so that a code stands in no address; nothing is written
    changing = [one for one in all_.rules if "POST" in methods(one) and one.endpoint not in asking_only]

    answers = [all_.ask((HOME, Role.CHIEF_ACCOUNTANT), rule, "POST", token=False) for rule in changing]

    assert len(changing) > 150
    assert told([one for one in answers if one.status != 400]) == ""


def test_a_right_to_act_comes_with_the_page_on_which_one_acts(all_: Everybody):
    hollow = [
        f"{role.value} may {what.kind} but not open {rule.endpoint}"
        for rule in all_.office_rules
        if (what := all_.deed_of(rule)) is not None
        for role in allowed_roles(what.kind) - allowed_roles(all_.page_of(rule).looks)
    ]

    assert sorted(hollow) == LEFT_TO_THE_COMMAND_LINE
