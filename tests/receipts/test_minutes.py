"""What minutes share: places to sign, amounts in words, lines that cannot break the page."""

import pytest

from khfund.receipts.minutes import signatories, words
from khfund.receipts.paper import Signatory


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ()),
        (" ; ", ()),
        ("Thủ quỹ", (Signatory(title="Thủ quỹ"),)),
        (
            "Kế toán trưởng: Cầm Văn An ; Thủ quỹ:",
            (Signatory(title="Kế toán trưởng", name="Cầm Văn An"), Signatory(title="Thủ quỹ")),
        ),
    ],
)
def test_places_to_sign_are_read_from_a_setting(written, read):
    assert signatories(written) == read


@pytest.mark.parametrize(
    ("dong", "said"), [(0, "Không đồng"), (5_000, "Năm nghìn đồng"), (-5_000, "Âm năm nghìn đồng")]
)
def test_amounts_are_said_in_words_also_below_nothing(dong, said):
    assert words(dong) == said
