"""The command log as a Merkle tree (RFC 6962), its signed checkpoints, and proofs over both.

A leaf is one line of JSON that names a command and the digests of what it wrote. A checkpoint (C2SP tlog-checkpoint,
Ed25519) published outside the books lets anybody prove later that the log then is a prefix of the log now.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import os
import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import attrs
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import ForeignKey, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.db import Base, never_changes
from khfund.driver import Statement
from khfund.errors import KhfundError


class CheckpointUnreadableError(KhfundError):
    """A checkpoint is a text of origin, size, root and signature."""

    message = "Tệp {file} không phải là dấu mốc của sổ ({reason}); hãy dùng đúng tệp đã công bố."
    english = "The file {file} is no checkpoint ({reason}); use the file that was published."


class SigningKeyUnreadableError(KhfundError):
    """The association's signing key is one line of 64 hexadecimal digits."""

    message = "Không đọc được khóa ký trong tệp {file}; hãy lấy lại từ bản lưu, đừng tạo khóa mới."
    english = "The signing key in {file} cannot be read; take it from the backup, make no new one."


class CheckpointForgedError(KhfundError):
    """A checkpoint's signature belongs to the association's key."""

    message = "Chữ ký của dấu mốc {size} không đúng với khóa {key}; đừng tin tệp này."
    english = "The signature of checkpoint {size} does not belong to the key {key}; do not trust this file."
    exit_code = 4


class HistoryChangedError(KhfundError):
    """Every published checkpoint is a prefix of the log (I10)."""

    message = "Nhật ký không còn khớp với dấu mốc {size} đã công bố: lịch sử đã bị sửa. Hãy giữ nguyên sổ và báo ban kiểm tra."
    english = "The log no longer agrees with the published checkpoint {size}: history was changed. Keep the books as they are and tell the inspectors."
    exit_code = 4


class Leaf(Base):
    """One command's line in the log, and the answer that the command gave."""

    __tablename__ = "leaf"

    number: Mapped[int] = mapped_column(ForeignKey("command.number"), primary_key=True, autoincrement=False)
    line: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)


never_changes("leaf")

Witness = Callable[[Session], Iterator[tuple[int, str, str]]]
WITNESSES: dict[str, Witness] = {}
"""Book name → a reader that gives (command number, figures line, personal text) for its rows in the order written."""


def witnesses(book: str) -> Callable[[Witness], Witness]:
    """Register the reader by which `khfund verify` recomputes what commands wrote into `book`."""

    def register(reader: Witness) -> Witness:
        WITNESSES[book] = reader
        return reader

    return register


def append(session: Session, number: int, line: str, answer: str) -> None:
    """Add the line of command `number` to the log."""
    _APPEND.run(session, number=number, line=line, answer=answer)


_APPEND = Statement("INSERT INTO leaf (number, line, answer) VALUES (:number, :line, :answer)")


# -- the tree -------------------------------------------------------------------------------------------------------


def leaf_hash(line: str) -> bytes:
    """Hash one line of the log as RFC 6962 hashes a leaf."""
    return hashlib.sha256(b"\x00" + line.encode()).digest()


class Tree:
    """The tree over leaf hashes as they come: only the complete subtrees' roots are held, the tallest first."""

    def __init__(self) -> None:
        self._peaks: list[tuple[int, bytes]] = []  # (height, hash)

    def add(self, leaf: bytes) -> None:
        """Take in the next leaf hash."""
        height, node = 0, leaf
        while self._peaks and self._peaks[-1][0] == height:
            node = _join(self._peaks.pop()[1], node)
            height += 1
        self._peaks.append((height, node))

    def root(self) -> bytes:
        """Return the root over the leaves so far; the empty tree has the hash of nothing."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        node = self._peaks[-1][1]
        for _, peak in reversed(self._peaks[:-1]):
            node = _join(peak, node)
        return node


def root(hashes: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes, in one pass."""
    tree = Tree()
    for leaf in hashes:
        tree.add(leaf)
    return tree.root()


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def inclusion_proof(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """Return the path that proves leaf `index` (from 0) to be in the tree over `hashes`."""
    if len(hashes) == 1:
        return []
    middle = _split(len(hashes))
    if index < middle:
        return [*inclusion_proof(index, hashes[:middle]), root(hashes[middle:])]
    return [*inclusion_proof(index - middle, hashes[middle:]), root(hashes[:middle])]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], top: bytes) -> bool:
    """Tell whether `proof` shows `leaf` to stand at `index` (from 0) of the tree of `size` with root `top`."""
    if not 0 <= index < size:
        return False
    node, last = leaf, size - 1
    for step in proof:
        if last == 0:
            return False
        if index % 2 or index == last:
            node = _join(step, node)
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            node = _join(node, step)
        index, last = index // 2, last // 2
    return last == 0 and node == top


def consistency_proof(old_size: int, hashes: Sequence[bytes]) -> list[bytes]:
    """Return the nodes that prove the tree of the first `old_size` leaves (at least 1) to be a prefix."""
    return _consistency(old_size, hashes, whole=True)


def _consistency(old_size: int, hashes: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if old_size == len(hashes):
        return [] if whole else [root(hashes)]
    middle = _split(len(hashes))
    if old_size <= middle:
        return [*_consistency(old_size, hashes[:middle], whole=whole), root(hashes[middle:])]
    return [*_consistency(old_size - middle, hashes[middle:], whole=False), root(hashes[:middle])]


def is_consistent(old_size: int, old: bytes, size: int, new: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether `proof` shows the tree (`old_size`, root `old`) to be a prefix of the tree (`size`, root `new`)."""
    if old_size == size:
        return not proof and old == new
    if not 0 < old_size < size:
        return False
    nodes = list(proof)
    if old_size & (old_size - 1) == 0:  # a complete tree is its own first node
        nodes.insert(0, old)
    index, last = old_size - 1, size - 1
    while index % 2:
        index, last = index // 2, last // 2
    if not nodes:
        return False
    was = now = nodes[0]
    for step in nodes[1:]:
        if last == 0:
            return False
        if index % 2 or index == last:
            was, now = _join(step, was), _join(step, now)
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            now = _join(now, step)
        index, last = index // 2, last // 2
    return last == 0 and was == old and now == new


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


# -- checkpoints ----------------------------------------------------------------------------------------------------


@attrs.frozen
class Checkpoint:
    """The log at one moment: its origin, the number of its leaves and their root; `signature` as published."""

    origin: str
    size: int
    root: bytes
    signature: str = ""

    @property
    def body(self) -> str:
        """What is signed: three lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def __str__(self) -> str:
        return f"{self.body}\n{self.signature}"


def checkpoint(session: Session, origin: str, key: Ed25519PrivateKey) -> Checkpoint:
    """Return the signed checkpoint of the log as it stands."""
    leaves, top = _top(lines(session))
    return sign(Checkpoint(origin, leaves, top), key)


def _top(log: Iterable[str]) -> tuple[int, bytes]:
    """Return the number of lines and their root, holding one line at a time."""
    count = itertools.count()
    top = root(leaf_hash(line) for line, _ in zip(log, count, strict=False))
    return next(count), top


def sign(point: Checkpoint, key: Ed25519PrivateKey) -> Checkpoint:
    """Return the checkpoint with its signature line."""
    mark = key_hash(point.origin, key.public_key()) + key.sign(point.body.encode())
    return attrs.evolve(point, signature=f"— {point.origin} {base64.b64encode(mark).decode()}\n")


def read_checkpoint(text: str, file: str) -> Checkpoint:
    """Read a checkpoint back from its text; `file` names it in refusals.

    Raises: CheckpointUnreadableError.
    """
    body, gap, signature = text.partition("\n\n")
    parts = body.split("\n")
    counted = len(parts) >= 3 and parts[1].isdecimal() and len(parts[1]) <= 18
    if not gap or not counted or not signature.startswith("— "):
        raise CheckpointUnreadableError(file=file, reason="sai cấu trúc")
    try:
        top = base64.b64decode(parts[2], validate=True)
    except ValueError as failure:
        raise CheckpointUnreadableError(file=file, reason="gốc cây không đọc được") from failure
    return Checkpoint(parts[0], int(parts[1]), top, signature)


def require_signed(point: Checkpoint, public: Ed25519PublicKey) -> None:
    """Refuse a checkpoint that the key did not sign.

    Raises: CheckpointForgedError.
    """
    try:
        mark = base64.b64decode(point.signature.split()[-1], validate=True)
        public.verify(mark[4:], point.body.encode())
    except (InvalidSignature, ValueError, IndexError) as failure:
        raise CheckpointForgedError(size=point.size, key=verifier_key(point.origin, public)) from failure


def require_prefix(session: Session, point: Checkpoint) -> None:
    """Refuse unless the log's first `point.size` leaves have the checkpoint's root.

    Raises: HistoryChangedError.
    """
    if _top(lines(session, point.size)) != (point.size, point.root):
        raise HistoryChangedError(size=point.size)


def key_hash(origin: str, public: Ed25519PublicKey) -> bytes:
    """Return the four bytes by which a signature line names its key (C2SP signed-note)."""
    return hashlib.sha256(origin.encode() + b"\n\x01" + public.public_bytes_raw()).digest()[:4]


def verifier_key(origin: str, public: Ed25519PublicKey) -> str:
    """Write the public key as C2SP signed notes do: name+hash+key."""
    encoded = base64.b64encode(b"\x01" + public.public_bytes_raw()).decode()
    return f"{origin}+{key_hash(origin, public).hex()}+{encoded}"


def read_verifier_key(text: str, file: str) -> Ed25519PublicKey:
    """Read a public key back from `verifier_key`'s text.

    Raises: CheckpointUnreadableError.
    """
    try:
        encoded = base64.b64decode(text.strip().split("+", 2)[2], validate=True)
        return Ed25519PublicKey.from_public_bytes(encoded[1:])
    except (IndexError, ValueError) as failure:
        raise CheckpointUnreadableError(file=file, reason="khóa công khai không đọc được") from failure


def signing_key(path: Path) -> Ed25519PrivateKey:
    """Read the association's key from `path`, or make one there that only its owner may read.

    Raises: SigningKeyUnreadableError.
    """
    if path.exists():
        try:
            return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
        except (OSError, ValueError) as failure:
            raise SigningKeyUnreadableError(file=path.name) from failure
    key = Ed25519PrivateKey.generate()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(key.private_bytes_raw().hex() + "\n")
    return key


def key_file(books: Path | None) -> Path | None:
    """Where the association's signing key is: KHFUND_KEY, or beside the books' file; None where nobody says."""
    named = os.environ.get("KHFUND_KEY")
    if named:
        return Path(named)
    return None if books is None else Path(f"{books}.key")


def origin_of(code: str) -> str:
    """The name under which checkpoints are published: KHFUND_ORIGIN, or khfund/<unit code>."""
    return os.environ.get("KHFUND_ORIGIN") or f"khfund/{urllib.parse.quote(code, safe='')}"


def size(session: Session) -> int:
    """Return the number of leaves."""
    return session.scalars(select(func.count()).select_from(Leaf)).one()


def lines(session: Session, up_to: int | None = None) -> Iterator[str]:
    """Give the log's lines in order, all or the first `up_to`."""
    query = select(Leaf.line).order_by(Leaf.number)
    if up_to is not None:
        query = query.where(Leaf.number <= up_to)
    yield from session.scalars(query.execution_options(yield_per=10_000))
