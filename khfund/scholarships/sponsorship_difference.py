"""What of a sponsorship does not agree: promised, received and paid out, and what the school says. In words, no names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
from sqlalchemy.orm import Session

from khfund.calendar import Month, SchoolYear
from khfund.errors import speak
from khfund.scholarships.enrolment import enrolments
from khfund.scholarships.schedule import State, grade_in, phase_on, phases
from khfund.scholarships.sponsor_standing import ChildStanding, SponsorStanding
from khfund.scholarships.sponsorship_hold import Overpaid, overpaid
from khfund.scholarships.sponsorship_terms import terms_of

KIND_NAMES = {
    "arrears": "thiếu",
    "ahead": "góp trước",
    "lent": "quỹ ứng",
    "unpaid": "chưa chi",
    "not_raised": "chưa lập kỳ chi",
    "uncovered": "chưa có người đỡ đầu",
    "grade": "khác lớp",
    "overpaid": "chi thừa",
}


@attrs.frozen
class Difference:
    """One thing that does not agree; `amount` in đồng, 0 where it is not about money; `share` where it is a sponsor's."""

    kind: str
    sponsorship: int
    sentence: str
    amount: int = 0
    share: int | None = None


def differences(session: Session, unit_id: int, found: Sequence[ChildStanding]) -> list[Difference]:
    """Return what does not agree in the sponsorships that were looked at, in their order."""
    beyond = overpaid(session, unit_id)
    told: list[Difference] = []
    for one in found:
        number = one.sponsorship.id
        for sponsor in one.sponsors:
            told += _of_sponsor(number, sponsor)
        told += _of_child(one)
        told += _of_school(session, one)
        told += [_beyond(each) for each in beyond if each.sponsorship == number]
    return told


def _of_sponsor(number: int, one: SponsorStanding) -> Iterator[Difference]:
    share = one.shares[-1].id
    facts = {"share": share, "on": one.on, "due": one.due, "received": one.received}
    if one.arrears:
        when = _span([month.month for month in one.late])
        words = "Phần số {share}: đến {on:%d/%m/%Y} đã hứa {due:dong}, đã nhận {received:dong}; còn thiếu {lacking:dong} ({when}){who}."
        sentence = speak(words, **facts, lacking=one.arrears, when=when, who=_whom_to_ask(one))
        yield Difference("arrears", number, sentence, one.arrears, share)
    if one.ahead > 0:
        until = f", đủ đến hết {str(one.paid_until).lower()}" if one.paid_until else ""
        sentence = speak(
            "Phần số {share}: đã góp trước {ahead:dong}{until}.", **facts, ahead=one.ahead, until=until
        )
        yield Difference("ahead", number, sentence, one.ahead, share)
    if one.paid_out > one.received:
        words = "Phần số {share}: đã chi cho em {out:dong}, mới nhận {received:dong}; quỹ đang ứng trước {lent:dong}."
        lent = one.paid_out - one.received
        yield Difference("lent", number, speak(words, **facts, out=one.paid_out, lent=lent), lent, share)


def _whom_to_ask(one: SponsorStanding) -> str:
    if one.has_stopped:
        return "; người đỡ đầu đã dừng, không đòi"
    return "; hỏi người đỡ đầu, không nhắc người chuyển tiền hộ" if one.payer.id != one.giver.id else ""


def _of_child(one: ChildStanding) -> Iterator[Difference]:
    number, on = one.sponsorship.id, one.on
    if one.unpaid:
        words = "Kỳ chi đã lập {owed:dong}, đã chi {paid:dong}; còn {unpaid:dong} chưa chi."
        sentence = speak(words, owed=one.owed, paid=one.paid, unpaid=one.unpaid)
        yield Difference("unpaid", number, sentence, one.unpaid)
    due = sum(month.amount for month in one.months if month.due <= on and not month.is_held)
    if due > one.owed:
        words = "Đến {on:%d/%m/%Y} đã đến hạn {due:dong}, mới lập kỳ chi {owed:dong}; còn {lacking:dong} sẽ lập ở đợt chi tới."
        sentence = speak(words, on=on, due=due, owed=one.owed, lacking=due - one.owed)
        yield Difference("not_raised", number, sentence, due - one.owed)
    if one.uncovered and one.sponsors:
        words = "Đến {on:%d/%m/%Y} có {amount:dong} chưa có người đỡ đầu, quỹ chi."
        sentence = speak(words, on=on, amount=one.uncovered)
        yield Difference("uncovered", number, sentence, one.uncovered)


def _of_school(session: Session, one: ChildStanding) -> Iterator[Difference]:
    """A grade that contradicts the school: perhaps the child repeats a class, and nobody has said so."""
    made, year = one.sponsorship, SchoolYear.of(one.on)
    terms = terms_of(session, [made])[made.id]
    expected = grade_in(terms, year.year)
    is_over = not one.months or one.months[-1].month < Month.of(one.on)
    if expected is None or is_over or phase_on(phases(terms.happenings), one.on).state is not State.RUNNING:
        return
    told = enrolments(session, [made.recipient_id], year.year).get(made.recipient_id)
    if told is not None and told.grade not in {None, expected}:
        words = "Năm học {year}: trường ghi lớp {told}, lịch đang tính lớp {expected}; nếu em học lại lớp, hãy ghi sự việc lưu ban."
        sentence = speak(words, year=str(year), told=told.grade, expected=expected)
        yield Difference("grade", made.id, sentence)


def _beyond(one: Overpaid) -> Difference:
    words = "{month} đã chi {amount:dong} ngày {paid:%d/%m/%Y} nhưng không còn được nhận; kỳ chi số {instalment} cần thu hồi."
    facts = {"month": str(one.month), "amount": one.amount, "paid": one.paid, "instalment": one.instalment}
    return Difference("overpaid", one.sponsorship, speak(words, **facts), one.amount)


def _span(months: Sequence[Month]) -> str:
    first, last = str(min(months)).lower(), str(max(months)).lower()
    return first if first == last else f"{first} đến {last}"
