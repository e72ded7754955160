from __future__ import annotations

from datetime import date

import pytest

from khfund.calendar import DateRange
from khfund.command import contradictions
from khfund.donations.donation import Donation
from khfund.donations.gift import Way
from khfund.donations.refund import refund
from khfund.receipts.gift_paper import Gift
from khfund.receipts.letter import (
    NobodyToThankError,
    NoGiverToThankError,
    ThankedAlreadyError,
    facts_of,
    gifts_to_thank,
    letters,
    write_letters,
)
from khfund.receipts.letter_template import set_template
from khfund.unit import Unit
from tests.builders import an_office
from tests.donations.offices import a_donor, a_gift, refusal_of

DAY = date(2026, 3, 10)
MARCH = DateRange.parse("2026-03")


def written(office, *gifts, **more):
    numbers = [gift.id for gift in gifts]
    return office.do("letter.print", lambda s, c: write_letters(s, c, numbers, day=DAY, **more))


def to_thank(office, **more):
    return office.read(lambda s: gifts_to_thank(s, office.unit, MARCH, **more))


def test_a_letter_says_who_gave_what_when_and_for_what(database):
    office = an_office(database)
    gift = a_gift(office, a_donor(office, "Lò Thị Ánh"), 1_005_000)
    body = "Kính gửi {name}: {gift}, {amount} ({words}) {day} cho {fund} của {unit}"
    office.do(
        "letter.template", lambda s, c: set_template(s, c, "CẢM ƠN {name}", body, since=date(2026, 1, 1))
    )

    (letter,) = written(office, gift)

    assert letter.title == "CẢM ƠN Lò Thị Ánh"
    assert letter.body == (
        "Kính gửi Lò Thị Ánh: số tiền 1.005.000 đồng, 1.005.000 đồng (một triệu không trăm linh năm nghìn đồng) "
        "ngày 02 tháng 3 năm 2026 cho Quỹ Khuyến học tỉnh của Hội Khuyến học tỉnh Mường Sáng"
    )


def test_without_a_text_of_the_office_a_plain_polite_one_is_used(database):
    office = an_office(database)

    (letter,) = written(office, a_gift(office, a_donor(office)))

    assert (letter.title, letter.template_id) == ("THƯ CẢM ƠN", None)
    assert letter.body.startswith(
        "Kính gửi: Nguyễn Văn An\n\nHội Khuyến học tỉnh Mường Sáng trân trọng cảm ơn"
    )


def test_who_wishes_not_to_be_named_publicly_gets_a_letter(database):
    office = an_office(database)
    gift = a_gift(office, a_donor(office, "Lò Thị Ánh"), anonymous=True)

    (letter,) = written(office, gift)

    assert "Kính gửi: Lò Thị Ánh" in letter.body


def test_a_gift_of_nobody_known_has_nobody_to_write_to(database):
    office = an_office(database)
    gift = a_gift(office, None)

    said = refusal_of(NoGiverToThankError, lambda: written(office, gift))

    assert said == f"Khoản ủng hộ số {gift.id} không rõ của ai nên không có người để gửi thư."
    assert to_thank(office) == []


def test_nobody_is_thanked_twice_unless_asked_for(database):
    office = an_office(database)
    gift = a_gift(office, a_donor(office))
    written(office, gift)

    said = refusal_of(ThankedAlreadyError, lambda: written(office, gift))

    assert said == f"Khoản ủng hộ số {gift.id} đã có thư ngày 10/03/2026; muốn viết lại thì thêm --again."
    assert to_thank(office) == []
    assert to_thank(office, again=True) == [gift.id]
    (second,) = written(office, gift, again=True)
    assert second.copy == 2
    assert [one.copy for one in office.read(lambda s: letters(s, office.unit))] == [1, 2]


def test_the_letter_tells_what_was_kept_and_what_went_back_whole_has_none(database):
    office = an_office(database)
    donor = a_donor(office)
    partly, wholly = a_gift(office, donor, 500_000), a_gift(office, donor, 300_000)
    for gift, amount in ((partly, 200_000), (wholly, 300_000)):

        def work(session, command, gift=gift, amount=amount):
            donation = session.get_one(Donation, gift.id)
            return refund(session, command, donation, day=DAY, reason="nhầm", amount=amount)

        office.do("donation.refund", work)

    assert to_thank(office) == [partly.id]
    (letter,) = written(office, partly)
    assert "số tiền 300.000 đồng" in letter.body


def test_small_gifts_can_be_left_out(database):
    office = an_office(database)
    donor = a_donor(office)
    a_gift(office, donor, 99_999)
    gift = a_gift(office, donor, 100_000)

    assert to_thank(office, least=100_000) == [gift.id]


def test_goods_are_thanked_for_as_goods(database):
    office = an_office(database)
    unit = office.read(lambda s: s.get_one(Unit, office.unit))
    gift = Gift(1, DAY, Way.GOODS, "An", "", "", "", ())

    assert facts_of(unit, gift, 500_000)["gift"] == "hiện vật trị giá 500.000 đồng"


def test_letters_are_listed_by_the_days_on_which_they_were_written_and_the_log_vouches_for_them(database):
    office = an_office(database)
    written(office, a_gift(office, a_donor(office)))

    assert len(office.read(lambda s: letters(s, office.unit, MARCH))) == 1
    assert office.read(lambda s: letters(s, office.unit, DateRange.parse("2026-04"))) == []
    assert office.read(lambda s: list(contradictions(s))) == []


@pytest.mark.parametrize("count", [3])
def test_many_letters_are_written_in_one_command(database, count):
    office = an_office(database)
    gifts = [a_gift(office, a_donor(office, f"Lò Thị {number}")) for number in range(count)]

    assert len(written(office, *gifts)) == count


def test_letters_to_nobody_are_refused(database):
    office = an_office(database)

    said = refusal_of(NobodyToThankError, lambda: written(office))

    assert said == (
        "Không có khoản ủng hộ nào chờ thư cảm ơn; khoản đã có thư, đã hoàn lại hết hoặc không rõ của ai thì không viết."
    )
