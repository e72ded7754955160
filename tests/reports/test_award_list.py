"""What is posted says no name without consent and no hardship; what is signed says all of it and is restricted."""

from khfund.reports.award_facts import granted, round_facts
from khfund.reports.award_list import (
    posted,
    posting_list,
    posting_table,
    signature_list,
    signature_table,
)
from khfund.reports.deed import Grid
from khfund.scholarships.award_outcome import revoke_award
from khfund.scholarships.consent import ConsentScope, give_consent
from khfund.scholarships.guardian import Relation, name_guardian
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.recipient import find_recipient
from khfund.unit import Unit
from tests.builders import an_office
from tests.scholarships.decided import DAY, a_round


def decided(database, **more):
    made = a_round(an_office(database), **({"each": {"XA1": 3}} | more)).prepare()
    made.allocate()
    made.decide()
    return made


def lines(round_):
    return round_.read(lambda s, r: posted(s, granted(s, r), 2027, DAY))


def test_codes_stand_in_their_own_order_and_no_name_without_consent(database):
    found = lines(decided(database))

    assert [one.code for one in found] == sorted(one.code for one in found)
    assert all(one.code.startswith("HB27-") and one.name == "" for one in found)


def test_who_received_for_a_need_is_not_named_even_with_consent(sqlite_database):
    round_ = decided(sqlite_database)
    office = round_.office

    def consent(session, command):
        one = find_recipient(session, office.unit, round_.recipients[0])
        father = name_guardian(
            session, command, one.id, "Lò Văn Cha", Relation.FATHER, represents=True, raises=True
        )
        for guardian in (None, father.id):
            give_consent(
                session, command, one, ConsentScope.PUBLISH_NAME, guardian=guardian, day=DAY, paper="đơn 1"
            )

    office.do("recipient.consent", consent)

    assert [one.name for one in lines(round_)] == ["", "", ""]


def test_no_line_holds_a_name_and_a_code(sqlite_database):
    assert not any(one.name and one.code for one in lines(decided(sqlite_database)))


def test_a_place_with_few_is_told_as_the_unit_above(sqlite_database):
    found = lines(decided(sqlite_database))

    assert len(found) < 5
    assert {one.unit for one in found} == {"Hội Khuyến học tỉnh Mường Sáng"}


def test_a_revoked_award_is_on_no_list(sqlite_database):
    round_ = decided(sqlite_database)
    round_.act(revoke_award, 1, reason=DropReason.REFUSED)

    assert len(lines(round_)) == 2


def test_the_lists_add_up_and_the_signed_one_is_restricted(sqlite_database):
    round_ = decided(sqlite_database)

    def look(session, award_round):
        facts = round_facts(session, session.get_one(Unit, award_round.unit_id), award_round)
        given = granted(session, award_round)
        told = posted(session, given, 2027, DAY)
        return (
            posting_list(facts.letterhead, award_round, facts.decision, told),
            signature_list(facts.letterhead, award_round, facts.decision, given),
            posting_table(award_round, told),
            signature_table(award_round, given),
        )

    open_list, signed, open_table, signed_table = round_.read(look)
    grids = [next(part for part in deed.parts if isinstance(part, Grid)) for deed in (open_list, signed)]
    assert grids[0].rows[-1].cells[-1] == "3.000.000"
    assert grids[1].rows[0].cells[:2] == ("Hội Khuyến học xã XA1", "3 suất, 3.000.000 đồng")
    assert (open_list.restricted, signed.restricted, signed.wide) == (False, True, True)
    assert [table.rows[-1].cells[1] for table in (open_table, signed_table)] == ["Cộng", "Cộng"]
    assert all(sum(column.width for column in grid.columns) == 100 for grid in grids)
