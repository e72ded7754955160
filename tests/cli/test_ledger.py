import pytest

from khfund.audit import size


def given(khfund, amount="500.000", fund="KH", day="05/03/2026"):
    """Draft, approve and post a cash gift by the command line; return the entry's number."""
    posting = f"111:5111:{fund}:{amount}"
    voucher = khfund.json(
        "voucher", "draft", "PT", "--day", day, "--narration", "Ủng hộ", "--posting", posting
    )["voucher"]
    khfund.json("voucher", "approve", voucher, by="chutich")
    return khfund.json("voucher", "post", voucher, "--day", day, by="thuquy")["entry"]


def test_an_account_is_opened_and_listed(khfund):
    said = khfund("account", "open", "1121", "Tài khoản Vietcombank", "--role", "bank")

    assert (said.code, said.out) == (0, "Đã mở tài khoản 1121 — Tài khoản Vietcombank.\n")
    listed = {"code": "1121", "name": "Tài khoản Vietcombank", "role": "bank", "closed": None}
    assert listed in khfund.json("account", "list")["items"]


def test_a_fund_is_opened_and_listed_with_its_balances(khfund):
    given(khfund)

    said = khfund("fund", "open", "NE", "Nuôi em", "--opened", "01/02/2026", "--purpose", "Học sinh nghèo")

    assert (said.code, said.out) == (0, "Đã mở quỹ NE — Nuôi em.\n")
    assert khfund.json("fund", "list", "--on", "31/03/2026")["items"] == [
        {"code": "KH", "name": "Quỹ Khuyến học tỉnh", "principal": 0, "spendable": 500_000, "committed": 0, "free": 500_000, "total": 500_000, "liquid": 500_000},
        {"code": "NE", "name": "Nuôi em", "principal": 0, "spendable": 0, "committed": 0, "free": 0, "total": 0, "liquid": 0},
        {"code": "TH", "name": "Quỹ học bổng Tô Hiệu", "principal": 0, "spendable": 0, "committed": 0, "free": 0, "total": 0, "liquid": 0},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("account", "open", "111", "Tiền", "--role", "cash"), "account_code_taken"),
        (("account", "open", "9", "Tiền", "--role", "gold"), "usage"),
        (("fund", "open", "KH", "Quỹ", "--opened", "01/02/2026"), "fund_code_taken"),
        (("fund", "open", "X", "Quỹ", "--opened", "31/02/2026"), "no_such_day"),
        (("entry", "reverse", "99", "--reason", "nhầm"), "entry_unknown"),
        (("entry", "list", "--account", "9"), "account_unknown"),
        (("entry", "list", "--days", "hôm qua"), None),
        (("balance", "--fund", "XX"), "fund_unknown"),
        (("trial-balance", "--fund", "XX"), "fund_unknown"),
        (("--unit", "XX", "balance"), "unit_unknown"),
        (("no-such-verb",), "usage"),
    ],
)
def test_a_refusal_names_its_rule_and_changes_nothing(khfund, words, rule):
    before = khfund.office.read(size)

    said = khfund("--json", *words)

    assert (said.code, said.out) == (2, "")
    assert rule in (None, said.rule)
    assert khfund.office.read(size) == before


def test_who_acts_must_be_said_and_known(khfund):
    unknown = khfund("account", "open", "9", "Tiền", "--role", "cash", by="nobody")
    unsaid = khfund("account", "open", "9", "Tiền", "--role", "cash", by="")
    not_allowed = khfund("--json", "account", "open", "9", "Tiền", "--role", "cash", by="thuquy")

    assert unknown.code == unsaid.code == not_allowed.code == 2
    assert (
        unknown.err == "Không có người dùng «nobody» đang hoạt động; hãy kiểm tra tên đăng nhập sau --as.\n"
    )
    assert unsaid.err == "Hãy cho biết ai đang làm việc: --as TÊN_ĐĂNG_NHẬP hoặc biến KHFUND_AS.\n"
    assert not_allowed.rule == "not_allowed"


@pytest.mark.parametrize(
    "words",
    [
        ("account", "open", "1121", "Ngân hàng", "--role", "bank"),
        ("fund", "open", "NE", "Nuôi em", "--opened", "01/02/2026"),
    ],
)
def test_a_request_is_carried_out_once(khfund, words):
    first = khfund.json("--request-id", "r-1", *words)
    before = khfund.office.read(size)

    again = khfund.json("--request-id", "r-1", *words)
    other = khfund(
        "--json", "--request-id", "r-1", *words[:-1], "01/03/2026" if words[0] == "fund" else "cash"
    )

    assert again == first
    assert (other.code, other.rule) == (2, "request_id_reused")
    assert khfund.office.read(size) == before


def test_an_entry_is_listed_and_reversed_once(khfund):
    entry = given(khfund)

    said = khfund("entry", "reverse", entry, "--day", "06/03/2026", "--reason", "ghi nhầm")
    again = khfund("entry", "reverse", entry, "--day", "06/03/2026", "--reason", "ghi nhầm")

    assert (said.code, said.out) == (0, "Đã đảo bút toán 1 bằng bút toán 2 (PK-2026-00001).\n")
    assert (again.code, again.err) == (2, "Bút toán 1 đã được đảo bằng bút toán 2.\n")
    assert khfund.json("entry", "list", "--days", "2026-03", "--account", "111")["items"] == [
        {
            "entry": "2",
            "day": "2026-03-06",
            "voucher": "PK-2026-00001",
            "amount": 500_000,
            "narration": "Đảo bút toán 1 (PT-2026-00001): ghi nhầm",
        },
        {
            "entry": "1",
            "day": "2026-03-05",
            "voucher": "PT-2026-00001",
            "amount": 500_000,
            "narration": "Ủng hộ",
        },
    ]


def test_balances_are_told_on_a_day_for_a_fund_or_an_account(khfund):
    given(khfund)
    given(khfund, "250.000", "TH", "01/04/2026")

    on_march = khfund.json("balance", "--on", "31/03/2026")["items"]
    of_fund = khfund.json("balance", "--on", "30/04/2026", "--fund", "TH", "--account", "111")["items"]
    before_all = khfund.json("balance", "--on", "30/04/2026", "--known-at", "2026-01-01")["items"]

    assert on_march == [
        {"fund": "KH", "account": "111", "name": "Tiền mặt", "balance": 500_000},
        {"fund": "KH", "account": "5111", "name": "Tài trợ bằng tiền", "balance": 500_000},
    ]
    assert of_fund == [{"fund": "TH", "account": "111", "name": "Tiền mặt", "balance": 250_000}]
    assert before_all == []


def test_the_trial_balance_adds_up_for_a_reader(khfund):
    given(khfund)

    said = khfund("trial-balance", "--on", "31/03/2026")
    english = khfund("--lang", "en", "trial-balance", "--on", "31/03/2026", "--fund", "KH")

    assert said.out.splitlines() == [
        "Tài khoản  Tên                     Nợ       Có    Số dư",
        "─────────  ─────────────────  ───────  ───────  ───────",
        "111        Tiền mặt           500.000        0  500.000",
        "5111       Tài trợ bằng tiền        0  500.000  500.000",
        "           Cộng               500.000  500.000",
    ]
    assert english.out.splitlines()[0].split() == ["Account", "Name", "Debit", "Credit", "Balance"]


def test_nothing_to_list_is_said(khfund):
    assert khfund("entry", "list").out == "(không có dòng nào)\n"
    assert khfund("--lang", "en", "entry", "list").out == "(no rows)\n"


def test_answers_and_refusals_are_told_in_english(khfund):
    said = khfund("--lang", "en", "account", "open", "1121", "Vietcombank", "--role", "bank")
    refused = khfund("--lang", "en", "account", "open", "1121", "Vietcombank", "--role", "bank")

    assert said.out == "The account 1121 — Vietcombank is opened.\n"
    assert refused.err == "The account «1121» is in the book already; choose another code.\n"
