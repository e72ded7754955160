"""The pages of the committee, in the order of the menu."""

from __future__ import annotations

from admin.page import Page
from admin.scholarships import round_tasks
from admin.scholarships.allocation import Allocation
from admin.scholarships.awards import Awards
from admin.scholarships.ballots import Ballots
from admin.scholarships.duplicates import Duplicates
from admin.scholarships.evidence import Evidence
from admin.scholarships.nomination_upload import NominationUpload
from admin.scholarships.nominations import Nominations
from admin.scholarships.programmes import Programmes
from admin.scholarships.recipient_papers import RecipientPapers
from admin.scholarships.recipients import Recipients
from admin.scholarships.round_terms import RoundTerms
from admin.scholarships.rounds import Rounds
from admin.scholarships.rulebooks import Rulebooks
from admin.scholarships.screening import Screening

assert round_tasks.CLOSING, "what waits of the rounds is told on the first page"

GRANTING: tuple[type[Page], ...] = (
    Rounds,
    RoundTerms,
    Nominations,
    NominationUpload,
    Screening,
    Ballots,
    Allocation,
    Awards,
    Evidence,
    Recipients,
    RecipientPapers,
    Duplicates,
    Programmes,
    Rulebooks,
)
