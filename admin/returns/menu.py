"""The pages about what other levels report, in the order of the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from admin.returns.unit_returns import UnitReturns

if TYPE_CHECKING:
    from admin.page import Page

RETURNS: list[type[Page]] = [UnitReturns]
