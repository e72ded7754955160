import json
from datetime import date

import attrs
import pytest

from khfund.calendar import DateRange
from khfund.reports.disclosure import Revision
from khfund.reports.export import json_text
from khfund.reports.revision import (
    EarlierStatementError,
    EarlierStatementUnreadableError,
    published_counts,
    revisions,
)
from khfund.reports.small_cell import Spot
from tests.reports.disclosures import POSTINGS, a_disclosure, line, opening
from tests.reports.receivers import NEEDS, a_pupil, told


def published(shown):
    return json.loads(json_text(shown))


def test_a_statement_published_again_as_it_was_corrects_nothing():
    assert revisions(published(a_disclosure()), a_disclosure()) == ()


def test_a_figure_of_the_same_days_that_changed_is_shown_with_both_values():
    late = (*POSTINGS, line(99, date(2026, 5, 5), "642", "111", 7_000))

    changed = revisions(published(a_disclosure()), a_disclosure(postings=late))

    assert changed == (
        Revision(date(2027, 1, 2), "Quỹ Khuyến học tỉnh: đã sử dụng", 850_000, 857_000),
        Revision(date(2027, 1, 2), "Quỹ Khuyến học tỉnh: số dư cuối kỳ", 1_620_000, 1_613_000),
    )


def test_the_closing_published_before_is_compared_with_this_opening():
    openings = (opening("KH", "112", 1_620_000), opening("TH", "112", 6_951_235))
    following = a_disclosure(days=DateRange.year(2027), openings=openings, postings=())

    changed = revisions(published(a_disclosure()), following)

    assert changed == (
        Revision(date(2027, 1, 2), "Quỹ học bổng Tô Hiệu: số dư cuối kỳ 31/12/2026", 6_951_234, 6_951_235),
    )


@pytest.mark.parametrize("changes", [{"days": DateRange.year(2029)}, {"units": ("Hội khác",)}])
def test_a_statement_of_other_days_or_units_is_no_earlier_one(changes):
    with pytest.raises(EarlierStatementError) as refusal:
        revisions(published(a_disclosure()), attrs.evolve(a_disclosure(), **changes))

    assert str(refusal.value) == (
        "Báo cáo trước (01/01/2026–31/12/2026) không cùng đơn vị hoặc không cùng kỳ, không liền trước kỳ này; "
        "hãy chọn đúng tệp statement.json."
    )


@pytest.mark.parametrize(
    "wrong", [{}, {"period": 5}, {"day": "hôm qua"}, {"tables": {"funds": [{"fund": "KH"}]}}]
)
def test_what_is_no_statement_is_refused(wrong):
    earlier = published(a_disclosure()) | wrong if wrong else {}

    with pytest.raises(EarlierStatementUnreadableError) as refusal:
        revisions(earlier, a_disclosure())

    assert str(refusal.value).startswith("Không đọc được báo cáo trước: thiếu hoặc sai phần «")


# -- counts by need ---------------------------------------------------------------------------------------------------

COUNTED = a_disclosure(recipients=told([a_pupil(n, category=NEEDS[n > 8].code) for n in range(1, 12)]))


def test_what_was_hidden_and_what_was_published_of_the_same_days_is_read():
    hidden, known = published_counts(published(COUNTED), COUNTED.days)

    assert {spot.category for spot in hidden} == {"r:2", "r:3"}
    assert known[Spot("all", "", "r:1")] == 8
    assert set(known.values()) == {0, 8}


def test_counts_of_other_days_or_of_an_old_statement_do_not_matter():
    old = published(COUNTED)
    del old["tables"]["award_categories"]

    assert published_counts(old, COUNTED.days) == (set(), {})
    assert published_counts(published(COUNTED), DateRange.year(2027)) == (set(), {})


@pytest.mark.parametrize(
    "wrong", [{"tables": 5}, {"period": {}}, {"tables": {"award_categories": [{"table": "all"}]}}]
)
def test_counts_that_cannot_be_read_are_refused(wrong):
    with pytest.raises(EarlierStatementUnreadableError):
        published_counts(published(COUNTED) | wrong, COUNTED.days)
