"""The pages of whoever keeps persons and units, in the order of the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from admin.unit.keeping import Keeping
from admin.unit.persons import Persons
from admin.unit.settings import Settings
from admin.unit.units import Units

if TYPE_CHECKING:
    from admin.page import Page

KEEPING: list[type[Page]] = [Persons, Units, Settings, Keeping]
