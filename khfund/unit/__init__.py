"""Associations of every level: what they are, who stands under whom, who takes over from whom.

Read in this order: `unit` (a unit and its letterhead), `naming` and `tree` (names and parents, dated), `state_place`
(the State's words for the same places), `spelling` (finding a unit by its name), `succession` (mergers, splits, ends),
`unit_list` and `merger` (a whole province's merger from one table), `setting` (an office's own values, from a day on).
"""

from khfund.unit.merger import Merged, merge_units
from khfund.unit.naming import name_on, place_of, rename_unit
from khfund.unit.setting import Setting, SettingUnknownError, set_value, value_on
from khfund.unit.spelling import find_by_name
from khfund.unit.succession import (
    Succession,
    SuccessionKind,
    predecessors_of,
    share,
    succeed,
    successors_of,
    today_units,
)
from khfund.unit.tree import Tree, children, full_name, move_unit, path, scope, tree_on
from khfund.unit.unit import (
    LEVEL_NAMES,
    Level,
    Unit,
    UnitCodeTakenError,
    UnitNotThereError,
    UnitUnknownError,
    enter_unit,
    find_unit,
    require_there,
    units,
)
from khfund.unit.unit_list import read_unit_list

__all__ = [
    "LEVEL_NAMES",
    "Level",
    "Merged",
    "Setting",
    "SettingUnknownError",
    "Succession",
    "SuccessionKind",
    "Tree",
    "Unit",
    "UnitCodeTakenError",
    "UnitNotThereError",
    "UnitUnknownError",
    "children",
    "enter_unit",
    "find_by_name",
    "find_unit",
    "full_name",
    "merge_units",
    "move_unit",
    "name_on",
    "path",
    "place_of",
    "predecessors_of",
    "read_unit_list",
    "rename_unit",
    "require_there",
    "scope",
    "set_value",
    "share",
    "succeed",
    "successors_of",
    "today_units",
    "tree_on",
    "units",
    "value_on",
]
