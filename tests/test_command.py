"""A command is carried out once, answers the same for ever, and leaves no trace when refused."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from khfund import audit, command
from khfund.command import (
    Order,
    RequestIdReusedError,
    RequestIdTooLongError,
    TextUnreadableError,
    as_people_write,
    run,
)
from khfund.errors import KhfundError
from khfund.ledger import AccountRole, NewEntry, Posting, post, post_all
from tests.builders import NOW, an_office, tamper, write_by_hand

DAY = date(2026, 3, 1)


def gift(office, amount=500_000):
    posting = office.posting(AccountRole.CASH, AccountRole.GIFTS, amount)

    def work(session, running):
        return {"entry": post(session, running, DAY, "Ủng hộ", posting).id}

    return work


def order(office, request_id="r-1", **facts):
    told = {
        "person": office.accountant,
        "kind": "entry.post",
        "unit": office.unit,
        "payload": {"amount": 500_000},
    }
    return Order(**(told | facts), request_id=request_id, at=NOW)


def tables(database):
    """Every row of the books."""
    names = [
        "command",
        "leaf",
        "entry",
        "posting",
        "day_total",
        "month_total",
        "counter",
        "book",
        "account",
        "fund",
    ]
    with database.reading() as session:
        return {name: session.execute(text(f"SELECT * FROM {name} ORDER BY 1, 2, 3")).all() for name in names}


def test_a_command_is_executed_once(database):
    office = an_office(database)

    first = run(database, order(office), gift(office))
    before = tables(database)
    second = run(database, order(office), gift(office))

    assert first == second == {"entry": 1}
    assert tables(database) == before


def test_the_same_request_id_with_another_payload_is_refused(database):
    office = an_office(database)
    run(database, order(office), gift(office))
    before = tables(database)

    with pytest.raises(RequestIdReusedError) as refusal:
        run(database, order(office, payload={"amount": 600_000}), gift(office))

    assert str(refusal.value) == "Mã yêu cầu r-1 đã dùng cho một việc khác (entry.post); hãy dùng mã mới."
    assert tables(database) == before


@pytest.mark.parametrize(
    "other", [{"kind": "entry.reverse"}, {"unit": None}, {"note": "khác"}, {"person": 2}]
)
def test_a_request_id_stands_for_one_person_kind_unit_and_note(database, other):
    office = an_office(database)
    run(database, order(office), gift(office))

    with pytest.raises(RequestIdReusedError):
        run(database, order(office, **other), gift(office))


def test_commands_without_a_request_id_are_each_carried_out(database):
    office = an_office(database)

    answers = [run(database, order(office, None), gift(office)) for _ in range(2)]

    assert answers == [{"entry": 1}, {"entry": 2}]


def test_a_long_request_id_is_refused(database):
    office = an_office(database)

    with pytest.raises(RequestIdTooLongError) as refusal:
        run(database, order(office, "x" * 81), gift(office))

    assert str(refusal.value) == "Mã yêu cầu dài 81 ký tự; tối đa là 80."


def test_bytes_that_are_no_text_are_refused(database):
    office = an_office(database)

    with pytest.raises(TextUnreadableError) as refusal:
        run(database, order(office, note="ghi ch\udcfa"), gift(office))

    assert str(refusal.value) == "Nội dung có ký tự không đọc được (không phải UTF-8); hãy nhập lại."


class ThoughtBetterError(KhfundError):
    """The work was refused halfway."""


def test_a_refused_command_leaves_everything_as_it_was(database):
    office = an_office(database)
    run(database, order(office), gift(office))
    before = tables(database)

    def halfway(session, running):
        gift(office)(session, running)
        raise ThoughtBetterError

    with pytest.raises(ThoughtBetterError):
        run(database, order(office, "r-2"), halfway)

    assert tables(database) == before
    assert run(database, order(office, "r-2"), gift(office)) == {"entry": 2}
    numbers = office.read(
        lambda s: s.execute(text("SELECT voucher_number FROM entry ORDER BY id")).scalars().all()
    )
    assert numbers == [1, 2]


def test_the_leaf_holds_digests_and_no_words(database):
    office = an_office(database)

    run(database, order(office, note="Bà Lò Thị A nhờ ghi"), gift(office))

    line = office.read(lambda s: list(audit.lines(s))[-1])
    leaf = json.loads(line)
    assert {name: leaf[name] for name in ("number", "person", "unit", "kind", "at")} == {
        "number": 3,
        "person": office.accountant,
        "unit": office.unit,
        "kind": "entry.post",
        "at": "2027-01-15T03:00:00.000000+00:00",
    }
    assert sorted(leaf) == ["answer", "at", "body", "books", "kind", "number", "person", "unit"]
    assert "Lò Thị A" not in line
    assert command.canonical(leaf) == line


def test_days_are_written_as_iso_text_and_nothing_else_is_guessed():
    told = {"b": date(2026, 3, 1), "a": datetime(2026, 3, 1, tzinfo=UTC), "ư": [1]}

    assert command.canonical(told) == '{"a":"2026-03-01T00:00:00+00:00","b":"2026-03-01","ư":[1]}'
    with pytest.raises(TypeError, match="set has no place in a command"):
        command.canonical({"a": {1}})


# -- erasing what was personal ---------------------------------------------------------------------------------------------


def test_a_body_may_be_erased_and_everything_still_holds(database):
    office = an_office(database)
    run(database, order(office), gift(office))

    write_by_hand(database, "UPDATE command SET body = NULL WHERE number = 3")

    assert office.read(lambda s: list(command.contradictions(s))) == []
    assert run(database, order(office), gift(office)) == {"entry": 1}


# -- verification ------------------------------------------------------------------------------------------------------------


def contradictions(office):
    return office.read(lambda s: list(command.contradictions(s)))


def test_honest_books_agree_with_their_log(database):
    office = an_office(database)
    office.gift(DAY, 500_000)
    three = [
        NewEntry(DAY, f"Ủng hộ {number}", [posting_of(office), posting_of(office)]) for number in range(3)
    ]
    office.do("entry.post", lambda s, c: post_all(s, c, three))

    assert contradictions(office) == []


def posting_of(office) -> Posting:
    return office.posting(AccountRole.CASH, AccountRole.GIFTS, 1_000)


JOURNAL = "dòng của sổ journal đã bị sửa, thêm hoặc bớt"
AN_ENTRY = "INSERT INTO entry SELECT 3, unit_id, day, voucher_kind, voucher_year, 3, narration, {}, NULL, NULL FROM entry WHERE id = 1"
TAMPERED = [
    ("UPDATE posting SET amount = 1 WHERE entry_id = 1", [f"lệnh 3: {JOURNAL}"]),
    ("UPDATE entry SET narration = 'khác' WHERE id = 1", [f"lệnh 3: {JOURNAL}"]),
    ("UPDATE entry SET day = '2026-04-01' WHERE id = 2", [f"lệnh 4: {JOURNAL}"]),
    ("DELETE FROM posting WHERE entry_id = 2", [f"lệnh 4: {JOURNAL}"]),
    (AN_ENTRY.format(4), [f"lệnh 4: {JOURNAL}"]),
    (AN_ENTRY.format(9), ["sổ journal có dòng của lệnh 9 không có trong nhật ký"]),
    ("UPDATE command SET kind = 'x' WHERE number = 3", ["lệnh 3: kind đã bị sửa"]),
    ("UPDATE command SET at = '2026' WHERE number = 3", ["lệnh 3: at đã bị sửa"]),
    ("UPDATE command SET body = '{{}}' WHERE number = 3", ["lệnh 3: body đã bị sửa"]),
    ("UPDATE command SET person_id = 1 WHERE number = 3", ["lệnh 3: person đã bị sửa"]),
    ("UPDATE command SET unit_id = NULL WHERE number = 3", ["lệnh 3: unit đã bị sửa"]),
    ("UPDATE leaf SET answer = '[]' WHERE number = 3", ["lệnh 3: answer đã bị sửa"]),
    ("DELETE FROM leaf WHERE number = 4", ["lệnh 4 không có dòng nhật ký"]),
    (
        "DELETE FROM command WHERE number = 3",
        ["lệnh 3 bị mất", "sổ journal có dòng của lệnh 3 không có trong nhật ký"],
    ),
    (
        "UPDATE leaf SET line = 'không phải JSON' WHERE number = 2",
        [
            f"lệnh 2: {name} đã bị sửa"
            for name in ("number", "at", "person", "unit", "kind", "answer", "body")
        ],
    ),
]


@pytest.mark.parametrize(("hand", "told"), TAMPERED)
def test_what_was_changed_behind_the_log_is_told_by_command(database, hand, told):
    office = an_office(database)
    office.gift(DAY, 500_000)
    office.gift(DAY, 600_000)

    tamper(database, hand)

    assert contradictions(office) == told


@pytest.mark.parametrize(
    ("answered", "written"),
    [
        ("2026-11-22", "22/11/2026"),
        ("2026-11-22T06:58:00+00:00", "13:58 22/11/2026"),
        ("2026-11-22T20:30:59.123456+00:00", "03:30 23/11/2026"),
        ("20261122", "20261122"),
        ("2026-99-99", "2026-99-99"),
        ("9999-12-31T20:00:00+00:00", "9999-12-31T20:00:00+00:00"),
        ("ngày 2026-11-22", "ngày 2026-11-22"),
        (20261122, 20261122),
        (None, None),
    ],
)
def test_days_and_moments_of_an_answer_are_told_as_people_write_them(answered, written):
    assert as_people_write(answered) == written
