import enum
from datetime import date

import attrs
import pytest

from khfund.receipts import snapshot
from khfund.receipts.paper import from_json, to_json
from khfund.receipts.snapshot import SnapshotUnreadableError
from tests.receipts.papers import a_receipt


class Colour(enum.StrEnum):
    RED = "đỏ"


@attrs.frozen
class Leaf:
    name: str
    day: date | None = None


@attrs.frozen
class Tree:
    colour: Colour
    leaves: tuple[Leaf, ...]
    height: int = 1


def test_a_value_is_written_as_plain_parts_and_read_back():
    tree = Tree(Colour.RED, (Leaf("một", date(2026, 1, 2)), Leaf("hai")), 7)

    written = snapshot.write(tree)

    assert written == {
        "colour": "đỏ",
        "leaves": [{"name": "một", "day": "2026-01-02"}, {"name": "hai", "day": None}],
        "height": 7,
    }
    assert snapshot.read(Tree, written) == tree


def test_a_part_with_a_default_may_be_missing_from_an_older_snapshot():
    assert snapshot.read(Tree, {"colour": "đỏ", "leaves": []}) == Tree(Colour.RED, (), 1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "poem"}, "loại chứng từ «poem» không có"),
        ({"number": "12"}, "'12' không phải int"),
        ({"year": True}, "True không phải int"),
        ({"day_issued": "22/11/2026"}, "Invalid isoformat string: '22/11/2026'"),
        ({"way": "séc"}, "'séc' is not a valid Way"),
    ],
)
def test_a_bent_snapshot_is_refused(change, reason):
    with pytest.raises(SnapshotUnreadableError) as refusal:
        from_json(to_json(a_receipt()) | change)

    assert str(refusal.value) == (
        f"Không đọc được bản lưu của chứng từ: {reason}. Hãy báo người phụ trách; đừng in lại từ số liệu khác."
    )


@pytest.mark.parametrize(
    "bend", [lambda s: s.pop("giver"), lambda s: s.update(colour="red"), lambda s: s.update(mark=[])]
)
def test_a_snapshot_with_parts_too_many_or_too_few_is_refused(bend):
    snapshot = to_json(a_receipt())
    bend(snapshot)

    with pytest.raises(SnapshotUnreadableError):
        from_json(snapshot)
