"""The decision of a round: its articles and its list."""

from datetime import date

import pytest

from khfund.reports.award_decision import RoundUndecidedError, award_decision
from khfund.reports.award_facts import granted, round_facts
from khfund.reports.deed import Grid, Words
from khfund.scholarships.award_round import RoundPurpose
from khfund.unit import Unit
from tests.builders import an_office
from tests.scholarships.decided import a_round


def decision(round_):
    return round_.read(
        lambda s, r: award_decision(round_facts(s, s.get_one(Unit, r.unit_id), r), granted(s, r))
    )


def articles(deed):
    return {part.lead: part.text for part in deed.parts if isinstance(part, Words) and part.lead}


def decided(database, payouts=(), **more):
    made = a_round(an_office(database), **({"each": {"XA1": 2, "XA2": 1}} | more)).prepare()
    made.allocate()
    made.decide(payouts=payouts)
    return made


def test_the_articles_say_what_is_given_from_where_and_when(sqlite_database):
    said = articles(decision(decided(sqlite_database, payouts=(date(2027, 2, 10), date(2027, 4, 10)))))

    assert said["Điều 1."] == (
        "Cấp 3 suất học bổng thuộc chương trình «Học bổng vượt khó», tổng số tiền 3.000.000 đồng (bằng chữ: Ba triệu đồng), "
        "cho những người có tên trong danh sách kèm theo."
    )
    assert said["Điều 2."] == (
        "Mức cấp: 3 suất, mỗi suất 1.000.000 đồng. Chi thành 2 kỳ, từ các ngày 10/02/2027, 10/04/2027, "
        "qua nơi nhận tiền đã đăng ký của từng người."
    )
    assert "không sử dụng vốn gốc" in said["Điều 3."]
    assert said["Điều 5."].endswith("./.")


def test_the_list_is_by_unit_with_sums(sqlite_database):
    deed = decision(decided(sqlite_database))

    (grid,) = [part for part in deed.parts if isinstance(part, Grid)]
    assert [row.cells[:2] for row in grid.rows if row.is_heading] == [
        ("Hội Khuyến học xã XA1", "2 suất, 2.000.000 đồng"),
        ("Hội Khuyến học xã XA2", "1 suất, 1.000.000 đồng"),
    ]
    assert grid.rows[-1].cells == ("", "Cộng", "", "", "3.000.000")
    assert deed.letterhead.number == "12/QĐ-HKH"


def test_a_round_of_goods_gives_things(sqlite_database):
    said = articles(decision(decided(sqlite_database, purpose=RoundPurpose.GOODS, goods="xe đạp", money=0)))

    assert "3 suất hiện vật (xe đạp)" in said["Điều 1."]
    assert said["Điều 2."].endswith("Hiện vật được trao theo danh sách trao có ký nhận.")


def test_what_is_not_decided_has_no_decision(sqlite_database):
    made = a_round(an_office(sqlite_database)).prepare()
    made.allocate()

    with pytest.raises(RoundUndecidedError) as refused:
        decision(made)

    assert str(refused.value) == (
        "Đợt HB26 chưa có quyết định nên chưa in được quyết định; hãy ra quyết định bằng `khfund award decide`."
    )
