"""Cut the Tinos of Debian's `fonts-croscore` down to the letters that khfund prints.

    apt-get install fonts-croscore
    .venv/bin/python scripts/cut_fonts.py [FOLDER OF THE FULL FONTS]

Writes khfund/fonts/Tinos-*.ttf. The same source and the same fonttools give the same bytes.
"""

import sys
from pathlib import Path

from fontTools import subset

DEBIAN = Path("/usr/share/fonts/truetype/croscore")
SHIPPED = Path(__file__).parent.parent / "khfund" / "fonts"
STYLES = ("Regular", "Bold", "Italic", "BoldItalic")

LATIN = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
]  # Basic Latin, Latin-1, Latin Extended-A (ă đ ĩ ũ and their kin)
HORNED = [0x1A0, 0x1A1, 0x1AF, 0x1B0]  # ơ ư
VIETNAMESE = [*range(0x1EA0, 0x1EFA)]  # ạ … ỹ
MARKS = [0x300, 0x301, 0x303, 0x306, 0x302, 0x309, 0x31B, 0x323]  # text that arrives decomposed still shows
SPACES_AND_PUNCTUATION = [*range(0x2000, 0x2027), 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044]
SUPERSCRIPTS = [0x2070, *range(0x2074, 0x207A), *range(0x2080, 0x208A)]
SIGNS = [ord(sign) for sign in "₫€№™←↑→↓−≈≠≤≥■□▪▫●○◊✓"]  # those that the font lacks are left out


def cut(source: Path, target: Path) -> None:
    """Write the letters of `source` that khfund prints as `target`, keeping its licence lines."""
    options = subset.Options(
        hinting=False,  # paper and PDF viewers do not use it, and it is half the file
        layout_features=["*"],
        name_IDs=["*"],
        notdef_outline=True,
        recalc_timestamp=False,
    )
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(
        unicodes=LATIN + HORNED + VIETNAMESE + MARKS + SPACES_AND_PUNCTUATION + SUPERSCRIPTS + SIGNS
    )
    cutter.subset(font)
    subset.save_font(font, str(target), options)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEBIAN
    for style in STYLES:
        cut(folder / f"Tinos-{style}.ttf", SHIPPED / f"Tinos-{style}.ttf")
