"""The pages of oversight, in the order of the menu."""

from __future__ import annotations

from admin.oversight.complaints import Complaints
from admin.oversight.giver_codes import GiverCodes
from admin.oversight.publications import Publications
from admin.oversight.samples import Samples
from admin.oversight.updates import Updates
from admin.page import Page

OVERSIGHT: list[type[Page]] = [Samples, Complaints, Publications, Updates, GiverCodes]
