"""The consolidated balances at the command line, and as files."""

import pikepdf
import pytest

from khfund.sheet import read


@pytest.fixture
def khfund(khfund):
    """The province with 9.000.000 đ, and a commune without a book."""
    khfund.json("unit", "enter", "03856", "Hội Khuyến học xã Bắc Yên", "--parent", "SL", by="quantri")
    khfund.json("donation", "receive", "--part", "KH:9.000.000", "--day", "05/01/2026")
    return khfund


def test_the_table_is_shown_with_its_notes(khfund):
    said = khfund("consolidation", "--on", "31/01/2026")

    assert [line.split() for line in said.out.splitlines()[1:5] if "─" not in line] == [
        ["Mã", "Đơn", "vị", "Tiền", "mặt", "Được", "chi"],
        ["SL", "Hội", "Khuyến", "học", "tỉnh", "Mường", "Sáng", "9.000.000", "9.000.000"],
        ["Cộng", "9.000.000", "9.000.000"],
    ]
    assert said.err == "1 đơn vị không mở sổ ở đây, không có trong số liệu: xã Bắc Yên.\n"


def test_the_answer_is_one_object(khfund):
    told = khfund.json("consolidation", "--on", "31/01/2026", "--of", "tỉnh Mường Sáng", "--restated")

    assert (told["total"]["cash"], told["without_book"], told["warnings"]) == (9_000_000, ["xã Bắc Yên"], [])
    assert [one["code"] for one in told["items"]] == ["SL"]


def test_it_is_written_as_a_workbook_and_as_a_paper(khfund, tmp_path):
    for name in ("bang.xlsx", "bang.pdf"):
        khfund.json(
            "consolidation", "--on", "31/01/2026", "--restated-on", "01/02/2026", "--out", tmp_path / name
        )

    sheet = read((tmp_path / "bang.xlsx").read_bytes(), "bang.xlsx").first
    assert [row.values[:3] for row in sheet][-2] == ["Cộng", "", 9_000_000]
    with pikepdf.open(tmp_path / "bang.pdf") as paper:
        assert len(paper.pages) == 1


def test_another_kind_of_file_is_refused(khfund, tmp_path):
    said = khfund("consolidation", "--on", "31/01/2026", "--out", tmp_path / "bang.doc")

    assert (said.code, said.err) == (
        2,
        "Không ghi được tệp «bang.doc»; hãy đặt tên có đuôi .xlsx hoặc .pdf.\n",
    )
