"""Checkpoints that are kept: signed over the log, found again, held against the log."""

import base64
from datetime import date

import pytest

from khfund import audit
from khfund.checkpoint import CheckpointUnknownError, find_checkpoint, newest_checkpoint, sign_checkpoint
from khfund.command import contradictions
from khfund.reports.check import check
from tests.builders import an_office, tamper


@pytest.fixture
def office(database):
    return an_office(database)


@pytest.fixture
def signed(office, tmp_path):
    key = audit.signing_key(tmp_path / "office.key")
    return office.do("checkpoint.sign", lambda s, c: sign_checkpoint(s, c, "khfund/SL", key), by=office.chief)


def test_a_checkpoint_covers_the_log_up_to_the_command_before(office, signed):
    before = office.read(audit.size)

    assert (signed.size, signed.day) == (before - 1, date(2027, 1, 15))
    office.read(lambda s: audit.require_prefix(s, signed.point))
    audit.require_signed(signed.point, audit.read_verifier_key(signed.verifier, "vkey"))


def test_a_checkpoint_is_found_in_its_unit(office, signed):
    assert office.read(lambda s: newest_checkpoint(s, office.unit).id) == signed.id
    assert office.read(lambda s: find_checkpoint(s, office.unit, signed.id).text) == signed.text
    with pytest.raises(CheckpointUnknownError) as refused:
        office.read(lambda s: find_checkpoint(s, office.unit, 99))
    assert str(refused.value) == "Đơn vị không có dấu mốc số 99."


def test_sound_books_agree_with_their_checkpoints(office, signed):
    office.gift(date(2026, 3, 1), 500_000)

    assert office.read(check) == []
    assert office.read(lambda s: list(contradictions(s))) == []


def test_a_log_that_was_rewritten_does_not_begin_with_its_checkpoint(office, signed):
    root = base64.b64encode(signed.point.root).decode()
    other = base64.b64encode(bytes(32)).decode()
    tamper(office.database, f"UPDATE kept_checkpoint SET text = replace(text, '{root}', '{other}')")

    told = [str(one) for one in office.read(check)]

    assert f"I10: nhật ký không bắt đầu bằng dấu mốc số {signed.id} ({signed.size} lệnh)" in told
    assert any("dòng của sổ kept_checkpoints đã bị sửa" in one for one in told)
