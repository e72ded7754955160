import pytest
from sqlalchemy import func, select

from khfund.errors import ProblemsFound
from khfund.returns.return_import import import_returns
from khfund.returns.unit_return import UnitReturn
from khfund.sheet import read
from tests.returns.offices import Q1, Q2, RECEIVED, a_province, blank_form, fill


@pytest.fixture
def office(database):
    return a_province(database)


def imported(office, form, **more):
    more = {"received": RECEIVED} | more
    return office.do("return.import", lambda s, c: import_returns(s, c, read(form, "x.xlsx"), **more))


def refused(office, form, **more):
    with pytest.raises(ProblemsFound) as problems:
        imported(office, form, **more)
    return [str(one) for one in problems.value.problems]


def count(office):
    return office.read(lambda s: s.scalar(select(func.count()).select_from(UnitReturn)))


def two_units():
    return fill(fill(blank_form("A", "B"), "A", {"KH.raised": 1}), "B", {"KH.raised": 2})


def test_every_sheet_of_a_workbook_is_kept(office):
    kept = imported(office, two_units())

    assert [(one.row.unit_id, one.is_new, one.row.source) for one in kept] == [
        (2, True, "x.xlsx"),
        (3, True, "x.xlsx"),
    ]


def test_the_same_workbook_twice_gives_nothing_new(office):
    imported(office, two_units())

    again = imported(office, two_units())

    assert ([one.is_new for one in again], count(office)) == ([False, False], 2)


def test_where_one_sheet_is_wrong_none_is_kept(office):
    form = fill(two_units(), "B", {"KH.spent": "nhiều"})

    assert refused(office, form) == [
        "x.xlsx, trang tính «B», dòng 10, ô H10: «nhiều» không phải là số; ô này nhận số nguyên, chưa có số thì để trống."
    ]
    assert count(office) == 0


def test_an_unknown_unit_is_told_at_its_cell(office):
    form = fill(two_units(), "A", {"C3": "ZZ"})

    assert refused(office, form) == [
        "x.xlsx, trang tính «A», dòng 3, ô C3: Không có đơn vị mã «ZZ»; xem danh sách bằng `khfund unit list`."
    ]
    assert count(office) == 0


def test_another_content_is_told_by_its_sheet_and_replaces_only_for_a_reason(office):
    imported(office, two_units())
    changed = fill(two_units(), "B", {"KH.raised": 3})

    assert refused(office, changed) == [
        (
            "x.xlsx, trang tính «B»: B đã báo cáo Quý I/2026 (bản 1) với số liệu khác; muốn thay hãy thêm"
            ' --replace "LÝ DO", bản cũ vẫn được giữ.'
        )
    ]
    kept = imported(office, changed, replace_because="Huyện B sửa")
    assert [(one.is_new, one.row.version) for one in kept] == [(False, 1), (True, 2)]


def test_a_workbook_holds_one_return_of_a_unit(office):
    form = fill(two_units(), "B", {"C3": "A"})

    assert refused(office, form, replace_because="x") == [
        "x.xlsx, trang tính «B»: Tệp này có hai trang cùng của A, Quý I/2026; hãy bỏ một trang."
    ]


def test_a_return_for_another_period_than_asked_is_refused(office):
    assert refused(office, fill(blank_form("A"), "A", {"KH.raised": 1}), period=Q2) == [
        (
            "x.xlsx, trang tính «A»: Trang này báo cáo Quý I/2026, đang nhập Quý II/2026;"
            " hãy chọn đúng tệp hoặc đúng kỳ."
        )
    ]


def test_an_empty_form_is_not_a_return(office):
    assert refused(office, blank_form("A", period=Q1)) == [
        (
            "x.xlsx, trang tính «A»: Báo cáo của A không có số liệu nào; ô chưa có số thì để trống, nhưng không để"
            " trống tất cả."
        )
    ]
