from datetime import date

from khfund.ledger import AccountRole
from khfund.reports.movement import Means, Section
from khfund.reports.official.flow import by_account, flows, total
from tests.builders import an_office
from tests.reports.official.books import YEAR, reversed_

DAY = date(2026, 3, 5)


def test_like_postings_are_added_up_and_what_only_changed_its_place_is_left_out(database):
    office = an_office(database)
    office.gift(DAY, 900)
    office.gift(date(2026, 4, 1), 100)
    wrong = office.gift(DAY, 50)
    reversed_(office, wrong.id, DAY)
    office.post(DAY, office.posting(AccountRole.BANK, AccountRole.CASH, 400))
    office.post(DAY, office.posting(AccountRole.GOODS, AccountRole.GIFTS_IN_KIND, 7, office.th))
    office.post(DAY, office.posting(AccountRole.MANAGEMENT, AccountRole.CASH, 30))

    found = office.read(lambda s: list(flows(s, office.unit, YEAR)))

    assert by_account(found, Section.RECEIVED) == {
        ("5111", AccountRole.GIFTS, Means.CASH): 1_000,
        ("5112", AccountRole.GIFTS_IN_KIND, Means.IN_KIND): 7,
    }
    assert by_account(found, Section.USED) == {("642", AccountRole.MANAGEMENT, Means.CASH): 30}
    assert total(found, Section.RECEIVED) == 1_007
    assert total(found, Section.RECEIVED, [AccountRole.GIFTS]) == 1_000
    assert [one.is_goods for one in found if one.fund == office.th] == [True]
    assert office.read(lambda s: total(flows(s, office.unit, YEAR, fund=office.th), Section.RECEIVED)) == 7
