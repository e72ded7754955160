import pytest

from tests.banking.statement_files import messages
from tests.banking.test_other_banks import ABOVE, GIFT, HEADER, statement


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([ABOVE, "Loại tiền/Currency: USD", HEADER, GIFT], "dòng 2"),
        ([f"{ABOVE} - USD", HEADER, GIFT], "dòng 1"),
        ([ABOVE, HEADER.replace("Ghi có", "Ghi có (USD)"), GIFT], "dòng 2"),
        ([ABOVE, f"{HEADER};Loại tiền", f"{GIFT};USD"], "dòng 3, ô G3"),
    ],
)
def test_dollars_never_become_dong(rows, place):
    [problem] = messages(statement(*rows).problems)

    assert problem == (
        f"sao-ke.csv, {place}: Sao kê ghi loại tiền USD; sổ chỉ nhận sao kê bằng đồng Việt Nam. Khoản ủng hộ bằng "
        "ngoại tệ được ghi bằng đồng theo tỷ giá ngày nhận. Nếu thật ra là tiền đồng, hãy sửa thành «Loại tiền: VND» "
        "ở trên bảng."
    )


@pytest.mark.parametrize("said", ["Loại tiền/Currency: VND", "Tỷ giá USD/VND: 25.000", "Chi nhánh SGD 1"])
def test_a_statement_in_dong_may_name_other_money(said):
    found = statement(ABOVE, said, f"{HEADER};Loại tiền", f"{GIFT};VND")

    assert (found.problems, found.credit) == ((), 5_000_000)
