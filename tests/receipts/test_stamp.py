import io
from datetime import date

import attrs
import pikepdf
import pytest

from khfund.receipts import pdf, stamp
from khfund.receipts.paper import TEST, Mark, MarkKind, Share, Way, copy_of
from tests.receipts.papers import LONG_NAME, TO_HIEU, a_receipt, a_summary, a_voucher, picture_of, text_of

NUOI_EM = Share(fund="Quỹ Nuôi em khuyến học", amount=1_500_000)
VOIDED = Mark(
    kind=MarkKind.VOIDED, day=date(2026, 12, 1), reason="ghi nhầm tên", replaced_by="GXN-2026-000009"
)
STAMPED = [
    a_receipt(1),
    a_receipt(
        2,
        giver="Avatar Vũ Tự Ỷ «Tò Vò» (VTV) – Ỡ/ẵ & Co.",
        giver_address="",
        note="Ủng hộ nhân Tết Trung thu",
    ),
    a_receipt(3, shares=(TO_HIEU, NUOI_EM), way=Way.CASH, reference=""),
    copy_of(a_receipt(4), date(2026, 12, 1)),
    a_receipt(5, mark=TEST),
    a_receipt(6, mark=VOIDED, replaces="GXN-2026-000001"),
    a_receipt(7, check_url="", check_code="K7QF-2M9X"),
    a_voucher(),
]
SET = [
    a_receipt(8, giver=LONG_NAME),
    a_receipt(9, giver="שלום"),
    a_receipt(10, giver="Ω 漢 Ánh"),
    a_receipt(11, giver="Nguye\u0302\u0303n"),  # letters with separate accents
    a_summary(),
]
OURS = "KHFUND+"


def written(papers, folder, **named):
    out = folder / "receipts.pdf"
    stamp.write_receipts(papers, out, total=len(papers), **named)
    return out


def is_stamped(page):
    return "/XObject" in page.Resources and "/P0" in page.Resources.XObject


def alike(one, other):
    """Two pages at 100 dpi: the same size, no point far from its twin, hardly any apart at all."""
    (size, pixels), (other_size, other_pixels) = one, other
    apart = [abs(a - b) for a, b in zip(pixels, other_pixels, strict=True) if a != b]
    return size == other_size and max(apart, default=0) < 100 and sum(apart) < len(pixels) * 0.15


@pytest.mark.parametrize("paper", STAMPED + SET, ids=lambda paper: type(paper).__name__)
def test_a_page_of_a_batch_looks_and_reads_as_weasyprint_sets_it(paper, tmp_path):
    batch = written([paper], tmp_path)
    single = tmp_path / "single.pdf"
    single.write_bytes(pdf.render(paper))

    assert text_of(batch, tmp_path) == text_of(single, tmp_path)
    assert alike(picture_of(batch, 1), picture_of(single, 1))


def test_what_fits_its_lines_is_stamped_and_the_rest_is_set_by_weasyprint(tmp_path):
    with pikepdf.open(written(STAMPED + SET, tmp_path)) as opened:
        assert [is_stamped(page) for page in opened.pages] == [True] * len(STAMPED) + [False] * len(SET)


def test_papers_of_every_shape_keep_their_order_in_one_file(tmp_path):
    papers = [
        a_receipt(1),
        a_receipt(2, giver=LONG_NAME),
        a_receipt(3, shares=(TO_HIEU, NUOI_EM)),
        a_receipt(4),
    ]

    batch = written(papers, tmp_path)

    numbers = [line for page in range(1, 5) for line in text_of(batch, tmp_path, page) if "Số: 00" in line]
    assert [line[-6:] for line in numbers] == ["000001", "000002", "000003", "000004"]


def test_the_same_batch_gives_the_same_bytes(tmp_path):
    first = written(STAMPED + SET, tmp_path).read_bytes()

    assert written(STAMPED + SET, tmp_path).read_bytes() == first


def test_a_batch_is_an_archive_pdf_with_every_font_inside(tmp_path):
    with pikepdf.open(written(STAMPED, tmp_path)) as opened:
        assert opened.check_pdf_syntax() == []
        assert opened.open_metadata().pdfa_status == "3B"
        assert [intent.S for intent in opened.Root.OutputIntents] == ["/GTS_PDFA1"]
        fonts = [
            one
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/FontDescriptor")
        ]
        assert all(
            "/FontFile2" in font.FontDescriptor or "/FontFile3" in font.FontDescriptor for font in fonts
        )
        cut = [str(font.BaseFont) for font in fonts if OURS in str(font.BaseFont)]
        assert len(cut) == len(set(cut)) == 4


def test_the_size_of_a_batch_grows_by_its_fields_only(tmp_path):
    few, many = ([a_receipt(number) for number in range(1, count)] for count in (11, 111))

    size = written(few, tmp_path).stat().st_size

    assert (written(many, tmp_path).stat().st_size - size) / 100 < 3_000


def test_progress_is_told_until_the_last_page(tmp_path):
    told = []

    written([a_receipt(number) for number in range(1, 121)], tmp_path, progress=lambda *now: told.append(now))

    assert told == [(50, 120), (100, 120), (120, 120)]


def test_papers_may_come_one_by_one(tmp_path):
    out = tmp_path / "stream.pdf"

    stamp.write_receipts((a_receipt(number) for number in (1, 2)), out, total=2)

    with pikepdf.open(out) as opened:
        assert len(opened.pages) == 2


def test_a_batch_that_breaks_off_leaves_no_file(tmp_path):
    def broken():
        yield a_receipt(1)
        raise ValueError("the books are gone")

    with pytest.raises(ValueError, match="the books are gone"):
        stamp.write_receipts(broken(), tmp_path / "receipts.pdf", total=2)

    assert list(tmp_path.iterdir()) == []


def test_an_empty_batch_is_refused(tmp_path):
    with pytest.raises(stamp.NothingToPrintError) as refusal:
        written([], tmp_path)

    assert str(refusal.value) == "Không có giấy nào để in. Hãy kiểm tra lại điều kiện chọn."
    assert list(tmp_path.iterdir()) == []


def test_files_of_their_own_do_not_depend_on_their_neighbours(tmp_path):
    papers = [a_receipt(1), a_receipt(2, giver="Quàng Thị Yến")]
    (tmp_path / "both").mkdir()
    (tmp_path / "alone").mkdir()
    told = []

    named = [(f"{paper.number}.pdf", paper) for paper in papers]
    stamp.write_files(named, tmp_path / "both", total=2, progress=lambda *now: told.append(now))
    stamp.write_files(named[1:], tmp_path / "alone", total=1)

    assert (tmp_path / "both" / "2.pdf").read_bytes() == (tmp_path / "alone" / "2.pdf").read_bytes()
    assert "Người ủng hộ: Quàng Thị Yến" in text_of(tmp_path / "both" / "2.pdf", tmp_path)
    assert told == [(2, 2)]


def test_a_shape_that_no_page_holds_is_set_by_weasyprint(tmp_path):
    paper = a_receipt(shares=tuple(attrs.evolve(TO_HIEU, fund=f"Quỹ số {number}") for number in range(1, 20)))

    with pikepdf.open(written([paper], tmp_path)) as opened:
        assert (len(opened.pages), is_stamped(opened.pages[0])) == (2, False)


def test_two_copies_of_a_voucher_are_stamped_on_one_sheet(tmp_path):
    batch = written([a_voucher()], tmp_path, copies=2)

    with pikepdf.open(io.BytesIO(batch.read_bytes())) as opened:
        assert is_stamped(opened.pages[0])
    assert " ".join(text_of(batch, tmp_path)).count("Ông Nguyễn Văn Thưởng") == 4
