"""Nominations: one stands for each person, what a list said stays, and a withdrawal has its reason."""

import itertools
import shutil
from collections.abc import Callable
from datetime import date

import attrs
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from khfund.command import contradictions
from khfund.db import Database
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.award_round import find_round
from khfund.scholarships.nomination import (
    AlreadyNominatedError,
    NominationSettledError,
    NominationState,
    NominationUnknownError,
    find_nomination,
    nominate,
    standing_nominations,
    withdraw_nomination,
    withdrawals,
)
from khfund.scholarships.nomination_intake import NominationsClosedError
from khfund.scholarships.nomination_withdrawal import WithdrawalCode
from khfund.scholarships.recipient import (
    RecipientKind,
    RecipientUnknownError,
    enter_recipient,
    find_recipient,
)
from khfund.scholarships.round_step import close_nominations
from tests.builders import tamper, write_by_hand
from tests.scholarships.nominating import ON, Nominating, nominating


@pytest.fixture
def at(database):
    return nominating(database)


def enter(at, name="Lò Thị Ánh"):
    return at.do(lambda s, c, _r: enter_recipient(s, c, name, RecipientKind.PUPIL).id, "recipient.enter")


def put_forward(at, recipient, unit="MS", **told):
    return at.do(
        lambda s, c, r: nominate(s, c, r, find_recipient(s, c.unit, recipient), unit_id=at.units[unit], received=ON, **told).id
    )  # fmt: skip


def withdraw(at, number, code=WithdrawalCode.MOVED, reason=""):
    return at.do(
        lambda s, c, r: withdraw_nomination(
            s, c, find_nomination(s, r, number), code=code, reason=reason, day=ON
        ),
        "nomination.withdraw",
    )


def test_a_recipient_is_put_forward_by_a_unit(at):
    number = put_forward(at, enter(at), school="THCS  Tà Hộc", category="2,6")

    (one,) = at.nominations()
    assert (one.id, one.school, one.category, one.received, one.state) == (
        number,
        "THCS Tà Hộc",
        "2,6",
        ON,
        NominationState.STANDING,
    )


def test_a_person_is_nominated_once_in_a_round(at):
    recipient = enter(at)
    put_forward(at, recipient)

    with pytest.raises(AlreadyNominatedError) as refusal:
        put_forward(at, recipient, "SM")

    assert (
        str(refusal.value) == "Người nhận số 1 đã có đề nghị số 1 trong đợt xét này; mỗi người một đề nghị."
    )


def test_who_stands_in_no_register_of_the_unit_is_not_nominated(at):
    with pytest.raises(RecipientUnknownError):
        put_forward(at, 7)


def test_a_withdrawn_nomination_leaves_room_for_a_new_one(at):
    recipient = enter(at)
    first = put_forward(at, recipient)

    withdraw(at, first)
    second = put_forward(at, recipient)

    assert at.read(lambda s, r: standing_nominations(s, r.id)) == {recipient: second}
    told = at.read(withdrawals)
    assert {number: (one.code, one.day) for number, one in told.items()} == {
        first: (WithdrawalCode.MOVED, ON)
    }
    assert [one.id for one in at.nominations(all_states=True)] == [first, second]


def test_a_nomination_is_withdrawn_once(at):
    number = put_forward(at, enter(at))
    withdraw(at, number)

    with pytest.raises(NominationSettledError) as refusal:
        withdraw(at, number)

    assert str(refusal.value) == f"Không rút được đề nghị số {number}: đã rút từ trước."


def test_a_withdrawal_by_the_unit_or_for_a_mistake_says_why(at):
    number = put_forward(at, enter(at))

    with pytest.raises(ReasonMissingError):
        withdraw(at, number, WithdrawalCode.UNIT)

    assert withdraw(at, number, WithdrawalCode.UNIT, "gửi nhầm đợt").state is NominationState.WITHDRAWN


def test_after_the_decision_a_nomination_is_no_longer_withdrawn(at):
    number = put_forward(at, enter(at))
    tamper(at.office.database, "UPDATE award_round SET state = 'decided'")

    with pytest.raises(NominationSettledError) as refusal:
        withdraw(at, number)

    assert str(refusal.value) == (
        f"Không rút được đề nghị số {number}: đợt xét đã phân bổ hoặc đã kết thúc; hãy thu hồi suất bằng `khfund award`."
    )


def test_a_nomination_of_another_round_is_unknown(at):
    with pytest.raises(NominationUnknownError) as refusal:
        at.read(lambda s, r: find_nomination(s, r, 9))

    assert str(refusal.value) == "Đợt xét không có đề nghị số 9."


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE nomination SET category = '1'",
        "UPDATE nomination SET unit_id = 1",
        "DELETE FROM nomination",
        "UPDATE nomination_withdrawal SET reason = 'x'",
        "DELETE FROM nomination_withdrawal",
        "UPDATE nomination SET state = 'standing' WHERE id = 1",
    ],
)
def test_what_was_written_is_changed_by_no_hand(at, statement):
    recipient = enter(at)
    withdraw(at, put_forward(at, recipient))
    put_forward(at, recipient)

    with pytest.raises(KhfundError):
        write_by_hand(at.office.database, statement)


def test_a_closed_round_gains_no_nomination_by_hand(at):
    put_forward(at, enter(at))
    at.do(close_nominations, "round.close")
    columns = "round_id, recipient_id, unit_id, received, school, school_class, category, circumstances, achievements, address, note, late_reason, file_name, file_place, replaces_id, state, command_number"

    with pytest.raises(KhfundError):
        write_by_hand(
            at.office.database,
            f"INSERT INTO nomination (id, {columns}) SELECT 9, {columns.replace('state,', chr(39) + 'withdrawn' + chr(39) + ',')} FROM nomination",
        )


def test_the_log_vouches_for_nominations_and_withdrawals(at):
    number = put_forward(at, enter(at), circumstances="Bố mất")
    withdraw(at, number)
    assert at.read(lambda s, _r: list(contradictions(s))) == []

    tamper(
        at.office.database,
        "UPDATE nomination SET circumstances = 'x'",
        "UPDATE nomination_withdrawal SET code = 'died'",
    )

    assert [said.split(": ", 1)[1] for said in at.read(lambda s, _r: list(contradictions(s)))] == [
        "dòng của sổ nomination đã bị sửa, thêm hoặc bớt",
        "dòng của sổ nomination_withdrawal đã bị sửa, thêm hoặc bớt",
    ]


# -- any order of nominations, withdrawals and closings ---------------------------------------------------------------


class Nominations(RuleBasedStateMachine):
    """Five persons, two units, one round that opens and closes."""

    make: Callable[[], Nominating]

    @initialize()
    def begin(self):
        self.at = type(self).make()
        self.people = [1, 2, 3, 4, 5]
        self.standing = {}
        self.gone = set()
        self.open = True

    @rule(person=st.integers(0, 4), unit=st.sampled_from(["MS", "SM"]))
    def put_forward(self, person, unit):
        recipient = self.people[person]
        if self.open and recipient not in self.standing:
            self.standing[recipient] = put_forward(self.at, recipient, unit)
            return
        with pytest.raises(AlreadyNominatedError if self.open else NominationsClosedError):
            put_forward(self.at, recipient, unit)

    @precondition(lambda self: self.standing)
    @rule(data=st.data(), code=st.sampled_from([WithdrawalCode.MOVED, WithdrawalCode.DIED]))
    def withdraw(self, data, code):
        recipient = data.draw(st.sampled_from(sorted(self.standing)))
        withdraw(self.at, self.standing[recipient], code)
        self.gone.add(self.standing.pop(recipient))

    @precondition(lambda self: self.gone)
    @rule(data=st.data())
    def withdraw_again(self, data):
        with pytest.raises(NominationSettledError):
            withdraw(self.at, data.draw(st.sampled_from(sorted(self.gone))))

    @precondition(lambda self: self.open)
    @rule()
    def close(self):
        if self.standing:
            self.at.do(close_nominations, "round.close")
            self.open = False

    @invariant()
    def the_books_agree(self):
        if hasattr(self, "standing"):
            assert self.at.read(lambda s, r: standing_nominations(s, r.id)) == self.standing
            assert set(self.at.read(withdrawals)) == self.gone

    def teardown(self):
        if hasattr(self, "at"):
            assert self.at.read(lambda s, _r: list(contradictions(s))) == []


def test_any_order_of_nominations_leaves_one_standing_for_each_person(sqlite_database, tmp_path):
    begun = nominating(sqlite_database)
    for name in ("Ánh", "Bình", "Dung", "Hoa", "Yến"):
        enter(begun, f"Lò Thị {name}")
    sqlite_database.dispose()
    number = itertools.count()

    def make() -> Nominating:
        file = shutil.copyfile(sqlite_database.file, tmp_path / f"{next(number)}.sqlite")
        return attrs.evolve(begun, office=attrs.evolve(begun.office, database=Database(f"sqlite:///{file}")))

    machine = type("Machine", (Nominations,), {"make": staticmethod(make)})
    machine.TestCase.settings = settings(
        max_examples=8, stateful_step_count=12, suppress_health_check=list(HealthCheck)
    )
    machine.TestCase().runTest()


def test_the_round_is_found_by_its_code(at):
    assert at.read(lambda _s, r: r.nominate_until) == date(2026, 3, 25)
    assert at.office.read(lambda s: find_round(s, at.office.unit, "DOT1").code) == "DOT1"
