"""`sponsorship`: children who are kept at school month by month, their sponsors, what happens, what is shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.calendar import Month, SchoolYear
from khfund.cli.edge import AMonth, Amount, ASchoolYear, Day, Edge, pass_edge, this_day
from khfund.cli.sponsorship_words import (
    ENDS,
    EVENTS,
    STOPS,
    UNCOVERED,
    Percent,
    sponsor,
    sponsor_options,
)
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.ledger import find_fund
from khfund.scholarships import sponsorship_agreement, sponsorship_course
from khfund.scholarships.child_event import find_event
from khfund.scholarships.enrolment import enrolments
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.programme import find_programme
from khfund.scholarships.recipient import Recipient, find_recipient
from khfund.scholarships.schedule import MONTHS_OF_YEAR, EventKind, Uncovered
from khfund.scholarships.sponsor_share import find_share
from khfund.scholarships.sponsorship import find_sponsorship
from khfund.scholarships.sponsorship_agreement import NewShare, NewSponsorship
from khfund.scholarships.sponsorship_terms import months_of

LOOKS = {
    "receive": "sponsorship_looks:receive",
    "take-back-receipt": "sponsorship_looks:take_back_receipt",
    "list": "sponsorship_looks:list_sponsorships",
    "show": "sponsorship_looks:show",
    "schedule": "sponsorship_looks:schedule_",
    "check": "sponsorship_looks:check_",
    "overpaid": "sponsorship_looks:overpaid_",
    "letter": "sponsorship_prints:letter",
    "calendar": "sponsorship_prints:calendar_",
}


@click.group("sponsorship", cls=Group, lazy={name: f"khfund.cli.{place}" for name, place in LOOKS.items()})
def sponsorship_group() -> None:
    """Đỡ đầu: mỗi em một chương trình, từng tháng cho đến hết lớp 12."""


@sponsorship_group.command("agree")
@click.argument("recipient", type=int)
@option("--programme", "programme_code", required=True, help="Mã chương trình đỡ đầu.")
@option("--rate", type=Amount(), required=True, help="Số tiền mỗi tháng.")
@option("--from", "starts", type=AMonth(), required=True, help="Tháng đầu tiên, như 9/2026.")
@option("--grade", type=int, help="Lớp của em; để trống thì lấy từ nơi học đã ghi.")
@option(
    "--school-year", type=ASchoolYear(), help="Năm học của lớp đó (mặc định: năm học của tháng đầu tiên)."
)
@option(
    "--months-a-year", type=click.Choice(["12", "10", "9"]), default="12", help="Số tháng chi trong năm học."
)
@option(
    "--month",
    "listed",
    multiple=True,
    type=click.IntRange(1, 12),
    help="Chỉ chi tháng này (1–12), ghi nhiều lần.",
)
@option("--until", "ends", type=AMonth(), help="Tháng cuối cùng, nếu dừng trước khi hết lớp 12.")
@option("--pay-day", type=click.IntRange(1, 31), default=1, help="Ngày trong tháng bắt đầu được chi.")
@option(
    "--uncovered",
    type=click.Choice(UNCOVERED),
    default="fund",
    help="Tháng không có người đỡ đầu: fund (quỹ chi) hoặc stop (không chi).",
)
@sponsor_options(donor_help="Người đỡ đầu (số nhà hảo tâm); có thể ghi sau bằng `join`.", required=False)
@option("--share", "part", type=Percent(), default="100", help="Phần của người đỡ đầu, tính bằng %.")
@option("--fund", "fund_code", help="Quỹ chi (mặc định: quỹ của chương trình).")
@option("--agreed", type=Day(), help="Ngày thỏa thuận (mặc định hôm nay).")
@option("--agreement", default="", help="Số, tên văn bản thỏa thuận; không ghi tên người.")
@pass_edge
def agree(edge: Edge, /, recipient: int, programme_code: str, **said: Any) -> None:
    """Ghi thỏa thuận đỡ đầu một em; các tháng đến hết lớp 12 thành cam kết chi."""

    def work(session: Session, command: Command) -> Answer:
        child = find_recipient(session, command.unit, recipient)
        programme = find_programme(session, command.unit, programme_code)
        fund = find_fund(session, command.unit, said["fund_code"]) if said["fund_code"] else None
        sponsors = []
        if said["donor"] is not None:
            who = sponsor(session, command.unit, said["donor"], said["payer"], said["correspondent"])
            sponsors.append(NewShare(who, said["part"]))
        new = _terms(session, child, said)
        made = sponsorship_agreement.agree(
            session, command, programme, child, new, sponsors=sponsors, fund=fund
        )
        months = months_of(session, made)
        total = sum(one.amount for one in months)
        return {
            "sponsorship": made.id,
            "months": len(months),
            "total": total,
            "last_month": str(months[-1].month),
        }

    payload = {"recipient": recipient, "programme": programme_code} | _plain(said)
    say = "Đã ghi thỏa thuận đỡ đầu số {sponsorship}: {months:so} tháng, đến hết {last_month}, cộng {total:dong}."
    edge.carry_out("sponsorship.agree", payload, work, say=say)


def _terms(session: Session, child: Recipient, said: dict[str, Any]) -> NewSponsorship:
    starts: Month = said["starts"]
    year: SchoolYear = said["school_year"] or SchoolYear.of(starts.first)
    grade = said["grade"]
    if grade is None:
        told = enrolments(session, [child.id], year.year).get(child.id)
        grade = told.grade if told else None
    return NewSponsorship(
        starts=starts,
        rate=said["rate"],
        grade=grade,
        school_year=year.year,
        payable=said["listed"] or MONTHS_OF_YEAR[int(said["months_a_year"])],
        pay_day=said["pay_day"],
        ends=said["ends"],
        uncovered=Uncovered(said["uncovered"]),
        agreed=said["agreed"],
        agreement=said["agreement"],
    )


def _plain(said: dict[str, Any]) -> dict[str, Any]:
    """What was said as the log keeps it: months and school years as text."""
    return {
        key: str(value)
        if isinstance(value, (Month, SchoolYear))
        else list(value)
        if isinstance(value, tuple)
        else value
        for key, value in said.items()
    }


# -- sponsors ---------------------------------------------------------------------------------------------------------


@sponsorship_group.command("join")
@click.argument("number", type=int)
@sponsor_options(donor_help="Người đỡ đầu (số nhà hảo tâm).", required=True)
@option("--share", "part", type=Percent(), default="100", help="Phần của người đỡ đầu, tính bằng %.")
@option("--from", "since", type=AMonth(), help="Từ tháng (mặc định: tháng đầu của thỏa thuận).")
@option("--until", type=AMonth(), help="Đến hết tháng (mặc định: đến hết thỏa thuận).")
@option("--words", default="", help="Ghi chú.")
@pass_edge
def join(edge: Edge, /, number: int, **said: Any) -> None:
    """Thêm người đỡ đầu cho một em; cộng lại không quá 100 % một tháng."""

    def work(session: Session, command: Command) -> Answer:
        made = find_sponsorship(session, command.unit, number)
        who = sponsor(session, command.unit, said["donor"], said["payer"], said["correspondent"])
        new = NewShare(who, said["part"], said["since"], said["until"], said["words"])
        share = sponsorship_agreement.join(session, command, made, new)
        return {"sponsorship": number, "share": share.id, "part": share.part}

    say = "Đã ghi phần đỡ đầu số {share} của thỏa thuận số {sponsorship}."
    edge.carry_out("sponsorship.join", {"sponsorship": number} | _plain(said), work, say=say)


@sponsorship_group.command("share")
@click.argument("number", type=int)
@option("--percent", "part", type=Percent(), help="Phần mới, tính bằng %.")
@sponsor_options(donor_help="Chuyển cho người đỡ đầu khác (số nhà hảo tâm).", required=False)
@option("--since", type=AMonth(), required=True, help="Từ tháng (tháng này hoặc sau đó).")
@option("--words", default="", help="Ghi chú.")
@pass_edge
def share(edge: Edge, /, number: int, **said: Any) -> None:
    """Đổi một phần đỡ đầu từ một tháng: phần khác, hoặc người khác."""
    if said["part"] is None and said["donor"] is None:
        raise click.UsageError(_("Hãy ghi --percent hoặc --donor."))

    def work(session: Session, command: Command) -> Answer:
        before = find_share(session, command.unit, number)
        who = None
        if said["donor"] is not None:
            who = sponsor(session, command.unit, said["donor"], said["payer"], said["correspondent"])
        changed = sponsorship_agreement.change_share(
            session, command, before, since=said["since"], part=said["part"], sponsor=who, words=said["words"]
        )
        return {
            "sponsorship": changed.sponsorship_id,
            "ended": number,
            "share": changed.id,
            "part": changed.part,
        }

    say = "Phần số {ended} dừng; phần mới là số {share}."
    edge.carry_out("sponsorship.share", {"share": number} | _plain(said), work, say=say)


@sponsorship_group.command("stop-sponsor")
@click.argument("number", type=int)
@option("--since", type=AMonth(), help="Từ tháng (mặc định tháng sau).")
@option(
    "--reason",
    type=click.Choice(STOPS),
    default="sponsor_stopped",
    help="sponsor_stopped (thôi đỡ đầu), mistake (ghi nhầm), other (khác, ghi --words).",
)
@option("--words", default="", help="Ghi chú.")
@pass_edge
def stop_sponsor(edge: Edge, number: int, since: Month | None, reason: str, words: str) -> None:
    """Dừng một phần đỡ đầu; các tháng đã đến hạn giữ nguyên."""

    def work(session: Session, command: Command) -> Answer:
        before = find_share(session, command.unit, number)
        code = DropReason(reason)
        end = sponsorship_agreement.stop_sponsor(
            session, command, before, since=since, reason=code, words=words
        )
        return {"share": number, "since": str(Month.from_number(end.month)), "reason": reason}

    payload = {"share": number, "since": since and str(since), "reason": reason, "words": words}
    edge.carry_out("sponsorship.stop-sponsor", payload, work, say="Phần đỡ đầu số {share} dừng từ {since}.")


@sponsorship_group.command("rate")
@click.argument("number", type=int)
@click.argument("amount", type=Amount())
@option("--since", type=AMonth(), required=True, help="Từ tháng; tháng đã qua được chi bù phần tăng.")
@option("--words", default="", help="Ghi chú.")
@pass_edge
def rate(edge: Edge, number: int, amount: int, since: Month, words: str) -> None:
    """Đổi mức mỗi tháng; tháng đã đến hạn chỉ được bù thêm, không giảm."""

    def work(session: Session, command: Command) -> Answer:
        made = find_sponsorship(session, command.unit, number)
        sponsorship_agreement.change_rate(session, command, made, amount, since=since, words=words)
        return {"sponsorship": number, "amount": amount, "since": str(since)}

    payload = {"sponsorship": number, "amount": amount, "since": str(since), "words": words}
    say = "Thỏa thuận số {sponsorship}: {amount:dong} mỗi tháng từ {since}."
    edge.carry_out("sponsorship.rate", payload, work, say=say)


# -- what happens to the child ----------------------------------------------------------------------------------------


@sponsorship_group.command("event")
@click.argument("number", type=int)
@click.argument("kind", type=click.Choice(EVENTS))
@option("--day", type=Day(), help="Ngày xảy ra (mặc định hôm nay).")
@option("--back-pay", is_flag=True, help="resume: chi bù các tháng tạm dừng.")
@option("--words", default="", help="Ghi chú.")
@pass_edge
def event(edge: Edge, number: int, kind: str, day: date | None, back_pay: bool, words: str) -> None:
    """Ghi sự việc: suspend (tạm dừng), resume (tiếp tục), leave (thôi học), move (chuyển đi), graduate (ra trường), die (mất)."""
    on = day or this_day()

    def work(session: Session, command: Command) -> Answer:
        made = find_sponsorship(session, command.unit, number)
        what = EventKind(kind)
        said = sponsorship_course.record(session, command, made, what, on, back_pay=back_pay, words=words)
        return {
            "sponsorship": number,
            "event": said.id,
            "day": on,
            "months_left": len(months_of(session, made)),
        }

    payload = {"sponsorship": number, "kind": kind, "day": on, "back_pay": back_pay, "words": words}
    say = "Đã ghi sự việc số {event} của thỏa thuận số {sponsorship}, ngày {day}; lịch còn {months_left:so} tháng."
    edge.carry_out("sponsorship.event", payload, work, say=say)


@sponsorship_group.command("repeat")
@click.argument("number", type=int)
@click.argument("school_year", type=ASchoolYear())
@option("--words", default="", help="Ghi chú.")
@pass_edge
def repeat(edge: Edge, number: int, school_year: SchoolYear, words: str) -> None:
    """Ghi em học lại lớp trong một năm học: đỡ đầu thêm một năm."""

    def work(session: Session, command: Command) -> Answer:
        made = find_sponsorship(session, command.unit, number)
        said = sponsorship_course.repeat_class(session, command, made, school_year, words=words)
        last = str(months_of(session, made)[-1].month)
        return {"sponsorship": number, "event": said.id, "last_month": last}

    payload = {"sponsorship": number, "school_year": str(school_year), "words": words}
    say = "Đã ghi sự việc số {event}: thỏa thuận số {sponsorship} kéo dài đến hết {last_month}."
    edge.carry_out("sponsorship.repeat", payload, work, say=say)


@sponsorship_group.command("take-back")
@click.argument("number", type=int)
@click.argument("event_number", type=int)
@option("--reason", required=True, help="Vì sao ghi nhầm.")
@pass_edge
def take_back(edge: Edge, number: int, event_number: int, reason: str) -> None:
    """Rút một sự việc ghi nhầm; lịch trở lại như chưa có sự việc đó."""

    def work(session: Session, command: Command) -> Answer:
        made = find_sponsorship(session, command.unit, number)
        said = find_event(session, made, event_number)
        sponsorship_course.take_back(session, command, made, said, reason=reason)
        return {"sponsorship": number, "event": event_number, "months_left": len(months_of(session, made))}

    payload = {"sponsorship": number, "event": event_number, "reason": reason}
    say = "Đã rút sự việc số {event} của thỏa thuận số {sponsorship}; lịch còn {months_left:so} tháng."
    edge.carry_out("sponsorship.take-back", payload, work, say=say)


@sponsorship_group.command("end")
@click.argument("number", type=int)
@option(
    "--reason",
    type=click.Choice(ENDS),
    required=True,
    help="refused (gia đình không nhận), not_eligible, evidence_expired, sponsor_stopped, replaced, duplicate, revoked, mistake (ghi nhầm), other (khác, ghi --words).",
)
@option("--day", type=Day(), help="Từ ngày (mặc định hôm nay).")
@option("--words", default="", help="Ghi chú.")
@pass_edge
def end(edge: Edge, number: int, reason: str, day: date | None, words: str) -> None:
    """Kết thúc một thỏa thuận với mã lý do; kỳ chi chưa trả của các tháng sau đó được rút."""

    def work(session: Session, command: Command) -> Answer:
        made = find_sponsorship(session, command.unit, number)
        code = DropReason(reason)
        said = sponsorship_course.end(session, command, made, code, day=day, words=words)
        return {"sponsorship": number, "event": said.id, "day": said.day, "reason": reason}

    payload = {"sponsorship": number, "reason": reason, "day": day, "words": words}
    edge.carry_out(
        "sponsorship.end", payload, work, say="Thỏa thuận đỡ đầu số {sponsorship} kết thúc từ {day}."
    )


@sponsorship_group.command("replace")
@click.argument("number", type=int)
@click.argument("recipient", type=int)
@option("--day", type=Day(), help="Từ ngày (mặc định hôm nay).")
@option("--grade", type=int, help="Lớp của em mới; để trống thì lấy từ nơi học đã ghi.")
@option("--words", default="", help="Ghi chú.")
@pass_edge
def replace(edge: Edge, number: int, recipient: int, day: date | None, grade: int | None, words: str) -> None:
    """Thay bằng em khác: các người đỡ đầu tiếp tục với em mới từ tháng sau."""
    on = day or this_day()

    def work(session: Session, command: Command) -> Answer:
        made = find_sponsorship(session, command.unit, number)
        child = find_recipient(session, command.unit, recipient)
        told = enrolments(session, [child.id], SchoolYear.of(on).year).get(child.id)
        known = grade if grade is not None or told is None else told.grade
        new = sponsorship_course.replace(session, command, made, child, day=on, grade=known, words=words)
        return {"ended": number, "sponsorship": new.id, "starts": str(Month.from_number(new.first_month))}

    payload = {"sponsorship": number, "recipient": recipient, "day": on, "grade": grade, "words": words}
    say = "Thỏa thuận số {ended} kết thúc; em mới theo thỏa thuận số {sponsorship}, từ {starts}."
    edge.carry_out("sponsorship.replace", payload, work, say=say)
