import pytest

from khfund.audit import size

HEAD = "Ngày giao dịch;Số CT;Ghi nợ;Ghi có;Nội dung\n"
ROWS = "02/03/2026;A1;;500.000;LO THI AN ung ho\n03/03/2026;A2;;2.000.000;CONG TY TNHH MAU SON ung ho\n"
OTHER = "31/03/2026;A3;;1.234;Tra lai tien gui\n"


@pytest.fixture
def books(khfund, tmp_path):
    """Three lines of money that came in and the two givers whom they name, on each engine."""
    return with_lines(khfund, tmp_path)


@pytest.fixture
def books_in_a_file(on_a_file, tmp_path):
    """The same in a file."""
    return with_lines(on_a_file, tmp_path)


def with_lines(khfund, folder):
    (folder / "saoke.csv").write_text(HEAD + ROWS + OTHER, encoding="utf-8")
    opened = ("--bank", "Vietcombank", "--fund", "KH", "--opened", "01/01/2026")
    khfund.json("bank", "open", "0123456789", *opened)
    khfund.json("bank", "import", folder / "saoke.csv")
    khfund.json("donor", "enter", "Lò Thị An")
    khfund.json("donor", "enter", "Công ty TNHH Mẫu Sơn", "--kind", "organisation")
    return khfund


DECIDE = ("bank", "decide", 1, "gift", "--donor", 1, "--fund", "KH", "--phrase", "LO THI AN")


def test_a_proposal_tells_the_money_the_giver_and_why(books):
    answer = books.json("bank", "propose")

    assert answer["counts"] == {"ambiguous": 1, "matched": 1, "unmatched": 1}
    assert answer["items"][1] == {
        "line": "2",
        "day": "2026-03-03",
        "amount": 2_000_000,
        "narration": "CONG TY TNHH MAU SON ung ho",
        "state": "matched",
        "state_name": "khớp",
        "reason": "nội dung có tên «Công ty TNHH Mẫu Sơn»",
        "donor_number": 2,
        "donor": "Công ty TNHH Mẫu Sơn",
        "fund": "KH",
        "campaign": "",
        "candidates": [],
    }


def test_proposals_are_read_as_a_table_within_100_columns(books_in_a_file):
    said = books_in_a_file("bank", "propose")

    lines = said.out.splitlines()
    assert max(map(len, lines)) <= 100
    assert lines[2].split()[:4] == ["1", "500.000", "chưa", "chắc"]
    assert "Lò Thị An (--donor 1)" in " ".join(said.out.split())
    assert lines[-1] == "khớp: 1; chưa chắc: 1; không khớp: 1"
    assert books_in_a_file("--lang", "en", "bank", "propose").out.splitlines()[-1] == (
        "matched: 1; ambiguous: 1; unmatched: 1"
    )


def test_proposals_of_one_kind_are_shown_and_a_cut_list_says_so(books_in_a_file):
    matched = books_in_a_file.json("bank", "propose", "--show", "matched", "--number", "0123456789")
    cut = books_in_a_file("bank", "propose", "--limit", 1)
    none = books_in_a_file("bank", "propose", "--days", "2020")

    assert [one["line"] for one in matched["items"]] == ["2"]
    assert cut.err == "… còn 2 dòng nữa (--limit).\n"
    assert none.out == "(không có dòng nào)\n"


def test_what_a_person_decided_is_accepted_and_learned(books):
    decided = books(*DECIDE)
    accepted = books("bank", "accept")
    again = books.json("bank", "accept")

    assert decided.out == "Đã ghi quyết định cho dòng sao kê 1.\n"
    assert accepted.out == "Đã ghi 2 khoản ủng hộ, 2.500.000 đ.\n"
    assert again == {"gifts": 0, "amount": 0}
    assert books.json("bank", "rules")["items"][1] == {
        "rule": "2",
        "sign": "phrase",
        "sign_name": "cụm từ",
        "pattern": "lo thi an",
        "support": 1,
        "on": True,
        "donor_number": 1,
        "donor": "Lò Thị An",
        "fund": "KH",
        "campaign": "",
    }


def test_a_line_that_is_no_gift_is_not_accepted(books_in_a_file):
    books_in_a_file("bank", "decide", 2, "other")

    assert books_in_a_file.json("bank", "accept") == {"gifts": 0, "amount": 0}
    assert books_in_a_file.json("bank", "propose")["counts"]["not_a_gift"] == 1


def test_a_rule_is_switched_off_and_on(books_in_a_file):
    books_in_a_file(*DECIDE)

    off, on = (books_in_a_file("bank", "rule", 1, switch) for switch in ("off", "on"))

    assert [off.out, on.out] == ["Quy tắc 1 không dùng nữa.\n", "Quy tắc 1 được dùng lại.\n"]


def test_codes_are_issued_and_listed(books_in_a_file):
    said = books_in_a_file("bank", "issue-code", "KHTH26", "--fund", "TH", "--donor", 1)
    answer = books_in_a_file.json("bank", "issue-code", "KHTH26", "--fund", "TH", "--unnamed")

    code = said.out.removeprefix("Mã chuyển tiền: ").removesuffix(" (quỹ TH).\n")
    listed = books_in_a_file.json("bank", "codes")["items"]
    assert [one["code"] for one in listed] == [code, answer["code"]]
    assert [one["donor"] for one in listed] == ["Lò Thị An", ""]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("decide", 9, "other"), "line_unknown"),
        (("decide", 1, "gift"), "decision_terms"),
        (("decide", 1, "gift", "--fund", "XX"), "fund_unknown"),
        (("decide", 1, "gift", "--fund", "KH", "--donor", "0"), "donor_unknown"),
        (("decide", 1, "gift", "--fund", "KH", "--phrase", "khac han"), "phrase_not_there"),
        (("decide", 1, "maybe"), "usage"),
        (("rule", 9, "off"), "rule_unknown"),
        (("issue-code", "XX", "--fund", "KH"), "transfer_prefix"),
        (("issue-code", "KHTH26", "--fund", "KH", "--donor", "0"), "donor_unknown"),
        (("accept", "--number", "999"), "bank_account_unknown"),
        (("propose", "--days", "abc"), None),
    ],
)
def test_what_matching_cannot_do_is_refused(books_in_a_file, words, rule):
    before = books_in_a_file.office.read(size)

    said = books_in_a_file("--json", "bank", *words)

    assert (said.code, said.out, rule in {None, said.rule}) == (2, "", True)
    assert books_in_a_file.office.read(size) == before


def test_each_step_of_matching_is_carried_out_once_per_request(books_in_a_file):
    steps = [
        DECIDE,
        ("bank", "rule", 1, "off"),
        ("bank", "issue-code", "KHTH26", "--fund", "TH"),
        ("bank", "accept"),
    ]

    for number, words in enumerate(steps):
        first = books_in_a_file.json("--request-id", f"r-{number}", *words)
        before = books_in_a_file.office.read(size)
        assert books_in_a_file.json("--request-id", f"r-{number}", *words) == first
        assert books_in_a_file.office.read(size) == before
