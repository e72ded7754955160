"""The audit trail: every command that was ever given, who gave it, when, and what it wrote."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from flask import abort
from flask_admin import expose
from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm
from admin.field import Choice, Days
from admin.job import Progress, Result, long_work, start_job
from admin.job_form import asks
from admin.listing import Column, Filters, Kind, Listing
from admin.visitor import reading, unit
from admin.words import _
from khfund import audit
from khfund.actor import Grant, Person
from khfund.audit import Leaf
from khfund.calendar import VIET_NAM
from khfund.command import LoggedCommand
from khfund.db import Database
from khfund.ledger import Entry
from khfund.unit import Unit

LATELY = 200_000  # commands, in which a person or a kind of work is looked for without days
SHOWN_MAX = 50  # entries of one command
EXPORT = "log.export"
NOUNS = {
    "account": "tài khoản",
    "award": "học bổng",
    "ballot": "phiếu chấm",
    "bank": "ngân hàng",
    "book": "sổ",
    "budget": "dự toán",
    "campaign": "đợt vận động",
    "checkpoint": "dấu mốc",
    "complaint": "ý kiến, câu hỏi",
    "confirmation": "biên bản xác nhận tài trợ",
    "count": "kiểm quỹ",
    "deposit": "tiền gửi có kỳ hạn",
    "donation": "khoản ủng hộ",
    "donor": "nhà hảo tâm",
    "dues": "hội phí",
    "entry": "bút toán",
    "evidence": "giấy tờ minh chứng",
    "fund": "quỹ",
    "goods": "hiện vật",
    "letter": "thư",
    "nomination": "đề nghị xét",
    "passing": "thu hộ, chi hộ",
    "payment": "chi trả học bổng",
    "period": "khóa sổ tháng",
    "person": "người dùng",
    "planned": "khoản dự chi",
    "pledge": "lời hứa ủng hộ",
    "programme": "chương trình học bổng",
    "publication": "cửa công khai",
    "receipt": "biên nhận",
    "recipient": "người nhận",
    "return": "báo cáo của đơn vị",
    "round": "đợt xét",
    "sample": "mẫu kiểm tra",
    "sponsorship": "đỡ đầu",
    "statement": "báo cáo công khai",
    "target": "chỉ tiêu vận động",
    "transfer": "chuyển tiền giữa các đơn vị",
    "unit": "đơn vị",
    "update": "bản tin cho nhà hảo tâm",
    "voucher": "chứng từ",
    "year": "khóa sổ năm",
}
CHILDREN = frozenset(
    {"award", "ballot", "evidence", "nomination", "payment", "recipient", "round", "sponsorship"}
)
"""Work whose content may hold data of children: only that it was done is shown here."""


class TrailFilters(Filters):
    """By days, person and kind of work."""

    days = Days("Ngày", required=False)
    person = Choice("Người làm", required=False, coerce=int)
    noun = Choice("Loại việc", dict(sorted(NOUNS.items(), key=lambda one: one[1])), required=False)

    def prepare(self, session: Session, unit: Unit) -> None:
        """Offer whoever holds or held a role here."""
        here = or_(Grant.unit_id == unit.id, Grant.unit_id.is_(None))
        persons = select(Person.id, Person.full_name).join(Grant, Grant.person_id == Person.id).where(here)
        self.person.offer(sorted({(one.id, one.full_name) for one in session.execute(persons)}))


class Trail(Listing):
    """Every command in this unit, and those that belong to all units, the last first."""

    looks = "log.look"
    title = "Nhật ký"
    section = "Kiểm tra"
    address = "nhat-ky"
    columns = (
        Column("number", "Lệnh", Kind.COUNT, link="trail.one"),
        Column("at", "Lúc", Kind.MOMENT),
        Column("person", "Người làm"),
        Column("noun", "Loại việc"),
        Column("kind", "Mã việc"),
    )
    filters = TrailFilters
    template = "reports/trail.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the commands of the unit and of no unit."""
        columns: list[Any] = [
            LoggedCommand.number,
            LoggedCommand.at,
            LoggedCommand.kind,
            Person.full_name.label("person"),
        ]
        here = or_(LoggedCommand.unit_id == unit.id, LoggedCommand.unit_id.is_(None))
        found: Select[Any] = select(*columns).join(Person, Person.id == LoggedCommand.person_id)
        return found.where(here)

    def written(self, row: Row[Any]) -> Mapping[str, Any]:
        """Put the kind of work into words."""
        return dict(row._mapping) | {"noun": _words(row.kind)}

    def order(self) -> Sequence[Any]:
        """The last first."""
        return [LoggedCommand.number.desc()]

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow by days; by person and kind within the days, or within what was done lately."""
        days = filters.days.data
        if days is not None:
            query = query.where(LoggedCommand.at >= _moment(days.start), LoggedCommand.at < _moment(days.end))
        elif filters.person.data or filters.noun.data:
            last = reading().scalar(select(func.max(LoggedCommand.number))) or 0
            query = query.where(LoggedCommand.number > last - LATELY)
        if filters.person.data:
            query = query.where(LoggedCommand.person_id == filters.person.data)
        if filters.noun.data:
            query = query.where(LoggedCommand.kind.startswith(f"{filters.noun.data}.", autoescape=True))
        return query

    def search(self, term: str) -> ColumnElement[bool]:
        """Nothing is searched: what a command holds is no text for searching."""
        raise NotImplementedError

    def beside(self, session: Session) -> dict[str, Any]:
        """Tell how far back a person or kind is looked for."""
        return {"lately": LATELY}

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a command with what it wrote."""
        session = reading()
        found = session.get(LoggedCommand, number)
        if found is None or found.unit_id not in (unit().id, None):
            abort(404)
        leaf = session.get_one(Leaf, number)
        closed = found.kind.partition(".")[0] in CHILDREN
        body = json.loads(found.body) if found.body and not closed else {}
        wrote = select(Entry).where(Entry.command_number == number, Entry.unit_id == unit().id)
        return self.render(
            "reports/command.html",
            title=_("Lệnh {number:so}", number=number),
            command=found,
            at=_told(found.at),
            noun=_words(found.kind),
            who=session.get_one(Person, found.person_id).full_name,
            closed=closed,
            erased=found.body is None,
            note=body.get("note", ""),
            payload=_lines(body.get("payload", {})),
            answer=_lines(json.loads(leaf.answer)) if not closed else [],
            entries=list(session.scalars(wrote.order_by(Entry.id).limit(SHOWN_MAX))),
            books=sorted(json.loads(leaf.line).get("books", {})),
            leaf=leaf.line,
            leaf_hash=audit.leaf_hash(leaf.line).hex(),
        )

    @asks("/xuat", "log.look", DeedForm, "Xuất toàn bộ nhật ký để người ngoài tự tính lại", button="Xuất")
    def export(self, _session: Session, form: DeedForm) -> str:
        """Export the log, one line a command."""
        return start_job(EXPORT, "Xuất nhật ký", request_id=form.request_id.data)


def _words(kind: str) -> str:
    return _(NOUNS.get(kind.partition(".")[0], kind.partition(".")[0]))


def _moment(day: date) -> str:
    return datetime.combine(day, time(), VIET_NAM).astimezone(UTC).isoformat(timespec="microseconds")


def _told(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(VIET_NAM):%H:%M:%S %d/%m/%Y}"


def _lines(value: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a command held, by name; what is empty is left out."""
    return [
        (name, said if isinstance(said, str) else json.dumps(said, ensure_ascii=False))
        for name, said in value.items()
        if said not in (None, "", [], {})
    ]


@long_work(EXPORT, looks="log.look")
def export_log(job: Progress, books: Database) -> Result:
    """Write the log, one line of JSON a command, from which anybody computes the root again."""
    with tempfile.NamedTemporaryFile("w+b") as out:
        with books.reading() as session:
            total = audit.size(session)
            for done, line in enumerate(audit.lines(session), 1):
                out.write(f"{line}\n".encode())
                if done % 10_000 == 0:
                    job.tell(done, total)
        out.flush()
        content = Path(out.name).read_bytes()
    return Result("Đã xuất {commands:so} lệnh.", {"commands": total}, [("nhat-ky.jsonl", content)])
