"""What the law lays down about poverty and disability, as dated data with its sources."""

from __future__ import annotations

import enum
from datetime import date

import attrs

from khfund.calendar import Dated

ND_07_2021 = date(2022, 1, 1)  # applies from
ND_351_2025 = date(2027, 1, 1)
LUAT_NGUOI_KHUYET_TAT = date(2011, 1, 1)


class Area(enum.StrEnum):
    """Where a household lives."""

    RURAL = "rural"
    URBAN = "urban"


@attrs.frozen
class PovertyLine:
    """Income in đồng a person and month, at or below which a household is poor or near-poor.

    It is poor where it also lacks at least `lacking_min` of the basic services, else near-poor.
    """

    rural: int
    urban: int
    lacking_min: int = 3

    def income_max(self, area: Area) -> int:
        """The line of an area, đồng a person and month, inclusive."""
        return self.rural if area is Area.RURAL else self.urban


POVERTY_LINE = Dated(
    {
        ND_07_2021: PovertyLine(rural=1_500_000, urban=2_000_000),
        ND_351_2025: PovertyLine(rural=2_200_000, urban=2_800_000),
    },
    {
        ND_07_2021: "NĐ 07/2021/NĐ-CP, giai đoạn 2022-2025, kéo dài đến hết 31/12/2026 theo NĐ 351/2025/NĐ-CP",
        ND_351_2025: "NĐ 351/2025/NĐ-CP ngày 30/12/2025, giai đoạn 2027-2030",
    },
)
"""The national poverty line; a province may set a higher one."""


def poverty(income: int, lacking: int, area: Area, on: date) -> str:
    """Name the poverty of a household: "poor", "near_poor" or "none", a value of the facts about poverty.

    `income` is đồng a person and month, `lacking` how many of the 12 indicators of basic services it lacks.

    Raises: NoValueYetError.
    """
    line = POVERTY_LINE.on(on)
    if income > line.income_max(area):
        return "none"
    return "poor" if lacking >= line.lacking_min else "near_poor"


def poverty_line_changes_after(day: date) -> date | None:
    """The first day of the next poverty line after the one in force on `day`; None where none is known."""
    return min((start for start in POVERTY_LINE.values if start > day), default=None)


POVERTY_LIST_DECIDED = (12, 15)
"""Month and day from which a certificate belongs to the list of the next year.

The yearly review runs from 1 September to 14 December (QĐ 24/2021/QĐ-TTg).
"""


def poverty_list_year(issued: date) -> int:
    """The year whose list of poor households a certificate issued on this day belongs to."""
    return issued.year + ((issued.month, issued.day) >= POVERTY_LIST_DECIDED)


@attrs.frozen
class DisabilityLevel:
    """A level of disability by how much working capacity is lost, percent, inclusive; `value` as the facts store it."""

    value: str
    percent_min: int
    percent_max: int


DISABILITY_LEVELS = Dated(
    {
        LUAT_NGUOI_KHUYET_TAT: (
            DisabilityLevel("very_severe", 81, 100),
            DisabilityLevel("severe", 61, 80),
            DisabilityLevel("mild", 1, 60),
        )
    },
    {
        LUAT_NGUOI_KHUYET_TAT: "Luật Người khuyết tật 2010 (hiệu lực 01/01/2011), Điều 3; NĐ 28/2012/NĐ-CP, Điều 3 và 4"
    },
)
"""The levels of disability."""


def disability(percent: int, on: date) -> str:
    """Name the level of a disability, a value of the fact `disability`; 0 percent is none.

    Raises: NoValueYetError.
    """
    for level in DISABILITY_LEVELS.on(on):
        if level.percent_min <= percent <= level.percent_max:
            return level.value
    return "none"
