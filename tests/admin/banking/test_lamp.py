"""A lamp is green when every month that is over is reconciled."""

from datetime import date

from flask import g

from admin.banking.lamp import lamp_of, lamps, waiting_months
from khfund.banking.bank_account import BankAccount
from khfund.unit import Unit
from tests.banking.offices import a_bank_account


def lit(app, account, on):
    with app.test_request_context("/so/SL/"):
        g.unit_code = "SL"
        return lamp_of(account, on)


def test_months_wait_from_the_opening_on(office):
    account = a_bank_account(office)

    assert [month.number for month in waiting_months(account, date(2026, 3, 5))] == [202601, 202602]


def test_the_month_before_is_given_ten_days(app, office):
    account = BankAccount(
        number="1", bank="BIDV", opened=date(2026, 1, 1), reconciled_until=date(2026, 1, 31)
    )

    states = [
        lit(app, account, day).state for day in (date(2026, 2, 20), date(2026, 3, 5), date(2026, 3, 20))
    ]

    assert states == ["good", "soon", "late"]


def test_lamps_of_a_unit_stand_with_their_addresses(app, office):
    a_bank_account(office)

    with app.test_request_context("/so/SL/"):
        g.unit_code = "SL"
        found = office.read(lambda session: lamps(session, session.get_one(Unit, office.unit)))

    assert [(lamp.name, lamp.url) for lamp in found] == [
        ("Vietcombank 0123456789", "/so/SL/doi-chieu/0123456789/")
    ]
