"""Facts about a candidate: what the rules ask for, in one vocabulary, each with the paper that proves it."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from khfund.eligibility.evidence import Evidence

Value = bool | int | str


@attrs.frozen
class Fact:
    """What is known: `key` of FACTS, a value of its kind, and the paper; without `evidence` it is only said."""

    key: str
    value: Value
    evidence: Evidence | None = None


Facts = Mapping[str, Fact]
"""Key → fact. A key that is missing is unknown, which is neither yes nor no."""


@attrs.frozen
class FactKind:
    """A fact that rules may ask for; `values` pairs what may be stored with its Vietnamese words.

    `values` is empty for yes-or-no facts (bool) and for whole numbers (`number`).
    """

    key: str
    name: str
    question: str
    values: Mapping[str, str] = attrs.field(factory=dict)
    number: bool = False
    papers: tuple[str, ...] = ()
    sensitive: bool = True


def _kinds(*kinds: FactKind) -> dict[str, FactKind]:
    return {one.key: one for one in kinds}


_POVERTY = {"poor": "hộ nghèo", "near_poor": "hộ cận nghèo", "none": "không thuộc hộ nghèo, hộ cận nghèo"}

FACTS: dict[str, FactKind] = _kinds(
    FactKind(
        "learner",
        "bậc học",
        "Em là học sinh hay sinh viên?",
        {"pupil": "học sinh", "student": "sinh viên", "adult": "người lớn"},
        papers=("school_confirmation",),
        sensitive=False,
    ),
    FactKind(
        "grade", "lớp", "Em học lớp mấy?", number=True, papers=("school_confirmation",), sensitive=False
    ),
    FactKind(
        "disability",
        "khuyết tật",
        "Em có khuyết tật không, mức độ nào?",
        {
            "none": "không khuyết tật",
            "mild": "khuyết tật nhẹ",
            "severe": "khuyết tật nặng",
            "very_severe": "khuyết tật đặc biệt nặng",
            "unrated": "khuyết tật, chưa rõ mức độ",
        },
        papers=("disability_certificate",),
    ),
    FactKind(
        "orphan",
        "mồ côi",
        "Em có mồ côi không?",
        {"none": "còn cả bố và mẹ", "one": "mồ côi bố hoặc mẹ", "both": "mồ côi cả bố và mẹ"},
        papers=("death_certificate", "hardship_confirmation"),
    ),
    FactKind(
        "carer_poverty",
        "hộ của người trực tiếp nuôi dưỡng",
        "Người đang trực tiếp nuôi em thuộc hộ nào?",
        _POVERTY,
        papers=("poverty_certificate",),
    ),
    FactKind(
        "household_poverty",
        "hộ gia đình của em",
        "Hộ gia đình của em thuộc hộ nào?",
        _POVERTY,
        papers=("poverty_certificate",),
    ),
    FactKind(
        "carer_hard_life",
        "điều kiện sống của người nuôi dưỡng khó khăn",
        "Điều kiện sống của người nuôi em có khó khăn không?",
        papers=("hardship_confirmation", "poverty_certificate", "visit_record"),
    ),
    FactKind(
        "parent_illness",
        "bố hoặc mẹ mắc bệnh hiểm nghèo phải điều trị tốn kém",
        "Bố hoặc mẹ em có mắc bệnh hiểm nghèo phải điều trị tốn kém không?",
        papers=("medical_record",),
    ),
    FactKind(
        "parent_unable_to_work",
        "bố hoặc mẹ bị tàn tật, tâm thần mà mất khả năng lao động",
        "Bố hoặc mẹ em có bị tàn tật, tâm thần mà mất khả năng lao động không?",
        papers=("disability_certificate", "medical_record", "hardship_confirmation"),
    ),
    FactKind(
        "hardship",
        "hoàn cảnh khó khăn",
        "Gia đình em có khó khăn không?",
        papers=("hardship_confirmation", "poverty_certificate", "visit_record"),
    ),
    FactKind(
        "needs_bicycle",
        "cần xe đạp để đi học",
        "Em có cần xe đạp để đi học không?",
        papers=("school_confirmation", "hardship_confirmation", "visit_record"),
        sensitive=False,
    ),
    FactKind(
        "makeshift_house",
        "ở nhà tạm (nhà tre lợp mái tranh nứa lá)",
        "Em có đang ở nhà tạm không?",
        papers=("hardship_confirmation", "visit_record"),
    ),
    FactKind(
        "learning",
        "kết quả học tập",
        "Kết quả học tập năm học gần nhất của em?",
        {
            "excellent_pupil": "Học sinh Xuất sắc",
            "good_pupil": "Học sinh Giỏi",
            "tot": "Tốt",
            "gioi": "Giỏi",
            "kha": "Khá",
            "dat": "Đạt",
            "trung_binh": "Trung bình",
            "chua_dat": "Chưa đạt",
            "yeu": "Yếu",
            "kem": "Kém",
            "hoan_thanh_xuat_sac": "Hoàn thành xuất sắc",
            "hoan_thanh_tot": "Hoàn thành tốt",
            "hoan_thanh": "Hoàn thành",
            "chua_hoan_thanh": "Chưa hoàn thành",
            "xuat_sac": "Xuất sắc",
        },
        papers=("school_report", "school_confirmation", "award_certificate"),
    ),
    FactKind(
        "conduct",
        "kết quả rèn luyện",
        "Kết quả rèn luyện (hạnh kiểm, phẩm chất) của em?",
        {
            "tot": "Tốt",
            "kha": "Khá",
            "dat": "Đạt",
            "trung_binh": "Trung bình",
            "yeu": "Yếu",
            "chua_dat": "Chưa đạt",
            "can_co_gang": "Cần cố gắng",
        },
        papers=("school_report", "school_confirmation"),
    ),
    FactKind(
        "overcomes_hardship",
        "chăm ngoan, hiếu học, vượt khó",
        "Em có chăm ngoan, hiếu học, vượt khó không?",
        papers=("school_confirmation", "hardship_confirmation"),
        sensitive=False,
    ),
    FactKind(
        "honour",
        "danh hiệu, giải thưởng cao nhất",
        "Danh hiệu hoặc giải thưởng cao nhất?",
        {
            "none": "không có",
            "district_prize": "giải cấp huyện",
            "province_prize": "giải Nhì, Ba, Khuyến khích cấp tỉnh",
            "province_first": "giải Nhất cấp tỉnh",
            "national_prize": "học sinh giỏi cấp quốc gia",
            "regional_prize": "học sinh giỏi khu vực",
            "international_prize": "học sinh giỏi quốc tế",
            "medal": "huy chương",
            "nhan_dan": "Nhà giáo, Thầy thuốc, Nghệ sĩ nhân dân",
            "uu_tu": "Nhà giáo, Thầy thuốc, Nghệ sĩ, Nghệ nhân ưu tú",
            "doctor": "tiến sĩ",
            "professor": "giáo sư, phó giáo sư",
            "patent": "bằng sáng chế từ cấp tỉnh trở lên",
            "learning_family": "gia đình học tập giỏi, vươn lên thoát nghèo, gương mẫu",
        },
        papers=("award_certificate",),
        sensitive=False,
    ),
    FactKind("border_commune", "ở xã biên giới", "Em có ở xã biên giới không?", sensitive=False),
)
"""Key → kind of fact: the whole vocabulary of the rulebooks. Source: Công văn 08/CV-HKH (02/02/2023), appendix."""
