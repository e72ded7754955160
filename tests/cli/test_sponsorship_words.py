"""What is read and said of sponsorships."""

from __future__ import annotations

import pytest

from khfund.cli.sponsorship_words import ENDS, EVENTS, STOPS, Percent
from khfund.scholarships.schedule import STATE_NAMES, State
from khfund.scholarships.sponsorship_difference import KIND_NAMES


@pytest.mark.parametrize(
    ("text", "part"),
    [("50", 5_000), ("33,33", 3_333), ("33.3", 3_330), ("100 %", 10_000), ("0,01", 1), (7, 7)],
)
def test_a_part_is_read_as_people_write_it(text, part):
    assert Percent().convert(text, None, None) == part


def test_every_state_and_difference_has_its_word():
    assert set(STATE_NAMES) == set(State)
    assert set(KIND_NAMES) == {
        "arrears", "ahead", "lent", "unpaid", "not_raised", "uncovered", "grade", "overpaid",
    }  # fmt: skip
    assert EVENTS == ["resume", "suspend", "leave", "move", "graduate", "die"]
    assert ("died" in ENDS, STOPS) == (False, ["sponsor_stopped", "mistake", "other"])
