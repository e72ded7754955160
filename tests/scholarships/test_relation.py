"""Relations of members to recipients."""

import pytest

from khfund.engine_failure import GuardedError
from khfund.scholarships.recipient import Recipient, RecipientUnknownError
from khfund.scholarships.recipient_change import merge_recipients
from khfund.scholarships.relation import (
    KIND_NAMES,
    RelationDeclaredError,
    RelationKind,
    RelationReasonMissingError,
    enter_relation,
    relation_of,
    relations,
)
from tests.builders import write_by_hand
from tests.scholarships.rounds import a_round


def declare(made, place=0, kind=RelationKind.KIN, *, of=None, note=""):
    def work(session, command, _round):
        recipient = session.get_one(Recipient, made.recipients[place])
        return enter_relation(session, command, of or made.members[0], recipient, kind, note=note).id

    return made.do("ballot.relation", work, by=made.members[0])


def test_a_relation_is_found_for_the_pair_alone(database):
    made = a_round(database)
    declare(made)

    one, other = made.members[:2]
    assert made.read(lambda s, _r: relation_of(s, one, made.recipients[0]).kind) is RelationKind.KIN
    assert made.read(lambda s, _r: relation_of(s, one, made.recipients[1])) is None
    assert made.read(lambda s, _r: relation_of(s, other, made.recipients[0])) is None
    assert made.office.read(lambda s: [one.recipient_id for one in relations(s, made.office.unit)]) == [
        made.recipients[0]
    ]


def test_a_relation_holds_for_every_entry_of_the_person(database):
    made = a_round(database)
    declare(made, 4)
    made.office.do(
        "recipient.merge",
        lambda s, c: merge_recipients(
            s,
            c,
            s.get_one(Recipient, made.recipients[4]),
            survivor=s.get_one(Recipient, made.recipients[5]),
            reason="Trùng",
        ),
    )

    assert made.read(lambda s, _r: relation_of(s, made.members[0], made.recipients[5])) is not None


@pytest.mark.parametrize("said", [{"of": 1}, {"kind": RelationKind.OTHER}])
def test_what_is_told_of_others_and_what_is_unusual_has_a_reason(database, said):
    made = a_round(database)

    with pytest.raises(RelationReasonMissingError) as refusal:
        declare(made, **said)

    assert str(refusal.value) == (
        "Hãy ghi rõ vì sao biết quan hệ này (--note): do người khác khai, hoặc thuộc loại «khác»."
    )


def test_a_relation_is_declared_once(database):
    made = a_round(database)
    declare(made)

    with pytest.raises(RelationDeclaredError) as refusal:
        declare(made, kind=RelationKind.PARENT)

    number = made.recipients[0]
    assert (
        str(refusal.value)
        == f"Quan hệ của thành viên này với người nhận số {number} đã khai ngày 15/01/2027."
    )


def test_a_relation_to_a_recipient_of_another_unit_is_refused(database):
    made = a_round(database)

    def elsewhere(session, command):
        recipient = session.get_one(Recipient, made.recipients[0])
        command.unit_id = made.office.unit + 1
        enter_relation(session, command, command.person_id, recipient, RelationKind.KIN, note="")

    with pytest.raises(RecipientUnknownError):
        made.office.do("ballot.relation", elsewhere, by=made.members[0])


def test_a_relation_never_changes(database):
    declare(a_round(database))

    with pytest.raises(GuardedError, match="relation: rows are never deleted"):
        write_by_hand(database, "DELETE FROM relation")


def test_every_kind_has_its_words():
    assert KIND_NAMES.keys() == set(RelationKind)
