"""The letters that ship with khfund."""

import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent.parent / "khfund" / "fonts"
STYLES = ("Regular", "Bold", "Italic", "BoldItalic")

TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
VOWELS = [
    unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in TONES
]
CONSONANTS = "bcdđghklmnpqrstvxBCDĐGHKLMNPQRSTVX"
REST = "0123456789 .,;:!?()[]/%&+-–—…•·«»“”‘’\"'№°≤≥→■□●₫\u00a0"


@pytest.mark.parametrize("style", STYLES)
def test_a_shipped_font_has_every_letter_that_papers_use(style):
    characters = TTFont(FOLDER / f"Tinos-{style}.ttf").getBestCmap()

    missing = [sign for sign in [*VOWELS, *CONSONANTS, *REST] if ord(sign) not in characters]

    assert missing == []


@pytest.mark.parametrize("style", STYLES)
def test_a_shipped_font_carries_its_licence_and_may_be_embedded(style):
    font = TTFont(FOLDER / f"Tinos-{style}.ttf")

    assert "SIL Open Font License, Version 1.1" in font["name"].getDebugName(13)
    assert font["OS/2"].fsType == 0


def test_the_fonts_lie_beside_the_text_of_their_licence():
    licence = (FOLDER / "LICENSE").read_text(encoding="utf-8")

    assert "SIL OPEN FONT LICENSE" in licence
    assert "Copyright 2010 Google Inc." in licence
