"""What the inspector finds, and nobody else writes."""

from datetime import date

import pytest

from khfund.actor import NotAllowedError
from khfund.command import contradictions
from khfund.oversight.audit_sample import find_sample
from khfund.oversight.sample_finding import (
    FindingVerdict,
    FindingWordsMissingError,
    SampleClosedError,
    SampleItemUnknownError,
    SampleOpenItemsError,
    SampleSummaryMissingError,
    close_sample,
    closing_of,
    findings_of,
    open_items,
    write_finding,
)
from tests.builders import write_by_hand
from tests.oversight.test_audit_sample import announced, drawn


def found(office, place, verdict=FindingVerdict.IN_ORDER, words="", by=None):
    return office.do(
        "finding.write",
        lambda s, c: write_finding(s, c, find_sample(s, c.unit, 1), place, verdict=verdict, words=words),
        by=by or office.inspector,
    )


def closed(office, summary="Đủ chứng từ."):
    return office.do(
        "sample.close",
        lambda s, c: close_sample(s, c, find_sample(s, c.unit, 1), summary=summary),
        by=office.inspector,
    )


def a_drawn_sample(office):
    office.gifts(100_000, 200_000, 300_000)
    announced(office)
    drawn(office)
    return office


def test_each_entry_is_looked_at_then_the_sample_is_closed(office):
    a_drawn_sample(office)
    found(office, 1, FindingVerdict.QUESTION, "Thiếu chữ ký thủ quỹ")
    found(office, 1)
    found(office, 2, FindingVerdict.WRONG, "Sai số tiền")

    closed(office, "Một bút toán sai.\nĐã báo kế toán trưởng.")

    sample = office.read(lambda s: find_sample(s, office.unit, 1))
    assert office.read(lambda s: {place: one.verdict for place, one in findings_of(s, sample).items()}) == {
        1: FindingVerdict.IN_ORDER,
        2: FindingVerdict.WRONG,
    }
    assert office.read(lambda s: (closing_of(s, sample).summary, open_items(s, sample))) == (
        "Một bút toán sai.\nĐã báo kế toán trưởng.",
        0,
    )
    assert office.read(lambda s: list(contradictions(s))) == []


def test_nobody_but_the_inspector_writes_findings(sqlite_office):
    a_drawn_sample(sqlite_office)

    for person in (sqlite_office.accountant, sqlite_office.chair, sqlite_office.treasurer):
        with pytest.raises(NotAllowedError):
            found(sqlite_office, 1, by=person)


def test_the_inspector_posts_nothing(sqlite_office):
    with pytest.raises(NotAllowedError):
        sqlite_office.do("entry.post", lambda s, c: None, by=sqlite_office.inspector)


def test_a_fault_is_told_in_words(sqlite_office):
    a_drawn_sample(sqlite_office)

    with pytest.raises(FindingWordsMissingError) as refusal:
        found(sqlite_office, 1, FindingVerdict.WRONG)

    assert str(refusal.value) == "Hãy ghi rõ điều cần hỏi hoặc điều sai ở mục 1."


def test_a_finding_is_about_an_entry_that_was_drawn(sqlite_office):
    a_drawn_sample(sqlite_office)

    with pytest.raises(SampleItemUnknownError) as refusal:
        found(sqlite_office, 3)

    assert str(refusal.value) == "Mẫu kiểm tra số 1 không có mục 3."


def test_a_sample_is_closed_when_all_was_looked_at_and_with_a_summary(sqlite_office):
    office = a_drawn_sample(sqlite_office)
    found(office, 1)

    with pytest.raises(SampleOpenItemsError) as left:
        closed(office)
    found(office, 2)
    with pytest.raises(SampleSummaryMissingError) as silent:
        closed(office, " ")

    assert (
        str(left.value)
        == "Mẫu kiểm tra số 1 còn 1 mục chưa xem; hãy ghi kết quả từng mục trước khi kết luận."
    )
    assert str(silent.value) == "Hãy ghi kết luận chung của mẫu kiểm tra."


def test_a_closed_sample_takes_no_more_findings(office):
    a_drawn_sample(office)
    found(office, 1)
    found(office, 2)
    closed(office)

    with pytest.raises(SampleClosedError) as refusal:
        found(office, 1)

    assert (
        str(refusal.value)
        == "Mẫu kiểm tra số 1 đã kết luận ngày 15/01/2027; hãy rút mẫu mới nếu cần xem thêm."
    )
    with pytest.raises(Exception, match="until the sample is closed"):
        write_by_hand(
            office.database,
            "INSERT INTO sample_finding (id, sample_id, place, number, verdict, words, day, person_id, command_number) "
            f"VALUES (9, 1, 1, 2, 'wrong', 'x', '{date(2027, 1, 15)}', {office.inspector}, 1)",
        )
