"""The field in which a member scores: a row for each candidate, a box for each criterion, filled by keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import Field
from wtforms.validators import ValidationError

from admin.sentence import sentence
from admin.words import _
from khfund.errors import KhfundError
from khfund.reports.ballot_form import FormRow
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.ballot import Ballot
from khfund.scholarships.score import Marks, Rubric


@attrs.frozen
class Row:
    """A candidate, and the marks that this member has given so far."""

    who: FormRow
    given: Marks


class BallotGrid(Field):
    """Marks by candidate and criterion; `data` holds those that were filled and differ from what was cast before."""

    widget = staticmethod(lambda _field, **_more: "")  # the template writes the boxes

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, **more)
        self.rubric: Rubric | None = None
        self.rows: Sequence[Row] = ()
        self.sent: Mapping[str, str] = {}
        self.data: dict[int, dict[str, int]] = {}
        self.wrong: dict[int, str] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Keep what was typed; it is read when the rows are known."""
        prefix = f"{self.name}-"
        self.sent = {name: formdata[name] for name in formdata if name.startswith(prefix)} if formdata else {}
        self.data = {}
        self.process_errors: list[str] = []

    def offer(self, rubric: Rubric, rows: Sequence[Row]) -> None:
        """Set the candidates and criteria, and read what was sent for them."""
        self.rubric, self.rows = rubric, rows
        if not self.sent:
            return
        for row in rows:
            self._read(row)

    def box(self, row: Row, place: int) -> str:
        """The name of a box."""
        return f"{self.name}-{row.who.nomination}-{place}"

    def typed(self, row: Row, place: int) -> str:
        """What stands in a box: what was typed, else what was cast before."""
        assert self.rubric is not None
        given = row.given.get(self.rubric.lines[place].key)
        return self.sent.get(self.box(row, place), "" if given is None else str(given))

    def _read(self, row: Row) -> None:
        assert self.rubric is not None
        number = row.who.nomination
        texts = [self.sent.get(self.box(row, place), "").strip() for place in range(len(self.rubric.lines))]
        if not any(texts):
            return
        try:
            marks = {
                line.key: int(text)
                for line, text in zip(self.rubric.lines, texts, strict=True)
                if text and _is_whole(text)
            }
            if any(text and not _is_whole(text) for text in texts):
                self.wrong[number] = _("điểm là số nguyên")
                return
            self.rubric.require_marks(marks)
        except KhfundError as refusal:
            self.wrong[number] = sentence(refusal)
            return
        if marks != dict(row.given):
            self.data[number] = marks

    def pre_validate(self, form: Any) -> None:
        """Refuse while a row is unfinished, and an empty list."""
        if self.wrong:
            said = (f"{_('Đề nghị số {number}', number=number)}: {why}" for number, why in self.wrong.items())
            raise ValidationError(" ".join(said))
        if not self.data:
            raise ValidationError(_("Chưa có điểm nào mới để niêm phong."))


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def own_marks(session: Session, award_round: AwardRound, person_id: int) -> dict[int, dict[str, int]]:
    """Nomination → the marks that this member cast last; never anybody else's."""
    query = select(Ballot).where(Ballot.round_id == award_round.id, Ballot.person_id == person_id)
    return {one.nomination_id: one.given for one in session.scalars(query.order_by(Ballot.id))}
