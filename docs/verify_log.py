"""Verify an association's books without khfund: python verify_log.py BOOKS|LOG [CHECKPOINT CHECKPOINT.vkey].

Recomputed: each command's leaf and the journal's digests (of a book file), the tree (RFC 6962), the checkpoint's
signature (Ed25519), and that the checkpoint is a prefix. Exit code: 0 agrees, 4 changed, 1 unreadable.
"""
# ruff: noqa: ANN001, ANN002, ANN201, D103, PTH123, SIM115

import base64
import hashlib
import json
import sqlite3
import sys
from itertools import groupby

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

COMMANDS = """SELECT c.number, c.salt, c.body, l.line, l.answer, c.at, c.kind, c.person_id, c.unit_id
    FROM command c LEFT JOIN leaf l ON l.number = c.number ORDER BY c.number"""
JOURNAL = """SELECT e.command_number, e.id, e.unit_id, e.day, e.voucher_kind, e.voucher_number, e.corrects_id,
    e.correction, p.line, p.debit_id, p.credit_id, p.fund_id, p.amount, e.narration
    FROM entry e LEFT JOIN posting p ON p.entry_id = e.id ORDER BY e.id, p.line"""


def sha256(*parts):
    return hashlib.sha256(b"".join(part if isinstance(part, bytes) else part.encode() for part in parts))


def read_books(file, faults):
    books = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    journal = groupby(books.execute(JOURNAL), key=lambda row: row[0])
    ahead, expected = next(journal, None), 1
    for number, salt, body, line, answer, *named in books.execute(COMMANDS):
        faults += [f"lệnh {expected} bị mất"] if number != expected else []
        expected, written = number + 1, None
        while ahead and ahead[0] <= number:
            plain, personal = sha256(), sha256(salt)
            for _, *figures, narration in ahead[1]:
                plain.update("|".join("" if part is None else str(part) for part in figures).encode() + b"\n")
                personal.update(narration.encode() + b"\n")
            written = [plain.hexdigest(), personal.hexdigest()] if ahead[0] == number else None
            faults += [] if written else [f"sổ journal có dòng của lệnh {ahead[0]} không có trong nhật ký"]
            ahead = next(journal, None)
        if line is None:
            faults.append(f"lệnh {number} không có dòng nhật ký")
            continue
        yield line
        leaf = json.loads(line) if line[:1] + line[-1:] == "{}" else {}
        told = dict(zip(("at", "kind", "person", "unit"), named, strict=True), number=number)
        told["answer"] = sha256(salt, answer).hexdigest()
        told["body"] = leaf.get("body") if body is None else sha256(salt, body).hexdigest()
        faults += [f"lệnh {number}: {name} đã bị sửa" for name in told if leaf.get(name) != told[name]]
        if leaf.get("books", {}).get("journal") != written:
            faults.append(f"lệnh {number}: dòng của sổ journal đã bị sửa, thêm hoặc bớt")
    faults += [f"sổ journal có dòng của lệnh {ahead[0]} không có trong nhật ký"] if ahead else []


def top(peaks):
    node = peaks[-1][1] if peaks else sha256().digest()
    for _, left in reversed(peaks[:-1]):
        node = sha256(b"\1", left, node).digest()
    return node


def main(file, checkpoint=None, key=None):
    size, published, early, faults, peaks, count = None, None, None, [], [], 0
    if checkpoint:
        body, _, mark = open(checkpoint, encoding="utf-8").read().partition("\n\n")
        _origin, size, published = body.split("\n")
        size, public = int(size), base64.b64decode(open(key, encoding="utf-8").read().split("+", 2)[2])[1:]
        try:
            signature = base64.b64decode(mark.split()[-1])[4:]
            Ed25519PublicKey.from_public_bytes(public).verify(signature, f"{body}\n".encode())
        except (InvalidSignature, ValueError):
            faults.append(f"Chữ ký của dấu mốc {size} không đúng với khóa đã cho; đừng tin tệp này.")
    is_book = open(file, "rb").read(15) == b"SQLite format 3"
    for line in read_books(file, faults) if is_book else open(file, encoding="utf-8", newline="\n"):
        early = top(peaks) if count == size else early
        height, node, count = 0, sha256(b"\0", line.removesuffix("\n")).digest(), count + 1
        while peaks and peaks[-1][0] == height:
            height, node = height + 1, sha256(b"\1", peaks.pop()[1], node).digest()
        peaks.append((height, node))
    if size is not None and (top(peaks) if count == size else early) != base64.b64decode(published):
        faults.append(f"Nhật ký không còn khớp với dấu mốc {size} đã công bố: lịch sử đã bị sửa.")
    agrees = " khớp với sổ" * is_book + f", bắt đầu đúng bằng dấu mốc {size} có chữ ký" * bool(checkpoint)
    print("\n".join(faults) or f"Nhật ký {count} lệnh{agrees}; gốc {top(peaks).hex()}.")
    return 4 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (OSError, ValueError, LookupError, TypeError, sqlite3.Error) as failure:
        sys.exit(f"Không đọc được đầu vào: {failure}")
