import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from khfund.banking.transfer_file import (
    COLUMNS,
    HOLDER_MAX,
    PURPOSE_MAX,
    Form,
    Transfer,
    TransferUnfitError,
    write_file,
)

ONE = Transfer("CT222223B", "0035000001", "Lò Thị Ánh", "970405", 1_000_000, "Học bổng Tháng 10/2026")


def rows(transfers):
    return list(csv.reader(io.StringIO(write_file(transfers, Form.CSV).decode("ascii"))))


def test_a_transfer_is_a_row_that_any_bank_can_read():
    assert rows([ONE]) == [
        list(COLUMNS),
        [
            "1",
            "0035000001",
            "LO THI ANH",
            "970405",
            "AGRIBANK",
            "1000000",
            "CT222223B HOC BONG THANG 10 2026",
        ],
    ]


def test_the_workbook_says_the_same_and_keeps_leading_noughts():
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(write_file([ONE], Form.XLSX)))

    assert workbook.get_sheet_by_index(0).to_python()[1] == [
        1.0, "0035000001", "LO THI ANH", "970405", "AGRIBANK", 1_000_000.0, "CT222223B HOC BONG THANG 10 2026",
    ]  # fmt: skip


@pytest.mark.parametrize("form", Form)
def test_the_same_transfers_give_the_same_bytes(form):
    assert write_file([ONE, ONE], form) == write_file([ONE, ONE], form)


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_a_holder_is_called_nothing_acts_as_a_formula(holder, purpose):
    one = Transfer("CT222223B", "0035", f"An {holder}", "970405", 1, purpose)

    for cell in map(str, one.cells(1)):
        assert cell.isascii()
        assert cell[:1].isalnum()
    assert len(one.cells(1)[2]) <= HOLDER_MAX
    assert len(one.cells(1)[6]) <= PURPOSE_MAX
    assert one.cells(1)[6].startswith("CT222223B")


@pytest.mark.parametrize(
    ("holder", "number", "bank", "amount", "reason"),
    [
        ("=+-", "0035", "970405", 1, "chưa có tên người hưởng"),
        ("An", "00 35", "970405", 1, "số tài khoản phải là chữ số, chữ cái không dấu"),
        ("An", "=1+1", "970405", 1, "số tài khoản phải là chữ số, chữ cái không dấu"),
        ("An", "0035", "", 1, "chưa có mã ngân hàng"),
        ("An", "0035", "970405", 0, "số tiền phải lớn hơn 0"),
    ],
)
def test_what_no_bank_can_carry_is_refused(holder, number, bank, amount, reason):
    with pytest.raises(TransferUnfitError) as refused:
        write_file([Transfer("CT222223B", number, holder, bank, amount, "x")], Form.CSV)

    assert str(refused.value) == f"Khoản chuyển CT222223B chưa đủ để gửi ngân hàng: {reason}."
