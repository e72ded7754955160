from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.donations.sender import Sender, sender_of


@pytest.mark.parametrize(
    ("narration", "sender"),
    [
        (
            "MBVCB.12345.LO VAN AN chuyen tien.CT tu XXXXXXXXX2009 LO VAN AN toi XXXXXXXXX0001 HOI KHUYEN HOC",
            ("xxxxxxxxx2009", "lo van an"),
        ),
        ("272986.010926.101858.CAM THI BINH chuyen tien", ("", "cam thi binh")),
        ("529474.010926.112032.QUANG VAN DUC ung ho quy", ("", "quang van duc")),
        ("IBFT QUANG VAN DUC ung ho quy", ("", "quang van duc")),
        ("292976.010926.013647.xin cam on", ("", "")),
        ("CT tu 0123456789 VI VAN HOANG toi 999", ("0123456789", "vi van hoang")),
        ("chung tay ung ho", ("", "")),
        ("", ("", "")),
    ],
)
def test_the_sender_is_read_from_the_banks_words(narration, sender):
    assert sender_of(narration) == Sender(*sender)


def test_the_banks_own_columns_come_first():
    assert sender_of("LO VAN AN chuyen tien", "CÔNG TY AN BÌNH", "0123 456 789") == Sender(
        "0123456789", "cong ty an binh"
    )
    assert sender_of("LO VAN AN chuyen tien", "", "0123456789") == Sender("0123456789", "lo van an")


def test_a_masked_account_shows_its_last_digits():
    assert (Sender("xxxxx2009", "").digits, Sender("xxxxx2009", "").is_whole_account) == ("2009", False)
    assert (Sender("xxxxx", "").digits, Sender("0123456789", "").is_whole_account) == ("", True)


@given(st.text(max_size=120), st.text(max_size=20), st.text(max_size=20))
def test_a_name_is_letters_in_small_words(narration, counterparty, account):
    name = sender_of(narration, counterparty, account).name

    assert name == "" or (len(name.split()) >= 2 and name.replace(" ", "").isalpha())
