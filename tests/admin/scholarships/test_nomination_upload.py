"""A workbook in two steps: read and shown with every problem first, taken in only when a person says so."""

import io

import pytest

from tests.admin.office import said
from tests.admin.scholarships.committee import a_room
from tests.scholarships.nominating import HEADING, a_row, a_workbook, nominating

SOUND = [a_row(1), a_row(2, "Quàng Văn Nam", birth="02/09/2012", life="Khuyết tật nặng", category=1)]
TWINS = [
    a_row(1, "Vì Thị Mai", birth="30/12/2014", phone="0911111111"),
    a_row(2, "Vì Thị Lan", birth="30/12/2014", phone="0911111111"),
]
WRONG = [a_row(1, "Mùa A Sử"), a_row(2, "Giàng Thị Dợ", birth="31/02/2013")]


@pytest.fixture(scope="module")
def room(sqlite_template, tmp_path_factory):
    return a_room(sqlite_template, tmp_path_factory.mktemp("upload"), nominating)


def upload(room, rows, *, unit="MS", received="20/03/2026", name="danh sách.xlsx"):
    content = rows if isinstance(rows, bytes) else a_workbook([HEADING, *rows])
    return room.clerk.send(
        "nhap-de-nghi/dot/1/",
        follow=False,
        sender=str(room.built.units[unit]),
        received=received,
        file=(io.BytesIO(content), name),
    )


def test_a_file_is_shown_first_and_nothing_is_written(room):
    shown = room.clerk.get(upload(room, SOUND).headers["Location"])
    text = said(shown)

    assert "Chưa có gì được ghi." in text
    assert "Ứng viên đọc được 2" in text
    assert "Quàng Văn Nam 02/09/2012 8A, THCS Tà Hộc" in text
    assert "thêm, người mới" in text
    assert "Quàng Văn Nam" not in room.clerk.text("nguoi-nhan/")


def test_what_was_shown_is_taken_in_once(room):
    address = upload(room, SOUND, unit="SM").headers["Location"]
    taken = room.clerk.send(address, request_id="the-same-list")
    again = room.clerk.get(address)

    assert "Tệp đề nghị số 1: thêm 2, đổi 0, giữ nguyên 0, trùng 0, để lại 0 dòng;" in said(taken)
    assert again.status_code == 404


def test_twins_are_told_and_not_merged(room):
    text = said(room.clerk.get(upload(room, TWINS).headers["Location"]))

    assert "có lẽ là anh chị em sinh đôi, hai người khác nhau" in text
    assert "Sẽ thêm 2" in text


def test_problems_are_told_cell_by_cell_and_sent_back_as_a_marked_copy(room):
    address = upload(room, WRONG).headers["Location"]
    shown = room.clerk.get(address)
    refused = room.clerk.send(address)
    marked = room.clerk.get(link(shown, "/loi/"))

    assert "Phải sửa (1)" in said(shown)
    assert "trang tính «Sheet1», dòng 3, ô C3" in said(shown)
    assert refused.status_code == 422
    assert marked.data.startswith(b"PK")


def test_sound_rows_are_taken_in_when_the_officer_says_so(room):
    taken = room.clerk.send(upload(room, WRONG).headers["Location"], accept_problems="y")

    assert "thêm 1, đổi 0, giữ nguyên 0, trùng 0, để lại 1 dòng" in said(taken)


def test_a_late_list_needs_a_reason(room):
    late = upload(room, [a_row(1, "Hà Thị Muộn")], received="01/04/2026").headers["Location"]
    shown = room.clerk.get(late)
    refused = room.clerk.send(late)
    taken = room.clerk.send(late, late_reason="Đường sạt lở")

    assert "Đã quá hạn nhận (25/03/2026); muốn nhập phải ghi lý do." in said(shown)
    assert refused.status_code == 422
    assert "thêm 1" in said(taken)


def test_what_is_no_list_is_refused_where_it_is_chosen(room):
    answer = upload(room, b"khong phai bang tinh", name="anh.xlsx")

    assert answer.status_code == 422


def test_a_file_belongs_to_whoever_brought_it(room):
    address = upload(room, SOUND).headers["Location"]

    assert room.accountant.get(address).status_code == 404


def test_a_day_that_is_none_and_a_unit_that_does_not_nominate_are_not_found(room):
    address = upload(room, SOUND).headers["Location"]

    assert room.clerk.get(address.replace("2026-03-20", "hom-qua")).status_code == 404
    assert (
        room.clerk.get(address.replace(f"/xem-truoc/{room.built.units['MS']}/", "/xem-truoc/99/")).status_code
        == 404
    )


def link(page, part):
    """The first address on a page that holds this part."""
    return next(one.partition('"')[0] for one in page.text.split('href="') if part in one.partition('"')[0])
