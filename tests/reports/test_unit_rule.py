"""What was broken behind the guards between units is named, and nothing else."""

from datetime import date

import pytest

from khfund.reports.check import check
from tests.builders import an_office, tamper
from tests.ledger.test_dissolution import OPENED, bac_yen, end, funded, hand_over
from tests.ledger.test_transfer_passage import approve, order, receive, send
from tests.provinces import a_unit


@pytest.fixture
def province(database):
    office = an_office(database, opened=OPENED)
    district, communes = bac_yen(office, shares=(6_000, 4_000))
    funded(district)
    end(office, district, communes, shares=(6_000, 4_000))
    hand_over(district)
    commune = a_unit(office, "03862", "Hội Khuyến học xã Xím Vàng", book=OPENED)
    office.gift(date(2024, 2, 1), 10_000_000)
    transfer = order(office, "03862", day=date(2024, 3, 1))
    approve(office, transfer)
    send(office, transfer, day=date(2024, 3, 1))
    receive(commune, transfer, day=date(2024, 3, 2))
    return office


def found(office):
    return [str(one) for one in office.read(check) if one.invariant == "I23"]


def test_sound_books_break_no_rule(province):
    assert found(province) == []


FIRST = "(SELECT MIN(id) FROM entry WHERE correction = 'handover')"


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        (
            f"UPDATE entry SET correction = NULL WHERE id = {FIRST}",
            "ghi ở Hội Khuyến học huyện Bắc Yên sau khi đơn vị đã kết thúc từ 2025-07-01",
        ),
        ("DELETE FROM dissolution", "không thuộc lần bàn giao nào của đơn vị đã kết thúc"),
        (
            f"UPDATE posting SET amount = amount - 1 WHERE entry_id = {FIRST} AND line = 1",
            "I23: sổ của Hội Khuyến học huyện Bắc Yên đã bàn giao nhưng tài khoản 111 còn 1 đ",
        ),
        (
            "UPDATE posting SET amount = amount + 5 WHERE entry_id = (SELECT MIN(entry_id) FROM take_over) AND line = 1",
            "chênh nhau 5 đ ở loại tài khoản «cash»",
        ),
        (
            "UPDATE book SET closed_until = '2025-06-30' WHERE unit_id IN (SELECT unit_id FROM dissolution)",
            "I23: sổ của Hội Khuyến học huyện Bắc Yên đã bàn giao nhưng chỉ khóa đến 2025-06-30",
        ),
        ("UPDATE unit_transfer SET amount = 1", "I23: khoản chuyển 1 không soi nhau"),
        ("UPDATE unit_transfer SET to_id = from_id", "I23: khoản chuyển 1 không soi nhau"),
        (
            "INSERT INTO transfer_receipt SELECT MIN(id), 1, 1 FROM entry",
            "I23: khoản chuyển 1 được ghi nhận 2 lần",
        ),
    ],
)
def test_what_was_broken_behind_the_guards_is_named(province, statement, finding):
    tamper(province.database, statement)

    assert [one for one in found(province) if finding in one], found(province)
