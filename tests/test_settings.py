"""What the law and an office lay down, by the day."""

from datetime import date

import pytest

from khfund.settings import DEFAULTS, FUND_LAW, PUBLISHING_DUTY


@pytest.mark.parametrize(
    ("day", "decree", "duty"),
    [
        (
            date(2026, 2, 28),
            "Nghị định số 93/2019/NĐ-CP",
            "công khai các khoản đóng góp trước ngày 31/3 hằng năm",
        ),
        (
            date(2026, 3, 1),
            "Nghị định số 03/2026/NĐ-CP",
            "công khai các khoản đóng góp và kết quả sử dụng trước ngày 31/3 hằng năm",
        ),
    ],
)
def test_the_decree_of_the_day_is_named_with_its_duty(day, decree, duty):
    assert (FUND_LAW.on(day), PUBLISHING_DUTY.on(day)) == (decree, duty)


def test_form_codes_stay_empty_until_an_office_sets_them():
    day = date(2026, 1, 1)

    assert (DEFAULTS["voucher_form_code"].on(day), DEFAULTS["voucher_form_basis"].on(day)) == ("", "")


def test_every_legal_value_names_its_source():
    for law in (FUND_LAW, PUBLISHING_DUTY):
        assert set(law.sources) == set(law.values)
