"""The list of a random sample on paper: which entries, what papers to bring, room for what is found, and how it was drawn."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund import money
from khfund.actor import name_of
from khfund.calendar import format_day
from khfund.errors import KhfundError
from khfund.ledger import Entry, PostingRow, Voucher, VoucherKind
from khfund.ledger.voucher import Attachment
from khfund.oversight.audit_sample import AuditSample, SampleItem, draw_of, items_of
from khfund.oversight.sample_finding import VERDICT_NAMES, closing_of, findings_of
from khfund.oversight.sample_selection import METHOD_NAMES
from khfund.reports import deed_page
from khfund.reports.deed import Deed, Grid, GridColumn, GridRow, Look, Signatory, Signing, Stand, Words
from khfund.reports.letterhead import letterhead
from khfund.unit import Unit

PAPERS = {
    VoucherKind.RECEIPT: "Phiếu thu đủ chữ ký; biên nhận hoặc danh sách nộp",
    VoucherKind.PAYMENT: "Phiếu chi đủ chữ ký; hóa đơn, quyết định hoặc danh sách ký nhận",
    VoucherKind.JOURNAL: "Phiếu kế toán; căn cứ của bút toán",
    VoucherKind.BANK_CREDIT: "Giấy báo có hoặc dòng sao kê; biên nhận",
    VoucherKind.BANK_DEBIT: "Giấy báo nợ hoặc dòng sao kê; quyết định, danh sách chuyển khoản",
    VoucherKind.GOODS_IN: "Phiếu nhập kho; biên bản giao nhận",
    VoucherKind.GOODS_OUT: "Phiếu xuất kho; danh sách ký nhận hiện vật",
}
_COLUMNS = (
    GridColumn("STT", 5, Stand.CENTRE), GridColumn("Bút toán", 8, Stand.CENTRE), GridColumn("Chứng từ", 13),
    GridColumn("Ngày", 9, Stand.CENTRE), GridColumn("Nội dung", 20), GridColumn("Số tiền (đồng)", 12, Stand.RIGHT),
    GridColumn("Giấy tờ mang theo", 17), GridColumn("Kết quả", 16),
)  # fmt: skip


class SampleNotDrawnError(KhfundError):
    """A sample is printed when it is drawn."""

    message = "Mẫu kiểm tra số {number} mới công bố, chưa rút; hãy rút mẫu rồi in."
    english = "Sample {number} is announced and not drawn yet; draw it, then print it."


@attrs.frozen
class SampleLine:
    """An entry of a sample: its voucher, what it says, đồng, how many scans are kept, what was found."""

    place: int
    entry: Entry
    amount: int
    scans: int
    verdict: str
    words: str

    @property
    def papers(self) -> str:
        """What is brought along."""
        return PAPERS[self.entry.voucher_kind]


def sample_lines(session: Session, sample: AuditSample) -> list[SampleLine]:
    """Return the entries of a drawn sample in the order of drawing."""
    amount = select(func.sum(PostingRow.amount)).where(PostingRow.entry_id == Entry.id).scalar_subquery()
    query = (
        select(SampleItem.place, Entry, amount)
        .join(Entry, Entry.id == SampleItem.entry_id)
        .where(SampleItem.sample_id == sample.id)
        .order_by(SampleItem.place)
    )
    found, scans = findings_of(session, sample), _scans(session, sample)
    lines = []
    for place, entry, worth in session.execute(query):
        finding = found.get(place)
        verdict = VERDICT_NAMES[finding.verdict] if finding else ""
        words = finding.words if finding else ""
        lines.append(SampleLine(place, entry, int(worth), scans.get(entry.id, 0), verdict, words))
    return lines


def _scans(session: Session, sample: AuditSample) -> dict[int, int]:
    entries = [item.entry_id for item in items_of(session, sample.id)]
    query = select(Voucher.entry_id, func.count(Attachment.id)).join(
        Attachment, Attachment.voucher_id == Voucher.id
    )
    query = query.where(Voucher.entry_id.in_(entries)).group_by(Voucher.entry_id)
    return {entry: count for entry, count in session.execute(query) if entry is not None}


def sample_pdf(session: Session, sample: AuditSample) -> bytes:
    """Return the list as PDF.

    Raises: SampleNotDrawnError.
    """
    return deed_page.pdf(sample_deed(session, sample))


def sample_deed(session: Session, sample: AuditSample) -> Deed:
    """Write the list, to be taken along and signed.

    Raises: SampleNotDrawnError.
    """
    draw = draw_of(session, sample)
    if draw is None:
        raise SampleNotDrawnError(number=sample.id)
    lines = sample_lines(session, sample)
    closing = closing_of(session, sample)
    head = attrs.evolve(letterhead(session, session.get_one(Unit, sample.unit_id), draw.drawn), recipients=())
    root = base64.b64encode(bytes.fromhex(draw.root)).decode()
    summary = (Words(closing.summary, lead="Kết luận:"),) if closing else ()
    return Deed(
        letterhead=head,
        title="Danh sách bút toán kiểm tra ngẫu nhiên",
        subtitle=f"Mẫu số {sample.id}, bút toán từ {format_day(sample.first)} đến {format_day(sample.last)}",
        parts=(
            Words(
                f"Rút {len(lines)} trong {money.format(draw.entries)} bút toán ({money.format(draw.total)} đồng), "
                f"{METHOD_NAMES[sample.method]}. Công bố ngày {format_day(sample.announced)}, rút ngày {format_day(draw.drawn)}."
            ),
            Grid(_COLUMNS, tuple(_rows(lines)), tall=True),
            *summary,
            Words(
                f"Từ đã công bố: «{sample.word}». Gốc nhật ký {sample.command_number} lệnh: {root}. Hạt giống: {draw.seed}. "
                f"SHA-256 danh sách bút toán: {draw.list_sha256}. Ai cũng rút lại được bằng chương trình verify_sample.py.",
                Look.NOTE,
            ),
            Signing(
                (
                    Signatory("Kế toán"),
                    Signatory("Thủ quỹ"),
                    Signatory("Người kiểm tra", name_of(session, sample.person_id)),
                )
            ),
        ),
        wide=True,
    )


def _rows(lines: list[SampleLine]) -> Iterator[GridRow]:
    for line in lines:
        entry = line.entry
        said = f"{line.verdict}. {line.words}" if line.words else line.verdict
        papers = f"{line.papers} (đã quét {line.scans} tệp)" if line.scans else line.papers
        yield GridRow(
            (
                str(line.place),
                str(entry.id),
                entry.voucher_code,
                format_day(entry.day),
                entry.narration,
                money.format(line.amount),
                papers,
                said,
            )
        )
    total = money.format(sum(line.amount for line in lines))
    yield GridRow(("", "", "Cộng", "", "", total, "", ""), is_total=True)
