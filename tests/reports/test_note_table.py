from datetime import date

import attrs

from khfund.ledger import Correction
from khfund.reports import note_table
from khfund.reports.disclosure import Giver
from tests.reports.disclosures import HOSTILE, REFUND, a_disclosure


def test_givers_stand_with_what_they_gave_what_went_back_and_what_stayed():
    assert note_table.givers(a_disclosure()).rows == [
        ("00001", HOSTILE, "organisation", "Tổ chức", "phường Bình Minh", 1, 500_000, 100_000, 400_000),
        ("00002", "Vì Thị Yến", "person", "Cá nhân", "xã Mường Giôn", 2, 2_030_000, 0, 2_030_000),
        ("AD", "Nhà hảo tâm (ẩn danh)", "anonymous", "Ẩn danh", "", 1, 300_000, 0, 300_000),
    ]


def test_a_giver_of_whom_nothing_is_posted_stands_with_noughts():
    shown = a_disclosure(givers=(Giver("00009", "An", "household", "", 0),))

    assert note_table.givers(shown).rows == [("00009", "An", "household", "Hộ gia đình", "", 0, 0, 0, 0)]


def test_a_correction_says_whether_it_mends_an_earlier_period():
    before = attrs.evolve(REFUND, of_day=date(2025, 12, 31))

    rows = note_table.corrections(a_disclosure(corrections=(REFUND, before))).rows

    assert [row[8] for row in rows] == ["không", "có"]


def test_every_way_of_correcting_has_a_name():
    assert set(note_table.CORRECTION_NAMES) == {one.value for one in Correction} - {
        "opening",
        "year_end",
        "handover",
    }


def test_an_entry_shows_codes_roles_and_numbers_and_no_words_of_people():
    assert note_table.entries(a_disclosure()).rows[3] == (
        4, date(2026, 3, 8), "PK-2026-00004", "KH", "5111", "gifts", "111", "cash", 100_000, "00001", 0, "refund", 1,
    )  # fmt: skip
