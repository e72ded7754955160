"""Money between units stands in two books, and where it does not, that is told."""

from datetime import date

import pytest

from khfund.command import contradictions
from khfund.ledger import (
    AccountRole,
    approve_voucher,
    cancel_voucher,
    find_account,
    find_fund,
    find_voucher,
    post_voucher,
    reverse,
)
from khfund.ledger.balance import role_balance
from khfund.ledger.transfer_passage import (
    SenderKeepsBookError,
    TransferAccountError,
    TransferNotSentError,
    TransferReceivedError,
    TransferToItselfError,
    order_transfer,
    receive_from_outside,
    receive_transfer,
    send_and_receive,
    send_transfer,
)
from khfund.ledger.unit_transfer import (
    TransferState,
    TransferUnknownError,
    differences,
    find_transfer,
    standings,
)
from khfund.ledger.voucher import VoucherStateError
from khfund.reports.check import check
from khfund.unit import UnitNotThereError, find_unit
from tests.builders import an_office
from tests.provinces import a_unit, an_order, as_one

OPENED, SENT = date(2026, 1, 1), date(2026, 5, 20)
ROLES = AccountRole


@pytest.fixture
def province(database):
    office = an_office(database)
    office.post(date(2026, 2, 1), office.posting(ROLES.BANK, ROLES.GIFTS, 10_000_000), kind="BC")
    return office


@pytest.fixture
def commune(province):
    return a_unit(province, "03862", "Hội Khuyến học xã Xím Vàng", book=OPENED)


def order(home, code, amount=3_000_000, day=SENT, account=None):
    def work(session, command):
        fund = find_fund(session, home.unit, "KH")
        named = find_account(session, home.unit, account) if account else None
        to = find_unit(session, code)
        return order_transfer(session, command, to, fund=fund, amount=amount, day=day, account=named)

    return home.do("transfer.order", work)


def approve(home, transfer):
    home.do(
        "voucher.approve",
        lambda s, c: approve_voucher(s, c, find_voucher(s, home.unit, transfer.voucher_id)),
        by=home.chief,
    )


def send(home, transfer, day=SENT):
    return home.do(
        "transfer.send",
        lambda s, c: send_transfer(s, c, find_transfer(s, home.unit, transfer.id), day=day),
        by=home.treasurer,
    )


def receive(home, transfer, day=SENT, **more):
    def work(session, command):
        found, fund = find_transfer(session, home.unit, transfer.id), find_fund(session, home.unit, "KH")
        entry = receive_transfer(session, command, found, fund=fund, day=day, **more)
        return entry, command.warnings

    return home.do("transfer.receive", work)


def sent(home, code="03862", amount=3_000_000):
    transfer = order(home, code, amount)
    approve(home, transfer)
    send(home, transfer)
    return transfer


def stands(home, on=date(2026, 12, 31)):
    roles = (ROLES.INTER_UNIT_RECEIVABLE, ROLES.INTER_UNIT_PAYABLE, ROLES.BANK, ROLES.CASH)
    return tuple(home.read(lambda s, role=role: role_balance(s, home.unit, role, on)) for role in roles)


def states(home):
    return [one.state for one in home.read(standings)]


def test_both_books_mirror_each_other(province, commune):
    transfer = sent(province)

    entry, warnings = receive(commune, transfer)

    assert (entry.voucher_code, warnings) == ("BC-2026-00001", [])
    assert stands(province) == (3_000_000, 0, 7_000_000, 0)
    assert stands(commune) == (0, 3_000_000, 3_000_000, 0)
    assert states(province) == [TransferState.AGREES]
    assert province.read(differences) == []
    assert province.read(check) == []
    assert province.read(lambda s: list(contradictions(s))) == []


def test_both_books_are_written_in_one_transaction(province, commune):
    transfer = order(province, "03862")
    approve(province, transfer)

    def both(session):
        sending = an_order(province, "transfer.send", province.treasurer, "gui-1")
        receiving = an_order(commune, "transfer.receive", commune.accountant, "gui-1+nhan")
        return send_and_receive(session, sending, receiving, transfer.id, day=SENT, fund_code="KH")

    answer = as_one(province, both)

    assert as_one(province, both) == answer
    assert (answer["transfer"], answer["voucher"]) == (transfer.id, "BN-2026-00001")
    assert states(province) == [TransferState.AGREES]


def test_when_one_book_refuses_neither_is_written(province, commune):
    transfer = order(province, "03862")
    approve(province, transfer)

    def both(session):
        sending = an_order(province, "transfer.send", province.treasurer)
        receiving = an_order(commune, "transfer.receive", commune.accountant)
        return send_and_receive(session, sending, receiving, transfer.id, day=SENT, fund_code="KHONG")

    with pytest.raises(Exception, match="KHONG"):
        as_one(province, both)

    assert stands(province) == (0, 0, 10_000_000, 0)
    assert states(province) == [TransferState.ORDERED]


def test_money_is_sent_by_an_approved_voucher_only(province, commune):
    transfer = order(province, "03862")

    with pytest.raises(VoucherStateError):
        send(province, transfer)

    assert stands(province) == (0, 0, 10_000_000, 0)


def test_what_was_sent_and_not_booked_is_listed(province, commune):
    sent(province)

    (one,) = province.read(differences)

    assert (one.state, one.difference) == (TransferState.SENT, 3_000_000)


def test_an_amount_that_differs_is_pointed_out_and_listed(province, commune):
    transfer = sent(province)

    _entry, warnings = receive(commune, transfer, amount=2_990_000)

    assert [str(one) for one in warnings] == [
        f"Lưu ý: khoản chuyển {transfer.id} gửi 3.000.000 đ nhưng ghi nhận 2.990.000 đ; hai sổ chênh nhau 10.000 đ."
    ]
    (one,) = province.read(differences)
    assert (one.state, one.difference) == (TransferState.DIFFERS, 10_000)


def test_a_reversed_receipt_counts_no_longer_and_may_be_booked_again(province, commune):
    transfer = sent(province)
    entry, _ = receive(commune, transfer, amount=2_990_000)
    commune.do("entry.reverse", lambda s, c: reverse(s, c, entry.id, day=SENT, reason="Nhầm"))

    receive(commune, transfer)

    assert states(province) == [TransferState.AGREES]
    assert province.read(check) == []


def test_a_transfer_is_received_once(province, commune):
    transfer = sent(province)
    entry, _ = receive(commune, transfer)

    with pytest.raises(TransferReceivedError) as refusal:
        receive(commune, transfer)

    assert str(refusal.value) == f"Khoản chuyển {transfer.id} đã được ghi nhận bằng bút toán {entry.id}."


def test_what_was_not_sent_is_not_received(province, commune):
    transfer = order(province, "03862")

    with pytest.raises(TransferNotSentError) as refusal:
        receive(commune, transfer)
    approve(province, transfer)
    send(province, transfer)
    with pytest.raises(TransferNotSentError) as early:
        receive(commune, transfer, day=date(2026, 5, 19))

    assert str(refusal.value) == f"Khoản chuyển {transfer.id} chưa được gửi; chưa ghi nhận được."
    assert str(early.value) == (
        f"Khoản chuyển {transfer.id} gửi ngày 20/05/2026, sau ngày nhận; chưa ghi nhận được."
    )


def test_a_cancelled_voucher_cancels_its_transfer(province, commune):
    transfer = order(province, "03862")
    province.do(
        "voucher.cancel",
        lambda s, c: cancel_voucher(s, c, find_voucher(s, province.unit, transfer.voucher_id), reason="Thôi"),
    )

    assert states(province) == [TransferState.CANCELLED]


def test_a_unit_that_no_longer_exists_gets_no_money_however_it_is_sent(province, commune):
    transfer = order(province, "03862")
    approve(province, transfer)
    province.do(
        "unit.end",
        lambda s, _: setattr(find_unit(s, "03862"), "ended", date(2026, 5, 25)),
        by=province.chair,
    )

    with pytest.raises(UnitNotThereError) as at_order:
        order(province, "03862", day=date(2026, 5, 25))
    with pytest.raises(UnitNotThereError):
        province.do(
            "voucher.post",
            lambda s, c: post_voucher(
                s, c, find_voucher(s, province.unit, transfer.voucher_id), day=date(2026, 5, 26)
            ),
            by=province.treasurer,
        )

    assert str(at_order.value) == (
        "Vào ngày 25/05/2026 không có đơn vị Hội Khuyến học xã Xím Vàng: đã kết thúc từ ngày 25/05/2026. "
        "Hãy kiểm tra ngày, hoặc chọn đơn vị kế thừa."
    )


def test_a_unit_sends_nothing_to_itself(province):
    with pytest.raises(TransferToItselfError) as refusal:
        order(province, "SL")

    assert str(refusal.value) == (
        "Hội Khuyến học tỉnh Mường Sáng không chuyển tiền cho chính mình được; "
        "chuyển giữa các quỹ thì ghi bút toán hỗ trợ."
    )


def test_money_leaves_from_an_account_of_money(province, commune):
    with pytest.raises(TransferAccountError) as refusal:
        order(province, "03862", account="152")

    assert str(refusal.value) == "Tài khoản 152 không phải tiền mặt hay tiền gửi; hãy chọn tài khoản tiền."


def test_a_unit_without_a_book_stands_on_one_side(province):
    a_unit(province, "00002", "Hội Khuyến học xã Không Sổ")

    sent(province, "00002")

    assert states(province) == [TransferState.ONE_SIDED]
    assert province.read(differences) == []


def test_money_from_a_unit_without_a_book_is_booked_here(province):
    a_unit(province, "00002", "Hội Khuyến học xã Không Sổ")

    def work(session, command):
        fund, sender = find_fund(session, province.unit, "KH"), find_unit(session, "00002")
        cash = find_account(session, province.unit, "111")
        return receive_from_outside(
            session, command, sender, fund=fund, amount=500_000, day=SENT, account=cash
        )

    transfer = province.do("transfer.receive", work)

    assert (transfer.amount, transfer.voucher_id) == (500_000, None)
    assert stands(province) == (0, 500_000, 10_000_000, 500_000)
    assert province.read(check) == []
    assert province.read(lambda s: list(contradictions(s))) == []


def test_a_unit_with_a_book_sends_from_its_book(province, commune):
    def work(session, command):
        fund, sender = find_fund(session, province.unit, "KH"), find_unit(session, "03862")
        return receive_from_outside(session, command, sender, fund=fund, amount=500_000, day=SENT)

    with pytest.raises(SenderKeepsBookError) as refusal:
        province.do("transfer.receive", work)

    assert str(refusal.value) == (
        "Hội Khuyến học xã Xím Vàng có sổ ở đây; khoản chuyển phải do Hội Khuyến học xã Xím Vàng lập trước, "
        "rồi mới ghi nhận theo số của khoản đó."
    )


def test_a_transfer_is_known_to_its_two_units(province, commune):
    transfer = sent(province)
    other = a_unit(province, "00003", "Hội Khuyến học xã Khác", book=OPENED)

    with pytest.raises(TransferUnknownError) as refusal:
        receive(other, transfer)

    assert str(refusal.value) == (
        f"Đơn vị không có khoản chuyển số {transfer.id}; xem bằng `khfund transfer list`."
    )
