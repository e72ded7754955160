"""`pledge` on the command line: promises, payments, arrears, reminders."""

import pytest

from tests.cli.shell import Shell

AGREE = (
    "pledge",
    "agree",
    1,
    "--fund",
    "KH",
    "--amount",
    "500.000",
    "--every",
    "monthly",
    "--from",
    "05/01/2026",
)
AGREE += ("--agreed", "02/01/2026", "--until", "31/12/2026")


@pytest.fixture
def promised(on_a_file) -> Shell:
    """One donor who has promised 500.000 đ a month of 2026 and paid 700.000 đ."""
    on_a_file.json("donor", "enter", "Lò Thị Ánh")
    on_a_file.json(*AGREE)
    on_a_file.json("donation", "receive", "--donor", 1, "--day", "10/02/2026", "--part", "KH:700.000")
    return on_a_file


def test_a_pledge_is_shown_with_its_instalments_and_payments(promised):
    told = promised.json("pledge", "show", 1, "--on", "31/03/2026")

    assert (told["promised"], told["paid"], told["outstanding"], told["every"]) == (
        6_000_000,
        700_000,
        5_300_000,
        "monthly",
    )
    assert told["instalments"][1] == {
        "number": "2",
        "day": "2026-02-05",
        "promised": 500_000,
        "paid": 200_000,
        "outstanding": 300_000,
    }
    assert told["payments"] == [{"donation": 1, "day": "2026-02-10", "amount": 700_000}]
    said = promised("pledge", "show", 1, "--on", "31/03/2026").out
    assert "Lò Thị Ánh: đã hứa 6.000.000 đ, đã nhận 700.000 đ, còn lại 5.300.000 đ; mã KHCK26" in said


def test_pledges_are_listed_with_a_hint_at_unclear_gifts(promised):
    (told,) = promised.json("pledge", "list", "--on", "31/03/2026")["items"]
    assert (told["donor"], told["promised"], told["every_name"]) == ("Lò Thị Ánh", 6_000_000, "hằng tháng")

    promised.json(*AGREE)

    said = promised("pledge", "list", "--on", "31/03/2026")
    assert said.err == "Có 1 khoản ủng hộ có thể trả nhiều cam kết; xem `khfund pledge unclear`.\n"
    (unclear,) = promised.json("pledge", "unclear", "--on", "31/03/2026")["items"]
    assert unclear == {"donation": "1", "day": "2026-02-10", "amount": 700_000, "pledges": "1, 2"}
    promised.json("pledge", "link", 1, "--pledge", 2)
    assert promised.json("pledge", "unclear", "--on", "31/03/2026")["items"] == []
    assert promised.json("pledge", "show", 2, "--on", "31/03/2026")["paid"] == 700_000


def test_a_gift_may_be_taken_out_of_every_pledge(promised):
    promised.json("pledge", "link", 1, "--none", "KH")

    assert promised.json("pledge", "show", 1, "--on", "31/03/2026")["paid"] == 0


def test_a_pledge_of_a_campaign_is_listed_with_it(promised):
    promised.json("campaign", "open", "TET", "Tết cho em", "--fund", "KH", "--starts", "01/01/2026")
    listed = ("--instalment", "05/05/2026:1.000.000", "--instalment", "05/09/2026:2.000.000")
    promised.json(
        "pledge", "agree", 1, "--fund", "KH", *listed, "--campaign", "TET", "--agreed", "01/03/2026"
    )

    (told,) = promised.json("pledge", "list", "--campaign", "TET")["items"]
    assert (told["pledge"], told["promised"], told["every"]) == ("2", 3_000_000, "listed")


def test_who_is_overdue_is_reminded_once(promised, tmp_path):
    (late,) = promised.json("pledge", "overdue", "--on", "31/03/2026")["items"]
    assert (late["since"], late["amount"], late["state"], late["waiting"]) == (
        "2026-02-05",
        800_000,
        "overdue",
        [],
    )

    out = tmp_path / "nhac.pdf"
    said = promised("pledge", "remind", "--on", "31/03/2026", "--out", out, "--size", "A5")

    assert said.out == "Đã in 1 thư ngỏ.\n"
    assert out.read_bytes().startswith(b"%PDF")
    again = promised("--json", "pledge", "remind", "--on", "31/03/2026", "--out", tmp_path / "2.pdf")
    assert (again.code, again.rule) == (2, "nobody_to_remind")
    assert not (tmp_path / "2.pdf").exists()
    repeated = promised.json(
        "pledge", "remind", "--pledge", 1, "--again", "--on", "31/03/2026", "--out", tmp_path / "3.pdf"
    )
    assert repeated["pledges"] == [1]


def test_whose_money_waits_is_not_called_overdue(promised, tmp_path):
    code = promised.json("pledge", "list")["items"][0]["code"]
    promised.json(
        "bank", "open", "0123456789", "--bank", "Vietcombank", "--fund", "KH", "--opened", "01/01/2026"
    )
    statement = tmp_path / "saoke.csv"
    head = "Ngày giao dịch;Số bút toán;Ghi nợ;Ghi có;Số dư;Nội dung chi tiết\n"
    row = f"06/03/2026;FT1;;2.000.000;2.000.000;CK {code}\n"
    more = "07/03/2026;FT2;;1.250.500;3.250.500;LAI\n"
    statement.write_text(head + row + more, encoding="utf-8")
    promised.json("bank", "import", statement)

    said = promised("pledge", "overdue", "--on", "31/03/2026").out

    assert "có thể đã trả: dòng 1 đang chờ" in said
    assert "quá hạn" not in said


def test_a_rate_changes_and_a_pledge_ends_from_today_on(promised):
    changed = promised.json("pledge", "change", 1, "--amount", "600.000", "--since", "01/01/2100")
    assert (changed["amount"], changed["since"]) == (600_000, "2100-01-01")
    past = promised("--json", "pledge", "change", 1, "--amount", "600.000", "--since", "01/02/2026")
    assert (past.code, past.rule) == (2, "past_instalment")

    promised.json("pledge", "end", 1, "--reason", "withdrew", "--words", "gọi điện")

    (told,) = promised.json("pledge", "list")["items"]
    assert (told["reason"], told["reason_name"]) == ("withdrew", "người ủng hộ xin thôi")


@pytest.mark.parametrize(
    "words",
    [
        ("agree", 1, "--fund", "KH", "--amount", "1.000"),
        ("agree", 1, "--fund", "KH", "--instalment", "05/05/2026:1.000", "--amount", "1.000"),
        ("link", 1),
        ("link", 1, "--pledge", 1, "--none", "KH"),
    ],
)
def test_words_that_do_not_go_together_are_refused(promised, words):
    assert promised("pledge", *words).code == 2


def test_no_name_is_kept_in_the_log_of_answers(on_a_file):
    on_a_file.json("donor", "enter", "Lò Thị Ánh")

    assert set(on_a_file.json(*AGREE)) == {"pledge", "code"}
