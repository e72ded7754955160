import pytest


@pytest.fixture
def company(khfund):
    """A company with two gifts."""
    known = ("--kind", "organisation", "--address", "Số 12 Chiềng Lề", "--tax-code", "5500987654")
    khfund("donor", "enter", "Công ty Hoa Ban", *known)
    for day in ("05/03/2026", "06/04/2026"):
        khfund("donation", "receive", "--donor", 1, "--part", "KH:2.000.000", "--day", day)
    return khfund


def issue(khfund, out, *words):
    return khfund("--json", "confirmation", "issue", 1, *words, "--out", out)


def test_gifts_are_confirmed_once_and_the_original_is_printed(company, tmp_path):
    said = issue(
        company, tmp_path / "a.pdf", "--days", "2026", "--representative", "Ban", "--position", "Giám đốc"
    )
    again = issue(company, tmp_path / "b.pdf", "--days", "2026")

    assert (said.code, said.json["number"], said.json["amount"]) == (0, "BBXN-2026-0001", 4_000_000)
    assert [one["rule"] for one in said.json["warnings"]] == ["confirmation_basis_missing"]
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert (again.code, again.rule) == (2, "nothing_to_confirm")
    assert not (tmp_path / "b.pdf").exists()


def test_single_gifts_are_confirmed_and_the_register_lists_them(company, tmp_path):
    issue(company, tmp_path / "a.pdf", "--donation", 2)

    (row,) = company.json("confirmation", "list", "--days", "2026")["items"]

    assert (row["number"], row["giver"], row["amount"], row["donations"]) == (
        "BBXN-2026-0001",
        "Công ty Hoa Ban",
        2_000_000,
        [2],
    )
    assert row["state"] == "còn giá trị"
    assert company.json("confirmation", "list", "--days", "2025")["items"] == []


@pytest.mark.parametrize("words", [(), ("--days", "2026", "--donation", 1)])
def test_either_gifts_or_days_are_named(company, tmp_path, words):
    said = issue(company, tmp_path / "a.pdf", *words)

    assert (said.code, said.rule) == (2, "usage")
    assert "Hãy ghi --donation hoặc --days, một trong hai." in said.err


def test_a_second_print_is_a_copy(company, tmp_path):
    issue(company, tmp_path / "a.pdf", "--days", "2026")

    said = company("confirmation", "print", "BBXN-2026-0001", "--out", tmp_path / "c.pdf")

    assert said.out == "Đã ghi nhận bản sao của BBXN-2026-0001.\n"
    assert (tmp_path / "c.pdf").read_bytes() != (tmp_path / "a.pdf").read_bytes()


def test_voided_minutes_free_their_gifts(company, tmp_path):
    issue(company, tmp_path / "a.pdf", "--days", "2026")

    said = company("confirmation", "void", "BBXN-2026-0001", "--reason", "Sai tên")

    assert said.out == "Đã hủy biên bản BBXN-2026-0001.\n"
    assert [row["state"] for row in company.json("confirmation", "list")["items"]] == ["đã hủy"]
    assert issue(company, tmp_path / "b.pdf", "--days", "2026").json["number"] == "BBXN-2026-0002"
    refused = company("--json", "confirmation", "print", "BBXN-2026-0001", "--out", tmp_path / "c.pdf")
    assert (refused.rule, (tmp_path / "c.pdf").exists()) == ("confirmation_void", False)


def test_nothing_is_confirmed_where_no_paper_can_be_written(company):
    said = issue(company, "/proc/nowhere/a.pdf", "--days", "2026")

    assert (said.code, said.rule) == (5, "file_unwritable")
    assert company.json("confirmation", "list")["items"] == []
