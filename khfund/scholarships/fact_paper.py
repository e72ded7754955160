"""The paper that proves a fact: of a kind that can prove it, with days that fit, and seen by somebody."""

from __future__ import annotations

from datetime import date

import attrs

from khfund.eligibility.evidence import PAPERS, Evidence
from khfund.eligibility.fact import FACTS
from khfund.errors import KhfundError
from khfund.vietnamese import clean


class PaperUnknownError(KhfundError):
    """A paper is of one of the kinds that are known."""

    message = "Không có loại giấy tờ «{kind}»; các loại: {kinds}."
    english = "There is no kind of paper «{kind}»; the kinds are: {kinds}."


class PaperUnfitError(KhfundError):
    """A fact is proven by a paper that can prove it."""

    message = "Giấy «{paper}» không chứng minh được «{fact}»; cần một trong: {fitting}."
    english = "The paper «{paper}» does not prove «{fact}»; one of these is needed: {fitting}."


class PaperDaysError(KhfundError):
    """A paper is issued, then seen, and ends after it begins."""

    message = "Ngày trên giấy tờ không hợp lý: {reason}."
    english = "The days of the paper do not fit: {reason}."


class PaperEndMissingError(KhfundError):
    """A certificate of a poor household says until when it counts."""

    message = "Thông tin số {number}: giấy chứng nhận hộ nghèo, cận nghèo có thời hạn theo năm; hãy ghi ngày hết hạn."
    english = "Fact {number}: a certificate of a poor household counts for certain years; enter its last day."


def sound_paper(key: str, given: Evidence, today: date, officer: str) -> Evidence:
    """The paper with clean texts, and who saw it and when."""
    if given.kind not in PAPERS:
        raise PaperUnknownError(kind=given.kind, kinds=", ".join(PAPERS))
    kind = FACTS[key]
    if kind.papers and given.kind not in kind.papers:
        fitting = ", ".join(PAPERS[one] for one in kind.papers)
        raise PaperUnfitError(paper=PAPERS[given.kind], fact=kind.name, fitting=fitting)
    seen_on = given.seen_on or today
    if seen_on > today:
        raise PaperDaysError(reason="xem giấy sau hôm nay")
    if given.issued and given.issued > seen_on:
        raise PaperDaysError(reason="giấy cấp sau ngày xem giấy")
    if given.valid_from and given.valid_until and given.valid_from > given.valid_until:
        raise PaperDaysError(reason="giấy hết hạn trước khi có hiệu lực")
    return attrs.evolve(
        given,
        issuer=clean(given.issuer)[:200],
        number=clean(given.number)[:60],
        seen_by=clean(given.seen_by)[:120] or officer,
        seen_on=seen_on,
    )
