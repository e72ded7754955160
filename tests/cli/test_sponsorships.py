"""`sponsorship` on the command line: agreeing, sponsors, events."""

from __future__ import annotations

import pytest

from tests.cli.shell import Shell

AGREE = ("sponsorship", "agree", 1, "--programme", "NE", "--rate", "500.000", "--from", "9/2026")


@pytest.fixture
def sponsored(khfund) -> Shell:
    """One child in grade 12, sponsored by one giver; a second giver waits."""
    return begun(khfund)


def begun(khfund: Shell) -> Shell:
    """One child in grade 12, sponsored by one giver; a second giver waits."""
    for name in ("Nguyễn Văn An", "Trần Thị Bình"):
        khfund.json("donor", "enter", name)
    programme = ("programme", "open", "NE", "Nuôi em khuyến học", "--kind", "sponsorship", "--fund", "KH")
    khfund.json(*programme, "--opened", "01/01/2026")
    khfund.json("recipient", "enter", "Lò Thị Ánh", "--born", "28/02/2009")
    said = khfund.json(*AGREE, "--grade", 12, "--donor", 1, "--agreed", "01/09/2026")
    assert said == {"sponsorship": 1, "months": 12, "total": 6_000_000, "last_month": "Tháng 8/2027"}
    return khfund


def test_what_was_agreed_is_told(khfund):
    for words in (("donor", "enter", "An"), ("recipient", "enter", "Lò Thị Ánh", "--born", "28/02/2009")):
        khfund.json(*words)
    programme = ("programme", "open", "NE", "Nuôi em", "--kind", "sponsorship", "--fund", "KH")
    khfund.json(*programme, "--opened", "01/01/2026")

    said = khfund(*AGREE, "--grade", 10, "--months-a-year", 9, "--donor", 1)

    assert said.out == "Đã ghi thỏa thuận đỡ đầu số 1: 27 tháng, đến hết Tháng 5/2029, cộng 13.500.000 đ.\n"


def test_the_grade_comes_from_the_enrolment_if_it_is_not_said(sponsored):
    sponsored.json("recipient", "enter", "Lò Văn Bun", "--born", "28/02/2012")
    school = ("--school-year", "2026-2027", "--school", "Trường THCS Bình Minh")
    sponsored.json("recipient", "enrol", 2, *school, "--grade", 9)
    words = ("sponsorship", "agree", 2, "--programme", "NE", "--rate", "500.000", "--from", "9/2026")

    assert sponsored.json(*words)["months"] == 48


def test_sponsors_join_change_and_stop(sponsored):
    changed = sponsored.json("sponsorship", "share", 1, "--percent", "33,33", "--since", "7/2027")
    joined = sponsored.json("sponsorship", "join", 1, "--donor", 2, "--share", "66,67", "--from", "7/2027")
    stopped = sponsored.json("sponsorship", "stop-sponsor", joined["share"], "--since", "8/2027")

    assert (changed["share"], changed["part"], joined["part"]) == (2, 3_333, 6_667)
    assert stopped == {"share": 3, "since": "Tháng 8/2027", "reason": "sponsor_stopped"}


def test_a_child_is_not_sold_twice(sponsored):
    said = sponsored("--json", "sponsorship", "join", 1, "--donor", 2, "--share", 1)

    assert (said.code, said.rule) == (2, "month_covered")


def test_a_share_is_handed_on_or_changed_and_not_nothing(sponsored):
    said = sponsored("sponsorship", "share", 1, "--since", "7/2027")

    assert (said.code, said.err.splitlines()[0]) == (2, "Lệnh chưa đúng: Hãy ghi --percent hoặc --donor.")
    assert (
        sponsored.json("sponsorship", "share", 1, "--donor", 2, "--payer", 1, "--since", "7/2027")["part"]
        == 10_000
    )


@pytest.mark.parametrize("text", ["0", "100,01", "101", "ba", "33,333", "-5"])
def test_a_share_is_a_percentage(sponsored, text):
    said = sponsored("--json", "sponsorship", "join", 1, "--donor", 2, f"--share={text}")

    assert (said.code, said.rule) == (2, "percent_unreadable")
    assert sponsored("sponsorship", "join", 1, "--donor", 2, f"--share={text}").err == (
        f"«{text}» không phải là phần trăm; hãy ghi như 50 hoặc 33,33 (tối đa 100).\n"
    )


def test_a_rate_changes_from_a_month_on(sponsored):
    said = sponsored("sponsorship", "rate", 1, "600.000", "--since", "1/2027")

    assert said.out == "Thỏa thuận số 1: 600.000 đ mỗi tháng từ Tháng 1/2027.\n"
    assert sponsored.json("sponsorship", "list", "--on", "01/09/2026")["items"][0]["to_come"] == 6_800_000


def test_what_happens_is_recorded_and_taken_back(sponsored):
    paused = sponsored.json("sponsorship", "event", 1, "suspend", "--day", "01/10/2026")
    resumed = sponsored.json("sponsorship", "event", 1, "resume", "--day", "01/11/2026", "--back-pay")
    again = sponsored.json("sponsorship", "repeat", 1, "2027-2028", "--words", "Ốm dài")
    back = sponsored.json("sponsorship", "take-back", 1, again["event"], "--reason", "Nhầm em")

    assert (paused["months_left"], resumed["months_left"], again["last_month"]) == (12, 12, "Tháng 8/2028")
    assert back == {"sponsorship": 1, "event": 3, "months_left": 12}


def test_a_sponsorship_ends_for_a_coded_reason(sponsored):
    said = sponsored("sponsorship", "end", 1, "--reason", "refused", "--day", "01/10/2026")

    assert said.out == "Thỏa thuận đỡ đầu số 1 kết thúc từ 01/10/2026.\n"


def test_another_child_takes_the_place(sponsored):
    sponsored.json("recipient", "enter", "Lò Văn Bun", "--born", "28/02/2012")

    said = sponsored("sponsorship", "replace", 1, 2, "--day", "15/10/2026", "--grade", 9)

    assert said.out == "Thỏa thuận số 1 kết thúc; em mới theo thỏa thuận số 2, từ Tháng 11/2026.\n"
