"""Invented pupils whom five communes put forward in 2025, in the file shapes in which offices send such lists."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from random import Random

import attrs
import xlsxwriter
import xlwt
from example_files import MADE
from example_people import HMONG, MEN, MIDDLES_OF_MEN, MIDDLES_OF_WOMEN, SURNAMES, WOMEN

from khfund.vietnamese import from_tcvn3

VILLAGES = ("Bản Nà Lo", "Bản Huổi Cưởm", "Bản Pom Khoang", "Bản Co Sáng", "Bản Nậm Hin")
NEEDS = (
    ("1", "Khuyết tật vận động, mức độ nặng, hộ nghèo"),
    ("1", "Khuyết tật nghe nói (có giấy xác nhận)"),
    ("2", "Mồ côi cả bố và mẹ, ở với ông bà nội, hộ nghèo"),
    ("2", "Mồ côi cả bố và mẹ, ở với bác ruột, hộ cận nghèo"),
    ("3", "Mồ côi bố, mẹ làm nương, hộ nghèo"),
    ("3", "Mẹ mất, bố đi làm xa, ở với bà ngoại, hộ cận nghèo"),
    ("4", "Bố bị ung thư đang điều trị, hộ nghèo"),
    ("4", "Mẹ bị bệnh tâm thần, không lao động được, hộ nghèo"),
    ("5", "Nhà xa trường 9 km, cần xe đạp đi học, hộ cận nghèo"),
    ("6", "Ở nhà tạm (nhà tre, mái tranh), học giỏi"),
    ("7", "Chăm ngoan, hiếu học, vượt khó học giỏi, hộ nghèo"),
    ("7", "Chăm ngoan, hiếu học, vượt khó học giỏi"),
)
RESULTS = (
    ("Hoàn thành xuất sắc", "Hoàn thành tốt", "Hoàn thành"),
    ("Học sinh Xuất sắc", "Học sinh Giỏi", "Kết quả học tập Khá"),
)


@attrs.frozen
class Pupil:
    """A pupil as a list tells of one; nobody like this exists."""

    name: str
    woman: bool
    born: datetime.date
    village: str
    commune: str
    school: str
    school_class: str
    category: str
    circumstances: str
    result: str
    phone: str


@attrs.frozen
class Sender:
    """A commune that sends a list: its file, its name, how many pupils, its dice."""

    file: str
    commune: str
    count: int
    seed: int


SENDERS = (
    Sender("2025-de-cu-binh-minh.xlsx", "phường Bình Minh", 62, 11),
    Sender("2025-de-cu-muong-ha.xlsx", "xã Mường Hạ", 70, 12),
    Sender("2025-de-cu-huoi-sang.xlsx", "xã Huổi Sáng", 68, 13),
    Sender("2025-de-cu-nam-po.xlsx", "xã Nậm Pơ", 74, 14),
    Sender("2025-de-cu-may-trang.xls", "xã Mây Trắng", 56, 15),
)


def pupils(sender: Sender) -> list[Pupil]:
    """The pupils of one list, each with a name of their own."""
    dice, names, found = Random(sender.seed), set[str](), []  # noqa: S311  an example, no secret
    while len(found) < sender.count:
        one = _pupil(dice, sender.commune)
        if one.name not in names:
            names.add(one.name)
            found.append(one)
    return found


def _pupil(dice: Random, commune: str) -> Pupil:
    woman = dice.random() < 0.5
    name = (
        f"{dice.choice(SURNAMES)} {dice.choice(MIDDLES_OF_WOMEN if woman else MIDDLES_OF_MEN)} "
        f"{dice.choice(WOMEN if woman else MEN)}"
    )
    if dice.random() < 0.1:
        name = f"{dice.choice(HMONG).rsplit(' ', 1)[0]} {dice.choice(WOMEN if woman else MEN)}"
    grade = dice.randint(1, 12)
    place = commune.split(" ", 1)[1]
    school = f"TH {place}" if grade <= 5 else f"THCS {place}" if grade <= 9 else "THPT Bình Minh"
    category, circumstances = dice.choice(NEEDS)
    born = datetime.date(2020 - grade, dice.randint(1, 12), dice.randint(1, 28))
    phone = f"09{dice.randint(10_000_000, 99_999_999)}" if dice.random() < 0.6 else ""
    return Pupil(
        name, woman, born, dice.choice(VILLAGES), commune, school, f"{grade}{dice.choice('ABC')}", category,
        circumstances, dice.choice(RESULTS[grade > 5]), phone,
    )  # fmt: skip


def write_nominations(folder: Path) -> None:
    """Write the five lists; some pupils stand twice, in one list or in two, and some cells are wrong."""
    lists = {sender.file: pupils(sender) for sender in SENDERS}
    binh_minh, muong_ha, huoi_sang, nam_po, may_trang = lists.values()
    binh_minh.append(attrs.evolve(binh_minh[4], village=VILLAGES[0], phone=""))  # the same pupil once more
    twin = attrs.evolve(muong_ha[9], name=f"{muong_ha[9].name.rsplit(' ', 1)[0]} Uyên")
    muong_ha.insert(10, twin)
    nam_po.append(attrs.evolve(huoi_sang[7], commune="xã Nậm Pơ"))  # put forward by two communes
    huoi_sang[20] = attrs.evolve(
        huoi_sang[20], born=datetime.date(2012, 2, 29), school_class="8A", school="THCS Huổi Sáng"
    )
    nam_po[30] = attrs.evolve(
        nam_po[30], school="THCS Nậm Pơ", school_class="3A"
    )  # no such class at that school
    _write_clean(folder / SENDERS[0].file, binh_minh)
    _write_marked(folder / SENDERS[1].file, SENDERS[1].commune, muong_ha, wrong={12: "31/2/2014"})
    decomposed = [
        attrs.evolve(one, name=unicodedata.normalize("NFD", one.name).replace(" ", "  ")) for one in huoi_sang
    ]
    _write_marked(folder / SENDERS[2].file, SENDERS[2].commune, decomposed, wrong={})
    _write_by_village(folder / SENDERS[3].file, nam_po)
    _write_old(folder / SENDERS[4].file, may_trang)


def _write_clean(path: Path, listed: Sequence[Pupil]) -> None:
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": MADE})
    page, day = book.add_worksheet("Danh sách"), book.add_format({"num_format": "dd/mm/yyyy"})
    headings = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Địa chỉ", "Trường", "Lớp", "Đối tượng",
                "Hoàn cảnh gia đình", "Thành tích", "Số điện thoại")  # fmt: skip
    page.write_row(0, 0, headings, book.add_format({"bold": True}))
    for row, one in enumerate(listed, 1):
        page.write_row(row, 0, (row, one.name))
        page.write_datetime(row, 2, datetime.datetime.combine(one.born, datetime.time()), day)
        sex = "Nữ" if one.woman else "Nam"
        rest = (sex, f"{one.village}, {one.commune}", one.school, one.school_class, int(one.category),
                one.circumstances, one.result, one.phone)  # fmt: skip
        page.write_row(row, 3, rest)
    page.set_column(1, 10, 22)
    book.close()


def _write_marked(path: Path, commune: str, listed: Sequence[Pupil], *, wrong: dict[int, str]) -> None:
    """A letterhead, merged headings with the seven categories as columns, birthdays in every form, a total, a signature."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": MADE})
    page = book.add_worksheet("Sheet1")
    bold = book.add_format(
        {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1}
    )
    page.merge_range(0, 0, 0, 4, f"HỘI KHUYẾN HỌC {commune.upper()}", bold)
    page.merge_range(2, 0, 2, 14, "BIỂU TỔNG HỢP HỌC SINH, SINH VIÊN CẦN HỖ TRỢ NĂM HỌC 2025-2026", bold)
    before = ("TT", "Họ và tên", "Ngày, năm sinh", "Địa chỉ", "Trường, lớp", "Hoàn cảnh gia đình")
    for column, text in enumerate(before):
        page.merge_range(4, column, 5, column, text, bold)
    page.merge_range(4, 6, 4, 12, "Đối tượng (đánh dấu x)", bold)
    page.write_row(5, 6, range(1, 8), bold)
    for column, text in ((13, "Thành tích\n(nếu có)"), (14, "SĐT")):
        page.merge_range(4, column, 5, column, text, bold)
    for number, one in enumerate(listed, 1):
        row, mark = number + 5, ("x", "X", "x ")[number % 3]
        born = wrong.get(
            number, (f"{one.born:%d/%m/%Y}", f"{one.born:%d.%m.%Y}", str(one.born.year))[number % 3]
        )
        page.write_row(row, 0, (number, one.name, born, f"{one.village}, {one.commune}"))
        page.write_row(row, 4, (f"{one.school}, lớp {one.school_class}", one.circumstances))
        page.write(row, 5 + int(one.category), mark)
        page.write(row, 13, one.result)
        page.write(row, 14, int(one.phone) if one.phone and number % 2 else one.phone)
    end = len(listed) + 6
    page.write_row(end, 1, ("Tổng cộng", len(listed)))
    page.write(end + 2, 9, f"{commune.split(' ', 1)[1]}, ngày 20 tháng 8 năm 2025")
    page.write(end + 3, 9, "NGƯỜI LẬP BIỂU")
    book.close()


def _write_by_village(path: Path, listed: Sequence[Pupil]) -> None:
    """Pupils below the name of their village."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": MADE})
    page, bold = book.add_worksheet("DS"), book.add_format({"bold": True})
    page.write(0, 0, "DANH SÁCH HỌC SINH ĐỀ NGHỊ XÉT HỌC BỔNG", bold)
    headings = (
        "TT",
        "Họ tên học sinh",
        "Ngày sinh",
        "Trường",
        "Lớp",
        "Diện",
        "Hoàn cảnh",
        "Thành tích",
        "Điện thoại",
    )
    page.write_row(2, 0, headings, bold)
    row, number = 3, 0
    for at, village in enumerate(VILLAGES):
        page.write(row, 0, f"{('I', 'II', 'III', 'IV', 'V')[at]}. {village}", bold)
        row += 1
        for one in (one for one in listed if one.village == village):
            number += 1
            page.write_row(row, 0, (number, one.name, f"{one.born:%d/%m/%Y}", one.school, one.school_class))
            page.write_row(row, 5, (one.category, one.circumstances, one.result, one.phone))
            row += 1
    page.write(row, 1, f"Tổng cộng: {number} em", bold)
    book.close()


def _write_old(path: Path, listed: Sequence[Pupil]) -> None:
    """A workbook of an old machine, in a TCVN3 font, with years of birth only."""
    book = xlwt.Workbook(encoding="cp1252")
    page = book.add_sheet("DS")
    headings = (
        "TT",
        "Họ và tên",
        "Năm sinh",
        "Địa chỉ",
        "Trường, lớp",
        "Đối tượng",
        "Hoàn cảnh gia đình",
        "Thành tích",
        "Số điện thoại",
    )
    for column, text in enumerate(headings):
        page.write(0, column, in_tcvn3(text))
    for row, one in enumerate(listed, 1):
        cells = (row, one.name, one.born.year, f"{one.village}, {one.commune}", f"{one.school}, lớp {one.school_class}",
                 int(one.category), one.circumstances, one.result, one.phone)  # fmt: skip
        for column, value in enumerate(cells):
            page.write(row, column, in_tcvn3(value) if isinstance(value, str) else value)
    book.save(str(path))


_LETTERS = {from_tcvn3(chr(code)): chr(code) for code in range(0xA1, 0xFF) if from_tcvn3(chr(code))}


def in_tcvn3(text: str) -> str:
    """Write Unicode text as a TCVN3 font holds it; capitals with a mark become small letters, as they do there."""
    return "".join(_LETTERS.get(letter) or _LETTERS.get(letter.lower(), letter) for letter in text)
