"""A clerk of a unit below in the book of the unit above: sends and sees that unit's nominations, and no other child."""

import io

import pytest

from khfund.actor import Role, enter_person, grant
from khfund.command import Order, run
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.nomination import find_nomination, nominations, withdraw_nomination
from khfund.scholarships.nomination_import import import_nominations
from khfund.scholarships.nomination_intake import NominatingForOthersError
from khfund.scholarships.nomination_withdrawal import WithdrawalCode
from khfund.unit import Unit
from tests.admin.office import said
from tests.admin.scholarships.committee import a_room
from tests.scholarships.nominating import HEADING, ON, a_list, a_row, a_workbook, nominating

OURS = a_row(1, "Quàng Văn Nam", birth="02/09/2012")
THEIRS = a_row(1, "Lò Thị Ánh", life="Bố mất, mẹ ốm nặng")


def with_two_lists(books):
    """A round with a nomination of Mai Sơn and one of Sông Mã."""
    built = nominating(books)
    built.take(a_list(OURS), unit="MS")
    built.take(a_list(THEIRS), unit="SM")
    return built


@pytest.fixture(scope="module")
def room(sqlite_template, tmp_path_factory):
    return a_room(sqlite_template, tmp_path_factory.mktemp("sending"), with_two_lists)


@pytest.fixture(scope="module")
def person(room):
    """Whoever sends for Mai Sơn."""

    def enter(session, command):
        one = enter_person(session, command, "canbo.ms", "Lò Thị Mai Sơn")
        for unit in (room.built.units["MS"], room.office.unit):
            grant(session, command, one, Role.CLERK, unit)
        return one.id

    return room.office.do("person.enter", enter, by=room.office.administrator)


@pytest.fixture(scope="module")
def sender(room, person):
    return room.at(person)


def upload(desk, room, *rows, unit="MS"):
    return desk.send(
        "nhap-de-nghi/dot/1/",
        follow=False,
        sender=str(room.built.units[unit]),
        received="20/03/2026",
        file=(io.BytesIO(a_workbook([HEADING, *rows])), "danh sách.xlsx"),
    )


def test_the_list_holds_the_own_unit_whatever_is_asked_for(room, sender):
    for narrowed in (
        "",
        "?tat-ca=1",
        f"?don-vi={room.built.units['SM']}",
        f"?don-vi={room.built.units['MS']}",
    ):
        text = sender.text(f"de-nghi/dot/1/{narrowed}")

        assert "Lò Thị Ánh" not in text
        assert "Sông Mã" not in text
    assert "Quàng Văn Nam" in text


def test_a_nomination_of_another_unit_is_neither_shown_nor_taken_back(sender):
    assert [sender.get(f"de-nghi/dot/1/{one}/").status_code for one in (1, 2)] == [200, 404]
    assert sender.get("de-nghi/dot/1/2/rut").status_code == 404
    token = sender.get("de-nghi/dot/1/1/rut").text.partition('name="csrf_token" type="hidden" value="')[2]
    forged = {"csrf_token": token.partition('"')[0], "code": "mistake", "reason": "x", "day": "20/03/2026"}
    assert sender.client.post(sender.address("de-nghi/dot/1/2/rut"), data=forged).status_code in {404, 422}


def test_a_list_is_sent_for_the_own_unit_alone(room, sender):
    assert upload(sender, room, THEIRS, unit="SM").status_code == 422
    address = upload(sender, room, a_row(1, "Hà Thị Mới")).headers["Location"]
    other = f"/xem-truoc/{room.built.units['SM']}/"
    assert sender.get(address.replace(f"/xem-truoc/{room.built.units['MS']}/", other)).status_code == 404
    assert sender.get(f"de-nghi/dot/1/mau/{room.built.units['SM']}.xlsx").status_code == 404


def test_that_a_child_is_put_forward_elsewhere_is_told_without_a_word_of_it(room, sender):
    near = a_row(2, "Lò Thị Anh", birth="08/11/2012")  # like the other unit's child, but not the same name
    text = said(sender.get(upload(sender, room, THEIRS, near).headers["Location"]))

    assert "đã được đề nghị trong đợt này, có thể ở đơn vị khác" in text
    assert "đề nghị số 2" not in text
    assert "người nhận số" not in text
    assert "mẹ ốm nặng" not in text


def test_the_round_is_shown_without_ways_to_its_children(sender):
    page = sender.get("dot-xet/1/")

    assert page.status_code == 200
    assert "/tham-dinh/" not in page.text
    assert "/du-kien/" not in page.text


def test_the_command_obeys_the_same_rule_as_the_pages(room, person):
    books, unit = room.office.database, room.office.unit

    def send(session, command):
        award_round = nominating_round(session)
        other = session.get_one(Unit, room.built.units["SM"])
        import_nominations(session, command, award_round, other, a_list(a_row(1, "Vì Thị Lạ")), received=ON)
        return {}

    def take_back(session, command):
        one = find_nomination(session, nominating_round(session), 2)
        withdraw_nomination(session, command, one, code=WithdrawalCode.MISTAKE, reason="x", day=ON)
        return {}

    for kind, work in (("nomination.import", send), ("nomination.withdraw", take_back)):
        with pytest.raises(NominatingForOthersError) as refusal:
            run(books, Order(person, kind, unit, {}), work)
    assert str(refusal.value) == (
        "Ông/bà chỉ gửi và rút đề nghị của đơn vị mình trong sổ này, không làm thay Hội Khuyến học huyện Sông Mã; "
        "hãy nhờ cán bộ của đơn vị mở đợt xét."
    )
    assert len(room.office.read(lambda s: nominations(s, nominating_round(s)))) == 2


def nominating_round(session):
    return session.get_one(AwardRound, 1)
