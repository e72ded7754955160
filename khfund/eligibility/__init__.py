"""Whether a candidate is eligible, decided from facts and rules alone, with the reasons; pure: no database.

Read in this order: `evidence` (a paper), `fact_kind` and `fact` (the vocabulary), `proof` (what a paper is worth on a day), `law` and
`school_ranking` (dated data), `verdict` (met, not met, unproven), `criterion` and `rulebook` (the rules), `decision` (one candidate),
`screening` (many), `roll` and `roll_screening` (very many, on many days), `explanation` and `wording` (the sentences), `finding` (what is kept).
`shelf` finds rulebooks by code; `rulebook_file`, `rulebook_part` and `rulebook_question` read the files of `rulebooks/`.
"""

from khfund.eligibility.decision import Decision, decide
from khfund.eligibility.evidence import PAPERS, Evidence
from khfund.eligibility.fact import FACTS, Fact, Facts, read_value, say
from khfund.eligibility.finding import Finding
from khfund.eligibility.screening import screen
from khfund.eligibility.verdict import Verdict

__all__ = [
    "FACTS",
    "PAPERS",
    "Decision",
    "Evidence",
    "Fact",
    "Facts",
    "Finding",
    "Verdict",
    "decide",
    "read_value",
    "say",
    "screen",
]
