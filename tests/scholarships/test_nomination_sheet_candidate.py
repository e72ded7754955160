"""A candidate, and what its row suggests."""

from khfund.scholarships.nomination_sheet_candidate import Candidate
from khfund.scholarships.suggestion import Suggested


def test_a_column_of_facts_counts_before_words_and_words_before_a_mark():
    one = Candidate(
        "DS",
        7,
        "Lò Thị Ánh",
        categories=(2, 6),
        circumstances="Mồ côi bố, hộ nghèo",
        stated=(("household_poverty", "near_poor", "Hộ cận nghèo"),),
    )

    assert one.suggestions.facts == (
        Suggested("household_poverty", "near_poor", "Hộ cận nghèo"),
        Suggested("orphan", "one", "Mồ côi bố"),
        Suggested("carer_poverty", "poor", "hộ nghèo"),
        Suggested("makeshift_house", True, "đối tượng 6"),
    )


def test_category_four_claims_neither_illness_nor_inability():
    assert Candidate("DS", 7, "Lò Thị Ánh", categories=(4,)).suggestions.facts == ()


def test_a_candidate_says_where_it_stands():
    one = Candidate("DS", 7, "Lò Thị Ánh", phones=("0912345678", "0987654321"), categories=(2, 6))

    assert (one.file_place, one.phone, one.category) == ("DS!7", "0912345678", "2,6")
    assert Candidate(None, 7, "Lò Thị Ánh").file_place == "7"
    assert Candidate(None, 7, "Lò Thị Ánh").phone == ""
