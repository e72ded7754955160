"""`official-book`: cash book, bank book, ledgers, balance sheets and reports, as PDF and XLSX."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import click
from sqlalchemy.orm import Session

from khfund.calendar import DateRange
from khfund.cli.edge import Day, Edge, pass_edge, progress, this_day, writing_to
from khfund.cli.export import writing_whole
from khfund.cli.words import Group, option
from khfund.donations.campaign import Campaign, find_campaign
from khfund.donations.donor import find_donor
from khfund.errors import KhfundError
from khfund.ledger import find_account, find_fund, funds
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
from khfund.vietnamese import TextTooLongError

VOLUME_MAX = 20  # letters of the number of a volume


class BookFormError(KhfundError):
    """A book is printed as PDF or written as a workbook; the file's name says which."""

    message = "Tệp {file} phải có đuôi .pdf hoặc .xlsx."
    english = "The file {file} must end in .pdf or .xlsx."


class BookDaysMissingError(KhfundError):
    """A book is of some days; those of a campaign that has ended may stand for them."""

    message = "Hãy cho biết kỳ của sổ: --days 2026, 2026-Q1, 2026-03 hoặc hai ngày; hoặc --campaign MÃ của đợt đã kết thúc."
    english = (
        "Say which days: --days 2026, 2026-Q1, 2026-03 or two days; or --campaign CODE of one that has ended."
    )


class BooksFolderTakenError(KhfundError):
    """All books go to a folder of their own."""

    message = "Thư mục {folder} đã có; hãy chọn thư mục mới để không ghi đè sổ đã in."
    english = (
        "The folder {folder} is there already; choose a new one, so that no printed books are overwritten."
    )


@click.group("official-book", cls=Group)
def official_group() -> None:
    """Sổ và báo cáo kế toán theo mẫu: sổ quỹ, sổ tiền gửi, sổ chi tiết, sổ cái, bảng cân đối, báo cáo thu – chi."""


paper_option = option(
    "--paper", type=click.Choice([one.value for one in Paper]), default=Paper.A4.value, help="Khổ giấy."
)
day_option = option("--day", type=Day(), help="Ngày ký (mặc định hôm nay).")
number_option = option("--number", default="", help="Quyển số.")
restricted_option = option(
    "--restricted", is_flag=True, help="Bản lưu hành nội bộ: nêu tên người nhận và người cho ẩn danh."
)


@official_group.command("list")
@pass_edge
def list_kinds(edge: Edge) -> None:
    """Liệt kê các sổ, báo cáo và cách chọn của mỗi loại."""
    rows = [
        {
            "book": kind.value,
            "name": KIND_NAMES[kind],
            "options": ", ".join(name for key, name in OPTION_NAMES.items() if key in OPTIONS[kind]),
        }
        for kind in BookKind
    ]
    edge.list(rows, [("book", "Mã sổ"), ("name", "Tên"), ("options", "Chọn theo")])


@official_group.command("print")
@click.argument("kind", type=click.Choice([kind.value for kind in BookKind]))
@option("--days", "days_text", help="Kỳ: 2026, 2026-Q1, 2026-03 hoặc 2026-01-01..2026-06-30.")
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp .pdf hoặc .xlsx.")
@option("--account", "account_code", help="Chỉ tài khoản này.")
@option("--fund", "fund_code", help="Chỉ quỹ này.")
@option("--donor", "donor_number", type=int, help="Chỉ nhà tài trợ số này.")
@option("--campaign", "campaign_code", help="Chỉ đợt vận động này; thay cho kỳ nếu đợt đã kết thúc.")
@restricted_option
@option("--thousands", is_flag=True, help="Báo cáo theo nghìn đồng (khi có số liệu từ 9 chữ số).")
@number_option
@paper_option
@day_option
@pass_edge
def print_book(
    edge: Edge,
    kind: str,
    days_text: str | None,
    out: Path,
    account_code: str | None,
    fund_code: str | None,
    donor_number: int | None,
    campaign_code: str | None,
    restricted: bool,
    thousands: bool,
    number: str,
    paper: str,
    day: date | None,
) -> None:
    """Lập một sổ hoặc báo cáo; sổ không khớp sổ cái thì không lập."""
    write = _writer(out, Paper(paper))
    with edge.reading() as session:
        unit = edge.unit(session)
        campaign = find_campaign(session, unit.id, campaign_code) if campaign_code else None
        asked = Asked(
            account=find_account(session, unit.id, account_code) if account_code else None,
            fund=find_fund(session, unit.id, fund_code) if fund_code else None,
            donor=None if donor_number is None else find_donor(session, unit.id, donor_number),
            campaign=campaign,
            is_restricted=restricted,
            in_thousands=thousands,
        )
        scope = Scope(unit, _days(days_text, campaign), day or this_day(), _volume(number))
        book = make(session, BookKind(kind), scope, _of_campaign(session, BookKind(kind), asked))
        with writing_whole(out) as unfinished:
            lines, pages = write(book, unfinished)
    answer = {"book": kind, "name": book.name, "period": str(scope.days), "file": str(out), "lines": lines}
    edge.tell(answer | {"pages": pages}, "{name}, {period}: {lines:so} dòng, đã ghi vào {file}.")


def _volume(number: str) -> str:
    """The number of a volume, which is short.

    Raises: TextTooLongError.
    """
    if len(number) > VOLUME_MAX:
        raise TextTooLongError(text=number[:80], length=len(number), longest=VOLUME_MAX)
    return number


def _days(text: str | None, campaign: Campaign | None) -> DateRange:
    if text is not None:
        return DateRange.parse(text)
    if campaign is None or campaign.ends is None:
        raise BookDaysMissingError
    return DateRange.between(campaign.starts, campaign.ends)


def _of_campaign(session: Session, kind: BookKind, asked: Asked) -> Asked:
    """A report of a campaign is one of its fund over its days; gifts to it are known one by one."""
    if asked.campaign is None or "campaign" in OPTIONS[kind] or "fund" not in OPTIONS[kind]:
        return asked
    campaign = asked.campaign
    fund = next(one for one in funds(session, campaign.unit_id) if one.id == campaign.fund_id)
    return attrs.evolve(asked, campaign=None, fund=asked.fund or fund)


def _writer(out: Path, paper: Paper) -> Callable[[LedgerBook, Path], tuple[int, int | None]]:
    """What writes a book in the form that a file's name asks for, and returns its lines and pages."""

    def as_pdf(book: LedgerBook, file: Path) -> tuple[int, int | None]:
        with file.open("wb") as stream:
            printed = write_pdf(book, stream, paper)
        return printed.lines, printed.pages

    def as_workbook(book: LedgerBook, file: Path) -> tuple[int, int | None]:
        return write_xlsx(book, file, is_a5=paper is Paper.A5), None

    found = {".pdf": as_pdf, ".xlsx": as_workbook}.get(out.suffix.lower())
    if found is None:
        raise BookFormError(file=out.name)
    return found


@official_group.command("all")
@click.argument("period")
@option("--out", type=click.Path(path_type=Path), required=True, help="Thư mục mới cho các sổ.")
@option("--form", type=click.Choice(["pdf", "xlsx", "both"]), default="both", help="pdf, xlsx hoặc cả hai.")
@restricted_option
@number_option
@paper_option
@day_option
@pass_edge
def print_all(
    edge: Edge,
    period: str,
    out: Path,
    form: str,
    restricted: bool,
    number: str,
    paper: str,
    day: date | None,
) -> None:
    """Lập tất cả sổ và báo cáo của một kỳ vào một thư mục; một sổ không khớp thì không lập sổ nào."""
    days = DateRange.parse(period)
    forms = ("pdf", "xlsx") if form == "both" else (form,)
    with edge.reading() as session, writing_to(out), progress("Lập sổ", quiet=edge.as_json) as show:
        if out.exists():
            raise BooksFolderTakenError(folder=str(out))
        scope = Scope(edge.unit(session), days, day or this_day(), _volume(number))
        books = list(whole_set(session, scope, is_restricted=restricted))
        unfinished = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            items: list[dict[str, Any]] = []
            for done, (name, book) in enumerate(books, 1):
                for ending in forms:
                    file = unfinished / f"{name}.{ending}"
                    lines, pages = _writer(file, Paper(paper))(book, file)
                    items.append({"name": book.name, "file": file.name, "lines": lines, "pages": pages})
                show(done, len(books))
            unfinished.chmod(0o755)
            unfinished.rename(out)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    answer = {"period": str(days), "folder": str(out), "count": len(items), "items": items}
    edge.tell(answer, "{period}: đã lập {count:so} tệp sổ, báo cáo trong {folder}.")
