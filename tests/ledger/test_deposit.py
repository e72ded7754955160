"""The contract of a term deposit."""

from datetime import date
from decimal import Decimal

import pytest

from khfund.ledger import AccountRole, account_for, find_account
from khfund.ledger.deposit import (
    DepositAccountError,
    DepositContractTakenError,
    DepositHolderError,
    DepositTermsError,
    DepositUnknownError,
    Places,
    find_deposit,
    successor_of,
)
from khfund.ledger.deposit import (
    deposits as all_deposits,
)
from khfund.ledger.deposit_interest import DayCount, Earning, RateUnfitError, Term
from khfund.ledger.deposit_placing import place
from khfund.ledger.fund import Fund
from tests.builders import write_by_hand
from tests.ledger.deposits import MATURES, MILLION, OPENED, Deposits, a_contract, an_endowed_office


@pytest.fixture
def deposits(database):
    return Deposits(an_endowed_office(database, 2_000 * MILLION))


def test_a_contract_is_kept_as_it_was_entered(deposits):
    deposit = deposits.place(a_contract(" 01/HĐTG ", bank=" Vietcombank  Mường Sáng"))

    assert (deposit.number, deposit.bank) == ("01/HĐTG", "Vietcombank Mường Sáng")
    assert deposit.label == "01/HĐTG (Vietcombank Mường Sáng)"
    assert deposit.term == Term(6, in_months=True)
    assert deposit.earning == Earning(Decimal(6), OPENED, MATURES, DayCount.ACTUAL_365, 6)
    assert not deposit.is_in_advance


def test_the_actual_day_of_maturity_is_kept_where_the_term_ends_on_a_holiday(deposits):
    assert deposits.place(a_contract(matures=date(2026, 8, 3))).matures == date(2026, 8, 3)


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"bank": " "}, "chưa ghi ngân hàng hoặc số hợp đồng"),
        ({"number": ""}, "chưa ghi ngân hàng hoặc số hợp đồng"),
        ({"principal": 0}, "số tiền gửi phải là số đồng nguyên, lớn hơn 0"),
        ({"principal": 10**15 + 1}, "số tiền gửi phải là số đồng nguyên, lớn hơn 0"),
        ({"matures": OPENED}, "đáo hạn 31/01/2026 không sau ngày gửi 31/01/2026"),
        ({"matures": date(2025, 1, 1)}, "đáo hạn 01/01/2025 không sau ngày gửi 31/01/2026"),
        ({"demand_rate": Decimal(7)}, "lãi suất không kỳ hạn cao hơn lãi suất có kỳ hạn"),
        (
            {"day_count": DayCount.MONTHS_12, "term": Term(182, in_months=False)},
            "tính lãi theo tháng thì kỳ hạn phải tính bằng tháng",
        ),
    ],
)
def test_terms_that_do_not_fit_are_refused(deposits, terms, reason):
    contract = a_contract(**({"number": "01"} | terms))

    with pytest.raises(DepositTermsError) as refusal:
        deposits.place(contract)

    assert str(refusal.value) == (
        f"Hợp đồng tiền gửi «{contract.number} ({contract.bank.strip()})» không hợp lệ: {reason}. Hãy kiểm tra lại hợp "
        "đồng."
    )


@pytest.mark.parametrize(
    "terms", [{"rate": Decimal(21)}, {"rate": Decimal(-1)}, {"demand_rate": Decimal("NaN")}]
)
def test_rates_that_make_no_sense_are_refused(deposits, terms):
    with pytest.raises(RateUnfitError):
        deposits.place(a_contract(**terms))


@pytest.mark.parametrize(("bank", "number"), [("Vietcombank", "01/HĐTG"), ("VIETCOMBANK", " 01/hdtg ")])
def test_a_contract_is_entered_once(deposits, bank, number):
    deposits.place()

    with pytest.raises(DepositContractTakenError) as refusal:
        deposits.place(a_contract(number, bank=bank))

    assert str(refusal.value) == (
        f"Hợp đồng {number.strip()} tại {bank} đã có trong sổ (khoản tiền gửi số 1); không ghi hai lần."
    )


def test_a_contract_of_another_bank_may_have_the_same_number(deposits):
    deposits.place()

    assert deposits.place(a_contract(bank="BIDV")).id == 2


def test_a_contract_that_was_taken_back_may_be_entered_again(deposits):
    deposits.place()
    deposits.undo(1)

    assert deposits.place().id == 2


def test_what_rolls_over_may_keep_its_number(deposits):
    deposits.place()

    assert deposits.roll(1).number == "01/HĐTG"


def test_hand_written_sql_does_not_enter_a_contract_twice(deposits):
    deposits.place()
    again = (
        "INSERT INTO deposit SELECT 2, unit_id, fund_id, paying_id, account_id, bank, number, holder, principal, rate, "
        "demand_rate, day_count, interest_paid, opened, matures, term_count, term_in_months, 2, predecessor_id, "
        "command_number FROM deposit"
    )

    with pytest.raises(Exception, match="the contract is in the book already"):
        write_by_hand(deposits.office.database, again)


@pytest.mark.parametrize(
    ("paying", "kept", "sentence"),
    [
        (
            "111",
            "121",
            "Tài khoản 111 không dùng được ở đây; cần một tài khoản tiền gửi ngân hàng (112) của đơn vị.",
        ),
        (
            "112",
            "112",
            "Tài khoản 112 không dùng được ở đây; cần một tài khoản tiền gửi có kỳ hạn (121) của đơn vị.",
        ),
    ],
)
def test_a_deposit_stands_between_a_bank_account_and_a_deposit_account(deposits, paying, kept, sentence):
    def work(session, command):
        accounts = [find_account(session, command.unit, code) for code in (paying, kept)]
        places = Places(session.get_one(Fund, deposits.office.th), *accounts)
        place(session, command, a_contract(), places)

    with pytest.raises(DepositAccountError) as refusal:
        deposits.do("deposit.place", work)

    assert str(refusal.value) == sentence


def test_a_deposit_in_a_persons_name_is_an_audit_finding(deposits):
    deposits.place(a_contract(holder="Lò Thị Thủ Quỹ"))

    told = DepositHolderError(contract="01/HĐTG (Vietcombank)", holder="Lò Thị Thủ Quỹ")
    assert deposits.warnings == [str(told)]
    assert (
        "đứng tên «Lò Thị Thủ Quỹ», không phải tên đơn vị. Tổ chức gửi tiền có kỳ hạn theo hợp đồng, qua tài khoản "
        "thanh toán của mình (TT 49/2018/TT-NHNN); sổ tiết kiệm chỉ dành cho cá nhân (TT 48/2018/TT-NHNN). Hãy chuyển về "
        "tên đơn vị."
    ) in deposits.warnings[0]


def test_the_units_name_in_capitals_is_the_units_name(deposits):
    deposits.place(a_contract(holder="HỘI KHUYẾN HỌC TỈNH MƯỜNG SÁNG"))

    assert deposits.warnings == []


def test_contracts_never_change(deposits):
    deposits.place()

    with pytest.raises(Exception, match="rows never change"):
        write_by_hand(deposits.office.database, "UPDATE deposit SET rate = 70000")


def test_deposits_are_listed_and_found_by_their_number(deposits):
    deposits.place()
    deposits.roll(1)
    office = deposits.office

    assert office.read(lambda s: [one.id for one in all_deposits(s, office.unit)]) == [1, 2]
    assert office.read(lambda s: successor_of(s, find_deposit(s, office.unit, 1)).id) == 2
    assert office.read(lambda s: successor_of(s, find_deposit(s, office.unit, 2))) is None
    assert office.read(lambda s: account_for(s, office.unit, AccountRole.TERM_DEPOSIT).code) == "121"


@pytest.mark.parametrize(("unit", "number"), [(1, 9), (2, 1)])
def test_a_deposit_that_is_not_the_units_is_unknown(deposits, unit, number):
    deposits.place()

    with pytest.raises(DepositUnknownError) as refusal:
        deposits.office.read(lambda s: find_deposit(s, unit, number))

    assert str(refusal.value) == (
        f"Đơn vị không có khoản tiền gửi số {number}; xem bằng `khfund deposit list`."
    )
