"""Rulebook files: read as they are written, or refused with every mistake and its line."""

import contextlib
import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.eligibility.citation import Citation
from khfund.eligibility.criterion import AllOf, AnyOf, Asks, AsksAge, AsksNumber
from khfund.eligibility.rulebook_file import LONGEST, RulebookUnreadableError, read_rulebook
from khfund.errors import KhfundError, ProblemsFound
from tests.eligibility.books import TEXT, a_rulebook, changed


def problems(text):
    with pytest.raises(ProblemsFound) as refusal:
        read_rulebook(text.encode(), "mau.yaml")
    return [str(one) for one in refusal.value.problems]


def test_a_rulebook_is_read_as_it_is_written():
    book = a_rulebook()

    assert (book.code, book.version, book.name) == ("mau", "1", "Bộ tiêu chí mẫu")
    assert book.papers == {"orphan": ("death_certificate",)}
    assert [one.asks for one in book.criteria] == [
        Asks("orphan", frozenset({"both"})),
        AllOf(
            (
                AnyOf(
                    (
                        Asks("parent_illness", frozenset({True})),
                        Asks("parent_unable_to_work", frozenset({True})),
                    )
                ),
                AsksAge("born", 0, 15),
            )
        ),
    ]
    assert book.renewal is not None
    assert book.renewal.criteria[0].asks == AsksNumber("grade", 1, 12)


def test_each_criterion_stands_under_its_words_and_citation():
    book = a_rulebook()

    assert book.criteria[0].words == "Em mồ côi cả bố và mẹ."
    assert book.criteria[0].citation == Citation(
        "Quy chế số 1/QC-HKH", "Hội Khuyến học tỉnh Mẫu Sơn", date(2026, 1, 2), "Khoản 1"
    )


def test_a_criterion_may_cite_another_document():
    other = "clause: Khoản 1\n      document: Nghị quyết 2\n      issuer: Đại hội\n      issued: không ghi"
    book = a_rulebook(("clause: Khoản 1", other))

    assert book.criteria[0].citation == Citation("Nghị quyết 2", "Đại hội", None, "Khoản 1")


def test_the_digest_proves_the_text():
    assert a_rulebook().digest == hashlib.sha256(TEXT.encode()).hexdigest()
    assert a_rulebook(("name: Bộ tiêu chí mẫu", "name: Bộ tiêu chí khác")).digest != a_rulebook().digest


BROKEN = [
    (
        ("orphan: [both]", "orfan: [both]"),
        (
            "mau.yaml, dòng 19: Không có dữ kiện tên «orfan» (có phải «orphan»?); xem các tên dùng được bằng "
            "`khfund rulebook facts`."
        ),
    ),
    (
        ("orphan: [both]", "orphan: [both, all]"),
        (
            "mau.yaml, dòng 19: «all» không dùng được cho «mồ côi»; hãy ghi một trong: none (còn cả bố và mẹ), "
            "one (mồ côi bố hoặc mẹ), both (mồ côi cả bố và mẹ)."
        ),
    ),
    (
        ("      clause: Khoản 1\n", ""),
        "mau.yaml, dòng 14: Thiếu mục «clause» trong first_award › criteria[1].",
    ),
    (("document: Quy chế số 1/QC-HKH\n", ""), "mau.yaml, dòng 1: Thiếu mục «document»."),
    (("issued: 2026-01-02\n", ""), "mau.yaml, dòng 1: Thiếu mục «issued»."),
    (
        ("issued: 2026-01-02", "issued: 02/13/2026"),
        "mau.yaml, dòng 6: Không có tháng 13; ngày viết trước, tháng viết sau, như 22/11/2026.",
    ),
    (
        ("words: Em mồ côi cả bố và mẹ.", "words:"),
        "mau.yaml, dòng 17: Thiếu mục «words» trong first_award › criteria[1].",
    ),
    (
        ("words: Em mồ côi cả bố và mẹ.", "words: [Em, mồ côi]"),
        "mau.yaml, dòng 17: Mục «words» trong first_award › criteria[1] phải là một dòng chữ.",
    ),
    (
        ("orphan: [death_certificate]", "orphan: [dead_certificate]"),
        (
            "mau.yaml, dòng 10: Không có loại giấy tên «dead_certificate» (có phải «death_certificate»?); "
            "xem các loại giấy bằng `khfund rulebook papers`."
        ),
    ),
    (
        ("  needs: any", "  needs: some"),
        "mau.yaml, dòng 12: Mục «needs» trong first_award phải là any hoặc all.",
    ),
    (('key: "2"', 'key: "1"'), "mau.yaml, dòng 20: Tiêu chí «1» được ghi hai lần."),
    (
        ("name: mồ côi\n", "nmae: mồ côi\n      name: mồ côi\n"),
        (
            "mau.yaml, dòng 15: Mục «nmae» không dùng ở đây trong first_award › criteria[1]; "
            "các mục dùng được: name."
        ),
    ),
    (
        ("name: mồ côi\n", "name: mồ côi\n      name: khác\n"),
        "mau.yaml, dòng 16: Mục «name» được ghi hai lần trong first_award › criteria[1].",
    ),
    (
        ("valid_until: 2026-12-31", "valid_until: 2025-12-31"),
        "mau.yaml, dòng 8: Ngày hết hiệu lực 31/12/2025 đứng trước ngày có hiệu lực 05/01/2026.",
    ),
    (
        ("grade: {from: 1, to: 12}", "grade: {from: 9, to: 5}"),
        "mau.yaml, dòng 38: Mục «to» trong renewal › criteria[1] › asks › grade phải là từ 9 trở lên.",
    ),
    (
        ("grade: {from: 1, to: 12}", "grade: 7"),
        "mau.yaml, dòng 38: Mục «grade» trong renewal › criteria[1] › asks phải là «from: …, to: …».",
    ),
    (
        ("born: {age_to: 15}", "born: {age_to: mười}"),
        (
            "mau.yaml, dòng 29: Mục «age_to» trong first_award › criteria[2] › asks › all[2] › born "
            "phải là số nguyên từ 0 đến 150."
        ),
    ),
    (
        ("- parent_illness: yes", "- parent_illness: [yes]"),
        (
            "mau.yaml, dòng 27: «[…]» không dùng được cho «bố hoặc mẹ mắc bệnh hiểm nghèo phải điều trị tốn kém»; "
            "hãy ghi một trong: yes, no."
        ),
    ),
    (
        ("orphan: [both]", "orphan: []"),
        "mau.yaml, dòng 19: Mục «orphan» trong first_award › criteria[1] › asks phải là một danh sách.",
    ),
    (
        ("orphan: [both]", "orphan: [both]\n        hardship: yes"),
        (
            "mau.yaml, dòng 19: Câu hỏi trong first_award › criteria[1] › asks phải là «all: […]», «any: […]» "
            "hoặc đúng một dữ kiện."
        ),
    ),
]


@pytest.mark.parametrize(("change", "problem"), BROKEN, ids=[change[1][:30] for change, _problem in BROKEN])
def test_a_broken_rulebook_is_refused_with_place_and_reason(change, problem):
    assert problems(changed(change)) == [problem]


def test_every_mistake_is_told_in_the_order_of_the_file():
    found = problems(changed(("  needs: any", "  needs: some"), ("orphan: [both]", "orfan: [both]")))

    assert [one.split(":")[0] for one in found] == ["mau.yaml, dòng 12", "mau.yaml, dòng 19"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "mau.yaml không đọc được: tệp trống; bộ tiêu chí là một tệp YAML (chữ UTF-8)."),
        (
            b"code: [1\nname: x",
            "mau.yaml không đọc được, dòng 2: sai cú pháp; bộ tiêu chí là một tệp YAML (chữ UTF-8).",
        ),
        (
            b"\xff\xfe",
            "mau.yaml không đọc được: UnicodeDecodeError; bộ tiêu chí là một tệp YAML (chữ UTF-8).",
        ),
        (
            b"a: &a [1]\nb: *a",
            "mau.yaml không đọc được: YAMLError; bộ tiêu chí là một tệp YAML (chữ UTF-8).",
        ),
        (
            b"[" * 5_000,
            "mau.yaml không đọc được: RecursionError; bộ tiêu chí là một tệp YAML (chữ UTF-8).",
        ),
        (
            b"#" * (LONGEST + 1),
            "mau.yaml không đọc được: tệp quá lớn; bộ tiêu chí là một tệp YAML (chữ UTF-8).",
        ),
    ],
)
def test_what_is_no_yaml_is_refused(content, message):
    with pytest.raises(RulebookUnreadableError) as refusal:
        read_rulebook(content, "mau.yaml")

    assert str(refusal.value) == message


def test_what_is_no_rulebook_is_refused():
    assert problems("- 1\n- 2")[0] == "mau.yaml, dòng 1: Mục «tệp» phải là các mục «tên: giá trị»."


LINES = TEXT.splitlines(keepends=True)


@given(
    st.integers(0, len(LINES) - 1),
    st.sampled_from(["", "x\n", "- a\n", "  : \n", "{}\n", "? [a]: b\n", "a: 1\n"]),
)
def test_a_line_that_was_spoilt_never_leaves_a_traceback(place, other):
    text = "".join([*LINES[:place], other, *LINES[place + 1 :]])

    with contextlib.suppress(KhfundError):
        read_rulebook(text.encode(), "mau.yaml")


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_never_leave_a_traceback(content):
    with pytest.raises(KhfundError):
        read_rulebook(content, "mau.yaml")
