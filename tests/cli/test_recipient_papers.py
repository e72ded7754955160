"""`recipient`, what stands beside an entry, as an officer types it."""

from __future__ import annotations

from datetime import date

import pytest

from khfund.ledger import AccountRole
from tests.banking.offices import a_bank_account
from tests.scholarships import runs


@pytest.fixture
def child(khfund):
    """A pupil of twelve with a guardian."""
    khfund.json("recipient", "enter", "Quàng Thị Hoà", "--born", "29/02/2012", "--commune", "xã Chiềng Ban")
    khfund.json(
        "recipient",
        "guardian",
        1,
        "Quàng Văn Bác",
        "--relation",
        "aunt_or_uncle",
        "--raises",
        "--since",
        "01/02/2026",
    )
    return khfund


def test_a_guardian_is_named_and_ends(child):
    named = child("recipient", "guardian", 1, "Quàng Thị Mẹ", "--relation", "mother", "--not-represents")
    ended = child("recipient", "guardian-end", 1, 2, "--reason", "đi làm xa")

    assert named.out == "Đã ghi người giám hộ số 2 của người nhận số 1.\n"
    assert ended.out.startswith("Người giám hộ số 2 thôi từ ngày ")
    assert [one["guardian"] for one in child.json("recipient", "show", 1)["guardians"]] == [1]


def test_consent_is_given_by_both_and_withdrawn(child):
    for whose in ((), ("--guardian", 1)):
        child.json(
            "recipient", "consent", 1, "publish_name", "--paper", "Đơn 12", "--day", "01/03/2026", *whose
        )
    given = child.json("recipient", "show", 1)["consents"]

    withdrawn = child("recipient", "withdraw-consent", 2, "--day", "01/09/2026", "--words", "đổi ý")

    assert [(one["consent"], one["by_representative"]) for one in given] == [(1, False), (2, True)]
    assert withdrawn.out == "Đồng ý số 2 đã rút từ ngày 01/09/2026.\n"
    assert [one["consent"] for one in child.json("recipient", "show", 1)["consents"]] == [1]


def test_a_pupil_is_enrolled(child):
    said = child(
        "recipient", "enrol", 1, "--school-year", "2026-2027", "--school", "THCS Chiềng Ban", "--class", "8A"
    )
    refused = child(
        "recipient", "enrol", 1, "--school-year", "2026-2027", "--school", "TH Tà Hộc", "--grade", 7
    )

    assert said.out == "Đã ghi trường, lớp năm học 2026-2027 của người nhận số 1.\n"
    assert refused.err.startswith("Lớp 7 không có ở trường này")
    assert child.json("recipient", "show", 1)["enrolments"] == [
        {"year": "2026-2027", "school": "THCS Chiềng Ban", "grade": 8, "class": "8A"}
    ]


def test_a_payee_is_told_by_the_last_four_figures(child):
    cash = child("recipient", "payee", 1, "cash", "--since", "01/03/2026")
    words = ("--bank", "Agribank", "--account", "3600205123456", "--holder", "Quàng Văn Bác")
    bank = child("recipient", "payee", 1, "bank", *words, "--since", "01/09/2026", "--reason", "mở tài khoản")

    assert cash.out == "Người nhận số 1 nhận tiền không qua tài khoản từ 01/03/2026.\n"
    assert bank.out == "Người nhận số 1 nhận tiền vào tài khoản …3456 từ 01/09/2026.\n"
    assert bank.err == (
        "Tên chủ tài khoản …3456 không phải tên người nhận số 1; nếu là của người thân hãy ghi rõ.\n"
    )
    assert child.json("recipient", "show", 1)["payees"] == [
        {"way": "cash", "bank": "", "account": "", "since": "2026-03-01"},
        {"way": "bank", "bank": "970405", "account": "…3456", "since": "2026-09-01"},
    ]


def test_whose_account_it_is_can_be_said(child):
    words = (
        "--bank",
        "970405",
        "--account",
        "3600205123456",
        "--holder",
        "Quàng Văn Bác",
        "--owner",
        "guardian",
    )

    assert child("recipient", "payee", 1, "bank", *words).err == ""


def test_everything_that_is_known_is_shown_to_an_officer(child):
    child.json(
        "recipient", "enrol", 1, "--school-year", "2025-2026", "--school", "THCS Chiềng Ban", "--class", "7A"
    )
    child.json("recipient", "payee", 1, "cash", "--since", "01/03/2026")
    child.json("recipient", "consent", 1, "photograph", "--paper", "Đơn", "--day", "01/03/2026")
    child.json("recipient", "correct", 1, "--phone", "0912345678", "--reason", "gia đình báo")

    said = child("recipient", "show", 1, "--on", "31/12/2026").out.splitlines()

    assert [line.split("  ")[0] for line in said[2:]] == [
        "Số", "Họ và tên", "Sinh", "Là", "Xã, phường", "Điện thoại", "Chưa đủ 18 tuổi", "Người trực tiếp nuôi dưỡng",
        "Trường, lớp", "Nơi nhận tiền", "Đã đồng ý", "Thay đổi",
    ]  # fmt: skip
    assert child("recipient", "show", 1, by="quantri").code == 2


def test_who_received_nothing_is_told_so(child):
    assert child("recipient", "received", 1).out == "(không có dòng nào)\n"
    assert child.json("recipient", "received", 1) == {"items": [], "findings": []}
    assert child.json("recipient", "received") == {"items": []}


def test_what_was_received_is_listed_with_findings(khfund):
    office = khfund.office
    payer = runs.Payer(office, a_bank_account(office))
    office.post(date(2026, 3, 1), office.posting(AccountRole.BANK, AccountRole.GIFTS, 50_000_000), kind="BC")
    office.do("programme.open", runs._programme, by=office.chief)
    payer.enter(1)
    payer.owe(0)
    khfund.json("unit", "set", "recipient_year_cap", "500.000", "--since", "01/09/2026", by="chutich")

    told = khfund.json("recipient", "received", 1, "--until", "15/01/2027")
    shown = khfund("recipient", "received", 1, "--until", "15/01/2027")
    all_findings = khfund.json("recipient", "received", "--until", "15/01/2027")["items"]

    (finding,) = told["findings"]
    assert finding == (
        "Năm học 2026-2027, người nhận số 1 được 1.000.000 đ, vượt mức trần 500.000 đ mỗi năm học của đơn vị."
    )
    assert all_findings == [{"finding": finding}]
    assert shown.err == f"{finding}\n"
    assert told["items"] == [
        {
            "year": "2026-2027",
            "programme": "VK",
            "round": "HB26",
            "kind": "award",
            "kind_name": "học bổng, khen thưởng theo đợt",
            "number": 1,
            "months": 1,
            "granted": 1_000_000,
            "owed": 1_000_000,
            "paid": 0,
            "state": "granted",
            "state_name": "đang có hiệu lực",
        }
    ]
