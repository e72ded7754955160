"""The pages about givers and gifts, in the order of the menu."""

from __future__ import annotations

from admin.donations.arrears import LatePledges
from admin.donations.campaigns import Campaigns
from admin.donations.donations import Donations
from admin.donations.donors import Donors
from admin.donations.dues import Dues
from admin.donations.gift_entry import GiftEntry
from admin.donations.gift_lists import GiftLists
from admin.donations.goods import Goods
from admin.donations.hand_overs import HandOvers
from admin.donations.passings import Passings
from admin.donations.pledges import Pledges
from admin.donations.posters import Posters
from admin.donations.targets import Targets
from admin.lookup import Lookups
from admin.page import Page

DONATIONS: list[type[Page]] = [
    GiftEntry,
    Donations,
    GiftLists,
    Donors,
    Campaigns,
    Posters,
    Pledges,
    LatePledges,
    Goods,
    HandOvers,
    Passings,
    Dues,
    Targets,
    Lookups,
]
