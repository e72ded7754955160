"""The paper that proves a fact: of a kind that can prove it, with days that fit, and seen by somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from khfund.eligibility.evidence import PAPERS, Evidence
from khfund.eligibility.fact import FACTS, Value
from khfund.errors import KhfundError
from khfund.vietnamese import clean


class PaperUnknownError(KhfundError):
    """A paper is of one of the kinds that are known."""

    message = "Không có loại giấy tờ «{kind}»; các loại: {kinds}."
    english = "There is no kind of paper «{kind}»; the kinds are: {kinds}."


class PaperUnfitError(KhfundError):
    """A fact is proven by a paper of the kinds that prove it, unless a rulebook names others."""

    message = "Giấy «{paper}» thường không chứng minh được «{fact}»; cần một trong: {fitting}."
    english = "The paper «{paper}» does not usually prove «{fact}»; one of these is needed: {fitting}."


class PaperDaysError(KhfundError):
    """A paper is issued, then seen, and ends after it begins."""

    message = "Ngày trên giấy tờ không hợp lý: {reason}."
    english = "The days of the paper do not fit: {reason}."


class PaperEndMissingError(KhfundError):
    """A certificate of a poor household says from when or until when it counts."""

    message = "Giấy chứng nhận hộ nghèo, cận nghèo có giá trị theo năm; hãy ghi ngày cấp hoặc ngày hết hạn."
    english = "A certificate of a poor household counts for certain years; enter when it was issued or ends."


def sound_paper(given: Evidence, today: date, officer: str) -> Evidence:
    """Return the paper with clean texts, and who saw it and when; without a name the officer, without a day today.

    Raises: PaperUnknownError, PaperDaysError.
    """
    if given.kind not in PAPERS:
        raise PaperUnknownError(kind=given.kind, kinds=", ".join(PAPERS))
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


def doubts(key: str, value: Value, paper: Evidence) -> Iterator[KhfundError]:
    """Tell why a paper may not prove a fact: it is of another kind than usual, or does not say until when it counts."""
    kind = FACTS[key]
    fitting = kind.papers_for(value)
    if fitting and paper.kind not in fitting:
        names = ", ".join(PAPERS[one] for one in fitting)
        yield PaperUnfitError(paper=PAPERS[paper.kind], fact=kind.name, fitting=names)
    if paper.kind == "poverty_certificate" and paper.valid_until is None and paper.issued is None:
        yield PaperEndMissingError()
