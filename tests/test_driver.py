"""SQL given to the driver as it is: the same words for both engines."""

from datetime import date

from khfund.driver import Statement, day_from
from tests.builders import an_office

ADDED = Statement("SELECT CAST(:one AS INTEGER) + CAST(:two AS INTEGER)")
INTO = Statement("INSERT INTO counter (unit_id, series, year, last) VALUES (:unit, :series, :year, 1)")
COUNTED = Statement("SELECT series, year FROM counter WHERE unit_id = :unit ORDER BY series")
OPENED = Statement("SELECT opened, closed_until FROM book WHERE unit_id = :unit")


def test_parameters_are_named_alike_on_both_engines(database):
    with database.reading() as session:
        assert ADDED.run(session, one=3, two=4).one()[0] == 7


def test_one_statement_is_said_for_many_rows(database):
    office = an_office(database)
    with database.writing() as session:
        INTO.run_all(session, [{"unit": office.unit, "series": name, "year": 2026} for name in ("A", "B")])

    assert office.read(lambda s: [tuple(row) for row in COUNTED.run(s, unit=office.unit)]) == [
        ("A", 2026),
        ("B", 2026),
    ]


def test_a_day_is_a_day_whatever_the_driver_gives(database):
    office = an_office(database)

    opened, closed_until = office.read(lambda s: OPENED.run(s, unit=office.unit).one())

    assert (day_from(opened), day_from(closed_until)) == (date(2026, 1, 1), None)
