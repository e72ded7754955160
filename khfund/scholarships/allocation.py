"""Who of a round gets an award: a pure function of candidates, places, money and options, with a reason for everyone.

The order of candidates: more points first; with equal points who meets more categories; then SHA-256 of «seed/number
of the nomination», a lot that favours nobody and that anybody can draw again. The order of the input plays no part.

1. Who is barred (withdrawn, not eligible, unproven, no points) is left out with that reason.
2. A person counts once: the best of several nominations; the others are left out as duplicates.
3. Who has fewer points than the least is left out.
4. Each unit's best take its places. Places that a unit does not use go, if the options say so, to the next in order of
   all units; they stand behind everybody who has a place of his own unit.
5. Money goes down that list and stops at the first whose amount it does not reach: nobody is passed over by somebody
   behind for being cheaper, and more money never takes an award away.
6. Who has no place or no money is an alternate of his unit in order, as many as the options say; the rest is left out.
"""

from __future__ import annotations

import enum
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

import attrs

from khfund import money


class Bar(enum.StrEnum):
    """Why a candidate cannot be considered at all, known before anybody is ranked."""

    NONE = ""
    WITHDRAWN = "withdrawn"
    NOT_ELIGIBLE = "not_eligible"
    UNPROVEN = "unproven"
    NOT_SCREENED = "not_screened"
    NO_POINTS = "no_points"
    NO_AMOUNT = "no_amount"


class Outcome(enum.StrEnum):
    """What becomes of a candidate."""

    AWARDED = "awarded"
    ALTERNATE = "alternate"
    LEFT_OUT = "left_out"


class LeftOut(enum.StrEnum):
    """Why a candidate has no award: the code under the sentence; alternates have one too."""

    NONE = ""
    WITHDRAWN = "withdrawn"
    NOT_ELIGIBLE = "not_eligible"
    UNPROVEN = "unproven"
    NOT_SCREENED = "not_screened"
    NO_POINTS = "no_points"
    NO_AMOUNT = "no_amount"
    DUPLICATE = "duplicate"
    BELOW_MINIMUM = "below_minimum"
    NO_QUOTA = "no_quota"
    QUOTA_FULL = "quota_full"
    BUDGET_EXHAUSTED = "budget_exhausted"


LEFT_OUT_NAMES = {
    LeftOut.WITHDRAWN: "đề nghị đã rút",
    LeftOut.NOT_ELIGIBLE: "không đủ điều kiện",
    LeftOut.UNPROVEN: "chưa đủ giấy tờ chứng minh",
    LeftOut.NOT_SCREENED: "chưa được sơ tuyển",
    LeftOut.NO_POINTS: "chưa đủ phiếu chấm điểm",
    LeftOut.NO_AMOUNT: "diện được xét không có mức học bổng",
    LeftOut.DUPLICATE: "đề nghị trùng, chỉ tính một lần",
    LeftOut.BELOW_MINIMUM: "dưới điểm tối thiểu",
    LeftOut.NO_QUOTA: "đơn vị không được phân bổ suất",
    LeftOut.QUOTA_FULL: "hết suất của đơn vị",
    LeftOut.BUDGET_EXHAUSTED: "hết kinh phí của đợt",
}

_BARRED = {
    Bar.WITHDRAWN: "Đề nghị đã được rút khỏi đợt xét.",
    Bar.NOT_ELIGIBLE: "Không đủ điều kiện theo tiêu chí của đợt xét.",
    Bar.NOT_SCREENED: "Chưa có kết quả sơ tuyển nên không được xét.",
    Bar.NO_POINTS: "Chưa đủ phiếu chấm điểm (thành viên vắng hoặc không được chấm vì có quan hệ), nên không xếp hạng được.",
    Bar.NO_AMOUNT: "Đợt xét không đặt mức học bổng cho diện của hồ sơ này.",
}


@attrs.frozen
class Candidate:
    """A nomination as allocation sees it; `points` in hundredths of a point, `amount` in đồng.

    `why` says, for somebody barred, what is missing (papers, the clause that is not met); it names no person.
    """

    nomination: int
    recipient: int
    unit: int
    points: int
    categories: tuple[str, ...]
    amount: int
    bar: Bar = Bar.NONE
    why: str = ""


@attrs.frozen
class Options:
    """How a round is shared out.

    `quotas` is unit → places; empty means that all units share one list. `minimum` is in hundredths of a point.
    `alternates` is how many each unit (or the one list) keeps in reserve. `seed` is the code of the round.
    """

    seed: str
    budget: int
    quotas: Mapping[int, int] = attrs.field(factory=dict)
    redistribute: bool = True
    one_each: bool = True
    minimum: int = 0
    alternates: int = 3


@attrs.frozen
class Placed:
    """What becomes of one candidate and why.

    `order` counts within the awarded or the alternates, `rank` over all who were ranked, `unit_rank` among those of
    the unit; 0 where none applies. `borrowed` is a place that another unit did not use.
    """

    candidate: Candidate
    outcome: Outcome
    reason: LeftOut
    sentence: str
    order: int = 0
    rank: int = 0
    unit_rank: int = 0
    borrowed: bool = False


@attrs.frozen
class Allocation:
    """Awarded in order, alternates in order, left out by nomination; `notes` say what holds for the whole round."""

    awarded: tuple[Placed, ...]
    alternates: tuple[Placed, ...]
    left_out: tuple[Placed, ...]
    notes: tuple[str, ...]

    @property
    def amount(self) -> int:
        """Đồng of all the awards."""
        return sum(one.candidate.amount for one in self.awarded)

    @property
    def everyone(self) -> tuple[Placed, ...]:
        """Everybody who came in, by nomination."""
        found = (*self.awarded, *self.alternates, *self.left_out)
        return tuple(sorted(found, key=lambda one: one.candidate.nomination))


def lot(seed: str, nomination: int) -> str:
    """Draw the lot of a nomination: the smaller one goes first among equals."""
    return hashlib.sha256(f"{seed}/{nomination}".encode()).hexdigest()


def allocate(candidates: Iterable[Candidate], options: Options) -> Allocation:
    """Share out a round; who is in the input comes out exactly once."""
    given = sorted(candidates, key=attrgetter("nomination"))
    barred = [
        _left(one, LeftOut(one.bar.value), _why_barred(one)) for one in given if one.bar is not Bar.NONE
    ]
    ranked = _in_order([one for one in given if one.bar is Bar.NONE], options)
    counted, duplicates = _count_once(ranked, options)
    enough = [one for one in counted if one.points >= options.minimum]
    below = [_below(one, options) for one in counted if one.points < options.minimum]
    ranks = _Ranks(enough, options)
    own, borrowed, without = _places(enough, options)
    paid, unpaid = _within_budget([*own, *borrowed], options.budget)
    lent = {one.nomination for one in borrowed}
    awarded = [ranks.awarded(one, number, one.nomination in lent) for number, one in enumerate(paid, 1)]
    waiting = _waiting(ranks, paid, unpaid, without, options)
    alternates, rest = _reserve(ranks, waiting, options)
    left = sorted([*barred, *duplicates, *below, *rest], key=lambda one: one.candidate.nomination)
    notes = _notes(own, borrowed, paid, unpaid, options)
    return Allocation(tuple(awarded), tuple(alternates), tuple(left), notes)


def _left(one: Candidate, reason: LeftOut, sentence: str) -> Placed:
    return Placed(one, Outcome.LEFT_OUT, reason, sentence)


def _why_barred(one: Candidate) -> str:
    if one.bar is Bar.UNPROVEN:
        return f"Chưa đủ giấy tờ chứng minh: {one.why}." if one.why else "Chưa đủ giấy tờ chứng minh."
    return f"{_BARRED[one.bar][:-1]}: {one.why}." if one.why else _BARRED[one.bar]


def _in_order(candidates: Sequence[Candidate], options: Options) -> list[Candidate]:
    def key(one: Candidate) -> tuple[int, int, str]:
        return -one.points, -len(one.categories), lot(options.seed, one.nomination)

    return sorted(candidates, key=key)


def _count_once(ranked: Sequence[Candidate], options: Options) -> tuple[list[Candidate], list[Placed]]:
    """Keep each person's best nomination; the others are told which one counts.

    A nomination that is barred stays with its own reason, even when another one of the same person counts.
    """
    if not options.one_each:
        return list(ranked), []
    best: dict[int, Candidate] = {}
    kept, duplicates = [], []
    for one in ranked:
        first = best.setdefault(one.recipient, one)
        if first is one:
            kept.append(one)
        else:
            said = f"Người này được đề nghị nhiều lần trong đợt; chỉ tính đề nghị số {first.nomination}."
            duplicates.append(_left(one, LeftOut.DUPLICATE, said))
    return kept, duplicates


def _below(one: Candidate, options: Options) -> Placed:
    said = (
        f"Đạt {as_points(one.points)} điểm, dưới mức tối thiểu {as_points(options.minimum)} điểm của đợt xét."
    )
    return _left(one, LeftOut.BELOW_MINIMUM, said)


def as_points(hundredths: int) -> str:
    """Write hundredths of a point as 85,5 or 85."""
    whole, rest = divmod(abs(hundredths), 100)
    said = f"{whole},{rest:02d}".rstrip("0").rstrip(",")
    return f"-{said}" if hundredths < 0 else said


_Waits = tuple[Candidate, LeftOut, str]
"""Somebody who was ranked and gets nothing now, with the reason and its sentence."""


class _Ranks:
    """Rank of everybody over all and within the unit; what an award is called."""

    def __init__(self, ranked: Sequence[Candidate], options: Options) -> None:
        self.options = options
        self.is_scored = any(one.points for one in ranked)
        self.overall = {one.nomination: number for number, one in enumerate(ranked, 1)}
        self.within: dict[int, int] = {}
        self.size: Counter[int] = Counter()
        for one in ranked:
            self.size[one.unit] += 1
            self.within[one.nomination] = self.size[one.unit]

    def told(self, one: Candidate) -> str:
        """The points, with a comma behind, unless nobody was scored."""
        return f"{as_points(one.points)} điểm, " if self.is_scored else ""

    def waiting(self, waits: _Waits, outcome: Outcome, order: int = 0) -> Placed:
        """Put somebody among those who get nothing now."""
        one, reason, sentence = waits
        rank, within = self.overall[one.nomination], self.within[one.nomination]
        return Placed(one, outcome, reason, sentence, order, rank, within)

    def awarded(self, one: Candidate, order: int, borrowed: bool) -> Placed:  # noqa: FBT001  one of two
        """Put somebody among the awarded."""
        where = (
            f"hạng {self.within[one.nomination]}/{self.size[one.unit]} của đơn vị"
            if self.options.quotas
            else f"hạng {self.overall[one.nomination]}/{len(self.overall)} toàn đợt"
        )
        by = ", theo suất còn dư của đơn vị khác" if borrowed else ""
        said = f"Được chọn: {self.told(one)}{where}{by}."
        rank, within = self.overall[one.nomination], self.within[one.nomination]
        return Placed(one, Outcome.AWARDED, LeftOut.NONE, said, order, rank, within, borrowed)


def _places(
    ranked: Sequence[Candidate], options: Options
) -> tuple[list[Candidate], list[Candidate], list[Candidate]]:
    """Who has a place of the own unit, who has one that is left over, and who has none; each in order."""
    if not options.quotas:
        return list(ranked), [], []
    left = {unit: max(0, places) for unit, places in options.quotas.items()}
    own, others = [], []
    for one in ranked:
        if left.get(one.unit, 0) > 0:
            left[one.unit] -= 1
            own.append(one)
        else:
            others.append(one)
    spare = sum(left.values()) if options.redistribute else 0
    return own, others[:spare], others[spare:]


def _within_budget(entitled: Sequence[Candidate], budget: int) -> tuple[list[Candidate], list[Candidate]]:
    """Go down the list while the money reaches; nobody behind is taken for being cheaper."""
    rest = budget
    for number, one in enumerate(entitled):
        if one.amount > rest:
            return list(entitled[:number]), list(entitled[number:])
        rest -= one.amount
    return list(entitled), []


def _waiting(
    ranks: _Ranks,
    paid: Sequence[Candidate],
    unpaid: Sequence[Candidate],
    without: Sequence[Candidate],
    options: Options,
) -> list[_Waits]:
    """Everybody who was ranked and gets nothing now, in order: first who has a place but no money, then the others."""
    rest = options.budget - sum(one.amount for one in paid)
    cuts: dict[int, int] = {}
    for one in paid:
        cuts[one.unit] = min(one.points, cuts.get(one.unit, one.points))
    lacking = (
        f"Kinh phí của đợt {money.format(options.budget)} đ đã hết: còn {money.format(rest)} đ,"
        " không đủ cho suất kế tiếp theo thứ hạng"
    )
    found = [
        (
            one,
            LeftOut.BUDGET_EXHAUSTED,
            (
                f"{lacking} (hồ sơ này {ranks.told(one)}hạng {ranks.overall[one.nomination]} toàn đợt,"
                f" cần {money.format(one.amount)} đ)."
            ),
        )
        for one in unpaid
    ]
    return found + [_without_place(ranks, one, cuts.get(one.unit), options) for one in without]


def _without_place(ranks: _Ranks, one: Candidate, cut: int | None, options: Options) -> _Waits:
    places = options.quotas.get(one.unit, 0)
    if places <= 0:
        said = "Đơn vị đề nghị không được phân bổ suất nào trong đợt này."
        return one, LeftOut.NO_QUOTA, said
    number = one.nomination
    rank = f"hạng {ranks.within[number]}/{ranks.size[one.unit]} của đơn vị"
    said = f"Đơn vị có {places} suất; hồ sơ này {ranks.told(one)}{rank}{_cut_said(ranks, one, cut)}."
    return one, LeftOut.QUOTA_FULL, said


def _cut_said(ranks: _Ranks, one: Candidate, cut: int | None) -> str:
    """How the last one chosen of the unit compares."""
    if cut is None:
        return ""
    if one.points == cut:
        lot_said = "thứ tự theo số diện đạt, rồi bốc thăm"
        return f", bằng điểm người cuối được chọn ({lot_said})" if ranks.is_scored else f", {lot_said}"
    return f", người cuối được chọn đạt {as_points(cut)} điểm"


def _reserve(ranks: _Ranks, waiting: Sequence[_Waits], options: Options) -> tuple[list[Placed], list[Placed]]:
    """The first of each unit are alternates in order, the rest is left out."""
    taken: dict[int, int] = defaultdict(int)
    alternates: list[Placed] = []
    rest: list[Placed] = []
    for waits in waiting:
        pool = waits[0].unit if options.quotas else 0
        taken[pool] += 1
        if taken[pool] <= options.alternates:
            alternates.append(ranks.waiting(waits, Outcome.ALTERNATE, len(alternates) + 1))
        else:
            rest.append(ranks.waiting(waits, Outcome.LEFT_OUT))
    return alternates, rest


def _notes(
    own: Sequence[Candidate],
    borrowed: Sequence[Candidate],
    paid: Sequence[Candidate],
    unpaid: Sequence[Candidate],
    options: Options,
) -> tuple[str, ...]:
    """What the minutes say of the whole round: places that nobody used, places that the money does not reach."""
    notes = []
    if options.quotas:
        places = sum(max(0, one) for one in options.quotas.values())
        spare = places - len(own)
        if spare and options.redistribute:
            notes.append(
                f"Có {spare} suất các đơn vị không dùng hết; {len(borrowed)} suất chuyển cho người kế tiếp toàn đợt."
            )
        elif spare:
            notes.append(f"Có {spare} suất các đơn vị không dùng hết; không chuyển cho đơn vị khác.")
    if unpaid:
        needed = sum(one.amount for one in (*paid, *unpaid))
        notes.append(
            f"Các suất trong phân bổ cần {money.format(needed)} đ, kinh phí của đợt là {money.format(options.budget)} đ:"
            f" chi được {len(paid)} suất theo thứ hạng, {len(unpaid)} suất chưa có kinh phí."
        )
    return tuple(notes)
