"""`rulebook`: rules read, checked and tried, without any books."""

import hashlib

import pytest

from khfund.eligibility import FACTS, PAPERS
from khfund.eligibility.shelf import FOLDER
from tests.eligibility.books import TEXT, changed

POOR = "carer_poverty=poor:poverty_certificate:31/12/2026"
ORPHAN = (
    "learner=học sinh:school_confirmation",
    "orphan=both:death_certificate",
    "carer_hard_life=có:visit_record",
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mau.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def with_facts(*facts):
    return [word for fact in facts for word in ("--fact", fact)]


def test_rulebooks_are_listed_without_books(nowhere):
    said = nowhere("--json", "rulebook", "list")

    assert [(one["code"], one["criteria"], one["renewal_criteria"]) for one in said.json["items"]] == [
        ("cong-van-08-2023", 15, None),
        ("nuoi-em-khuyen-hoc-2023", 2, 2),
        ("tiep-suc-mua-thi-2023", 1, None),
    ]
    text = (FOLDER / "cong-van-08-2023.yaml").read_bytes()
    assert said.json["items"][0]["digest"] == hashlib.sha256(text).hexdigest()
    assert said.json["items"][0]["valid_from"] == "2023-02-02"


def test_a_rulebook_is_shown_clause_by_clause(nowhere):
    said = nowhere("rulebook", "show", "nuoi-em-khuyen-hoc-2023", "--renewal", "--on", "22/11/2026")

    assert said.code == 0
    assert "Cần đạt tất cả các tiêu chí." in said.out
    assert (
        "con-hoc. «đến khi các em học hết Trung học phổ thông»\n"
        "   Căn cứ: Phần thứ nhất, mục II, điểm 10, tiểu mục 9.1, chương trình «Tháng 9 khuyến học», "
    ) in said.out
    assert (
        "   Cần: là học sinh; học từ lớp 1 đến lớp 12\n   Giấy tờ: bậc học: Xác nhận của nhà trường;"
        in said.out
    )
    assert "   Hội đồng xác nhận: Báo cáo không nêu điều kiện gia hạn;" in said.out


def test_a_rulebook_is_shown_as_json(nowhere):
    said = nowhere("--json", "rulebook", "show", "tiep-suc-mua-thi-2023")

    assert said.json["needs"] == "any"
    assert said.json["items"][0] | {"citation": ""} == {
        "key": "lop-12",
        "name": "học sinh lớp 12",
        "words": "tặng học bổng cho 320 học sinh lớp 12",
        "citation": "",
        "asks": "là học sinh; học lớp 12",
        "confirm": "",
        "papers": {"learner": "bậc học: Xác nhận của nhà trường", "grade": "lớp: Xác nhận của nhà trường"},
    }


def test_a_rulebook_that_is_not_there_is_refused(nowhere):
    assert nowhere("--json", "rulebook", "show", "mau").rule == "rulebook_unknown"


def test_the_vocabulary_is_listed(nowhere):
    facts = nowhere("--json", "rulebook", "facts").json["items"]
    papers = nowhere("--json", "rulebook", "papers").json["items"]

    assert [one["key"] for one in facts] == list(FACTS)
    assert papers == [{"key": key, "name": name} for key, name in PAPERS.items()]


def test_a_sound_file_is_told_to_be_so(nowhere, file):
    said = nowhere("rulebook", "check", str(file))

    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    assert said.out == f"Tệp dùng được: bộ tiêu chí «mau», 2 tiêu chí, mã băm {digest[:12]}.\n"


def test_a_broken_file_is_refused_with_every_place(nowhere, file):
    text = changed(("  needs: any", "  needs: some"), ("orphan: [both]", "orfan: [both]"))
    file.write_text(text, encoding="utf-8")

    said = nowhere("rulebook", "check", str(file))

    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[1:] == [
        "  mau.yaml, dòng 12: Mục «needs» trong first_award phải là any hoặc all.",
        (
            "  mau.yaml, dòng 19: Không có dữ kiện tên «orfan» (có phải «orphan»?); "
            "xem các tên dùng được bằng `khfund rulebook facts`."
        ),
    ]


def test_a_case_is_tried_and_explained(nowhere):
    said = nowhere("rulebook", "try", "cong-van-08-2023", *with_facts(POOR, *ORPHAN), "--on", "22/11/2026")

    assert said.out.startswith("Ngày xét 22/11/2026: đạt\n")
    assert "\n2. Đạt tiêu chí 2 (mồ côi cả bố và mẹ" in said.out
    assert "   Kết quả này đúng đến hết ngày 31/12/2026; sau ngày đó cần" in said.out
    assert "   Căn cứ: Phụ lục, mục I, điểm 2, Công văn số 08/CV-HKH ngày 02/02/2023" in said.out


def test_the_same_case_a_day_after_its_certificate_is_open(nowhere):
    said = nowhere(
        "--json", "rulebook", "try", "cong-van-08-2023", *with_facts(POOR, *ORPHAN), "--on", "01/01/2027"
    )

    assert (said.json["verdict"], said.json["categories"]) == ("unproven", [])
    (carer,) = [one for one in said.json["findings"][1]["facts"] if one["key"] == "carer_poverty"]
    assert carer == {
        "key": "carer_poverty",
        "value": "poor",
        "said": "người trực tiếp nuôi dưỡng thuộc hộ nghèo",
        "standing": "law_changed",
        "paper": {"kind": "poverty_certificate", "valid_until": "2026-12-31"},
        "last": "2026-12-31",
    }


SHAPE = (
    "«{text}» chưa đúng mẫu; hãy ghi như carer_poverty=poor:poverty_certificate:31/12/2026 "
    "(dữ kiện=giá trị:loại giấy:ngày cuối còn giá trị; hai phần sau có thể bỏ).\n"
)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (["orphan"], SHAPE.format(text="orphan")),
        (
            ["orphan=both:death_certificate:1/1/2026:7"],
            SHAPE.format(text="orphan=both:death_certificate:1/1/2026:7"),
        ),
        (["orphan=both", "orphan=one"], "Dữ kiện «orphan» được ghi hai lần; hãy giữ một.\n"),
        (
            ["orphan=both:death"],
            "Không có loại giấy tên «death»; xem các loại giấy bằng `khfund rulebook papers`.\n",
        ),
    ],
)
def test_a_fact_that_cannot_be_read_is_refused(nowhere, facts, message):
    said = nowhere("rulebook", "try", "cong-van-08-2023", *with_facts(*facts))

    assert (said.code, said.out, said.err) == (2, "", message)
