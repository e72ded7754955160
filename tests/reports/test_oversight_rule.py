"""The rules of oversight find what was broken behind the guards."""

from datetime import date

from khfund.calendar import DateRange
from khfund.oversight.published_statement import Figures
from khfund.reports.check import check
from tests.builders import tamper
from tests.oversight.conftest import with_an_inspector
from tests.oversight.test_audit_sample import announced, drawn
from tests.oversight.test_complaint import entered
from tests.oversight.test_complaint_step import answer, assign
from tests.oversight.test_published_statement import published


def told(office):
    return [str(one) for one in office.read(check) if one.invariant in {"I42", "I43", "I44"}]


def test_sound_books_are_sound(database):
    office = with_an_inspector(database)
    office.gifts(100_000, 200_000, 300_000)
    announced(office)
    drawn(office)
    entered(office)
    assign(office, office.chief)
    answer(office, office.chief)
    published(office, DateRange.year(2026), Figures(0, 600_000, 0, 600_000))

    assert told(office) == []


def test_what_was_broken_behind_the_guards_is_named(database):
    office = with_an_inspector(database)
    numbers = office.gifts(100_000, 200_000, 300_000)
    announced(office, 1)
    drawn(office)
    entered(office, about=office.treasurer)
    assign(office, office.chief)
    published(office, DateRange.year(2026), Figures(0, 600_000, 0, 600_000))
    office.gift(date(2026, 4, 1), 50_000)
    other = office.read(
        lambda s: s.connection().exec_driver_sql("SELECT entry_id FROM sample_item").scalar_one()
    )

    tamper(
        office.database,
        f"UPDATE sample_item SET entry_id = {next(one for one in numbers if one != other)}",
        f"UPDATE complaint_step SET assigned_to = {office.treasurer}",
        "UPDATE published_statement SET closing = 650000",
    )

    assert told(office) == [
        "I42: ý kiến 1: bước 1 do chính người bị nêu làm",
        "I43: mẫu kiểm tra 1: rút lại theo hạt giống ra những bút toán khác",
        "I44: bản công bố 1 ghi số dư cuối kỳ 650.000 đ, sổ cái lúc đó là 600.000 đ",
    ]
