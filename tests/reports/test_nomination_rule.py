"""`khfund check` on nominations: sound books are silent, contradictions are named."""

import pytest

from khfund.reports.nomination_rule import NOMINATION_RULES
from tests.builders import tamper
from tests.scholarships.nominating import a_list, a_row, nominating


@pytest.fixture
def at(database):
    at = nominating(database)
    at.take(a_list(a_row(1), a_row(2), a_row(3, "Giàng A Tủa", phone="")))
    at.take(a_list(a_row(1), a_row(3, "Giàng A Tủa", phone="", life="Mẹ chạy thận")))
    return at


def found(at):
    return at.office.read(
        lambda s: [finding.sentence for rule in NOMINATION_RULES for finding in rule.findings(s)]
    )


def test_nominations_that_were_written_by_verbs_agree(at):
    assert found(at) == []


BROKEN = (
    ("UPDATE nomination SET state = 'withdrawn' WHERE id = 1", "đề nghị 1 đã rút mà không có lý do, hoặc có lý do rút mà vẫn đứng"),
    ("UPDATE nomination SET received = '2026-03-26' WHERE id = 1", "đề nghị 1 nhận sau hạn của đợt mà không ghi lý do"),
    ("UPDATE recipient SET unit_id = 2 WHERE id = 1", "đề nghị 1 của người nhận thuộc sổ của đơn vị khác"),
    ("UPDATE nomination SET unit_id = 3 WHERE id = 2", "đề nghị 4 thay thế một đề nghị của đợt, đơn vị hoặc người khác, hoặc vẫn đang đứng"),
    ("UPDATE nomination_file SET candidates = 9 WHERE id = 1", "tệp đề nghị 1: các số đếm không cộng lại đủ 9 ứng viên"),
    ("UPDATE nomination_file SET added = 1, unchanged = 1 WHERE id = 1", "tệp đề nghị 1 ghi 2 đề nghị mới, sổ có 3"),
)  # fmt: skip


def test_nominations_that_contradict_each_other_are_named(at):
    for statement, sentence in BROKEN:
        tamper(at.office.database, statement)

        assert sentence in found(at)
