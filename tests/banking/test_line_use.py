"""A bank line is used up to its amount by entries that move that account in that direction, never beyond (I8)."""

from datetime import date

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy.exc import DBAPIError

from khfund import command
from khfund.banking.bank_line import LineUnknownError, remaining, unidentified
from khfund.banking.line_booking import book_unidentified
from khfund.banking.line_money import postings_from
from khfund.banking.line_use import (
    ClearedSinceError,
    EntryDoesNotMoveBankError,
    EntryReversedError,
    LineUsedUpError,
    NotUnidentifiedError,
    UseNotPositiveError,
    UsesDisagreeError,
    use_lines,
)
from khfund.errors import IntegrityError
from khfund.ledger import AccountRole, post, reverse
from khfund.ledger.balance import role_balance
from khfund.ledger.entry import EntryUnknownError
from tests.banking.offices import a_bank_account, a_line
from tests.builders import an_office, write_by_hand

DAY = date(2026, 3, 2)
BANK, CASH, GIFTS = AccountRole.BANK, AccountRole.CASH, AccountRole.GIFTS
UNKNOWN, COST = AccountRole.UNIDENTIFIED, AccountRole.MANAGEMENT


def entry(office, debit, credit, amount, day=DAY):
    return office.post(day, office.posting(debit, credit, amount)).id


def use(office, *uses, partly=False):
    office.do("bank.match", lambda s, c: use_lines(s, c, uses, partly=partly))


def undo(office, number, day=DAY):
    office.do("entry.reverse", lambda s, c: reverse(s, c, number, day=day, reason="Nhầm"))


def left(office, line):
    return office.read(lambda s: (remaining(s, line), unidentified(s, line)))


def refused(office, kind, *uses, partly=False):
    with pytest.raises(kind) as refusal:
        use(office, *uses, partly=partly)
    return str(refusal.value)


def test_one_transfer_covers_many_gifts(database):
    office = an_office(database)
    line = a_line(office, a_bank_account(office), 500_000)
    gifts = [entry(office, BANK, GIFTS, amount) for amount in (200_000, 250_000, 50_000)]

    use(office, (line, gifts[0], 200_000), (line, gifts[1], 250_000), (line, gifts[2], 50_000))

    assert left(office, line) == (0, 0)
    assert office.read(lambda s: list(command.contradictions(s))) == []


def test_one_entry_is_carried_out_by_several_lines(database):
    office = an_office(database)
    bank = a_bank_account(office)
    lines = [a_line(office, bank, -300_000), a_line(office, bank, -200_000)]
    paid = entry(office, COST, BANK, 500_000)

    use(office, (lines[0], paid, 300_000), (lines[1], paid, 200_000))

    assert [left(office, line) for line in lines] == [(0, 0), (0, 0)]


def test_an_entry_is_carried_out_little_by_little_when_said_so(database):
    office = an_office(database)
    bank = a_bank_account(office)
    lines = [a_line(office, bank, -300_000), a_line(office, bank, -300_000)]
    paid = entry(office, COST, BANK, 500_000)

    use(office, (lines[0], paid, 300_000), partly=True)
    message = refused(office, UsesDisagreeError, (lines[1], paid, 300_000), partly=True)
    use(office, (lines[1], paid, 200_000), partly=True)

    assert (
        message
        == f"Bút toán {paid} ghi 500.000 đ trên tài khoản 112, nhưng các dòng sao kê dùng cho nó cộng 600.000 đ."
    )
    assert [left(office, line) for line in lines] == [(0, 0), (100_000, 0)]


def test_a_line_is_not_used_beyond_its_amount(database):
    office = an_office(database)
    line = a_line(office, a_bank_account(office), 500_000)
    gift, more = entry(office, BANK, GIFTS, 400_000), entry(office, BANK, GIFTS, 100_001)
    use(office, (line, gift, 400_000))

    message = refused(office, LineUsedUpError, (line, more, 100_001))

    assert message == f"Dòng sao kê {line} chỉ còn 100.000 đ chưa dùng, không đủ 100.001 đ."
    assert left(office, line) == (100_000, 0)


def test_two_uses_given_together_are_added_up(database):
    office = an_office(database)
    line = a_line(office, a_bank_account(office), 500_000)
    gifts = [entry(office, BANK, GIFTS, 300_000) for _ in range(2)]

    assert refused(office, LineUsedUpError, *((line, gift, 300_000) for gift in gifts)) == (
        f"Dòng sao kê {line} chỉ còn 500.000 đ chưa dùng, không đủ 600.000 đ."
    )


@pytest.mark.parametrize(
    ("debit", "credit", "amount", "side"),
    [
        (CASH, GIFTS, 500_000, "Nợ"),
        (COST, BANK, 500_000, "Nợ"),
        (BANK, GIFTS, -500_000, "Có"),
        (CASH, GIFTS, -500_000, "Có"),
    ],
)
def test_an_entry_that_does_not_move_the_bank_account_that_way_is_refused(
    database, debit, credit, amount, side
):
    office = an_office(database)
    line = a_line(office, a_bank_account(office), amount)
    other = entry(office, debit, credit, 500_000)

    assert refused(office, EntryDoesNotMoveBankError, (line, other, 500_000)) == (
        f"Bút toán {other} không ghi {side} tài khoản 112 như dòng sao kê {line}."
    )


@pytest.mark.parametrize("used", [499_999, 500_001])
def test_an_entry_uses_exactly_what_it_moves(database, used):
    office = an_office(database)
    line = a_line(office, a_bank_account(office), 600_000)
    gift = entry(office, BANK, GIFTS, 500_000)

    assert refused(office, UsesDisagreeError, (line, gift, used)).endswith(
        f"cộng {used:,} đ.".replace(",", ".")
    )


@pytest.mark.parametrize("amount", [0, -5, True, 1.0])
def test_a_use_takes_whole_dong_above_zero(database, amount):
    office = an_office(database)
    line = a_line(office, a_bank_account(office))
    gift = entry(office, BANK, GIFTS, 500_000)

    assert refused(office, UseNotPositiveError, (line, gift, amount)) == (
        f"Số tiền dùng của dòng sao kê {line} là {amount}; cần số đồng nguyên, lớn hơn 0."
    )


def test_reversed_entries_and_reversals_account_for_nothing(database):
    office = an_office(database)
    bank = a_bank_account(office)
    line, out = a_line(office, bank), a_line(office, bank, -500_000)
    gift = entry(office, BANK, GIFTS, 500_000)
    undo(office, gift)

    assert refused(office, EntryReversedError, (line, gift, 500_000)) == (
        f"Bút toán {gift} đã đảo hoặc là bút toán đảo, không dùng cho dòng sao kê được."
    )
    assert refused(office, EntryReversedError, (out, gift + 1, 500_000)).startswith(f"Bút toán {gift + 1} ")


def test_unknown_lines_and_entries_are_refused(database):
    office = an_office(database)
    line = a_line(office, a_bank_account(office))
    gift = entry(office, BANK, GIFTS, 500_000)

    assert refused(office, LineUnknownError, (99, gift, 500_000)) == "Đơn vị không có dòng sao kê số 99."
    assert refused(office, EntryUnknownError, (line, 99, 500_000)) == "Sổ của đơn vị không có bút toán số 99."


# -- money that was unidentified ------------------------------------------------------------------------------------


def test_unidentified_money_is_cleared_up_to_what_was_booked(database):
    office = an_office(database)
    line = a_line(office, a_bank_account(office), 500_000)
    office.do("bank.book", lambda s, c: book_unidentified(s, c, [line]))
    use(office, (line, entry(office, UNKNOWN, GIFTS, 400_000), 400_000))
    too_much = entry(office, UNKNOWN, GIFTS, 100_001)

    message = refused(office, NotUnidentifiedError, (line, too_much, 100_001))

    assert message == f"Dòng sao kê {line} chỉ còn 100.000 đ chờ xác định, không đủ 100.001 đ."
    assert left(office, line) == (0, 100_000)


def test_unidentified_money_goes_back_to_its_sender(database):
    office = an_office(database)
    bank = a_bank_account(office)
    line, back = a_line(office, bank, 500_000), a_line(office, bank, -500_000)
    office.do("bank.book", lambda s, c: book_unidentified(s, c, [line]))
    returned = entry(office, UNKNOWN, BANK, 500_000)

    use(office, (line, returned, 500_000), (back, returned, 500_000))

    assert (left(office, line), left(office, back)) == ((0, 0), (0, 0))
    assert office.read(lambda s: role_balance(s, office.unit, UNKNOWN, DAY)) == 0


def test_the_booking_of_unidentified_money_stays_while_its_clearing_stands(database):
    office = an_office(database)
    line = a_line(office, a_bank_account(office), 500_000)
    office.do("bank.book", lambda s, c: book_unidentified(s, c, [line]))
    cleared = entry(office, UNKNOWN, GIFTS, 500_000)
    use(office, (line, cleared, 500_000))

    with pytest.raises(ClearedSinceError) as refusal:
        undo(office, 1)
    undo(office, cleared)
    undo(office, 1)

    assert str(refusal.value) == (
        f"Bút toán 1 ghi tiền chờ xác định đã được xác định sau đó (bút toán {cleared}); hãy đảo bút toán {cleared} trước."
    )
    assert left(office, line) == (500_000, 0)


# -- the database holds it too --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "moved", "amount", "rule_"),
    [
        ("known", 600_000, 500_001, "a line is used up to its amount"),
        ("clearing", 500_000, 1, "what is cleared was unidentified"),
        ("known", 400_000, 500_000, "the entry moves that bank account by that much"),
    ],
)
def test_hand_written_uses_meet_the_same_rules(database, kind, moved, amount, rule_):
    office = an_office(database)
    line = a_line(office, a_bank_account(office), 500_000)
    gift = entry(office, BANK, GIFTS, moved)
    number = office.read(
        lambda s: s.connection().exec_driver_sql("SELECT MAX(number) FROM command").scalar_one()
    )

    with pytest.raises((IntegrityError, DBAPIError), match=rule_):
        write_by_hand(
            database,
            "INSERT INTO line_use (id, line_id, entry_id, kind, amount, command_number) "
            f"VALUES (1, {line}, {gift}, '{kind}', {amount}, {number})",
        )


def test_uses_are_neither_changed_nor_deleted(database):
    office = an_office(database)
    line = a_line(office, a_bank_account(office))
    use(office, (line, entry(office, BANK, GIFTS, 500_000), 500_000))

    for statement in ("UPDATE line_use SET amount = 1", "DELETE FROM line_use"):
        with pytest.raises((IntegrityError, DBAPIError)):
            write_by_hand(database, statement)

    assert left(office, line) == (0, 0)


# -- any order ----------------------------------------------------------------------------------------------------------


class Uses(RuleBasedStateMachine):
    """One line of 1.000 đ: booked, cleared, undone in any order; the machine keeps its own account of what is left."""

    office = None
    number = 0

    def __init__(self):
        super().__init__()
        type(self).number += 1
        office = self.office
        bank = a_bank_account(office, f"{self.number:06d}", code=f"112{self.number}")
        self.line = a_line(office, bank, 1_000)
        self.booked: dict[int, int] = {}  # entry → đồng
        self.waiting: dict[int, int] = {}
        self.cleared: dict[int, int] = {}

    @property
    def free(self):
        return 1_000 - sum(self.booked.values()) - sum(self.waiting.values())

    @property
    def unknown(self):
        return sum(self.waiting.values()) - sum(self.cleared.values())

    def _post(self, amount):
        credit = self.office.account(GIFTS)

        def work(session, command_):
            postings = postings_from(
                session, command_, self.line, credit=credit, fund=self.office.kh, amount=amount
            )
            number = post(session, command_, DAY, "Ủng hộ", *postings).id
            use_lines(session, command_, [(self.line, number, amount)])
            return number

        return self.office.do("bank.match", work)

    @rule(amount=st.integers(1, 1_200))
    def book_a_gift(self, amount):
        clears = self.unknown > 0
        limit = self.unknown if clears else self.free
        if amount > limit:
            with pytest.raises(NotUnidentifiedError if clears else LineUsedUpError):
                self._post(amount)
        else:
            (self.cleared if clears else self.booked)[self._post(amount)] = amount

    @precondition(lambda self: self.free > 0)
    @rule()
    def book_the_rest_as_unidentified(self):
        free = self.free
        self.office.do("bank.book", lambda s, c: book_unidentified(s, c, [self.line]))
        self.waiting[self._last()] = free

    @precondition(lambda self: self.booked or self.cleared)
    @rule(data=st.data())
    def undo_what_is_known(self, data):
        number = data.draw(st.sampled_from(sorted(self.booked | self.cleared)))
        undo(self.office, number)
        self.booked.pop(number, None)
        self.cleared.pop(number, None)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def undo_what_waits(self, data):
        number = data.draw(st.sampled_from(sorted(self.waiting)))
        if self.cleared:
            with pytest.raises(ClearedSinceError):
                undo(self.office, number)
        else:
            undo(self.office, number)
            del self.waiting[number]

    def _last(self):
        return self.office.read(
            lambda s: s.connection().exec_driver_sql("SELECT MAX(id) FROM entry").scalar_one()
        )

    @invariant()
    def what_is_left_is_what_was_not_used(self):
        assert left(self.office, self.line) == (self.free, self.unknown)


def test_a_line_is_used_in_any_order_without_losing_or_doubling_a_dong(sqlite_database):
    Uses.office = an_office(sqlite_database)
    run = Uses.TestCase()
    run.settings = settings(max_examples=10, stateful_step_count=12, deadline=None)
    run.runTest()
