"""A PDF/A-3b file written from front to back: what is written is forgotten, so ten thousand pages need no memory.

Pages that another program laid out are taken over from its file with all that they need (`Guest`).
"""

from __future__ import annotations

import hashlib
import zlib
from decimal import Decimal
from io import BytesIO
from typing import Any, BinaryIO

import pikepdf

_BRANCH = 250  # pages under one node of the page tree
_METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="B"/>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" pdf:Producer="khfund"/>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


class PdfFile:
    """Objects are numbered when they are reserved and written in any order; `close` writes the page tree and index."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._place = 0
        self._offsets: list[int] = [0]
        self._digest = hashlib.sha256()
        self._branches: list[tuple[int, list[int]]] = []
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def reserve(self) -> int:
        """Take the next object number; it must be `put` before the file is closed."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def put(self, number: int, body: bytes) -> None:
        """Write the object with a reserved number."""
        self._offsets[number] = self._place
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def add(self, body: bytes) -> int:
        """Write an object and give its number."""
        number = self.reserve()
        self.put(number, body)
        return number

    def add_stream(self, entries: bytes, content: bytes, *, level: int = 6) -> int:
        """Compress and write a stream; `entries` are those of its dictionary besides filter and length."""
        packed = zlib.compress(content, level)
        head = b"<<%b/Filter/FlateDecode/Length %d>>" % (entries, len(packed))
        return self.add(head + b"stream\n" + packed + b"\nendstream")

    def add_page(self, width: float, height: float, contents: int, resources: bytes) -> None:
        """Append a page, sizes in points; `resources` is a reference or a dictionary."""
        if not self._branches or len(self._branches[-1][1]) == _BRANCH:
            self._branches.append((self.reserve(), []))
        parent, kids = self._branches[-1]
        kids.append(
            self.add(
                b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %b %b]/Contents %d 0 R/Resources %b>>"
                % (parent, number_text(width), number_text(height), contents, resources)
            )
        )

    def close(self, output_intents: bytes) -> None:
        """Write the page tree, the metadata and the index; nothing can be added afterwards."""
        root = self.reserve()
        for branch, kids in self._branches:
            self.put(
                branch, b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>" % (root, len(kids), _refs(kids))
            )
        count = sum(len(kids) for _, kids in self._branches)
        branches = _refs([branch for branch, _ in self._branches])
        self.put(root, b"<</Type/Pages/Count %d/Kids[%b]>>" % (count, branches))
        text = _METADATA.encode()
        head = b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n" % len(text)
        metadata = self.add(head + text + b"\nendstream")
        catalog = self.add(
            b"<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R/Lang(vi)/OutputIntents %b>>"
            % (root, metadata, output_intents)
        )
        self._write_index(catalog)

    def _write_index(self, catalog: int) -> None:
        start, identifier = self._place, self._digest.hexdigest()[:32].encode()
        rows = b"".join(b"%010d 00000 n \n" % offset for offset in self._offsets[1:])
        count = len(self._offsets)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n%b" % (count, rows))
        self._write(
            b"trailer\n<</Size %d/Root %d 0 R/ID[<%b><%b>]>>\n" % (count, catalog, identifier, identifier)
        )
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _write(self, data: bytes) -> None:
        self._digest.update(data)
        self._out.write(data)
        self._place += len(data)


def _refs(numbers: list[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def number_text(value: float) -> bytes:
    """Write a measure as PDF has it, to a thousandth of a point."""
    return f"{value:.3f}".rstrip("0").rstrip(".").encode()


class Guest:
    """A finished PDF whose pages move into `file`; what its pages share is taken over once."""

    def __init__(self, file: PdfFile, document: bytes) -> None:
        self._file = file
        self._pdf = pikepdf.open(BytesIO(document))
        self._taken: dict[tuple[int, int], int] = {}

    def output_intents(self) -> bytes:
        """Take over the colour space that the guest's colours are meant in."""
        return self._take(self._pdf.Root.OutputIntents)

    def as_form(self) -> int:
        """Take over the first page as a form, to be drawn on any number of pages."""
        page = self._pdf.pages[0]
        box = b" ".join(number_text(float(side)) for side in page.mediabox)
        entries = b"/Type/XObject/Subtype/Form/BBox[%b]/Resources %b" % (box, self._take(page.Resources))
        return self._file.add_stream(entries, page.Contents.read_bytes(), level=9)

    def add_pages(self) -> None:
        """Append all pages as they are."""
        for page in self._pdf.pages:
            _, _, width, height = (float(side) for side in page.mediabox)
            contents = self._file.add_stream(b"", page.Contents.read_bytes())
            self._file.add_page(width, height, contents, self._take(page.Resources))

    def _take(self, thing: Any) -> bytes:
        """Write what `thing` refers to, and give the text that stands for it in the file."""
        if not isinstance(thing, pikepdf.Object):
            return _plain(thing)
        if not thing.is_indirect:
            return self._body(thing)
        if thing.objgen not in self._taken:
            self._taken[thing.objgen] = self._file.reserve()
            self._file.put(self._taken[thing.objgen], self._body(thing))
        return b"%d 0 R" % self._taken[thing.objgen]

    def _body(self, thing: pikepdf.Object) -> bytes:
        if isinstance(thing, pikepdf.Stream):
            raw = thing.read_raw_bytes()
            return self._dictionary(thing) + b"stream\n" + raw + b"\nendstream"
        if isinstance(thing, pikepdf.Dictionary):
            return self._dictionary(thing)
        if isinstance(thing, pikepdf.Array):
            return b"[" + b" ".join(self._take(one) for one in thing) + b"]"
        return thing.unparse()

    def _dictionary(self, thing: pikepdf.Object) -> bytes:
        parts = (
            pikepdf.Name(key).unparse() + b" " + self._take(value) for key, value in sorted(thing.items())
        )
        return b"<<" + b"".join(parts) + b">>"


def _plain(value: object) -> bytes:
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if value is None:
        return b"null"
    assert isinstance(value, int | Decimal)
    return format(value, "f" if isinstance(value, Decimal) else "d").encode()
