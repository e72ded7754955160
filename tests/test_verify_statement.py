"""docs/verify_statement.py adds a published statement up again and finds every figure that was touched."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from khfund.reports.export import publish
from tests.reports.disclosures import a_disclosure, an_empty_disclosure
from tests.reports.receivers import many, told

SCRIPT = Path(__file__).parent.parent / "docs" / "verify_statement.py"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published") / "2026"
    publish(a_disclosure(), folder)
    return folder


@pytest.fixture
def folder(published, tmp_path):
    return shutil.copytree(published, tmp_path / "2026")


def verify(folder):
    # -I: nothing of this project, nothing installed
    run = subprocess.run([sys.executable, "-I", SCRIPT, folder], capture_output=True, text=True, check=False)
    return run.returncode, run.stdout.splitlines(), run.stderr


def replace(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_statement_as_published_agrees(folder):
    assert verify(folder) == (
        0,
        ["KHỚP: 15 dòng bút toán cộng lại đúng mọi số liệu của báo cáo, đến từng đồng."],
        "",
    )


def test_a_statement_of_nothing_agrees(tmp_path):
    publish(an_empty_disclosure(), tmp_path / "2026")

    assert verify(tmp_path / "2026")[0] == 0


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        ("totals.csv", ",3431234", ",3431235", "totals received"),
        ("funds.csv", "1620000", "1620001", "funds KH"),
        ("received.csv", "330000", "330001", "received ('KH', 'gifts', 'transfer', '5111')"),
        ("used.csv", "250000", "250001", "used ('KH', 'scholarships', '61111')"),
        ("holdings.csv", "8141234", "8141235", "holdings ('bank', '112')"),
        ("months.csv", "2300000", "2300001", "months 202602"),
        ("waiting.csv", "850000", "850001", "waiting pass_through"),
        ("givers.csv", "2030000", "2030001", "givers 00002"),
        ("goods.csv", "600000", "600001", "goods ('KH', '', 'XE'): handed (value)"),
        ("goods.csv", "7,700000", "8,700000", "goods ('KH', '', 'XE'): received (quantity)"),
        ("goods_moves.csv", "7,700000", "7,700001", "bút toán 5, quỹ KH: chi tiết «goods» lệch 1"),
        ("passing.csv", "850000", "850001", "passing ('VT', 'money'): left"),
        ("passing_moves.csv", "900000", "900001", "bút toán 10, quỹ KH: chi tiết «pass_through» lệch 1"),
        ("entries.csv", ",900000,", ",900001,", "waiting pass_through"),
        ("openings.csv", "5000000", "5000001", "funds TH"),
        ("statement.json", '"net": 400000', '"net": 400001', "received ('KH', 'gifts', 'cash', '5111')"),
    ],
)
def test_a_figure_that_was_touched_is_found(folder, name, old, new, found):
    replace(folder / name, old, new)

    code, lines, _ = verify(folder)

    assert code == 1
    assert any(found in line for line in lines), lines
    assert lines[-1] == f"KHÔNG KHỚP: tệp {name} đã bị đổi sau khi công bố"


def test_a_line_that_was_left_out_is_found(folder):
    read = json.loads((folder / "statement.json").read_text(encoding="utf-8"))
    read["tables"]["givers"].pop(1)
    (folder / "statement.json").write_text(json.dumps(read), encoding="utf-8")

    code, lines, _ = verify(folder)

    assert (code, lines[0]) == (
        1,
        "KHÔNG KHỚP: [json] givers 00002: báo cáo ghi [0, 0, 0], cộng lại được [2030000, 0, 2030000]",
    )


def test_a_folder_without_a_statement_is_refused(tmp_path):
    code, lines, told = verify(tmp_path)

    assert (code, lines) == (2, [])
    assert told.startswith(f"Không đọc được báo cáo trong {tmp_path}: FileNotFoundError")


# -- who received -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published_with_recipients(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published") / "2026"
    publish(a_disclosure(recipients=told(many())), folder)
    return folder


def test_the_list_of_recipients_is_added_up_again(published_with_recipients):
    assert verify(published_with_recipients)[0] == 0


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        ("recipients.csv", ",500000", ",500001", "awards_by_programme"),
        ("awards_by_unit.csv", "12,12,12", "12,12,11", "awards_by_unit"),
        ("award_counts.csv", ",124", ",125", "award_counts"),
        ("award_counts.csv", "named,Trong đó nêu tên,3", "named,Trong đó nêu tên,4", "người nêu tên"),
        ("award_totals.csv", ",136000000", ",136000001", "award_totals"),
        ("award_categories.csv", "58,0", "59,0", "diện r:7"),
    ],
)
def test_a_figure_of_recipients_that_was_touched_is_told(
    published_with_recipients, tmp_path, name, old, new, found
):
    folder = shutil.copytree(published_with_recipients, tmp_path / "2026")
    replace(folder / name, old, new)

    code, lines, _err = verify(folder)

    assert code == 1
    assert any(found in line for line in lines)
