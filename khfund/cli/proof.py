"""`check`, `verify`, `checkpoint`, `log`: that the books agree with themselves and with what was published."""

from __future__ import annotations

from pathlib import Path

import attrs
import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.orm import Session

from khfund import audit, tables
from khfund.cli.edge import Edge, pass_edge, progress, read_file, writing_to
from khfund.cli.export import writing_whole
from khfund.cli.words import Command, Group, Language, option
from khfund.command import contradictions
from khfund.errors import IntegrityError, KhfundError
from khfund.reports.check import check

assert tables.metadata.tables, "all books are verified, so all must be known"


class ContradictionsFoundError(IntegrityError):
    """The books agree with themselves and with their log."""

    message = "Sổ không khớp ở {count} chỗ; chỗ đầu tiên: {first}. Hãy dừng ghi sổ và báo người phụ trách."
    english = "The books contradict themselves in {count} places; the first: {first}. Stop writing and call the person in charge."


class KeyPlaceMissingError(KhfundError):
    """Where the books are no file, somebody says where the signing key is kept."""

    message = "Hãy cho biết tệp khóa ký bằng biến KHFUND_KEY."
    english = "Say where the signing key is kept, by the variable KHFUND_KEY."


class PublishedAlreadyError(KhfundError):
    """What was published under a name stays: another checkpoint or key gets another name."""

    message = "Tệp {file} đã có và khác với nội dung mới; hãy chọn tên khác."
    english = "The file {file} exists and differs from what would be written; choose another name."


def key_place(edge: Edge) -> Path | None:
    """Where the association's signing key is: KHFUND_KEY, or beside the books' file as `<books>.key`."""
    is_file = "://" not in edge.url or edge.url.startswith("sqlite")
    return audit.key_file(Path(edge.url.removeprefix("sqlite:///")) if is_file else None)


def origin(edge: Edge, session: Session) -> str:
    """The name under which checkpoints are published: KHFUND_ORIGIN, or khfund/<unit code>."""
    return audit.origin_of(edge.unit(session).code)


@click.command("check", cls=Command)
@pass_edge
def check_(edge: Edge) -> None:
    """Tính lại mọi quy tắc của sổ một cách độc lập; mã thoát 4 nếu có chỗ sai."""
    with edge.reading() as session, progress("Đang kiểm tra sổ", quiet=edge.as_json) as show:
        found = check(session)
        show(1, 1)
    english = Language.chosen == "en"
    rows = [
        {"invariant": one.invariant, "sentence": one.english if english else one.sentence, "facts": one.facts}
        for one in found
    ]
    if edge.as_json or rows:
        edge.list(rows, [("invariant", "Quy tắc"), ("sentence", "Chỗ sai")])
    if rows:
        first = f"{rows[0]['invariant']}: {rows[0]['sentence']}"
        raise ContradictionsFoundError(count=len(rows), first=first, finding=first)
    if not edge.as_json:
        edge.tell({}, "Đã tính lại mọi quy tắc của sổ: không thấy chỗ nào sai.")


@click.command("verify", cls=Command)
@option(
    "--against", type=click.Path(path_type=Path), help="Dấu mốc đã công bố, phải là phần đầu của nhật ký."
)
@option("--key", type=click.Path(path_type=Path), help="Khóa công khai (.vkey) để kiểm chữ ký của dấu mốc.")
@pass_edge
def verify_(edge: Edge, against: Path | None, key: Path | None) -> None:
    """Tính lại nhật ký từ sổ, và đối chiếu với dấu mốc đã công bố; mã thoát 4 nếu không khớp."""
    point, signed = _published(edge, against, key) if against else (None, None)
    with edge.reading() as session:
        found = list(contradictions(session))
        size, top = audit.size(session), audit.root(map(audit.leaf_hash, audit.lines(session)))
        if point is not None:
            audit.require_prefix(session, point)
    answer = {"commands": size, "root": top.hex(), "contradictions": found}
    answer |= {"against": point.size if point else None, "signed": signed}
    if found:
        if edge.as_json:
            edge.tell(answer)
        else:
            edge.list([{"sentence": one} for one in found], [("sentence", "Chỗ sai")])
        raise ContradictionsFoundError(count=len(found), first=found[0], finding=found[0])
    edge.tell(answer, _VERDICTS[None if point is None else bool(signed)])


_VERDICTS = {
    None: "Nhật ký {commands} lệnh khớp với sổ; gốc {root}.",
    True: "Nhật ký {commands} lệnh khớp với sổ, và bắt đầu đúng bằng dấu mốc {against} có chữ ký; gốc {root}.",
    False: "Nhật ký {commands} lệnh khớp với sổ, và bắt đầu đúng bằng dấu mốc {against}; chữ ký chưa kiểm (thêm --key); gốc {root}.",
}


def _published(edge: Edge, against: Path, key: Path | None) -> tuple[audit.Checkpoint, bool]:
    """Read a checkpoint; its signature is checked by the key that was named, else by the books' own one."""
    content, _digest = read_file(against)
    point = audit.read_checkpoint(content.decode("utf-8", errors="replace"), against.name)
    public = _public_key(edge, key)
    if public is not None:
        audit.require_signed(point, public)
    return point, public is not None


def _public_key(edge: Edge, key: Path | None) -> Ed25519PublicKey | None:
    if key is not None:
        content, _digest = read_file(key)
        return audit.read_verifier_key(content.decode("utf-8", errors="replace"), key.name)
    own = key_place(edge)
    return audit.signing_key(own).public_key() if own is not None and own.exists() else None


@click.command("checkpoint", cls=Command)
@option(
    "--out",
    type=click.Path(path_type=Path),
    help="Ghi vào tệp này, và khóa công khai vào tệp .vkey bên cạnh.",
)
@pass_edge
def checkpoint_(edge: Edge, out: Path | None) -> None:
    """Lập dấu mốc có chữ ký của nhật ký để công bố."""
    place = key_place(edge)
    if place is None:
        raise KeyPlaceMissingError
    with edge.reading() as session:
        name = origin(edge, session)
        with writing_to(place):
            key = audit.signing_key(place)
        point = audit.checkpoint(session, name, key)
    verifier = audit.verifier_key(name, key.public_key())
    if out is not None:
        publish({Path(f"{out}.vkey"): f"{verifier}\n", out: str(point)})
    answer = attrs.asdict(point) | {"root": point.root.hex(), "text": str(point), "verifier_key": verifier}
    answer |= {"file": str(out) if out else None}
    if edge.as_json or out:
        edge.tell(answer, "Đã ghi dấu mốc của {size} lệnh vào {file}; khóa công khai: {file}.vkey.")
    else:
        click.echo(str(point), nl=False)


def publish(files: dict[Path, str]) -> None:
    """Write files that nobody may ever find changed; one that is there with the same content is left.

    Raises: PublishedAlreadyError, FileUnwritableError.
    """
    for file, content in files.items():
        with writing_to(file):
            there = file.exists()
        if there and read_file(file)[0] != content.encode():
            raise PublishedAlreadyError(file=str(file))
    for file, content in files.items():
        with writing_whole(file) as unfinished:
            unfinished.write_bytes(content.encode())


@click.group("log", cls=Group)
def log_group() -> None:
    """Nhật ký các lệnh đã ghi."""


@log_group.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@pass_edge
def export_log(edge: Edge, file: Path) -> None:
    """Xuất nhật ký, mỗi lệnh một dòng, để người khác tự tính lại gốc."""
    count = 0
    with (
        edge.reading() as session,
        writing_whole(file) as unfinished,
        unfinished.open("w", encoding="utf-8") as out,
    ):
        for line in audit.lines(session):
            count += 1
            out.write(f"{line}\n")
    edge.tell({"commands": count, "file": str(file)}, "Đã xuất {commands} lệnh vào {file}.")
