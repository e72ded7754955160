"""Term deposits in the office: placed, accrued, matured by the bank's slip, renewed, broken early."""

import io

import pytest

from tests.admin.office import said

PLACE = {
    "fund": "TH",
    "amount": "5.000.000",
    "bank": "BIDV",
    "contract": "07/2026",
    "rate": "6",
    "opened": "10/01/2026",
    "term": "3 tháng",
    "matures": "",
}


@pytest.fixture
def placed(money, accountant):
    """Five million on deposit from 10 January to 10 April 2026, at 6 %."""
    return accountant.send("tien-gui/gui", **PLACE)


def test_a_deposit_is_placed_and_stands_in_the_ladder(placed, accountant):
    assert (
        "Đã gửi 5.000.000 đ theo hợp đồng 07/2026 (BIDV): khoản số 1, đáo hạn 10/04/2026, lãi dự kiến 73.973 đ."
        in said(placed)
    )
    assert "Đang gửi 5.000.000 đ" in accountant.text("tien-gui/")


def test_a_deposit_that_is_over_waits_on_the_first_page(placed, accountant):
    page = accountant.text("/so/SL/")

    assert "1 khoản tiền gửi đã đáo hạn, chưa ghi tất toán hay tái tục" in page


def test_more_than_the_fund_has_is_refused_and_what_was_typed_stays(money, accountant):
    answer = accountant.send("tien-gui/gui", **PLACE | {"amount": "50.000.000"})

    assert "đó sẽ là tiền của quỹ khác" in said(answer)
    assert 'value="07/2026"' in answer.text


def test_a_contract_without_term_or_maturity_is_refused(money, accountant):
    assert "Không hiểu kỳ hạn" in said(accountant.send("tien-gui/gui", **PLACE | {"term": ""}))


def test_interest_is_accrued_for_all_deposits_of_a_month(placed, accountant):
    answer = accountant.send("tien-gui/du-thu", month="01/2026")

    assert "Tháng 1/2026: đã dự thu lãi của 1 khoản tiền gửi, cộng 18.082 đ." in said(answer)


def test_the_banks_slip_rules_and_its_difference_from_the_contract_is_told(placed, accountant):
    answer = accountant.send("tien-gui/1/tat-toan", day="10/04/2026", interest="74.000")

    assert "Đã tất toán: gốc 5.000.000 đ, lãi 74.000 đ, theo hợp đồng là 73.973 đ" in said(answer)
    assert "chênh 27 đ" in said(answer)
    assert "Khoản tiền gửi đã kết thúc ngày 10/04/2026." in said(answer)


def test_a_deposit_is_renewed_with_its_interest(placed, accountant):
    answer = accountant.send("tien-gui/1/tai-tuc", rate="5,5", with_interest="y", term="6 tháng")

    assert "Đã tái tục khoản 1 thành khoản 2: gốc 5.073.973 đ, lãi suất 5,5 %" in said(answer)
    assert "Tái tục từ khoản số 1" in accountant.text("tien-gui/2/")


def test_a_part_is_withdrawn_early_and_taken_back_again(placed, accountant):
    drawn = accountant.send("tien-gui/1/rut", day="10/02/2026", amount="2.000.000")
    undone = accountant.send("tien-gui/1/hoan-tac", reason="rút nhầm khoản")

    assert "Đã rút 2.000.000 đ, còn gửi 3.000.000 đ; lãi 0 đ" in said(drawn)
    assert "Đã hoàn tác việc sau cùng của khoản tiền gửi 1, ngày 10/02/2026." in said(undone)


def test_interest_paid_in_between_is_entered_where_the_contract_pays_it(money, accountant):
    accountant.send("tien-gui/gui", **PLACE | {"pays": "monthly"})

    answer = accountant.send("tien-gui/1/lai", day="10/02/2026", interest="")

    assert "Đã ghi lãi 25.479 đ, theo hợp đồng là 25.479 đ" in said(answer)


def test_a_trial_of_a_maturity_changes_nothing(placed, accountant):
    answer = accountant.send("tien-gui/1/tat-toan", try_first="1")

    assert "Đã thử: làm được." in said(answer)
    assert "Đang gửi 5.000.000 đ" in accountant.text("tien-gui/")


def test_a_deposit_of_the_opening_balance_is_taken_over_without_an_entry(office, accountant):
    table = "Quỹ,Tài khoản,Số tiền,Trong đó vốn gốc\nTH,121,5.000.000,5.000.000\n".encode()
    accountant.send("quy/so-du-dau-ky", file=(io.BytesIO(table), "dau.csv"))

    answer = accountant.send("tien-gui/nhan", **PLACE | {"opened": "10/12/2025"})

    assert "Đã nhận 5.000.000 đ theo hợp đồng 07/2026 (BIDV): khoản số 1" in said(answer)


def test_a_contract_is_handed_on(placed, accountant):
    answer = accountant.send("tien-gui/1/ban-giao", day="01/03/2026")

    assert "Khoản tiền gửi 1 đã bàn giao: gốc 5.000.000 đ" in said(answer)


def test_one_deposit_is_accrued_by_itself(placed, accountant):
    assert "Tháng 1/2026: đã dự thu lãi 18.082 đ." in said(
        accountant.send("tien-gui/1/du-thu", month="01/2026")
    )


def test_the_register_is_taken_as_pdf_and_workbook(placed, inspector):
    assert inspector.get("tien-gui/so-theo-doi.pdf").data.startswith(b"%PDF-")
    assert inspector.get("tien-gui/so-theo-doi.xlsx").data.startswith(b"PK")


def test_a_deposit_that_is_not_the_units_is_not_found(accountant):
    assert accountant.get("tien-gui/9/").status_code == 404
    assert accountant.get("tien-gui/9/tat-toan").status_code == 404
