"""Evidence: the paper that proves a fact, who issued it, how long it is valid, and who has seen it."""

from __future__ import annotations

from datetime import date

import attrs


@attrs.frozen
class Evidence:
    """A paper. `kind` is a key of PAPERS; `valid_until` the last day on which it counts, None where it never ends.

    `seen_by` is the name of the officer who held the original on `seen_on`.
    """

    kind: str
    issuer: str = ""
    number: str = ""
    issued: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    seen_by: str = ""
    seen_on: date | None = None

    def counts_on(self, day: date) -> bool:
        """Whether the paper is valid on a day."""
        started = self.valid_from is None or self.valid_from <= day
        return started and (self.valid_until is None or day <= self.valid_until)


PAPERS: dict[str, str] = {
    "disability_certificate": "Giấy xác nhận khuyết tật",
    "death_certificate": "Trích lục khai tử (giấy chứng tử) của bố, mẹ",
    "poverty_certificate": "Giấy chứng nhận hộ nghèo, hộ cận nghèo",
    "hardship_confirmation": "Giấy xác nhận của UBND xã về hoàn cảnh",
    "medical_record": "Giấy ra viện, bệnh án hoặc sổ khám bệnh",
    "school_confirmation": "Xác nhận của nhà trường",
    "school_report": "Học bạ hoặc bảng điểm",
    "award_certificate": "Giấy chứng nhận giải, giấy khen, quyết định công nhận",
    "birth_certificate": "Giấy khai sinh",
    "visit_record": "Biên bản xác minh tại nhà",
}
"""Kind of paper → its name as officers know it. Source: domain, sections 3.1 to 3.3."""
