"""The paper that proves a fact: its days fit, somebody saw it, and what is unusual is warned of."""

from __future__ import annotations

from datetime import date

import pytest

from khfund.eligibility.evidence import Evidence
from khfund.scholarships.fact_paper import PaperDaysError, PaperUnknownError, doubts, sound_paper
from khfund.scholarships.known_fact import state_fact
from tests.builders import an_office
from tests.scholarships.people import TODAY, a_recipient, warned


def test_a_paper_says_who_saw_it_and_when():
    paper = sound_paper(Evidence("school_report", "  THCS  Chiềng Ban ", " 1 "), TODAY, "Lò Thị Phòng")

    assert paper == Evidence("school_report", "THCS Chiềng Ban", "1", seen_by="Lò Thị Phòng", seen_on=TODAY)


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ({"seen_on": date(2027, 1, 16)}, "xem giấy sau hôm nay"),
        ({"issued": date(2027, 1, 3), "seen_on": date(2027, 1, 2)}, "giấy cấp sau ngày xem giấy"),
        (
            {"valid_from": date(2027, 1, 2), "valid_until": date(2027, 1, 1)},
            "giấy hết hạn trước khi có hiệu lực",
        ),
    ],
)
def test_days_that_do_not_fit_are_refused(days, reason):
    with pytest.raises(PaperDaysError) as refusal:
        sound_paper(Evidence("school_report", **days), TODAY, "An")

    assert str(refusal.value) == f"Ngày trên giấy tờ không hợp lý: {reason}."


def test_a_paper_of_no_known_kind_is_refused():
    with pytest.raises(PaperUnknownError) as refusal:
        sound_paper(Evidence("horoscope"), TODAY, "An")

    assert str(refusal.value).startswith(
        "Không có loại giấy tờ «horoscope»; các loại: disability_certificate, "
    )


def test_a_paper_that_does_not_usually_prove_the_fact_is_warned_of(database):
    office = an_office(database)
    child = a_recipient(office)
    paper = Evidence("school_report")

    said = warned(
        office, "evidence.state", lambda s, c: state_fact(s, c, child, "orphan", "both", evidence=paper)
    )

    assert said == [
        (
            "Giấy «Học bạ hoặc bảng điểm» thường không chứng minh được «mồ côi»; cần một trong: Trích lục khai tử (giấy chứng tử) "
            "của bố, mẹ, Giấy xác nhận của UBND xã về hoàn cảnh, Quyết định trợ cấp xã hội hằng tháng."
        )
    ]


def test_a_poverty_certificate_without_any_day_is_warned_of():
    bare = Evidence("poverty_certificate")
    dated = Evidence("poverty_certificate", valid_until=date(2026, 12, 31))

    assert [str(one) for one in doubts("carer_poverty", "poor", bare)] == [
        "Giấy chứng nhận hộ nghèo, cận nghèo có giá trị theo năm; hãy ghi ngày cấp hoặc ngày hết hạn."
    ]
    assert list(doubts("carer_poverty", "poor", dated)) == []
