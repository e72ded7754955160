"""Pledges and dues, broken behind the guards, are named; honest ones are not accused."""

from __future__ import annotations

import pytest

from khfund.donations.donation import Donation
from khfund.donations.dues import DuesLevel
from khfund.donations.dues_receipt import pass_on, receive_dues
from khfund.donations.pledge import EndReason, end
from khfund.donations.pledge_payment import link
from khfund.ledger import reverse
from khfund.reports.check import check
from tests.builders import Office, an_office, tamper
from tests.donations.duties import DAY, a_unit, dues_are, the_fund
from tests.donations.offices import a_donor, a_gift
from tests.donations.pledges import a_pledge

TO_CENTRAL = {DuesLevel.BASE: 50, DuesLevel.COMMUNE: 30, DuesLevel.PROVINCE: 15, DuesLevel.CENTRAL: 5}


@pytest.fixture
def office(database) -> Office:
    """Pledge 1 paid by hand, pledge 2 ended; dues received, one receipt reversed, some passed up."""
    office = an_office(database)
    donor = a_donor(office)
    one, other = a_pledge(office, donor), a_pledge(office, donor, fund=office.th)
    gift = a_gift(office, donor)
    office.do("pledge.link", lambda s, c: link(s, c, s.get_one(Donation, gift.id), one))
    office.do("pledge.end", lambda s, c: end(s, c, other, EndReason.DIED))
    commune, fund = a_unit(office, "BM", "Xã Bình Minh"), the_fund(office)
    dues_are(office, shares=TO_CENTRAL)
    for amount in (400_000, 20_000):
        entry = office.do(
            "dues.receive",
            lambda s, c, amount=amount: receive_dues(s, c, commune, amount, year=2026, fund=fund, day=DAY),
        )
    office.do("dues.pass_on", lambda s, c: pass_on(s, c, 100_000, year=2026, fund=fund, day=DAY))
    office.do("entry.reverse", lambda s, c: reverse(s, c, entry.id, day=DAY, reason="nhầm"))
    return office


def findings(office, *invariants):
    return [str(one) for one in office.read(check) if one.invariant in invariants]


def test_honest_pledges_and_dues_are_not_accused(office):
    assert [str(one) for one in office.read(check)] == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE pledge_payment SET fund_id = 2",
            "I31: khoản ủng hộ 1 ghi là trả cam kết 1 nhưng không có tiền cho quỹ của cam kết đó",
        ),
        (
            "UPDATE pledge SET agreed = '2026-12-31' WHERE id = 1",
            "I31: khoản ủng hộ 1 trả cam kết 1 trước ngày cam kết hoặc của đơn vị khác",
        ),
        (
            "INSERT INTO pledge_event (id, pledge_id, kind, since, words, command_number) VALUES (9, 2, 'rate', '2027-02-01', '', 1)",
            "I31: cam kết 2 còn thay đổi sau khi đã kết thúc",
        ),
        (
            "UPDATE pledge SET fund_id = 1 WHERE id = 2",
            "I31: cam kết 2 không khớp với mã chuyển khoản {code} của nó",
        ),
        (
            "UPDATE dues_receipt SET own = 1 WHERE own = 300000",
            "I32: bút toán 2 thu hội phí ghi 300.000 đ để lại và 100.000 đ chuyển lên, sổ hội phí ghi 1 đ và 100.000 đ",
        ),
        (
            "UPDATE dues_share SET percent = 10 WHERE level = 'central'",
            "I32: tỷ lệ chia hội phí của lệnh {shares} cộng lại 105 %",
        ),
        (
            "UPDATE dues_passing SET amount = 99999",
            "I32: chứng từ 1 chuyển hội phí ghi 99.999 đ, các dòng của nó cộng 100.000 đ",
        ),
    ],
)
def test_what_was_broken_behind_the_guards_is_named(office, statement, said):
    code = office.read(
        lambda s: s.connection().exec_driver_sql("SELECT code FROM pledge WHERE id = 2").scalar()
    )
    shares = office.read(
        lambda s: s.connection().exec_driver_sql("SELECT MAX(command_number) FROM dues_share").scalar()
    )

    tamper(office.database, statement)

    assert said.format(code=code, shares=shares) in findings(office, "I31", "I32")


def test_more_passed_up_than_is_owed_is_named(office):
    tamper(office.database, "UPDATE dues_receipt SET passed = 1")

    assert (
        "I32: hội phí năm 2026 đã chuyển hoặc đang chuyển lên 100.000 đ, nhiều hơn 2 đ phải chuyển"
        in findings(office, "I32")
    )
