"""`campaign` on the command line: progress, the gold book, the decree's deadlines."""

import pytest

from tests.cli.shell import Shell


@pytest.fixture
def appeal(on_a_file) -> Shell:
    """A campaign with a target of 10 million, a gift of 4 million and one of an unnamed giver."""
    dates = ("--starts", "01/01/2026", "--ends", "30/04/2026")
    on_a_file.json("campaign", "open", "TET", "Tết cho em", "--fund", "KH", *dates, "--target", "10 triệu")
    on_a_file.json("donor", "enter", "Lò Thị Ánh", "--locality", "xã Bình Minh")
    for words in (("--donor", 1, "--part", "KH:4.000.000"), ("--anonymous", "--part", "KH:100.000")):
        on_a_file.json("donation", "receive", "--day", "02/03/2026", "--campaign", "TET", *words)
    return on_a_file


def test_progress_is_told_in_figures(appeal):
    told = appeal.json("campaign", "progress", "TET", "--on", "31/03/2026")

    assert {
        key: told[key] for key in ("raised", "percent", "lacking", "gifts", "givers", "goods", "promised")
    } == {
        "raised": 4_100_000,
        "percent": 41,
        "lacking": 5_900_000,
        "gifts": 2,
        "givers": 2,
        "goods": 0,
        "promised": 0,
    }
    assert told["months"][2] == {"month": "2026-03", "amount": 4_100_000}
    assert told["kinds"] == [
        {"kind": "person", "gifts": 1, "givers": 1, "amount": 4_000_000},
        {"kind": "anonymous", "gifts": 1, "givers": 1, "amount": 100_000},
    ]


def test_progress_is_told_in_words_and_as_a_page(appeal, tmp_path):
    out = tmp_path / "tien-do.pdf"

    said = appeal("campaign", "progress", "TET", "--on", "31/03/2026", "--out", out).out

    assert said.splitlines() == [
        "Tết cho em: đã nhận 4.100.000 đ của 2 nhà hảo tâm (2 khoản); cam kết chưa nhận 0 đ.",
        "Đạt 41 % mục tiêu 10.000.000 đ, còn thiếu 5.900.000 đ.",
        "  cá nhân: 4.000.000 đ (1)",
        "  ẩn danh: 100.000 đ (1)",
    ]
    assert out.read_bytes().startswith(b"%PDF")


def test_campaigns_are_listed_with_what_they_raised(appeal):
    (told,) = appeal.json("campaign", "list")["items"]

    assert (told["code"], told["raised"], told["percent"], told["gifts"]) == ("TET", 4_100_000, 41, 2)


@pytest.mark.parametrize(("name", "begins"), [("so-vang.pdf", b"%PDF"), ("so-vang.xlsx", b"PK")])
def test_the_gold_book_is_a_pdf_or_a_workbook(appeal, tmp_path, name, begins):
    told = appeal.json("campaign", "gold-book", "TET", "--out", tmp_path / name)

    assert (told["subject"], told["givers"], told["amount"]) == ("Tết cho em", 2, 4_100_000)
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_the_gold_book_of_a_fund_and_a_year_has_bands_of_its_own(appeal, tmp_path):
    words = ("--fund", "KH", "--days", "2026", "--band", "1 triệu", "--out", tmp_path / "so.pdf")

    said = appeal("campaign", "gold-book", *words)

    assert said.out.startswith("Sổ vàng Quỹ Khuyến học tỉnh: 2 nhà hảo tâm, 4.100.000 đ; đã ghi vào ")


def test_a_campaign_under_the_decree_has_deadlines(appeal):
    assert appeal.json("campaign", "deadlines", "TET")["items"] == []

    said = appeal("campaign", "decree", "TET")

    assert said.err.startswith("Lưu ý: đợt vận động TET kết thúc 30/04/2026, quá 90 ngày")
    told = appeal.json("campaign", "deadlines", "TET")["items"]
    assert [one["day"] for one in told] == [
        "2026-01-01",
        "2026-04-01",
        "2026-04-16",
        "2026-04-21",
        "2026-05-21",
    ]
    appeal.json("campaign", "decree", "TET", "--off")
    assert appeal.json("campaign", "deadlines", "TET")["items"] == []
