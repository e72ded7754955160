"""`khfund payment`, what becomes of it: the statement settles it, or the signed list; it comes back, is dropped, recovered."""

from datetime import date

import pytest

from tests.cli.paydesk import a_desk
from tests.scholarships.runs import AMOUNT


@pytest.fixture
def chi(khfund):
    chi = a_desk(khfund)
    chi.payer.enter(1, way="cash")
    chi.payer.owe(0, 1, 2, 3)
    chi.run = chi.payer.approve(chi.payer.draft(), day=date(2026, 3, 20))
    return chi


def state(chi):
    return sorted((one["recipient"], one["state"]) for one in chi.json("payment", "show", 1)["items"])


def by_recipient(chi):
    return {one["recipient"]: one["code"] for one in chi.json("payment", "show", 1)["items"]}


def test_a_statement_is_gone_through_by_codes(chi):
    code = by_recipient(chi)
    chi.payer.bank_line(-AMOUNT, f"{code['1']} hoc bong", day="21/03/2026")
    chi.payer.bank_line(-AMOUNT - 3_300, f"{code['2']} hoc bong", day="21/03/2026")

    proposed = chi.json("payment", "settle", "--statement", "0123456789")["items"]
    assert [(one["codes"], one["certain"]) for one in proposed] == [([code["1"]], True), ([code["2"]], False)]

    said = chi("payment", "settle", "--statement", "0123456789", "--accept", by="thuquy")
    assert said.out.startswith("Đã ghi 1 dòng sao kê: trả 1 khoản, 1.000.000 đ; 0 khoản bị trả lại.\n")
    assert "2026-03-21" not in said.out
    assert "lệch 3.300 đ" in " ".join(said.out.split())
    told = chi.json("payment", "settle", "--statement", "0123456789", "--accept", by="thuquy")
    assert (told["lines"], len(told["left"])) == (0, 1)
    assert state(chi) == [("1", "paid"), ("2", "open"), ("3", "open"), ("4", "open")]


def test_one_line_pays_the_payments_that_are_named_or_all(chi):
    line = chi.payer.bank_line(-3 * AMOUNT, "chi ho", day="21/03/2026")

    said = chi("payment", "settle", 1, "--line", line, "--pays", "all", by="thuquy")

    assert said.out.startswith("Đã ghi trả: BN-20")
    assert [one for _, one in state(chi)] == ["paid", "paid", "paid", "open"]


@pytest.mark.parametrize(
    "words", [(), ("1",), ("--line", "1"), ("1", "--line", "1", "--statement", "0123456789")]
)
def test_settling_says_how(chi, words):
    refused = chi("payment", "settle", *words, by="thuquy")

    assert refused.err == (
        "Hãy ghi --statement SỐ_TÀI_KHOẢN để đối chiếu cả sao kê, hoặc số đợt chi cùng --line DÒNG và --pays KHOẢN.\n"
    )


def test_cash_is_settled_by_who_signed(chi):
    code = by_recipient(chi)["4"]
    words = ("payment", "settle-cash", 1, "--pays", code, "--day", "21/03/2026")

    said = chi(*words, "--signed", f"{code}=Cô Hà", by="thuquy")

    assert said.out == "Đã trả tiền mặt 1 khoản: PC-2026-00001.\n"
    assert dict(state(chi))["4"] == "paid"


def test_what_comes_back_is_told_and_paid_again(chi):
    code = by_recipient(chi)["1"]
    out = chi.payer.bank_line(-AMOUNT, code, day="21/03/2026")
    chi("payment", "settle", 1, "--line", out, "--pays", code, by="thuquy")
    back = chi.payer.bank_line(AMOUNT, code, day="11/04/2026")

    said = chi("payment", "returned", 1, "--pays", code, "--line", back, "--reason", "Sai tên", by="thuquy")

    assert said.out == "Đã ghi 1 khoản bị trả lại. BC-2026-00002\n"
    assert dict(state(chi))["1"] == "returned"
    assert chi("payment", "again", 1, "--pays", code, "--payout", "15/01/2027").out == (
        "Đã lập đợt chi lại số 2: 1 khoản, 1.000.000 đ.\n"
    )


def test_what_was_not_sent_is_dropped_for_a_coded_reason(chi):
    code = by_recipient(chi)["2"]
    chi("payment", "returned", 1, "--pays", code, "--not-sent", "--reason", "Sai số", by="thuquy")

    dropped = chi("payment", "drop", 1, code, "--reason", "refused", "--day", "22/03/2026")

    assert dropped.out.startswith(f"Đã bỏ khoản chi {code}, bút toán ")
    assert dict(state(chi))["2"] == "dropped"


def test_what_was_paid_in_error_is_claimed_and_received_back(chi):
    code = by_recipient(chi)["3"]
    line = chi.payer.bank_line(-AMOUNT, code, day="21/03/2026")
    chi("payment", "settle", 1, "--line", line, "--pays", code, by="thuquy")

    claimed = chi("payment", "recover", 1, code, "--because", "Nhầm số", "--day", "22/03/2026")
    came = chi("payment", "received-back", 1, code, "--amount", "400.000", "--day", "23/03/2026", by="thuquy")

    assert claimed.out == f"Phải thu hồi 1.000.000 đ của khoản chi {code}.\n"
    assert came.out == f"Đã thu hồi 400.000 đ của khoản chi {code}, còn 600.000 đ.\n"
    assert dict(state(chi))["3"] == "recovered"


@pytest.mark.parametrize("words", [(), ("--cash", "--not-sent"), ("--line", "1", "--cash")])
def test_a_return_says_how(chi, words):
    refused = chi("payment", "returned", 1, "--pays", "1", "--reason", "Sai", *words, by="thuquy")

    assert refused.err == "Hãy ghi đúng một trong: --line DÒNG_SAO_KÊ, --cash, --not-sent.\n"
