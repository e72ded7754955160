from datetime import date

import pytest

from khfund.calendar import Month
from khfund.ledger import AccountRole, close_period
from tests.builders import an_office
from tests.cli.shell import Shell


@pytest.fixture
def khfund(database, capsys):
    """2025, of which only December is open: a gift, an award, a management cost, cash in the box."""
    office = an_office(database, opened=date(2025, 1, 1))
    office.gift(date(2025, 3, 1), 5_000_000)
    office.post(date(2025, 4, 1), office.posting(AccountRole.SCHOLARSHIPS, AccountRole.CASH, 1_200_000))
    office.post(date(2025, 5, 1), office.posting(AccountRole.MANAGEMENT, AccountRole.CASH, 300_000))
    office.post(date(2025, 6, 1), office.posting(AccountRole.RECEIVABLE, AccountRole.GIFTS_IN_KIND, 800_000))

    def close(session, command):
        for number in range(1, 12):
            close_period(session, command, Month(2025, number), today=date(2026, 1, 5))

    office.do("period.close", close, by=office.chief)
    url, owner_url = (one.render_as_string(hide_password=False) for one in (database.url, database.owner_url))
    return Shell(url, None if database.is_sqlite else owner_url, capsys, office)


def close(khfund):
    return khfund.json("year", "close", 2025, "--accept", "cash-count", by="chutich")


def test_the_preview_tells_what_will_be_carried_forward(khfund):
    rows = khfund.json("year", "preview", 2025)["items"]

    assert [(row["fund"], row["account"], row["amount"]) for row in rows] == [
        ("KH", "5111", 5_000_000),
        ("KH", "5112", 800_000),
        ("KH", "6111", -1_200_000),
        ("KH", "642", -300_000),
    ]
    assert "421" in khfund("year", "preview", 2025).out
    assert khfund.json("year", "list")["items"] == []


def test_a_year_closes_and_shows_what_it_carried(khfund):
    hindered = khfund("--json", "year", "close", 2025, by="chutich")
    answer = close(khfund)

    assert (hindered.code, hindered.rule) == (2, "period_hindered")
    assert (answer["year"], answer["count"], answer["entries"]) == (
        "2025",
        1,
        [{"entry": 5, "voucher": "PK-2025-00004"}],
    )
    assert [one["rule"] for one in answer["warnings"]] == ["management_cap_exceeded"]
    assert khfund.json("book", "show")["closed_until"] == "2025-12-31"
    assert khfund.json("year", "list")["items"] == [
        {"year": "2025", "until": "2025-12-31", "entries": 1, "state": "đã khóa", "reason": ""}
    ]
    assert khfund("check").code == 0


def test_what_is_out_of_the_ordinary_is_told_on_the_other_stream(khfund):
    said = khfund("year", "close", 2025, "--accept", "cash-count", by="chutich")

    assert (said.code, said.out) == (0, "Đã kết chuyển và khóa sổ năm 2025: 1 bút toán.\n")
    assert said.err == (
        "Lưu ý: chi quản lý năm 2025 lên đến 300.000 đ, vượt mức được chi 250.000 đ là 50.000 đ "
        "(mức: 5% của 5.000.000 đ, cộng 0 đ năm trước chuyển sang).\n"
    )


def test_two_persons_open_a_year_again(khfund):
    close(khfund)

    asked = khfund("year", "ask-reopen", 2025, "--reason", "Sót phiếu", by="ketoantruong")
    same = khfund("--json", "year", "reopen", 2025, by="ketoantruong")
    other = khfund("year", "reopen", 2025, by="chutich")

    assert asked.out == "Đã đề nghị mở lại năm 2025; cần người khác duyệt.\n"
    assert (same.code, same.rule) == (2, "another_person_needed")
    assert other.out == "Đã mở lại năm 2025, đảo 1 bút toán kết chuyển.\n"
    assert [row["state"] for row in khfund.json("year", "list")["items"]] == ["đã mở lại"]
    assert khfund("--lang", "en", "year", "list").out.count("opened again") == 1


def test_closing_a_year_is_not_an_accountants_business(khfund):
    said = khfund("--json", "year", "close", 2025)

    assert (said.code, said.rule) == (2, "not_allowed")


def test_december_of_a_closed_year_is_opened_with_its_year(khfund):
    close(khfund)
    khfund("period", "ask-reopen", "12/2025", "--reason", "x", by="ketoantruong")

    said = khfund("--json", "period", "reopen", "12/2025", by="chutich")

    assert (said.code, said.rule) == (2, "year_stands")


def test_the_new_year_opens_with_income_and_cost_at_zero(khfund):
    close(khfund)

    rows = khfund.json("year", "opening", 2026)["items"]

    assert [(row["account"], row["debit"], row["credit"]) for row in rows] == [
        ("111", 3_500_000, 0),
        ("1388", 800_000, 0),
        ("421", 0, 4_300_000),
    ]


def test_the_trial_balance_before_the_year_end_is_shown_on_demand(khfund):
    before = khfund.json("trial-balance", "--on", "31/12/2025")["items"]
    close(khfund)

    after = khfund.json("trial-balance", "--on", "31/12/2025")["items"]
    asked = khfund.json("trial-balance", "--on", "31/12/2025", "--before-year-end")["items"]

    assert {row["account"]: row["balance"] for row in after}["5111"] == 0
    assert [row for row in asked if row["debit"] or row["credit"]] == before


def test_management_cost_stands_beside_its_cap(khfund):
    answer = khfund.json("year", "cap", 2025)
    said = khfund("year", "cap", 2025)

    assert answer == {
        "year": 2025,
        "percent": "5",
        "source": "NĐ 93/2019/NĐ-CP, Điều 37; NĐ 03/2026: chưa rõ",
        "base": 5_000_000,
        "allowance": 250_000,
        "carried": 0,
        "limit": 250_000,
        "used": 300_000,
        "left": -50_000,
        "counted": {"gifts": 5_000_000, "principal": 0, "dues": 0, "interest": 0, "other_income": 0},
        "left_out": {"gifts_in_kind": 800_000},
    }
    assert "-50.000  Còn được chi" in said.out
    assert "800.000  Không tính: ủng hộ bằng hiện vật" in said.out
    assert said.err.startswith("Mức 5%: NĐ 93/2019/NĐ-CP, Điều 37; NĐ 03/2026: chưa rõ.")


@pytest.mark.parametrize("verb", ["preview", "close", "reopen", "opening", "cap", "ask-reopen"])
def test_a_year_that_cannot_be_is_refused(khfund, verb):
    reason = ("--reason", "x") if verb == "ask-reopen" else ()

    said = khfund("--json", "year", verb, 99_999, *reason, by="chutich")

    assert (said.code, said.out) == (2, "")
