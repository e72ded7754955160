"""The pages that tell what the books hold, and those that prove them, in the order of the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from admin.reports.consolidations import Consolidations
from admin.reports.exports import Exports
from admin.reports.forecasts import Forecasts
from admin.reports.proof import Proof
from admin.reports.statements import Statements
from admin.reports.trail import Trail

if TYPE_CHECKING:
    from admin.page import Page

REPORTS: list[type[Page]] = [Statements, Forecasts, Consolidations, Exports]
PROOF: list[type[Page]] = [Proof, Trail]
