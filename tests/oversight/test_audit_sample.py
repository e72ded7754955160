"""A sample is announced, then drawn: nobody can choose it, and whatever is booked later does not change it."""

import hashlib
from datetime import date

import pytest

from khfund import audit
from khfund.calendar import DateRange
from khfund.command import contradictions
from khfund.ledger import AccountRole, VoucherKind
from khfund.oversight.audit_sample import (
    SampleDrawnError,
    SampleEmptyError,
    SampleTermsError,
    SampleUnknownError,
    announce_sample,
    draw_of,
    draw_sample,
    entries_of,
    find_sample,
    items_of,
    samples,
)
from khfund.oversight.sample_selection import SampleMethod, list_text, seed_of, select_entries
from tests.builders import write_by_hand

YEAR = DateRange.year(2026)


def announced(office, wanted=2, word="hoa ban", days=YEAR, **more):
    return office.do(
        "sample.announce",
        lambda s, c: announce_sample(s, c, days, wanted=wanted, word=word, **more),
        by=office.inspector,
    )


def drawn(office, number=1):
    return office.do(
        "sample.draw", lambda s, c: draw_sample(s, c, find_sample(s, c.unit, number)), by=office.inspector
    )


def test_a_sample_is_drawn_from_the_root_of_the_log_and_the_announced_word(office):
    numbers = office.gifts(100_000, 200_000, 300_000, 400_000)
    sample = announced(office)

    made = drawn(office)

    root = office.read(lambda s: audit.root(map(audit.leaf_hash, audit.lines(s, sample.command_number))))
    entries = list(zip(numbers, (100_000, 200_000, 300_000, 400_000), strict=True))
    assert (made.root, made.seed) == (root.hex(), seed_of(root, sample.command_number, "hoa ban"))
    assert (made.entries, made.total) == (4, 1_000_000)
    assert made.list_sha256 == hashlib.sha256(list_text(entries).encode()).hexdigest()
    items = office.read(lambda s: [item.entry_id for item in items_of(s, 1)])
    assert items == select_entries(made.seed, entries, 2, SampleMethod.UNIFORM)
    assert office.read(lambda s: list(contradictions(s))) == []
    assert office.read(lambda s: [one.id for one in samples(s, office.unit)]) == [1]


def test_what_is_booked_after_the_announcement_is_not_in_the_list(office):
    numbers = office.gifts(100_000, 200_000)
    sample = announced(office)
    office.gift(date(2026, 3, 30), 5_000_000)

    assert office.read(lambda s: [number for number, _amount in entries_of(s, sample)]) == numbers
    assert drawn(office).entries == 2


def test_a_sample_may_be_of_one_kind_of_vouchers(sqlite_office):
    office = sqlite_office
    (gift, *_) = office.gifts(100_000)
    office.post(date(2026, 3, 9), *[office_posting(office)], kind="PK")
    sample = announced(office, kinds=[VoucherKind.RECEIPT])

    assert office.read(lambda s: entries_of(s, sample)) == [(gift, 100_000)]


def office_posting(office):

    return office.posting(AccountRole.BANK, AccountRole.GIFTS, 70_000)


@pytest.mark.parametrize(("wanted", "word"), [(0, "x"), (501, "x"), (3, " "), (3, "x" * 101)])
def test_terms_that_do_not_hold_are_refused(sqlite_office, wanted, word):
    sqlite_office.gifts(100_000)

    with pytest.raises(SampleTermsError) as refusal:
        announced(sqlite_office, wanted, word)

    assert (
        str(refusal.value) == "Mẫu kiểm tra cần từ 1 đến 500 bút toán và một từ công khai (tối đa 100 ký tự)."
    )


def test_a_sample_of_nothing_is_refused(sqlite_office):
    with pytest.raises(SampleEmptyError) as refusal:
        announced(sqlite_office)

    assert (
        str(refusal.value)
        == "Từ 01/01/2026 đến 31/12/2026 không có bút toán nào thuộc loại đã chọn để rút mẫu."
    )


def test_a_sample_is_drawn_once_and_gains_no_entry(office):
    numbers = office.gifts(100_000, 200_000, 300_000)
    announced(office, 1)
    drawn(office)

    with pytest.raises(SampleDrawnError) as refusal:
        drawn(office)

    assert (
        str(refusal.value)
        == "Mẫu kiểm tra số 1 đã rút ngày 15/01/2027; rút lại cũng ra đúng những bút toán đó."
    )
    office.gifts(1)
    for statement in (
        f"INSERT INTO sample_item (sample_id, place, entry_id) VALUES (1, 2, {numbers[0]})",
        "UPDATE audit_sample SET word = 'khác'",
        "DELETE FROM sample_draw",
    ):
        with pytest.raises(Exception, match=r"sample"):
            write_by_hand(office.database, statement)


def test_an_unknown_sample_is_refused(sqlite_office):
    with pytest.raises(SampleUnknownError) as refusal:
        sqlite_office.read(lambda s: find_sample(s, sqlite_office.unit, 9))

    assert str(refusal.value) == "Đơn vị không có mẫu kiểm tra số 9."


def test_an_announced_sample_is_not_drawn_yet(sqlite_office):
    sqlite_office.gifts(100_000)
    sample = announced(sqlite_office)

    assert sqlite_office.read(lambda s: draw_of(s, sample)) is None
