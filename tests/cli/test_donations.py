import json

import pytest

from khfund.audit import size
from tests.sheet.spreadsheets import xlsx

HEAD = ["Ngày", "Họ tên", "Số tiền", "Quỹ", "Địa chỉ"]
GIFTS = [
    ["DANH SÁCH ỦNG HỘ"],
    HEAD,
    ["02/03/2026", "Lò Văn An", "500.000", "KH", "Tổ 1"],
    ["03/03/2026", "Ẩn danh", 50_000, "TH", None],
]
RECEIVE = ("donation", "receive", "--day", "05/03/2026")


@pytest.fixture
def with_line(on_a_file, tmp_path):
    """Books with a line of money that came in on 2 March."""
    (tmp_path / "saoke.csv").write_text(
        "Ngày giao dịch;Số CT;Ghi nợ;Ghi có;Nội dung\n02/03/2026;A1;;500.000;ung ho\n", encoding="utf-8"
    )
    opened = ("--bank", "Vietcombank", "--fund", "KH", "--opened", "01/01/2026")
    on_a_file.json("bank", "open", "0123456789", *opened)
    on_a_file.json("bank", "import", tmp_path / "saoke.csv")
    return on_a_file


@pytest.fixture
def gifts(tmp_path):
    """A list of two gifts in a workbook."""
    (tmp_path / "ds.xlsx").write_bytes(xlsx(GIFTS))
    return tmp_path / "ds.xlsx"


def test_a_gift_in_cash_is_received_and_listed(khfund):
    khfund("donor", "enter", "Lò Thị An")

    said = khfund(*RECEIVE, "--donor", 1, "--part", "KH:500.000", "--purpose", "Xây lớp")

    assert said.out == "Đã ghi khoản ủng hộ số 1: 500.000 đ.\n"
    assert khfund.json("donation", "list", "--days", "2026-03") == {
        "items": [
            {
                "donation": "1",
                "day": "2026-03-05",
                "amount": 500_000,
                "way": "cash",
                "way_name": "tiền mặt",
                "donor": "1",
                "name": "Lò Thị An",
                "anonymous": False,
                "returned": 0,
            }
        ]
    }


def test_a_gift_is_split_over_funds(on_a_file):
    answer = on_a_file.json(*RECEIVE, "--part", "KH:1 triệu", "--part", "TH:500.000:now")

    assert answer == {
        "donation": 1,
        "day": "2026-03-05",
        "amount": 1_500_000,
        "way": "cash",
        "donor": None,
        "anonymous": True,
    }


def test_a_transfer_is_received_from_its_line(with_line):
    answer = with_line.json("donation", "receive", "--line", 1, "--part", "KH:500.000")

    assert (answer["way"], answer["day"]) == ("transfer", "2026-03-02")
    assert with_line.json("bank", "lines") == {"items": []}


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("--part", "KH"), "part_unclear"),
        (("--part", "KH:5:later"), "part_unclear"),
        (("--part", "XX:5"), "fund_unknown"),
        (("--part", "KH:0"), "amount_not_positive"),
        (("--part", "KH:1,000"), None),
        (("--part", "KH:5", "--donor", "0"), "donor_unknown"),
        (("--part", "KH:5", "--donor", "9"), "donor_unknown"),
        (("--part", "KH:5", "--line", "0"), "line_unknown"),
        (("--part", "KH:5", "--bank", "999"), "bank_account_unknown"),
        (("--part", "KH:5", "--campaign", "XX"), "campaign_unknown"),
        (("--part", "KH:5", "--day", "31/02/2026"), None),
        ((), "usage"),
    ],
)
def test_a_gift_that_cannot_be_is_refused(on_a_file, words, rule):
    before = on_a_file.office.read(size)

    said = on_a_file("--json", *RECEIVE, *words)

    assert (said.code, said.out, rule in {None, said.rule}) == (2, "", True)
    assert on_a_file.office.read(size) == before


def test_what_a_line_holds_is_not_given_twice(with_line):
    with_line("donation", "receive", "--line", 1, "--part", "KH:500.000")

    said = with_line("--json", "donation", "receive", "--line", 1, "--part", "KH:500.000")

    assert (said.code, said.rule) == (2, "line_used_up")


def test_money_that_waits_is_identified(with_line):
    with_line("donor", "enter", "Lò Thị An")
    with_line("bank", "book-unidentified")

    too_much = with_line("--json", "donation", "identify", 1, "--donor", 1, "--part", "TH:500.001")
    said = with_line("donation", "identify", 1, "--donor", 1, "--part", "TH:500.000", "--day", "10/03/2026")

    assert (too_much.code, too_much.rule) == (2, "not_unidentified")
    assert said.out == "Dòng sao kê 1 nay là khoản ủng hộ số 2: 500.000 đ.\n"
    assert with_line.json("donation", "list", "--days", "2026")["items"][0]["name"] == "Lò Thị An"


def test_a_gift_is_cancelled_once_and_stays_in_the_list(on_a_file):
    on_a_file(*RECEIVE, "--part", "KH:500.000")

    said = on_a_file("donation", "cancel", 1, "--reason", "nhầm", "--day", "06/03/2026")
    again = on_a_file("--json", "donation", "cancel", 1, "--reason", "nhầm")

    assert said.out == "Đã hủy khoản ủng hộ số 1 bằng bút toán 2.\n"
    assert (again.code, again.rule) == (2, "donation_cancelled")
    assert on_a_file.json("donation", "list", "--days", "2026")["items"][0]["returned"] == 500_000


def test_part_of_a_gift_is_given_back(on_a_file):
    on_a_file(*RECEIVE, "--part", "KH:500.000")

    said = on_a_file(
        "donation", "refund", 1, "--reason", "thừa", "--amount", "100.000", "--day", "06/03/2026"
    )
    too_much = on_a_file("donation", "refund", 1, "--reason", "thừa", "--amount", "400.001")
    unknown = on_a_file("--json", "donation", "refund", 9, "--reason", "thừa")

    assert said.out == "Đã hoàn khoản ủng hộ số 1: PC-2026-00001, bút toán 2.\n"
    assert (too_much.code, too_much.err) == (
        2,
        "Khoản ủng hộ số 1 chỉ còn 400.000 đ có thể hoàn, không đủ 400.001 đ.\n",
    )
    assert (unknown.code, unknown.rule) == (2, "donation_unknown")
    assert on_a_file("donation", "list", "--days", "2026").out.splitlines()[2].split() == (
        "1 05/03/2026 500.000 100.000 tiền mặt có".split()
    )


def test_a_list_is_looked_at_and_then_booked_once(khfund, gifts):
    looked = khfund("donation", "import", gifts, "--preview")
    nothing = khfund.json("donation", "list", "--days", "2026")
    booked = khfund("donation", "import", gifts)
    again = khfund("donation", "import", gifts)

    assert (looked.out, looked.err) == ("ds.xlsx: 2 khoản, 550.000 đ; chưa ghi gì.\n", "")
    assert nothing == {"items": []}
    assert booked.out == "ds.xlsx: đã ghi 2 khoản, 550.000 đ; 1 nhà hảo tâm mới.\n"
    assert (again.code, again.err) == (
        2,
        "ds.xlsx: danh sách này đã nhập rồi (2 khoản, 550.000 đ); nhập lần nữa sẽ ghi trùng.\n",
    )
    assert khfund.json("donation", "import", gifts, "--again")["gifts"] == 2


def test_a_look_at_a_list_tells_what_is_booked_already(on_a_file, gifts):
    on_a_file("donation", "import", gifts)

    said, answer = (on_a_file(*mode, "donation", "import", gifts, "--preview") for mode in ((), ("--json",)))

    assert said.err == "  dòng 3: giống khoản ủng hộ số 1 đã ghi.\n"
    assert answer.json["repeats"] == [{"row": 3, "donation": 1}]


def test_a_list_with_mistakes_is_refused_whole_and_each_is_placed(on_a_file, tmp_path):
    rows = [HEAD, GIFTS[2], ["31/02/2026", "B", 5, "KH", None], ["03/03/2026", "C", "1,000", "KH", None]]
    (tmp_path / "ds.xlsx").write_bytes(xlsx(rows, names=["Thu"]))

    looked = on_a_file("--lang", "en", "donation", "import", tmp_path / "ds.xlsx", "--preview")
    said = on_a_file("--json", "donation", "import", tmp_path / "ds.xlsx")

    assert looked.out == "ds.xlsx: 1 donations, 500.000 đ; nothing is written.\n"
    assert [line.rsplit("ô ", 1)[1][:3] for line in looked.err.splitlines()] == ["A3:", "C4:"]
    assert (said.code, said.out, said.rule) == (2, "", "problems_found")
    assert [one["place"] for one in json.loads(said.err)["error"]["problems"]] == [
        "ds.xlsx, trang tính «Thu», dòng 3, ô A3",
        "ds.xlsx, trang tính «Thu», dòng 4, ô C4",
    ]
    assert on_a_file.json("donation", "list", "--days", "2026") == {"items": []}


def test_a_list_that_names_no_fund_takes_the_one_that_is_said(on_a_file, tmp_path):
    (tmp_path / "ds.xlsx").write_bytes(xlsx([HEAD, ["02/03/2026", "An", 5, None, None]]))

    without = on_a_file("--json", "donation", "import", tmp_path / "ds.xlsx")

    assert (without.code, without.rule) == (2, "problems_found")
    assert on_a_file.json("donation", "import", tmp_path / "ds.xlsx", "--fund", "TH")["amount"] == 5


def test_a_cut_list_of_gifts_says_how_many_are_left_out(on_a_file, gifts):
    on_a_file("donation", "import", gifts)

    said = on_a_file("--lang", "en", "donation", "list", "--days", "2026", "--limit", 1)

    assert [line.split() for line in said.out.splitlines()[2:]] == [
        "1 02/03/2026 Lò Văn An 500.000 0 cash no".split()
    ]
    assert said.err == "… 1 more rows (--limit).\n"
    assert on_a_file("donation", "list", "--days", "2020").out == "(không có dòng nào)\n"


def test_each_step_of_a_gift_is_carried_out_once_per_request(on_a_file, gifts):
    steps = [
        (*RECEIVE, "--part", "KH:500.000"),
        ("donation", "refund", 1, "--reason", "thừa", "--amount", "5", "--day", "06/03/2026"),
        (*RECEIVE, "--part", "KH:7"),
        ("donation", "cancel", 3, "--reason", "nhầm"),
        ("donation", "import", gifts),
    ]

    for number, words in enumerate(steps):
        first = on_a_file.json("--request-id", f"r-{number}", *words)
        before = on_a_file.office.read(size)
        assert on_a_file.json("--request-id", f"r-{number}", *words) == first
        assert on_a_file.office.read(size) == before
