import pytest
from sqlalchemy import select

from khfund.audit import Leaf, size


def test_who_may_be_the_same_giver_is_told_but_the_log_keeps_no_name(on_a_file):
    first = on_a_file("donor", "enter", "Lò Thị An", "--locality", "xã Chiềng An")
    again = on_a_file("donor", "enter", "Lo Thi An", "--locality", "xã Chiềng An")

    assert (first.out, first.err) == ("Đã ghi nhà hảo tâm số 1.\n", "")
    assert (again.out, again.err) == (
        "Đã ghi nhà hảo tâm số 2.\n",
        "  Có thể trùng với số 1 Lò Thị An (tên gần giống, cùng nơi ở hoặc cơ quan); gộp bằng `khfund donor merge`.\n",
    )
    kept = on_a_file.office.read(lambda s: list(s.execute(select(Leaf.line, Leaf.answer))))
    assert not [row for row in kept if "An" in row.line + row.answer]


def test_a_donor_is_found_by_a_name_without_marks(on_a_file):
    on_a_file("donor", "enter", "Lò Thị An", "--locality", "xã Chiềng An", "--phone", "0912345678")
    on_a_file("donor", "enter", "Công ty Mẫu Sơn", "--kind", "organisation")

    assert on_a_file.json("donor", "search", "lo thi") == {
        "items": [
            {
                "donor": "1",
                "name": "Lò Thị An",
                "kind": "person",
                "kind_name": "cá nhân",
                "locality": "xã Chiềng An",
            }
        ]
    }
    assert on_a_file("donor", "search", "mau son").out.splitlines()[2].split() == (
        "2 Công ty Mẫu Sơn tổ chức".split()
    )
    assert on_a_file("donor", "search", "zzz").out == "(không có dòng nào)\n"


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("enter", "  "), "donor_name_missing"),
        (("enter", "An", "--phone", "12"), "phone_unreadable"),
        (("enter", "An", "--tax-code", "12"), "tax_code_unreadable"),
        (("enter", "An", "--kind", "robot"), "usage"),
        (("merge", 1, 9), "donor_unknown"),
        (("merge", 9, 1), "donor_unknown"),
        (("merge", 1, 1), "merge_refused"),
        (("separate", 1), "not_merged"),
        (("separate", 9), "donor_unknown"),
    ],
)
def test_what_a_register_cannot_hold_is_refused(on_a_file, words, rule):
    on_a_file("donor", "enter", "Lò Thị An")
    before = on_a_file.office.read(size)

    said = on_a_file("--json", "donor", *words)

    assert (said.code, said.out, said.rule) == (2, "", rule)
    assert on_a_file.office.read(size) == before


def test_donors_are_merged_and_separated_again(on_a_file):
    on_a_file("donor", "enter", "Lò Thị An")
    on_a_file("donor", "enter", "Lo Thi An")

    merged, separated = on_a_file("donor", "merge", 2, 1), on_a_file("donor", "separate", 2)

    assert merged.out == "Đã gộp số 2 vào số 1.\n"
    assert separated.out == "Nhà hảo tâm số 2 đã được tách lại.\n"


CAMPAIGN = ("campaign", "open", "TS26", "Tiếp sức", "--fund", "KH", "--starts", "01/01/2026")


def test_a_campaign_is_opened_and_tells_what_it_raised(on_a_file):
    said = on_a_file(*CAMPAIGN, "--target", "10 triệu")
    gift = ("--part", "KH:500.000", "--day", "05/03/2026", "--campaign", "TS26")
    on_a_file("donation", "receive", *gift)

    assert said.out == "Đã mở đợt vận động TS26 — Tiếp sức.\n"
    assert on_a_file.json("campaign", "list") == {
        "items": [
            {
                "code": "TS26",
                "name": "Tiếp sức",
                "target": 10_000_000,
                "raised": 500_000,
                "percent": 5,
                "gifts": 1,
            }
        ]
    }


def test_a_campaign_that_cannot_be_is_refused(on_a_file):
    on_a_file(*CAMPAIGN)

    taken = on_a_file("--json", *CAMPAIGN)
    backwards = on_a_file("--json", *CAMPAIGN[:2], "TS27", *CAMPAIGN[3:], "--ends", "31/12/2025")

    assert (taken.code, taken.rule) == (2, "campaign_code_taken")
    assert (backwards.code, backwards.rule) == (2, "campaign_terms")


def test_each_step_of_the_register_is_carried_out_once_per_request(on_a_file):
    steps = [
        ("donor", "enter", "Lò Thị An"),
        ("donor", "enter", "Lo Thi An"),
        ("donor", "merge", 2, 1),
        ("donor", "separate", 2),
        CAMPAIGN,
    ]

    for number, words in enumerate(steps):
        first = on_a_file.json("--request-id", f"r-{number}", *words)
        before = on_a_file.office.read(size)
        assert on_a_file.json("--request-id", f"r-{number}", *words) == first
        assert on_a_file.office.read(size) == before
