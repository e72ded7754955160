from decimal import Decimal

import pytest

from khfund.returns.claim import AWARD_MONEY, AWARDS, BALANCE, Scope
from khfund.returns.claim_outline import OutlineUnreadableError, multiples_in, read_outline

OUTLINE = """
association: Hội Khuyến học tỉnh Mường Sáng
balances_2024:
  province: 1_000
  of_which_term_deposits: 900
  districts_named: {Mường A: 5, Mường B: null}
  whole_province_as_published: 2_000
awards_2024_published:
  province: {awards: 10, amount: 500, more_than_2023: {awards: 3, amount: 200}}
  communes: {teachers: 4, pupils: 6, note: about}
q1_2025:
  province: {awards: 2, amount: 30}
  raised: "nearly 2_000"
sponsorships_2024: [{name: Nuôi em, monthly: 5, per_year: 60}]
remarks: [not a figure]
"""


@pytest.fixture
def published():
    return read_outline(OUTLINE.encode(), "số liệu.yaml")


def test_figures_are_told_with_their_scope_their_period_and_where_they_stand(published):
    told = [(one.scope, one.period, one.indicator, one.member, one.value) for one in published.claims]

    assert told == [
        (Scope.PROVINCE, "2024", BALANCE, "", 1_000),
        (Scope.PROVINCE, "2024", BALANCE, "tiền gửi có kỳ hạn", 900),
        (Scope.DISTRICTS, "2024", BALANCE, "Mường A", 5),
        (Scope.WHOLE, "2024", BALANCE, "", 2_000),
        (Scope.PROVINCE, "2024", AWARDS, "", 10),
        (Scope.PROVINCE, "2024", AWARD_MONEY, "", 500),
        (Scope.COMMUNES, "2024", AWARDS, "cán bộ, giáo viên", 4),
        (Scope.COMMUNES, "2024", AWARDS, "học sinh", 6),
        (Scope.PROVINCE, "2025-Q1", AWARDS, "", 2),
        (Scope.PROVINCE, "2025-Q1", AWARD_MONEY, "", 30),
    ]
    assert published.claims[0].source == "số liệu.yaml: balances_2024.province"
    assert published.title == "Hội Khuyến học tỉnh Mường Sáng"


def test_growth_and_products_are_claims_too(published):
    assert [(one.base_period, one.indicator, one.more) for one in published.increases] == [
        ("2023", AWARDS, 3),
        ("2023", AWARD_MONEY, 200),
    ]
    assert [one.value for one in published.products] == [60]


def test_what_is_no_figure_is_told_as_unread(published):
    assert published.unread == (
        "association",
        "awards_2024_published.communes.note",
        "q1_2025.raised",
        "remarks",
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[1, 2]", "không có mục nào"),
        (b"a: [", "ParserError"),
        (b"a: &a [1]\nb: *a\n", "YAMLError"),
        (b"!!python/object/apply:os.system ['true']", "ConstructorError"),
        (b"\xff\xfe\xff", "ReaderError"),
        (b"a: " + b"[" * 5_000, "RecursionError"),
        (b" " * 1_000_001, "tệp quá lớn"),
    ],
    ids=["a list", "broken", "references", "objects", "no text", "deep", "large"],
)
def test_what_is_no_outline_is_refused(content, reason):
    with pytest.raises(OutlineUnreadableError) as refused:
        read_outline(content, "x.yaml")

    assert str(refused.value) == (
        f"x.yaml không đọc được ({reason}); tệp cần là YAML gồm các mục, mỗi mục có số liệu."
    )


@pytest.mark.parametrize(
    ("text", "times", "base"),
    [
        ("kinh phí khen thưởng gấp\n3 lần năm 2022...", Decimal(3), "2022"),
        ("tăng gấp đôi năm 2023", Decimal(2), "2023"),
        ("gấp 2,5 lần so với năm 2020", Decimal("2.5"), "2020"),
    ],
)
def test_multiples_are_found_in_the_words_of_a_report(text, times, base):
    (one,) = multiples_in(text, "báo cáo")

    assert (one.times, one.base_period, one.period) == (times, base, str(int(base) + 1))


def test_words_that_compare_no_year_are_no_claim():
    assert multiples_in("gấp rút, gấp 3 lần so với kế hoạch") == []
