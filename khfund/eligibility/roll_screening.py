"""Roll screening: a rulebook applied on one day to all candidates of a roll at once.

Each candidate has one byte in a very long number: 1 for met, 2 for not met, 0 for unproven. «Và» and «hoặc» are then single
operations on whole numbers. What a byte says of a single question is asked of the same `judge` that answers for one
candidate, once for each term that occurs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product

import attrs

from khfund.eligibility.criterion import AllOf, AnyOf, AsksGoodLearning, Condition, Leaf
from khfund.eligibility.decision import Decision
from khfund.eligibility.fact import Facts
from khfund.eligibility.fact_kind import FACTS, Value
from khfund.eligibility.proof import proven
from khfund.eligibility.roll import BYTE, ORDER, Roll
from khfund.eligibility.rulebook import Needs, Rulebook
from khfund.eligibility.sitting import Outcome, Sitting, sitting
from khfund.eligibility.verdict import Verdict

LANE = {Verdict.UNPROVEN: 0, Verdict.MET: 1, Verdict.NOT_MET: 2}
VERDICTS = {lane: verdict for verdict, lane in LANE.items()}
Signature = tuple[Verdict, ...]


@attrs.frozen(eq=False)
class RollScreening:
    """The answers for a roll; `verdicts` holds a byte for each candidate (0 unproven, 1 met, 2 not met)."""

    sitting: Sitting
    verdicts: bytes
    by_criterion: dict[str, bytes]

    def __len__(self) -> int:
        return len(self.verdicts)

    def count(self, verdict: Verdict, criterion: str | None = None) -> int:
        """How many candidates have this verdict, of the whole rulebook or of one criterion."""
        column = self.verdicts if criterion is None else self.by_criterion[criterion]
        return column.count(LANE[verdict])

    def places(self, verdict: Verdict, criterion: str | None = None) -> Iterator[int]:
        """The places of the candidates with this verdict, in order, counted from 0."""
        column = self.verdicts if criterion is None else self.by_criterion[criterion]
        lane, place = bytes([LANE[verdict]]), -1
        while (place := column.find(lane, place + 1)) >= 0:
            yield place

    def outcome(self, place: int) -> Outcome:
        """Verdict and categories of one candidate."""
        return self.sitting.join({key: VERDICTS[column[place]] for key, column in self.by_criterion.items()})

    def decision(self, place: int, facts: Facts) -> Decision:
        """The whole decision of one candidate, whose facts must be those of the roll; sentences come when read."""
        return Decision(self.outcome(place), facts)


def screen_roll(rulebook: Rulebook, roll: Roll, on: date, *, renewal: bool = False) -> RollScreening:
    """Decide about all candidates of a roll on a day; each answer is what `decide` would say.

    Raises: RulebookNotInForceError.
    """
    court = sitting(rulebook, on, renewal=renewal)
    lanes = _Lanes(court, roll)
    criteria = {one.key: lanes.of(one.asks) for one in court.section.criteria}
    whole = lanes.join(list(criteria.values()), every=court.section.needs is Needs.ALL)
    return RollScreening(
        court, lanes.column(whole), {key: lanes.column(one) for key, one in criteria.items()}
    )


class _Lanes:
    """The bytes of all candidates for one condition after another."""

    def __init__(self, court: Sitting, roll: Roll) -> None:
        self.court, self.roll = court, roll
        self.met = int.from_bytes(b"\x01" * roll.size, ORDER)
        self._counting: dict[str, int | None] = {}
        self._leaves: dict[Leaf, int] = {}

    def of(self, condition: Condition) -> int:
        if isinstance(condition, AllOf | AnyOf):
            return self.join([self.of(part) for part in condition.parts], every=isinstance(condition, AllOf))
        if condition not in self._leaves:
            good = isinstance(condition, AsksGoodLearning)
            self._leaves[condition] = self._good(condition) if good else self._question(condition)
        return self._leaves[condition]

    def join(self, parts: Sequence[int], *, every: bool) -> int:
        """Join by Kleene: «và» is met where all are and not met where any is not; «hoặc» the other way round."""
        in_all, in_any = self.met * 3, 0
        for part in parts:
            in_all &= part
            in_any |= part
        if every:
            return (in_all & self.met) | (in_any & (self.met << 1))
        return (in_any & self.met) | (in_all & (self.met << 1))

    def column(self, lanes: int) -> bytes:
        return lanes.to_bytes(self.roll.size, ORDER)

    def _question(self, leaf: Leaf) -> int:
        """The bytes of a question about one fact: each term is judged once, and counts where its paper does."""
        verdicts = [leaf.judge({leaf.key: value}, self.court.on) for value in self._values(leaf.key)]
        return self._masked(leaf.key, [LANE[verdict] for verdict in verdicts])

    def _good(self, leaf: Leaf) -> int:
        """The bytes of «học giỏi», which looks at four facts: those seen so far are joined to classes of equal sense."""
        keys = ("learner", "grade", "learning", "council_good_learner")
        domains = {key: list(dict.fromkeys(self._values(key))) for key in keys}
        classes: list[tuple[Value | None, ...]] = [()]
        lanes = 0
        for number, key in enumerate(keys):
            domain, rest = domains[key], [domains[one] for one in keys[number + 1 :]]
            assert len(classes) * len(domain) <= BYTE, "few ranks mean something of their own"
            ranks = [domain.index(value) for value in self._values(key)]
            combined = lanes * len(domain) + self._masked(key, ranks)
            found: dict[Signature, int] = {}
            table, samples = [], []
            for before, value in product(classes, domain):
                sense = self._sense(
                    leaf, dict(zip(keys, (*before, value), strict=False)), keys[number + 1 :], rest
                )
                if sense not in found:
                    found[sense] = len(found)
                    samples.append((*before, value))
                table.append(found[sense])
            lanes = self._mapped(combined, table)
            classes = samples
        verdicts = [LANE[leaf.judge(dict(zip(keys, one, strict=True)), self.court.on)] for one in classes]
        return self._mapped(lanes, verdicts)

    def _sense(
        self,
        leaf: Leaf,
        known: dict[str, Value | None],
        keys: Sequence[str],
        rest: Sequence[Sequence[Value | None]],
    ) -> Signature:
        """What a few known facts come to, whatever the others are."""
        on = self.court.on
        return tuple(leaf.judge({**known, **dict(zip(keys, one, strict=True))}, on) for one in product(*rest))

    def _mapped(self, lanes: int, table: Sequence[int]) -> int:
        column = self.column(lanes).translate(bytes(table).ljust(BYTE, b"\x00"))
        return int.from_bytes(column, ORDER)

    def _values(self, key: str) -> list[Value | None]:
        """What each term of a fact proves while its paper counts; None for what nobody says."""
        column = self.roll.columns.get(key)
        papers = self.court.rulebook.papers.get(key)
        terms = column.terms if column else ()
        return [None, *(proven(FACTS[key], one, self.court.on, papers) for one in terms)]

    def _masked(self, key: str, table: Sequence[int]) -> int:
        """The entry of `table` for each candidate's term; 0, which is nothing proven, where the paper does not count."""
        column = self.roll.columns.get(key)
        if column is None:
            return 0
        if key not in self._counting:
            self._counting[key] = column.counting(self.court.on)
        counting = self._counting[key]
        lanes = column.lanes(table)
        return lanes if counting is None else lanes & counting
