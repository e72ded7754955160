import io
from datetime import date

from khfund.ledger import Account, AccountRole, Fund
from khfund.reports.plain_text_journal import Book, BookEntry, write_beancount, write_hledger

CASH = Account(id=1, code="111", name="Tiền mặt", role=AccountRole.CASH)
GIFTS = Account(id=2, code="5111", name="Tài trợ", role=AccountRole.GIFTS)
FUND = Fund(id=7, code="Đ.1", name="Quỹ")
GIFT = BookEntry(9, date(2026, 3, 5), "PT-2026-00001", 'Ủng hộ "lớp 1"', None, "", 4, [(1, 2, 7, 500)])
BOOK = Book(
    name="Hội",
    accounts={1: CASH, 2: GIFTS},
    funds={7: FUND},
    first=date(2026, 3, 1),
    last=date(2026, 3, 31),
    opening={(7, 1): 100, (7, 2): -100},
    closing={(7, 1): 600, (7, 2): -600},
)


def test_a_beancount_journal_stands_between_what_was_and_what_is():
    out = io.StringIO()

    count = write_beancount(out, BOOK, [GIFT])

    assert count == 1
    assert out.getvalue() == (
        'option "title" "Hội"\n'
        'option "operating_currency" "VND"\n'
        "\n"
        "2026-03-01 open Assets:111-tien-mat:D-1 VND\n"
        "2026-03-01 open Income:5111-tai-tro:D-1 VND\n"
        "\n"
        '2026-03-01 * "Số dư đầu kỳ"\n'
        "  Assets:111-tien-mat:D-1  100 VND\n"
        "  Income:5111-tai-tro:D-1  -100 VND\n"
        "\n"
        '2026-03-05 * "PT-2026-00001" "Ủng hộ \\"lớp 1\\""\n'
        '  but-toan: "9"\n'
        '  lenh: "4"\n'
        "  Assets:111-tien-mat:D-1  500 VND\n"
        "  Income:5111-tai-tro:D-1  -500 VND\n"
        "\n"
        "2026-04-01 balance Assets:111-tien-mat:D-1  600 VND\n"
        "2026-04-01 balance Income:5111-tai-tro:D-1  -600 VND\n"
    )


def test_an_hledger_journal_stands_between_what_was_and_what_is():
    out = io.StringIO()

    count = write_hledger(out, BOOK, [GIFT])

    assert count == 1
    assert out.getvalue() == (
        "; Hội\n"
        "commodity 1000. VND\n"
        "\n"
        "account Assets:111-tien-mat:D-1\n"
        "account Income:5111-tai-tro:D-1\n"
        "\n"
        "2026-03-01 * Số dư đầu kỳ\n"
        "    Assets:111-tien-mat:D-1  100 VND\n"
        "    Income:5111-tai-tro:D-1  -100 VND\n"
        "\n"
        '2026-03-05 * (PT-2026-00001) Ủng hộ "lớp 1"\n'
        "    ; but-toan: 9, lenh: 4\n"
        "    Assets:111-tien-mat:D-1  500 VND\n"
        "    Income:5111-tai-tro:D-1  -500 VND\n"
        "\n"
        "2026-03-31 * Số dư theo sổ\n"
        "    Assets:111-tien-mat:D-1  0 VND = 600 VND\n"
        "    Income:5111-tai-tro:D-1  0 VND = -600 VND\n"
    )
