import re

import pytest
from sqlalchemy import select

from khfund.audit import Leaf, size
from tests.receipts.papers import text_of


def test_a_copy_is_printed_and_counted_but_the_log_keeps_no_name(on_a_file, tmp_path):
    on_a_file("donor", "enter", "Lò Thị An")
    on_a_file("donation", "receive", "--donor", 1, "--part", "KH:500.000", "--day", "01/03/2026")
    on_a_file("receipt", "open-series", "GXN")
    on_a_file("receipt", "issue", "--series", "GXN", "--donation", 1, "--day", "02/03/2026")

    copied = on_a_file("receipt", "copy", "GXN-2026-000001", "--out", tmp_path / "sao.pdf")

    assert (copied.code, copied.out) == (0, "Đã ghi nhận bản sao của GXN-2026-000001.\n")
    assert (tmp_path / "sao.pdf").read_bytes().startswith(b"%PDF-")
    kept = on_a_file.office.read(lambda s: list(s.execute(select(Leaf.line, Leaf.answer))))
    assert not [row for row in kept if "An" in row.line + row.answer]


@pytest.fixture
def gifts(khfund):
    """A series and three gifts, the last without a name, on each engine."""
    return with_gifts(khfund)


@pytest.fixture
def gifts_in_a_file(on_a_file):
    """The same in a file."""
    return with_gifts(on_a_file)


def with_gifts(khfund):
    khfund.json("receipt", "open-series", "GXN")
    khfund.json("donor", "enter", "Lò Thị An")
    khfund.json("donor", "enter", "Trường Tiểu học Bản Mòng", "--kind", "organisation")
    for day, giver in (("01", ("--donor", 1)), ("02", ("--donor", 2)), ("03", ())):
        khfund.json("donation", "receive", *giver, "--part", "KH:500.000", "--day", f"{day}/03/2026")
    return khfund


ISSUE = ("receipt", "issue", "--series", "GXN", "--day", "10/03/2026")


def code_of(khfund, folder, number):
    """The check code that stands on a printed receipt."""
    khfund.json("receipt", "print", number, "--out", folder / "one.pdf")
    words = " ".join(text_of(folder / "one.pdf", folder))
    return re.search(r"\b(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}\b", words)[0]


def test_receipts_are_issued_listed_and_printed(gifts, tmp_path):
    said = gifts(*ISSUE, "--days", "2026-03")
    listed = gifts.json("receipt", "list")
    printed = gifts("receipt", "print", "--days", "2026-03", "--out", tmp_path / "a.pdf")

    assert said.out == "Đã phát hành 3 biên nhận: GXN-2026-000001 … GXN-2026-000003.\n"
    assert listed["items"][0] == {
        "number": "GXN-2026-000001",
        "day": "2026-03-10",
        "giver": "Lò Thị An",
        "amount": 500_000,
        "state": "còn giá trị",
        "donation": "1",
    }
    assert [one["number"][-1] for one in listed["items"]] == ["1", "2", "3"]
    assert printed.out == f"Đã in 3 biên nhận vào {tmp_path}/a.pdf.\n"
    pages = [" ".join(text_of(tmp_path / "a.pdf", tmp_path, page)) for page in (1, 2, 3)]
    assert ["Lò Thị An" in pages[0], "Bản Mòng" in pages[1], "500.000" in pages[2]] == [True] * 3


def test_named_receipts_are_printed_in_the_order_of_their_naming(gifts_in_a_file, tmp_path):
    gifts_in_a_file(*ISSUE)

    gifts_in_a_file("receipt", "print", "GXN-2026-000002", "GXN-2026-000001", "--out", tmp_path / "a.pdf")

    pages = [" ".join(text_of(tmp_path / "a.pdf", tmp_path, page)) for page in (1, 2)]
    assert ["Bản Mòng" in pages[0], "Lò Thị An" in pages[1]] == [True, True]


def test_one_receipt_or_none_is_told_as_such(gifts_in_a_file):
    assert gifts_in_a_file(*ISSUE, "--donation", 2).out == "Đã phát hành biên nhận GXN-2026-000001.\n"
    assert gifts_in_a_file(*ISSUE, "--days", "2020").out == "Không có khoản ủng hộ nào chờ biên nhận.\n"
    assert gifts_in_a_file.json(*ISSUE, "--limit", 1) == {
        "count": 1,
        "first": "GXN-2026-000002",
        "last": "GXN-2026-000002",
    }


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ((*ISSUE, "--donation", 1), "already_receipted"),
        ((*ISSUE, "--donation", 9), "donation_unknown"),
        ((*ISSUE, "--donation", 2, "--days", "2026"), "usage"),
        (("receipt", "issue", "--series", "XX"), None),
        (("receipt", "open-series", "GXN"), None),
        (("receipt", "void", "GXN-2026-000001", "--reason", " "), "reason_missing"),
        (("receipt", "void", "GXN-2026-000009", "--reason", "x"), "receipt_unknown"),
        (("receipt", "replace", "GXN-9", "--reason", "x"), "receipt_unknown"),
        (("donation", "cancel", 1, "--reason", "x"), "receipt_stands"),
    ],
)
def test_what_receipts_forbid_is_refused(gifts_in_a_file, words, rule):
    gifts_in_a_file(*ISSUE, "--donation", 1)
    before = gifts_in_a_file.office.read(size)

    said = gifts_in_a_file("--json", *words)

    assert (said.code, said.out, rule in {None, said.rule}) == (2, "", True)
    assert gifts_in_a_file.office.read(size) == before


@pytest.mark.parametrize(
    "words",
    [("print", "--days", "2020"), ("print", "GXN-9"), ("copy", "GXN-9"), ("summary", 9, 2026)],
)
def test_a_paper_that_cannot_be_printed_leaves_no_file(gifts_in_a_file, tmp_path, words):
    said = gifts_in_a_file("receipt", *words, "--out", tmp_path / "a.pdf")

    assert (said.code, said.out, (tmp_path / "a.pdf").exists()) == (2, "", False)


def test_receipts_are_printed_on_trial_without_taking_numbers(gifts_in_a_file, tmp_path):
    words = ("receipt", "test-print", "--series", "GXN", "--limit", 2, "--out", tmp_path / "a.pdf")

    said = gifts_in_a_file(*words)

    assert said.out == f"Đã in thử 2 biên nhận vào {tmp_path}/a.pdf; chưa phát hành số nào.\n"
    assert gifts_in_a_file.json("receipt", "list") == {"items": []}


def test_a_voided_receipt_says_so_on_paper_and_by_its_code(gifts_in_a_file, tmp_path):
    gifts_in_a_file(*ISSUE, "--donation", 1)

    said = gifts_in_a_file("receipt", "void", "GXN-2026-000001", "--reason", "sai tên")
    code = code_of(gifts_in_a_file, tmp_path, "GXN-2026-000001")
    told = gifts_in_a_file("receipt", "verify", code)
    answer = gifts_in_a_file.json("receipt", "verify", code)
    again = gifts_in_a_file("receipt", "void", "GXN-2026-000001", "--reason", "sai tên")

    assert said.out == "Đã hủy biên nhận GXN-2026-000001.\n"
    assert any("ĐÃ HỦY" in line for line in text_of(tmp_path / "one.pdf", tmp_path))
    assert (
        told.out == "Biên nhận GXN-2026-000001 đã bị hủy: Lò Thị An, 500.000 đ, phát hành ngày 10/03/2026.\n"
    )
    assert (answer["state"], answer["amount"], answer["day"]) == ("voided", 500_000, "2026-03-10")
    assert (again.code, again.err) == (2, "Biên nhận GXN-2026-000001 đã bị hủy; không thể hủy.\n")


def test_a_code_tells_what_its_receipt_is_worth(gifts_in_a_file, tmp_path):
    gifts_in_a_file(*ISSUE, "--donation", 1)
    code = code_of(gifts_in_a_file, tmp_path, "GXN-2026-000001")

    genuine = gifts_in_a_file("--lang", "en", "receipt", "verify", code)
    replaced = gifts_in_a_file(
        "receipt", "replace", "GXN-2026-000001", "--reason", "sai tên", "--day", "11/03/2026"
    )
    after = gifts_in_a_file("receipt", "verify", code)
    unknown = gifts_in_a_file("receipt", "verify", "ABC")

    assert genuine.out == "Receipt GXN-2026-000001 is valid: Lò Thị An, 500.000 đ, issued on 10/03/2026.\n"
    assert replaced.out == "Biên nhận GXN-2026-000001 được thay bằng GXN-2026-000002.\n"
    assert after.out.endswith("phát hành ngày 10/03/2026. Thay bằng GXN-2026-000002.\n")
    assert unknown.out == "Mã này không có trong sổ; hãy kiểm tra lại từng ký tự, hoặc hỏi Hội.\n"
    assert gifts_in_a_file.json("receipt", "verify", "ABC")["state"] == "unknown"


def test_a_cut_list_shows_the_latest_receipts(gifts_in_a_file):
    gifts_in_a_file(*ISSUE)

    said = gifts_in_a_file("--lang", "en", "receipt", "list", "--limit", 1)
    of_days = gifts_in_a_file("receipt", "list", "--days", "2026", "--limit", 2)

    assert said.out.splitlines()[2].split()[0] == "GXN-2026-000003"
    assert said.out.splitlines()[2].endswith("is valid")
    assert (said.err, of_days.err) == ("… 2 more rows (--limit).\n", "… còn 1 dòng nữa (--limit).\n")
    assert gifts_in_a_file("receipt", "list", "--days", "2020").out == "(không có dòng nào)\n"


def test_a_year_of_one_giver_is_summed_on_paper(gifts_in_a_file, tmp_path):
    gifts_in_a_file(*ISSUE)

    said = gifts_in_a_file("receipt", "summary", 1, 2026, "--out", tmp_path / "a.pdf")

    assert said.out == f"Năm 2026: 500.000 đ, hoàn lại 0 đ; đã in vào {tmp_path}/a.pdf.\n"
    assert any("Lò Thị An" in line for line in text_of(tmp_path / "a.pdf", tmp_path))


def test_a_cash_voucher_is_printed(gifts_in_a_file, tmp_path):
    said = gifts_in_a_file("voucher", "print", 1, "--two", "--out", tmp_path / "a.pdf")
    unknown = gifts_in_a_file("--json", "voucher", "print", 99, "--out", tmp_path / "b.pdf")

    assert said.out == f"Đã in PT-2026-00001 vào {tmp_path}/a.pdf.\n"
    assert any("PHIẾU THU" in line for line in text_of(tmp_path / "a.pdf", tmp_path))
    assert (unknown.code, (tmp_path / "b.pdf").exists()) == (2, False)


def test_each_step_of_a_receipt_is_carried_out_once_per_request(gifts_in_a_file, tmp_path):
    steps = [
        ("receipt", "open-series", "BN"),
        ISSUE,
        ("receipt", "copy", "GXN-2026-000001", "--out", tmp_path / "a.pdf"),
        ("receipt", "void", "GXN-2026-000001", "--reason", "sai tên"),
        ("receipt", "replace", "GXN-2026-000002", "--reason", "sai tên", "--day", "11/03/2026"),
    ]

    for number, words in enumerate(steps):
        first = gifts_in_a_file.json("--request-id", f"r-{number}", *words)
        before = gifts_in_a_file.office.read(size)
        assert gifts_in_a_file.json("--request-id", f"r-{number}", *words) == first
        assert gifts_in_a_file.office.read(size) == before
