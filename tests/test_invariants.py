"""docs/invariants.md tells the truth: what it names exists, and no invariant that is checked is missing from it."""

import ast
import importlib
import re
from pathlib import Path

import pytest

from khfund.db import GUARDS
from khfund.reports import check

PROJECT = Path(__file__).parent.parent
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (PROJECT / "docs" / "invariants.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| I\d+ \|", line)
]
BY_NAME = {row[0]: row for row in ROWS}


def names(cell):
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize("invariant", BY_NAME)
def test_the_verb_and_the_check_exist(invariant):
    _, _, verb, _, checked, _ = BY_NAME[invariant]

    for dotted in names(verb) + names(checked):
        assert found(dotted) is not None


def found(dotted):
    """What a dotted name stands for."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            thing = getattr(thing, part)
        return thing
    raise LookupError(dotted)


@pytest.mark.parametrize("invariant", BY_NAME)
def test_the_constraint_or_guard_exists(sqlite_database, invariant):
    made = stored_names(sqlite_database)

    assert [name for name in names(BY_NAME[invariant][3]) if name not in made] == []


def stored_names(database):
    """Guards, and the names that stand in the tables as they were made."""
    with database.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        made = " ".join(sql for (sql,) in rows)
    return GUARDS.keys() | set(re.findall(r"\b(?:ck|fk|pk|uq|ix)_\w+", made))


@pytest.mark.parametrize("invariant", BY_NAME)
def test_the_test_exists(invariant):
    for place in names(BY_NAME[invariant][5]):
        file, _, name = place.partition("::")
        tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_invariant_that_is_checked_is_listed():
    checked = {rule.invariant for rule in check.RULES} | {"I0", "I9", "I10", "I12"}

    assert checked <= BY_NAME.keys()
