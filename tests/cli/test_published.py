"""Published figures at the command line, from an outline, a list, and the words of a report."""

import pypdf

from tests.returns.test_claim_list import ROWS
from tests.sheet.spreadsheets import xlsx

OUTLINE = "balances_2023: {province: 10, districts_and_communes: 20, affiliated: 5, whole_province: 36}\n"


def test_an_outline_is_checked_without_any_books(nowhere, tmp_path):
    (tmp_path / "cong-bo.yaml").write_text(OUTLINE, encoding="utf-8")

    told = nowhere.json("published", "check", tmp_path / "cong-bo.yaml", "--out", tmp_path / "ra")

    assert (told["claims"], told["found"]) == (4, 1)
    (item,) = told["items"]
    assert (item["rule"], item["stated"], item["counted"], item["difference"]) == ("levels", 36, 35, 1)
    assert sorted(path.name for path in (tmp_path / "ra").iterdir()) == ["doi-chieu.pdf", "doi-chieu.xlsx"]


def test_a_list_is_checked_and_told_in_sentences(nowhere, tmp_path):
    (tmp_path / "cong-bo.xlsx").write_bytes(xlsx(ROWS))

    said = nowhere("published", "check", tmp_path / "cong-bo.xlsx", "--out", tmp_path, "--title", "Năm 2023")

    assert said.out.splitlines()[-2:] == [
        (
            "Tiền khen thưởng, học bổng cấp tỉnh, năm 2023: công bố gấp 3 lần năm 2022; 844.200.000 / 389.400.000 ="
            " 2,17 lần."
        ),
        f"Đọc 5 số liệu, 3 chỗ chưa khớp; bản đối chiếu nằm trong {tmp_path}.",
    ]
    assert "Năm 2023" in pypdf.PdfReader(tmp_path / "doi-chieu.pdf").pages[0].extract_text()


def test_the_words_of_the_report_are_read_too(nowhere, tmp_path):
    outline = "awards_2023: {province: {amount: 217, more_than_2022: {amount: 117}}}"
    (tmp_path / "cong-bo.yaml").write_text(outline, encoding="utf-8")
    (tmp_path / "loi.txt").write_text("khen thưởng gấp\n3 lần năm 2022", encoding="utf-8")

    told = nowhere.json(
        "published", "check", tmp_path / "cong-bo.yaml", "--text", tmp_path / "loi.txt", "--out", tmp_path
    )

    assert [(one["rule"], one["reading"]) for one in told["items"]] == [("multiple", "2,17")]


def test_a_file_that_is_no_outline_is_refused(nowhere, tmp_path):
    (tmp_path / "x.yaml").write_text("- 1", encoding="utf-8")

    said = nowhere("--json", "published", "check", tmp_path / "x.yaml", "--out", tmp_path)

    assert (said.code, said.rule) == (2, "outline_unreadable")
