"""The words in which the committee's pages name states, steps, verdicts, kinds and answers."""

from __future__ import annotations

from admin.words import _
from khfund.actor import ROLE_NAMES, Role, allowed_roles
from khfund.calendar import SchoolYear
from khfund.eligibility.verdict import Verdict
from khfund.scholarships.allocation import Outcome
from khfund.scholarships.award_round import RoundPurpose
from khfund.scholarships.nomination import NominationState
from khfund.scholarships.programme import ProgrammeKind
from khfund.scholarships.recipient import RecipientKind, Sex
from khfund.scholarships.recipient_change import ChangeKind
from khfund.scholarships.round_state import RoundStep

STEPS = {
    RoundStep.OPENED: "mở đợt",
    RoundStep.CHANGED: "đổi ngân sách, thời hạn hoặc bộ tiêu chí",
    RoundStep.CLOSED: "chốt đề nghị",
    RoundStep.REOPENED: "mở lại",
    RoundStep.SCREENED: "thẩm định",
    RoundStep.VOTING_CLOSED: "đóng chấm điểm",
    RoundStep.ALLOCATED: "phân suất",
    RoundStep.DECIDED: "ra quyết định",
    RoundStep.CANCELLED: "hủy đợt",
}
VERDICTS = {Verdict.MET: "đạt", Verdict.NOT_MET: "không đạt", Verdict.UNPROVEN: "chưa đủ giấy tờ"}
VERDICT_MARKS = {Verdict.MET: "✓", Verdict.NOT_MET: "✗", Verdict.UNPROVEN: "?"}
VERDICT_LAMPS = {Verdict.MET: "", Verdict.NOT_MET: "late", Verdict.UNPROVEN: "soon"}
PROGRAMME_KINDS = {
    ProgrammeKind.AWARD: "học bổng, khen thưởng theo đợt",
    ProgrammeKind.SPONSORSHIP: "đỡ đầu dài hạn",
}
PURPOSES = {RoundPurpose.MONEY: "tiền", RoundPurpose.GOODS: "hiện vật"}
NOMINATION_STATES = {NominationState.STANDING: "đang xét", NominationState.WITHDRAWN: "đã rút"}
OUTCOMES = {Outcome.AWARDED: "được chọn", Outcome.ALTERNATE: "dự bị", Outcome.LEFT_OUT: "không chọn"}
RECIPIENT_KINDS = {
    RecipientKind.PUPIL: "học sinh",
    RecipientKind.STUDENT: "sinh viên",
    RecipientKind.ADULT: "người lớn",
    RecipientKind.SCHOOL: "trường",
}
SEXES = {Sex.FEMALE: "nữ", Sex.MALE: "nam giới"}
CHANGES = {
    ChangeKind.CORRECTED: "sửa thông tin",
    ChangeKind.MERGED: "gộp vào số khác",
    ChangeKind.SEPARATED: "tách lại",
}
SCHOOL_YEARS = {year: str(SchoolYear(year)) for year in range(1990, 2100)}
FACT_STATES = {
    "waiting": "chờ xác nhận",
    "confirmed": "đã xác nhận",
    "withdrawn": "đã bỏ",
    "contradicted": "đã bỏ vì có dữ kiện trái lại",
}


def who_may(kind: str) -> str:
    """Name the roles that may do something, as people say them."""
    held = allowed_roles(kind)
    return ", ".join(_(ROLE_NAMES[role]) for role in Role if role in held)


def points(hundredths: int | None) -> str:
    """Write hundredths of a point as people do: 7.350 is 73,50."""
    return "" if hundredths is None else f"{hundredths // 100},{hundredths % 100:02d}"
