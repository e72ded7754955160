"""Term deposits on the command line, and what funds may spend beside them."""

from datetime import date

import pikepdf
import pytest
from python_calamine import CalamineWorkbook

from khfund.ledger.commitment import TELLERS, Commitment
from khfund.ledger.fund import funds

PLACE = ("deposit", "place", "TH", "500 triệu", "--bank", "Vietcombank", "--number", "01/HĐTG", "--rate", "6")
PLACE += ("--opened", "31/01/2026", "--term", "6 tháng", "--demand-rate", "0,2")
MILLION = 1_000_000


@pytest.fixture
def banked(khfund):
    """The endowment has 600 million in the bank."""
    khfund.json("bank", "open", "0123456789", "--bank", "VCB", "--fund", "TH", "--opened", "01/01/2026")
    words = ("--part", "TH:600.000.000", "--bank", "0123456789", "--day", "05/01/2026")
    khfund.json("donation", "receive", *words)
    return khfund


@pytest.fixture
def placed(banked):
    banked.json(*PLACE)
    return banked


def test_a_deposit_is_placed_and_told_with_its_day_of_maturity(banked):
    said = banked(*PLACE)

    assert (said.code, said.out, said.err) == (
        0,
        (
            "Đã gửi 500.000.000 đ theo hợp đồng 01/HĐTG (Vietcombank): khoản số 1, đáo hạn 31/07/2026, lãi dự kiến "
            "14.876.712 đ.\n"
        ),
        "",
    )


def test_a_deposit_in_a_persons_name_is_placed_with_a_warning(banked):
    said = banked.json(*PLACE, "--holder", "Lò Thị Thủ Quỹ")

    assert said["deposit"] == 1
    assert [one["rule"] for one in said["warnings"]] == ["deposit_holder"]


def test_a_year_of_a_deposit_from_placing_to_rolling_over(placed):
    accrued = placed("deposit", "accrue", "6/2026")
    rolled = placed(
        "deposit",
        "roll-over",
        1,
        "--rate",
        "5,5",
        "--with-interest",
        "--interest",
        "15.000.000",
        "--number",
        "02",
    )

    assert accrued.out == "Tháng 6/2026: đã dự thu lãi của 1 khoản tiền gửi, cộng 12.410.959 đ.\n"
    assert rolled.out == (
        "Đã tái tục khoản 1 thành khoản 2: gốc 515.000.000 đ, lãi suất 5,5 %, đáo hạn 31/01/2027; lãi kỳ cũ 15.000.000 đ, "
        "theo hợp đồng là 14.876.712 đ.\n"
    )
    assert rolled.err == (
        "Lưu ý: ngân hàng trả lãi 15.000.000 đ, theo hợp đồng 01/HĐTG (Vietcombank) là 14.876.712 đ, chênh 123.288 đ; đã "
        "ghi theo giấy báo của ngân hàng.\n"
    )
    assert [one["deposit"] for one in placed.json("deposit", "list", "--on", "31/08/2026")["items"]] == [2]
    assert placed("check").code == 0


def test_a_deposit_matures_by_the_banks_slip(placed):
    said = placed.json("deposit", "mature", 1, "--interest", "14.876.712", "--day", "03/08/2026")

    assert (said["principal"], said["interest"], said["difference"]) == (500 * MILLION, 14_876_712, 0)
    assert placed.json("deposit", "list", "--on", "03/08/2026") == {"items": []}


def test_a_part_is_withdrawn_early_and_the_bank_takes_interest_back(banked):
    banked.json(*PLACE, "--pays", "monthly")
    banked.json("deposit", "pay-interest", 1, "--day", "30/04/2026")

    said = banked.json(
        "deposit", "withdraw", 1, "--day", "30/04/2026", "--amount", "200 triệu", "--taken-back", "2.828.494"
    )

    assert (said["principal"], said["left"]) == (200 * MILLION, 300 * MILLION)
    assert (said["interest"], said["computed"]) == (-2_828_494, -2_828_493)


def test_interest_and_what_was_taken_back_of_one_slip_are_one_sum(banked):
    banked.json(*PLACE)

    said = banked.json(
        "deposit", "withdraw", 1, "--day", "30/04/2026", "--interest", "300.000", "--taken-back", "1.000"
    )

    assert said["interest"] == 299_000


def test_a_deposit_of_the_books_before_is_taken_over(banked, tmp_path):
    table = tmp_path / "so-du.csv"
    table.write_text(
        "Quỹ;Tài khoản;Số tiền;Trong đó vốn gốc\nTH;121;100.000.000;100.000.000\n", encoding="utf-8"
    )
    banked.json("book", "bring-forward", table)

    said = banked(
        "deposit", "take-over", "TH", "100 triệu", "--bank", "BIDV", "--number", "99", "--rate", "5,2",
        "--opened", "30/09/2025", "--matures", "30/09/2026",
    )  # fmt: skip

    assert said.out == (
        "Đã nhận 100.000.000 đ theo hợp đồng 99 (BIDV): khoản số 1, đáo hạn 30/09/2026; không ghi bút toán.\n"
    )
    assert banked.json("deposit", "show", 1)["term"] == "365 ngày"


def test_a_deposit_without_a_term_or_a_day_of_maturity_is_refused(banked):
    words = [word for word in PLACE if word not in {"--term", "6 tháng"}]

    said = banked("--json", *words)

    assert (said.code, said.rule) == (2, "term_unreadable")


def test_what_was_entered_last_is_undone(placed):
    placed.json("deposit", "accrue", "3/2026", "--deposit", 1)

    said = placed("deposit", "undo", 1, "--reason", "Nhầm tháng")

    assert said.out == "Đã hoàn tác việc sau cùng của khoản tiền gửi 1, ngày 31/03/2026.\n"
    assert [one["kind"] for one in placed.json("deposit", "show", 1)["items"]] == ["placed"]


def test_a_contract_is_handed_on_and_taken_over_again(placed):
    placed.json("deposit", "accrue", "3/2026")

    said = placed("deposit", "hand-on", 1, "--day", "31/03/2026")
    words = [word if word != "01/HĐTG" else "01/BG" for word in PLACE[2:]]
    taken = placed.json("deposit", "take-over", *words, "--interest", "4.931.507", "--day", "31/03/2026")

    assert said.out == (
        "Khoản tiền gửi 1 đã bàn giao: gốc 500.000.000 đ, lãi trên sổ 4.931.507 đ; không ghi bút toán.\n"
    )
    assert taken["deposit"] == 2
    assert placed.json("deposit", "mature", 2)["interest"] == 14_876_712
    assert placed("check").code == 0


def test_an_entry_of_a_deposit_is_not_reversed_past_it(placed):
    said = placed("--json", "entry", "reverse", 2, "--day", "31/01/2026", "--reason", "Nhầm")

    assert (said.code, said.rule) == (2, "deposit_holds_entry")


def test_a_deposit_is_shown_with_everything_that_happened_to_it(placed):
    placed.json("deposit", "accrue", "3/2026")

    shown = placed("deposit", "show", 1).out.splitlines()
    told = placed.json("deposit", "show", 1)

    assert shown[0] == (
        "01/HĐTG (Vietcombank): 500.000.000 đ từ 31/01/2026 đến 31/07/2026 (6 tháng), 6 % một năm; còn gửi 500.000.000 đ."
    )
    assert [line.split("  ")[1].strip() for line in shown[3:]] == ["gửi", "dự thu lãi"]
    assert (told["left"], told["booked"], told["rate"]) == (500 * MILLION, 4_931_507, "6")
    assert told["items"][1] == {
        "day": "2026-03-31",
        "kind": "accrued",
        "what": "dự thu lãi",
        "entry": 3,
        "principal": 0,
        "recognised": 4_931_507,
        "received": 0,
        "computed": 4_931_507,
        "difference": 0,
    }


def test_the_ladder_is_told_and_printed(placed, tmp_path):
    told = placed.json("deposit", "ladder", "--on", "30/06/2026", "--fund", "TH")
    pdf, xlsx = tmp_path / "so.pdf", tmp_path / "so.xlsx"
    said = placed("deposit", "ladder", "--on", "30/06/2026", "--out", pdf)
    placed.json("deposit", "ladder", "--on", "30/06/2026", "--out", xlsx)

    assert told == {
        "items": [{"month": "Tháng 7/2026", "fund": "TH", "principal": 500 * MILLION, "interest": 14_876_712}]
    }
    assert said.out == f"Đã in sổ theo dõi tiền gửi vào {pdf}.\n"
    with pikepdf.open(pdf) as document:
        assert len(document.pages) == 1
    assert CalamineWorkbook.from_path(str(xlsx)).sheet_names == ["Tiền gửi", "Thang đáo hạn"]


def test_the_ladder_is_printed_as_pdf_or_workbook_only(placed, tmp_path):
    said = placed("deposit", "ladder", "--out", tmp_path / "so.docx")

    assert (said.code, said.err) == (
        2,
        "Không biết in sổ theo dõi tiền gửi thành tệp «so.docx»; hãy đặt tên tệp .pdf hoặc .xlsx.\n",
    )


def test_deposits_of_one_fund_are_listed_alone(placed):
    assert placed.json("deposit", "list", "--on", "30/06/2026", "--fund", "KH") == {"items": []}
    (one,) = placed.json("deposit", "list", "--on", "30/06/2026", "--fund", "TH")["items"]
    assert (one["days_left"], one["rate"], one["earned"], one["expected"]) == (
        31,
        "6",
        12_410_959,
        14_876_712,
    )


# -- what funds may spend -------------------------------------------------------------------------------------------


@pytest.fixture
def promised():
    """A promise of 100 million that both funds have made."""

    def tell(session, unit_id, _on):
        return [
            Commitment(date(2026, 9, 5), one.id, 100 * MILLION, "Học bổng") for one in funds(session, unit_id)
        ]

    TELLERS.append(tell)
    yield
    TELLERS.remove(tell)


@pytest.mark.usefixtures("promised")
def test_what_a_fund_has_promised_is_listed_and_not_free(placed):
    said = placed("fund", "show", "TH", "--on", "30/06/2026").out.splitlines()

    told = placed.json("fund", "show", "TH", "--on", "30/06/2026")
    assert (told["committed"], told["free"]) == (100 * MILLION, -100 * MILLION)
    assert told["items"] == [{"day": "2026-09-05", "what": "Học bổng", "amount": 100 * MILLION}]
    assert said[-1].split() == ["Học", "bổng", "1", "05/09/2026", "05/09/2026", "100.000.000"]


def test_principal_and_what_may_be_spent_are_kept_apart_in_every_view(placed):
    placed.json("deposit", "accrue", "6/2026")

    row = placed.json("fund", "list", "--on", "30/06/2026")["items"][1]
    said = placed("fund", "show", "TH", "--on", "30/06/2026")
    told = placed.json("fund", "show", "TH", "--on", "30/06/2026")

    figures = {"principal": 600 * MILLION, "spendable": 12_410_959, "committed": 0, "free": 12_410_959}
    figures |= {"total": 612_410_959, "liquid": 100 * MILLION}
    assert row == {"code": "TH", "name": "Quỹ học bổng Tô Hiệu", **figures}
    assert said.out == (
        "Quỹ học bổng Tô Hiệu: vốn gốc 600.000.000 đ, được chi 12.410.959 đ, đã cam kết 0 đ, còn được chi 12.410.959 đ; "
        "tiền có ngay 100.000.000 đ, đang gửi có kỳ hạn 500.000.000 đ.\n"
    )
    assert told == row | {"on": "2026-06-30", "on_deposit": 500 * MILLION, "items": []}
