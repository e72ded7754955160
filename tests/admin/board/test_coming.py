"""What the first page tells of days to come: promised money, rounds under way, campaigns."""

from datetime import date

from admin.board.coming import money_coming, rounds_under_way
from khfund.unit import Unit
from tests.scholarships.runs import NOVEMBER, a_payer

ON = date(2026, 10, 20)


def of(payer, look):
    office = payer.office
    return office.read(lambda session: look(session, session.get(Unit, office.unit), ON))


def test_promises_of_one_day_and_purpose_are_one_line_the_late_ones_first(database):
    payer = a_payer(database)
    payer.owe(0, 1, 2)
    payer.owe(0, 1, month=NOVEMBER)

    found = [(one.day, one.amount, one.is_late) for one in of(payer, money_coming)]

    assert found == [(date(2026, 10, 1), 3_000_000, True), (date(2026, 11, 1), 2_000_000, False)]


def test_a_round_tells_its_next_day(database):
    payer = a_payer(database, 0)

    (card,) = of(payer, rounds_under_way)

    assert (card.code, card.state, card.step) == ("HB26", "đang nhận đề nghị", "Nhận đề nghị đến hết")
    assert (card.day, card.days_left) == (date(2027, 6, 30), 253)
