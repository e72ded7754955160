"""The words in which the command line names programmes, rounds, their steps, verdicts and relations."""

from __future__ import annotations

from khfund.eligibility.verdict import Verdict
from khfund.scholarships.programme import ProgrammeKind
from khfund.scholarships.relation import RelationKind
from khfund.scholarships.round_state import RoundState, RoundStep

STATES = {
    RoundState.OPEN: "đang nhận đề nghị",
    RoundState.CLOSED: "đã chốt đề nghị",
    RoundState.SCREENED: "đã thẩm định",
    RoundState.ALLOCATED: "đã phân suất",
    RoundState.DECIDED: "đã có quyết định",
    RoundState.CANCELLED: "đã hủy",
}

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

KINDS = {
    ProgrammeKind.AWARD: "học bổng, khen thưởng theo đợt",
    ProgrammeKind.SPONSORSHIP: "đỡ đầu dài hạn",
}

RELATIONS = {
    RelationKind.PARENT: "bố hoặc mẹ của em",
    RelationKind.CHILD: "con của người nhận",
    RelationKind.SPOUSE: "vợ hoặc chồng của người nhận",
    RelationKind.SIBLING: "anh, chị, em ruột",
    RelationKind.GRANDPARENT: "ông hoặc bà của em",
    RelationKind.KIN: "họ hàng trong phạm vi ba đời",
    RelationKind.GUARDIAN: "người giám hộ, người nuôi dưỡng",
    RelationKind.TEACHER: "giáo viên chủ nhiệm của em",
    RelationKind.OTHER: "quan hệ khác",
}
