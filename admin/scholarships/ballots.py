"""Scoring under seal: how far it is, one's own ballots, relations that keep a member away, opening, the count.

A member's marks are shown to that member alone until voting is closed; nobody else's ever are before.
"""

from __future__ import annotations

from typing import Any

from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import Form

from admin.deed import DeedForm, deed
from admin.field import Choice, FieldList, FormField, Line, Number, Upload
from admin.paper import served
from admin.scholarships.ballot_grid import BallotGrid, Row, own_marks
from admin.scholarships.candidate import candidates, round_numbered
from admin.scholarships.round_page import RoundPage
from admin.scholarships.words import points as written
from admin.visitor import may, reading, unit, visitor
from admin.words import _
from khfund.actor import Grant, Person, allowed_roles, name_of
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.reports.ballot_form import BallotForm, ballot_form, workbook
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.ballot import cast, require_rubric, require_voting, veiled, voting_closed
from khfund.scholarships.ballot_count import (
    OpenedBallot,
    VotingStatus,
    close_voting,
    open_ballots,
    points,
    voting_status,
)
from khfund.scholarships.ballot_sheet import read_marks
from khfund.scholarships.nomination import find_nomination
from khfund.scholarships.recipient import find_recipient
from khfund.scholarships.recusal import declare_relation
from khfund.scholarships.relation import KIND_NAMES, RelationKind
from khfund.scholarships.score import RubricLine, find_rubric, set_rubric

RUBRIC_SPARE = 4


class CastForm(DeedForm):
    """A member's marks for every candidate; those left empty are not cast."""

    marks = BallotGrid("Điểm")

    def prepare(self, session: Session, unit: Any, **path: Any) -> None:
        """Offer the candidates whom this member scores, with the marks given so far."""
        award_round = round_numbered(session, unit.id, path["number"])
        person = visitor().id
        form = _form(session, award_round, person)
        own = own_marks(session, award_round, person)
        rows = [Row(one, own.get(one.nomination, {})) for one in form.rows]
        self.marks.offer(form.rubric, rows)

    def payload(self) -> dict[str, Any]:
        """What the log may say of marks before they are opened: their digest."""
        given = self.marks.data or {}
        return {"nominations": sorted(given), "veiled": veiled(given)}


class SheetForm(DeedForm):
    """A ballot sheet that was filled at home."""

    file = Upload("Phiếu chấm đã điền", accept=".xlsx,.csv,.ods")

    def payload(self) -> dict[str, Any]:
        """The file's digest; its marks are not told."""
        return {"sha256": self.file.sha256}


class RelationForm(DeedForm):
    """A member's relation to a candidate."""

    nomination = Number("Đề nghị số", hint="Số ở cột «Đề nghị» của danh sách.")
    member = Choice("Thành viên", required=False, hint="Để trống: chính tôi.", coerce=int)
    kind = Choice("Quan hệ", dict(KIND_NAMES), coerce=RelationKind)
    note = Line("Nói rõ thêm", required=False, hint="Cần khi chọn «quan hệ khác»; không ghi tên em.")

    def prepare(self, session: Session, unit: Any, **path: Any) -> None:
        """Offer the members, and start from the candidate that the address names."""
        self.member.offer(_voters(session, unit.id).items())
        if path.get("nomination") and self.nomination.data is None:
            self.nomination.process_data(path["nomination"])


class RubricLineForm(Form):
    """One criterion that members give points for; an empty line is left out."""

    key = Line("Mã", required=False)
    name = Line("Tiêu chí", required=False)
    weight = Number("Hệ số", required=False)
    maximum = Number("Điểm tối đa", required=False)


class RubricForm(DeedForm):
    """What members give points for."""

    ballots_min = Number("Số phiếu tối thiểu của mỗi đề nghị", default=1)
    lines = FieldList(FormField(RubricLineForm, "Tiêu chí"), "Tiêu chí chấm")

    def prepare(self, session: Session, unit: Any, **path: Any) -> None:
        """Start from the rubric that stands."""
        if len(self.lines):
            return
        rubric = find_rubric(session, round_numbered(session, unit.id, path["number"]))
        for one in rubric.lines if rubric else ():
            self.lines.append_entry(
                {"key": one.key, "name": one.name, "weight": one.weight, "maximum": one.maximum}
            )
        for _spare in range(RUBRIC_SPARE):
            self.lines.append_entry({})
        if rubric:
            self.ballots_min.process_data(rubric.ballots_min)


class CloseForm(DeedForm):
    """Why voting closes before everybody has enough ballots."""

    reason = Line(
        "Lý do đóng sớm", required=False, hint="Cần khi có em chưa đủ phiếu; các em ấy sẽ không có điểm."
    )


class Ballots(RoundPage):
    """The scoring of a round."""

    looks = "recipient.look"
    title = "Chấm điểm"
    address = "cham-diem"

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show the rubric, who has scored how many, and after the closing the points."""
        session = reading()
        award_round = round_numbered(session, unit().id, number)
        rubric = find_rubric(session, award_round)
        closed = voting_closed(session, award_round)
        status = voting_status(session, award_round) if rubric else None
        return self.render(
            "scholarships/ballots.html",
            title=_("Chấm điểm đợt {code}", code=award_round.code),
            award_round=award_round,
            rubric=rubric,
            status=status,
            silent=_silent(session, status) if status else [],
            closed=closed,
            votes=_votes(session, award_round) if rubric and may("ballot.cast") else None,
            ranked=_ranked(session, award_round) if rubric and closed else [],
        )

    @expose("/<int:number>/tung-phieu")
    def each(self, number: int) -> str:
        """Show every ballot after the closing, with its seal; before it the question is refused."""
        session = reading()
        award_round = round_numbered(session, unit().id, number)
        people = candidates(session, award_round)
        opened = open_ballots(session, award_round)
        return self.render(
            "scholarships/ballots_opened.html",
            title=_("Từng phiếu của đợt {code}", code=award_round.code),
            award_round=award_round,
            rubric=require_rubric(session, award_round),
            ballots=[(one, people[one.ballot.nomination_id], _worth(one)) for one in opened],
        )

    @expose("/<int:number>/phieu.xlsx")
    def sheet(self, number: int) -> Any:
        """Hand out the member's own ballot sheet."""
        if not may("ballot.sheet"):
            return self.inaccessible_callback("sheet")
        award_round = round_numbered(reading(), unit().id, number)
        form = _form(reading(), award_round, visitor().id)
        return served(workbook(form), f"phieu-cham-dot-{award_round.id}.xlsx")

    def voting(self, session: Session, number: int) -> dict[str, Any]:
        """What stands above the ballots: the round and whom this member does not score."""
        award_round = round_numbered(session, unit().id, number)
        form = _form(session, award_round, visitor().id)
        return {"award_round": award_round, "form_of": form}

    @deed(
        "/<int:number>/phieu",
        "ballot.cast",
        CastForm,
        "Phiếu chấm của tôi",
        say="Đã niêm phong {count:so} phiếu chấm của đợt {round}.",
        button="Niêm phong phiếu",
        back=".one",
        template="scholarships/ballot.html",
        shows="voting",
    )
    def cast(self, session: Session, command: Command, form: CastForm, number: int) -> Answer:
        """Cast the member's own ballots; one cast before is replaced."""
        return _cast(session, command, number, form.marks.data or {})

    @deed(
        "/<int:number>/phieu-tep",
        "ballot.cast",
        SheetForm,
        "Nộp phiếu chấm bằng tệp",
        say="Đã niêm phong {count:so} phiếu chấm của đợt {round}.",
        button="Niêm phong phiếu",
        back=".one",
        template="scholarships/round_deed.html",
        shows="headed",
        tries=True,
    )
    def cast_sheet(self, session: Session, command: Command, form: SheetForm, number: int) -> Answer:
        """Cast what a filled sheet says."""
        award_round = round_numbered(session, command.unit, number)
        rubric = require_rubric(session, award_round)
        given = read_marks(form.file.content, form.file.name_given, rubric)
        return _cast(session, command, number, given)

    @deed(
        "/<int:number>/quan-he",
        "ballot.relation",
        RelationForm,
        "Khai quan hệ với một em",
        say="Đã ghi quan hệ với đề nghị số {nomination}; loại {count:so} phiếu đã chấm.",
        button="Khai quan hệ",
        back=".one",
        template="scholarships/relation_deed.html",
        shows="headed",
    )
    def relation(self, session: Session, command: Command, form: RelationForm, number: int) -> Answer:
        """Say that one is related to a candidate and stays out; ballots cast before are struck in the open."""
        award_round = round_numbered(session, command.unit, number)
        nomination = find_nomination(session, award_round, form.nomination.data)
        recipient = find_recipient(session, command.unit, nomination.recipient_id)
        made = declare_relation(
            session,
            command,
            form.member.data or command.person_id,
            recipient,
            form.kind.data,
            note=form.note.data,
        )
        struck = [one.ballot_id for one in made.struck]
        return {
            "nomination": nomination.id,
            "recipient": recipient.id,
            "kind": form.kind.data.value,
            "struck": struck,
            "count": len(struck),
        }

    @deed(
        "/<int:number>/thang-diem",
        "ballot.rubric",
        RubricForm,
        "Ghi thang điểm",
        say="Đợt {round} chấm theo {count:so} tiêu chí, mỗi đề nghị ít nhất {ballots_min:so} phiếu.",
        back=".one",
        template="scholarships/round_deed.html",
        shows="headed",
    )
    def rubric(self, session: Session, command: Command, form: RubricForm, number: int) -> Answer:
        """Say what members give points for, before anybody votes."""
        award_round = round_numbered(session, command.unit, number)
        lines = [
            RubricLine(
                one.form.key.data, one.form.name.data, one.form.weight.data or 0, one.form.maximum.data or 0
            )
            for one in form.lines
            if one.form.key.data or one.form.name.data
        ]
        set_rubric(session, command, award_round, lines, ballots_min=form.ballots_min.data or 0)
        return {"round": award_round.code, "count": len(lines), "ballots_min": form.ballots_min.data or 0}

    @deed(
        "/<int:number>/dong",
        "ballot.close",
        CloseForm,
        "Đóng chấm điểm và mở phiếu",
        say="Đã đóng chấm điểm đợt {round}; phiếu đã mở.",
        button="Đóng chấm điểm",
        danger=True,
        back=".one",
        template="scholarships/round_deed.html",
        shows="headed",
    )
    def close(self, session: Session, command: Command, form: CloseForm, number: int) -> Answer:
        """Close voting; from now on ballots can be read and none is taken."""
        award_round = round_numbered(session, command.unit, number)
        close_voting(session, command, award_round, reason=form.reason.data)
        return {"round": award_round.code}


def _voters(session: Session, unit_id: int) -> dict[int, str]:
    """Whoever holds a seat in the unit's committee, by name."""
    query = (
        select(Person.id, Person.full_name)
        .join(Grant, Grant.person_id == Person.id)
        .where(
            Grant.role.in_(allowed_roles("ballot.cast")),
            Grant.unit_id.is_(None) | (Grant.unit_id == unit_id),
            Person.is_active,
        )
        .order_by(Person.full_name)
    )
    return dict(session.execute(query).all())


def _silent(session: Session, status: VotingStatus) -> list[str]:
    """The members who have scored nobody yet."""
    scored = {one.member for one in status.members}
    return [name for name in _voters(session, unit().id).values() if name not in scored]


def _form(session: Session, award_round: AwardRound, person: int) -> BallotForm:
    return ballot_form(session, award_round, person, name_of(session, person))


def _cast(session: Session, command: Command, number: int, given: Any) -> Answer:
    award_round = round_numbered(session, command.unit, number)
    made = cast(session, command, award_round, given)
    seals = [{"nomination": one.nomination_id, "seal": one.seal} for one in made]
    return {"round": award_round.code, "count": len(made), "ballots": seals}


def _votes(session: Session, award_round: AwardRound) -> dict[str, Any] | None:
    """How far this member's own voting is; None where no ballot is taken today."""
    try:
        require_voting(session, award_round, today())
    except KhfundError:
        return None
    form = _form(session, award_round, visitor().id)
    own = own_marks(session, award_round, visitor().id)
    done = sum(1 for one in form.rows if one.nomination in own)
    return {"done": done, "all": len(form.rows), "recused": form.recused}


def _ranked(session: Session, award_round: AwardRound) -> list[dict[str, Any]]:
    people = candidates(session, award_round)
    scored = points(session, award_round)
    ordered = sorted(scored.items(), key=lambda one: (-one[1], one[0]))
    return [
        {"rank": place, "who": people[number], "points": written(found)}
        for place, (number, found) in enumerate(ordered, 1)
    ]


def _worth(one: OpenedBallot) -> str:
    return written(int(one.worth * 100 + 0.5))
