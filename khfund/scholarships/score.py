"""Scoring: what members of the committee give points for in a round, and how ballots become points.

A ballot is worth 0 to 100: each criterion counts by its weight and by the share of its maximum that was given. A
candidate's points are the mean of the ballots, in hundredths of a point, computed exactly and rounded half up once, at
the very end; nothing is trimmed. So the same ballots give the same points wherever they are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, guard, never_changes, whole
from khfund.errors import KhfundError
from khfund.scholarships.award_round import AwardRound, RoundUnknownError
from khfund.scholarships.round_state import STATE_NAMES, RoundState
from khfund.scholarships.round_step import RoundStateError
from khfund.vietnamese import clean, require_plain

if TYPE_CHECKING:
    from khfund.command import Command

Marks = Mapping[str, int]
"""Key of a criterion → points given, from 0 to its maximum."""


class RubricUnfitError(KhfundError):
    """A rubric has criteria with keys of their own, weights and maxima from 1 to 1,000, and a number of ballots."""

    message = "Chưa ghi được thang điểm: {reason}."
    english = "The rubric cannot be entered: {reason}."


class RubricSettledError(KhfundError):
    """A rubric stays as it is once somebody has voted by it."""

    message = "Đợt {round} đã có {ballots:so} phiếu chấm nên không đổi thang điểm được nữa."
    english = "The round {round} has {ballots:so} ballots, so its rubric cannot be changed any more."


class RubricMissingError(KhfundError):
    """Members vote by the rubric of the round."""

    message = "Đợt {round} chưa có thang điểm; hãy ghi bằng `khfund ballot rubric`."
    english = "The round {round} has no rubric; enter it with `khfund ballot rubric`."


class MarksUnfitError(KhfundError):
    """A ballot gives each criterion of the rubric whole points from 0 to its maximum, and no other."""

    message = "Phiếu chấm chưa hợp lệ: {reason}."
    english = "The ballot is not valid: {reason}."


@attrs.frozen
class RubricLine:
    """A criterion of a rubric: its weight among the others, and the most points that a member may give."""

    key: str
    name: str
    weight: int
    maximum: int


@attrs.frozen
class Rubric:
    """What members give points for, and how many ballots a candidate needs to have points at all."""

    lines: tuple[RubricLine, ...]
    ballots_min: int

    def worth(self, marks: Marks) -> Fraction:
        """What a ballot is worth, from 0 to 100, exactly."""
        given = sum(Fraction(line.weight * marks[line.key], line.maximum) for line in self.lines)
        return 100 * Fraction(given) / sum(line.weight for line in self.lines)

    def points(self, ballots: Sequence[Marks]) -> int | None:
        """The mean of ballots in hundredths of a point, rounded half up; None if there are too few."""
        if len(ballots) < self.ballots_min:
            return None
        mean = sum((self.worth(marks) for marks in ballots), Fraction(0)) / len(ballots)
        return int(mean * 100 + Fraction(1, 2))

    def require_marks(self, marks: Marks) -> None:
        """Refuse marks that are not what the rubric asks for.

        Raises: MarksUnfitError.
        """
        asked = {line.key for line in self.lines}
        lacking, strange = sorted(asked - marks.keys()), sorted(marks.keys() - asked)
        beyond = [line for line in self.lines if not 0 <= marks.get(line.key, 0) <= line.maximum]
        if lacking:
            raise MarksUnfitError(reason=f"chưa cho điểm «{', '.join(lacking)}»")
        if strange:
            raise MarksUnfitError(reason=f"thang điểm không có «{', '.join(strange)}»")
        if beyond:
            said = "; ".join(
                f"«{line.name}» từ 0 đến {line.maximum}, không phải {marks[line.key]}" for line in beyond
            )
            raise MarksUnfitError(reason=said)


class RoundRubric(Base):
    """A rubric of a round; the latest counts."""

    __tablename__ = "round_rubric"
    __table_args__ = (
        CheckConstraint("ballots_min > 0", name="ballots_min_positive"),
        Index("ix_round_rubric_round", "round_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("award_round.id"))
    ballots_min: Mapped[int]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class RubricCriterion(Base):
    """One criterion of a rubric."""

    __tablename__ = "rubric_criterion"
    __table_args__ = (
        CheckConstraint("weight > 0 AND maximum > 0", name="counts"),
        *whole("weight", "maximum"),
    )

    rubric_id: Mapped[int] = mapped_column(ForeignKey("round_rubric.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    weight: Mapped[int] = mapped_column(Whole)
    maximum: Mapped[int] = mapped_column(Whole)


never_changes("round_rubric")
never_changes("rubric_criterion")
guard(
    "round_rubric_before_ballots",
    "round_rubric",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM ballot b WHERE b.round_id = NEW.round_id) "
    "OR (SELECT state FROM award_round WHERE id = NEW.round_id) NOT IN ('open', 'closed', 'screened')",
    refusal="round_rubric: it stays as it is once somebody has voted by it",
)
guard(
    "rubric_criterion_before_ballots",
    "rubric_criterion",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM ballot b JOIN round_rubric r ON r.round_id = b.round_id WHERE r.id = NEW.rubric_id)",
    refusal="rubric_criterion: it stays as it is once somebody has voted by it",
)


@witnesses("round_rubric")
def _rubrics_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(RoundRubric).order_by(RoundRubric.command_number, RoundRubric.id)):
        yield row.command_number, _figures(row, _lines(session, row.id)), ""


def _figures(row: RoundRubric, lines: Sequence[RubricLine]) -> str:
    criteria = ";".join(f"{one.key}={one.weight}/{one.maximum}={one.name}" for one in lines)
    return f"{row.id}|{row.round_id}|{row.ballots_min}|{criteria}"


def set_rubric(
    session: Session,
    command: Command,
    award_round: AwardRound,
    lines: Sequence[RubricLine],
    *,
    ballots_min: int = 1,
) -> Rubric:
    """Say what members give points for in a round, before anybody votes; a later rubric takes the place of an earlier.

    Raises: RoundUnknownError, RoundStateError, RubricSettledError, RubricUnfitError.
    """
    _require_settling(session, command, award_round)
    lines = [
        attrs.evolve(one, key=clean(require_plain(one.key)), name=clean(require_plain(one.name)))
        for one in lines
    ]
    if reason := _unfit(lines, ballots_min):
        raise RubricUnfitError(reason=reason)
    number = (session.scalar(select(func.max(RoundRubric.id))) or 0) + 1
    row = RoundRubric(
        id=number, round_id=award_round.id, ballots_min=ballots_min, command_number=command.number
    )
    session.add(row)
    session.flush()
    session.add_all(
        RubricCriterion(rubric_id=number, position=position, **attrs.asdict(one))
        for position, one in enumerate(lines, 1)
    )
    session.flush()
    command.witness("round_rubric", _figures(row, lines), "")
    return Rubric(tuple(lines), ballots_min)


def _require_settling(session: Session, command: Command, award_round: AwardRound) -> None:
    if award_round.unit_id != command.unit:
        raise RoundUnknownError(code=award_round.code)
    if award_round.state not in (RoundState.OPEN, RoundState.CLOSED, RoundState.SCREENED):
        state = STATE_NAMES[award_round.state]
        raise RoundStateError(round=award_round.code, state=state, action="đổi thang điểm")
    ballots = ballots_cast(session, award_round)
    if ballots:
        raise RubricSettledError(round=award_round.code, ballots=ballots)


def ballots_cast(session: Session, award_round: AwardRound) -> int:
    """Return how many ballots were cast in a round, replaced ones too."""
    ballot = RoundRubric.metadata.tables[
        "ballot"
    ]  # the table stands above this file; only its rows are counted
    query = select(func.count()).select_from(ballot).where(ballot.c.round_id == award_round.id)
    return int(session.scalars(query).one())


def _unfit(lines: Sequence[RubricLine], ballots_min: int) -> str:
    if not 1 <= len(lines) <= 20:
        return "cần từ 1 đến 20 tiêu chí chấm"
    if len({one.key for one in lines}) < len(lines):
        return "hai tiêu chí trùng mã"
    if any(not 0 < len(one.key) <= 20 or not 0 < len(one.name) <= 120 for one in lines):
        return "mỗi tiêu chí cần mã (tối đa 20 ký tự) và tên (tối đa 120 ký tự)"
    if any(not (1 <= one.weight <= 1_000 and 1 <= one.maximum <= 1_000) for one in lines):
        return "hệ số và điểm tối đa phải từ 1 đến 1.000"
    if not 1 <= ballots_min <= 100:
        return "số phiếu tối thiểu phải từ 1 đến 100"
    return ""


# -- reads ------------------------------------------------------------------------------------------------------------


def find_rubric(session: Session, award_round: AwardRound) -> Rubric | None:
    """Return the rubric of a round; a round without one is not scored."""
    query = select(RoundRubric).where(RoundRubric.round_id == award_round.id)
    row = session.scalars(query.order_by(RoundRubric.id.desc()).limit(1)).one_or_none()
    return None if row is None else Rubric(tuple(_lines(session, row.id)), row.ballots_min)


def _lines(session: Session, rubric_id: int) -> list[RubricLine]:
    columns = (RubricCriterion.key, RubricCriterion.name, RubricCriterion.weight, RubricCriterion.maximum)
    query = select(*columns).where(RubricCriterion.rubric_id == rubric_id)
    return [RubricLine(*row) for row in session.execute(query.order_by(RubricCriterion.position))]
