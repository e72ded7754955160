"""`rulebook`: the rules of programmes: read, checked, tried on the facts of one candidate; needs no books."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from khfund.calendar import format_day, parse_day
from khfund.cli.edge import Day, Edge, pass_edge, read_file, this_day
from khfund.cli.words import Group, _, option
from khfund.eligibility import FACTS, PAPERS, Decision, Evidence, Fact, Facts, Verdict, decide, read_value
from khfund.eligibility.criterion import Criterion, keys_of
from khfund.eligibility.fact import allowed
from khfund.eligibility.rulebook import Needs, Rulebook
from khfund.eligibility.rulebook_file import read_rulebook
from khfund.eligibility.rulebook_question import unknown_paper
from khfund.eligibility.shelf import rulebook, rulebooks
from khfund.eligibility.wording import asked
from khfund.errors import KhfundError


class FactShapeError(KhfundError):
    """A fact is typed as KEY=VALUE:PAPER:LAST DAY."""

    message = (
        "«{text}» chưa đúng mẫu; hãy ghi như carer_poverty=poor:poverty_certificate:31/12/2026 "
        "(dữ kiện=giá trị:loại giấy:ngày cuối còn giá trị; hai phần sau có thể bỏ)."
    )
    english = (
        "“{text}” has another shape; write like carer_poverty=poor:poverty_certificate:31/12/2026 "
        "(fact=value:kind of paper:last day; the last two may be left out)."
    )


class FactGivenTwiceError(KhfundError):
    """A fact is given once."""

    message = "Dữ kiện «{key}» được ghi hai lần; hãy giữ một."
    english = "The fact “{key}” is given twice; keep one."


@click.group("rulebook", cls=Group)
def rulebook_group() -> None:
    """Bộ tiêu chí xét chọn: xem, kiểm tra tệp, thử với một trường hợp."""


@rulebook_group.command("list")
@pass_edge
def list_(edge: Edge) -> None:
    """Liệt kê các bộ tiêu chí."""
    edge.list(
        (_summary(one) for one in rulebooks()),
        [
            ("code", "Mã"),
            ("criteria", "Số tiêu chí"),
            ("valid_from", "Hiệu lực từ"),
            ("valid_until", "Đến hết"),
            ("document", "Văn bản"),
            ("name", "Tên"),
        ],
    )


def _summary(book: Rulebook) -> dict[str, Any]:
    return {
        "code": book.code,
        "name": book.name,
        "version": book.version,
        "document": book.document,
        "issuer": book.issuer,
        "issued": book.issued,
        "valid_from": book.valid_from,
        "valid_until": book.valid_until,
        "criteria": len(book.criteria),
        "renewal_criteria": len(book.renewal.criteria) if book.renewal else None,
        "digest": book.digest,
    }


@rulebook_group.command("show")
@click.argument("code")
@option("--on", type=Day(), help="Xem tiêu chí có hiệu lực vào ngày này.")
@option("--renewal", is_flag=True, help="Xem tiêu chí gia hạn thay cho tiêu chí xét lần đầu.")
@pass_edge
def show(edge: Edge, code: str, on: date | None, *, renewal: bool) -> None:
    """Xem lời, căn cứ, điều cần chứng minh và giấy tờ của từng tiêu chí."""
    book = rulebook(code)
    section = book.section(on or max(this_day(), book.valid_from), renewal=renewal)
    criteria = [_criterion(one, book) for one in section.criteria]
    if edge.as_json:
        edge.tell({**_summary(book), "note": book.note, "needs": section.needs.value, "items": criteria})
        return
    click.echo(f"{book.name}\n{book.document}, {book.issuer} ({book.validity})")
    click.echo(_(_NEEDS[section.needs]))
    if book.note:
        click.echo(book.note)
    for one in criteria:
        click.echo(f"\n{one['key']}. «{one['words']}»")
        _labelled(_("Căn cứ"), one["citation"])
        _labelled(_("Cần"), one["asks"])
        _labelled(_("Giấy tờ"), "; ".join(one["papers"].values()))
        if one["confirm"]:
            _labelled(_("Hội đồng xác nhận"), one["confirm"])


def _labelled(label: str, text: str) -> None:
    click.echo(f"   {label}: {text}")


_NEEDS = {
    Needs.ANY: "Chỉ cần đạt một tiêu chí.",
    Needs.ALL: "Cần đạt tất cả các tiêu chí.",
}


def _criterion(criterion: Criterion, book: Rulebook) -> dict[str, Any]:
    return {
        "key": criterion.key,
        "name": criterion.name,
        "words": criterion.words,
        "citation": str(criterion.citation),
        "asks": asked(criterion.asks),
        "confirm": criterion.confirm,
        "papers": {
            key: f"{FACTS[key].name}: {_papers(book.papers.get(key, FACTS[key].papers))}"
            for key in keys_of(criterion.asks)
        },
    }


def _papers(kinds: tuple[str, ...]) -> str:
    return ", ".join(PAPERS[kind] for kind in kinds) or _("không cần giấy")


@rulebook_group.command("facts")
@pass_edge
def facts(edge: Edge) -> None:
    """Liệt kê các dữ kiện mà bộ tiêu chí được hỏi, giá trị và giấy chứng minh."""
    edge.list(
        (
            {
                "key": kind.key,
                "name": kind.name,
                "values": allowed(kind),
                "papers": ", ".join(kind.papers),
            }
            for kind in FACTS.values()
        ),
        [("key", "Dữ kiện"), ("papers", "Giấy chứng minh"), ("values", "Giá trị")],
    )


@rulebook_group.command("papers")
@pass_edge
def papers(edge: Edge) -> None:
    """Liệt kê các loại giấy tờ."""
    edge.list(
        ({"key": key, "name": name} for key, name in PAPERS.items()),
        [("key", "Loại giấy"), ("name", "Tên")],
    )


@rulebook_group.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@pass_edge
def check(edge: Edge, file: Path) -> None:
    """Kiểm tra một tệp bộ tiêu chí; nêu mọi chỗ sai kèm số dòng."""
    content, _digest = read_file(file)
    book = read_rulebook(content, file.name)
    edge.tell(
        _summary(book), "Tệp dùng được: bộ tiêu chí «{code}», {criteria} tiêu chí, mã băm {digest:.12}."
    )


@rulebook_group.command("try")
@click.argument("code")
@option(
    "--fact",
    "said",
    multiple=True,
    help="Dữ kiện=giá trị:loại giấy:ngày cuối, ví dụ carer_poverty=poor:poverty_certificate:31/12/2026.",
)
@option("--on", type=Day(), help="Ngày xét; không ghi là hôm nay.")
@option("--renewal", is_flag=True, help="Xét gia hạn thay cho xét lần đầu.")
@pass_edge
def try_(edge: Edge, code: str, said: tuple[str, ...], on: date | None, *, renewal: bool) -> None:
    """Thử bộ tiêu chí với một trường hợp và giải thích kết quả; không ghi gì vào sổ."""
    decision = decide(rulebook(code), _facts(said), on or this_day(), renewal=renewal)
    if edge.as_json:
        edge.tell(decision.to_json())
        return
    _print(decision)


_VERDICTS = {
    Verdict.MET: "đạt",
    Verdict.NOT_MET: "không đạt",
    Verdict.UNPROVEN: "chưa đủ giấy tờ để kết luận",
}


def _print(decision: Decision) -> None:
    day = _("Ngày xét")
    click.echo(f"{day} {format_day(decision.on)}: {_(_VERDICTS[decision.verdict])}")
    for finding in decision.findings:
        click.echo(f"\n{finding.criterion}. {finding.sentence}\n   {finding.would_change}")
        _labelled(_("Căn cứ"), str(finding.citation))


def _facts(said: tuple[str, ...]) -> Facts:
    found: dict[str, Fact] = {}
    for text in said:
        fact = _fact(text)
        if fact.key in found:
            raise FactGivenTwiceError(key=fact.key)
        found[fact.key] = fact
    return found


def _fact(text: str) -> Fact:
    key, equals, rest = (part.strip() for part in text.partition("="))
    value, paper, last, *more = (*(part.strip() for part in rest.split(":")), "", "")
    if not (key and equals and value) or any(more):
        raise FactShapeError(text=text)
    known = read_value(key, value)
    if not paper:
        return Fact(key, known)
    if paper not in PAPERS:
        raise unknown_paper(paper)
    return Fact(key, known, Evidence(paper, valid_until=parse_day(last) if last else None))
