"""The official books and reports as files: one of a period, or all of them together; made in the background."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
from flask import abort
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.deed import DeedForm
from admin.field import Choice, Day, Days, Line, Tick
from admin.job import Progress, Result, long_work, start_job
from admin.job_form import asks
from admin.ledger.choosing import account_choices, fund_choices
from admin.ledger.funds import written_days
from admin.lookup import Lookup
from admin.page import Page
from khfund.calendar import DateRange, today
from khfund.db import Database
from khfund.donations.campaign import campaigns, find_campaign
from khfund.donations.donor import find_donor
from khfund.ledger import find_account, find_fund
from khfund.reports.official import (
    KIND_NAMES,
    OPTIONS,
    Asked,
    BookKind,
    LedgerBook,
    Paper,
    Scope,
    make,
    whole_set,
    write_pdf,
    write_xlsx,
)
from khfund.reports.official.catalogue import OPTION_NAMES
from khfund.unit import Unit

SIZES = {Paper.A4: "A4", Paper.A5: "A5"}
FORMS = {"pdf": "PDF để in", "xlsx": "bảng tính XLSX"}
NUMBER_LETTERS = 20  # of the number of a volume


class _PrintForm(DeedForm):
    days = Days("Kỳ")
    form = Choice("Dạng tệp", dict(FORMS), default="pdf")
    paper = Choice("Khổ giấy", {size.value: name for size, name in SIZES.items()}, default=Paper.A4.value)
    number = Line("Quyển số", required=False, render_kw={"maxlength": NUMBER_LETTERS})
    day = Day("Ngày ký", default=today)
    restricted = Tick(
        "Bản lưu hành nội bộ", hint="Nêu tên người nhận và người cho ẩn danh; không đưa ra ngoài."
    )

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Begin with this year."""
        if not self.is_submitted():
            self.days.typed = str(today().year)


class OneBookForm(_PrintForm):
    """One book, divided by what it can be divided by."""

    account = Choice("Chỉ tài khoản", required=False)
    fund = Choice("Chỉ quỹ", required=False)
    donor = Lookup("Chỉ nhà hảo tâm", "donor", required=False)
    campaign = Choice("Chỉ đợt vận động", required=False)
    thousands = Tick("Theo nghìn đồng", hint="Khi có số liệu từ 9 chữ số.")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer what the book may be divided by; the rest is taken off the form."""
        super().prepare(session, unit, **path)
        if path["kind"] not in set(BookKind):
            abort(404)
        options = OPTIONS[BookKind(path["kind"])]
        self.account.offer(account_choices(session, unit.id, closed=True))
        self.fund.offer(fund_choices(session, unit.id, closed=True))
        self.campaign.offer((one.code, f"{one.code} – {one.name}") for one in campaigns(session, unit.id))
        for name in ("account", "fund", "donor", "campaign"):
            if name not in options:
                delattr(self, name)
        if "is_restricted" not in options:
            del self.restricted
        if "in_thousands" not in options:
            del self.thousands


class WholeSetForm(_PrintForm):
    """Every book of a period."""


class OfficialBooks(Page):
    """The official books."""

    looks = "money.look"
    title = "Sổ kế toán theo mẫu"
    section = "Sổ sách"
    address = "so-ke-toan"

    @expose("/")
    def index(self) -> str:
        """Show every kind of book with what it can be divided by."""
        rows = [
            {
                "kind": kind,
                "name": KIND_NAMES[kind],
                "options": [OPTION_NAMES[key] for key in OPTION_NAMES if key in OPTIONS[kind]],
            }
            for kind in BookKind
        ]
        return self.render("ledger/official_books.html", rows=rows)

    @asks(
        "/<kind>/lap",
        "money.look",
        OneBookForm,
        "Lập sổ kế toán",
        button="Lập sổ",
        template="ledger/official_book.html",
        shows="named",
    )
    def one(self, _session: Session, form: OneBookForm, kind: str) -> str:
        """Make one book."""
        asked = {
            name: form[name].data
            for name in ("account", "fund", "donor", "campaign", "restricted", "thousands")
            if name in form and form[name].data
        }
        return start_job(
            "official.one",
            "{book}, {period}",
            request_id=form.request_id.data,
            book=KIND_NAMES[BookKind(kind)],
            period=str(form.days.data),
            kind=kind,
            asked=asked,
            **_common(form),
        )

    def named(self, _session: Session, kind: str) -> dict[str, Any]:
        """The name of the book."""
        return {"name": KIND_NAMES[BookKind(kind)]}

    @asks("/du-bo", "money.look", WholeSetForm, "Lập đủ bộ sổ của một kỳ", button="Lập đủ bộ")
    def whole(self, _session: Session, form: WholeSetForm) -> str:
        """Make every book into one archive."""
        return start_job(
            "official.all",
            "Đủ bộ sổ kế toán, {period}",
            request_id=form.request_id.data,
            period=str(form.days.data),
            restricted=form.restricted.data,
            **_common(form),
        )


def _common(form: Any) -> dict[str, Any]:
    return {
        "days": written_days(form.days.data),
        "form": form.form.data,
        "paper": form.paper.data,
        "number": form.number.data[:NUMBER_LETTERS],
        "day": form.day.data.isoformat(),
    }


@long_work("official.one", looks="money.look")
def make_one(job: Progress, books: Database, **said: Any) -> Result:
    """Make one book; its lines are read while it is written."""
    with books.reading() as session:
        scope = _scope(session, job, said)
        book = make(session, BookKind(said["kind"]), scope, _asked(session, job.unit_id, said["asked"]))
        name = f"{said['kind']}-{said['days']}.{said['form']}"
        file = Path(tempfile.mkstemp(suffix=f".{said['form']}")[1])
        lines = _write(book, file, said)
    facts = {"name": book.name, "period": str(scope.days), "lines": lines}
    return Result("{name}, {period}: {lines:so} dòng.", facts, files=[(name, file)])


@long_work("official.all", looks="money.look")
def make_all(job: Progress, books: Database, **said: Any) -> Result:
    """Make every book of a period; one that does not agree with the ledger stops them all."""
    archive = Path(tempfile.mkstemp(suffix=".zip")[1])
    with books.reading() as session, zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        scope = _scope(session, job, said)
        found = list(whole_set(session, scope, is_restricted=said["restricted"]))
        for done, (name, content) in enumerate(_made(found, said), 1):
            packed.writestr(name, content)
            job.tell(done, len(found))
    facts = {"period": str(scope.days), "count": len(found)}
    return Result(
        "{period}: đã lập {count:so} sổ, báo cáo.", facts, files=[(f"so-ke-toan-{said['days']}.zip", archive)]
    )


def _made(found: list[tuple[str, LedgerBook]], said: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        for name, book in found:
            file = Path(folder) / f"{name}.{said['form']}"
            _write(book, file, said)
            yield file.name, file.read_bytes()


def _scope(session: Session, job: Progress, said: dict[str, Any]) -> Scope:
    own = session.get_one(Unit, job.unit_id)
    return Scope(own, DateRange.parse(said["days"]), date.fromisoformat(said["day"]), said["number"])


def _asked(session: Session, unit_id: int, said: dict[str, Any]) -> Asked:
    """What divides the book, looked up within the unit."""
    asked = Asked(is_restricted=bool(said.get("restricted")), in_thousands=bool(said.get("thousands")))
    if "account" in said:
        asked = attrs.evolve(asked, account=find_account(session, unit_id, said["account"]))
    if "fund" in said:
        asked = attrs.evolve(asked, fund=find_fund(session, unit_id, said["fund"]))
    if "donor" in said:
        asked = attrs.evolve(asked, donor=find_donor(session, unit_id, said["donor"]))
    if "campaign" in said:
        asked = attrs.evolve(asked, campaign=find_campaign(session, unit_id, said["campaign"]))
    return asked


def _write(book: LedgerBook, file: Path, said: dict[str, Any]) -> int:
    size = Paper(said["paper"])
    if said["form"] == "xlsx":
        return write_xlsx(book, file, is_a5=size is Paper.A5)
    with file.open("wb") as stream:
        return write_pdf(book, stream, size).lines
