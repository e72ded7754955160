from datetime import date

import pytest
from sqlalchemy import select

from khfund.command import contradictions
from khfund.engine_failure import GuardedError
from khfund.money import NegativeAmountError
from khfund.returns.form import Figure, FormOutdatedError
from khfund.returns.reporting_period import ReportingPeriod
from khfund.returns.unit_return import (
    CellTwiceError,
    CellUnknownError,
    Coverage,
    FigureTooLargeError,
    ReturnCell,
    ReturnDiffersError,
    ReturnEmptyError,
    ReturnNotBelowError,
    ReturnOfNoUnitError,
    ReturnTooEarlyError,
    RowUnnamedError,
    UnitReturn,
    figures_of,
    latest,
    returns,
)
from khfund.unit import Level, enter_unit, find_unit
from tests.builders import tamper, write_by_hand
from tests.returns.offices import Q1, Q2, a_province, filed, fund


@pytest.fixture
def office(database):
    return a_province(database)


def kept(office, code, period=Q1):
    def look(session):
        one = latest(session, find_unit(session, code).id, period)
        return one and (one.version, one.reason, figures_of(session, one))

    return office.read(look)


def versions(office):
    return office.read(lambda s: [(one.version, one.reason) for one in s.scalars(select(UnitReturn))])


def test_a_return_is_kept_as_it_was_told(office):
    one = filed(office, "A", fund(), source="A.xlsx")

    assert (one.is_new, one.row.period, one.row.coverage) == (True, Q1, Coverage.OWN)
    assert kept(office, "A") == (1, "", sorted(fund()))
    assert office.read(lambda s: [row.source for row in returns(s, office.unit, Q1)]) == ["A.xlsx"]


def test_the_same_return_again_changes_nothing(office):
    filed(office, "A", fund())

    again = filed(office, "A", fund(), received=date(2026, 5, 1), source="khác.xlsx")

    assert (again.is_new, again.row.version) == (False, 1)
    assert versions(office) == [(1, "")]


def test_another_content_is_refused_unless_it_replaces_for_a_reason(office):
    filed(office, "A", fund())

    with pytest.raises(ReturnDiffersError) as refused:
        filed(office, "A", fund(raised=1))
    replaced = filed(office, "A", fund(raised=1), replace_because="Huyện gửi lại")

    assert str(refused.value) == (
        'A đã báo cáo Quý I/2026 (bản 1) với số liệu khác; muốn thay hãy thêm --replace "LÝ DO", '
        "bản cũ vẫn được giữ."
    )
    assert (replaced.is_new, replaced.row.version) == (True, 2)
    assert versions(office) == [(1, ""), (2, "Huyện gửi lại")]
    assert kept(office, "A") == (2, "Huyện gửi lại", sorted(fund(raised=1)))


def test_whose_figures_they_are_is_part_of_the_content(office):
    filed(office, "A", fund())

    with pytest.raises(ReturnDiffersError):
        filed(office, "A", fund(), coverage=Coverage.BELOW)


def test_only_the_newest_version_counts_among_the_returns(office):
    filed(office, "B", fund())
    filed(office, "A", fund())
    filed(office, "A", fund(raised=1), replace_because="Sửa")
    filed(office, "A", fund(), Q2)

    found = office.read(
        lambda s: [(one.unit_id, one.period.code, one.version) for one in returns(s, office.unit)]
    )

    assert found == [(2, "2026-Q1", 2), (2, "2026-Q2", 1), (3, "2026-Q1", 1)]


def test_a_unit_reports_about_a_time_in_which_it_was(office):
    def enter(session, command):
        new = enter_unit(
            session,
            command,
            "MOI",
            "Hội mới",
            level=Level.COMMUNE,
            parent=find_unit(session, "SL"),
            founded=date(2026, 7, 1),
        )
        new.ended = date(2026, 12, 31)

    office.do("unit.enter", enter, by=office.administrator)

    with pytest.raises(ReturnOfNoUnitError) as refused:
        filed(office, "MOI", fund(), Q2)
    with pytest.raises(ReturnOfNoUnitError):
        filed(office, "MOI", fund(), ReportingPeriod(2027, 1), received=date(2027, 4, 1))

    assert str(refused.value) == (
        "Đơn vị MOI không tồn tại trong Quý II/2026; hãy kiểm tra mã đơn vị và kỳ báo cáo."
    )
    assert filed(office, "MOI", fund(), ReportingPeriod(2026, 3), received=date(2026, 10, 1)).is_new


def test_a_unit_reports_to_one_above_it(office):
    office.do("unit.enter", lambda s, c: enter_unit(s, c, "XA", "Hội tỉnh khác"), by=office.administrator)

    with pytest.raises(ReturnNotBelowError) as refused:
        filed(office, "XA", fund())

    assert str(refused.value) == (
        "Đơn vị XA không thuộc Hội Khuyến học tỉnh Mường Sáng; báo cáo được nhận ở đơn vị cấp trên của nó."
    )


def test_a_period_that_has_not_begun_is_not_reported(office):
    with pytest.raises(ReturnTooEarlyError) as refused:
        filed(office, "A", fund(), Q2, received=date(2026, 3, 31))

    assert str(refused.value) == "Quý II/2026 chưa bắt đầu vào ngày 31/03/2026; hãy xem lại kỳ báo cáo."


def test_last_years_form_is_refused(office):
    with pytest.raises(FormOutdatedError):
        filed(office, "A", fund(), edition="BC-2023")


REFUSED = [
    ([], ReturnEmptyError, "Báo cáo của A không có số liệu nào; ô chưa có số thì để trống, nhưng không để trống tất cả."),
    (
        [Figure("KH", "awards", 1)],
        CellUnknownError,
        "Biểu mẫu BC-2025 không có ô «KH.awards»; xem mã dòng và mã cột trong biểu mẫu.",
    ),
    ([Figure("KH", "spent", 1)] * 2, CellTwiceError, "Ô «KH.spent» được ghi hai lần; hãy bỏ một."),
    (
        [Figure("Q1", "spent", 1)],
        RowUnnamedError,
        "Dòng Q1 có số liệu nhưng chưa ghi tên quỹ hoặc tên hiện vật.",
    ),
    (
        [Figure("KH", "spent", 10**15 + 1)],
        FigureTooLargeError,
        "Ô «KH.spent»: 1.000.000.000.000.001 quá lớn; hãy xem lại số chữ số.",
    ),
    ([Figure("KH", "spent", -1)], NegativeAmountError, "«-1» là số âm; số tiền không mang dấu trừ."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("figures", "error", "sentence"), REFUSED, ids=lambda one: getattr(one, "__name__", "")
)
def test_figures_that_do_not_belong_to_the_form_are_refused(office, figures, error, sentence):
    with pytest.raises(error) as refused:
        filed(office, "A", figures)

    assert str(refused.value) == sentence
    assert versions(office) == []


def test_a_kept_return_is_beyond_hand_written_sql(office):
    filed(office, "A", fund())

    for statement in (
        "UPDATE unit_return SET received = '2026-04-01'",
        "DELETE FROM return_cell",
        "UPDATE return_cell SET value = 1",
        "INSERT INTO return_cell VALUES (1, 'KH', 'passed', 5, '')",
        (
            "INSERT INTO unit_return SELECT 9, unit_id, receiver_id, first, last, 3, edition, coverage, received, source, "
            "'x', digest, command_number FROM unit_return"
        ),
    ):
        with pytest.raises(GuardedError):
            write_by_hand(office.database, statement)

    assert kept(office, "A") == (1, "", sorted(fund()))


def test_the_log_vouches_for_every_figure(office):
    filed(office, "A", [*fund(), *fund("Q1", "Quỹ Vì bạn nghèo")])
    assert office.read(lambda s: list(contradictions(s))) == []

    tamper(office.database, "UPDATE return_cell SET value = 3000001 WHERE row = 'KH' AND measure = 'raised'")

    number = office.read(lambda s: s.scalars(select(UnitReturn.command_number)).one())
    assert office.read(lambda s: list(contradictions(s))) == [
        f"lệnh {number}: dòng của sổ unit_return đã bị sửa, thêm hoặc bớt"
    ]


def test_a_cell_holds_whole_numbers_from_nought(office):
    filed(office, "A", fund(interest=0))

    values = office.read(lambda s: {cell.measure: cell.value for cell in s.scalars(select(ReturnCell))})

    assert values["interest"] == 0
