"""Evidence: the paper that proves a fact, who issued it, how long it is valid, and who has seen it."""

from __future__ import annotations

from datetime import date
from typing import Any

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
        """Whether the paper is valid on a day by what is written on it; `proof.standing` knows the law as well."""
        started = self.valid_from is None or self.valid_from <= day
        return started and (self.valid_until is None or day <= self.valid_until)


PAPERS: dict[str, str] = {
    "disability_certificate": "Giấy xác nhận khuyết tật",
    "death_certificate": "Trích lục khai tử (giấy chứng tử) của bố, mẹ",
    "allowance_decision": "Quyết định trợ cấp xã hội hằng tháng",
    "poverty_certificate": "Giấy chứng nhận hộ nghèo, hộ cận nghèo",
    "hardship_confirmation": "Giấy xác nhận của UBND xã về hoàn cảnh",
    "medical_record": "Giấy ra viện, bệnh án hoặc sổ khám bệnh",
    "school_confirmation": "Xác nhận của nhà trường",
    "school_report": "Học bạ hoặc bảng điểm",
    "award_certificate": "Giấy chứng nhận giải, giấy khen, quyết định công nhận",
    "birth_certificate": "Giấy khai sinh",
    "visit_record": "Biên bản xác minh tại nhà",
    "council_minutes": "Biên bản của hội đồng xét chọn",
    "declaration": "Đơn hoặc bản khai của gia đình",
}
"""Kind of paper → its name as officers know it. Source: domain, sections 3.1 to 3.3."""

DENIAL_PAPERS = (
    "declaration",
    "visit_record",
    "hardship_confirmation",
    "school_confirmation",
    "birth_certificate",
)
"""What proves a fact that speaks against the candidate («không thuộc hộ nghèo»), for which no office issues a paper.

A family's own declaration is believed where it claims nothing.
"""


def evidence_to_json(evidence: Evidence) -> dict[str, Any]:
    """Write a paper as plain JSON, days as ISO; what is not known is left out."""
    plain: dict[str, Any] = {}
    for field, value in attrs.asdict(evidence).items():
        if value:
            plain[field] = value.isoformat() if isinstance(value, date) else value
    return plain


def evidence_from_json(plain: dict[str, Any]) -> Evidence:
    """Read a paper that `evidence_to_json` wrote."""
    days = {"issued", "valid_from", "valid_until", "seen_on"}
    fields: dict[str, Any] = {
        field: date.fromisoformat(value) if field in days else value for field, value in plain.items()
    }
    return Evidence(**fields)
