"""`khfund payment`, its papers: the bank's file, the lists that are signed, and proof of receipt."""

from datetime import date

import pytest

from tests.cli.paydesk import a_desk
from tests.scholarships.runs import AMOUNT


@pytest.fixture
def chi(khfund):
    chi = a_desk(khfund, 2)
    chi.payer.enter(1, way="cash")
    chi.payer.owe(0, 1, 2)
    chi.run = chi.payer.approve(chi.payer.draft(), day=date(2026, 3, 20))
    return chi


def test_the_banks_file_is_written_again_identically(chi, tmp_path):
    first, again = tmp_path / "a.csv", tmp_path / "b.csv"

    said = chi("payment", "file", 1, "--statement", "0123456789", "--out", first)
    told = chi.json("payment", "file", 1, "--statement", "0123456789", "--out", again)

    assert said.out.startswith("Đã ghi 2 khoản chuyển, 2.000.000 đ, vào ")
    assert said.out.endswith("nội dung lô khi gửi ngân hàng: CD222223F.\n")
    assert (told["count"], told["total"], told["code"]) == (2, 2 * AMOUNT, "CD222223F")
    assert first.read_bytes() == again.read_bytes()
    chi("payment", "file", 1, "--statement", "0123456789", "--out", tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes().startswith(b"PK")


def test_a_file_is_told_by_its_ending(chi, tmp_path):
    refused = chi("payment", "file", 1, "--statement", "0123456789", "--out", tmp_path / "a.doc")

    assert refused.err == "Tên tệp «a.doc» phải kết thúc bằng .csv, .xlsx.\n"


def test_lists_and_the_phieu_chi_are_printed(chi, tmp_path):
    chi.payer.settle_cash(
        *(one for one in chi.payer.lines(chi.run) if one.way.value == "cash"), day=date(2026, 3, 21)
    )
    (entry,) = [
        one["entry"]
        for one in chi.json("entry", "list", "--days", "2026")["items"]
        if "PC-" in one["voucher"]
    ]

    for name, words in (("a.pdf", ()), ("b.xlsx", ("--list", "bank")), ("c.pdf", ("--voucher", entry))):
        assert chi("payment", "print", 1, "--out", tmp_path / name, *words).code == 0

    assert [(tmp_path / name).read_bytes()[:2] for name in ("a.pdf", "b.xlsx", "c.pdf")] == [
        b"%P",
        b"PK",
        b"%P",
    ]
    assert chi("payment", "print", 1, "--list", "cash", "--out", tmp_path / "d.pdf").out == (
        f"Đã in 1.000.000 đ của đợt chi số 1 vào {tmp_path / 'd.pdf'}.\n"
    )


def test_proof_is_outstanding_until_it_is_filed(chi, tmp_path):
    scan = tmp_path / "ds.pdf"
    scan.write_bytes(b"%PDF-1.7")
    chi.payer.settle_cash(
        *(one for one in chi.payer.lines(chi.run) if one.way.value == "cash"), day=date(2026, 3, 21)
    )
    (waiting,) = chi.json("payment", "proofs", "--outstanding")["items"]
    assert (waiting["recipient"], waiting["paid"], waiting["proven"]) == ("3", "2026-03-21", False)

    filed = chi("payment", "proof", 1, scan, "--kind", "signed_list", "--day", "22/03/2026")

    assert filed.out == "Đã lưu giấy tờ số 1 cho 1 khoản chi.\n"
    assert chi.json("payment", "proofs", "--outstanding") == {"items": []}
    assert [one["proven"] for one in chi.json("payment", "proofs", "--run", 1)["items"]] == [True]
