"""Patience: what is free, how long the door is shut, what is forgotten; on both engines, since two workers share it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from admin.office_store import store_for
from admin.throttle import Knock, Patience, TooManyTriesError, knock, relent, sender, take_back
from tests.admin.office import owner_of
from tests.builders import an_office

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PATIENCE = Patience(3, MINUTE, 4 * MINUTE, timedelta(hours=1))


@pytest.fixture
def store(database):
    made = store_for(database, None, owner_of(an_office(database)))
    made.prepare()
    yield made
    made.close()


def waits(store, at):
    """How many minutes a knock is asked to wait, 0 where it is let through."""
    try:
        knock(store, "login", "ketoan", PATIENCE, now=at)
    except TooManyTriesError as refusal:
        return refusal.facts["minutes"]
    return 0


def test_the_door_is_shut_for_twice_as_long_each_time_up_to_the_longest(store):
    at, seen = NOW, []
    for _ in range(6):
        while wait := waits(store, at):
            seen.append(wait)
            at += wait * MINUTE

    assert seen == [1, 2, 4]


def test_after_long_silence_all_is_forgotten(store):
    for _ in range(3):
        waits(store, NOW)

    assert waits(store, NOW) == 1
    assert [waits(store, NOW + timedelta(hours=2)) for _ in range(3)] == [0, 0, 0]


def test_knocking_at_a_shut_door_does_not_keep_it_shut_longer(store):
    for _ in range(10):
        waits(store, NOW)

    assert waits(store, NOW + MINUTE) == 0


def test_a_door_that_opened_is_forgotten_and_one_knock_can_be_taken_back(store):
    for _ in range(4):
        waits(store, NOW)
    relent(store, "login", "ketoan")
    assert [waits(store, NOW) for _ in range(3)] == [0, 0, 0]

    take_back(store, "login", "ketoan")
    assert [waits(store, NOW) for _ in range(2)] == [0, 1]
    take_back(store, "login", "nobody")


def test_who_knocks_is_kept_as_a_digest_only(store):
    waits(store, NOW)

    with store.session() as session:
        (row,) = session.query(Knock).all()
    assert (len(row.key_sha256), row.count) == (64, 1)


def test_many_at_the_same_moment_are_many(store):
    refused: list[int] = []

    def one() -> None:
        refused.append(bool(waits(store, NOW)))

    together = [threading.Thread(target=one) for _ in range(8)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()

    assert sorted(refused) == [0] * 3 + [1] * 5


def test_a_wait_is_told_in_minutes():
    refusal = TooManyTriesError(minutes=4)

    assert str(refusal) == "Đã thử quá nhiều lần; hãy đợi 4 phút rồi thử lại."
    assert refusal.text("en") == "Tried too often; wait 4 minutes and try again."


@pytest.mark.parametrize(
    ("address", "counted"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("unix", "?"), (None, "?")],
)
def test_a_house_is_counted_as_one_sender(address, counted):
    app = Flask("test")
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": address} if address else {}):
        assert sender() == counted
