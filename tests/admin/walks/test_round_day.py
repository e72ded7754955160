"""A round of scholarships in a browser: from the workbook of a commune to the list by which its children are paid."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from khfund.calendar import format_day, today
from khfund.unit import Unit, find_unit

HEADING_ROW = 6
CHILDREN = (
    (
        "Lò Thị Hoa Ban",
        "12/03/2014",
        "Nữ",
        "Khuyết tật vận động, mức độ nặng, hộ nghèo",
        "Học sinh Giỏi",
        "1",
    ),
    ("Vàng A Pó", "08/11/2013", "Nam", "Khuyết tật nghe nói, mức độ nặng, hộ nghèo", "Học sinh Giỏi", "1"),
    ("Cà Văn Tiên", "02/09/2014", "Nam", "Khuyết tật vận động, mức độ nặng", "Học sinh Giỏi", "1"),
    ("Quàng Thị Mận", "20/12/2013", "Nữ", "Nhà đông anh em, bố mẹ làm nương", "Kết quả học tập Đạt", "7"),
)
PAPERS = {"khuyết tật": "disability_certificate", "hộ nghèo": "poverty_certificate"}
MARKS = {"uyvien1": (("9", "8"), ("7", "8"), ("6", "9")), "uyvien2": (("8", "8"), ("8", "9"), ("7", "7"))}


@pytest.fixture
def commune(association) -> Unit:
    with association.app.extensions["khfund.books"].reading() as session:
        return find_unit(session, "90001")


def test_a_round_goes_from_a_workbook_to_a_payment_run(sit, commune, tmp_path):
    with sit("chutich") as chair:
        number = opened(chair)
        given_terms(chair, number, commune)
    with sit("canbo") as clerk:
        brought_in(clerk, number, commune, tmp_path)
        children = facts_confirmed(clerk, number)
        clerk.open(f"dot-xet/{number}/chot").press("Chốt")
        assert "Đã chốt đề nghị của đợt HB26." in clerk.said()
    nominations = screened(sit, number)
    voted(sit, number, nominations)
    decided(sit, number)
    paid(sit, children[:2])


def in_days(count: int) -> str:
    return format_day(today() + timedelta(days=count))


def opened(chair) -> str:
    """The chair opens the round: its number."""
    chair.open("dot-xet/").go("Mở đợt xét")
    chair.fill(code="HB26", name="Học bổng năm học 2026-2027", programme="HBTH", year="2026", fund="KH")
    chair.fill(
        budget="10 triệu", until=in_days(1), as_of=in_days(0), screen_until=in_days(7), vote_until=in_days(14)
    )
    chair.press("Mở đợt")
    assert "Đã mở đợt HB26" in chair.said()
    return chair.page.url.rstrip("/").rpartition("/")[2]


def given_terms(chair, number: str, commune: Unit) -> None:
    """What one place is worth, how many places the commune has, and what members give points for."""
    chair.open(f"dieu-khoan-dot/{number}/muc").fill(**{"lines-0-amount": "1.500.000"}).press("Ghi")
    assert "Đã ghi 1 mức của đợt HB26." in chair.said()
    chair.open(f"dieu-khoan-dot/{number}/so-suat")
    box = chair.page.locator(f'input[name$="-key"][value="{commune.id}"]').get_attribute("name")
    chair.fill(**{box.replace("-key", "-places"): "2"}).press("Ghi")
    assert "Đợt HB26 có 2 suất theo đơn vị." in chair.said()
    lines = {
        "key": ("hoc-tap", "hoan-canh"),
        "name": ("Học tập", "Hoàn cảnh"),
        "weight": "46",
        "maximum": ("10", "10"),
    }
    chair.open(f"cham-diem/{number}/thang-diem").fill(ballots_min="2")
    chair.fill(**{f"lines-{at}-{key}": values[at] for key, values in lines.items() for at in (0, 1)})
    chair.press("Ghi")
    assert "Đợt HB26 chấm theo 2 tiêu chí" in chair.said()
    chair.open(f"dot-xet/{number}/").picture("dot-xet")


def brought_in(clerk, number: str, commune: Unit, folder: Path) -> None:
    """The clerk fetches the commune's form, and takes in what came back filled."""
    clerk.open(f"nhap-de-nghi/dot/{number}/")
    with clerk.page.expect_download() as taken:
        clerk.go(f"Mẫu cho {commune.name} (Excel)")
    file = folder / "de-nghi.xlsx"
    taken.value.save_as(file)
    filled(file)
    clerk.fill(sender=str(commune.id)).give("file", file).press("Xem trước")
    assert "Ứng viên đọc được 4 Dòng phải sửa 0" in clerk.said()
    clerk.picture("nhap-de-nghi-xem-truoc").press("Nhập vào đợt xét")
    assert "thêm 4, đổi 0, giữ nguyên 0, trùng 0" in clerk.said()


def filled(file: Path) -> None:
    """Fill the form as the commune's officer does."""
    book = load_workbook(file)
    sheet = book["Danh sách"]
    columns = {cell.value: cell.column for cell in sheet[HEADING_ROW]}
    common = {
        "Bản, tổ": "Tổ 3",
        "Xã, phường": "phường Bình Minh",
        "Cấp học": "THCS",
        "Trường": "THCS Bình Minh",
        "Lớp": "6A",
    }
    for row, (name, born, sex, life, learning, category) in enumerate(CHILDREN, HEADING_ROW + 1):
        own = {
            "Họ và tên": name,
            "Ngày sinh": born,
            "Giới tính": sex,
            "Hoàn cảnh gia đình": life,
            "Thành tích": learning,
            "Đối tượng": category,
        }
        for heading, value in (common | own).items():
            sheet.cell(row, columns[heading], value)
    book.save(file)


def facts_confirmed(clerk, number: str) -> list[str]:
    """Everything that the list suggests is confirmed, each by the paper that proves it: the children, as listed."""
    clerk.open(f"du-kien/dot/{number}/").picture("du-kien-cho-xac-nhan")
    found = dict(
        clerk.page.locator("legend a").evaluate_all("all => all.map((one) => [one.innerText, one.href])")
    )
    for box in clerk.page.locator('main input[name="f"]').all():
        box.check()
    clerk.press("Xác nhận các ô đã đánh dấu")
    clerk.fill(
        paper="school_confirmation", issuer="Trường THCS Bình Minh", paper_number="12/XN", issued=in_days(-20)
    )
    says = clerk.page.locator('input[name$="-says"]').evaluate_all(
        "all => all.map((one) => [one.name, one.value])"
    )
    for name, value in says:
        paper = next((paper for word, paper in PAPERS.items() if word in value), None)
        if paper:
            clerk.fill(**{name.replace("-says", "-paper"): paper})
    clerk.press("Xác nhận")
    assert f"Đã xác nhận {len(says)} dữ kiện." in clerk.said()
    return [found[child[0]].rstrip("/").rpartition("/")[2] for child in CHILDREN]


def screened(sit, number: str) -> list[str]:
    """A member screens and looks at two children side by side: the nominations that meet the rules."""
    with sit("uyvien1") as member:
        member.open(f"tham-dinh/{number}/lam").press("Thẩm định")
        assert "3 đạt" in member.said()
        member.open(f"tham-dinh/{number}/?ket-qua=met")
        boxes = member.page.locator('main input[name="n"]')
        found = [box.get_attribute("value") for box in boxes.all()]
        boxes.nth(0).check()
        boxes.nth(1).check()
        member.press("So sánh").picture("tham-dinh-so-sanh")
    return found


def voted(sit, number: str, nominations: list[str]) -> None:
    """Two members score under seal; the chair opens the ballots."""
    for login, marks in MARKS.items():
        with sit(login) as member:
            member.open(f"cham-diem/{number}/phieu")
            for one, points in zip(nominations, marks, strict=True):
                member.fill(**{f"marks-{one}-{at}": point for at, point in enumerate(points)})
            member.picture("cham-diem").press("Niêm phong phiếu")
            assert "Đã niêm phong 3 phiếu chấm của đợt HB26." in member.said()
    with sit("chutich") as chair:
        chair.open(f"cham-diem/{number}/dong").press("Đóng chấm điểm")
        assert "Đã đóng chấm điểm đợt HB26; phiếu đã mở." in chair.said()


def decided(sit, number: str) -> None:
    """A member shares the places out, first as a trial; the chair, who did not, decides."""
    with sit("uyvien2") as member:
        member.open(f"phan-suat/{number}/lam").press("Thử trước")
        assert "Đã thử: làm được." in member.said()
        member.press("Phân suất")
        assert "chọn 2 suất, 3.000.000 đ; dự bị 1; không chọn 1." in member.said()
        member.picture("phan-suat")
    with sit("chutich") as chair:
        chair.open(f"phan-suat/{number}/quyet-dinh").fill(number_given="57/QĐ-HKH").tick("sure")
        chair.press("Ký quyết định")
        assert "Quyết định 57/QĐ-HKH" in chair.said()
        assert "2 suất, 3.000.000 đ." in chair.said()


def paid(sit, children: list[str]) -> None:
    """The accountant says where the money goes and drafts what is due of the round, others approve, and the list is printed."""
    with sit("ketoan") as accountant:
        for child in children:
            accountant.open(f"giay-to-nguoi-nhan/{child}/noi-nhan-tien").fill(way="school", bank="970418")
            accountant.fill(account=f"9704100{child}", holder="Trường THCS Bình Minh").press("Ghi")
            assert f"Đã ghi nơi nhận tiền của người nhận số {child}" in accountant.said()
        accountant.open("dot-chi/lap").fill(award_round="HB26").press("Lập đợt chi")
        assert "2 khoản, 3.000.000 đ; 0 kỳ bị giữ lại" in accountant.said()
        run = accountant.page.url.rstrip("/").rpartition("/")[2]
    with sit("ketoantruong") as chief:
        chief.open(f"dot-chi/{run}/").picture("dot-chi-duyet").go("Duyệt").press("Duyệt")
        assert "1/1 người đã duyệt, trạng thái «đã duyệt»." in chief.said()
        with chief.page.expect_download() as taken:
            chief.page.locator("ul.papers").get_by_role("link", name="PDF").first.click()
        assert taken.value.path().read_bytes().startswith(b"%PDF-")
