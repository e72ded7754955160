"""The pages of sponsorships and payments, in the order of the menu."""

from __future__ import annotations

from admin.page import Page
from admin.scholarships.payment_lines import PaymentLines
from admin.scholarships.payment_matches import PaymentMatches
from admin.scholarships.payment_outcomes import PaymentOutcomes
from admin.scholarships.payment_proofs import PaymentProofs
from admin.scholarships.payment_runs import PaymentRuns
from admin.scholarships.sponsor_letters import SponsorLetters
from admin.scholarships.sponsor_shares import SponsorShares
from admin.scholarships.sponsorship_events import SponsorshipEvents
from admin.scholarships.sponsorships import Sponsorships

PAYING: tuple[type[Page], ...] = (
    Sponsorships,
    SponsorShares,
    SponsorshipEvents,
    SponsorLetters,
    PaymentRuns,
    PaymentMatches,
    PaymentOutcomes,
    PaymentLines,
    PaymentProofs,
)
