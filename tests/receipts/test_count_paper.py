"""The minutes of a cash count: who counted, note by note, against the book."""

from datetime import date

import pytest

from khfund.ledger import AccountRole, find_account
from khfund.ledger.cash_count import confirm_count, enter_count, find_count
from khfund.receipts.count_paper import count_paper, render
from khfund.unit import set_value
from tests.builders import an_office
from tests.receipts.papers import text_of

DAY = date(2026, 12, 31)


@pytest.fixture
def office(database):
    office = an_office(database)
    office.gift(date(2026, 3, 1), 1_234_500)
    return office


def count(office, pieces=None, **more):
    pieces = pieces or {500_000: 2, 200_000: 1, 20_000: 1, 10_000: 1, 2_000: 2, 500: 1}

    def work(session, command):
        account = find_account(session, command.unit, "111")
        return enter_count(session, command, account, day=DAY, pieces=pieces, **more)

    return office.do("count.enter", work, by=office.treasurer).id


def confirm(office, number=1):
    office.do(
        "count.confirm", lambda s, c: confirm_count(s, c, find_count(s, c.unit, number)), by=office.chief
    )


def paper_of(office, number=1):
    return office.read(lambda s: count_paper(s, find_count(s, office.unit, number)))


def read(office, folder, number=1):
    return " ".join(text_of(render(paper_of(office, number)), folder))


def test_it_says_who_counted_what_was_found_and_what_the_book_says(office, tmp_path):
    count(office, counters=["Vì Văn Giám: Ban Kiểm tra", "Quàng Thị Trưởng: Kế toán trưởng"])
    confirm(office)

    says, text = paper_of(office), read(office, tmp_path)

    assert [(one.name, one.title) for one in says.counters] == [
        ("Lò Thị Thủ Quỹ", "thủ quỹ"),
        ("Quàng Thị Trưởng", "kế toán trưởng"),
        ("Vì Văn Giám", "Ban Kiểm tra"),
    ]
    assert [(line.denomination, line.pieces) for line in says.lines] == [
        (500_000, 2), (200_000, 1), (100_000, 0), (50_000, 0), (20_000, 1), (10_000, 1), (5_000, 0), (2_000, 2), (1_000, 0), (500, 1),
    ]  # fmt: skip
    for words in (
        "BIÊN BẢN KIỂM KÊ QUỸ TIỀN MẶT",
        "Quỹ tiền mặt: 111 – Tiền mặt. Kiểm kê cuối ngày 31 tháng 12 năm 2026.",
        "I Số dư theo sổ quỹ 1.234.500",
        "1 Loại 500.000 2 1.000.000",
        "3 Loại 100.000 – –",
        "Cộng tiền đếm được 8 1.234.500",
        "III Chênh lệch (II − I) 0",
        "Một triệu hai trăm ba mươi tư nghìn năm trăm đồng./.",
        "Không có chênh lệch.",
        "Kế toán trưởng Thủ quỹ Người chịu trách nhiệm",
    ):
        assert words in text
    assert "CHƯA XÁC NHẬN" not in text
    assert "Mẫu số" not in text


def test_a_difference_stands_there_with_its_cause_and_what_becomes_of_it(office, tmp_path):
    count(office, {500_000: 2}, reason="Chi chưa viết phiếu", handling="Lập phiếu chi bổ sung")

    text = read(office, tmp_path)

    assert "III Chênh lệch (II − I): thiếu -234.500" in text
    assert "Nguyên nhân: Chi chưa viết phiếu Kiến nghị xử lý: Lập phiếu chi bổ sung" in text


def test_what_nobody_confirmed_or_was_counted_again_is_stamped(office, tmp_path):
    count(office)
    assert "CHƯA XÁC NHẬN" in read(office, tmp_path)

    count(office)

    assert "ĐÃ ĐẾM LẠI: SỐ 2/BB-KKQ" in read(office, tmp_path)


def test_the_office_sets_the_form_code_and_who_signs(office, tmp_path):
    def work(session, command):
        for key, value in (
            ("count_form_code", "C34-HD"),
            ("count_form_basis", "Theo quy định X"),
            ("count_signatories", "Thủ quỹ: Lò Thị Thủ Quỹ; Kế toán"),
        ):
            set_value(session, command, key, value, since=date(2026, 1, 1))

    office.do("unit.set", work, by=office.chair)
    count(office)

    text = read(office, tmp_path)

    assert "Mẫu số: C34-HD Theo quy định X" in text
    assert [(one.title, one.name) for one in paper_of(office).signatories] == [
        ("Thủ quỹ", "Lò Thị Thủ Quỹ"),
        ("Kế toán", ""),
    ]


def test_a_book_below_nothing_is_said_in_words(office, tmp_path):
    office.post(DAY, office.posting(AccountRole.MANAGEMENT, AccountRole.CASH, 1_300_000))
    count(office, {1_000: 1}, reason="x", handling="x")

    assert "Âm sáu mươi lăm nghìn năm trăm đồng./." in read(office, tmp_path)


def test_the_same_count_gives_the_same_bytes(office):
    count(office)

    assert render(paper_of(office)) == render(paper_of(office))
