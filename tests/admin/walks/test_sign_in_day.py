"""The first day of a chief accountant: a first password, a password of her own, a telephone, a voucher, and home."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pyotp
import pytest

from admin import door
from khfund.actor import find_person
from khfund.ledger import AccountRole, VoucherKind
from khfund.ledger.voucher import draft_voucher
from khfund.password import reset_password
from tests.admin.browser import listening, walker

OWN = "mưa rơi ngoài hiên nhà"
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def first_password(office) -> str:
    """What the administrator handed to the chief accountant."""
    return office.do(
        "person.password",
        lambda session, command: reset_password(session, command, find_person(session, "ketoantruong")),
        by=office.administrator,
    )


@pytest.fixture
def drafted(office) -> int:
    """A voucher that the accountant drafted: its number."""

    def work(session, command):
        return draft_voucher(
            session,
            command,
            VoucherKind.RECEIPT,
            day=date(2026, 3, 10),
            narration="Ủng hộ tại Đại hội",
            postings=[office.posting(AccountRole.CASH, AccountRole.GIFTS, 250_000)],
            party_name="Bà Lò Thị Mua",
        ).id

    return office.do("voucher.draft", work)


def test_a_chief_accountant_comes_in_approves_and_goes_home(app, browser, first_password, drafted):
    with listening(app) as url, walker(browser, url, unit="SL") as chief:
        sign_in(chief, first_password)
        assert chief.page.url.endswith("/tai-khoan/mat-khau")
        assert "Mật khẩu đầu tiên do người quản trị đặt." in chief.open("chung-tu/").said()
        chief.fill(current=first_password, new=OWN, again=OWN).press("Đổi mật khẩu")
        assert (
            "Hội Khuyến học tỉnh Mường Sáng" in chief.page.title() + chief.page.locator("body").inner_text()
        )

        chief.open(f"chung-tu/{drafted}/").go("Duyệt")
        assert "Vai trò của ông/bà cần xác nhận hai bước trước khi làm việc này" in chief.said()
        set_telephone_up(chief)
        chief.open(f"chung-tu/{drafted}/").go("Duyệt").press("Duyệt")
        assert f"Đã duyệt chứng từ nháp {drafted}." in chief.said()

        held = chief.page.context.cookies()
        chief.press("Đăng xuất")
        assert "Đã đăng xuất." in chief.said()
        chief.page.context.add_cookies(held)
        chief.open("chung-tu/")
        assert "/dang-nhap" in chief.page.url
        assert chief.complaints == []


def sign_in(one, password, login="ketoantruong"):
    one.open("/dang-nhap").fill(login=login, password=password).press("Đăng nhập")
    return one


def set_telephone_up(chief) -> None:
    """Take in the secret that the page shows, as a telephone does, and give its code."""
    chief.picture("dat-xac-nhan-hai-buoc")
    secret = chief.page.locator("main ol code").inner_text().replace(" ", "")
    chief.fill(password=OWN, code=pyotp.TOTP(secret).at(datetime.now(UTC))).press("Đặt xác nhận hai bước")
    assert "Hãy in hoặc chép các mã này ra giấy và cất kỹ." in chief.said()
    chief.go("Đã cất, làm việc tiếp")


def test_whoever_guesses_hears_the_same_each_time_and_then_waits(app, browser, first_password, monkeypatch):
    an_hour = attrs.evolve(door.LOGIN_PATIENCE, first=timedelta(hours=1), longest=timedelta(hours=1))
    monkeypatch.setattr(door, "LOGIN_PATIENCE", an_hour)  # longer than the slowest machine takes to type

    with listening(app) as url, walker(browser, url, unit="SL") as stranger:
        wrong = sign_in(stranger, "không phải mật khẩu").said()
        unknown = sign_in(stranger, "không phải mật khẩu", "khong.ai").said()
        assert WRONG in wrong
        assert unknown == wrong

        for _try in range(4):
            assert sign_in(stranger, "đoán mò").said() == wrong
        assert (
            "Đã thử quá nhiều lần; hãy đợi 60 phút rồi thử lại." in sign_in(stranger, first_password).said()
        )
