"""The log as a Merkle tree: known roots, proofs that hold and proofs that were bent, checkpoints."""

import base64
import hashlib
import stat

import attrs
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from khfund import audit
from khfund.audit import (
    Checkpoint,
    CheckpointForgedError,
    CheckpointUnreadableError,
    HistoryChangedError,
    SigningKeyUnreadableError,
)
from tests.builders import an_office, tamper

# -- RFC 6962: the tree that the tests of Certificate Transparency build -------------------------------------------------

CT_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",  # no leaf
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def hashed(leaves):
    return [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]


@pytest.mark.parametrize("size", range(len(CT_ROOTS)))
def test_the_root_is_that_of_rfc_6962(size):
    assert audit.root(hashed(CT_LEAVES[:size])).hex() == CT_ROOTS[size]


def test_a_line_is_hashed_as_a_leaf():
    assert audit.leaf_hash("").hex() == CT_ROOTS[1]


INCLUSION = [
    (0, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (5, 8, ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
]  # fmt: skip


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_an_inclusion_proof_is_that_of_certificate_transparency(index, size, path):
    proof = audit.inclusion_proof(index, hashed(CT_LEAVES[:size]))

    assert [node.hex() for node in proof] == path


CONSISTENCY = [
    (1, 1, []),
    (1, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (6, 8, ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "size", "path"), CONSISTENCY)
def test_a_consistency_proof_is_that_of_certificate_transparency(old, size, path):
    proof = audit.consistency_proof(old, hashed(CT_LEAVES[:size]))

    assert [node.hex() for node in proof] == path


# -- proofs --------------------------------------------------------------------------------------------------------------

trees = st.integers(1, 70).map(lambda size: hashed(str(number).encode() for number in range(size)))


def bent(node: bytes, bit: int) -> bytes:
    changed = bytearray(node)
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8
    return bytes(changed)


@given(trees, st.data())
def test_a_leaf_is_proven_to_be_in_the_tree(hashes, data):
    index = data.draw(st.integers(0, len(hashes) - 1))
    proof, top = audit.inclusion_proof(index, hashes), audit.root(hashes)

    assert audit.is_included(hashes[index], index, len(hashes), proof, top)


@given(trees, st.integers(0, 255), st.data())
def test_an_inclusion_proof_with_one_wrong_bit_fails(hashes, bit, data):
    index = data.draw(st.integers(0, len(hashes) - 1))
    parts = [hashes[index], audit.root(hashes), *audit.inclusion_proof(index, hashes)]
    which = data.draw(st.integers(0, len(parts) - 1))
    parts[which] = bent(parts[which], bit)

    leaf, top, *proof = parts

    assert not audit.is_included(leaf, index, len(hashes), proof, top)


@given(trees, st.data())
def test_an_inclusion_proof_holds_at_its_place_only(hashes, data):
    index, other = (data.draw(st.integers(-1, len(hashes))) for _ in range(2))
    index = max(0, min(index, len(hashes) - 1))
    proof, top = audit.inclusion_proof(index, hashes), audit.root(hashes)

    assert audit.is_included(hashes[index], other, len(hashes), proof, top) == (other == index)
    assert not audit.is_included(hashes[index], index, len(hashes), [*proof, top], top)
    assert not proof or not audit.is_included(hashes[index], index, len(hashes), proof[:-1], top)


@given(trees, st.data())
def test_an_older_tree_is_proven_to_be_a_prefix(hashes, data):
    old = data.draw(st.integers(1, len(hashes)))
    proof = audit.consistency_proof(old, hashes)

    assert audit.is_consistent(old, audit.root(hashes[:old]), len(hashes), audit.root(hashes), proof)


@given(trees, st.integers(0, 255), st.data())
def test_a_consistency_proof_with_one_wrong_bit_fails(hashes, bit, data):
    old = data.draw(st.integers(1, len(hashes)))
    parts = [audit.root(hashes[:old]), audit.root(hashes), *audit.consistency_proof(old, hashes)]
    which = data.draw(st.integers(0, len(parts) - 1))
    parts[which] = bent(parts[which], bit)

    was, now, *proof = parts

    assert not audit.is_consistent(old, was, len(hashes), now, proof)


@given(trees, st.data())
def test_a_consistency_proof_is_neither_shortened_nor_lengthened(hashes, data):
    old = data.draw(st.integers(1, len(hashes)))
    was, now, proof = audit.root(hashes[:old]), audit.root(hashes), audit.consistency_proof(old, hashes)

    assert not audit.is_consistent(old, was, len(hashes), now, [*proof, now])
    assert not proof or not audit.is_consistent(old, was, len(hashes), now, proof[:-1])


def test_no_tree_is_a_prefix_of_a_smaller_one():
    top = audit.root(hashed(CT_LEAVES))

    assert not audit.is_consistent(0, top, 8, top, [])
    assert not audit.is_consistent(9, top, 8, top, [])
    assert not audit.is_consistent(3, top, 8, top, [])


# -- checkpoints -----------------------------------------------------------------------------------------------------------

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
TOP = bytes.fromhex(CT_ROOTS[8])
POINT = audit.sign(Checkpoint("khuyenhoc.example/sl", 8, TOP), KEY)


def test_a_checkpoint_is_written_in_the_c2sp_form():
    text = str(POINT)

    origin, size, top, gap, signature, end = text.split("\n")
    assert (origin, size, gap, end) == ("khuyenhoc.example/sl", "8", "", "")
    assert base64.b64decode(top) == TOP
    dash, name, mark = signature.split(" ")
    public = KEY.public_key().public_bytes_raw()
    named = hashlib.sha256(b"khuyenhoc.example/sl\n\x01" + public).digest()[:4]
    assert (dash, name, base64.b64decode(mark)[:4]) == ("—", "khuyenhoc.example/sl", named)
    KEY.public_key().verify(base64.b64decode(mark)[4:], f"{origin}\n{size}\n{top}\n".encode())


def test_a_checkpoint_is_read_back_whole():
    assert audit.read_checkpoint(str(POINT), "dau-moc.txt") == POINT


NO_CHECKPOINTS = [
    ("", "sai cấu trúc"),
    ("a\n8\nAAAA\n", "sai cấu trúc"),
    ("a\nnhiều\nAAAA\n\n— a AAAA\n", "sai cấu trúc"),
    ("a\n" + "9" * 40 + "\nAAAA\n\n— a AAAA\n", "sai cấu trúc"),
    ("a\n8\nAAAA\n\na AAAA\n", "sai cấu trúc"),
    ("a\n8\nkhông\n\n— a AAAA\n", "gốc cây không đọc được"),
]


@pytest.mark.parametrize(("text", "reason"), NO_CHECKPOINTS)
def test_a_text_that_is_no_checkpoint_is_refused(text, reason):
    with pytest.raises(CheckpointUnreadableError) as refusal:
        audit.read_checkpoint(text, "a.txt")

    assert str(refusal.value) == (
        f"Tệp a.txt không phải là dấu mốc của sổ ({reason}); hãy dùng đúng tệp đã công bố."
    )


def test_a_signed_checkpoint_is_accepted():
    audit.require_signed(POINT, KEY.public_key())


FORGED = [
    attrs.evolve(POINT, size=7),
    attrs.evolve(POINT, origin="khuyenhoc.example/khac"),
    attrs.evolve(POINT, root=bent(POINT.root, 3)),
    attrs.evolve(POINT, signature=""),
    attrs.evolve(POINT, signature="— khuyenhoc.example/sl ###\n"),
    audit.sign(POINT, OTHER_KEY),
]


@pytest.mark.parametrize("point", FORGED)
def test_a_checkpoint_that_the_key_did_not_sign_is_refused(point):
    with pytest.raises(CheckpointForgedError) as refusal:
        audit.require_signed(point, KEY.public_key())

    named = audit.verifier_key(point.origin, KEY.public_key())
    assert (
        str(refusal.value)
        == f"Chữ ký của dấu mốc {point.size} không đúng với khóa {named}; đừng tin tệp này."
    )
    assert refusal.value.exit_code == 4


def test_a_verifier_key_is_read_back():
    text = audit.verifier_key("khuyenhoc.example/sl", KEY.public_key())

    assert (
        audit.read_verifier_key(text + "\n", "khoa.txt").public_bytes_raw()
        == KEY.public_key().public_bytes_raw()
    )


@pytest.mark.parametrize("text", ["", "a+b", "a+b+###", "a+b+AAAA"])
def test_a_text_that_is_no_verifier_key_is_refused(text):
    with pytest.raises(CheckpointUnreadableError) as refusal:
        audit.read_verifier_key(text, "khoa.txt")

    assert refusal.value.facts["reason"] == "khóa công khai không đọc được"


def test_a_signing_key_is_made_once_for_its_owner_alone(tmp_path):
    first = audit.signing_key(tmp_path / "khoa")

    assert audit.signing_key(tmp_path / "khoa").private_bytes_raw() == first.private_bytes_raw()
    assert stat.S_IMODE((tmp_path / "khoa").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "zz", "00ff"])
def test_a_damaged_signing_key_is_not_replaced(tmp_path, content):
    (tmp_path / "khoa").write_text(content)

    with pytest.raises(SigningKeyUnreadableError) as refusal:
        audit.signing_key(tmp_path / "khoa")

    assert (
        str(refusal.value)
        == "Không đọc được khóa ký trong tệp khoa; hãy lấy lại từ bản lưu, đừng tạo khóa mới."
    )
    assert (tmp_path / "khoa").read_text() == content


def test_a_published_checkpoint_stays_a_prefix_of_the_growing_log(database):
    office = an_office(database)
    point = office.read(lambda s: audit.checkpoint(s, "khuyenhoc.example/sl", KEY))

    office.do("entry.note", lambda *_: None)

    assert office.read(audit.size) == point.size + 1
    office.read(lambda s: audit.require_prefix(s, point))
    audit.require_signed(point, KEY.public_key())


def test_an_empty_log_has_a_checkpoint_too(database):
    with database.reading() as session:
        point = audit.checkpoint(session, "khuyenhoc.example/sl", KEY)

        assert (point.size, point.root.hex()) == (0, CT_ROOTS[0])
        audit.require_prefix(session, point)


@pytest.mark.parametrize(
    "hand",
    ["UPDATE leaf SET line = line || ' ' WHERE number = 1", "DELETE FROM leaf WHERE number = 2"],
)
def test_history_that_was_changed_no_longer_agrees_with_its_checkpoint(database, hand):
    office = an_office(database)
    point = office.read(lambda s: audit.checkpoint(s, "khuyenhoc.example/sl", KEY))
    tamper(database, hand)

    with pytest.raises(HistoryChangedError) as refusal:
        office.read(lambda s: audit.require_prefix(s, point))

    assert str(refusal.value) == (
        "Nhật ký không còn khớp với dấu mốc 2 đã công bố: lịch sử đã bị sửa. "
        "Hãy giữ nguyên sổ và báo ban kiểm tra."
    )
    assert refusal.value.exit_code == 4
