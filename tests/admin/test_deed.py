"""Deeds: one form, one verb; what holds for every one of them is held on vouchers."""

from __future__ import annotations

import re

from sqlalchemy import func, select

from khfund.command import LoggedCommand
from tests.admin.office import filled, said

DRAFT = {
    "kind": "PC",
    "day": "10/03/2026",
    "narration": "Mua giấy bút",
    "lines-0-debit": "642",
    "lines-0-credit": "111",
    "lines-0-fund": "KH",
    "lines-0-amount": "250.000",
}


def commands(office) -> int:
    return office.read(lambda session: session.scalar(select(func.count()).select_from(LoggedCommand)))


def test_opening_a_form_writes_nothing(accountant, office):
    before = commands(office)

    accountant.get("chung-tu/lap")

    assert commands(office) == before


def test_a_refused_deed_changes_nothing_and_tells_why(accountant, office):
    before = commands(office)

    answer = accountant.send("chung-tu/lap", **DRAFT | {"lines-0-debit": "111"})

    assert answer.status_code == 422
    assert 'class="notice problem"' in answer.text
    assert commands(office) == before


def test_a_form_that_was_sent_twice_acts_once(accountant, office):
    accountant.send("chung-tu/lap", **DRAFT, request_id="the-same")
    before = commands(office)

    again = accountant.send("chung-tu/lap", **DRAFT, request_id="the-same")

    assert "Đã lập chứng từ nháp 1" in said(again)
    assert commands(office) == before


def test_a_request_id_that_stands_for_another_deed_is_refused(accountant):
    accountant.send("chung-tu/lap", **DRAFT, request_id="the-same")

    answer = accountant.send("chung-tu/lap", **DRAFT | {"narration": "Mua vở"}, request_id="the-same")

    assert answer.status_code == 422
    assert "đã dùng cho một việc khác" in said(answer)


def test_a_trial_tells_the_warnings_and_takes_everything_back(accountant, office):
    before = commands(office)

    answer = accountant.send("chung-tu/lap", **DRAFT | {"lines-0-amount": "900.000.000.000"}, try_first="1")

    assert answer.status_code in {200, 422}
    assert commands(office) == before


def test_each_opening_of_a_form_brings_a_request_id_of_its_own(accountant):
    first, second = (filled(accountant.get("chung-tu/lap").text)["request_id"] for _ in range(2))

    assert re.fullmatch(r"[0-9a-f-]{36}", first)
    assert first != second


def test_a_field_that_the_form_does_not_have_is_not_taken(accountant, office):
    accountant.send("chung-tu/lap", **DRAFT, state="posted", approved_by=str(office.chief), unit_id="7")

    assert "nháp" in accountant.text("chung-tu/1/")


def test_a_deed_of_another_role_is_neither_shown_nor_done(accountant):
    accountant.send("chung-tu/lap", **DRAFT)
    token = filled(accountant.get("chung-tu/lap").text)["csrf_token"]

    assert accountant.get("chung-tu/1/duyet").status_code == 403
    assert accountant.client.post("/so/SL/chung-tu/1/duyet", data={"csrf_token": token}).status_code == 403


def test_a_dangerous_deed_asks_in_plain_words(accountant):
    accountant.send("chung-tu/lap", **DRAFT)

    assert "Ông/bà chắc chắn chứ?" in accountant.text("chung-tu/1/huy")


def test_the_answer_speaks_english_to_whoever_chose_it(accountant):
    token = filled(accountant.get("chung-tu/lap").text)["csrf_token"]
    accountant.client.post("/ngon-ngu", data={"csrf_token": token, "language": "en", "back": "/so/SL/"})

    answer = accountant.send("chung-tu/lap", **DRAFT | {"day": "31/02/2026"})

    assert 'lang="en"' in answer.text
