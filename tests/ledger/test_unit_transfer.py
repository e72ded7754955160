"""How a transfer stands in two books, on every day."""

from datetime import date

import pytest

from khfund.ledger.unit_transfer import Standing, TransferState, UnitTransfer, standings
from tests.builders import an_office, write_by_hand
from tests.ledger.test_transfer_passage import ROLES, SENT, receive, sent
from tests.provinces import a_unit

TRANSFER = UnitTransfer(id=1, from_id=1, to_id=2, day=SENT, amount=100, narration="x", command_number=1)


@pytest.mark.parametrize(
    ("facts", "state", "difference"),
    [
        ({}, TransferState.ORDERED, 0),
        ({"is_cancelled": True}, TransferState.CANCELLED, 0),
        ({"sent": 100}, TransferState.SENT, 100),
        ({"sent": 100, "received": 100}, TransferState.AGREES, 0),
        ({"sent": 100, "received": 90}, TransferState.DIFFERS, 10),
        ({"received": 90}, TransferState.DIFFERS, -90),  # the sender has reversed it
        ({"sent": 100, "to_has_book": False}, TransferState.ONE_SIDED, 0),
        ({"received": 100, "from_has_book": False}, TransferState.ONE_SIDED, 0),
    ],
)
def test_a_transfer_stands_as_its_two_books_say(facts, state, difference):
    standing = Standing(TRANSFER, **{"from_has_book": True, "to_has_book": True, **facts})

    assert (standing.state, standing.difference) == (state, difference)


def test_on_each_day_it_stands_as_it_stood(database):
    province = an_office(database)
    province.post(date(2026, 2, 1), province.posting(ROLES.BANK, ROLES.GIFTS, 10_000_000), kind="BC")
    commune = a_unit(province, "03862", "Hội Khuyến học xã Xím Vàng", book=date(2026, 1, 1))
    transfer = sent(province)
    receive(commune, transfer, day=date(2026, 5, 23))

    found = [
        province.read(lambda s, day=day: standings(s, on=day)[0].state)
        for day in (date(2026, 5, 19), SENT, date(2026, 5, 22), date(2026, 5, 23))
    ]

    assert found == [TransferState.ORDERED, TransferState.SENT, TransferState.SENT, TransferState.AGREES]


def test_transfers_are_beyond_hand_written_sql(database):
    province = an_office(database)
    province.post(date(2026, 2, 1), province.posting(ROLES.BANK, ROLES.GIFTS, 10_000_000), kind="BC")
    commune = a_unit(province, "03862", "Hội Khuyến học xã Xím Vàng", book=date(2026, 1, 1))
    receive(commune, sent(province))

    for table in ("unit_transfer", "transfer_receipt"):
        for statement in (f"UPDATE {table} SET command_number = 1", f"DELETE FROM {table}"):
            with pytest.raises(Exception, match=f"{table}: rows"):
                write_by_hand(database, statement)
