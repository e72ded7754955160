"""Shortcuts lead where this office has a page, and only to what this person may do."""

from admin.shortcuts import _OFFERED
from khfund.actor import RIGHTS, Role, allowed_roles


def test_every_role_has_shortcuts_it_may_follow():
    for role in Role:
        for place, words, right in _OFFERED[role]:
            known = right in RIGHTS or right.partition(".")[0] in RIGHTS
            assert not known or role in allowed_roles(right), (role, place, words)


def test_they_stand_on_the_first_page(accountant):
    page = accountant.get("").text

    assert "/so/SL/dot-chi/lap" in page
    assert "Đối chiếu ngân hàng" in page
