from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from khfund.calendar import DateRange
from khfund.ledger import AccountRole
from khfund.reports import recipient_table
from khfund.reports.export import json_text, publish
from khfund.reports.public_statement import build
from khfund.reports.recipient_disclosure import Share
from khfund.reports.shown_recipients import StatementCodesMissingError
from khfund.scholarships.consent import consents, withdraw_consent
from khfund.scholarships.recipient import find_recipient
from khfund.scholarships.recipient_change import merge_recipients
from khfund.unit import Unit, set_value
from khfund.vietnamese import fold
from tests.builders import tamper
from tests.reports.paid_rounds import CLASS, SCHOOL, a_paid_round

MADE = datetime(2028, 1, 2, 3, 0, tzinfo=UTC)
YEAR = DateRange.year(2027)
SCRIPT = Path(__file__).parent.parent.parent / "docs" / "verify_statement.py"


def shown(office, days=YEAR, *, made_at=MADE, **more):
    return office.read(
        lambda s: build(s, units=[s.get_one(Unit, office.unit)], days=days, made_at=made_at, **more)
    )


def test_a_paid_round_stands_in_the_statement_to_the_dong(database, tmp_path):
    whole = a_paid_round(database)
    whole.office.post(
        date(2027, 1, 15), whole.office.posting(AccountRole.SCHOLARSHIPS, AccountRole.CASH, 300_000)
    )

    statement = shown(whole.office)

    assert statement.recipients.whole == Share("", 22, 22, 22, 15_400_000)
    assert recipient_table.award_totals(statement).only("item", "amount").rows == [
        ("used", 15_700_000),
        ("listed", 15_400_000),
        ("owed", 0),
        ("unlisted", 300_000),
    ]
    publish(statement, tmp_path / "s")
    checked = subprocess.run([sys.executable, "-I", SCRIPT, tmp_path / "s"], capture_output=True, check=False)
    assert checked.returncode == 0


def test_no_minor_is_told_in_any_file_but_by_a_code(database, tmp_path):
    whole = a_paid_round(database)
    told = whole.by_category["II.5"][0]  # the one whose family consents

    publish(shown(whole.office), tmp_path / "s")

    hidden = {name for number, name in whole.names.items() if number != told}
    secret = {
        fold(text) for text in (*hidden, SCHOOL, CLASS, "bệnh tim", "Mẹ Hiền", "29/02/2012", "2012-02-29")
    }
    for file in sorted((tmp_path / "s").iterdir()):
        text = fold(everything_in(file))
        assert {words for words in secret if words in text} == set(), file.name
        if file.name in {
            "statement.pdf",
            "statement.html",
            "statement.xlsx",
            "statement.json",
            "recipients.csv",
        }:
            assert fold(whole.names[told]) in text, file.name


def everything_in(file: Path) -> str:
    """All that a file says: its text, and what it says of itself."""
    content = file.read_bytes()
    if file.suffix == ".pdf":
        pages = " ".join(
            " ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages
        )
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return f"{pages} {dict(pdf.docinfo.items())} {pdf.open_metadata()!s}"
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return " ".join(parts.read(name).decode() for name in parts.namelist())
    return content.decode("utf-8-sig")


def test_the_order_of_the_list_is_that_of_random_codes(database):
    whole = a_paid_round(database)

    codes = [row.recipient for row in shown(whole.office).recipients.rows if not row.name]

    assert codes == sorted(codes)
    by_register = whole.office.read(
        lambda s: [
            code
            for (code,) in s.connection().exec_driver_sql(
                "SELECT code FROM public_code ORDER BY recipient_id"
            )
        ]
    )
    assert [code for code in by_register if code in codes] != codes


def test_a_name_goes_when_consent_is_withdrawn(database):
    whole = a_paid_round(database)
    told = whole.by_category["II.5"][0]
    before = [row.name for row in shown(whole.office).recipients.rows if row.name]

    def withdraw(session, command):
        (one, *_more) = consents(session, [told], date(2027, 1, 15))[told]
        withdraw_consent(session, command, one)

    whole.office.do("recipient.withdraw", withdraw)

    assert before == [whole.names[told]]
    assert [row.name for row in shown(whole.office).recipients.rows if row.name] == []


def test_who_is_under_a_code_in_hardship_stays_so_even_with_consent(database):
    whole = a_paid_round(database, each={"XA1": {"1": 6, "5": 6}})

    assert shown(whole.office).recipients.named == 0


def test_a_statement_asks_for_codes_that_are_missing(database):
    whole = a_paid_round(database, each={"XA1": {"1": 2}})
    tamper(whole.office.database, "DELETE FROM public_code")

    with pytest.raises(StatementCodesMissingError) as refusal:
        shown(whole.office)

    assert str(refusal.value) == (
        "Còn 2 người nhận chưa có mã công khai năm 2027; hãy chạy `khfund recipient publish-codes 2027` rồi lập lại báo cáo."
    )


def test_entries_that_are_one_person_are_counted_as_one(database):
    whole = a_paid_round(database, each={"XA1": {"1": 2}})
    first, second = whole.made.recipients

    def merge(session, command):
        one, other = (find_recipient(session, command.unit, number) for number in (first, second))
        merge_recipients(session, command, other, survivor=one, reason="Một em ghi hai lần")

    whole.office.do("recipient.merge", merge)

    assert shown(whole.office).recipients.whole == Share("", 2, 2, 1, 1_400_000)


def test_an_office_may_ask_for_larger_crowds(database):
    whole = a_paid_round(database)

    def ask(session, command):
        set_value(session, command, "small_cell_persons", "20", since=date(2026, 1, 1))

    whole.office.do("unit.set", ask, by=whole.office.chair)

    assert {row.unit for row in shown(whole.office).recipients.rows if not row.name} == {
        "Hội Khuyến học tỉnh Mường Sáng"
    }


def test_a_corrected_statement_hides_what_the_earlier_one_hid(database):
    whole = a_paid_round(database)
    earlier = shown(whole.office)

    later = shown(whole.office, earlier=json.loads(json_text(earlier)))

    assert later.recipients.counts == earlier.recipients.counts
    assert any(count is None for count in map(later.recipients.counts.shown, later.recipients.counts.counts))


def test_the_csv_of_the_list_holds_what_the_public_may_see(database, tmp_path):
    whole = a_paid_round(database, each={"XA1": {"1": 5}})

    publish(shown(whole.office), tmp_path / "s")

    with (tmp_path / "s" / "recipients.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {tuple(row.items())[1:] for row in rows} == {
        (
            ("name", ""),
            ("honour", ""),
            ("unit", "Hội Khuyến học xã XA1"),
            ("commune", "xã XA1 Thượng"),
            ("programme", "CT-HB"),
            ("programme_name", "Học bổng vượt khó"),
            ("awards", "1"),
            ("payments", "1"),
            ("amount", "700000"),
        )
    }
