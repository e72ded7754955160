from datetime import date

import attrs
import pytest

from khfund.banking import statement_check
from khfund.banking.statement_format import (
    HeaderNotFoundError,
    SeveralSheetsError,
    StreamedLines,
    fingerprint,
    read_statement,
)
from khfund.banking.statement_layout import UnknownLayoutError
from khfund.banking.statement_row import MissingAmountError, MissingDayError
from khfund.banking.written_amount import NegativeSideError
from khfund.calendar import DateRange
from tests.banking.statement_files import (
    CLOSING,
    CREDIT,
    DEBIT,
    FORMATS,
    LAYOUTS,
    LINES,
    OPENING,
    as_csv,
    as_lines,
    generic,
    marked,
    messages,
    signed,
    vietcombank,
)
from tests.sheet.spreadsheets import xlsx


@pytest.mark.parametrize("file_type", FORMATS)
@pytest.mark.parametrize("bank", LAYOUTS)
def test_a_statement_of_each_bank_is_read_from_each_kind_of_file(bank, file_type):
    statement = read_statement(FORMATS[file_type](LAYOUTS[bank]()), f"saoke.{file_type}")

    lines = list(statement.lines)[:: -1 if bank == "VietinBank" else 1]
    assert (statement.layout, messages(statement.problems), messages(statement.breaks)) == (bank, [], [])
    assert as_lines(lines) == as_lines(LINES)
    assert (statement.debit, statement.credit) == (DEBIT, CREDIT)
    if bank != "generic":
        assert (statement.opening, statement.closing) == (OPENING, CLOSING)
        assert [line.balance for line in lines] == [line.balance for line in LINES]


@pytest.mark.parametrize("make", [signed, marked])
def test_one_column_of_amounts_with_its_sign_or_mark_is_read(make):
    statement = read_statement(as_csv(make()), "saoke.csv")

    assert (messages(statement.problems), messages(statement.breaks)) == ([], [])
    assert as_lines(statement.lines) == as_lines(LINES)


def test_what_stands_above_the_table_is_read():
    statement = read_statement(xlsx(vietcombank()), "saoke.xlsx")

    assert statement.account == "0011000012345"
    assert str(statement.place(next(iter(statement.lines)))) == "saoke.xlsx, trang tính «Sao kê», dòng 8"
    assert statement.period == DateRange.between(date(2026, 3, 1), date(2026, 3, 31))
    assert statement.balances_checked == 3


def test_an_old_account_number_is_passed_over():
    assert read_statement(xlsx(LAYOUTS["BIDV"]()), "a.xlsx").account == "12310000000001"


def test_the_period_is_that_of_the_lines_where_none_is_stated():
    assert read_statement(as_csv(generic()), "a.csv").period == DateRange.between(
        date(2026, 3, 1), date(2026, 3, 3)
    )


def test_a_balance_that_does_not_follow_is_named_with_its_line_and_difference():
    rows = vietcombank()
    rows[8][5] = "1.440.000"

    statement = read_statement(xlsx(rows), "saoke.xlsx")

    assert messages(statement.problems) == []
    assert messages(statement.breaks) == [
        (
            "saoke.xlsx, trang tính «Sao kê», dòng 9: Số dư ghi 1.440.000 đ, nhưng tính tiếp từ số dư đã ghi trước đó "
            "thì được 1.445.000 đ (lệch -5.000 đ). Có thể thiếu hoặc thừa dòng."
        ),
        (
            "saoke.xlsx, trang tính «Sao kê», dòng 10: Số dư ghi 3.445.000 đ, nhưng tính tiếp từ số dư đã ghi trước đó "
            "thì được 3.440.000 đ (lệch 5.000 đ). Có thể thiếu hoặc thừa dòng."
        ),
    ]


def test_a_line_left_out_breaks_the_balance_after_it_and_the_total():
    rows = vietcombank()
    del rows[8]

    statement = read_statement(as_csv(rows), "saoke.csv")

    assert messages(statement.breaks) == [
        (
            "saoke.csv, dòng 9: Số dư ghi 3.445.000 đ, nhưng tính tiếp từ số dư đã ghi trước đó thì được 3.500.000 đ "
            "(lệch -55.000 đ). Có thể thiếu hoặc thừa dòng."
        ),
        "saoke.csv, dòng 10: Dòng tổng ghi ghi nợ 55.000 đ, nhưng cộng các dòng được 0 đ (lệch 55.000 đ).",
    ]


def test_balances_on_some_lines_only_are_checked_against_the_lines_between():
    rows = vietcombank()
    rows[7][5] = rows[8][5] = ""

    statement = read_statement(as_csv(rows), "saoke.csv")

    assert (statement.balances_checked, statement.breaks, statement.every_line_has_balance) == (1, (), False)


def test_a_file_without_lines_is_a_quiet_month():
    statement = read_statement(as_csv(LAYOUTS["BIDV"](())), "a.csv")

    assert (statement.lines, statement.problems, statement.breaks) == ((), (), ())
    assert (statement.opening, statement.closing, statement.period) == (OPENING, OPENING, None)


def test_a_header_repeated_on_every_page_and_totals_between_are_no_lines():
    rows = generic()
    again = [
        rows[0],
        *rows[1:3],
        ["Cộng trang", "55.000", "500.000"],
        rows[0],
        rows[3],
        ["Tổng cộng", "55.000", "2.500.000"],
    ]

    statement = read_statement(as_csv(again), "a.csv")

    assert (messages(statement.problems), messages(statement.breaks)) == ([], [])
    assert as_lines(statement.lines) == as_lines(LINES)


def test_columns_in_another_order_with_others_between_are_found():
    rows = [[*row, "", "x"][::-1] for row in generic()]
    rows[0][:2] = ["Chi nhánh", "Kênh"]

    assert as_lines(read_statement(as_csv(rows), "a.csv").lines) == as_lines(LINES)


def test_a_statement_in_an_old_font_is_read():
    text = "Ngµy giao dÞch;Ghi nî;Ghi cã;Néi dung\n01/03/2026;;500.000;ñng hé quü\n"

    in_bytes = read_statement(text.encode("cp1252"), "a.csv")
    in_unicode = read_statement(text.encode(), "a.csv")

    assert [line.narration for line in (*in_bytes.lines, *in_unicode.lines)] == ["ủng hộ quỹ"] * 2


def test_hidden_characters_are_cleaned_away_and_the_original_kept():
    rows = generic()
    rows[1][3] = "ung\u202e ho\u200b  quy\x07"

    line = next(iter(read_statement(as_csv(rows), "a.csv").lines))

    assert (line.narration, line.written) == ("ung ho quy", "ung\u202e ho\u200b  quy\x07")


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("31/02/2026", "«31/02/2026»: không có ngày 31; tháng 2/2026 có 28 ngày."),
        ("12/13/2025", "Không có tháng 13; ngày viết trước, tháng viết sau, như 22/11/2026."),
        ("1/2/69", "«1/2/69» ghi thiếu năm; hãy ghi đủ bốn chữ số của năm, như 22/11/2026."),
        ("hôm nay", "«hôm nay» không phải là một ngày; hãy ghi như 22/11/2026."),
        ("01/03/2026 x", "«01/03/2026 x» không phải là một ngày; hãy ghi như 22/11/2026."),
        ("", str(MissingDayError())),
    ],
)
def test_a_wrong_day_is_shown_at_its_cell(day, message):
    rows = generic()
    rows[2][0] = day
    cell = ", ô A3" if day else ""

    statement = read_statement(as_csv(rows), "a.csv")

    assert messages(statement.problems) == [f"a.csv, dòng 3{cell}: {message}"]


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("1.00.00", "«1.00.00» không phải là một số tiền; hãy ghi như 1.234.567 hoặc 2,6 tỷ."),
        ("-5", str(NegativeSideError(text="-5"))),
        ("1e6", "«1e6» không phải là một số tiền; hãy ghi như 1.234.567 hoặc 2,6 tỷ."),
        ("NaN", str(MissingAmountError())),
        ("10,5", "«10,5» có phần lẻ của đồng; số tiền phải là đồng chẵn."),
        (
            "1000000000000000000",
            "«1000000000000000000» vượt quá mức lớn nhất 1.000.000.000.000.000 đ; hãy xem lại số chữ số.",
        ),
        ("0", str(MissingAmountError())),
        ("", str(MissingAmountError())),
        ("-", str(MissingAmountError())),
    ],
)
def test_a_wrong_amount_is_shown_at_its_row(amount, message):
    rows = generic()
    rows[2][1] = amount

    statement = read_statement(as_csv(rows), "a.csv")

    assert [str(problem.error) for problem in statement.problems] in (
        [message],
        ["«NaN» không phải là một số tiền; hãy ghi như 1.234.567 hoặc 2,6 tỷ."],
    )
    assert [problem.place.row for problem in statement.problems] == [3]


def test_amounts_with_two_readings_are_refused_until_somebody_says_which():
    rows = [
        ["Ngày", "Ghi nợ", "Ghi có", "Nội dung"],
        ["01/03/2026", "", "1,000", "a"],
        ["02/03/2026", "", "50,000", "b"],
    ]

    doubtful = read_statement(as_csv(rows), "a.csv")
    decided = read_statement(as_csv(rows), "a.csv", thousands=",")

    assert messages(doubtful.problems) == [
        "a.csv, dòng 2, ô C2: «1,000» có hai cách đọc: 1.000 đ hoặc 1 đ; hãy ghi rõ, dùng dấu chấm ngăn hàng nghìn."
    ]
    assert (decided.problems, decided.credit) == ((), 51_000)


def test_a_row_written_in_another_way_than_the_rest_is_shown():
    rows = generic([attrs.evolve(LINES[0], credit=1_234_567)] * 3)
    rows[2][2] = "1,234,567"

    assert messages(read_statement(as_csv(rows), "a.csv").problems) == [
        "a.csv, dòng 3, ô C3: «1,234,567» không phải là một số tiền; hãy ghi như 1.234.567 hoặc 2,6 tỷ."
    ]


def test_reading_stops_after_a_thousand_problems():
    rows = [*generic(), *[["31/02/2026", "", "5.000", "a", "b"]] * 1_200]

    problems = read_statement(as_csv(rows), "a.csv").problems

    assert len(problems) == 1_001
    assert str(problems[-1].error) == "Đã dừng đọc sau 1000 chỗ sai; có lẽ tệp không đúng mẫu sao kê."


def test_a_file_without_a_statement_header_is_refused():
    with pytest.raises(HeaderNotFoundError) as refusal:
        read_statement(as_csv([["Họ tên", "Ngày sinh", "Lớp"], ["Lò Thị Ánh", "01/03/2010", "9A"]]), "ds.csv")

    assert str(refusal.value) == (
        "ds.csv: không tìm thấy dòng tiêu đề cột (ngày, ghi nợ, ghi có hoặc số tiền) trong 80 dòng đầu. "
        "Đây có đúng là sao kê ngân hàng không?"
    )


def test_two_sheets_with_statements_are_refused_until_one_is_named():
    book = xlsx(generic(), [["ghi chú"]], generic(LINES[:1]))

    with pytest.raises(SeveralSheetsError) as refusal:
        read_statement(book, "a.xlsx")

    assert str(refusal.value) == (
        "a.xlsx: có nhiều trang tính là sao kê (Sao kê, Ba); hãy nói rõ trang nào cần đọc."
    )
    assert as_lines(read_statement(book, "a.xlsx", sheet_name="Ba").lines) == as_lines(LINES[:1])


def test_a_named_layout_is_used_and_an_unknown_one_refused():
    assert read_statement(as_csv(generic()), "a.csv", layout="agribank").layout == "Agribank"
    with pytest.raises(UnknownLayoutError) as refusal:
        read_statement(as_csv(generic()), "a.csv", layout="ACB")
    assert str(refusal.value) == (
        "Không có mẫu sao kê «ACB»; các mẫu có: Vietcombank, BIDV, MB, VietinBank, Agribank, generic."
    )


# -- fingerprints -------------------------------------------------------------------------------------------------


def marks(content, account="0011"):
    return [mark for _, mark in read_statement(content, "a.csv").fingerprints(account)]


def test_the_same_file_gives_the_same_fingerprints():
    assert marks(as_csv(vietcombank())) == marks(xlsx(vietcombank()))


def test_truly_identical_lines_of_one_file_are_two():
    twice = marks(as_csv(generic([LINES[0], LINES[1], LINES[0], LINES[2]])))

    assert [mark[-2:] for mark in twice] == ["-1", "-1", "-2", "-1"]
    assert twice[0][:-2] == twice[2][:-2]


def test_files_that_overlap_share_the_fingerprints_of_the_shared_days():
    lines = [attrs.evolve(LINES[0], day=date(2026, 3, day)) for day in (1, 1, 2, 2, 3)]

    early, late = marks(as_csv(generic(lines[:4]))), marks(as_csv(generic(lines[2:])))

    assert [mark for mark in late if mark in early] == early[2:]
    assert len({*early, *late}) == len(lines)


def test_where_a_narration_was_broken_does_not_count():
    [line] = read_statement(as_csv(generic(LINES[:1])), "a.csv").lines

    assert fingerprint(line, "0011 00") == fingerprint(
        attrs.evolve(line, narration=line.narration.replace("CT", "C T"), written="", time=None, row=99),
        "001100",
    )


@pytest.mark.parametrize(
    "change",
    [{"day": date(2026, 3, 2)}, {"reference": "x"}, {"credit": 1}, {"balance": 7}, {"narration": "khác"}],
)
def test_everything_that_makes_a_line_changes_its_fingerprint(change):
    [line] = read_statement(as_csv(generic(LINES[:1])), "a.csv").lines

    assert fingerprint(attrs.evolve(line, **change), "1") != fingerprint(line, "1")
    assert fingerprint(line, "1") != fingerprint(line, "2")


# -- large and real -----------------------------------------------------------------------------------------------


def test_a_large_statement_is_streamed_and_reads_the_same(monkeypatch, tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(as_csv(vietcombank()))
    kept = read_statement(file)
    monkeypatch.setattr(statement_check, "KEPT_MAX", 2)

    streamed = read_statement(file)

    assert isinstance(streamed.lines, StreamedLines)
    assert (len(streamed.lines), list(streamed.lines)) == (3, list(kept.lines))
    assert [*kept.lines][1] in streamed.lines
    assert None not in streamed.lines
    assert list(streamed.fingerprints()) == list(kept.fingerprints())


def test_the_real_statement_is_read_whole_and_its_balances_agree(shared_data):
    statement = read_statement(shared_data / "bank" / "vietcombank-2024-09.csv")

    assert (statement.layout, statement.problems, statement.breaks) == ("Vietcombank", (), ())
    assert (len(statement.lines), statement.debit, statement.credit) == (20_000, 55_000, 19_936_106_347)
    assert statement.balances_checked == 8
    assert statement.period == DateRange.between(date(2024, 9, 1), date(2024, 9, 10))
    assert len({mark for _, mark in statement.fingerprints("0011")}) == 20_000


def test_a_line_taken_out_of_the_real_statement_is_missed_at_the_next_balance(shared_data):
    lines = (shared_data / "bank" / "vietcombank-2024-09.csv").read_bytes().splitlines(keepends=True)
    del lines[16]

    [found] = read_statement(b"".join(lines), "a.csv").breaks

    assert (found.place.row, found.error.facts["difference"]) == (19, 10_000)
