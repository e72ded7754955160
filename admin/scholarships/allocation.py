"""Allocation: run it, see who is chosen, who waits and why others are left out, what moved; then the chair decides."""

from __future__ import annotations

import re
from typing import Any

from flask import request
from flask_admin import expose
from sqlalchemy.orm import Session
from wtforms.validators import ValidationError

from admin.asked import whole
from admin.deed import DeedForm, deed
from admin.field import Day, Line, Number, Tick
from admin.scholarships.candidate import Who, candidates, round_numbered
from admin.scholarships.pay_days import PayDaysForm
from admin.scholarships.round_page import RoundPage
from admin.scholarships.words import OUTCOMES, points
from admin.visitor import reading, unit
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.scholarships.allocation import LEFT_OUT_NAMES, Outcome
from khfund.scholarships.allocation_run import AllocationLine, AllocationRun, allocate_round, lines_of, runs
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.reproduction import reproduce
from khfund.scholarships.round_decision import decide_round, decision_of

SHOWN_MAX = 500  # candidates in one list of a page
HUNDREDTHS = 100


class PointsUnclearError(KhfundError):
    """Points are written from 0 to 100, with at most two decimals."""

    message = "Không hiểu số điểm «{text}»; hãy ghi từ 0 đến 100, ví dụ 55 hoặc 55,5."
    english = "The points «{text}» are not clear; write 0 to 100, such as 55 or 55,5."


class Points(Line):
    """Points as people write them; `data` holds hundredths, 0 where nothing is written."""

    numeric = True

    def read(self, text: str) -> int:
        """Read the points.

        Raises: PointsUnclearError.
        """
        found = re.fullmatch(r"(\d{1,3})(?:[.,](\d{1,2}))?", text.strip(), re.ASCII)
        hundredths = int(found[1]) * HUNDREDTHS + int((found[2] or "0").ljust(2, "0")) if found else -1
        if not 0 <= hundredths <= 100 * HUNDREDTHS:
            raise PointsUnclearError(text=text)
        return hundredths

    def pre_validate(self, form: Any) -> None:
        """No points are no minimum."""
        self.data = self.data or 0

    def write(self, value: int) -> str:
        """Write hundredths as points."""
        return points(value)


class AllocateForm(DeedForm):
    """The options of an allocation."""

    minimum = Points(
        "Điểm tối thiểu để được chọn", required=False, hint="Từ 0 đến 100; để trống nếu không đặt."
    )
    alternates = Number("Số người dự bị của mỗi đơn vị", default=3)
    keep_places = Tick(
        "Suất đơn vị không dùng hết thì bỏ",
        hint="Không đánh dấu: suất thừa chuyển cho người kế tiếp của mọi đơn vị.",
    )


class DecideForm(PayDaysForm):
    """A decision: its number, day, and the days of payment."""

    number_given = Line("Số quyết định", hint="Ví dụ 12/QĐ-HKH.")
    day = Day("Ngày quyết định", default=today)
    pay = Line(
        "Ngày chi",
        required=False,
        hint="Nhiều kỳ thì cách nhau bằng dấu chấm phẩy, ví dụ 05/09/2026; 05/02/2027. Để trống: ngày quyết định.",
    )
    sure = Tick("Tôi đã xem danh sách được chọn ở trên và ký quyết định này")

    def validate_sure(self, field: Any) -> None:
        """The chair says so a second time."""
        if not field.data:
            raise ValidationError(_("Hãy xem lại danh sách rồi đánh dấu ô này."))


class Allocation(RoundPage):
    """The allocation of a round and its decision."""

    looks = "recipient.look"
    title = "Phân suất"
    address = "phan-suat"

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show the last allocation, or one that the address names."""
        session = reading()
        award_round = round_numbered(session, unit().id, number)
        return self.render(
            "scholarships/allocation.html",
            title=_("Phân suất đợt {code}", code=award_round.code),
            award_round=award_round,
            decision=decision_of(session, award_round),
            **_shown(session, award_round, request.args.get("lan", type=whole)),
        )

    @expose("/<int:number>/tinh-lai")
    def again(self, number: int) -> str:
        """Compute a run again from what it kept, and say whether the result is the same."""
        session = reading()
        award_round = round_numbered(session, unit().id, number)
        run = _run(runs(session, award_round), request.args.get("lan", type=whole))
        found = reproduce(session, award_round, run) if run else None
        return self.render(
            "scholarships/allocation_again.html",
            title=_("Tính lại lần phân suất"),
            award_round=award_round,
            found=found,
        )

    def decided(self, session: Session, number: int) -> dict[str, Any]:
        """The round and what its decision would stand on."""
        award_round = round_numbered(session, unit().id, number)
        return {"award_round": award_round, **_shown(session, award_round, None)}

    @deed(
        "/<int:number>/lam",
        "award.allocate",
        AllocateForm,
        "Phân suất",
        say="Lần phân suất {run}: chọn {awarded:so} suất, {amount:dong}; dự bị {alternates:so}; không chọn {left_out:so}.",
        button="Phân suất",
        back=".one",
        template="scholarships/allocate_deed.html",
        shows="headed",
        tries=True,
    )
    def allocate(self, session: Session, command: Command, form: AllocateForm, number: int) -> Answer:
        """Share out a screened round; it may be done again until it is decided."""
        award_round = round_numbered(session, command.unit, number)
        run = allocate_round(
            session,
            command,
            award_round,
            redistribute=not form.keep_places.data,
            minimum=form.minimum.data or 0,
            alternates=form.alternates.data or 0,
        )
        told = {"round": award_round.code, "run": run.number, "amount": run.amount, "notes": run.told}
        return told | run.counts(session) | {"digest": run.result_digest}

    @deed(
        "/<int:number>/quyet-dinh",
        "award.decide",
        DecideForm,
        "Ra quyết định",
        say="Quyết định {decision} ngày {day}: {awards:so} suất, {amount:dong}.",
        button="Ký quyết định",
        danger=True,
        back="awards.of_round",
        template="scholarships/decide_deed.html",
        shows="decided",
        tries=True,
    )
    def decide(self, session: Session, command: Command, form: DecideForm, number: int) -> Answer:
        """Decide by the last allocation; another person than the one who allocated."""
        award_round = round_numbered(session, command.unit, number)
        made = decide_round(
            session,
            command,
            award_round,
            number=form.number_given.data,
            day=form.day.data,
            payouts=form.payouts(),
        )
        return {
            "round": award_round.code,
            "decision": made.number,
            "day": made.day.isoformat(),
            "awards": made.awards,
            "amount": made.amount,
        }


def _run(found: list[AllocationRun], wanted: int | None) -> AllocationRun | None:
    return next((one for one in reversed(found) if wanted in {None, one.number}), None)


def _shown(session: Session, award_round: AwardRound, wanted: int | None) -> dict[str, Any]:
    """What a page shows of a run: the lists in order, and what moved since the run before."""
    found = runs(session, award_round)
    run = _run(found, wanted)
    if run is None:
        return {"runs": found, "run": None}
    lines = {outcome: lines_of(session, run, outcome) for outcome in Outcome}
    people = candidates(session, award_round)
    earlier = next((one for one in found if one.number == run.number - 1), None)
    lists = [
        (outcome, _(OUTCOMES[outcome]), [_line(one, people) for one in theirs[:SHOWN_MAX]], len(theirs))
        for outcome, theirs in lines.items()
    ]
    return {
        "runs": found,
        "run": run,
        "lists": lists,
        "shown_max": SHOWN_MAX,
        "moved": _moved(session, earlier, run, people) if earlier else [],
        "earlier": earlier,
    }


def _line(one: AllocationLine, people: dict[int, Who]) -> dict[str, Any]:
    return {
        "place": one.place or "",
        "who": people[one.nomination_id],
        "points": points(one.points) if one.points else "",
        "categories": one.categories,
        "amount": one.amount,
        "reason": _(LEFT_OUT_NAMES[one.reason]) if one.reason else "",
        "sentence": one.sentence,
        "borrowed": one.borrowed,
    }


def _moved(
    session: Session, earlier: AllocationRun, run: AllocationRun, people: dict[int, Who]
) -> list[dict[str, Any]]:
    """Whose outcome or amount differs from the run before."""
    before = {one.nomination_id: one for one in lines_of(session, earlier)}
    found = []
    for one in lines_of(session, run):
        was = before.get(one.nomination_id)
        if was is None or (was.outcome, was.amount) != (one.outcome, one.amount):
            found.append(
                {
                    "who": people[one.nomination_id],
                    "before": _(OUTCOMES[was.outcome]) if was else "–",
                    "after": _(OUTCOMES[one.outcome]),
                    "amount": one.amount,
                    "sentence": one.sentence,
                }
            )
    return found
