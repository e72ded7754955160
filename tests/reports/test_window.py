"""What the window shows of a statement is made once, agrees with it, and is small."""

import json
from datetime import UTC, date, datetime

from khfund.calendar import DateRange
from khfund.oversight.published_statement import Figures, publish_statement
from khfund.reports.window import prepare
from khfund.unit import Unit
from tests.builders import an_office

YEAR, MADE = DateRange.year(2026), datetime(2027, 1, 15, 3, tzinfo=UTC)


def made(office):
    return office.read(lambda s: prepare(s, s.get_one(Unit, office.unit), YEAR, made_at=MADE))


def test_the_small_tables_say_what_the_statement_says(database):
    office = an_office(database)
    office.gift(date(2026, 3, 5), 400_000)

    found = made(office)

    page = json.loads(found.files["window.json"])
    assert (found.figures, found.difference) == (Figures(0, 400_000, 0, 400_000), 0)
    assert page["tables"]["funds"]["rows"][0] == ["Quỹ Khuyến học tỉnh", 0, 400_000, 0, 400_000]
    assert {"statement.pdf", "statement.json", "SHA256SUMS", "bao-cao.zip", "hinh-months.svg"} <= set(
        found.files
    )
    assert len(found.files["window.json"]) < 40_000


def test_a_figure_that_was_published_otherwise_is_shown_as_corrected(database):
    office = an_office(database)
    office.gift(date(2026, 3, 5), 400_000)
    first = made(office)
    office.do(
        "statement.publish",
        lambda s, c: publish_statement(s, c, YEAR, first.figures, first.files),
        by=office.chair,
    )
    office.gift(date(2026, 3, 6), 50_000)

    page = json.loads(made(office).files["window.json"])

    told = [row[-3:-1] for row in page["tables"]["revisions"]["rows"]]
    assert told == [[400_000, 450_000], [400_000, 450_000]]
