"""The register of recipients, broken behind the guards, is named; an honest one is not accused."""

from __future__ import annotations

import pytest

from khfund.scholarships.consent import ConsentScope, give_consent, withdraw_consent
from khfund.scholarships.known_fact import find_fact, withdraw_fact
from khfund.scholarships.payee import PayeeWay, set_payee
from khfund.scholarships.recipient import find_entry, find_recipient
from khfund.scholarships.recipient_change import merge_recipients
from tests.builders import Office, an_office, tamper
from tests.donations.duties import a_unit
from tests.scholarships.people import a_fact, a_guardian, a_recipient, faults


@pytest.fixture
def office(database) -> Office:
    """Recipient 2 merged into 1; fact 1 counts, fact 2 was withdrawn; consents 1 and 2, the first withdrawn; two payees."""
    office = an_office(database)
    a_unit(office, "BM", "Xã Bình Minh")
    one, other = a_recipient(office), a_recipient(office)
    father = a_guardian(office, other)
    office.do(
        "recipient.merge",
        lambda s, c: merge_recipients(
            s, c, find_entry(s, c.unit, other), survivor=find_entry(s, c.unit, one), reason="trùng"
        ),
    )
    a_fact(office, one, "grade", 7)
    gone = a_fact(office, one, "grade", 8)
    office.do(
        "evidence.withdraw", lambda s, c: withdraw_fact(s, c, find_fact(s, c.unit, gone), reason="nhầm")
    )

    def consent(session, command):
        child = find_recipient(session, command.unit, one)
        scope, paper = ConsentScope.PHOTOGRAPH, "Đơn"
        own = give_consent(session, command, child, scope, paper=paper)
        give_consent(session, command, child, scope, guardian=father, paper=paper)
        withdraw_consent(session, command, own)
        set_payee(session, command, child, PayeeWay.CASH)
        set_payee(session, command, child, PayeeWay.SCHOOL, reason="xa nhà")

    office.do("recipient.consent", consent)
    return office


def test_an_honest_register_is_not_accused(office):
    assert faults(office) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE recipient SET merged_into_id = NULL WHERE id = 2",
            "I36: người nhận số 2: việc gộp hồ sơ không khớp với các thay đổi đã ghi",
        ),
        (
            "UPDATE recipient SET unit_id = 2 WHERE id = 1",
            "I36: người nhận số 2 gộp vào số 1 của sổ đơn vị khác",
        ),
        (
            "UPDATE known_fact SET unit_id = 2 WHERE id = 1",
            "I36: dữ kiện số 1 thuộc đơn vị khác với người nhận số 1",
        ),
        (
            "UPDATE fact_step SET kind = 'withdrawn' WHERE fact_id = 2",
            "I36: dữ kiện số 2 còn được ghi tiếp sau khi đã bỏ",
        ),
        (
            "UPDATE guardian SET represents = false",
            "I36: đồng ý số 2 do người không phải người đại diện của em đó ký",
        ),
        ("UPDATE consent SET day = '2027-02-01' WHERE id = 1", "I36: đồng ý số 1 được rút trước ngày đồng ý"),
        ("UPDATE payee SET reason = ''", "I36: người nhận số 1: nơi nhận tiền số 2 đổi mà không ghi lý do"),
    ],
)
def test_what_was_broken_behind_the_guards_is_named(office, statement, said):
    tamper(office.database, statement)

    assert said in faults(office)
