"""«Tài khoản của tôi»: one's own password, second factor and open sessions."""

import html
import re
from datetime import UTC, datetime

import pyotp
import pytest

from khfund.second_factor import second_factor_of
from tests.admin.office import Desk, said
from tests.admin.test_door import PASSWORD, give_password, knock_at, token_of

NEW = "mưa rơi ngoài hiên"


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def signed_in(app, office) -> Desk:
    """The chair, signed in by a password."""
    give_password(office, "chutich")
    made = Desk(app.test_client())
    knock_at(made, "chutich")
    return made


def test_a_password_is_changed_by_whoever_knows_it_and_every_other_browser_is_out(app, signed_in):
    other = Desk(app.test_client())
    knock_at(other, "chutich")

    wrong = signed_in.send("/tai-khoan/mat-khau", current="x", new=NEW, again=NEW)
    differing = signed_in.send("/tai-khoan/mat-khau", current=PASSWORD, new=NEW, again=NEW + "x")
    weak = signed_in.send("/tai-khoan/mat-khau", current=PASSWORD, new="ngắn", again="ngắn")
    done = signed_in.send("/tai-khoan/mat-khau", current=PASSWORD, new=NEW, again=NEW)

    assert (wrong.status_code, "Mật khẩu đang dùng không đúng." in said(wrong)) == (422, True)
    assert "Hai lần nhập mật khẩu mới không giống nhau" in said(differing)
    assert "Mật khẩu cần ít nhất 12 ký tự" in said(weak)
    assert NEW not in differing.text
    assert "Đã đổi mật khẩu" in said(done)
    assert signed_in.get("/tai-khoan/").status_code == 200
    assert other.get("/tai-khoan/").status_code == 302


def test_a_second_factor_is_set_up_with_password_and_code_and_its_recovery_codes_shown_once(
    signed_in, office
):
    address = "/tai-khoan/xac-nhan-hai-buoc"
    page = signed_in.get(address)
    secret = "".join(re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)[1].split())
    sealed = html.unescape(re.search(r'name="sealed"[^>]*value="([^"]+)"', page.text)[1])
    words = token_of(page.text) | {"sealed": sealed, "code": pyotp.TOTP(secret).at(datetime.now(UTC))}

    refused = signed_in.client.post(address, data=words | {"password": "x"})
    done = signed_in.client.post(address, data=words | {"password": PASSWORD})

    assert refused.status_code == 422
    assert len(re.findall(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b", said(done))) == 8
    assert office.read(lambda s: second_factor_of(s, office.chair)) is not None
    assert "Còn 8 mã khôi phục." in signed_in.text("/tai-khoan/")
    assert signed_in.get("/so/SL/chung-tu/").status_code == 200


def test_the_code_that_set_a_telephone_up_opens_nothing_more(app, signed_in):
    address = "/tai-khoan/xac-nhan-hai-buoc"
    page = signed_in.get(address)
    secret = "".join(re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)[1].split())
    sealed = html.unescape(re.search(r'name="sealed"[^>]*value="([^"]+)"', page.text)[1])
    code = pyotp.TOTP(secret).at(datetime.now(UTC))
    words = token_of(page.text) | {"sealed": sealed, "code": code, "password": PASSWORD}
    assert signed_in.client.post(address, data=words).status_code == 200

    thief = Desk(app.test_client())
    knock_at(thief, "chutich")
    asked = thief.get("/xac-nhan")

    assert thief.client.post("/xac-nhan", data=token_of(asked.text) | {"code": code}).status_code == 422


def test_a_secret_offered_to_somebody_else_is_not_taken(app, signed_in, office):
    give_password(office, "ketoan")
    other = Desk(app.test_client())
    knock_at(other, "ketoan")
    page, own = other.get("/tai-khoan/xac-nhan-hai-buoc"), signed_in.get("/tai-khoan/xac-nhan-hai-buoc")
    secret = "".join(re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)[1].split())
    sealed = html.unescape(re.search(r'name="sealed"[^>]*value="([^"]+)"', page.text)[1])

    words = {"sealed": sealed, "code": pyotp.TOTP(secret).at(datetime.now(UTC)), "password": PASSWORD}
    answer = signed_in.client.post("/tai-khoan/xac-nhan-hai-buoc", data=token_of(own.text) | words)

    assert answer.status_code == 422
    assert office.read(lambda s: second_factor_of(s, office.chair)) is None


def test_ones_own_sessions_are_seen_and_ended_and_nobody_elses(app, signed_in, office):
    give_password(office, "ketoan")
    same, stranger = Desk(app.test_client()), Desk(app.test_client())
    knock_at(same, "chutich")
    knock_at(stranger, "ketoan")
    page, theirs = signed_in.get("/tai-khoan/"), stranger.get("/tai-khoan/")
    (handle,) = re.findall(r"/tai-khoan/phien/([0-9a-f]{16})", page.text)

    stranger.client.post(f"/tai-khoan/phien/{handle}", data=token_of(theirs.text))
    assert same.get("/tai-khoan/").status_code == 200
    signed_in.client.post(f"/tai-khoan/phien/{handle}", data=token_of(page.text))
    assert same.get("/tai-khoan/").status_code == 302
    knock_at(same, "chutich")
    signed_in.client.post("/tai-khoan/phien", data=token_of(page.text))

    assert same.get("/tai-khoan/").status_code == 302
    assert signed_in.get("/tai-khoan/").status_code == 200
    assert stranger.get("/tai-khoan/").status_code == 200
