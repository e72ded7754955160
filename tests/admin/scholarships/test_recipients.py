"""Recipients in the office: found without marks and without a name in any address; entered, corrected, merged."""

import pytest

from khfund.actor import Role
from tests.admin.office import said
from tests.admin.scholarships.committee import a_room
from tests.builders import an_office
from tests.scholarships.people import a_recipient


@pytest.fixture(scope="module")
def room(sqlite_template, tmp_path_factory):
    return a_room(sqlite_template, tmp_path_factory.mktemp("recipients"), an_office)


def test_a_name_is_found_without_marks_and_stands_in_no_address(room):
    a_recipient(room.office, "Quàng Thị Hoà")
    found = room.clerk.send("nguoi-nhan/", words="quang hoa")

    assert "Quàng Thị Hoà 09/05/2014 học sinh" in said(found)
    assert "hoa" not in found.request.url


def test_a_number_leads_to_the_file(room):
    number = a_recipient(room.office, "Lò Văn Bình")
    found = room.clerk.send("nguoi-nhan/", follow=False, words=str(number))

    assert found.headers["Location"].endswith(f"/nguoi-nhan/{number}/")


def test_a_recipient_is_entered_and_who_is_alike_is_told_by_number(room):
    known = a_recipient(room.office, "Vì Thị Mai", commune="xã Mường Sáng")
    entered = room.clerk.send(
        "nguoi-nhan/ghi",
        full_name="Vi Thị Mai",
        kind="pupil",
        birth_day="09/05/2014",
        commune="xã Mường Sáng",
    )
    text = said(entered)

    assert "Đã ghi người nhận số" in text
    assert f"Số {known} trong sổ" in text
    assert "có thể là một người" in text or "nhiều khả năng là một người" in text


def test_a_day_and_a_year_of_birth_are_not_entered_together(room):
    answer = room.clerk.send(
        "nguoi-nhan/ghi", full_name="Lò A", kind="pupil", birth_day="09/05/2014", birth_year="2014"
    )

    assert answer.status_code == 422
    assert "Hãy ghi ngày sinh, hoặc chỉ năm sinh khi không rõ ngày; không ghi cả hai." in said(answer)


def test_a_correction_starts_from_what_is_known_and_names_nobody(room):
    number = a_recipient(room.office, "Mùa A Tu", commune="xã Mường Sáng")
    corrected = room.clerk.send(f"nguoi-nhan/{number}/sua", phone="0912 345 678", reason="Mẹ em báo")

    assert f"Đã sửa thông tin người nhận số {number}." in said(corrected)
    assert "Xã, phường xã Mường Sáng" in said(corrected)
    assert "Điện thoại 0912345678" in said(corrected)


def test_an_entry_is_merged_and_separated_again(room):
    one, other = a_recipient(room.office, "Hà Thị Ánh"), a_recipient(room.office, "Hà Thị Anh")
    merged = room.clerk.send(f"nguoi-nhan/{other}/gop", survivor=str(one), reason="Cùng giấy khai sinh")
    parted = room.clerk.send(f"nguoi-nhan/{other}/tach", reason="Hai chị em")

    assert f"Đã gộp số {other} vào số {one}." in said(merged)
    assert f"Số {other} đã gộp vào đây." in said(merged)
    assert f"Người nhận số {other} đã được tách lại." in said(parted)


def test_codes_for_the_public_statement_are_given(room):
    assert "Đã cấp 0 mã công khai năm 2026." in said(
        room.accountant.send("nguoi-nhan/ma-cong-khai", year="2026")
    )


def test_the_title_of_a_file_names_nobody(room):
    number = a_recipient(room.office, "Giàng Thị Dợ")
    page = room.clerk.get(f"nguoi-nhan/{number}/")

    assert "Giàng Thị Dợ" not in page.text.partition("</title>")[0]


def test_who_may_not_see_children_sees_none(room):
    number = a_recipient(room.office, "Lò Thị Kín")
    inspector = room.at(room.somebody("kiemtra", Role.INSPECTOR))

    assert inspector.get(f"nguoi-nhan/{number}/").status_code == 200
    assert inspector.get(f"nguoi-nhan/{number}/sua").status_code == 403
    for path in ("nguoi-nhan/", f"nguoi-nhan/{number}/", "co-the-trung/", "tim/recipient?q=lo"):
        assert room.administrator.get(path).status_code == 403


def test_a_recipient_of_another_number_is_not_found(room):
    assert room.clerk.get("nguoi-nhan/999/").status_code == 404
    assert room.clerk.get("nguoi-nhan/999/sua").status_code == 404
