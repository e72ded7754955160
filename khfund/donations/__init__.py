"""Givers and gifts.

Read in this order: `likeness` and `donor` (who gives), `campaign` (what for), `gift` (what is to be booked),
`donation` (a gift booked: receive, find, split), `identification` (gifts out of unidentified money), `refund`
(cancel, refund), `giving` (what was given: by days, by donor and year, by campaign), `gift_list` and `received_list`
(whole lists from files). Whose transfer a bank line is: `issued_code`, `sender`, `match_rule`, `line_decision`,
`proposal`.

Goods: `goods` (kinds and places), `stock_movement` and `stock` (what lies where), `goods_line` (goods that come in),
`gift_in_kind`, `purchase`, `stock_count`, `recipient_list` and `hand_over` (what leaves). What only passes through:
`pass_through` (programmes and what they hold), `passing` (money and goods in and out).
What was promised: `instalment`, `pledge`, `pledge_payment`, `pledge_standing`, `pledge_arrears`; how far an appeal has come:
`campaign_progress`, `campaign_terms`; what members pay: `dues`, `dues_receipt`, `dues_list`; what is to be reached:
`target`, `target_report`.

Always true: a donation is one entry of the journal and is split over funds as that entry's postings are; it never
changes and is taken back by a further entry, never beyond what was given; its entry is not reversed behind its back;
a person's decision about a bank line wins over codes, rules and names.
"""

from khfund.donations.campaign import Campaign, campaigns, find_campaign, open_campaign
from khfund.donations.donation import (
    Donation,
    DonationEvent,
    EventKind,
    FundShare,
    find_donation,
    given_back,
    holds_donations,
    is_cancelled,
    receive,
    receive_all,
    shares,
    similar_gifts,
)
from khfund.donations.donor import (
    ANONYMOUS,
    Donor,
    Suggestion,
    amend_donor,
    enter_donor,
    find_donor,
    merge_donors,
    search_donors,
    separate_donor,
    similar_donors,
)
from khfund.donations.gift import NewGift, Part, Way
from khfund.donations.giving import DonorYear, Given, Progress, donor_year, donors_of_year, gifts, progress
from khfund.donations.identification import identify
from khfund.donations.issued_code import IssuedCode, issue_code, issued_codes
from khfund.donations.likeness import DonorKind, Likeness, Traits
from khfund.donations.line_decision import LineDecision, Verdict, decide, standing_decision
from khfund.donations.match_rule import MatchRule, Target, rules, switch_rule
from khfund.donations.proposal import Accepted, Proposal, ProposalState, accept_all, propose
from khfund.donations.received_list import Defaults, Preview, ReceivedList, preview_list, receive_list
from khfund.donations.refund import cancel, refund

__all__ = [
    "ANONYMOUS",
    "Accepted",
    "Campaign",
    "Defaults",
    "Donation",
    "DonationEvent",
    "Donor",
    "DonorKind",
    "DonorYear",
    "EventKind",
    "FundShare",
    "Given",
    "IssuedCode",
    "Likeness",
    "LineDecision",
    "MatchRule",
    "NewGift",
    "Part",
    "Preview",
    "Progress",
    "Proposal",
    "ProposalState",
    "ReceivedList",
    "Suggestion",
    "Target",
    "Traits",
    "Verdict",
    "Way",
    "accept_all",
    "amend_donor",
    "campaigns",
    "cancel",
    "decide",
    "donor_year",
    "donors_of_year",
    "enter_donor",
    "find_campaign",
    "find_donation",
    "find_donor",
    "gifts",
    "given_back",
    "holds_donations",
    "identify",
    "is_cancelled",
    "issue_code",
    "issued_codes",
    "merge_donors",
    "open_campaign",
    "preview_list",
    "progress",
    "propose",
    "receive",
    "receive_all",
    "receive_list",
    "refund",
    "rules",
    "search_donors",
    "separate_donor",
    "shares",
    "similar_donors",
    "similar_gifts",
    "standing_decision",
    "switch_rule",
]
