"""The first page of each role, at a desk and on a telephone: what waits, and nothing that is not this role's."""

import pytest

from tests.admin.browser import DESK, TELEPHONE

ROLES = {
    "thuquy": "thủ quỹ",
    "ketoan": "kế toán",
    "ketoantruong": "kế toán trưởng",
    "chutich": "chủ tịch",
    "uyvien1": "ủy viên hội đồng",
    "canbo": "cán bộ nhập liệu",
    "kiemtra": "ban kiểm tra",
    "quantri": "quản trị hệ thống",
}
SEES_NO_MONEY = {"uyvien1", "canbo", "quantri"}


@pytest.mark.parametrize(("login", "role"), ROLES.items())
def test_the_first_page_greets_and_shows_what_is_this_roles(login, role, sit):
    with sit(login) as person:
        said = person.open().picture(f"viec-hom-nay-{login}").said()
        person.page.set_viewport_size(TELEPHONE)
        person.open().picture(f"viec-hom-nay-{login}-dien-thoai")
        person.page.set_viewport_size(DESK)

    assert role in said
    assert ("Tiền đang có" in said) == (login not in SEES_NO_MONEY)
