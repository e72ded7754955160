"""Each invariant, broken behind the guards, is named; honest books are not accused of anything."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from khfund.db import Database
from khfund.ledger import (
    AccountRole,
    Correction,
    Posting,
    VoucherKind,
    approve_voucher,
    draft_voucher,
    find_voucher,
    post,
    post_voucher,
    reverse,
)
from khfund.reports.check import check
from tests.builders import Office, an_office, tamper

DAY = date(2026, 3, 1)


@pytest.fixture
def office(database: Database) -> Office:
    """Books with a gift (1), a gift to principal (2), its part refund (3), a reversed entry (4, 5), a voucher (6)."""
    office = an_office(database)
    office.gift(DAY, 500_000)
    office.post(DAY, office.posting(AccountRole.BANK, AccountRole.PRINCIPAL, 10_000_000, office.th))
    back = office.posting(AccountRole.PRINCIPAL, AccountRole.BANK, 1_000_000, office.th)
    office.do(
        "entry.post", lambda s, c: post(s, c, DAY, "Trả lại", back, corrects=2, correction=Correction.REFUND)
    )
    office.gift(date(2026, 4, 1), 700_000)
    office.do("entry.reverse", lambda s, c: reverse(s, c, 4, day=date(2026, 4, 2), reason="Ghi nhầm"))
    a_voucher(office)
    return office


def a_voucher(office: Office) -> None:
    cost: Posting = office.posting(AccountRole.MANAGEMENT, AccountRole.CASH, 50_000)
    words = {"day": DAY, "narration": "Văn phòng phẩm", "postings": [cost]}
    office.do("voucher.draft", lambda s, c: draft_voucher(s, c, VoucherKind.PAYMENT, **words))
    office.do(
        "voucher.approve", lambda s, c: approve_voucher(s, c, find_voucher(s, c.unit, 1)), by=office.chief
    )
    office.do(
        "voucher.post",
        lambda s, c: post_voucher(s, c, find_voucher(s, c.unit, 1), day=DAY),
        by=office.treasurer,
    )


def told(office: Office) -> list[str]:
    return [str(finding) for finding in office.read(check)]


def test_honest_books_are_not_accused(office):
    assert told(office) == []


def test_empty_books_are_not_accused(database):
    with database.reading() as session:
        assert check(session) == []


JOURNAL = "dòng của sổ journal đã bị sửa, thêm hoặc bớt"

ANOTHER_UNIT = (
    "INSERT INTO unit SELECT 9, 'XA', name, level, parent_id, founded, ended, parent_body, place, address, phone, "
    "tax_code, abbreviation, licence, public_url FROM unit WHERE id = 1"
)

# What an insider did by hand → one sentence that the check must say, and what else must be broken by it.
BROKEN = {
    "an entry lost its postings": (
        ["DELETE FROM posting WHERE entry_id = 1"],
        "I1: bút toán 1 không có dòng nào",
        {"I3", "I10"},
    ),
    "a posting of an account to itself": (
        ["UPDATE posting SET debit_id = credit_id WHERE entry_id = 1"],
        "I1: dòng 1 của bút toán 1 không phải số tiền dương giữa hai tài khoản khác nhau",
        {"I3", "I10"},
    ),
    "a negative amount": (
        ["UPDATE posting SET amount = -500000 WHERE entry_id = 1"],
        "I1: dòng 1 của bút toán 1 không phải số tiền dương giữa hai tài khoản khác nhau",
        {"I3", "I10"},
    ),
    "a lost line": (
        ["UPDATE posting SET line = 2 WHERE entry_id = 1"],
        "I1: các dòng của bút toán 1 không đánh số liền từ 1",
        {"I10"},
    ),
    "an entry before the book": (
        ["UPDATE book SET opened = '2026-03-02'"],
        "I1: bút toán 1 ngày 2026-03-01 nằm ngoài sổ, mở từ 2026-03-02",
        set(),
    ),
    "a posting into another unit's book": (
        [
            ANOTHER_UNIT,
            "UPDATE account SET unit_id = 9 WHERE code = '642'",
        ],
        "I2: dòng 1 của bút toán 6 nối hai sổ hoặc hai quỹ của đơn vị khác nhau",
        set(),
    ),
    "one fund gave and none got": (
        ["UPDATE account SET role = 'interfund' WHERE code = '642'"],
        "I2: bút toán 6 chuyển giữa các quỹ nhưng bên cho và bên nhận chênh nhau 50.000 đ",
        set(),
    ),
    "a day's total": (
        [
            "UPDATE day_total SET debit = debit + 5 WHERE day = '2026-04-01' AND debit > 0",
            "UPDATE month_total SET debit = debit + 5 WHERE month = 202604 AND account_id = 1",
        ],
        "I3: tổng ngày 2026-04-01 của tài khoản 1, quỹ 1 lệch nợ 5 đ, có 0 đ so với bút toán",
        set(),
    ),
    "a month's total": (
        ["UPDATE month_total SET credit = credit - 5 WHERE month = 202604 AND account_id = 1"],
        "I3: tổng tháng 202604 của tài khoản 1, quỹ 1 lệch nợ 0 đ, có -5 đ so với tổng ngày",
        set(),
    ),
    "a total of nothing": (
        [
            "INSERT INTO day_total (unit_id, day, fund_id, account_id, debit, credit) VALUES (1, '2026-05-01', 1, 1, 7, 0)"
        ],
        "I3: tổng ngày 2026-05-01 của tài khoản 1, quỹ 1 lệch nợ 7 đ, có 0 đ so với bút toán",
        set(),
    ),
    "principal spent": (
        ["UPDATE entry SET corrects_id = NULL WHERE id = 3"],
        "I4: bút toán 3 chi 1.000.000 đ vốn gốc của quỹ 2 mà không trả lại khoản góp vốn nào",
        {"I10"},
    ),
    "principal given back to the wrong gift": (
        ["UPDATE entry SET corrects_id = 1 WHERE id = 3"],
        "I4: đã trả lại 1.000.000 đ vốn gốc của quỹ 2, nhiều hơn bút toán 1 đã góp",
        {"I10"},
    ),
    "a voucher number left out": (
        ["UPDATE entry SET voucher_number = 9 WHERE id = 6"],
        "I5: chứng từ PC năm 2026 có 1 số, từ 9 đến 9, sổ đếm ghi 1",
        {"I10"},
    ),
    "a voucher number of another year": (
        [
            "UPDATE entry SET voucher_year = 2025 WHERE id = 6",
            "UPDATE counter SET year = 2025 WHERE series = 'PC'",
        ],
        "I5: bút toán 6 ngày 2026-03-01 mang số chứng từ của năm 2025",
        set(),
    ),
    "a counter set back": (
        ["UPDATE counter SET last = 1 WHERE series = 'PT'"],
        "I5: chứng từ PT năm 2026 có 2 số, từ 1 đến 2, sổ đếm ghi 1",
        set(),
    ),
    "a counter of nothing": (
        ["INSERT INTO counter (unit_id, series, year, last) VALUES (1, 'BN', 2026, 3)"],
        "I5: sổ đếm chứng từ BN năm 2026 ghi 3 nhưng không có chứng từ nào",
        set(),
    ),
    "an answer lost": (["DELETE FROM leaf WHERE number = 4"], "I6: lệnh 4 không có câu trả lời", {"I10"}),
    "the narration of an entry": (
        ["UPDATE entry SET narration = 'khác' WHERE id = 1"],
        f"I10: lệnh 3: {JOURNAL}",
        set(),
    ),
    "the log": (["UPDATE command SET kind = 'x' WHERE number = 4"], "I10: lệnh 4: kind đã bị sửa", set()),
    "a row that points to nothing": (
        ["UPDATE voucher SET posted_by = 99"],
        "I12: 1 dòng của bảng voucher trỏ đến dòng không có ở bảng person",
        set(),
    ),
    "a voucher approved by its drafter": (
        ["UPDATE voucher SET approved_by = drafted_by"],
        "I17: chứng từ nháp 1 do một người lập và duyệt, hoặc duyệt và ghi sổ, không có ngoại lệ",
        set(),
    ),
    "a voucher posted other than approved": (
        ["UPDATE voucher_line SET amount = 40000"],
        "I17: chứng từ nháp 1 đã ghi sổ khác với bản được duyệt",
        set(),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_was_broken_behind_the_guards_is_named_and_nothing_else(office, name):
    hands, sentence, others = BROKEN[name]

    tamper(office.database, *hands)

    # SQLite's own check of the file sees a broken CHECK constraint too
    found = [one for one in told(office) if not one.startswith("I0: tệp sổ hỏng: CHECK constraint failed")]
    assert sentence in found
    assert {one.partition(":")[0] for one in found} == {sentence.partition(":")[0]} | others


def test_a_changed_guard_is_named(sqlite_database):
    office = an_office(sqlite_database)
    with sqlite_database.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA query_only = OFF")
        connection.exec_driver_sql("DROP TRIGGER entry_kept")

    assert told(office) == ["I9: chốt bảo vệ «entry_kept» thiếu hoặc đã bị sửa"]


def test_a_damaged_file_is_named(sqlite_database):
    office = an_office(sqlite_database)
    office.gift(DAY, 500_000)
    index = "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = 'ix_entry_unit_day'"
    page, size = office.read(lambda s: s.execute(text(index)).one())
    sqlite_database.dispose()

    with sqlite_database.file.open("r+b") as file:
        file.seek(page * size - 3)  # the last bytes of the page hold the first key
        file.write(b"xyz")

    assert "I0: tệp sổ hỏng: row 1 missing from index ix_entry_unit_day" in told(office)


def test_broken_checks_are_seen_by_sqlite_itself(sqlite_database):
    office = an_office(sqlite_database)
    office.gift(DAY, 500_000)

    tamper(sqlite_database, "UPDATE posting SET amount = -1")

    assert "I0: tệp sổ hỏng: CHECK constraint failed in posting" in told(office)
