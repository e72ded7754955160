"""A merger of communes as one command: every association of a list entered, ended, moved and tied to its successors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs

from khfund.errors import KhfundError, Place, Problem, ProblemsFound
from khfund.unit.naming import place_of, rename_unit
from khfund.unit.spelling import as_spelled
from khfund.unit.state_place import place_unit
from khfund.unit.succession import SuccessionKind, UnitEndsTooEarlyError, end_unit, successors_of
from khfund.unit.tree import put_under, tree_on
from khfund.unit.unit import Level, Unit, enter_unit, require_there, units
from khfund.unit.unit_list import NewPlace, OldPlace, SuccessorNotListedError, UnitList

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from khfund.command import Command


@attrs.define
class Merged:
    """What a list came to: units entered and known before, units that went on under a new parent, edges written."""

    entered: int = 0
    known: int = 0
    kept: int = 0
    edges: int = 0


def merge_units(session: Session, command: Command, listed: UnitList, *, under: Unit) -> Merged:
    """Enter the associations of a list below one of a province: the old until the list's day, the new from it on.

    A commune that became a new one all by itself goes on as the same unit, with its book. Units that are known by
    their code, or by their name in the same place, are not entered again; the same list twice adds nothing. The shares of a
    district's successors stay open until `succession.share` fixes them.

    Raises: UnitNotThereError, ProblemsFound.
    """
    require_there(under, listed.day)
    merging = _Merging(session, command, listed, under)
    merging.enter_old()
    merging.enter_new()
    merging.end_communes()
    merging.end_districts()
    if merging.problems:
        raise ProblemsFound(file=listed.sheet.file, problems=merging.problems)
    return merging.done


class _Merging:
    """A list while it is carried out."""

    def __init__(self, session: Session, command: Command, listed: UnitList, under: Unit) -> None:
        self.session = session
        self.command = command
        self.listed = listed
        self.under = under
        self.done = Merged()
        self.problems: list[Problem] = []
        self.codes = listed.codes()
        self.by_code = {one.code: one for one in units(session)}
        self.before = tree_on(session, date.fromordinal(max(1, listed.day.toordinal() - 1)))
        self.after = tree_on(session, listed.day)
        self.known = set(self.by_code.values())
        self.districts: dict[str, Unit] = {}
        self.old: dict[OldPlace, Unit] = {}
        self.new: dict[NewPlace, Unit] = {}

    def enter_old(self) -> None:
        for district in self.listed.districts:
            same = self._called(self.before.below(self.under.id), district)
            unit = self.by_code.get(self.codes[district]) or same
            self.districts[district] = unit or self._enter(
                self.codes[district], district, Level.DISTRICT, self.under, within=place_of(self.under.name)
            )
        for place in self.listed.old_places:
            parent = self.districts[place.district]
            new = self._goes_on_as(place)
            code = new.code if new else self.codes[place]
            unit = self.by_code.get(code) or self._called(self.before.below(parent.id), place.name)
            self.old[place] = unit or self._enter(
                code,
                place.name,
                Level.COMMUNE,
                parent,
                within=place.district,
                state_code=new.code if new else "",
            )

    def enter_new(self) -> None:
        for place in self.listed.new_places:
            predecessors = self.listed.predecessors(place)
            if len(predecessors) == 1 and self._goes_on_as(predecessors[0]):
                self.new[place] = self._move(self.old[predecessors[0]], place)
                continue
            same = self._called(self.after.below(self.under.id), place.name)
            within = place_of(self.under.name)
            self.new[place] = (
                self.by_code.get(place.code)
                or same
                or self._enter(
                    place.code,
                    place.name,
                    Level.COMMUNE,
                    self.under,
                    within=within,
                    state_code=place.code,
                    is_new=True,
                )
            )

    def _goes_on_as(self, place: OldPlace) -> NewPlace | None:
        """The new commune that is nothing but this old one."""
        successors = self.listed.successors(place)
        alone = len(successors) == 1 and len(self.listed.predecessors(successors[0])) == 1
        return successors[0] if alone else None

    def _called(self, among: Sequence[Unit], place: str) -> Unit | None:
        wanted = as_spelled(place)
        return next((one for one in among if as_spelled(one.name) == wanted), None)

    def _enter(
        self,
        code: str,
        place: str,
        level: Level,
        parent: Unit,
        *,
        within: str,
        state_code: str = "",
        is_new: bool = False,
    ) -> Unit:
        unit = enter_unit(
            self.session,
            self.command,
            code,
            f"Hội Khuyến học {place[0].lower()}{place[1:]}",
            level=level,
            parent=parent,
            founded=self.listed.day if is_new else None,
            place=place.split(maxsplit=1)[-1],
        )
        place_unit(self.session, self.command, unit, code=state_code, name=place, within=within)
        self.done.entered += 1
        return unit

    def _move(self, unit: Unit, place: NewPlace) -> Unit:
        """The same unit, under the province since the list's day, perhaps with another name."""
        day = self.listed.day
        if unit.parent_id != self.under.id:
            put_under(self.session, self.command, unit, self.under, since=day)
        if as_spelled(unit.name) != as_spelled(place.name):
            name = f"Hội Khuyến học {place.name[0].lower()}{place.name[1:]}"
            self._try(place, lambda: rename_unit(self.session, self.command, unit, name, since=day))
        self.done.kept += 1
        return unit

    def end_communes(self) -> None:
        for place, unit in self.old.items():
            if self._goes_on_as(place):
                continue
            successors = [self.new[new] for new in self.listed.successors(place)]
            kind = SuccessionKind.MERGE if len(successors) == 1 else SuccessionKind.SPLIT
            self._end(place, unit, successors, kind)

    def end_districts(self) -> None:
        on = tree_on(self.session, self.listed.day)
        for district, unit in self.districts.items():
            for left in on.below(unit.id):
                mistake = SuccessorNotListedError(unit=on.full_name(left.id))
                self.problems.append(Problem(self._place(district), mistake))
            successors = [self.new[new] for new in self.listed.follows(district)]
            self._end(district, unit, successors, SuccessionKind.DISSOLVED)
        self.done.known = len(self.known & {*self.districts.values(), *self.old.values(), *self.new.values()})

    def _end(
        self, place: OldPlace | str, unit: Unit, successors: Sequence[Unit], kind: SuccessionKind
    ) -> None:
        day = self.listed.day
        if unit.ended is not None:
            known = {(one.successor_id, one.day) for one in successors_of(self.session, unit.id)}
            if known != {(one.id, day) for one in successors}:
                reason = f"đã kết thúc từ ngày {unit.ended:%d/%m/%Y} với đơn vị kế thừa khác"
                mistake = UnitEndsTooEarlyError(unit=unit.name, day=day, reason=reason)
                self.problems.append(Problem(self._place(place), mistake))
            return
        if unit in successors:
            mistake = UnitEndsTooEarlyError(unit=unit.name, day=day, reason="mã đã dùng cho đơn vị mới")
            self.problems.append(Problem(self._place(place), mistake))
            return

        def end() -> None:
            rows = end_unit(self.session, self.command, unit, successors, day=day, kind=kind)
            self.done.edges += len(rows)

        self._try(place, end)

    def _try(self, place: OldPlace | NewPlace | str, work: Callable[[], object]) -> None:
        try:
            work()
        except KhfundError as mistake:
            self.problems.append(Problem(self._place(place), mistake))

    def _place(self, place: OldPlace | NewPlace | str) -> Place:
        row = next(one.row for one in self.listed.passings if place in (one.old, one.new, one.old.district))
        return self.listed.sheet.place(row)
