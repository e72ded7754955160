"""Posters with a QR code: everything a giver checks, and a code that a camera reads."""

import io
import subprocess
from datetime import date

import pytest
from PIL import Image
from pypdf import PdfReader

from khfund.banking import vietqr
from khfund.banking.bank_account import close_bank_account, find_bank_account, open_bank_account
from khfund.donations.campaign import open_campaign
from khfund.ledger import AccountRole, account_for, find_fund, open_account
from khfund.receipts.poster import (
    PaperSize,
    PosterAccountError,
    grouped,
    paying_account,
    pdf,
    png,
    poster,
    svg,
)
from tests.builders import an_office

zxingcpp = pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed: it reads QR codes in pictures")


@pytest.fixture
def office(database):
    office = an_office(database)

    def work(session, command):
        account = account_for(session, office.unit, AccountRole.BANK)
        fund = find_fund(session, office.unit, "KH")
        open_bank_account(
            session,
            command,
            "7901 2050 01234",
            bank="Agribank",
            account=account,
            default_fund=fund,
            opened=date(2026, 1, 1),
            holder="HOI KHUYEN HOC TINH MUONG SANG",
        )

    office.do("bank.open", work)
    return office


def shown(office, code="KHTH262222B", fund="TH", amount=None, campaign=None):
    def look(session):
        known = find_fund(session, office.unit, fund)
        account = paying_account(session, office.unit, known)
        return poster(session, fund=known, campaign=campaign, account=account, content=code, amount=amount)

    return office.read(look)


def read_picture(image):
    return [one.text for one in zxingcpp.read_barcodes(image)]


def rendered(content, tmp_path):
    (tmp_path / "poster.pdf").write_bytes(content)
    subprocess.run(["pdftoppm", "-r", "110", "-png", tmp_path / "poster.pdf", tmp_path / "page"], check=True)
    return [Image.open(page) for page in sorted(tmp_path.glob("page*.png"))]


@pytest.mark.parametrize("size", list(PaperSize))
@pytest.mark.parametrize("amount", [None, 500_000])
def test_the_code_on_the_printed_sheet_is_read_as_what_was_asked_for(office, size, amount, tmp_path):
    wanted = shown(office, amount=amount)

    pages = rendered(pdf(wanted, size), tmp_path)

    assert len(pages) == 1
    assert read_picture(pages[0]) == [wanted.text]
    assert vietqr.parse(wanted.text) == vietqr.Transfer("970405", "7901205001234", amount, "KHTH262222B")


def test_the_sheet_says_all_that_a_giver_checks(office):
    campaign = office.do(
        "campaign.open",
        lambda s, c: open_campaign(
            s, c, "TET", "Tết ấm vùng cao", fund=find_fund(s, office.unit, "TH"), starts=date(2026, 1, 5)
        ),
    )

    told = (
        PdfReader(io.BytesIO(pdf(shown(office, amount=500_000, campaign=campaign)))).pages[0].extract_text()
    )

    words = " ".join(told.split())
    for said in (
        "UBND TỈNH MƯỜNG SÁNG",
        "HỘI KHUYẾN HỌC TỈNH MƯỜNG SÁNG",
        "Tết ấm vùng cao",
        "Quỹ học bổng Tô Hiệu",
        "(QĐ 82/QĐ-UBND ngày 10/01/2019)",
        "Agribank",
        "7901 2050 0123 4",
        "HOI KHUYEN HOC TINH MUONG SANG",
        "500.000 đ",
        "Năm trăm nghìn đồng",
        "KHTH262222B",
        "Kiểm tra trước khi chuyển",
    ):
        assert said in words, said


def test_the_pictures_alone_are_read_the_same(office):
    text = shown(office).text

    assert read_picture(Image.open(io.BytesIO(png(text)))) == [text]
    assert svg(text).startswith(b"<?xml")


def test_a_long_name_still_fits_on_one_sheet(office):
    def look(session):
        fund = find_fund(session, office.unit, "TH")
        fund.name = "Quỹ học bổng " + "dài " * 40
        return poster(
            session,
            fund=fund,
            campaign=None,
            account=paying_account(session, office.unit, fund),
            content="KHTH262222B",
        )

    assert len(PdfReader(io.BytesIO(pdf(office.read(look)))).pages) == 1


def test_a_fund_is_paid_into_its_own_account_or_else_the_first_one_in_use(office):
    def work(session, command):
        own = open_account(session, command, "1122", "Tiền gửi Tô Hiệu", AccountRole.BANK)
        fund = find_fund(session, office.unit, "TH")
        open_bank_account(
            session,
            command,
            "0123456789",
            bank="BIDV",
            account=own,
            default_fund=fund,
            opened=date(2026, 1, 1),
        )

    assert shown(office).account == "7901205001234"
    office.do("bank.open", work)

    assert (shown(office).account, shown(office, fund="KH").account) == ("0123456789", "7901205001234")


def test_without_an_account_in_use_there_is_no_poster(office):
    def close(session, command):
        account = find_bank_account(session, office.unit, "7901205001234")
        close_bank_account(session, command, account, day=date(2026, 6, 1))

    office.do("bank.close", close)

    with pytest.raises(PosterAccountError) as refusal:
        shown(office)

    assert str(refusal.value) == (
        "Đơn vị chưa có tài khoản ngân hàng đang dùng để in mã QR; hãy khai bằng `khfund bank open`."
    )


def test_an_account_number_is_read_aloud_in_groups():
    assert grouped("7901205001234") == "7901 2050 0123 4"
