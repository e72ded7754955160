"""Words of pledges, campaigns, dues and targets as the command line says them."""

from __future__ import annotations

from khfund.donations.campaign_progress import UNNAMED
from khfund.donations.dues import DuesLevel
from khfund.donations.instalment import Rhythm
from khfund.donations.likeness import DonorKind
from khfund.donations.pledge import EndReason
from khfund.donations.target import Manner, Measure

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
