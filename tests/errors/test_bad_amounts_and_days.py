"""Amounts and days that cannot be meant, in files and on the command line: named by file, row and cell, nothing kept."""

import pytest

from tests.errors.files import IMPORTS, gifts, opening, statement

AMOUNTS = {
    "1.00.00": "«1.00.00» không phải là một số tiền; hãy ghi như 1.234.567 hoặc 2,6 tỷ.",
    "-5": "«-5» là số âm; số tiền không mang dấu trừ.",
    "NaN": "«NaN» không phải là một số tiền; hãy ghi như 1.234.567 hoặc 2,6 tỷ.",
    "1e6": "«1e6» không phải là một số tiền; hãy ghi như 1.234.567 hoặc 2,6 tỷ.",
    "1000000000000000000": "«1000000000000000000» vượt quá mức lớn nhất 1.000.000.000.000.000 đ; hãy xem lại số chữ số.",
    "1.000.000,5": "«1.000.000,5» có phần lẻ của đồng; số tiền phải là đồng chẵn.",
    "=1+1": "«=1+1» không phải là một số tiền; hãy ghi như 1.234.567 hoặc 2,6 tỷ.",
    "#REF!": "«#REF!» không phải là một số tiền; hãy ghi như 1.234.567 hoặc 2,6 tỷ.",
    "١٠٠٠": "«١٠٠٠» có ký tự lạ «١»; hãy gõ lại bằng các chữ số 0 đến 9.",
    "1.000\u202e": "«1.000<U+202E>» có ký tự lạ «<U+202E>»; hãy gõ lại bằng các chữ số 0 đến 9.",
}
AMBIGUOUS = "«1,000» có hai cách đọc: 1.000 đ hoặc 1 đ; hãy ghi rõ, dùng dấu chấm ngăn hàng nghìn."
DAYS = {
    "31/02/2025": "«31/02/2025»: không có ngày 31; tháng 2/2025 có 28 ngày.",
    "12/13/2025": "Không có tháng 13; ngày viết trước, tháng viết sau, như 22/11/2026.",
    "1/2/69": "«1/2/69» ghi thiếu năm; hãy ghi đủ bốn chữ số của năm, như 22/11/2026.",
    "29/02/2026": "«29/02/2026»: không có ngày 29; tháng 2/2026 có 28 ngày.",
    "01/01/0001": "Năm 1 nằm ngoài khoảng 1900–2100; hãy xem lại.",
    "31/12/9999": "Năm 9999 nằm ngoài khoảng 1900–2100; hãy xem lại.",
    "hôm qua": "«hôm qua» không phải là một ngày; hãy ghi như 22/11/2026.",
}
UNDER_DEBIT = {
    (
        "bank import",
        "-5",
    ): "«-5» là số âm ở cột đã cho biết nợ hay có. Nếu ngân hàng ghi mọi khoản của cột bằng số âm, "
    "hãy bỏ dấu trừ; nếu là giao dịch bị đảo, hãy chép sang cột kia thành số dương.",
}
CELLS = {"bank import": "D3", "donation import": "C3", "book bring-forward": "C3"}


def told(name: str, cell: str, says: str) -> str:
    """What a file with one bad cell is refused with."""
    place = f"{name}, dòng {cell[1:]}, ô {cell}"
    return f"{name}: có 1 chỗ cần sửa; chưa nhập gì. Chỗ đầu tiên: {place}: {says}\n  {place}: {says}\n"


@pytest.fixture
def refused_file(refused, tmp_path):
    """Give a table to a command that must refuse it, and return what it said."""

    def give(command: str, table: str) -> str:
        (tmp_path / "tep.csv").write_text(table, encoding="utf-8")
        account = ("--number", "0123456789") if command == "bank import" else ()
        return refused(*command.split(), tmp_path / "tep.csv", *account).err

    return give


@pytest.mark.parametrize("command", IMPORTS)
@pytest.mark.parametrize("amount", AMOUNTS)
def test_an_amount_that_cannot_be_meant_is_named_by_its_cell(command, amount, refused_file):
    said = refused_file(command, IMPORTS[command](amount=amount))

    assert said == told("tep.csv", CELLS[command], UNDER_DEBIT.get((command, amount), AMOUNTS[amount]))


@pytest.mark.parametrize("command", ["donation import", "book bring-forward"])
def test_an_amount_with_two_readings_is_refused_with_both(command, refused_file):
    said = refused_file(command, IMPORTS[command](amount="1,000"))

    assert said == told("tep.csv", CELLS[command], AMBIGUOUS)


def test_an_amount_that_contradicts_its_column_is_refused(refused_file):
    said = refused_file("bank import", statement(amount="1,000"))

    assert said == told(
        "tep.csv", "D3", "«1,000» không phải là một số tiền; hãy ghi như 1.234.567 hoặc 2,6 tỷ."
    )


@pytest.mark.parametrize("command", ["bank import", "donation import"])
@pytest.mark.parametrize("day", DAYS)
def test_a_day_that_is_none_is_named_by_its_cell(command, day, refused_file):
    said = refused_file(command, IMPORTS[command](day=day))

    assert said == told("tep.csv", "A3", DAYS[day])


def test_every_mistake_of_a_file_is_named_at_once(refused_file):
    table = gifts(day="31/02/2025", amount="1e6", fund="XX")

    said = refused_file("donation import", table)

    assert said.splitlines()[0].startswith(
        "tep.csv: có 3 chỗ cần sửa; chưa nhập gì. Chỗ đầu tiên: tep.csv, dòng 3, ô A3: "
    )
    assert [line.split(": ")[0] for line in said.splitlines()[1:]] == [
        "  tep.csv, dòng 3, ô A3",
        "  tep.csv, dòng 3, ô C3",
        "  tep.csv, dòng 3, ô D3",
    ]


def test_an_opening_balance_without_its_fund_is_not_passed_over(refused_file):
    assert refused_file("book bring-forward", opening(fund="")).startswith(
        "tep.csv: có 1 chỗ cần sửa; chưa nhập gì."
    )


TYPED = AMOUNTS | {  # what hides or imitates is named before any amount is read
    "1,000": AMBIGUOUS,
    "": "Chưa ghi số tiền; hãy ghi như 1.234.567.",
    "١٠٠٠": "«KH:١٠٠٠» có ký tự U+0661 (giả dạng chữ hoặc số thường); hãy gõ lại bằng bàn phím tiếng Việt.",
    "1.000\u202e": "«KH:1.000<U+202E>» có ký tự U+202E xuống dòng, điều khiển hoặc không nhìn thấy; "
    "hãy gõ lại trên một dòng.",
}


@pytest.mark.parametrize("amount", TYPED)
def test_the_same_amounts_are_refused_where_they_are_typed(amount, refused):
    said = refused("donation", "receive", "--day", "01/02/2026", "--part", f"KH:{amount}")

    assert said.err == TYPED[amount] + "\n"


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    "command",
    [
        "donation receive --part KH:1.000 --day",
        "voucher draft PC --narration Giấy --posting 642:111:KH:1.000 --day",
        "fund open HB Học --opened",
        "trial-balance --on",
    ],
)
def test_the_same_days_are_refused_where_they_are_typed(command, day, refused):
    assert refused(*command.split(), day).err == DAYS[day] + "\n"


@pytest.mark.parametrize(
    ("month", "says"),
    [
        ("13/2026", "Không có tháng 13; ngày viết trước, tháng viết sau, như 22/11/2026."),
        ("1/0", "«1/0» không phải là một tháng; hãy ghi như 3/2026."),
        ("12/9999", "Năm 9999 nằm ngoài khoảng 1900–2100; hãy xem lại."),
    ],
)
def test_a_month_that_is_none_is_refused(month, says, refused):
    assert refused("period", "close", month, by="chutich").err == says + "\n"
