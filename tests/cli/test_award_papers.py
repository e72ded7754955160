"""`khfund award print`: each paper in each form that it has."""

import io

import docx
import pytest
from python_calamine import CalamineWorkbook

from khfund.cli.award_papers import AwardPaperFormError
from tests.receipts.papers import text_of
from tests.scholarships.decided import a_round

NAMES = ("Lò Thị Ánh", "Quàng Văn Bình", "Hà Thị Hoà", "Vì Văn Hoàng", "Lường Thị Hương")


@pytest.fixture
def allocated(khfund):
    a_round(khfund.office, each={"XA1": 3, "XA2": 2}, quotas={"XA1": 2, "XA2": 1}).prepare()
    khfund.json("award", "allocate", "--round", "HB26", by="ketoantruong")
    return khfund


@pytest.fixture
def decided(allocated):
    allocated.json("award", "decide", "--round", "HB26", "--number", "12/QĐ-HKH", by="chutich")
    return allocated


def printed(khfund, folder, paper, form, *more):
    file = folder / f"{paper}{form}"
    khfund.json("award", "print", paper, "--round", "HB26", "--out", file, *more)
    return file.read_bytes()


@pytest.mark.parametrize("paper", ["minutes", "decision", "posting", "signature"])
def test_each_paper_is_printed_as_pdf(decided, tmp_path, paper):
    made = printed(decided, tmp_path, paper, ".pdf")

    assert made.startswith(b"%PDF")
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in " ".join(text_of(made, tmp_path))


@pytest.mark.parametrize(("paper", "title"), [("minutes", "BIÊN BẢN"), ("decision", "QUYẾT ĐỊNH")])
def test_minutes_and_decision_are_printed_as_docx_too(decided, tmp_path, paper, title):
    book = docx.Document(io.BytesIO(printed(decided, tmp_path, paper, ".docx")))

    assert title in [one.text for one in book.paragraphs]


@pytest.mark.parametrize("paper", ["posting", "signature"])
def test_lists_are_printed_as_workbooks_too(decided, tmp_path, paper):
    book = CalamineWorkbook.from_filelike(io.BytesIO(printed(decided, tmp_path, paper, ".xlsx")))

    rows = book.get_sheet_by_index(0).to_python()
    assert [row for row in rows if "Cộng" in row]


def test_minutes_name_who_took_part(allocated, tmp_path):
    members = ("--member", "Chủ trì: Hoàng Văn Chủ Tịch", "--member", "Thư ký: Lò Thị Thủ Quỹ")

    told = " ".join(
        text_of(printed(allocated, tmp_path, "minutes", ".pdf", "--number", "03/BB", *members), tmp_path)
    )

    assert "Số: 03/BB" in told
    assert "Chủ trì: Hoàng Văn Chủ Tịch" in told


def test_no_name_stands_on_what_is_posted(decided, tmp_path):
    told = " ".join(text_of(printed(decided, tmp_path, "posting", ".pdf"), tmp_path))

    assert not any(name in told for name in NAMES)
    assert told.count("HB") >= 3


def test_a_paper_has_its_own_forms(decided, tmp_path):
    said = decided("award", "print", "posting", "--round", "HB26", "--out", tmp_path / "ds.docx")

    assert (said.code, said.err) == (
        2,
        "Không in danh sách niêm yết thành «ds.docx» được; hãy đặt tên kết thúc bằng .pdf hoặc .xlsx.\n",
    )
    assert AwardPaperFormError.english


def test_what_is_not_decided_is_not_printed(allocated, tmp_path):
    said = allocated("award", "print", "decision", "--round", "HB26", "--out", tmp_path / "qd.pdf")

    assert said.err == (
        "Đợt HB26 chưa có quyết định nên chưa in được quyết định; hãy ra quyết định bằng `khfund award decide`.\n"
    )
    said = allocated("award", "print", "signature", "--round", "HB26", "--out", tmp_path / "ds.pdf")
    assert said.code == 2


def test_whoever_may_not_look_prints_nothing(decided, tmp_path):
    said = decided(
        "--json", "award", "print", "signature", "--round", "HB26", "--out", tmp_path / "d.pdf", by="quantri"
    )

    assert said.rule == "not_allowed"
    assert not (tmp_path / "d.pdf").exists()
