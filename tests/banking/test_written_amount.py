import pytest

from khfund.banking.statement_layout import Role
from khfund.banking.statement_row import RowReader
from khfund.banking.written_amount import NegativeSideError, unsigned_amount
from khfund.sheet import Row


@pytest.mark.parametrize(
    ("written", "amount"),
    [("5 000 000 VND", 5_000_000), ("(11.000)", -11_000), ("(11.000) VND", -11_000), ("11.000\u2212", -11_000),
     ("1\u00a0234\u00a0567", 1_234_567), ("11.000 DR", -11_000), ("(1 234 567)", -1_234_567)],
)  # fmt: skip
def test_spaces_between_thousands_and_brackets_for_minus_are_read(written, amount):
    columns = {Role.DAY: 0, Role.AMOUNT: 1, Role.BALANCE: 2}

    line = RowReader(columns, ".").line(Row(1, ["03/11/2026", written, written]))

    assert (line.net, line.balance) == (amount, amount)


@pytest.mark.parametrize("written", ["-11.000", "(11.000)"])
def test_a_minus_under_debit_or_credit_is_refused_with_what_to_do(written):
    with pytest.raises(NegativeSideError) as refusal:
        unsigned_amount(written, ".")

    assert str(refusal.value) == (
        f"«{written}» là số âm ở cột đã cho biết nợ hay có. Nếu ngân hàng ghi mọi khoản của cột bằng số âm, hãy bỏ dấu "
        "trừ; nếu là giao dịch bị đảo, hãy chép sang cột kia thành số dương."
    )
