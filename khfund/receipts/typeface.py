"""The shipped letters as a batch uses them: text set by HarfBuzz as WeasyPrint sets it, fonts cut once at the end."""

from __future__ import annotations

import functools
import itertools
import unicodedata

import attrs
import uharfbuzz

import khfund.paper
from khfund.receipts.pdf_file import PdfFile

_NOT_FOR_PDF = (b"GPOS", b"GSUB", b"GDEF", b"gasp", b"OS/2", b"name", b"cmap")
_REMEMBERED = 20_000  # texts and words kept set; codes come and go, days, funds and names stay


@attrs.frozen
class Line:
    """A text set on one line: its glyphs and kerns as PDF draws them, and its width in em."""

    shown: str
    width: float


class Typeface:
    """One style of Tinos in one PDF file; remembers the glyphs that were used."""

    def __init__(self, style: str) -> None:
        self.style = style
        self._face = uharfbuzz.Face(khfund.paper.font(style))
        self._font = uharfbuzz.Font(self._face)
        self._em = self._face.upem
        self._known = known_letters(style)
        self._lines: dict[str, Line | None] = {}
        self._words: dict[tuple[str, str | None], Line] = {}
        self._glyphs: dict[int, tuple[str, int, str]] = {}

    def line(self, text: str) -> Line | None:
        """Set `text` on one line; None where it holds letters that these fonts do not have or set plainly."""
        line = self._lines.get(text)
        if line is None and text not in self._lines:
            if len(self._lines) >= _REMEMBERED:
                self._lines.clear()
            line = self._lines[text] = self._set(text) if self._known.issuperset(text) else None
        return line

    def _set(self, text: str) -> Line:
        """Put the words of `text` together; kerning reaches over a space, so a word is set with the next one's start."""
        words = text.split(" ")
        starts = [word[:1] for word in words[1:]]
        parts = [self._word(word, start) for word, start in zip(words, starts, strict=False)]
        parts.append(self._word(words[-1], None))
        shown = "".join([part.shown for part in parts])
        return Line(f"[<{shown}>]TJ", sum([part.width for part in parts]))

    def _word(self, word: str, start: str | None) -> Line:
        """Set a word, with the space after it unless `start`, the first letter of the next word, is None."""
        key = word, start
        if key not in self._words:
            if len(self._words) >= _REMEMBERED:
                self._words.clear()
            self._words[key] = (
                self._shape(word) if start is None else self._shape(f"{word} {start}", len(word) + 1)
            )
        return self._words[key]

    def _shape(self, text: str, length: int | None = None) -> Line:
        """Set the first `length` letters of `text`."""
        if not text:
            return Line("", 0)
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", "Latn", "vi"
        uharfbuzz.shape(self._font, buffer)
        shown, width, per_em = [], 0, 1000 / self._em
        set_glyphs = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        for info, position in itertools.islice(set_glyphs, length):
            advance = position.x_advance
            width += advance
            glyph = self._glyphs.get(info.codepoint) or self._meet(info.codepoint, text[info.cluster])
            shown.append(glyph[0])
            kerning = int(glyph[1] - advance * per_em)
            if kerning:
                shown.append(f">{kerning}<")
        return Line("".join(shown), width / self._em)

    def _meet(self, number: int, letter: str) -> tuple[str, int, str]:
        width = round(self._font.get_glyph_h_advance(number) * 1000 / self._em)
        self._glyphs[number] = (f"{number:04x}", width, letter)
        return self._glyphs[number]

    def put(self, file: PdfFile, number: int) -> None:
        """Cut the font to the glyphs that were used and write it as object `number`."""
        program = file.add_stream(b"/Length1 %d" % len(cut := self._cut()), cut, level=9)
        name = b"KHFUND+" + self.style.encode()
        extents = self._font.get_font_extents("ltr")
        up, down = (round(side * 1000 / self._em) for side in (extents.ascender, extents.descender))
        descriptor = file.add(
            b"<</Type/FontDescriptor/FontName/%b/Flags 4/FontBBox[-560 %d 2000 %d]/ItalicAngle %d"
            b"/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile2 %d 0 R>>"
            % (name, down, up, -16 if "Italic" in self.style else 0, up, down, up, program)
        )
        widths = b"".join(b"%d[%d]" % (one, glyph[1]) for one, glyph in sorted(self._glyphs.items()))
        letters = file.add(
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b/CIDToGIDMap/Identity"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/W[%b]>>"
            % (name, descriptor, widths)
        )
        unicode = file.add_stream(b"", self._to_unicode())
        file.put(
            number,
            b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
            % (name, letters, unicode),
        )

    def _cut(self) -> bytes:
        wanted = uharfbuzz.SubsetInput()
        wanted.flags = uharfbuzz.SubsetFlags.RETAIN_GIDS | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
        wanted.glyph_set.update(self._glyphs)
        wanted.drop_table_tag_set.update(int.from_bytes(table, "big") for table in _NOT_FOR_PDF)
        return bytes(uharfbuzz.subset(self._face, wanted).blob.data)

    def _to_unicode(self) -> bytes:
        pairs = [
            f"<{shown}><{letter.encode('utf-16-be').hex()}>"
            for _, (shown, _, letter) in sorted(self._glyphs.items())
        ]
        blocks = (pairs[start : start + 100] for start in range(0, len(pairs), 100))
        body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def\n"
            f"/CMapType 2 def\n1 begincodespacerange\n<0000><ffff>\nendcodespacerange\n{body}\n"
            "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
        ).encode()


@functools.cache
def known_letters(style: str) -> frozenset[str]:
    """The letters of a shipped font that stand one after the other from left to right, each by itself."""
    letters = (chr(point) for point in uharfbuzz.Face(khfund.paper.font(style)).unicodes)
    return frozenset(
        letter
        for letter in letters
        if letter.isprintable()
        and not unicodedata.combining(letter)
        and unicodedata.bidirectional(letter) not in {"R", "AL", "AN", "NSM"}
    )
