"""What must not stand in an office on the web: each pitfall with its test."""

import csv
import io
import logging
import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

import admin
from admin import Config, create_app, security
from admin.paper import served
from admin.security import PUBLIC
from khfund.actor import RIGHTS, Role
from khfund.donations.donor import enter_donor
from khfund.donations.likeness import Traits
from khfund.reports.journal_export import ACTS, harmless
from khfund.second_factor import NEEDED_BY
from tests.admin.office import Desk, an_app, filled, said, url_of

HOME = Path(admin.__file__).parent
ESCAPED_BEFORE = (
    """rows.py: Markup(f"<tr>{''.join(write(row) for write in writers)}</tr>")  # noqa: S704""",
)
"""Where text is marked as safe of which every part was escaped: each line was looked at."""
TEMPLATES = sorted(HOME.rglob("templates/**/*.html"))


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def stranger(app: Flask) -> Desk:
    return Desk(app.test_client())


# -- what every answer carries ------------------------------------------------------------------------------------------


def test_the_content_policy_lets_nothing_run_that_is_not_a_file_of_ours():
    policy = dict(part.split(" ", 1) for part in security.HEADERS["Content-Security-Policy"].split("; "))

    assert policy["default-src"] == "'none'"
    assert (policy["script-src"], policy["style-src"]) == ("'self'", "'self'")
    assert (policy["base-uri"], policy["frame-ancestors"], policy["form-action"]) == (
        "'none'",
        "'none'",
        "'self'",
    )
    assert "unsafe" not in str(policy)


def test_every_answer_carries_the_headers(stranger):
    wrong = {}
    for path in ("/dang-nhap", "/nothing", "/static/office.css", "/so/SL/chung-tu/", "/health"):
        answer = stranger.client.get(path)
        answer.close()
        carried = {name: answer.headers.get(name) for name in security.HEADERS}
        wrong |= {} if carried == security.HEADERS else {path: carried}

    assert wrong == {}


def test_what_is_shown_stays_in_no_cache(accountant, stranger):
    assert accountant.get("chung-tu/").headers["Cache-Control"] == "no-store"
    assert stranger.client.get("/dang-nhap").headers["Cache-Control"] == "no-store"


FORBIDDEN_IN_TEMPLATES = (
    r"(?i)<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:",
    r"\|\s*safe\b|\bautoescape\s+false|<base\b|<iframe\b|<object\b",
)


def found_in_templates(*patterns: str, comments: bool) -> list[str]:
    """Each template with what it holds of the patterns."""
    found = []
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        told = text if comments else re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
        held = [one for pattern in patterns for one in re.findall(pattern, told)]
        found += [f"{path.relative_to(HOME).as_posix()}: {one}" for one in held]
    return found


def test_no_template_holds_a_script_a_style_or_a_handler():
    assert len(TEMPLATES) > 100
    assert found_in_templates(*FORBIDDEN_IN_TEMPLATES, comments=False) == []


def test_nothing_in_a_template_comes_from_elsewhere():
    elsewhere = r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//[^\"']*"

    assert found_in_templates(elsewhere, comments=True) == []


def test_no_code_marks_text_of_others_as_safe():
    marked = [
        f"{path.name}: {line.strip()}"
        for path in HOME.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"Markup\((?!['\"])", line) or "render_template_string" in line
    ]

    assert [line for line in marked if line not in ESCAPED_BEFORE] == []


# -- cookies, hosts, HTTPS ------------------------------------------------------------------------------------------------


@pytest.fixture
def secure_app(office):
    made = create_app(Config(url_of(office), hosts=("quy.example",), proxies=0, secure=True))
    yield made
    made.extensions["khfund.store"].close()
    made.extensions["khfund.books"].dispose()


def over_https(app: Flask, path: str, **more) -> TestResponse:
    return app.test_client().get(path, base_url="https://quy.example", **more)


def test_cookies_are_for_this_host_by_https_and_no_script(secure_app):
    cookie = over_https(secure_app, "/dang-nhap").headers["Set-Cookie"]

    name, *marks = re.split(r"; ", cookie)
    assert name.startswith("__Host-khfund=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(marks)
    assert not [mark for mark in marks if mark.startswith("Domain")]


def test_by_https_the_browser_is_told_to_stay_there(secure_app):
    assert over_https(secure_app, "/dang-nhap").headers["Strict-Transport-Security"] == "max-age=31536000"


def test_no_other_name_is_answered_to(secure_app):
    client = secure_app.test_client()
    names = ("evil.example", "quy.example.evil.example", "quy.example@evil.example", "x")

    answers = {
        name: client.get("/dang-nhap", base_url="https://quy.example", headers={"Host": name})
        for name in names
    }

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(names, 400)
    assert [name for name, answer in answers.items() if len(name) > 1 and name in answer.text] == []


def test_what_a_browser_says_of_proxies_is_not_believed_unless_there_are_some(secure_app):
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", "X-Forwarded-For": "1.2.3.4"}

    answer = over_https(secure_app, "/don-vi", headers=forged)

    assert answer.location == "/dang-nhap?back=/don-vi"
    assert "evil" not in str(answer.headers)


def test_nothing_is_debugged_in_front_of_strangers(secure_app):
    assert (secure_app.debug, secure_app.testing, secure_app.config["PROPAGATE_EXCEPTIONS"]) == (
        False,
        False,
        None,
    )


def test_each_office_draws_its_own_key_and_keeps_it(office):
    one, again = an_app(url_of(office)), an_app(url_of(office))

    assert len(one.config["SECRET_KEY"]) == 32
    assert one.config["SECRET_KEY"] == again.config["SECRET_KEY"]


# -- errors ---------------------------------------------------------------------------------------------------------------


def test_a_failure_tells_strangers_nothing_and_the_log_only_where(app, accountant, caplog, monkeypatch):
    def fail(*_args, **_named):
        raise RuntimeError("SELECT secret FROM donor WHERE name = 'Lò Thị Lan'")

    app.testing = False
    monkeypatch.setitem(app.view_functions, "vouchers.index", fail)
    with caplog.at_level(logging.ERROR):
        answer = accountant.get("chung-tu/")

    assert answer.status_code == 500
    assert "SELECT" not in answer.text
    assert "Lò Thị Lan" not in answer.text + caplog.text
    assert "RuntimeError at " in caplog.text


def test_what_is_not_there_is_told_in_one_way(accountant):
    paths = ("/so/XX/", "/so/SL/chung-tu/999/", "/nothing", "/so/SL/nothing/")

    answers = {path: accountant.client.get(path) for path in paths}

    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(paths, 404)
    assert [path for path, answer in answers.items() if "sqlite" in answer.text.lower()] == []


# -- forms ------------------------------------------------------------------------------------------------------------------


def test_a_field_that_the_form_does_not_have_is_not_taken(app, accountant, office):
    page = accountant.get("chung-tu/lap")
    words = {"kind": "PC", "day": "10/03/2026", "narration": "Giấy", "lines-0-debit": "642", "lines-0-credit": "111",
             "lines-0-fund": "KH", "lines-0-amount": "250.000", "state": "posted", "approved_by": "1",
             "unit_id": "99", "id": "77"}  # fmt: skip

    accountant.client.post("/so/SL/chung-tu/lap", data=filled(page.text) | words)

    shown = accountant.text("chung-tu/1/")
    assert "Duyệt:" not in shown
    assert "nháp" in shown


def test_a_request_id_of_somebody_else_is_refused_not_answered(app, accountant, treasurer):
    words = {"kind": "PC", "day": "10/03/2026", "narration": "Giấy riêng", "lines-0-debit": "642",
             "lines-0-credit": "111", "lines-0-fund": "KH", "lines-0-amount": "250.000"}  # fmt: skip
    accountant.send("chung-tu/lap", **words, request_id="the-same")

    answer = treasurer.send("chung-tu/lap", **words, request_id="the-same")

    assert answer.status_code == 422
    assert "đã dùng cho một việc khác" in said(answer)


def test_too_large_a_request_is_refused_before_it_is_read(app, accountant):
    answer = accountant.client.post("/so/SL/chung-tu/lap", data={"narration": "a" * 20_000_001})

    assert answer.status_code == 413
    assert "Tệp quá lớn" in said(answer)


def test_more_fields_than_any_form_has_are_refused(app, accountant):
    part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'

    answer = accountant.client.post(
        "/so/SL/chung-tu/lap",
        data=(part * 6_000 + "--x--").encode(),
        content_type="multipart/form-data; boundary=x",
    )

    assert answer.status_code == 413


# -- lists and files ----------------------------------------------------------------------------------------------------------


QUERIES = (
    "sort=99", "sort=-1", "sort=x", "page=0", "page=-1", "page=99999999999999999999", "page=x", "desc=x", "search=%25",
    "search=" + "%20a" * 500, "search=%27%3B--", "state=x", "sort=1%00", "search=%E2%80%AE", "_external=1", "_anchor=x",
    "_scheme=https&_external=1",
)  # fmt: skip


def test_whatever_is_asked_of_a_list_it_answers_or_refuses(accountant):
    answers = {query: accountant.get(f"chung-tu/?{query}") for query in QUERIES}

    wrong = {
        query: one.status_code for query, one in answers.items() if one.status_code not in {200, 400, 422}
    }
    assert wrong == {}
    assert [query for query, one in answers.items() if "http://localhost" in one.text] == []


def test_no_cell_of_a_file_acts_as_a_formula(accountant, office):
    office.do("donor.enter", lambda s, c: enter_donor(s, c, Traits("=HYPERLINK(1)")), payload={"name": "="})

    file = accountant.get("nha-hao-tam/xuat.csv")

    rows = list(csv.reader(io.StringIO(file.text.lstrip("\ufeff"))))
    cells = [cell for row in rows for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert [cell for cell in cells if cell.startswith(ACTS) and not re.fullmatch(r"-?[0-9]+", cell)] == []


def test_a_text_that_a_spreadsheet_would_act_on_is_held():
    acting = ("=1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "＝1", "\n=1")

    assert [text for text in acting if not harmless(text).startswith("'")] == []


NAMES = (
    "../../etc/passwd",
    'a"; filename="b.html',
    "a\r\nSet-Cookie: x=1",
    "tiếng Việt.pdf",
    "<script>.html",
)


def test_a_file_is_taken_away_never_run_whatever_its_name(app):
    for name in NAMES:
        with app.test_request_context("/"):
            answer = app.process_response(served(b"<script>alert(1)</script>", name))

        disposition = answer.headers["Content-Disposition"]
        assert disposition.startswith("attachment"), name
        assert "\r" not in disposition, name
        assert "\n" not in disposition, name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox", name
        answer.close()


# -- who needs two proofs -------------------------------------------------------------------------------------------------------


def test_every_role_that_approves_or_opens_doors_proves_itself_twice():
    approving = {
        role
        for kind, roles in RIGHTS.items()
        if kind.endswith((".approve", ".decide")) or kind in {"period", "year", "statement", "person"}
        for role in roles
        if kind != "bank.decide"
    }

    assert approving <= NEEDED_BY
    assert Role.INSPECTOR not in NEEDED_BY


def test_what_is_public_is_listed_in_one_place():
    assert {"static", "door.sign_in", "door.front", "door.choose_language", "health", "public"} == PUBLIC
