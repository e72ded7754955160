"""What officers type in forms: read strictly, told plainly, never lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form

from admin.field import Choice, Day, InMonth, Line, Money, Number, Paragraph, Tick
from khfund import money
from khfund.calendar import Month, format_day


class Paper(Form):
    amount = Money("Số tiền", required=False)
    day = Day("Ngày", required=False)
    month = InMonth("Tháng", required=False)
    count = Number("Số", required=False)
    name = Line("Tên", required=False)
    words = Paragraph("Lời", required=False)
    kind = Choice("Loại", {"a": "Thứ nhất", "b": "Thứ hai"}, required=False)
    ticked = Tick("Có")


class Needed(Form):
    name = Line("Tên")


def read(**typed: str) -> Paper:
    paper = Paper(MultiDict(typed))
    paper.validate()
    return paper


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ({"amount": "1.234.567"}, 1_234_567),
        ({"amount": "2,6 triệu"}, 2_600_000),
        ({"day": "22/11/2026"}, date(2026, 11, 22)),
        ({"month": "3/2026"}, Month(2026, 3)),
        ({"count": "1.200"}, 1_200),
        ({"name": "  Lò Thị Mua "}, "Lò Thị Mua"),
        ({"words": " dòng một\r\ndòng hai "}, "dòng một\ndòng hai"),
        ({"kind": "b"}, "b"),
        ({"kind": ""}, None),
        ({"name": ""}, ""),
    ],
)
def test_what_is_typed_as_people_write_is_read(typed, value):
    paper = read(**typed)

    assert paper.errors == {}
    assert paper[next(iter(typed))].data == value


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"count": "-1"}, "«-1» không phải là số nguyên từ 0 trở lên."),
        ({"count": "9" * 30}, "không phải là số nguyên"),
        ({"kind": "c"}, "«c» không có trong danh sách; hãy chọn lại."),
        ({"day": "31/02/2026"}, "31/02/2026"),
        ({"amount": "mười"}, "mười"),
        ({"name": "a\u202eb"}, "202E"),
    ],
)
def test_what_cannot_be_read_is_told_and_stays(typed, sentence):
    paper = read(**typed)

    name, text = next(iter(typed.items()))
    assert sentence in paper.errors[name][0]
    assert paper.kind.data == text if name == "kind" else paper[name]._value() == text


def test_a_field_that_is_needed_says_so():
    form = Needed(MultiDict({"name": " "}))

    assert (form.validate(), form.errors) == (False, {"name": ["Hãy điền ô này."]})


@given(st.integers(min_value=0, max_value=10**15))
def test_an_amount_is_typed_as_it_is_shown(amount):
    assert read(amount=Paper(data={"amount": amount}).amount._value()).amount.data == amount
    assert money.format(amount) == Paper(data={"amount": amount}).amount._value()


@given(st.dates(min_value=date(1945, 9, 2), max_value=date(2100, 1, 1)))
def test_a_day_is_typed_as_it_is_shown(day):
    assert read(day=format_day(day)).day.data == day


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_told(text):
    paper = read(amount=text, day=text, month=text, count=text, name=text, words=text, kind=text)

    for field in (paper.amount, paper.day, paper.month, paper.count, paper.name):
        assert field._value() == text
