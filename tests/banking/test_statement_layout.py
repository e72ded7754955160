import pytest

from khfund.banking.statement_layout import LAYOUTS, Role, find_header, layout_named, recognise_layout


def columns(*rows):
    header = find_header(list(enumerate(rows, 1)))
    return header and (header.row, {role.name.lower(): column for role, column in header.columns.items()})


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            ["STT/No", "Ngày GD/TNX Date\nSố CT/Doc No", "Số tiền ghi nợ/Debit", "Số tiền ghi có/Credit"],
            {"day": 1, "reference": 1, "debit": 2, "credit": 3, "number": 0},
        ),
        (
            ["TNXDate", "DocNo", "Debit", "Credit", "Balance", "TransactionDetails"],
            {"day": 0, "reference": 1, "debit": 2, "credit": 3, "balance": 4, "narration": 5},
        ),
        (
            ["NGAY GIAO DICH", "GHI NO (VND)", "GHI CO VNĐ", "DIEN GIAI"],
            {"day": 0, "debit": 1, "credit": 2, "narration": 3},
        ),
        (["No.", "Date", "Credit", "Details"], {"day": 1, "credit": 2, "narration": 3}),
        (["No", "Date", "Debit", "Credit"], {"day": 1, "debit": 2, "credit": 3}),
        (["Ngày hiệu lực", "Nợ", "Có"], {"day": 0, "value_day": 0, "debit": 1, "credit": 2}),
        (["Ngày", "Số tiền", "D/C", "Giờ"], {"day": 0, "amount": 1, "mark": 2, "time": 3}),
        (
            ["Ngày giao dịch", "Ngày hạch toán", "Phát sinh nợ", "Phát sinh có"],
            {"day": 1, "debit": 2, "credit": 3},
        ),
    ],
)
def test_columns_are_found_by_their_words_accented_or_not(row, expected):
    assert columns(row) == (1, expected)


def test_a_header_may_reach_over_two_rows():
    assert columns(
        ["SAO KÊ", "Số dư: 5"],
        ["Ngày", "Phát sinh", "", "Số dư", "Nội dung"],
        ["", "Nợ", "Có", "", ""],
    ) == (3, {"day": 0, "debit": 1, "credit": 2, "balance": 3, "narration": 4})


def test_a_list_of_people_has_no_statement_header():
    assert columns(["Họ tên", "Ngày sinh", "Lớp"], ["Lò Thị Ánh", "01/03/2010", "9A"]) is None
    assert columns([1, 2.5, None]) is None


@pytest.mark.parametrize(
    ("preamble", "row", "name"),
    [
        ("", ["TNX Date", "Doc No", "Debit", "Credit", "Transactions in detail"], "Vietcombank"),
        ("Ngân hàng TMCP Quân đội - MBBank", ["Ngày", "Nợ", "Có"], "MB"),
        ("LICH SU GIAO DICH", ["Ngày giao dịch", "Nợ", "Có", "Số dư"], "VietinBank"),
        ("", ["Ngày", "Nợ", "Có", "Số dư"], "generic"),
    ],
)
def test_a_bank_is_known_by_its_name_or_its_words(preamble, row, name):
    header = find_header([(1, row)])

    assert recognise_layout(preamble, header).name == name


def test_layouts_are_named():
    assert [layout_named(layout.name.upper()) for layout in LAYOUTS] == list(LAYOUTS)
    assert Role.CREDIT in Role
