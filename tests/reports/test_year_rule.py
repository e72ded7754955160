"""Each rule of closed years, broken behind the guards, is named."""

from __future__ import annotations

import pytest

from khfund.reports.check import check
from tests.builders import Office, tamper
from tests.ledger.years import a_busy_year, ask, closed, reopen


@pytest.fixture
def office(database) -> Office:
    """Entries 1 to 6 of the year; 7 (KH) and 8 (TH) carry it forward."""
    office = a_busy_year(database)
    closed(office)
    return office


def told(office: Office) -> list[str]:
    return [str(finding) for finding in office.read(check)]


def test_honest_years_are_not_accused(office):
    assert told(office) == []

    ask(office)
    reopen(office)
    assert told(office) == []


BROKEN = {
    "income left over": (
        [
            (
                "UPDATE month_total SET credit = credit + 5 WHERE month = 202612 AND account_id = "
                "(SELECT id FROM account WHERE code = '515')"
            )
        ],
        "I19: năm 2026 đã kết chuyển nhưng tài khoản 515 của quỹ TH còn -5 đ (Nợ trừ Có) vào ngày 31/12",
        {"I3"},
    ),
    "a year end that moves principal": (
        ["UPDATE posting SET credit_id = (SELECT id FROM account WHERE code = '411') WHERE entry_id = 8 AND line = 1"],
        "I19: dòng 1 của bút toán kết chuyển 8 không nối thu, chi với số dư được chi (421)",
        {"I3", "I10"},
    ),
    "a year end in summer": (
        ["UPDATE entry SET day = '2026-07-01' WHERE id = 7"],
        "I19: bút toán kết chuyển 7 ngày 2026-07-01 (PK) không phải phiếu kế toán ngày 31/12",
        {"I3", "I10"},
    ),
    "a year end of nobody": (
        ["UPDATE entry SET correction = 'year_end' WHERE id = 5"],
        "I19: bút toán kết chuyển 5 không thuộc lần kết chuyển năm nào",
        {"I10"},
    ),
    "a closing taken away": (
        ["DELETE FROM year_closing"],
        "I19: bút toán kết chuyển 7 không thuộc lần kết chuyển năm nào",
        {"I10"},
    ),
    "a closing opened by hand": (
        ["INSERT INTO year_reopening (closing_id, asked_by, granted_by, reason, command_number) VALUES (1, 4, 5, 'x', 9)"],
        "I19: bút toán kết chuyển 7 của năm 2026 đã bị đảo mà năm chưa mở lại, hoặc năm đã mở lại mà bút toán còn",
        {"I10"},
    ),
    "a book opened by hand": (
        ["UPDATE book SET closed_until = '2026-11-30'"],
        "I19: năm 2026 đã kết chuyển nhưng sổ của đơn vị 1 chỉ khóa đến 2026-11-30",
        set(),
    ),
    "a year closed twice": (
        ["INSERT INTO year_closing SELECT 2, unit_id, year, until, closed_by, command_number FROM year_closing"],
        "I19: năm 2026 của đơn vị 1 được kết chuyển 2 lần mà không mở lại",
        {"I10"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_was_broken_behind_the_guards_is_named_and_nothing_else(office, name):
    hands, sentence, others = BROKEN[name]

    tamper(office.database, *hands)

    found = told(office)
    assert sentence in found
    assert {one.partition(":")[0] for one in found} == {"I19"} | others


def test_a_year_opened_again_by_one_person_is_named(office):
    ask(office)
    reopen(office)

    tamper(office.database, "UPDATE year_reopening SET asked_by = granted_by")

    assert "I17: năm 2026 của đơn vị 1 do một người đề nghị và duyệt mở lại, không có ngoại lệ" in told(
        office
    )
