"""The draft of an update tells what the books say, hides small counts and leaves the rest to a person."""

from datetime import UTC, date, datetime

import pytest

from khfund.calendar import DateRange
from khfund.ledger import find_fund
from khfund.reports.update_draft import counted, draft_of
from khfund.unit import Unit
from tests.builders import an_office


def test_a_draft_tells_what_came_and_what_is_left_to_be_said(database):
    office = an_office(database)
    office.gift(date(2026, 3, 5), 400_000)

    def look(session):
        unit, fund = session.get_one(Unit, office.unit), find_fund(session, office.unit, "KH")
        made_at = datetime(2027, 1, 15, 3, tzinfo=UTC)
        return draft_of(session, unit, fund, DateRange.parse("2026-03"), made_at=made_at)

    draft = office.read(look)

    assert draft.title == "Bản tin Quỹ Khuyến học tỉnh, từ 01/03/2026 đến 31/03/2026"
    assert draft.body.split("\n")[2] == (
        "Từ 01/03/2026 đến 31/03/2026, Quỹ Khuyến học tỉnh đã nhận 400.000 đồng, trong đó ủng hộ 400.000 đồng; "
        "đã sử dụng 0 đồng; cuối kỳ còn 400.000 đồng."
    )
    assert draft.body.count("[") == 2
    assert draft.figures[1] == {"title": "Đã nhận", "amount": 400_000}


@pytest.mark.parametrize(("persons", "said"), [(4, "dưới 5"), (5, "5"), (1_200, "1.200")])
def test_few_persons_are_not_counted(persons, said):
    assert counted(persons, 5) == said
