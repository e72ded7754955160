"""What kinds of givers, gifts, proposals, pledges, dues and targets are called where people read them."""

from __future__ import annotations

from khfund.donations.campaign_progress import UNNAMED
from khfund.donations.donation import EventKind
from khfund.donations.dues import DuesLevel
from khfund.donations.gift import Way
from khfund.donations.instalment import Rhythm
from khfund.donations.likeness import DonorKind
from khfund.donations.line_decision import Verdict
from khfund.donations.match_rule import Sign
from khfund.donations.pledge import EndReason
from khfund.donations.proposal import ProposalState
from khfund.donations.target import Manner, Measure

DONOR_KINDS = {
    DonorKind.PERSON: "cá nhân",
    DonorKind.HOUSEHOLD: "gia đình",
    DonorKind.ORGANISATION: "tổ chức",
}
WAYS = {Way.CASH: "tiền mặt", Way.TRANSFER: "chuyển khoản", Way.GOODS: "hiện vật"}
EVENTS = {EventKind.REFUNDED: "hoàn lại", EventKind.CANCELLED: "hủy vì ghi nhầm"}
PROPOSALS = {
    ProposalState.MATCHED: "khớp",
    ProposalState.AMBIGUOUS: "chưa chắc",
    ProposalState.UNMATCHED: "không khớp",
    ProposalState.NOT_A_GIFT: "không phải ủng hộ",
}
VERDICTS = {
    Verdict.GIFT: "là khoản ủng hộ",
    Verdict.UNKNOWN: "chưa rõ",
    Verdict.OTHER: "không phải ủng hộ",
}
SIGNS = {
    Sign.ACCOUNT: "số tài khoản",
    Sign.ACCOUNT_AND_NAME: "số tài khoản và tên",
    Sign.PHRASE: "cụm từ",
    Sign.NAME: "tên người chuyển",
}
RHYTHMS = {
    Rhythm.ONCE: "một lần",
    Rhythm.MONTHLY: "hằng tháng",
    Rhythm.QUARTERLY: "hằng quý",
    Rhythm.YEARLY: "hằng năm",
    Rhythm.LISTED: "theo lịch riêng",
}
REASONS = {
    EndReason.WITHDREW: "người ủng hộ xin thôi",
    EndReason.HARDSHIP: "gặp khó khăn",
    EndReason.DIED: "qua đời hoặc giải thể",
    EndReason.LOST: "chuyển đi, mất liên lạc",
    EndReason.REPLACED: "thay bằng cam kết khác",
    EndReason.MISTAKE: "ghi nhầm",
}
GIVERS = {
    DonorKind.ORGANISATION.value: "cơ quan, tổ chức, doanh nghiệp",
    DonorKind.PERSON.value: "cá nhân",
    DonorKind.HOUSEHOLD.value: "hộ gia đình, dòng họ",
    UNNAMED: "ẩn danh",
}
LEVELS = {
    DuesLevel.BASE: "chi hội",
    DuesLevel.COMMUNE: "xã, phường, trực thuộc",
    DuesLevel.DISTRICT: "huyện",
    DuesLevel.PROVINCE: "tỉnh",
    DuesLevel.CENTRAL: "trung ương",
}
MEASURES = {
    Measure.RAISED: "vận động bằng tiền",
    Measure.BALANCE: "số dư quỹ cuối năm",
    Measure.DUES: "hội phí",
    Measure.MEMBERS: "hội viên",
    Measure.NEW_MEMBERS: "hội viên mới",
    Measure.AWARDS: "suất học bổng, khen thưởng",
    Measure.AWARDED: "tiền học bổng, khen thưởng",
}
MANNERS = {Manner.PER_UNIT: "từng đơn vị", Manner.IN_TOTAL: "cộng chung"}
