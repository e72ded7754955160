from hypothesis import given
from hypothesis import strategies as st

from khfund.returns.footing import blanks, carried, foot, in_a_year, told, year_of_quarters
from khfund.returns.form import FIRST_EDITION, SECOND_EDITION, Figure
from khfund.returns.reporting_period import ReportingPeriod
from tests.returns.offices import YEAR, fund


def awards(**rows: int) -> list[Figure]:
    return [Figure(row, "awards", value) for row, value in rows.items()]


def sentences(found) -> list[str]:
    return [str(one) for one in found]


def test_a_return_that_foots_gives_nothing():
    figures = [*fund(), *fund("Q1", "Quỹ Vì bạn nghèo"), *awards(TS=10, HS=6, GV=3, KHAC=1)]

    assert foot(SECOND_EDITION, figures) == []


def test_a_closing_balance_that_does_not_follow_is_named_with_its_difference():
    (found,) = foot(SECOND_EDITION, fund(closing=7_500_000))

    assert (found.row, found.measure, found.rule) == ("KH", "closing", "balance")
    assert (found.told, found.counted, found.difference) == (7_500_000, 7_000_000, 500_000)
    assert str(found) == (
        "Quỹ khuyến học: đầu kỳ cộng thu trừ chi là 7.000.000 đồng, báo cuối kỳ 7.500.000 đồng;"
        " chênh lệch +500.000 đồng"
    )


def test_money_that_is_passed_on_moves_no_balance():
    assert foot(SECOND_EDITION, [*fund(), Figure("KH", "passed", 900_000_000)]) == []


def test_a_blank_is_not_nought_and_is_named():
    figures = fund(interest=None, closing=9_000_000)

    assert foot(SECOND_EDITION, figures) == []
    assert [(one.row, one.measure) for one in blanks(SECOND_EDITION, figures)] == [("KH", "interest")]
    assert blanks(SECOND_EDITION, figures)[0].sentence == (
        "Quỹ khuyến học: còn trống «Lãi tiền gửi»; chưa kiểm tra được số dư"
    )


def test_a_row_that_nobody_began_is_not_blank():
    assert blanks(SECOND_EDITION, awards(TS=3)) == []


def test_parts_may_tell_less_than_the_whole_but_not_more():
    assert foot(SECOND_EDITION, awards(TS=10, HS=6)) == []
    assert sentences(foot(SECOND_EDITION, awards(TS=10, HS=9, GV=3))) == [
        "Khen thưởng, học bổng, «Số lượt»: tổng số 10 lượt, các dòng trong đó 12 lượt; chênh lệch -2"
    ]


def test_all_parts_together_are_the_whole():
    assert sentences(foot(SECOND_EDITION, awards(TS=10, HS=6, GV=2, KHAC=1))) == [
        "Khen thưởng, học bổng, «Số lượt»: tổng số 10 lượt, các dòng trong đó 9 lượt; chênh lệch +1"
    ]


def test_one_person_may_be_of_several_kinds_but_no_kind_is_more_than_all():
    def persons(**rows):
        return [Figure(row, "persons", value) for row, value in rows.items()]

    assert foot(SECOND_EDITION, persons(TS=10, HS=8, GV=8, KHAC=0)) == []
    assert [one.difference for one in foot(SECOND_EDITION, persons(TS=10, HS=12))] == [-2]


def test_there_are_not_more_persons_than_awards_nor_more_reached_than_registered():
    figures = [
        Figure("TS", "awards", 5),
        Figure("TS", "persons", 7),
        Figure("GIA_DINH", "registered", 100),
        Figure("GIA_DINH", "reached", 120),
    ]

    assert sentences(foot(SECOND_EDITION, figures)) == [
        "Tổng số: «Số người (mỗi người đếm một lần)» 7 người nhiều hơn «Số lượt» 5 lượt; chênh lệch +2",
        "Gia đình học tập: «Đạt» 120 mô hình nhiều hơn «Đăng ký» 100 mô hình; chênh lệch +20",
    ]


def test_a_fund_opens_with_what_it_closed_with_under_whatever_row_it_stands():
    earlier = [*fund("Q1", "Quỹ A", closing=10), *fund(closing=7)]
    later = [*fund("Q2", "Quỹ A", opening=12), *fund(opening=7), *fund("Q1", "Quỹ mới", opening=3)]

    assert sentences(carried(SECOND_EDITION, earlier, later, "quý I/2026")) == [
        "Quỹ A: đầu kỳ báo 12 đồng, cuối quý I/2026 đã báo 10 đồng; chênh lệch +2 đồng"
    ]


def quarters() -> list[list[Figure]]:
    balances = [7_000_000, 9_000_000, 11_000_000, 13_000_000]
    return [[*fund(opening=end - 2_000_000, closing=end), *awards(TS=5)] for end in balances]


def test_a_year_adds_flows_and_takes_the_first_opening_and_the_last_closing():
    counted = in_a_year(SECOND_EDITION, quarters())

    assert counted["KH", "opening"] == 5_000_000
    assert counted["KH", "closing"] == 13_000_000
    assert counted["KH", "raised"] == 4 * 3_000_000
    assert counted["TS", "awards"] == 20


def test_persons_of_quarters_are_not_added():
    persons = [[Figure("TS", "persons", 5)]] * 4

    assert in_a_year(SECOND_EDITION, persons) == {}


def test_a_year_that_differs_from_its_quarters_is_named():
    year = [*fund(raised=12_000_001, closing=13_000_000), *awards(TS=20)]

    found = year_of_quarters(SECOND_EDITION, YEAR, year, quarters())

    assert [(one.row, one.measure, one.difference) for one in found] == [
        ("KH", "raised", 1),
        ("KH", "other_in", 200_000 - 800_000),
        ("KH", "spent", 1_200_000 - 4_800_000),
    ]
    assert str(found[0]) == (
        "Quỹ, Quỹ khuyến học, «Vận động được»: báo cáo năm 2026 ghi 12.000.001 đồng, bốn quý 12.000.000 đồng;"
        " chênh lệch +1"
    )


def test_a_quarter_that_leaves_a_cell_blank_proves_nothing_about_the_year():
    silent = [*quarters()[:3], fund(raised=None)]

    assert ("KH", "raised") not in in_a_year(SECOND_EDITION, silent)
    assert year_of_quarters(SECOND_EDITION, ReportingPeriod(2026), [Figure("KH", "raised", 1)], silent) == []


AMOUNT = st.integers(0, 10**13)


@given(st.lists(AMOUNT, min_size=5, max_size=5), st.integers(-(10**6), 10**6))
def test_exactly_what_was_changed_is_found(flows, change):
    opening, raised, interest, other_in, spent = flows
    closing = opening + raised + interest + other_in - min(spent, opening)
    values = {"opening": opening, "raised": raised, "interest": interest, "other_in": other_in}
    values |= {"spent": min(spent, opening), "closing": max(0, closing + change)}
    figures = [Figure("KH", code, value) for code, value in values.items()]

    found = foot(FIRST_EDITION, figures)

    expected = max(0, closing + change) - closing
    assert [one.difference for one in found] == ([expected] if expected else [])


@given(st.dictionaries(st.sampled_from(list(SECOND_EDITION.places)), AMOUNT, max_size=20))
def test_figures_are_never_changed_by_checking_them(values):
    figures = [Figure(row, measure, value, "Tên") for (row, measure), value in values.items()]

    foot(SECOND_EDITION, figures)
    blanks(SECOND_EDITION, figures)

    assert told(figures) == values
