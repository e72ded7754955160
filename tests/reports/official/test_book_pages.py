import io
from datetime import date, timedelta

import attrs
import pikepdf
import pytest
from pypdf import PdfReader

from khfund.ledger import AccountRole
from khfund.reports.official import LedgerBookDisagreesError, Paper, write_pdf
from khfund.reports.official.ledger_book import BookLine, LineKind
from khfund.unit import set_value
from tests.builders import an_office, tamper
from tests.receipts.papers import text_of
from tests.reports.official.books import book_of, paid, reversed_


def with_gifts(database, count=3, narration="Ủng hộ"):
    office = an_office(database)
    for number in range(count):
        gift = office.posting(AccountRole.CASH, AccountRole.GIFTS, 1_000)
        office.post(date(2026, 3, 1) + timedelta(days=number), gift, kind="PT", narration=narration)
    return office


def pdf_of(office, kind, size=Paper.A4, **asked):
    out = io.BytesIO()
    book_of(office, kind, read=lambda book: write_pdf(book, out, size), **asked)
    return out.getvalue()


def texts(document):
    return [page.extract_text() for page in PdfReader(io.BytesIO(document)).pages]


def test_a_cash_book_reads_as_an_inspector_expects(database, tmp_path):
    office = with_gifts(database)
    wrong = office.gift(date(2026, 3, 9), 9_000)
    reversed_(office, wrong.id, date(2026, 3, 10))

    lines = text_of(pdf_of(office, "cash-book", number="01"), tmp_path)

    assert lines[0] == "Đơn vị: Hội Khuyến học tỉnh Mường Sáng Quyển số: 01"
    for said in (
        "Địa chỉ: Số 1 phố Học Tập, phường Bình Minh",
        "SỔ QUỸ TIỀN MẶT",
        "Năm 2026",
        "Đơn vị tính: đồng",
        "A B C D E F 1 2 3 G",
        "01/03/2026 01/03/2026 PT-2026-00001 Ủng hộ 5111 1.000 1.000 KH",
        "Cộng tháng 3/2026 3.000 0 3.000",
        "Số dư cuối kỳ 3.000",
        "– Sổ này có 01 trang, đánh số từ trang 01 đến trang 01.",
        "– Ngày mở sổ: 01/01/2026. Ngày khóa sổ: ……/……/………… (chưa khóa sổ).",
        "Mường Sáng, ngày 15 tháng 01 năm 2027",
        "Thủ quỹ Kế toán trưởng Thủ trưởng đơn vị",
        "(Ký, họ tên) (Ký, họ tên) (Ký, họ tên, đóng dấu)",
    ):
        assert said in lines
    assert any("(9.000)" in line for line in lines)


def test_each_page_carries_its_sums_over_to_the_next_and_knows_how_many_there_are(sqlite_database):
    office = with_gifts(sqlite_database, 60)

    pages = texts(pdf_of(office, "cash-book"))

    assert len(pages) == 3
    assert ["Số trang trước chuyển sang" in page for page in pages] == [False, True, True]
    assert ["Cộng chuyển sang trang sau" in page for page in pages] == [True, True, False]
    assert ["Ngày ghi" in page for page in pages] == [True] * 3
    told = [int(part) for page in pages for part in find_codes(page)]
    assert told == list(range(1, 61))


def find_codes(page):
    return [word[-5:] for word in page.split() if word.startswith("PT-2026-")]


def test_the_count_of_pages_is_drawn_on_each(sqlite_database, tmp_path):
    document = pdf_of(with_gifts(sqlite_database, 60), "cash-book")

    for page in (1, 2, 3):
        assert any(line.endswith(f"Trang {page}/3") for line in text_of(document, tmp_path, page))


def test_a_sum_is_not_carried_from_one_account_to_the_next(sqlite_database):
    office = with_gifts(sqlite_database, 40)

    pages = texts(pdf_of(office, "account-ledger"))

    carried = [line for page in pages for line in page.splitlines() if "chuyển sang trang" in line]
    assert len(carried) == sum("Số trang trước chuyển sang" in page for page in pages)


def test_the_form_is_named_where_the_office_knows_it(database, tmp_path):
    office = with_gifts(database)
    since = date(2026, 1, 1)

    def forms(session, command):
        set_value(session, command, "cash_book_form_code", "S11-H", since=since)
        set_value(session, command, "book_form_basis", "(Ban hành theo TT 107/2017/TT-BTC)", since=since)
        set_value(session, command, "signer_name", "Hoàng Văn Chủ Tịch", since=since)

    office.do("unit.set", forms, by=office.chair)

    lines = " ".join(text_of(pdf_of(office, "cash-book"), tmp_path))
    for said in ("Mẫu số: S11-H", "(Ban hành theo TT 107/2017/TT-BTC)", "Hoàng Văn Chủ Tịch"):
        assert said in lines


def test_an_open_copy_names_no_recipient_and_a_restricted_one_says_so_on_each_page(database):
    office = with_gifts(database)
    paid(office, "Lò Thị Kín", 500)

    opened, restricted = (
        texts(pdf_of(office, "recipient-book", is_restricted=mark)) for mark in (False, True)
    )

    assert "Kín" not in "".join(opened)
    assert "Lò Thị Kín" in "".join(restricted)
    assert all("BẢN LƯU HÀNH NỘI BỘ" in page for page in restricted)


def test_hostile_words_are_printed_as_words(database):
    hostile = "<script>alert(1)</script> ) Tj ET (x %PDF {{ 7*7 }} 株"
    office = with_gifts(database, 1, narration=hostile)

    told = " ".join("".join(texts(pdf_of(office, "cash-book"))).split())

    for word in ("<script>", "alert(1)", "</script>", "Tj", "%PDF", "{{", "7*7", "}}", "?"):
        assert word in told


def test_a_word_without_end_is_broken_and_nothing_of_it_is_lost(sqlite_database):
    office = with_gifts(sqlite_database, 1, narration="x" * 500)

    assert "x" * 500 in "".join("".join(texts(pdf_of(office, "cash-book"))).split())


@pytest.mark.parametrize(
    ("kind", "size", "sides"),
    [
        ("cash-book", Paper.A4, (841.89, 595.28)),
        ("cash-book", Paper.A5, (595.28, 420.92)),
        ("balance-sheet", Paper.A4, (595.28, 841.89)),
        ("balance-sheet", Paper.A5, (420.92, 595.28)),
    ],
)
def test_a_book_is_printed_on_the_paper_that_is_asked_for(sqlite_database, kind, size, sides):
    document = pdf_of(with_gifts(sqlite_database), kind, size)

    with pikepdf.open(io.BytesIO(document)) as pdf:
        box = [float(side) for side in pdf.pages[0].mediabox]
        assert box[2:] == pytest.approx(sides, abs=0.05)
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"


def test_the_same_book_gives_the_same_bytes(sqlite_database):
    office = with_gifts(sqlite_database)

    assert pdf_of(office, "receipts-and-payments") == pdf_of(office, "receipts-and-payments")


def test_places_to_sign_are_never_torn_from_each_other(sqlite_database):
    office = an_office(sqlite_database)
    entry = BookLine(LineKind.ENTRY, ("1", "Tiền mặt", "111", 1, 1))
    seen = set()
    for count in range(25, 50):
        out = io.BytesIO()
        book_of(
            office,
            "balance-sheet",
            read=lambda book, out=out, count=count: write_pdf(
                attrs.evolve(book, lines=lambda: iter([entry] * count)), out
            ),
        )
        last = texts(out.getvalue())[-1]
        seen.add(len(texts(out.getvalue())))
        assert "Kế toán trưởng" in last
        assert "đóng dấu" in last
    assert seen == {1, 2}


def test_a_long_foot_is_cut(sqlite_database):
    office = an_office(sqlite_database)
    out = io.BytesIO()
    book_of(office, "cash-book", read=lambda book: write_pdf(attrs.evolve(book, about=("Quỹ " * 100,)), out))

    assert "…" in texts(out.getvalue())[0]


def test_a_book_that_does_not_agree_is_not_finished(sqlite_database):
    office = with_gifts(sqlite_database)
    tamper(sqlite_database, "UPDATE posting SET amount = 999 WHERE entry_id = 1")

    with pytest.raises(LedgerBookDisagreesError):
        pdf_of(office, "cash-book")


def test_a_book_of_no_place_is_dated_all_the_same(sqlite_database, tmp_path):
    office = with_gifts(sqlite_database)
    out = io.BytesIO()

    def without_place(book):
        write_pdf(attrs.evolve(book, heading=attrs.evolve(book.heading, place="", address="")), out)

    book_of(office, "cash-book", read=without_place)

    lines = text_of(out.getvalue(), tmp_path)
    assert "Ngày 15 tháng 01 năm 2027" in lines
    assert not any(line.startswith("Địa chỉ") for line in lines)
