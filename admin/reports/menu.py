"""The pages that tell what the books hold, and those that prove them, in the order of the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from admin.page import Page

REPORTS: list[type[Page]] = []
PROOF: list[type[Page]] = []
