"""The public window, read by a stranger without cookies: what is published, nothing more, and the same to everybody."""

import json
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import event

from khfund.calendar import DateRange
from khfund.donations.donation import receive
from khfund.donations.donor import enter_donor
from khfund.donations.gift import Part
from khfund.donations.likeness import DonorKind, Traits
from khfund.oversight.publication import PublicationSubject, switch_publication
from khfund.oversight.published_statement import publish_statement
from khfund.receipts.receipt import issue_receipt, void_receipt
from khfund.receipts.series import open_series
from khfund.reports.window import prepare
from khfund.scholarships.recipient import RecipientKind, enter_recipient
from khfund.unit import Unit
from tests.admin.office import said
from tests.builders import Office

YEAR = DateRange.year(2026)
MADE = datetime(2026, 11, 1, 3, tzinfo=UTC)  # before any day on which this runs


@pytest.fixture
def database(sqlite_database):
    """One engine: the pages only read."""
    return sqlite_database


@pytest.fixture
def codes(office: Office) -> list[str]:
    """The check codes of a genuine receipt of a named giver, a voided one, and one of a giver who stays unnamed."""

    def work(session, command):
        series, found = open_series(session, command, "GXN"), []
        for name, hidden in (("Hà Thị Nêu", False), ("Lò Văn Hủy", False), ("Quàng Thị Ẩn", True)):
            donor = enter_donor(session, command, Traits(name, DonorKind.PERSON, wishes_anonymity=hidden))
            gift = receive(session, command, donor, day=date(2026, 3, 5), parts=[Part(office.kh, 500_000)])
            found.append(issue_receipt(session, command, gift.id, series, day=date(2026, 3, 6)))
        void_receipt(session, command, found[1], reason="Ghi nhầm")
        enter_recipient(session, command, "Vàng Thị Em", RecipientKind.PUPIL, birth_year=2014)
        return [one.check_code for one in found]

    return office.do("donation.receive", work)


@pytest.fixture
def stranger(office: Office, codes: list[str], app: Flask):
    def publish(session, command):
        for subject in PublicationSubject:
            switch_publication(session, command, subject, is_on=True)
        made = prepare(session, session.get_one(Unit, command.unit), YEAR, made_at=MADE)
        return publish_statement(session, command, YEAR, made.figures, made.files)

    office.do("publication.switch", publish, by=office.chair, at=MADE)
    return app.test_client()


PAGES = (
    "/cong-khai/SL/",
    "/cong-khai/SL/bao-cao/1/",
    "/cong-khai/SL/kiem-chung/",
    "/cong-khai/bien-nhan",
    "/cong-khai/trang-rieng",
    "/cong-khai/SL/?lang=en",
    "/cong-khai/SL/bao-cao/1/?lang=en",
)


def test_the_pages_are_small_open_and_set_no_cookie(stranger):
    for path in PAGES:
        answer = stranger.get(path)

        assert answer.status_code == 200, path
        assert len(answer.data) < 100_000, path
        assert "Set-Cookie" not in answer.headers, path
        assert f'<html lang="{"en" if "lang=en" in path else "vi"}">' in answer.text
        assert answer.text.count("<h1") == 1, path


def test_the_office_and_the_window_open_in_turn(stranger, accountant):
    for _twice in range(2):
        assert accountant.client.get("/so/SL/").status_code == 200
        assert stranger.get("/cong-khai/SL/").status_code == 200


def test_a_single_unit_is_shown_at_once_and_strangers_get_there_from_the_front(stranger):
    assert stranger.get("/").headers["Location"] == "/cong-khai/"
    assert stranger.get("/cong-khai/").headers["Location"] == "/cong-khai/SL/"
    assert stranger.get("/cong-khai/XX/").status_code == 404


def test_the_page_and_the_files_say_what_the_ledger_says(stranger):
    page = said(stranger.get("/cong-khai/SL/bao-cao/1/"))
    told = json.loads(stranger.get("/cong-khai/SL/bao-cao/1/tep/statement.json").data)

    assert "Cuối kỳ 1.500.000 đ" in page
    assert "Chênh lệch: 0" in page
    assert [row["closing"] for row in told["tables"]["funds"]] == [1_500_000, 0]


def test_a_reader_who_has_the_page_already_is_told_so(stranger):
    first = stranger.get("/cong-khai/SL/bao-cao/1/")

    again = stranger.get("/cong-khai/SL/bao-cao/1/", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert (again.status_code, again.data) == (304, b"")


def test_no_page_names_who_receives_or_who_stays_unnamed(stranger, codes):
    paths = [*PAGES, *(f"/cong-khai/bien-nhan/{code}" for code in codes)]
    paths += [
        f"/cong-khai/SL/bao-cao/1/tep/{name}"
        for name in ("statement.html", "statement.json", "givers.csv", "recipients.csv")
    ]
    for path in paths:
        text = stranger.get(path).text
        for hidden in ("Vàng Thị Em", "Quàng Thị Ẩn"):
            assert hidden not in text, path


def test_the_whole_statement_is_shown_under_its_own_policy(stranger):
    answer = stranger.get("/cong-khai/SL/bao-cao/1/tep/statement.html")

    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert stranger.get("/cong-khai/SL/bao-cao/1/tep/khac.txt").status_code == 404
    assert stranger.get("/cong-khai/SL/bao-cao/2/").status_code == 404


# -- receipts ---------------------------------------------------------------------------------------------------------


def test_a_receipt_is_genuine_voided_or_of_somebody_unnamed(stranger, codes):
    genuine, voided, unnamed = (said(stranger.get(f"/cong-khai/bien-nhan/{code}")) for code in codes)

    assert "Biên nhận thật, còn giá trị." in genuine
    assert "Hà Thị Nêu" in genuine
    assert "500.000 đ" in genuine
    assert "Quỹ Khuyến học tỉnh" in genuine
    assert "đã bị hủy, không còn giá trị" in voided
    assert "Nhà hảo tâm (ẩn danh)" in unnamed


def test_the_address_of_the_paper_and_a_typed_code_lead_to_the_same(stranger, codes):
    typed = stranger.get("/cong-khai/bien-nhan", query_string={"ma": f"https://hoi.example/bn/{codes[0]}"})

    assert typed.headers["Location"] == f"/cong-khai/bien-nhan/{codes[0]}"
    assert "Biên nhận thật" in said(stranger.get(f"/bn/{codes[0]}"))


def test_wrong_and_unknown_codes_get_the_same_answer_by_the_same_queries(stranger, app):
    asked: list[str] = []
    engine = app.extensions["khfund.books"].engine
    event.listen(engine, "before_cursor_execute", lambda *more: asked.append(more[2]))
    answers, queries = [], []
    for code in ("0" * 20, "ABCDE", "-", "🎈" * 30, "Z" * 290):
        asked.clear()
        answers.append(stranger.get(f"/cong-khai/bien-nhan/{code}").text)
        queries.append(list(asked))

    assert "Không có biên nhận nào mang mã này." in answers[0]
    plain = [answer.partition("<main")[2] for answer in answers]
    assert plain == [plain[0]] * 5
    assert queries == [queries[0]] * 5


def test_whoever_asks_too_often_waits(stranger):
    codes = [stranger.get("/cong-khai/bien-nhan/" + "0" * 20).status_code for _ in range(45)]

    assert codes[:40] == [200] * 40
    assert codes[-1] == 429


def test_wrong_codes_of_own_pages_get_the_same_answer_by_the_same_queries(stranger, app):
    asked: list[str] = []
    engine = app.extensions["khfund.books"].engine
    event.listen(engine, "before_cursor_execute", lambda *more: asked.append(more[2]))
    answers, queries = [], []
    for code in ("0" * 20, "", "x"):
        asked.clear()
        answers.append(stranger.post("/cong-khai/trang-rieng", data={"ma": code}).text)
        queries.append(list(asked))

    assert answers == [answers[0]] * 3
    assert queries == [queries[0]] * 3


# -- what is switched off ---------------------------------------------------------------------------------------------


def test_what_is_switched_off_is_gone_and_says_why(stranger, office):
    def stop(session, command):
        subject = PublicationSubject.STATEMENTS
        return switch_publication(session, command, subject, is_on=False, reason="Đang rà soát")

    office.do("publication.switch", stop, by=office.chair, at=MADE)

    for path in (
        "/cong-khai/SL/bao-cao/1/",
        "/cong-khai/SL/bao-cao/1/tep/statement.json",
        "/cong-khai/SL/kiem-chung/",
    ):
        answer = stranger.get(path)
        assert answer.status_code == 410, path
    assert "Từ ngày 01/11/2026 ngừng công bố báo cáo công khai, lý do: Đang rà soát" in said(
        stranger.get("/cong-khai/SL/")
    )


def test_search_engines_are_kept_from_what_codes_open(stranger):
    assert "Disallow: /cong-khai/trang-rieng" in stranger.get("/robots.txt").text
    assert stranger.get("/cong-khai/trang-rieng").headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_programs_that_verify_are_there(stranger):
    for name in ("verify_statement.py", "verify_log.py", "verify_sample.py"):
        with stranger.get(f"/static/verify/{name}") as answer:
            assert answer.status_code == 200
