"""How the office is started from the command line, and when it is not."""

from __future__ import annotations

import pytest

from admin import serving
from khfund.cli.serve import PlainHttpError
from khfund.db import Database
from khfund.password import proves
from tests.cli.shell import Shell


@pytest.fixture
def started(monkeypatch):
    """What the server was told, instead of serving for ever."""
    calls = []

    def serve(config, listening, *, tell, with_work):
        calls.append((config, listening, with_work))
        tell("http://127.0.0.1:8080/")

    monkeypatch.setattr(serving, "serve", serve)
    return calls


def test_an_office_for_this_machine_starts_without_a_word_about_https(khfund: Shell, started):
    said = khfund("serve")

    assert said.out == "Văn phòng đã mở ở http://127.0.0.1:8080/ – dừng bằng Ctrl+C.\n"
    ((config, listening, with_work),) = started
    assert (config.hosts, config.secure, config.proxies) == (("localhost", "127.0.0.1"), False, 0)
    assert (listening, with_work) == (serving.Listening("127.0.0.1", 8080, 8), True)


def test_an_office_for_others_says_whether_they_come_by_https(khfund: Shell, started):
    refused = khfund("--json", "serve", "--public-host", "quy.example.vn")
    assert (refused.code, refused.rule, started) == (2, "plain_http", [])
    assert str(PlainHttpError(host="quy.example.vn")) == (
        "Văn phòng sẽ được mở từ quy.example.vn mà không nói qua HTTPS hay không. Hãy đặt sau máy chủ có HTTPS và thêm "
        "--https --proxies 1, hoặc thêm --plain-http nếu mạng nội bộ chấp nhận mật khẩu đi không mã hóa."
    )

    assert khfund("serve", "--public-host", "quy.example.vn", "--https", "--proxies", 1).code == 0
    assert khfund("serve", "--host", "0.0.0.0", "--plain-http").code == 0
    assert [(one.secure, one.proxies) for one, _listening, _work in started] == [(True, 1), (False, 0)]


def test_who_has_no_password_is_named_at_the_start(khfund: Shell, started):
    assert khfund("serve").err == (
        "Chưa có mật khẩu: chutich, ketoan, ketoantruong, quantri, thuquy. "
        "Đặt bằng `khfund --as quantri person password TÊN`.\n"
    )


def test_without_books_nothing_is_served(khfund: Shell, started, tmp_path):
    khfund.url, khfund.owner_url = str(tmp_path / "khong.sqlite"), None
    for verb in ("serve", "work"):
        assert khfund("--json", verb).rule == "books_missing"
    assert started == []


def test_the_example_year_is_served_where_there_are_no_books_with_passwords_shown_once(
    example_year, capsys, started, tmp_path, monkeypatch
):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "khfund-demo.sqlite").write_bytes(example_year.books.read_bytes())
    monkeypatch.chdir(tmp_path)
    khfund = Shell(str(tmp_path / "khfund.sqlite"), None, capsys)

    first, second = khfund("serve", "--example"), khfund("serve", "--example")

    head, logins, password, _overdue, _address = first.out.splitlines()
    assert head == "Năm ví dụ; mỗi vai trò một tên đăng nhập, cùng một mật khẩu, chỉ hiện lần này:"
    database = Database(str(tmp_path / "out" / "khfund-demo.sqlite"))
    with database.reading() as session:
        assert all(proves(session, login, password.strip()) for login in logins.strip().split(", "))
    database.dispose()
    assert second.out == "Văn phòng đã mở ở http://127.0.0.1:8080/ – dừng bằng Ctrl+C.\n"


def test_the_example_year_is_not_made_up_far_from_its_files(capsys, started, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    khfund = Shell(str(tmp_path / "khfund.sqlite"), None, capsys)
    assert khfund("--json", "serve", "--example").rule == "books_missing"


def test_books_that_are_there_go_before_the_example_year(khfund: Shell, started):
    assert khfund("serve", "--example").code == 0
    assert started[0][0].books == khfund.url


def test_work_that_waits_is_done_at_once_when_asked(khfund: Shell):
    assert khfund("work", "--once").out == "Đã làm 0 việc.\n"


def test_the_tables_of_the_office_are_made_by_their_owner(khfund: Shell):
    assert khfund("serve", "--prepare").out == "Đã tạo bảng của văn phòng.\n"
