"""What the first page tells of money: funds with what they promised, where it lies, month by month."""

from datetime import date

from admin.board.holdings import Flow, Place, flow_chart, flows, fund_cards, places
from khfund.calendar import Month
from khfund.ledger import AccountRole
from khfund.unit import Unit
from tests.builders import an_office

ON = date(2026, 6, 30)


def of(office, look):
    return office.read(lambda session: look(session, session.get(Unit, office.unit), ON))


def test_a_fund_tells_what_is_free_of_what_it_may_spend(database):
    office = an_office(database)
    office.gift(date(2026, 3, 1), 5_000_000)

    cards = of(office, fund_cards)

    kh = next(card for card in cards if card.code == "KH")
    assert (kh.total, kh.spendable, kh.committed, kh.free, kh.promised_percent) == (
        5_000_000,
        5_000_000,
        0,
        5_000_000,
        0,
    )


def test_money_lies_where_the_book_says(database):
    office = an_office(database)
    office.gift(date(2026, 3, 1), 5_000_000)

    assert of(office, places) == [Place("Tiền mặt", 5_000_000)]


def test_months_tell_what_came_and_what_went_since_the_book_was_opened(database):
    office = an_office(database)
    office.gift(date(2026, 3, 1), 5_000_000)
    office.post(
        date(2026, 4, 2), office.posting(AccountRole.SCHOLARSHIPS, AccountRole.CASH, 2_000_000), kind="PC"
    )

    found = of(office, flows)

    assert found[0].month == Month(2026, 1)
    assert found[-1].month == Month(2026, 6)
    assert found[2:4] == [Flow(Month(2026, 3), 5_000_000, 0), Flow(Month(2026, 4), 0, 2_000_000)]
    drawn, words = flow_chart(found)
    assert drawn.startswith("<svg")
    assert words == "Tiền thu và tiền chi từ 01/2026 đến 06/2026: thu 5.000.000 đ, chi 2.000.000 đ."
