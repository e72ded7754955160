"""I15: the five renderings of a statement show the same figures, to the đồng."""

import csv
import hashlib
import io
import json
import re
import stat
from datetime import datetime
from html.parser import HTMLParser

import jsonschema
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from khfund import money
from khfund.reports import export
from khfund.reports.export import StatementExistsError, publish
from khfund.reports.statement_table import tables
from khfund.reports.workbook import FIRST_ROW, SHEETS
from tests.reports.disclosures import HOSTILE, a_disclosure, an_empty_disclosure


@pytest.fixture(scope="module")
def shown():
    return a_disclosure()


@pytest.fixture(scope="module")
def folder(shown, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out") / "2026"
    publish(shown, folder)
    return folder


def records(shown):
    return {table.key: list(table.records()) for table in tables(shown)}


# -- the same figures everywhere --------------------------------------------------------------------------------------


def test_json_holds_every_table_as_it_is(shown, folder):
    read = json.loads((folder / "statement.json").read_text(encoding="utf-8"))

    assert read["tables"] == records(shown)


def test_json_follows_the_schema_beside_it(folder):
    read = json.loads((folder / "statement.json").read_text(encoding="utf-8"))
    schema = json.loads((folder / read["$schema"]).read_text(encoding="utf-8"))

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(read)


@pytest.mark.parametrize(
    "change", [{"currency": "USD"}, {"period": {}}, {"extra": 1}, {"tables": {"totals": []}}]
)
def test_json_that_is_no_statement_fails_the_schema(shown, change):
    read = json.loads(export.json_text(shown)) | change

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(read, export.schema(shown))


def test_csv_holds_every_table_as_it_is(shown, folder):
    for key, rows in records(shown).items():
        with (folder / f"{key}.csv").open(encoding="utf-8-sig", newline="") as file:
            read = list(csv.DictReader(file))

        told = [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in rows]
        assert [{name: cell.removeprefix("'") for name, cell in row.items()} for row in read] == told


def test_the_workbook_holds_every_table_as_it_is(shown, folder):
    book = load_workbook(folder / "statement.xlsx")

    assert book.sheetnames == list(SHEETS.values())
    for table in tables(shown):
        sheet = book[SHEETS[table.key]]
        rows = sheet.iter_rows(min_row=FIRST_ROW + 1, max_row=FIRST_ROW + len(table.rows), values_only=True)
        read = [tuple(_plain(cell) for cell in row[: len(table.columns)]) for row in rows]
        assert read == [tuple("" if cell is None else cell for cell in row) for row in table.rows]


def _plain(cell):
    if isinstance(cell, datetime):
        return cell.date()
    return "" if cell is None else cell


def test_the_page_and_the_paper_show_the_same_tables(shown, folder):
    """Every amount of the tables on the page stands in the PDF's text, fund by fund and giver by giver."""
    html = _Cells()
    html.feed((folder / "statement.html").read_text(encoding="utf-8"))
    pdf = "\n".join(
        one.extract_text() for one in PdfReader(io.BytesIO((folder / "statement.pdf").read_bytes())).pages
    )

    for key in ("totals", "funds", "received", "used", "holdings", "waiting", "commitments", "givers"):
        table = next(table for table in tables(shown) if table.key == key)
        amounts = [column.key for column in table.columns if column.kind == "amount"]
        if key == "funds":
            amounts.remove("brought")  # nothing was: the column is left out
        for record in table.records():
            if key == "totals" and record["item"] in {"transferred", "brought"}:
                continue  # nothing was: the line is left out
            for told in (money.format(record[amount]) for amount in amounts):
                assert key.startswith("totals") or told in html.cells[key]
                assert told in html.text
                assert re.search(rf"(?<![\d.]){re.escape(told)}(?![\d.])", pdf), (key, told)


class _Cells(HTMLParser):
    """The texts of a page, and the cells of each table by its class."""

    def __init__(self):
        super().__init__()
        self.cells, self.text, self.table = {}, "", ""

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.table = dict(attrs)["class"].removesuffix(" short")
            self.cells[self.table] = []

    def handle_data(self, data):
        self.text += data
        if self.table and data.strip():
            self.cells[self.table].append(data.strip())


def test_a_statement_of_nothing_is_published_with_all_its_sections(tmp_path):
    publish(an_empty_disclosure(), tmp_path / "2026")

    text = (tmp_path / "2026" / "statement.html").read_text(encoding="utf-8")
    assert "Cam kết chi sau kỳ: chưa có." in text
    assert "Đính chính số liệu đã công bố: không có." in text
    assert "Dấu mốc nhật ký: chưa có." in text
    assert [len(list((tmp_path / "2026").glob("*.csv"))), (tmp_path / "2026" / "statement.pdf").exists()] == [
        26,
        True,
    ]


# -- harmless files ---------------------------------------------------------------------------------------------------


def test_no_cell_acts_as_a_formula(folder):
    with (folder / "givers.csv").open(encoding="utf-8-sig", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    sheet = load_workbook(folder / "statement.xlsx")[SHEETS["givers"]]

    assert names[0] == f"'{HOSTILE}"
    assert (sheet.cell(FIRST_ROW + 1, 2).value, sheet.cell(FIRST_ROW + 1, 2).data_type) == (HOSTILE, "s")


# -- the folder -------------------------------------------------------------------------------------------------------


def test_the_folder_lists_its_files_and_their_sums(shown, tmp_path):
    steps = []
    names = publish(shown, tmp_path / "2026", progress=lambda done, total: steps.append((done, total)))

    folder = tmp_path / "2026"
    assert names == sorted(file.name for file in folder.iterdir())
    assert steps == [(done, 33) for done in range(1, 34)]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_the_same_dataset_gives_the_same_files(shown, folder, tmp_path):
    publish(shown, tmp_path / "again")

    assert (tmp_path / "again" / "SHA256SUMS").read_text() == (folder / "SHA256SUMS").read_text()


def test_a_statement_is_never_mixed_with_an_older_one(shown, tmp_path):
    (tmp_path / "2026").mkdir()
    (tmp_path / "2026" / "old.pdf").write_bytes(b"x")

    with pytest.raises(StatementExistsError) as refusal:
        publish(shown, tmp_path / "2026")

    assert str(refusal.value) == (
        f"Thư mục {tmp_path / '2026'} đã có và không trống; hãy chọn thư mục khác để không lẫn với báo cáo đã công bố."
    )
    assert [file.name for file in tmp_path.rglob("*")] == ["2026", "old.pdf"]


def test_a_statement_that_cannot_be_made_leaves_nothing_behind(shown, tmp_path):
    with pytest.raises(ZeroDivisionError):
        publish(shown, tmp_path / "2026", progress=lambda done, total: 1 // (done - 3))

    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_filled(shown, tmp_path):
    publish(an_empty_disclosure(), tmp_path)

    assert (tmp_path / "statement.pdf").exists()
