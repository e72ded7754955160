"""Statements in the office: previewed with what is still open, made into files, published and corrected."""

import io
import json
import zipfile
from datetime import date

import pytest

from admin.job_run import work_off
from tests.admin.office import desk, said
from tests.builders import an_office


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def office(database):
    office = an_office(database, opened=date(2025, 1, 1))
    office.gift(date(2025, 3, 1), 5_000_000)
    office.gift(date(2025, 4, 2), 2_000_000, office.th)
    return office


def done(app, person, answer):
    """The page of the work that an answer leads to, when it is done."""
    work_off(app)
    return person.text(answer.request.path)


def test_a_preview_tells_the_figures_and_what_is_still_open(accountant):
    told = accountant.text("bao-cao-cong-khai/xem-truoc?days=2025")

    assert "Còn 12 tháng của kỳ này chưa khóa sổ" in told
    assert "Số dư cuối kỳ 7.000.000" in told
    assert "Quỹ học bổng Tô Hiệu" in told


def test_a_preview_of_one_fund_tells_that_fund_alone(accountant):
    told = accountant.text("bao-cao-cong-khai/xem-truoc?days=2025&fund=TH")

    assert "Số dư cuối kỳ 2.000.000" in told


def test_days_that_nobody_understands_are_told_beside_their_field(accountant):
    told = said(accountant.get("bao-cao-cong-khai/xem-truoc?days=hôm+qua"))

    assert "hôm qua" in told
    assert "Số dư cuối kỳ" not in told


def test_the_page_to_be_published_is_shown_under_its_own_policy(accountant):
    answer = accountant.get("bao-cao-cong-khai/xem-truoc.html?days=2025")

    assert "Báo cáo công khai" in answer.text
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert "sha256-" in answer.headers["Content-Security-Policy"]


def test_a_statement_is_made_into_files(app, accountant):
    told = done(app, accountant, accountant.send("bao-cao-cong-khai/lap", days="2025"))

    assert "cuối kỳ 7.000.000 đ, chênh lệch 0 đ." in told
    for name in ("statement.pdf", "statement.xlsx", "statement.json", "bao-cao.zip"):
        assert name in told


def test_a_statement_is_published_and_what_is_corrected_later_is_said(app, office, accountant, chief):
    assert "báo cáo công khai năm" in chief.text("")
    first = done(app, chief, chief.send("bao-cao-cong-khai/cong-bo", days="2025"))
    office.gift(date(2025, 12, 1), 1_000_000)
    second = done(app, chief, chief.send("bao-cao-cong-khai/cong-bo", days="2025"))

    assert "Đã công bố báo cáo (Năm 2025), bản 1: số dư cuối kỳ 7.000.000 đ, chênh lệch 0 đ." in first
    assert "Đã công bố báo cáo (Năm 2025), bản 2: số dư cuối kỳ 8.000.000 đ, chênh lệch 0 đ." in second
    assert "cuối kỳ 7.000.000 đ" in accountant.text("bao-cao-cong-khai/2/")
    kept = json.loads(accountant.get("bao-cao-cong-khai/2/tep/statement.json").data)
    assert [(one["before"], one["after"]) for one in kept["tables"]["revisions"]][-1] == (
        5_000_000,
        6_000_000,
    )
    archive = zipfile.ZipFile(io.BytesIO(accountant.get("bao-cao-cong-khai/1/tep/bao-cao.zip").data))
    assert "statement.pdf" in archive.namelist()
    assert "báo cáo công khai năm" not in chief.text("")


def test_a_file_that_was_not_published_is_not_found(accountant):
    assert accountant.get("bao-cao-cong-khai/1/").status_code == 404
    assert accountant.get("bao-cao-cong-khai/1/tep/statement.json").status_code == 404


def test_the_restricted_list_is_handed_to_whoever_may_and_the_log_tells_of_it(app, office, accountant, chief):
    handed = chief.send("bao-cao-cong-khai/han-che", days="2025")

    assert handed.data.startswith(b"PK")
    assert handed.headers["Content-Disposition"].startswith("attachment")
    assert "statement.restricted" in chief.text("nhat-ky/")
    assert accountant.get("bao-cao-cong-khai/han-che").status_code == 403
    assert desk(app, office.administrator).get("bao-cao-cong-khai/").status_code == 403
