"""Each rule of kept returns, broken behind the guards, is named; honest returns are not accused."""

import pytest

from khfund.reports.check import check
from khfund.reports.return_rule import RETURN_RULES
from tests.builders import tamper
from tests.returns.offices import Q2, YEAR, a_province, filed, fund

SECOND = (
    "INSERT INTO unit_return SELECT 9, unit_id, receiver_id, first, last, 3, edition, coverage, received, source, 'x', "
    "digest, command_number FROM unit_return WHERE id = 1"
)
BROKEN = {
    "a version is skipped": (
        (SECOND, "INSERT INTO return_cell VALUES (9, 'KH', 'passed', 5, '')"),
        "báo cáo của đơn vị A kỳ 2026-01-01–2026-03-31 có 2 bản, từ bản 1 đến bản 3",
    ),
    "a cell of no form": (
        ("INSERT INTO return_cell VALUES (1, 'KH', 'persons', 5, '')",),
        "ô KH.persons của báo cáo 1 không thuộc biểu mẫu BC-2025",
    ),
    "last year's form": (
        ("UPDATE unit_return SET edition = 'BC-2023' WHERE id = 2",),
        "báo cáo 2 dùng biểu mẫu BC-2023, kỳ của nó dùng BC-2025",
    ),
    "no period": (
        ("UPDATE unit_return SET last = '2026-05-31' WHERE id = 2",),
        "báo cáo 2 về 2026-04-01–2026-05-31, không phải một quý hay một năm",
    ),
    "a negative figure": (
        ("UPDATE return_cell SET value = -1 WHERE return_id = 1 AND measure = 'spent'",),
        "báo cáo 1 không có số liệu nào, hoặc có số âm",
    ),
    "no figures": (
        ("DELETE FROM return_cell WHERE return_id = 1",),
        "báo cáo 1 không có số liệu nào, hoặc có số âm",
    ),
}


@pytest.fixture
def office(database):
    office = a_province(database)
    filed(office, "A", fund())
    filed(office, "B", fund(), Q2)
    filed(office, "A", fund(), YEAR)
    filed(office, "A", fund(raised=1), YEAR, replace_because="Sửa")
    return office


def told(office):
    return office.read(lambda s: [str(one) for rule in RETURN_RULES for one in rule.findings(s)])


def test_honest_returns_are_not_accused(office):
    assert told(office) == []
    assert office.read(check) == []


@pytest.mark.parametrize("name", BROKEN)
def test_what_was_broken_behind_the_guards_is_named(office, name):
    statements, sentence = BROKEN[name]

    tamper(office.database, *statements)

    assert f"I35: {sentence}" in told(office)
    assert f"I35: {sentence}" in [str(one) for one in office.read(check)]
