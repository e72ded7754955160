"""Statements in the manner of banks that no layout here names: taken as they are meant, or told where and why not."""

import pytest

from khfund.banking.statement_format import read_statement
from tests.banking.statement_files import messages

ABOVE = "Số tài khoản: 6789012345"
HEADER = "Ngày GD;Số CT;Ghi nợ;Ghi có;Số dư;Nội dung"
GIFT = "03/11/2026;F1;;5.000.000;105.000.000;ung ho"
FEE = "05/11/2026;F2;11.000;;104.989.000;phi"


def statement(*rows):
    return read_statement("\n".join(rows).encode(), "sao-ke.csv")


def nets(*rows):
    found = statement(*rows)
    assert (found.problems, found.breaks) == ((), ())
    return [line.net for line in found.lines]


@pytest.mark.parametrize(
    "sides", ["Phát sinh giảm;Phát sinh tăng", "Chi;Thu", "Nợ TKTT;Có TKTT", "Rút ra;Gửi vào"]
)
def test_what_banks_call_money_out_and_money_in_is_known(sides):
    assert nets(f"Ngày;Số CT;{sides};Số dư;Nội dung", GIFT, FEE) == [5_000_000, -11_000]


@pytest.mark.parametrize("day", ["03-Nov-2026", "3 November 2026", "03NOV2026", "03/Nov/2026 08:15"])
def test_days_with_english_months_are_read(day):
    [line] = statement(HEADER, GIFT.replace("03/11/2026", day)).lines

    assert line.day.isoformat() == "2026-11-03"


def test_lines_of_a_second_account_below_the_first_are_not_taken_in():
    below = [
        "Tổng cộng;;11.000;5.000.000",
        "Số tài khoản: 9999000011112",
        HEADER,
        "06/11/2026;Z1;;7.000;7.000;khác",
    ]

    found = statement(ABOVE, HEADER, GIFT, FEE, *below)

    assert len(found.lines) == 2
    [problem] = messages(found.problems)
    assert problem == (
        "sao-ke.csv, dòng 8: Từ đây là các dòng của tài khoản 9999000011112, không phải 6789012345; mỗi lần chỉ nhập "
        "một tài khoản. Hãy tách phần này thành tệp riêng."
    )


def test_pages_that_repeat_their_account_are_one_statement():
    assert nets(ABOVE, HEADER, GIFT, ABOVE, HEADER, FEE) == [5_000_000, -11_000]


def test_a_title_may_hold_the_account():
    assert statement("SAO KÊ TÀI KHOẢN 0201000123456", HEADER, GIFT).account == "0201000123456"


@pytest.mark.parametrize(
    "rows",
    [
        ["Ngày;Số CT;Số tiền;Số dư", "03/11/2026;1;5.000.000;105.000.000", "05/11/2026;2;11.000;104.989.000"],
        ["Ngày;Số CT;Ghi có;Ghi nợ;Số dư;Nội dung", GIFT, FEE, "06/11/2026;3;;1.000;104.990.000;x"],
    ],
)
def test_sides_that_the_balances_contradict_are_refused(rows):
    [problem] = messages(statement(*rows).problems)

    assert problem.endswith(
        ": Các dòng đến đây bị đọc ngược: số dư tăng khi dòng là tiền ra, giảm khi dòng là tiền vào "
        f"({len(rows) - 2} chỗ). Hãy xem lại tiêu đề cột: ghi có của ngân hàng là tiền vào; nếu chỉ có một cột số tiền, "
        "hãy thêm dấu trừ cho tiền ra hoặc thêm cột «Nợ/Có»."
    )


def test_one_missing_line_is_no_proof_of_exchanged_sides():
    after = "06/11/2026;F3;;500.000;104.489.000;thiếu một khoản chi 1.000.000 ở trên"

    found = statement(ABOVE, HEADER, GIFT, FEE, after)

    assert (found.problems, len(found.breaks)) == ((), 1)


def test_days_and_months_that_a_program_exchanged_are_told():
    [problem] = messages(
        statement(
            ABOVE, "Từ ngày 01/11/2026 đến ngày 20/11/2026", HEADER, GIFT.replace("03/11", "11/03")
        ).problems
    )

    assert problem == (
        "sao-ke.csv, dòng 4: Ngày 11/03/2026 ở ngoài kỳ của sao kê (từ 01/11/2026 đến 20/11/2026), còn 03/11/2026 thì "
        "ở trong: ngày và tháng đã bị đổi chỗ khi lưu tệp. Hãy tải lại tệp từ ngân hàng, hoặc sửa các ô ngày."
    )


def test_a_giver_whose_name_begins_like_a_total_keeps_it():
    rows = [HEADER, "03/11/2026;F1;;5.000;;ung ho cua", ";;;;;TONG CONG TY SONG DA", FEE]

    assert [line.narration for line in statement(*rows).lines] == ["ung ho cua TONG CONG TY SONG DA", "phi"]


def test_what_is_written_below_the_last_line_is_not_of_its_narration():
    below = ["Quý khách vui lòng kiểm tra", "21/11/2026 08:00", ";;;;;Giao dịch viên"]

    found = statement(HEADER, GIFT, *below)

    assert found.problems == ()
    assert [line.narration for line in found.lines] == ["ung ho"]


def test_a_line_below_the_header_is_never_taken_for_column_words():
    [problem] = messages(statement("Ngày;Ghi nợ;Ghi có;Nội dung", "03/11/2026;;#REF!;ung ho").problems)

    assert problem.startswith("sao-ke.csv, dòng 2, ô C2: «#REF!» không phải là một số tiền")
