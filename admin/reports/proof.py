"""Proof that the books are sound: every invariant in plain words, the log, signed checkpoints, proofs for outsiders."""

from __future__ import annotations

import base64
import importlib.resources
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flask import Response, abort, url_for
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

import khfund
from admin.deed import DeedForm, deed
from admin.field import Line, Upload
from admin.job import Progress, Result, long_work, start_job
from admin.job_form import asks
from admin.page import Page
from admin.paper import served
from admin.reports.check_run import CHECK, newest_run
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, books, reading, store, unit
from admin.words import _, language
from khfund import audit
from khfund.actor import name_of
from khfund.audit import Leaf
from khfund.calendar import VIET_NAM
from khfund.checkpoint import find_checkpoint, kept_checkpoints, newest_checkpoint, sign_checkpoint
from khfund.command import Answer, Command, LoggedCommand
from khfund.db import Database
from khfund.errors import KhfundError
from khfund.ledger import Entry
from khfund.ledger.accounting_period import Book
from khfund.receipts.receipt import find_receipt
from khfund.reports.invariant import INVARIANTS, named
from khfund.unit import Unit

PROVE, COMPARE = "log.prove", "log.compare"
PROGRAMS = ("verify_log.py", "verify_statement.py")


class KeyPlaceUnsetError(KhfundError):
    """Where the books are no file, the office is told where the signing key is kept."""

    message = "Chưa có chỗ cất khóa ký; người quản trị hãy đặt biến KHFUND_KEY rồi khởi động lại văn phòng."
    english = "There is no place for the signing key yet; the administrator sets KHFUND_KEY and starts the office again."


class CheckpointTooOldError(KhfundError):
    """A proof leads to a checkpoint that was signed after what it proves."""

    message = "Chưa có dấu mốc nào ký sau lệnh {number}; hãy ký dấu mốc mới rồi lập bằng chứng."
    english = "No checkpoint was signed after command {number}; sign a new one and make the proof then."


class NothingToProveError(KhfundError):
    """What is proved is a receipt, an entry or a command of the unit."""

    message = "Không thấy «{text}» trong sổ của đơn vị; hãy ghi số biên nhận, «bt 12» hoặc «lệnh 34»."
    english = "«{text}» is not in the books of the unit; write the number of a receipt, «bt 12» or «lệnh 34»."


class CompareForm(DeedForm):
    """A checkpoint that somebody kept outside, and the key that was published with it."""

    point = Upload("Dấu mốc đã giữ", hint="Tệp văn bản ba dòng và một dòng chữ ký.")
    key = Upload("Khóa công khai (.vkey)", required=False, hint="Để trống thì kiểm bằng khóa của Hội.")


class ProveForm(DeedForm):
    """What is proved to be in the log."""

    number = Line("Số biên nhận, số bút toán hoặc số lệnh", hint="GXN-2026-000012, bt 1234 hoặc lệnh 567.")


class Proof(Page):
    """The prove-it page."""

    looks = "log.look"
    title = "Kiểm chứng sổ"
    section = "Kiểm tra"
    address = "kiem-chung"

    @expose("/")
    def index(self) -> str:
        """Show every invariant with its colour from the last run, the checkpoints, and how outsiders check."""
        with store().session() as session:
            run = newest_run(session)
        found: dict[str, list[str]] = {}
        for one in run.found if run else []:
            found.setdefault(one["invariant"], []).append(one[language()])
        rules = [(code, _(named(code)), found.get(code, [])) for code in INVARIANTS]
        others = {code: told for code, told in found.items() if code not in INVARIANTS}
        return self.render(
            "reports/proof.html",
            run=run,
            when=_written(run.at) if run else "",
            who=name_of(reading(), run.person_id) if run else "",
            rules=rules + [(code, code, told) for code, told in others.items()],
            red=len(found),
            checkpoints=kept_checkpoints(reading(), unit().id),
            size=audit.size(reading()),
            programs=[name for name in PROGRAMS if program(name) is not None],
        )

    @asks("/kiem-tra", "log.look", DeedForm, "Tính lại mọi quy tắc của sổ", button="Kiểm tra ngay")
    def check(self, _session: Session, form: DeedForm) -> str:
        """Recompute everything."""
        return start_job(CHECK, "Tính lại mọi quy tắc của sổ", request_id=form.request_id.data)

    @asks(
        "/doi-chieu",
        "log.look",
        CompareForm,
        "Đối chiếu nhật ký với dấu mốc đã giữ ở ngoài",
        button="Đối chiếu",
    )
    def compare(self, _session: Session, form: CompareForm) -> str:
        """Hold a checkpoint from outside against the log."""
        text = form.point.content.decode("utf-8", "replace")
        audit.read_checkpoint(text, form.point.name_given)
        key = form.key.content.decode("utf-8", "replace") if form.key.content else _own_verifier()
        if key:
            audit.read_verifier_key(key, form.key.name_given)
        return start_job(
            COMPARE, "Đối chiếu nhật ký với dấu mốc", request_id=form.request_id.data, text=text, key=key
        )

    @asks(
        "/chung-minh",
        "log.look",
        ProveForm,
        "Lập bằng chứng cho một biên nhận hoặc bút toán",
        button="Lập bằng chứng",
        template="reports/prove.html",
    )
    def prove(self, session: Session, form: ProveForm) -> str:
        """Prove that what a receipt or an entry says stands in the log."""
        number = command_of(session, unit().id, form.number.data)
        point = newest_checkpoint(session, unit().id)
        if point is None or point.size < number:
            raise CheckpointTooOldError(number=number)
        return start_job(
            PROVE,
            "Lập bằng chứng cho lệnh {number}",
            request_id=form.request_id.data,
            number=number,
            checkpoint=point.id,
        )

    @deed(
        "/ky-dau-moc",
        "checkpoint.sign",
        DeedForm,
        "Ký dấu mốc của nhật ký",
        say="Đã ký dấu mốc số {checkpoint}: {size:so} lệnh. Hãy tải về và giữ ở ngoài văn phòng.",
        button="Ký dấu mốc",
        template="reports/sign.html",
    )
    def sign(self, session: Session, command: Command, _form: DeedForm) -> Answer:
        """Sign the log as it stands."""
        place = audit.key_file(books().file)
        if place is None:
            raise KeyPlaceUnsetError
        code = session.get_one(Unit, command.unit).code
        kept = sign_checkpoint(session, command, audit.origin_of(code), audit.signing_key(place))
        return {"checkpoint": kept.id, "size": kept.size}

    @expose("/dau-moc/<int:number>/")
    def one(self, number: int) -> str:
        """Show a checkpoint."""
        found = find_checkpoint(reading(), unit().id, number)
        who = reading().get_one(LoggedCommand, found.command_number).person_id
        return self.render(
            "reports/checkpoint.html",
            title=_("Dấu mốc {number}", number=number),
            checkpoint=found,
            root=found.point.root.hex(),
            who=name_of(reading(), who),
        )

    @expose("/dau-moc/<int:number>/dau-moc.txt")
    def text(self, number: int) -> Response:
        """Hand out a checkpoint."""
        return served(find_checkpoint(reading(), unit().id, number).text.encode(), f"dau-moc-{number}.txt")

    @expose("/dau-moc/<int:number>/dau-moc.vkey")
    def key(self, number: int) -> Response:
        """Hand out the public key of a checkpoint."""
        verifier = find_checkpoint(reading(), unit().id, number).verifier
        return served(f"{verifier}\n".encode(), f"dau-moc-{number}.txt.vkey", "text/plain; charset=utf-8")

    @expose("/chuong-trinh/<file_name>")
    def outside(self, file_name: str) -> Response:
        """Hand out a program by which outsiders check, which knows nothing of khfund."""
        content = program(file_name) if file_name in PROGRAMS else None
        if content is None:
            abort(404)
        return served(content, file_name, "text/x-python; charset=utf-8")


def command_of(session: Session, unit_id: int, text: str) -> int:
    """Return the number of the command that wrote a receipt (GXN-2026-000012), an entry (bt 12) or itself (lệnh 34).

    Raises: NothingToProveError.
    """
    word, _space, digits = text.strip().lower().rpartition(" ")
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else 0
    if not number:
        return find_receipt(session, unit_id, text.strip().upper()).command_number
    query = select(LoggedCommand.number).where(
        LoggedCommand.number == number, LoggedCommand.unit_id == unit_id
    )
    if word in ("bt", "bút toán"):
        query = select(Entry.command_number).where(Entry.id == number, Entry.unit_id == unit_id)
    found = session.scalar(query)
    if found is None:
        raise NothingToProveError(text=text)
    return found


def program(name: str) -> bytes | None:
    """The text of a program for outsiders: from the package, or from the documents beside it."""
    packed = importlib.resources.files("khfund").joinpath("outside", name)
    if packed.is_file():
        return packed.read_bytes()
    beside = Path(khfund.__file__).parent.parent / "docs" / name
    return beside.read_bytes() if beside.is_file() else None


def _written(at: datetime) -> str:
    return f"{at.replace(tzinfo=UTC).astimezone(VIET_NAM):%H:%M %d/%m/%Y}"


def _own_verifier() -> str:
    place = audit.key_file(books().file)
    if place is None or not place.exists():
        return ""
    return audit.verifier_key(audit.origin_of(unit().code), audit.signing_key(place).public_key())


@long_work(COMPARE, looks="log.look")
def compare_log(_job: Progress, books: Database, *, text: str, key: str) -> Result:
    """Hold a checkpoint against the log: its signature, and that the log begins with it."""
    point = audit.read_checkpoint(text, "dau-moc.txt")
    if key:
        audit.require_signed(point, audit.read_verifier_key(key, "khóa công khai"))
    with books.reading() as session:
        audit.require_prefix(session, point)
    if not key:
        return Result(
            "Nhật ký bắt đầu đúng bằng dấu mốc {size:so} lệnh; chữ ký chưa kiểm vì chưa có khóa công khai.",
            {"size": point.size},
        )
    return Result("Nhật ký bắt đầu đúng bằng dấu mốc {size:so} lệnh, và chữ ký đúng.", {"size": point.size})


@long_work(PROVE, looks="log.look")
def prove_command(job: Progress, books: Database, *, number: int, checkpoint: int) -> Result:
    """Make the proof that a command's line stands in the log that a checkpoint signs."""
    with books.reading() as session:
        kept = find_checkpoint(session, job.unit_id, checkpoint)
        leaf = session.get_one(Leaf, number)
        hashes = [audit.leaf_hash(line) for line in audit.lines(session, kept.size)]
    path = audit.inclusion_proof(number - 1, hashes)
    assert audit.is_included(hashes[number - 1], number - 1, kept.size, path, kept.point.root)
    said = {
        "format": "khfund-inclusion/1",
        "leaf": leaf.line,
        "index": number - 1,
        "size": kept.size,
        "proof": [base64.b64encode(node).decode() for node in path],
        "checkpoint": kept.text,
        "verifier": kept.verifier,
    }
    files: list[tuple[str, bytes | Path]] = [
        (f"bang-chung-lenh-{number}.json", json.dumps(said, ensure_ascii=False, indent=1).encode()),
        ("dau-moc.txt", kept.text.encode()),
        ("dau-moc.txt.vkey", f"{kept.verifier}\n".encode()),
    ]
    say = "Lệnh {number:so} nằm trong nhật ký mà dấu mốc {checkpoint} đã ký ({steps} nút); tệp kèm theo chứng minh điều đó."
    return Result(say, {"number": number, "checkpoint": checkpoint, "steps": len(path)}, files)


@todo("checkpoint.sign")
def _old_checkpoint(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    closed = session.scalar(select(Book.closed_until).where(Book.unit_id == unit.id))
    newest = newest_checkpoint(session, unit.id)
    if closed is not None and (newest is None or newest.day <= closed):
        said = _("tháng đã khóa sổ mà chưa có dấu mốc ký sau đó")
        yield Task(said, 1, url_for("proof.sign"), Urgency.WAITING)


@todo("log.look", beside=True)
def _red(_session: Session, _unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    with store().session() as session:
        run = newest_run(session)
    count = len({one["invariant"] for one in run.found}) if run else 0
    yield Task(
        _("quy tắc của sổ bị sai ở lần kiểm tra sau cùng"), count, url_for("proof.index"), Urgency.LATE
    )
