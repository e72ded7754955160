import pytest
from sqlalchemy import select

from khfund.audit import Leaf, size
from khfund.command import LoggedCommand
from khfund.db import Database
from khfund.password import proves

INIT = ("init", "--code", "SL", "--name", "Hội Khuyến học tỉnh X", "--opened", "01/01/2026")
OFFICERS = ("--officer", "ketoan:accountant:Cầm Văn Kế", "--officer", "chutich:chair:Hoàng Chủ Tịch")


def test_books_are_made_where_none_are(nowhere):
    said = nowhere(*INIT, *OFFICERS, "--place", "Mường Sáng")

    assert (said.code, said.err) == (0, "")
    opened, told, *passwords = said.out.splitlines()
    assert opened == (
        "Đã mở sổ của Hội Khuyến học tỉnh X (mã SL) từ ngày 01/01/2026; 2 cán bộ, quản trị: quantri."
    )
    assert told == "Mật khẩu đầu tiên của từng người, chỉ hiện lần này; hãy đổi khi đăng nhập lần đầu:"
    assert [line.split()[0] for line in passwords] == ["quantri", "ketoan", "chutich"]
    assert nowhere.json("book", "show") == {
        "unit": "SL",
        "opened": "2026-01-01",
        "closed_until": "",
        "next": "Tháng 1/2026",
    }


def test_books_are_made_once(nowhere):
    answer = nowhere.json(*INIT)

    again = nowhere(*INIT)

    assert answer["officers"] == 0
    assert (again.code, again.err) == (2, f"Ở {nowhere.url} đã có sổ; hãy chọn nơi khác.\n")


def test_first_passwords_open_the_books_once_told_and_stand_nowhere(nowhere):
    answer = nowhere.json("--request-id", "r", *INIT, *OFFICERS)

    books = Database(nowhere.url)
    with books.reading() as session:
        opened = {
            login: proves(session, login, password).login
            for login, password in answer["first_passwords"].items()
        }
        kept = session.scalars(select(LoggedCommand.body)).all() + session.scalars(select(Leaf.answer)).all()
    books.dispose()
    assert opened == {"quantri": "quantri", "ketoan": "ketoan", "chutich": "chutich"}
    assert [text for text in kept for secret in answer["first_passwords"].values() if secret in text] == []


def test_a_founding_that_was_refused_can_be_tried_again(nowhere):
    refused = nowhere("--json", *INIT, "--officer", "a:chair:A", "--officer", "a:treasurer:A")

    assert (refused.code, refused.rule) == (2, "login_taken")
    assert nowhere(*INIT, "--officer", "a:chair:A").code == 0


@pytest.mark.parametrize("officer", ["a", "a:chair", "a:king:A", ":chair:A", "a:chair: "])
def test_an_officer_that_is_not_clear_is_refused_before_anything_is_made(nowhere, tmp_path, officer):
    said = nowhere("--json", *INIT, "--officer", officer)

    assert (said.code, said.rule) == (2, "officer_unclear")
    assert list(tmp_path.iterdir()) == []


def test_without_books_every_verb_says_where_they_were_sought(nowhere):
    said = nowhere("book", "show")

    assert (said.code, said.err) == (
        2,
        f"Không thấy sổ ở {nowhere.url}; hãy tạo bằng `khfund init` hoặc sửa --db.\n",
    )


def test_a_unit_is_entered_and_keeps_its_own_book(khfund):
    entered = khfund("unit", "enter", "TH", "Hội Khuyến học xã TH", "--parent", "SL", by="quantri")
    opened = khfund("--unit", "TH", "book", "open", "01/02/2026", by="quantri")
    unnamed = khfund("book", "show")

    assert entered.out == "Đã thêm đơn vị TH — Hội Khuyến học xã TH.\n"
    assert opened.out == "Đã mở sổ từ ngày 01/02/2026.\n"
    assert unnamed.err == "Có 2 đơn vị trong sổ này; hãy chọn bằng --unit MÃ hoặc biến KHFUND_UNIT.\n"
    assert khfund("--unit", "TH", "book", "show").out == (
        "Sổ TH mở từ 01/02/2026; đã khóa đến: ; tháng mở sớm nhất: Tháng 2/2026.\n"
    )
    assert [one["code"] for one in khfund.json("unit", "list")["items"]] == ["SL", "TH"]


def test_a_unit_too_small_for_two_records_its_exception(khfund):
    said = khfund("book", "sole-officer", "--since", "01/01/2026", "--reason", "chi hội nhỏ", by="chutich")

    assert said.out == "Đã ghi nhận ngoại lệ từ 01/01/2026; bản công khai sẽ nêu rõ.\n"
    ended = khfund("book", "two-officers", "--since", "01/06/2026", by="chutich")
    assert ended.out == "Từ 01/06/2026, việc lập và duyệt lại cần hai người.\n"


def test_opening_balances_are_posted_from_a_table(khfund, tmp_path):
    table = "Quỹ,Tài khoản,Số tiền,Trong đó vốn gốc\nKH,111,500.000,\nTH,112,2.000.000,1.500.000\n"
    (tmp_path / "a.csv").write_text(table, encoding="utf-8")

    said = khfund("book", "bring-forward", tmp_path / "a.csv")

    assert (said.code, said.out) == (0, "Đã ghi số dư đầu kỳ 2.500.000 đ (2 dòng), bút toán 1.\n")
    principal = khfund.json("balance", "--fund", "TH", "--account", "411")["items"]
    assert [one["balance"] for one in principal] == [1_500_000]


def test_mistakes_in_the_table_are_told_with_their_places(khfund, tmp_path):
    table = "Quỹ,Tài khoản,Số tiền,Trong đó vốn gốc\nXX,111,500.000,\nTH,112,1,2\n"
    (tmp_path / "a.csv").write_text(table, encoding="utf-8")
    before = khfund.office.read(size)

    said = khfund("book", "bring-forward", tmp_path / "a.csv")

    assert said.code == 2
    assert said.err.splitlines()[0].startswith("a.csv: có 2 chỗ cần sửa; chưa nhập gì.")
    assert [line.split(":")[0] for line in said.err.splitlines()[1:]] == [
        "  a.csv, dòng 2",
        "  a.csv, dòng 3",
    ]
    assert khfund.office.read(size) == before


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("unit", "enter", "SL", "Lại"), "unit_code_taken"),
        (("unit", "enter", "A", "A", "--parent", "XX"), "unit_unknown"),
        (("unit", "enter", "A", "A", "--level", "x"), "usage"),
        (("book", "open", "01/01/2026"), "book_already_open"),
    ],
)
def test_a_refusal_changes_nothing(khfund, words, rule):
    before = khfund.office.read(size)

    said = khfund("--json", *words, by="quantri")

    assert (said.code, said.out, said.rule) == (2, "", rule)
    assert khfund.office.read(size) == before


@pytest.mark.parametrize(
    "words",
    [
        ("unit", "enter", "TH", "Hội Khuyến học xã"),
        ("book", "sole-officer", "--since", "01/01/2026", "--reason", "nhỏ"),
    ],
)
def test_a_request_is_carried_out_once(khfund, words):
    first = khfund.json("--request-id", "r", *words, by="quantri")
    before = khfund.office.read(size)

    assert khfund.json("--request-id", "r", *words, by="quantri") == first
    assert khfund.office.read(size) == before
