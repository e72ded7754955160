"""Findings as they are kept."""

from datetime import date

from khfund.eligibility.citation import Citation
from khfund.eligibility.evidence import Evidence
from khfund.eligibility.finding import Finding, UsedFact
from khfund.eligibility.proof import Standing
from khfund.eligibility.verdict import Verdict

FINDING = Finding(
    criterion="2",
    name="mồ côi",
    words="Em mồ côi.",
    citation=Citation("Quy chế", "Hội", date(2026, 1, 2), "Khoản 2"),
    verdict=Verdict.MET,
    sentence="Đạt.",
    would_change="Không.",
    facts=(
        UsedFact(
            "orphan",
            "both",
            "mồ côi cả bố và mẹ",
            Standing.COUNTS,
            Evidence("death_certificate", "UBND xã", "7", seen_by="Cán bộ xã", seen_on=date(2026, 3, 1)),
            date(2026, 12, 31),
        ),
        UsedFact("grade", None, "chưa rõ học lớp mấy", Standing.MISSING),
    ),
    expires=date(2026, 12, 31),
    confirm="Hội đồng xác nhận.",
)


def test_a_finding_is_plain_json_with_every_reason_in_it():
    assert FINDING.to_json() == {
        "criterion": "2",
        "name": "mồ côi",
        "words": "Em mồ côi.",
        "citation": {"document": "Quy chế", "issuer": "Hội", "issued": "2026-01-02", "clause": "Khoản 2"},
        "verdict": "met",
        "sentence": "Đạt.",
        "would_change": "Không.",
        "facts": [
            {
                "key": "orphan",
                "value": "both",
                "said": "mồ côi cả bố và mẹ",
                "standing": "counts",
                "paper": {
                    "kind": "death_certificate",
                    "issuer": "UBND xã",
                    "number": "7",
                    "seen_by": "Cán bộ xã",
                    "seen_on": "2026-03-01",
                },
                "last": "2026-12-31",
            },
            {
                "key": "grade",
                "value": None,
                "said": "chưa rõ học lớp mấy",
                "standing": "missing",
                "paper": None,
                "last": None,
            },
        ],
        "expires": "2026-12-31",
        "confirm": "Hội đồng xác nhận.",
    }


def test_a_finding_is_read_again_as_it_was():
    assert Finding.from_json(FINDING.to_json()) == FINDING
