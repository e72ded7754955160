"""Money moved between funds: what one gives, another gets, in the same entry."""

from datetime import date

import pytest

from khfund.ledger import AccountRole, reverse
from khfund.ledger.journal import InterfundUnbalancedError
from tests.builders import an_office

DAY = date(2026, 3, 1)


def help_another(office, given, got):
    postings = [
        office.posting(AccountRole.INTERFUND, AccountRole.CASH, given),
        office.posting(AccountRole.CASH, AccountRole.INTERFUND, got, office.th),
    ]
    return office.post(DAY, *postings[: 2 if got else 1])


@pytest.mark.parametrize(("got", "difference"), [(0, "500.000"), (400_000, "100.000"), (600_000, "100.000")])
def test_what_one_fund_gives_another_gets_in_the_same_entry(database, got, difference):
    office = an_office(database)

    with pytest.raises(InterfundUnbalancedError) as refusal:
        help_another(office, 500_000, got)

    assert str(refusal.value) == (
        f"Bút toán ngày 01/03/2026 chuyển giữa các quỹ nhưng bên cho và bên nhận chênh nhau {difference} đ; "
        "hãy ghi cả hai quỹ trong một bút toán."
    )


def test_one_fund_helps_another_and_what_it_gave_is_carried_forward_fund_by_fund(database):
    office = an_office(database)
    entry = help_another(office, 500_000, 500_000)

    office.post(DAY, office.posting(AccountRole.SPENDABLE, AccountRole.INTERFUND, 500_000))

    undone = office.do("entry.reverse", lambda s, c: reverse(s, c, entry.id, day=DAY, reason="Ghi nhầm"))
    assert undone.id == 3
