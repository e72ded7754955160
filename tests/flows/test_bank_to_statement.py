"""The first walk on a real account: from the bank's file to receipts and the public statement, at the command line."""

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from benchmarks.real_statement import make_known
from khfund.cli.main import run

LINES, CREDIT, DEBIT = 20_000, 19_936_106_347, 55_000
OPENING = 10_847_182_843
CLOSING = OPENING + CREDIT - DEBIT
OFFICERS = ("ketoan:accountant:Kế Toán", "ktt:chief_accountant:Kế Toán Trưởng")


@pytest.fixture
def statement(shared_data: Path) -> Path:
    file = shared_data / "bank" / "vietcombank-2024-09.csv"
    if not file.exists():
        pytest.skip(f"the real statement is not here: {file.name}")
    return file


@pytest.fixture
def khfund(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("KHFUND_KEY", raising=False)

    def type_in(*words: object, by: str = "ketoan"):
        capsys.readouterr()
        code = run(["--db", str(tmp_path / "books.sqlite"), "--as", by, "--json", *map(str, words)])
        said = capsys.readouterr()
        assert code == 0, said.err
        return json.loads(said.out)

    return type_in


def some(answer: dict, *names: str) -> list:
    return [answer[name] for name in names]


@pytest.mark.slow
def test_a_month_of_a_real_account_goes_from_its_file_to_the_public(statement, khfund, tmp_path):
    open_books(khfund, tmp_path)

    taken = khfund("bank", "import", statement)
    again = khfund("bank", "import", statement)
    khfund("bank", "propose", "--limit", 0)
    accepted = khfund("bank", "accept")
    booked = khfund("bank", "book-unidentified")
    (fee,) = khfund("bank", "lines", "--state", "unmatched")["items"]
    khfund("bank", "post", fee["line"], "642", "--fund", "CT")
    reconciled = khfund("bank", "reconcile", "9/2024", "--closing", CLOSING)

    assert some(taken, "lines", "new", "known", "credit", "debit") == [LINES, LINES, 0, CREDIT, DEBIT]
    assert some(taken, "balances", "breaks", "problems") == [8, 0, 0]
    assert some(again, "new", "known", "credit") == [0, LINES, 0]
    assert (accepted["gifts"], booked["amount"], booked["entries"]) == (0, CREDIT, LINES - 1)
    assert (fee["out"], fee["left"]) == (DEBIT, DEBIT)
    assert some(reconciled, "bank_closing", "book_closing") == [CLOSING, CLOSING]
    assert khfund("check") == {"items": []}

    known = make_known(str(tmp_path / "books.sqlite"))
    receipts_are_issued_and_printed(khfund, tmp_path)
    the_month_is_published(khfund, tmp_path, known["amount"])


def open_books(khfund, folder: Path) -> None:
    officers = [word for one in OFFICERS for word in ("--officer", one)]
    khfund("init", "--code", "CT", "--name", "Hội", "--opened", "01/09/2024", *officers)
    khfund("fund", "open", "CT", "Quỹ", "--opened", "01/09/2024")
    khfund("bank", "open", "0123456789", "--bank", "Vietcombank", "--fund", "CT", "--opened", "01/09/2024")
    khfund("receipt", "open-series", "GXN")
    (folder / "dk.csv").write_text(
        f"Quỹ;Tài khoản;Số tiền;Trong đó vốn gốc\nCT;112;{OPENING};0\n", encoding="utf-8"
    )
    assert khfund("book", "bring-forward", folder / "dk.csv")["amount"] == OPENING


def receipts_are_issued_and_printed(khfund, folder: Path) -> None:
    issue = ("--days", "2024-09", "--limit", 1_000, "--day", "30/09/2024")
    issued = khfund("receipt", "issue", "--series", "GXN", *issue)
    khfund("receipt", "print", "--out", folder / "receipts.pdf")

    assert some(issued, "count", "first", "last") == [1_000, "GXN-2024-000001", "GXN-2024-001000"]
    assert len(PdfReader(folder / "receipts.pdf").pages) == 1_000


def the_month_is_published(khfund, folder: Path, known: int) -> None:
    khfund("period", "close", "9/2024", "--accept", "unidentified", by="ktt")
    published = khfund("statement", "2024-09", "--out", folder / "public", by="ktt")

    assert some(published, "opening", "received", "used", "closing") == [
        OPENING,
        known,
        DEBIT,
        OPENING + known - DEBIT,
    ]
    assert published["difference"] == 0
    assert khfund("check") == {"items": []}
    assert khfund("verify")["contradictions"] == []
