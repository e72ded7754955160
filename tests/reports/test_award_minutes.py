"""Minutes of a round: who, how, how many, and the lists."""

from khfund.reports.award_facts import round_facts
from khfund.reports.award_minutes import award_minutes
from khfund.reports.deed import Annex, Grid, Signing, Words
from khfund.unit import Unit
from tests.builders import an_office
from tests.scholarships.decided import a_round


def minutes(database, members=(), **more):
    made = a_round(
        an_office(database), **({"each": {"XA1": 3, "XA2": 2}, "quotas": {"XA1": 2, "XA2": 2}} | more)
    )
    made.prepare()
    made.allocate(alternates=0)
    return made.read(lambda s, r: award_minutes(round_facts(s, s.get_one(Unit, r.unit_id), r), members))


def words(deed):
    return " ".join(part.text for part in deed.parts if isinstance(part, Words))


def grids(deed):
    return [part for part in deed.parts if isinstance(part, Grid)]


def test_figures_by_unit_add_up(sqlite_database):
    figures = grids(minutes(sqlite_database))[0]

    assert [row.cells for row in figures.rows] == [
        ("Hội Khuyến học xã XA1", "3", "3", "2", "2", "0", "1", "2.000.000"),
        ("Hội Khuyến học xã XA2", "2", "2", "2", "2", "0", "0", "2.000.000"),
        ("Cộng", "5", "5", "4", "4", "0", "1", "4.000.000"),
    ]
    assert sum(column.width for column in figures.columns) == 100


def test_everyone_left_out_is_counted_under_a_reason(sqlite_database):
    reasons = grids(minutes(sqlite_database))[1]

    assert [row.cells for row in reasons.rows] == [("Hết suất của đơn vị", "1"), ("Cộng", "1")]


def test_the_way_of_choosing_is_told(sqlite_database):
    told = words(minutes(sqlite_database))

    assert "Đợt này không chấm điểm" in told
    assert "mã băm SHA-256 của «HB26/số đề nghị»" in told
    assert "Kinh phí của đợt: 10.000.000 đồng" in told
    assert "Chọn 4 suất, tổng số tiền 4.000.000 đồng (bằng chữ: Bốn triệu đồng)" in told


def test_the_chosen_stand_on_an_annex_with_their_sum(sqlite_database):
    deed = minutes(sqlite_database)

    assert [part.title for part in deed.parts if isinstance(part, Annex)] == ["Danh sách được chọn"]
    assert grids(deed)[2].rows[-1].cells[-1] == "4.000.000"
    assert len(grids(deed)[2].rows) == 5
    assert deed.restricted


def test_chair_and_secretary_sign_by_name(sqlite_database):
    deed = minutes(sqlite_database, ("Chủ trì: Hoàng Văn A", "Ủy viên: Vì Văn B", "Thư ký: Lò Thị C"))

    (signing,) = [part for part in deed.parts if isinstance(part, Signing)]
    assert [(one.position, one.name) for one in signing.signatories] == [
        ("Thư ký", "Lò Thị C"),
        ("Các thành viên", ""),
        ("Chủ trì", "Hoàng Văn A"),
    ]


def test_a_round_on_one_list_says_so(sqlite_database):
    told = words(minutes(sqlite_database, quotas=None))

    assert "Tất cả các đơn vị xét chung một danh sách" in told
