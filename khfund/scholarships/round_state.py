"""Where a round stands and which ways it may go: open, closed, screened, allocated, decided; or cancelled before that."""

from __future__ import annotations

import enum


class RoundState(enum.StrEnum):
    """Where a round stands: it takes nominations, then is screened and scored, allocated, decided; or cancelled."""

    OPEN = "open"
    CLOSED = "closed"
    SCREENED = "screened"
    ALLOCATED = "allocated"
    DECIDED = "decided"
    CANCELLED = "cancelled"


STATE_NAMES = {
    RoundState.OPEN: "đang nhận đề nghị",
    RoundState.CLOSED: "đã chốt đề nghị",
    RoundState.SCREENED: "đã thẩm định",
    RoundState.ALLOCATED: "đã phân suất",
    RoundState.DECIDED: "đã có quyết định",
    RoundState.CANCELLED: "đã hủy",
}

LIVE = (RoundState.OPEN, RoundState.CLOSED, RoundState.SCREENED, RoundState.ALLOCATED)
"""The states in which a round still holds its budget."""


class RoundStep(enum.StrEnum):
    """What happened to a round."""

    OPENED = "opened"
    CHANGED = "changed"
    CLOSED = "closed"
    REOPENED = "reopened"
    SCREENED = "screened"
    VOTING_CLOSED = "voting_closed"
    ALLOCATED = "allocated"
    DECIDED = "decided"
    CANCELLED = "cancelled"


ACTIONS = {
    RoundStep.OPENED: "mở",
    RoundStep.CHANGED: "đổi ngân sách, thời hạn hoặc bộ tiêu chí",
    RoundStep.CLOSED: "chốt đề nghị",
    RoundStep.REOPENED: "mở lại",
    RoundStep.SCREENED: "thẩm định",
    RoundStep.VOTING_CLOSED: "đóng chấm điểm",
    RoundStep.ALLOCATED: "phân suất",
    RoundStep.DECIDED: "ra quyết định",
    RoundStep.CANCELLED: "hủy",
}
"""Step → what somebody wants to do."""

WAYS = (
    "opened:open>open", "changed:open>open", "changed:closed>closed", "changed:screened>screened",
    "closed:open>closed", "reopened:closed>open", "reopened:screened>open", "reopened:allocated>open",
    "screened:closed>screened", "screened:screened>screened", "voting_closed:screened>screened",
    "allocated:screened>allocated", "allocated:allocated>allocated", "decided:allocated>decided",
    "cancelled:open>cancelled", "cancelled:closed>cancelled", "cancelled:screened>cancelled",
    "cancelled:allocated>cancelled",
)  # fmt: skip
"""Every way that a round may go, as step:from>to."""
