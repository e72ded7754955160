from datetime import date

import pytest

from khfund.donations.campaign import open_campaign
from khfund.ledger import find_fund
from khfund.reports.official import BookKind
from tests.builders import tamper
from tests.receipts.papers import text_of


@pytest.fixture
def with_gifts(khfund):
    """Two gifts of March, on each engine."""
    khfund.office.gift(date(2026, 3, 5), 500_000)
    khfund.office.gift(date(2026, 3, 6), 70_000, khfund.office.th)
    return khfund


@pytest.fixture
def on_a_file_with_gifts(on_a_file):
    """Two gifts of March, in a file."""
    on_a_file.office.gift(date(2026, 3, 5), 500_000)
    on_a_file.office.gift(date(2026, 3, 6), 70_000, on_a_file.office.th)
    return on_a_file


def test_the_kinds_of_books_are_listed(on_a_file):
    found = on_a_file.json("official-book", "list")["items"]

    assert [one["book"] for one in found] == [kind.value for kind in BookKind]
    assert found[0] == {"book": "cash-book", "name": "Sổ quỹ tiền mặt", "options": "tài khoản, quỹ"}


def test_a_book_is_printed(with_gifts, tmp_path):
    file = tmp_path / "so-quy.pdf"

    answer = with_gifts.json("official-book", "print", "cash-book", "--days", "2026-03", "--out", file)

    assert answer == {
        "book": "cash-book",
        "name": "Sổ quỹ tiền mặt",
        "period": "Tháng 3/2026",
        "file": str(file),
        "lines": 5,
        "pages": 1,
    }
    assert any("570.000" in line for line in text_of(file, tmp_path))


def test_a_book_is_written_as_a_workbook_and_told_in_a_sentence(on_a_file_with_gifts, tmp_path):
    file = tmp_path / "so.xlsx"

    said = on_a_file_with_gifts("official-book", "print", "general-journal", "--days", "2026", "--out", file)

    assert (said.code, said.out) == (0, f"Sổ nhật ký chung, Năm 2026: 4 dòng, đã ghi vào {file}.\n")
    assert file.read_bytes().startswith(b"PK")


def test_a_book_is_chosen_by_account_fund_number_and_day(on_a_file_with_gifts, tmp_path):
    file = tmp_path / "so.pdf"
    words = ("--account", "111", "--fund", "TH", "--number", "07", "--day", "31/03/2026", "--paper", "A5")

    answer = on_a_file_with_gifts.json(
        "official-book", "print", "cash-book", "--days", "2026", "--out", file, *words
    )

    assert answer["lines"] == 5
    told = text_of(file, tmp_path)
    for said in ("Quỹ TH – Quỹ học bổng Tô Hiệu", "Mường Sáng, ngày 31 tháng 3 năm 2026"):
        assert said in told
    assert "Quyển số: 07" in told[0]


def test_a_report_of_a_campaign_that_has_ended_is_one_of_its_fund_and_its_days(
    on_a_file_with_gifts, tmp_path
):
    office = on_a_file_with_gifts.office

    def open_tet(session, command, ends=date(2026, 3, 31)):
        fund = find_fund(session, office.unit, "TH")
        code = "TET" if ends else "MO"
        return open_campaign(session, command, code, "Tết", fund=fund, starts=date(2026, 3, 1), ends=ends)

    office.do("campaign.open", open_tet)
    office.do("campaign.open", lambda s, c: open_tet(s, c, None))
    words = ("official-book", "print", "receipts-and-payments", "--out", tmp_path / "a.pdf", "--campaign")

    answer = on_a_file_with_gifts.json(*words, "TET")

    assert answer["period"] == "Tháng 3/2026"
    told = text_of(tmp_path / "a.pdf", tmp_path)
    assert "Quỹ TH – Quỹ học bổng Tô Hiệu" in told
    assert any("70.000" in line and "Số dư cuối kỳ" in line for line in told)
    said = on_a_file_with_gifts(*words, "MO")
    assert said.err == (
        "Hãy cho biết kỳ của sổ: --days 2026, 2026-Q1, 2026-03 hoặc hai ngày; "
        "hoặc --campaign MÃ của đợt đã kết thúc.\n"
    )


def test_the_givers_of_a_campaign_are_asked_for_by_it(on_a_file_with_gifts, tmp_path):
    office = on_a_file_with_gifts.office
    office.do(
        "campaign.open",
        lambda s, c: open_campaign(
            s, c, "TET", "Tết", fund=find_fund(s, office.unit, "KH"), starts=date(2026, 3, 1)
        ),
    )
    words = ("official-book", "print", "giver-book", "--days", "2026", "--out", tmp_path / "a.pdf")

    assert on_a_file_with_gifts.json(*words, "--campaign", "TET")["lines"] == 1


def test_all_books_go_to_one_new_folder(with_gifts, tmp_path):
    answer = with_gifts.json("official-book", "all", "2026", "--out", tmp_path / "so", "--restricted")

    names = sorted(file.name for file in (tmp_path / "so").iterdir())
    assert answer["count"] == 2 * (len(BookKind)) == len(names)
    assert names == sorted(one["file"] for one in answer["items"])
    assert sorted(file.name for file in tmp_path.iterdir() if file.name.startswith(".so")) == []

    said = with_gifts("--json", "official-book", "all", "2026", "--out", tmp_path / "so")
    assert (said.code, said.rule) == (2, "books_folder_taken")
    assert said.err.count(f"Thư mục {tmp_path}/so đã có; hãy chọn thư mục mới để không ghi đè sổ đã in.") == 1


def test_one_form_of_all_books_is_told_in_a_sentence(on_a_file_with_gifts, tmp_path):
    folder = tmp_path / "so"

    said = on_a_file_with_gifts("official-book", "all", "2026-03", "--out", folder, "--form", "xlsx")

    assert said.out == f"Tháng 3/2026: đã lập 11 tệp sổ, báo cáo trong {folder}.\n"
    assert {file.suffix for file in folder.iterdir()} == {".xlsx"}


def test_a_book_that_does_not_agree_leaves_nothing_and_is_an_integrity_failure(
    on_a_file_with_gifts, tmp_path
):
    office = on_a_file_with_gifts.office
    tamper(office.database, "UPDATE posting SET amount = amount + 1 WHERE entry_id = 1")

    printed = on_a_file_with_gifts(
        "--json", "official-book", "print", "cash-book", "--days", "2026", "--out", tmp_path / "a" / "so.pdf"
    )
    everything = on_a_file_with_gifts(
        "--json", "official-book", "all", "2026", "--out", tmp_path / "b" / "so", "--form", "pdf"
    )

    assert [(said.code, said.rule) for said in (printed, everything)] == [(4, "ledger_book_disagrees")] * 2
    assert [list((tmp_path / name).iterdir()) for name in ("a", "b")] == [[], []]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("cash-book", "--days", "2026", "--account", "999"), "account_unknown"),
        (("cash-book", "--days", "2026", "--account", "112"), "account_not_of_book"),
        (("cash-book", "--days", "2026", "--thousands"), "book_option"),
        (("cash-book", "--days", "2026-13"), None),
        (("turnover-sheet", "--days", "2026", "--thousands"), "unit_too_small"),
        (("giver-book", "--days", "2026", "--donor", "99"), "donor_unknown"),
        (("giver-book", "--days", "2026", "--campaign", "XX"), "campaign_unknown"),
        (("giver-book",), "book_days_missing"),
        (("nothing", "--days", "2026"), "usage"),
        (("cash-book", "--days", "2026", "--number", "9" * 21), "text_too_long"),
    ],
)
def test_a_book_that_cannot_be_made_is_refused_and_leaves_no_file(
    on_a_file_with_gifts, tmp_path, words, rule
):
    said = on_a_file_with_gifts(
        "--json", "official-book", "print", *words, "--out", tmp_path / "so" / "a.pdf"
    )

    assert (said.code, said.out, rule in {None, said.rule}) == (2, "", True)
    assert not list((tmp_path).glob("so/*"))


def test_a_file_that_is_no_pdf_and_no_workbook_is_refused(on_a_file_with_gifts, tmp_path):
    said = on_a_file_with_gifts(
        "official-book", "print", "cash-book", "--days", "2026", "--out", tmp_path / "so.doc"
    )

    assert (said.code, said.err) == (2, "Tệp so.doc phải có đuôi .pdf hoặc .xlsx.\n")


def test_books_are_told_of_in_english(on_a_file_with_gifts, tmp_path):
    file = tmp_path / "so.pdf"

    said = on_a_file_with_gifts(
        "--lang", "en", "official-book", "print", "cash-book", "--days", "2026", "--out", file
    )

    assert said.out.endswith(f"6 lines, written to {file}.\n")
