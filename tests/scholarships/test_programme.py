"""Programmes: what the association does year after year."""

from datetime import date

import pytest

from khfund.engine_failure import GuardedError
from khfund.ledger import AccountRole, account_for
from khfund.ledger.fund import Fund
from khfund.scholarships.programme import (
    ProgrammeKind,
    ProgrammeTermsError,
    ProgrammeUnknownError,
    find_programme,
    open_programme,
    programmes,
)
from tests.builders import Office, an_office, write_by_hand


def opened(office: Office, code="TSMT", name="Tiếp sức mùa thi", role=AccountRole.SCHOLARSHIPS):
    return office.do(
        "programme.open",
        lambda s, c: open_programme(
            s,
            c,
            code,
            name,
            kind=ProgrammeKind.AWARD,
            fund=s.get_one(Fund, office.kh),
            account=account_for(s, office.unit, role),
            opened=date(2026, 1, 1),
        ),
    )


def test_a_programme_is_found_by_its_code_and_listed(database):
    office = an_office(database)
    opened(office, "XB", "Xuân biên cương")
    opened(office)

    assert office.read(lambda s: find_programme(s, office.unit, "TSMT").name) == "Tiếp sức mùa thi"
    assert office.read(lambda s: [one.code for one in programmes(s, office.unit)]) == ["TSMT", "XB"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"code": "TSMT"}, "Chưa ghi được chương trình: mã «TSMT» đã có chương trình khác."),
        ({"code": " "}, "Chưa ghi được chương trình: chưa ghi mã hoặc tên."),
        (
            {"code": "B", "role": AccountRole.CASH},
            "Chưa ghi được chương trình: tài khoản 111 không phải tài khoản chi học bổng.",
        ),
    ],
)
def test_a_programme_has_a_code_of_its_own_a_name_and_a_cost_account(database, wrong, message):
    office = an_office(database)
    opened(office)

    with pytest.raises(ProgrammeTermsError) as refusal:
        opened(office, **wrong)

    assert str(refusal.value) == message


def test_a_programme_of_a_strange_fund_is_refused(database):
    office = an_office(database)

    def work(session, command):
        fund = session.get_one(Fund, office.kh)
        session.expunge(fund)
        fund.unit_id = office.unit + 1
        account = account_for(session, office.unit, AccountRole.SCHOLARSHIPS)
        terms = {"kind": ProgrammeKind.AWARD, "fund": fund, "account": account, "opened": date(2026, 1, 1)}
        open_programme(session, command, "A", "A", **terms)

    with pytest.raises(ProgrammeTermsError) as refusal:
        office.do("programme.open", work)

    assert str(refusal.value) == "Chưa ghi được chương trình: quỹ hoặc tài khoản không thuộc đơn vị này."


def test_a_programme_that_is_not_there_is_told(database):
    office = an_office(database)

    with pytest.raises(ProgrammeUnknownError) as refusal:
        office.read(lambda s: find_programme(s, office.unit, "KHONG"))

    assert str(refusal.value) == "Đơn vị không có chương trình mã «KHONG»; xem bằng `khfund programme list`."


@pytest.mark.parametrize("sql", ["UPDATE programme SET name = 'X'", "DELETE FROM programme"])
def test_a_programme_never_changes(database, sql):
    opened(an_office(database))

    with pytest.raises(GuardedError, match="programme: rows"):
        write_by_hand(database, sql)
