"""The example year from empty books to printed papers; khfund/demo is tested here as a whole."""

import csv
from pathlib import Path

import pytest
from pypdf import PdfReader

from khfund.banking.statement_format import read_statement
from khfund.cli.main import run
from khfund.demo.office_list import listed

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def test_the_example_year_ends_with_what_the_files_say(example_year):
    answer, out = example_year.answer, example_year.out

    assert answer["proof"]["findings"] == []
    assert answer["figures"]["places"]["Tiền gửi Vietcombank"] == closing("2025-q4-vietcombank.xlsx")
    assert answer["figures"]["places"]["Tiền gửi BIDV"] == closing("2025-q4-bidv.xls")
    assert answer["figures"]["places"]["Tiền gửi có kỳ hạn"] == 1_600_000_000
    assert answer["figures"]["funds"] == FUNDS
    assert answer["lines"] == LINES
    assert answer["season"] == SEASON
    assert (answer["figures"]["months"], answer["figures"]["reconciliations"]) == (12, 24)
    listed_in_cash = sum(len(rows("thu-tien-mat", number)) for number in range(1, 5))
    assert answer["figures"]["cash_donations"] == listed_in_cash + 1  # a sponsor brings his in person
    assert answer["proof"]["commands"] == answer["proof"]["restored_commands"]
    assert answer["papers"]["states"] == {"genuine": 566, "replaced": 1, "voided": 1}
    assert len(PdfReader(out / "bien-nhan-2025.pdf").pages) == answer["papers"]["receipts"] == 568
    assert statement_totals(out) == [one["closing"] for one in answer["figures"]["funds"]]


GOODS = 55 * 1_850_000 + 1_200 * 6_500 + 800 * 25_000  # given, and handed over within the year
DUES = 14_626_667  # two thirds of what the communes passed up: 10 % stay, 5 % go on
ON_DEMAND, PAID_INTEREST = 415_686, 3 * 19_125_000 + 19_282_192  # as the bank's lines say
ACCRUED = (
    3_235_342 + 1_354_839
)  # 241 days of 100 million at 4,9 %; 7 of 31 days of a month of 1,5 billion at 4,8 %

CHILD_MONTHS = (
    9 * 8 + 7 + 2 * 8
)  # of sponsored children: one moved away in September, another begins in November
AWARDS = (
    51 * 1_000_000 + 9 * 1_500_000 + 500_000
)  # 59 at once, one more in the place of a child that moved away

FUNDS = [
    {
        "name": "Quỹ Khuyến học tỉnh",
        "opening": 321_050_000,
        "gifts": 502_150_000 + GOODS,
        "other": 667_686 + DUES,
        "spent": 203_246_000 + GOODS,
        "closing": 620_621_686 + DUES,
        "principal": 0,
    },
    {
        "name": "Quỹ Nuôi em khuyến học",
        "opening": 96_000_000,
        "gifts": 49_100_000 + 5_000_000,
        "other": 0,
        "spent": CHILD_MONTHS * 500_000,
        "closing": 150_100_000 - CHILD_MONTHS * 500_000,
        "principal": 0,
    },
    {
        "name": "Quỹ học bổng Tô Hiệu",
        "opening": 1_682_350_000,
        "gifts": 276_200_000,
        "other": ON_DEMAND + PAID_INTEREST + ACCRUED,
        "spent": 64_297_000 + AWARDS,
        "closing": 1_894_253_000 - AWARDS + ON_DEMAND + PAID_INTEREST + ACCRUED,
        "principal": 1_856_200_000,
    },
]
SEASON = {
    "candidates": 331,
    "problems": 2,
    "awarded": 61,
    "left_out": 271,
    "awards_paid": 59,
    "children": 9,
    "months_paid": CHILD_MONTHS,
    "months_to_come": 700,
    "committed": 700 * 500_000,
}
LINES = {
    "new": 514,
    "known": 4,
    "balances": 491,
    "own": 89,
    "paid": 9,
    "matched": 238,
    "confirmed": 74,
    "ambiguous": 73,
    "unidentified": 64,
    "identified": 113,
    "repeated": 385,
}


def statement_totals(out: Path) -> list[int]:
    """What the published statement says that each fund holds at the end."""
    with (out / "statement-2025" / "funds.csv").open(encoding="utf-8-sig", newline="") as file:
        return [int(row["closing"]) for row in csv.DictReader(file)]


def closing(name: str) -> int | None:
    return read_statement(EXAMPLES / name).closing


def rows(what: str, quarter: int) -> list[dict[str, object]]:
    return listed(EXAMPLES / f"2025-q{quarter}-{what}.xlsx")


def test_a_missing_example_file_is_named(tmp_path, capsys):
    code = run(["demo", "--examples", str(tmp_path), "--out", str(tmp_path / "out")])

    assert code == 2
    assert capsys.readouterr().err == (
        f"Không thấy tệp danh-sach-can-bo.xlsx trong {tmp_path}; "
        "hãy chạy trong thư mục nguồn của khfund hoặc chọn bằng --examples.\n"
    )


@pytest.mark.parametrize("number", range(1, 5))
def test_the_statements_of_the_examples_are_whole(number):
    for ending in ("vietcombank.xlsx", "bidv.xls"):
        statement = read_statement(EXAMPLES / f"2025-q{number}-{ending}")

        assert (statement.problems, statement.breaks) == ((), ())
        assert statement.opening + statement.credit - statement.debit == statement.closing
