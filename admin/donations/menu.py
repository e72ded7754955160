"""The pages about givers and gifts, in the order of the menu."""

from __future__ import annotations

from admin.donations import donor_register
from admin.lookup import Lookups
from admin.page import Page

assert donor_register.DonorRegister, "donors are looked up wherever a form names one"

DONATIONS: list[type[Page]] = [Lookups]
