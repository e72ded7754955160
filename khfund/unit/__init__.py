"""Associations of every level: what they are, and what each has set for itself.

Read first: unit.py (a unit and its letterhead), setting.py (an office's own values, from a day on).
"""

from khfund.unit.setting import Setting, SettingUnknownError, set_value, value_on
from khfund.unit.unit import (
    Level,
    Unit,
    UnitCodeTakenError,
    UnitUnknownError,
    enter_unit,
    find_unit,
    units,
)

__all__ = [
    "Level",
    "Setting",
    "SettingUnknownError",
    "Unit",
    "UnitCodeTakenError",
    "UnitUnknownError",
    "enter_unit",
    "find_unit",
    "set_value",
    "units",
    "value_on",
]
