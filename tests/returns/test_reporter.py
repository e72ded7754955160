"""For whom a form is made, and what it holds already."""

import pytest

from khfund.returns.reporter import NobodyReportsError, reporters_of
from khfund.unit import find_unit
from tests.returns.offices import Q1, Q2, a_province, filed, fund


@pytest.fixture
def office(database):
    return a_province(database)


def told(office, period, code="SL", codes=()):
    return office.read(lambda s: reporters_of(s, find_unit(s, code), period, codes))


def test_a_form_is_made_for_every_unit_below(office):
    assert [one.code for one in told(office, Q1)] == ["A", "A1", "B", "TT"]


def test_a_form_begins_with_what_the_unit_told_last(office):
    filed(office, "A", fund())

    (reporter,) = told(office, Q2, codes=["A"])

    assert (reporter.name, reporter.opening) == (
        "Hội Khuyến học huyện Mường A",
        {("KH", "opening"): 7_000_000},
    )


def test_a_unit_without_units_below_makes_no_form(office):
    with pytest.raises(NobodyReportsError) as refused:
        told(office, Q1, "B")

    assert str(refused.value) == (
        "Không có đơn vị nào ở dưới Hội Khuyến học huyện Mường B trong kỳ này; "
        "hãy thêm bằng `khfund unit enter` hoặc chọn --of."
    )
