"""`programme` on the command line."""

from tests.cli.test_rounds import OPEN, PROGRAMME


def test_a_programme_is_opened_listed_and_shown_with_its_rounds(on_a_file):
    on_a_file.json(*PROGRAMME, "--opened", "01/01/2026", "--account", "6111")
    on_a_file.json(*OPEN, by="chutich")

    (row,) = on_a_file.json("programme", "list")["items"]
    told = on_a_file.json("programme", "show", "TSMT")

    assert row == {
        "programme": "TSMT",
        "name": "Tiếp sức mùa thi",
        "kind": "award",
        "kind_name": "học bổng, khen thưởng theo đợt",
        "fund": "KH",
        "account": "6111",
        "rules": "cong-van-08-2023",
        "opened": "2026-01-01",
    }
    assert [one["round"] for one in told["rounds"]] == ["TSMT27"]
    said = on_a_file("programme", "show", "TSMT").out
    assert (
        "TSMT: Tiếp sức mùa thi; học bổng, khen thưởng theo đợt, quỹ KH, tài khoản 6111, từ 01/01/2026."
        in said
    )


def test_a_programme_of_rules_that_are_not_there_is_refused(on_a_file):
    said = on_a_file("--json", "programme", "open", "A", "A", "--fund", "KH", "--rules", "khong-co")

    assert (said.code, said.rule) == (2, "rulebook_unknown")
