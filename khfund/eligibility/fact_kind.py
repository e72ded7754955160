"""Kinds of facts: the one vocabulary in which offices tell circumstances and rulebooks ask for them."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from khfund.eligibility.evidence import DENIAL_PAPERS

Value = bool | int | str


@attrs.frozen
class FactKind:
    """A fact that rules may ask for; `values` pairs what may be stored with its Vietnamese words.

    `values` is empty for yes-or-no facts (bool), for whole numbers (`number`) and for days (`day`, stored as ISO text).
    `said` words a value as part of a sentence. `denial` is the value that speaks against the candidate, `broad` the
    words for every other value together, `unknown` what is said while nothing is known. Where `papers` is empty, an
    officer's word is enough.
    """

    key: str
    name: str
    question: str
    values: Mapping[str, str] = attrs.field(factory=dict)
    number: bool = False
    papers: tuple[str, ...] = ()
    sensitive: bool = True
    day: bool = False
    said: Mapping[Value, str] = attrs.field(factory=dict)
    denial: Value | None = None
    broad: str = ""
    unknown: str = ""

    @property
    def is_yes_or_no(self) -> bool:
        """Whether the fact is a bool."""
        return not (self.values or self.number or self.day)

    def papers_for(self, value: Value, papers: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """The kinds of papers that prove this value; `papers` are a rulebook's own in place of the usual ones."""
        usual = self.papers if papers is None else papers
        if not usual or self.denial is None or value != self.denial:
            return usual
        return (*usual, *(one for one in DENIAL_PAPERS if one not in usual))


def _kinds(*kinds: FactKind) -> dict[str, FactKind]:
    return {one.key: one for one in kinds}


_POVERTY = {"poor": "hộ nghèo", "near_poor": "hộ cận nghèo", "none": "không thuộc hộ nghèo, hộ cận nghèo"}


def _poverty(key: str, name: str, question: str, who: str) -> FactKind:
    return FactKind(
        key,
        name,
        question,
        _POVERTY,
        papers=("poverty_certificate",),
        said={
            "poor": f"{who} thuộc hộ nghèo",
            "near_poor": f"{who} thuộc hộ cận nghèo",
            "none": f"{who} không thuộc hộ nghèo, hộ cận nghèo",
        },
        denial="none",
        broad=f"{who} thuộc hộ nghèo hoặc hộ cận nghèo",
        unknown=f"chưa rõ {who} thuộc hộ nào",
    )


def _yes_or_no(
    key: str,
    name: str,
    question: str,
    yes: str,
    no: str,
    *papers: str,
    sensitive: bool = True,
    denial: bool | None = False,
) -> FactKind:
    return FactKind(
        key,
        name,
        question,
        papers=papers,
        sensitive=sensitive,
        said={True: yes, False: no},
        denial=denial,
        unknown=f"chưa rõ {yes} hay không",
    )


FACTS: dict[str, FactKind] = _kinds(
    FactKind(
        "learner",
        "bậc học",
        "Em là học sinh hay sinh viên?",
        {"pupil": "học sinh", "student": "sinh viên", "adult": "người lớn"},
        papers=("school_confirmation",),
        sensitive=False,
        said={"pupil": "là học sinh", "student": "là sinh viên", "adult": "là người lớn, không đi học"},
        unknown="chưa rõ là học sinh hay sinh viên",
    ),
    FactKind(
        "grade",
        "lớp",
        "Em học lớp mấy?",
        number=True,
        papers=("school_confirmation",),
        sensitive=False,
        unknown="chưa rõ học lớp mấy",
    ),
    FactKind(
        "born",
        "ngày sinh",
        "Em sinh ngày nào?",
        day=True,
        papers=("birth_certificate", "school_confirmation", "school_report"),
        unknown="chưa rõ ngày sinh",
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
        denial="none",
        broad="khuyết tật, mức độ nào cũng được",
        unknown="chưa rõ có khuyết tật hay không",
    ),
    FactKind(
        "orphan",
        "mồ côi",
        "Em có mồ côi không?",
        {"none": "còn cả bố và mẹ", "one": "mồ côi bố hoặc mẹ", "both": "mồ côi cả bố và mẹ"},
        papers=("death_certificate", "hardship_confirmation", "allowance_decision"),
        denial="none",
        broad="mồ côi bố hoặc mẹ, hoặc mồ côi cả hai",
        unknown="chưa rõ có mồ côi hay không",
    ),
    _poverty(
        "carer_poverty",
        "hộ của người trực tiếp nuôi dưỡng",
        "Người đang trực tiếp nuôi em thuộc hộ nào?",
        "người trực tiếp nuôi dưỡng",
    ),
    _poverty(
        "household_poverty",
        "hộ gia đình của em",
        "Hộ gia đình của em thuộc hộ nào?",
        "gia đình",
    ),
    _yes_or_no(
        "carer_hard_life",
        "điều kiện sống của người nuôi dưỡng khó khăn",
        "Điều kiện sống của người nuôi em có khó khăn không?",
        "người nuôi dưỡng có điều kiện sống khó khăn",
        "người nuôi dưỡng không có điều kiện sống khó khăn",
        "hardship_confirmation",
        "poverty_certificate",
        "visit_record",
    ),
    _yes_or_no(
        "parent_illness",
        "bố hoặc mẹ mắc bệnh hiểm nghèo phải điều trị tốn kém",
        "Bố hoặc mẹ em có mắc bệnh hiểm nghèo phải điều trị tốn kém không?",
        "bố hoặc mẹ mắc bệnh hiểm nghèo phải điều trị tốn kém",
        "bố và mẹ không mắc bệnh hiểm nghèo phải điều trị tốn kém",
        "medical_record",
    ),
    _yes_or_no(
        "parent_unable_to_work",
        "bố hoặc mẹ bị tàn tật, tâm thần mà mất khả năng lao động",
        "Bố hoặc mẹ em có bị tàn tật, tâm thần mà mất khả năng lao động không?",
        "bố hoặc mẹ bị tàn tật, tâm thần mà mất khả năng lao động",
        "bố và mẹ không bị tàn tật, tâm thần mà mất khả năng lao động",
        "disability_certificate",
        "medical_record",
        "hardship_confirmation",
    ),
    _yes_or_no(
        "hardship",
        "hoàn cảnh khó khăn",
        "Gia đình em có khó khăn không?",
        "có hoàn cảnh khó khăn",
        "không có hoàn cảnh khó khăn",
        "hardship_confirmation",
        "poverty_certificate",
        "visit_record",
    ),
    _yes_or_no(
        "needs_bicycle",
        "cần xe đạp để đi học",
        "Em có cần xe đạp để đi học không?",
        "cần xe đạp để đi học",
        "không cần xe đạp để đi học",
        "school_confirmation",
        "hardship_confirmation",
        "visit_record",
        sensitive=False,
    ),
    _yes_or_no(
        "makeshift_house",
        "ở nhà tạm (nhà tre lợp mái tranh nứa lá)",
        "Em có đang ở nhà tạm không?",
        "đang ở nhà tạm (nhà tre lợp mái tranh nứa lá)",
        "không ở nhà tạm",
        "hardship_confirmation",
        "visit_record",
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
        unknown="chưa rõ kết quả học tập",
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
        unknown="chưa rõ kết quả rèn luyện",
    ),
    _yes_or_no(
        "council_good_learner",
        "hội đồng công nhận là học giỏi",
        "Hội đồng có công nhận em là học giỏi không?",
        "được hội đồng công nhận là học giỏi",
        "không được hội đồng công nhận là học giỏi",
        "council_minutes",
        sensitive=False,
        denial=None,
    ),
    _yes_or_no(
        "overcomes_hardship",
        "chăm ngoan, hiếu học, vượt khó",
        "Em có chăm ngoan, hiếu học, vượt khó không?",
        "chăm ngoan, hiếu học, vượt khó",
        "chưa được công nhận là chăm ngoan, hiếu học, vượt khó",
        "school_confirmation",
        "hardship_confirmation",
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
            "self_taught": "gương điển hình trong tự học thành tài",
            "initiative": "người có sáng kiến, kinh nghiệm được ghi nhận",
        },
        papers=("award_certificate",),
        sensitive=False,
        denial="none",
        unknown="chưa rõ danh hiệu, giải thưởng",
    ),
    FactKind(
        "border_commune",
        "ở xã biên giới",
        "Em có ở xã biên giới không?",
        sensitive=False,
        said={True: "ở xã biên giới", False: "không ở xã biên giới"},
        unknown="chưa rõ có ở xã biên giới hay không",
    ),
)
"""Key → kind of fact: the whole vocabulary of the rulebooks. Source: Công văn 08/CV-HKH (02/02/2023), appendix."""
