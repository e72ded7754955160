from datetime import date

from khfund.calendar import Month
from khfund.cli.answer import in_json


def test_an_answer_is_one_line_of_json_with_days_as_iso_dates_and_amounts_as_whole_numbers():
    told = in_json({"fund": "Tô Hiệu", "day": date(2026, 3, 8), "month": Month(2026, 3), "amount": 500_000})

    assert told == '{"fund": "Tô Hiệu", "day": "2026-03-08", "month": "Tháng 3/2026", "amount": 500000}'


def test_half_a_character_in_an_answer_goes_over_any_stream():
    assert in_json({"file": "l\udcff"}).encode("utf-8") == b'{"file": "l\\udcff"}'
