"""The list of a sample on paper says which papers to bring and how it was drawn."""

import pytest

from khfund.oversight.audit_sample import find_sample
from khfund.reports.sample_paper import SampleNotDrawnError, sample_deed, sample_pdf
from tests.oversight.conftest import with_an_inspector
from tests.oversight.test_audit_sample import announced, drawn


def test_a_drawn_sample_is_printed_with_the_papers_to_bring(database):
    office = with_an_inspector(database)
    office.gifts(100_000, 200_000)
    announced(office)
    draw = drawn(office)

    deed = office.read(lambda s: sample_deed(s, find_sample(s, office.unit, 1)))

    rows = deed.parts[1].rows
    assert [row.cells[5] for row in rows] == ["100.000", "200.000", "300.000"]
    assert rows[0].cells[6] == "Phiếu thu đủ chữ ký; biên nhận hoặc danh sách nộp"
    assert draw.seed in deed.parts[-2].text
    assert office.read(lambda s: sample_pdf(s, find_sample(s, office.unit, 1))).startswith(b"%PDF-")


def test_a_sample_that_is_only_announced_is_not_printed(sqlite_database):
    office = with_an_inspector(sqlite_database)
    office.gifts(100_000)
    announced(office)

    with pytest.raises(SampleNotDrawnError) as refusal:
        office.read(lambda s: sample_pdf(s, find_sample(s, office.unit, 1)))

    assert str(refusal.value) == "Mẫu kiểm tra số 1 mới công bố, chưa rút; hãy rút mẫu rồi in."
