"""How schools rank learning, by grade and school year, and which of their words a rule may take for «học giỏi».

The words changed with each programme: «Giỏi» of TT 58/2011 is no longer given in grades 6 to 12, and no rule says what takes
its place for a scholarship. What the words leave open is asked of a person: the council states it as a fact.
"""

from __future__ import annotations

import functools
from datetime import date

import attrs

from khfund.calendar import Dated, SchoolYear
from khfund.eligibility.verdict import Verdict


@attrs.frozen
class Regime:
    """One way to rank learning: its words (values of the fact `learning`), and which of them mean «học giỏi».

    `good` means it without doubt, `ask` only if the council says so.
    """

    name: str
    source: str
    values: frozenset[str]
    good: frozenset[str]
    ask: frozenset[str] = frozenset()


TT_27_2020 = Regime(
    "TT 27/2020/TT-BGDĐT",
    "TT 27/2020/TT-BGDĐT ngày 04/9/2020 (đánh giá học sinh tiểu học), Điều 9",
    values=frozenset({"hoan_thanh_xuat_sac", "hoan_thanh_tot", "hoan_thanh", "chua_hoan_thanh"}),
    good=frozenset({"hoan_thanh_xuat_sac"}),
    ask=frozenset({"hoan_thanh_tot"}),
)
TT_58_2011 = Regime(
    "TT 58/2011/TT-BGDĐT",
    "TT 58/2011/TT-BGDĐT ngày 12/12/2011 (THCS, THPT), Điều 13",
    values=frozenset({"gioi", "kha", "trung_binh", "yeu", "kem"}),
    good=frozenset({"gioi"}),
)
TT_22_2021 = Regime(
    "TT 22/2021/TT-BGDĐT",
    "TT 22/2021/TT-BGDĐT ngày 20/7/2021 (THCS, THPT), Điều 9 và Điều 15",
    values=frozenset({"excellent_pupil", "good_pupil", "tot", "kha", "dat", "chua_dat"}),
    good=frozenset({"excellent_pupil", "good_pupil"}),
    ask=frozenset({"tot"}),
)
HIGHER_EDUCATION = Regime(
    "xếp loại đại học, cao đẳng",
    "Quy chế đào tạo đại học, cao đẳng, thang điểm 4 và 10; chưa đối chiếu nguyên văn",
    values=frozenset({"xuat_sac", "gioi", "kha", "trung_binh", "yeu", "kem"}),
    good=frozenset({"xuat_sac", "gioi"}),
)


def _dated(*regimes: tuple[int, Regime]) -> Dated[Regime]:
    days = {date(year, 9, 1): regime for year, regime in regimes}
    return Dated(days, {day: regime.source for day, regime in days.items()})


REGIMES: dict[int, Dated[Regime]] = {
    1: _dated((2020, TT_27_2020)),
    2: _dated((2021, TT_27_2020)),
    3: _dated((2022, TT_27_2020)),
    4: _dated((2023, TT_27_2020)),
    5: _dated((2024, TT_27_2020)),
    6: _dated((2011, TT_58_2011), (2021, TT_22_2021)),
    7: _dated((2011, TT_58_2011), (2022, TT_22_2021)),
    8: _dated((2011, TT_58_2011), (2023, TT_22_2021)),
    9: _dated((2011, TT_58_2011), (2024, TT_22_2021)),
    10: _dated((2011, TT_58_2011), (2022, TT_22_2021)),
    11: _dated((2011, TT_58_2011), (2023, TT_22_2021)),
    12: _dated((2011, TT_58_2011), (2024, TT_22_2021)),
}
"""Grade → the regime of each school year, from its first day on. Source: the two circulars' own timetables."""


@attrs.frozen
class Reading:
    """What a rank is worth for a rule, with the words that explain it where it is not plain."""

    verdict: Verdict
    note: str = ""


GOOD = "hoc_gioi"
"""The word that rulebooks write for «học giỏi»."""


@functools.lru_cache(maxsize=4096)
def read_as_good(
    learning: str | None, learner: str | None, grade: int | None, on: date, *, council: bool | None = None
) -> Reading:
    """Say whether a rank counts as «học giỏi».

    `council` is what the council has stated; it is asked only where the words leave it open. What is not known of the
    learner or the grade counts as all it could be, so that a further paper never turns «đạt» into «không đạt».
    """
    if learning is None:
        return Reading(Verdict.UNPROVEN)
    learners = ("pupil", "student") if learner is None else (learner,)
    readings = [_read(learning, regimes) for one in learners for regimes in _possible(one, grade, on)]
    reading = readings[0]
    if any(one.verdict is not reading.verdict for one in readings):
        return Reading(Verdict.UNPROVEN, "cần biết học lớp mấy để hiểu cách xếp loại này")
    if reading.verdict is Verdict.UNPROVEN and council is not None:
        return Reading(Verdict.MET if council else Verdict.NOT_MET, "theo ý kiến của hội đồng")
    return reading


def _possible(learner: str, grade: int | None, on: date) -> list[tuple[Regime, ...]]:
    """Each set of regimes in which the newest yearly result may be written; several where the grade is unknown.

    A pupil's result is of the year before, in the grade below, or of this year in the same grade.
    """
    year = SchoolYear.of(on).year
    if learner != "pupil":
        return [(HIGHER_EDUCATION, *_in_force((12, year - 1)))]
    grades = range(1, 13) if grade is None else (grade,)
    return [_in_force((one - 1, year - 1), (one, year)) for one in grades]


def _in_force(*places: tuple[int, int]) -> tuple[Regime, ...]:
    """The regimes of (grade, school year), each once."""
    found: dict[str, Regime] = {}
    for grade, year in places:
        dated, day = REGIMES.get(grade), date(max(year, 1), 9, 1)
        if dated is not None and day >= min(dated.values):
            regime = dated.on(day)
            found[regime.name] = regime
    return tuple(found.values())


def _read(learning: str, regimes: tuple[Regime, ...]) -> Reading:
    using = [regime for regime in regimes if learning in regime.values]
    names = ", ".join(regime.name for regime in using or regimes) or "chưa có trong dữ liệu"
    if not using:
        return Reading(
            Verdict.UNPROVEN,
            f"cách ghi này không có trong cách xếp loại của lớp ({names}), xin xem lại học bạ",
        )
    if all(learning in regime.good for regime in using):
        return Reading(Verdict.MET, f"theo {names}")
    if any(learning in regime.good | regime.ask for regime in using):
        return Reading(Verdict.UNPROVEN, f"theo {names}, hội đồng cần xác nhận có coi là học giỏi hay không")
    return Reading(Verdict.NOT_MET, f"theo {names}")
