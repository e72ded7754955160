"""Beside a recipient's entry: guardians, consents given and withdrawn, school, where money goes."""

import pytest

from tests.admin.office import said
from tests.admin.scholarships.committee import a_room
from tests.builders import an_office
from tests.scholarships.people import a_guardian, a_recipient


@pytest.fixture(scope="module")
def room(sqlite_template, tmp_path_factory):
    return a_room(sqlite_template, tmp_path_factory.mktemp("papers"), an_office)


@pytest.fixture
def child(room):
    return a_recipient(room.office)


def test_a_guardian_is_named_and_ended(room, child):
    named = room.clerk.send(
        f"giay-to-nguoi-nhan/{child}/giam-ho", full_name="Quàng Thị Bà", relation="grandparent", raises="y"
    )
    number = said(named).partition("Đã ghi người giám hộ số ")[2].partition(" ")[0]
    ended = room.clerk.send(f"giay-to-nguoi-nhan/{child}/giam-ho/{number}/thoi", reason="Về với mẹ")

    assert "Quàng Thị Bà, ông, bà; đại diện theo pháp luật; trực tiếp nuôi dưỡng" in said(named)
    assert f"Người giám hộ số {number} thôi từ ngày" in said(ended)


def test_a_child_of_seven_and_its_representative_both_consent(room, child):
    father = a_guardian(room.office, child)
    by_father = room.clerk.send(
        f"giay-to-nguoi-nhan/{child}/dong-y", scope="publish_name", guardian=str(father), paper="Đơn 1"
    )
    by_child = room.clerk.send(f"giay-to-nguoi-nhan/{child}/dong-y", scope="publish_name", paper="Đơn 2")
    consent = said(by_child).partition("Đã ghi đồng ý số ")[2].partition(" ")[0]
    withdrawn = room.clerk.send(
        f"giay-to-nguoi-nhan/{child}/dong-y/{consent}/rut", words="Con không muốn nữa"
    )

    assert "công khai họ tên, trường, thành tích: chưa được phép" in said(by_father)
    assert "công khai họ tên, trường, thành tích: được phép" in said(by_child)
    assert f"Đồng ý số {consent} đã rút từ ngày" in said(withdrawn)


def test_a_school_year_is_written(room, child):
    written = room.clerk.send(
        f"giay-to-nguoi-nhan/{child}/truong-lop", year="2026", school="THCS Bình Minh", school_class="7A"
    )

    assert "Đã ghi trường, lớp năm học 2026-2027" in said(written)
    assert "2026-2027: Trường THCS Bình Minh, lớp 7A" in said(written) or "THCS Bình Minh, lớp 7A" in said(
        written
    )


def test_an_account_is_shown_by_its_last_figures_alone(room, child):
    written = room.clerk.send(
        f"giay-to-nguoi-nhan/{child}/noi-nhan-tien",
        way="bank",
        bank="Agribank",
        account="3400205123456",
        holder="QUANG THI HOA",
        owner="recipient",
    )

    assert "Đã ghi nơi nhận tiền" in said(written)
    assert "…3456" in said(written)
    assert "3400205123456" not in written.text


def test_the_administrator_opens_none_of_it(room, child):
    for path in ("giam-ho", "dong-y", "truong-lop", "noi-nhan-tien"):
        assert room.administrator.get(f"giay-to-nguoi-nhan/{child}/{path}").status_code == 403
