import pytest

from khfund.returns.form import (
    EDITIONS,
    FormOutdatedError,
    FormUnknownError,
    PeriodWithoutFormError,
    edition_for,
    edition_marked,
    require_edition,
)
from khfund.returns.reporting_period import ReportingPeriod


def test_each_period_has_the_edition_of_its_last_day():
    periods = [ReportingPeriod(2023), ReportingPeriod(2024, 4), ReportingPeriod(2025, 1)]

    assert [edition_for(one).mark for one in periods] == ["BC-2023", "BC-2023", "BC-2025"]


def test_last_years_form_is_refused_and_says_which_to_use():
    with pytest.raises(FormOutdatedError) as refused:
        require_edition("BC-2023", ReportingPeriod(2025, 1))

    assert str(refused.value) == (
        "Biểu mẫu BC-2023 không dùng cho Quý I/2025; kỳ này dùng BC-2025: hãy tạo lại bằng "
        "`khfund return form 2025-Q1` và chép số sang."
    )


def test_a_mark_that_no_edition_bears_is_refused():
    with pytest.raises(FormUnknownError) as refused:
        require_edition("BC-1999", ReportingPeriod(2025, 1))

    assert str(refused.value) == (
        "«BC-1999» không phải là mã một biểu mẫu báo cáo; các biểu mẫu: BC-2023, BC-2025."
    )


def test_a_period_before_the_first_edition_has_no_form():
    with pytest.raises(PeriodWithoutFormError) as refused:
        edition_for(ReportingPeriod(2022))

    assert str(refused.value) == "Chưa có biểu mẫu cho Năm 2022; biểu mẫu đầu tiên dùng từ 01/01/2023."


@pytest.mark.parametrize("edition", EDITIONS.values.values(), ids=lambda edition: edition.mark)
def test_an_edition_names_only_rows_and_measures_that_it_has(edition):
    for section in edition.sections:
        measures = {one.code for one in section.measures}
        named = {code for rule in section.at_most for code in (rule.part, rule.whole)}
        if section.balance:
            named |= {section.balance.opening, section.balance.closing}
            named |= {*section.balance.plus, *section.balance.minus}

        assert named <= measures
        assert section.total in {"", *(row.code for row in section.rows)}
        # what passes through is neither raised nor spent
        assert section.balance is None or "passed" not in named


@pytest.mark.parametrize("edition", EDITIONS.values.values(), ids=lambda edition: edition.mark)
def test_every_row_of_an_edition_has_a_code_of_its_own(edition):
    rows = [row.code for section in edition.sections for row in section.rows]

    assert len(rows) == len(set(rows)) == len(edition.rows)
    assert edition_marked(edition.mark) == edition
