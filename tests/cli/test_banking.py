import json
from datetime import date

import pytest

from khfund.audit import size
from khfund.banking import vietqr
from khfund.ledger import AccountRole
from tests.banking.statement_files import vietcombank
from tests.sheet.spreadsheets import xlsx

OPEN = ("bank", "open", "0123 456 789", "--bank", "Vietcombank", "--fund", "KH", "--opened", "01/01/2026")
HEAD = "Số tài khoản: 0123456789;;;;;\nNgày giao dịch;Số CT;Ghi nợ;Ghi có;Số dư;Nội dung\n"
ROWS = (
    "02/03/2026;A1;;500.000;500.000;LO THI AN ung ho\n"
    "03/03/2026;A2;;2.000.000;2.500.000;CONG TY MAU SON ung ho\n"
    "05/03/2026;A3;11.000;;2.489.000;Phi dich vu\n"
    "31/03/2026;A4;;1.234;2.490.234;Tra lai tien gui\n"
)


@pytest.fixture
def saoke(tmp_path):
    """A statement of four lines."""
    file = tmp_path / "saoke.csv"
    file.write_text(HEAD + ROWS, encoding="utf-8")
    return file


@pytest.fixture
def imported(on_a_file, saoke):
    """Books in a file, with the four lines."""
    on_a_file.json(*OPEN)
    on_a_file.json("bank", "import", saoke)
    return on_a_file


# -- accounts -------------------------------------------------------------------------------------------------------


def test_a_bank_account_is_opened_and_listed(on_a_file):
    said = on_a_file(*OPEN)

    assert said.out == "Đã mở tài khoản 0123456789 tại Vietcombank.\n"
    assert on_a_file.json("bank", "list") == {
        "items": [
            {"number": "0123456789", "bank": "Vietcombank", "opened": "2026-01-01", "reconciled_until": None}
        ]
    }
    assert on_a_file("bank", "list").out.splitlines()[2].split() == [
        "0123456789",
        "Vietcombank",
        "01/01/2026",
    ]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("12", *OPEN[3:]), "account_number_unusable"),
        (("0123", *OPEN[3:], "--account", "111"), "not_abank_account"),
        (("0123", *OPEN[3:], "--account", "999"), "account_unknown"),
        (("0123", "--bank", "MB", "--fund", "XX", "--opened", "01/01/2026"), "fund_unknown"),
        (("0123", "--bank", "MB", "--fund", "KH", "--opened", "31/02/2026"), None),
    ],
)
def test_a_bank_account_that_cannot_be_is_refused(on_a_file, words, rule):
    before = on_a_file.office.read(size)

    said = on_a_file("--json", "bank", "open", *words)

    assert (said.code, said.out, rule in {None, said.rule}) == (2, "", True)
    assert on_a_file.office.read(size) == before


# -- statements -----------------------------------------------------------------------------------------------------


def test_a_statement_is_imported_once_however_often_it_is_given(khfund, saoke):
    khfund(*OPEN)

    first, again = khfund("bank", "import", saoke), khfund("bank", "import", saoke)

    assert (first.code, first.err) == (0, "")
    assert [first.out, again.out] == [
        "saoke.csv: 4 dòng mới (vào 2.501.234 đ, ra 11.000 đ), 0 dòng đã có; đã kiểm 3 số dư, 0 chỗ lệch.\n",
        "saoke.csv: 0 dòng mới (vào 0 đ, ra 0 đ), 4 dòng đã có; đã kiểm 3 số dư, 0 chỗ lệch.\n",
    ]
    assert len(khfund.json("bank", "lines")["items"]) == 4


def test_a_workbook_of_a_bank_is_read_on_trial_and_then_imported(on_a_file, tmp_path):
    (tmp_path / "vcb.xlsx").write_bytes(xlsx(vietcombank()))
    on_a_file.json("bank", "open", "0011000012345", *OPEN[3:])

    read = on_a_file.json("bank", "read", tmp_path / "vcb.xlsx")
    before = on_a_file.json("bank", "lines", "--state", "all")
    answer = on_a_file.json("bank", "import", tmp_path / "vcb.xlsx")

    assert before == {"items": []}
    assert read == {
        "file": "vcb.xlsx",
        "layout": "Vietcombank",
        "account": "0011000012345",
        "lines": 3,
        "credit": 2_500_000,
        "debit": 55_000,
        "opening": 1_000_000,
        "closing": 3_445_000,
        "balances": 3,
        "breaks": 0,
        "broken": [],
        "problems": 0,
        "unread": [],
    }
    assert answer == read | {"new": 3, "known": 0, "early": 0, "doubtful": 0, "statement": 1}


def test_balances_that_do_not_continue_are_named(on_a_file, saoke):
    on_a_file(*OPEN)
    saoke.write_text((HEAD + ROWS).replace("2.489.000", "2.488.000"), encoding="utf-8")

    read, imported = on_a_file("bank", "read", saoke), on_a_file("--lang", "en", "bank", "import", saoke)

    assert read.out.endswith("đã kiểm 3 số dư, 2 chỗ lệch, 0 chỗ không đọc được.\n")
    assert [line.partition(":")[0] for line in read.err.splitlines()] == [
        "  saoke.csv, dòng 5",
        "  saoke.csv, dòng 6",
    ]
    assert "4 new lines" in imported.out
    assert "2.488.000 đ" in imported.err
    assert "Số dư" not in imported.err


def test_a_statement_with_a_line_that_cannot_be_read_is_refused_whole(on_a_file, saoke):
    on_a_file(*OPEN)
    saoke.write_text((HEAD + ROWS).replace("05/03/2026", "31/02/2026"), encoding="utf-8")

    said = on_a_file("--json", "bank", "import", saoke)

    assert (said.code, said.out, said.rule) == (2, "", "problems_found")
    assert [one["place"] for one in json.loads(said.err)["error"]["problems"]] == ["saoke.csv, dòng 5, ô A5"]
    assert on_a_file.json("bank", "lines", "--state", "all") == {"items": []}


def test_a_statement_of_an_account_that_is_not_open_is_refused(on_a_file, saoke):
    said = on_a_file("bank", "import", saoke)

    assert (said.code, said.err) == (
        2,
        "Đơn vị không có tài khoản ngân hàng số «0123456789»; xem bằng `khfund bank list`.\n",
    )


def test_a_statement_without_a_number_belongs_to_the_only_account(on_a_file, saoke):
    saoke.write_text(HEAD.partition("\n")[2] + ROWS, encoding="utf-8")
    on_a_file(*OPEN)

    assert on_a_file.json("bank", "import", saoke)["new"] == 4


def test_a_statement_of_another_account_is_not_taken_for_the_named_one(on_a_file, saoke):
    on_a_file(*OPEN)
    on_a_file("account", "open", "1122", "Tiền gửi khác", "--role", "bank")
    on_a_file("bank", "open", "99990000", *OPEN[3:], "--account", "1122")

    said = on_a_file("--json", "bank", "import", saoke, "--number", "99990000")

    assert (said.code, said.rule) == (2, "wrong_account")


def test_a_file_that_is_not_there_is_refused(on_a_file, tmp_path):
    for verb in ("read", "import"):
        said = on_a_file("--json", "bank", verb, tmp_path / "none.csv")
        assert (said.code, said.rule) == (2, "file_unreadable")


# -- lines ----------------------------------------------------------------------------------------------------------


def test_lines_are_listed_with_what_is_not_in_the_book(imported):
    assert imported.json("bank", "lines", "--days", "2026-03-01..2026-03-02")["items"] == [
        {
            "line": "1",
            "day": "2026-03-02",
            "in": 500_000,
            "out": None,
            "left": 500_000,
            "reference": "A1",
            "narration": "LO THI AN ung ho",
        }
    ]


def test_a_cut_list_of_lines_says_how_many_are_left_out(imported):
    said = imported("bank", "lines", "--limit", 3)

    assert (len(said.out.splitlines()), said.err) == (2 + 3, "… còn 1 dòng nữa (--limit).\n")
    assert imported("bank", "lines", "--state", "used").out == "(không có dòng nào)\n"


def test_a_long_narration_goes_on_below_within_100_columns(on_a_file, saoke):
    words = "ung ho quy khuyen hoc " * 12
    saoke.write_text(HEAD + f"02/03/2026;A1;;500.000;500.000;{words}\n", encoding="utf-8")
    on_a_file(*OPEN)
    on_a_file("bank", "import", saoke)

    shown = on_a_file("bank", "lines").out.splitlines()

    assert max(map(len, shown)) <= 100
    assert " ".join(" ".join(shown[2:]).split()).endswith(words.strip())


def test_lines_of_an_account_that_is_not_there_are_refused(imported):
    said = imported("--json", "bank", "lines", "--number", "9999")

    assert (said.code, said.rule) == (2, "bank_account_unknown")


# -- booking --------------------------------------------------------------------------------------------------------


def test_unknown_money_is_booked_to_wait(imported):
    said = imported("bank", "book-unidentified", "--days", "2026-03-01..2026-03-10")

    assert said.out == "Đã ghi 2 khoản, 2.500.000 đ, vào tài khoản chờ xác định.\n"
    assert [one["line"] for one in imported.json("bank", "lines", "--state", "unidentified")["items"]] == [
        "1",
        "2",
    ]
    assert imported.json("bank", "book-unidentified", "--number", "0123456789") == {
        "entries": 1,
        "amount": 1_234,
    }


def test_a_line_is_posted_against_an_account(imported):
    said = imported("bank", "post", 3, "642", "--fund", "KH")
    answer = imported.json("bank", "post", 4, "515", "--fund", "KH", "--narration", "Lãi tháng 3")

    assert said.out == "Đã ghi dòng sao kê 3: BN-2026-00001, bút toán 1.\n"
    assert answer == {"line": 4, "entry": 2, "voucher": "BC-2026-00001"}


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("post", 9, "642", "--fund", "KH"), "line_unknown"),
        (("post", 0, "642", "--fund", "KH"), "line_unknown"),
        (("post", 3, "999", "--fund", "KH"), "account_unknown"),
        (("post", 3, "642", "--fund", "XX"), "fund_unknown"),
        (("match", 9, 1), "line_unknown"),
        (("match", 3, 9), None),
    ],
)
def test_a_line_that_cannot_be_booked_is_refused(imported, words, rule):
    before = imported.office.read(size)

    said = imported("--json", "bank", *words)

    assert (said.code, said.out, rule in {None, said.rule}) == (2, "", True)
    assert imported.office.read(size) == before


def test_a_line_is_booked_once(imported):
    imported("bank", "post", 3, "642", "--fund", "KH")

    said = imported("bank", "post", 3, "642", "--fund", "KH")

    assert (said.code, said.err) == (2, "Dòng sao kê 3 chỉ còn 0 đ chưa dùng, không đủ 11.000 đ.\n")


def test_a_line_is_matched_to_an_entry(imported):
    office = imported.office
    entry = office.post(
        date(2026, 3, 5), office.posting(AccountRole.MANAGEMENT, AccountRole.BANK, 11_000), kind="BN"
    )

    said = imported("bank", "match", 3, entry.id)

    assert said.out == f"Đã ghép dòng 3 với bút toán {entry.id}: 11.000 đ.\n"
    assert imported.json("bank", "lines", "--state", "used")["items"][0]["line"] == "3"


# -- reconciliation -------------------------------------------------------------------------------------------------


@pytest.fixture
def booked(imported):
    """The four lines are in the book."""
    imported.json("bank", "book-unidentified")
    imported.json("bank", "post", 3, "642", "--fund", "KH")
    return imported


def test_a_month_is_reconciled(booked):
    said = booked("bank", "reconcile", "3/2026")

    assert said.out == (
        "Tháng 3/2026 của tài khoản 0123456789 đã khớp: ngân hàng 2.490.234 đ, sổ 2.490.234 đ.\n"
    )
    assert booked.json("bank", "list")["items"][0]["reconciled_until"] == "2026-03-31"


def test_what_does_not_agree_is_not_reconciled(imported):
    said = imported("--json", "bank", "reconcile", "2026-03")

    assert (said.code, said.rule) == (2, "reconciliation_differs")
    assert imported.json("bank", "list")["items"][0]["reconciled_until"] is None


def test_a_reconciliation_is_undone_by_two_persons(booked):
    booked("bank", "reconcile", "3/2026", "--closing", "2.490.234")

    early = booked("--json", "bank", "undo", "--number", "0123456789")
    asked = booked("bank", "ask-undo", "--number", "0123456789", "--reason", "nhầm")
    alone = booked("--json", "bank", "undo", "--number", "0123456789")
    done = booked("bank", "undo", "--number", "0123456789", by="ketoantruong")

    assert (early.code, early.rule) == (2, "undoing_not_asked")
    assert asked.out == "Đã đề nghị bỏ đối chiếu Tháng 3/2026; cần người khác duyệt.\n"
    assert (alone.code, alone.rule) == (2, "another_person_needed")
    assert done.out == "Đã bỏ đối chiếu Tháng 3/2026 của tài khoản 0123456789.\n"


# -- the same request again -----------------------------------------------------------------------------------------


def test_each_step_at_the_bank_is_carried_out_once_per_request(on_a_file, saoke):
    steps = [
        OPEN,
        ("bank", "import", saoke),
        ("bank", "post", 3, "642", "--fund", "KH"),
        ("bank", "book-unidentified"),
        ("bank", "reconcile", "3/2026"),
        ("bank", "ask-undo", "--number", "0123456789", "--reason", "nhầm"),
    ]

    for number, words in enumerate(steps):
        first = on_a_file.json("--request-id", f"r-{number}", *words)
        before = on_a_file.office.read(size)
        assert on_a_file.json("--request-id", f"r-{number}", *words) == first
        assert on_a_file.office.read(size) == before


def test_the_same_request_with_another_file_is_refused(on_a_file, saoke):
    on_a_file(*OPEN)
    on_a_file("--request-id", "r", "bank", "import", saoke)
    saoke.write_text(HEAD + ROWS.replace("500.000;LO", "500.000;LE"), encoding="utf-8")

    assert on_a_file("--request-id", "r", "bank", "import", saoke).code == 2


# -- QR -------------------------------------------------------------------------------------------------------------


def test_a_transfer_code_is_drawn(on_a_file, tmp_path):
    on_a_file(*OPEN)
    words = (
        "bank",
        "qr",
        "0123456789",
        "--amount",
        "50.000",
        "--purpose",
        "Ung ho",
        "--out",
        tmp_path / "a.svg",
    )

    said, answer = on_a_file(*words), on_a_file.json(*words)

    assert said.out == f"Đã vẽ mã VietQR vào {tmp_path}/a.svg.\n"
    assert answer == {
        "payload": vietqr.payload("970436", "0123456789", 50_000, "Ung ho"),
        "file": f"{tmp_path}/a.svg",
    }
    assert "<svg" in (tmp_path / "a.svg").read_text()


def test_a_purpose_that_a_transfer_code_cannot_carry_is_refused(on_a_file, tmp_path):
    on_a_file(*OPEN)

    said = on_a_file("bank", "qr", "0123456789", "--purpose", "Ủng hộ", "--out", tmp_path / "a.svg")

    assert (said.code, said.err) == (
        2,
        "Nội dung «Ủng hộ» không đưa vào mã QR được; hãy viết không dấu, tối đa 25 ký tự.\n",
    )
    assert not (tmp_path / "a.svg").exists()
