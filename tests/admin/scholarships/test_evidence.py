"""Facts in the office: the words beside what they suggest, confirmed many at once by paper, refused, told, ending."""

from datetime import timedelta

import pytest

from khfund.calendar import format_day, today
from khfund.scholarships.fact_record import NewFact, write_facts
from tests.admin.office import said
from tests.admin.scholarships.committee import a_room
from tests.scholarships.rounds import a_round

PAPER = {"paper": "hardship_confirmation", "issuer": "UBND xã Mường Sáng", "paper_number": "7/XN"}


@pytest.fixture(scope="module")
def room(sqlite_template, tmp_path_factory):
    return a_room(sqlite_template, tmp_path_factory.mktemp("evidence"), Suggested)


class Suggested:
    """A round with four facts that wait, and one more that is told later."""

    def __init__(self, books):
        self.round = a_round(books)
        self.office = self.round.office
        new = [
            NewFact(self.round.recipients[place], key, value, words=words)
            for place, key, value, words in (
                (4, "orphan", "both", "bố mẹ mất"),
                (4, "makeshift_house", True, "nhà tạm"),
                (5, "orphan", "one", "bố mất"),
                (5, "hardship", True, "khó khăn"),
            )
        ]
        self.facts = self.round.do("evidence.suggest", lambda s, c, _r: write_facts(s, c, new))


@pytest.fixture
def clerk(room):
    return room.clerk


def test_the_queue_shows_the_words_beside_the_suggestion(clerk):
    text = clerk.text("du-kien/dot/1/")

    assert "Lò Thị Mẫu F số 6, 06/03/2012" in text
    assert "Ở với bà ngoại, bố mẹ mất, nhà xa trường" in text
    assert "đọc từ «khó khăn»; cần giấy" in text


def test_many_facts_are_confirmed_by_one_paper(room, clerk):
    first, second = room.built.facts[:2]
    done = clerk.send(f"du-kien/dot/1/xac-nhan?f={first}&f={second}", **PAPER)

    assert "Đã xác nhận 2 dữ kiện." in said(done)
    text = clerk.text("nguoi-nhan/5/")
    assert "mồ côi cả bố và mẹ đã xác nhận Giấy xác nhận của UBND xã về hoàn cảnh số 7/XN" in text


def test_each_line_that_cannot_be_confirmed_says_why_and_nothing_is_written(room, clerk):
    third, fourth = room.built.facts[2:]
    wrong = {"valid_from": "01/01/2026", "lines-1-valid_until": "31/12/2025"}
    answer = clerk.send(f"du-kien/dot/1/xac-nhan?f={third}&f={fourth}", **PAPER | wrong)

    assert answer.status_code == 422
    assert (
        f"Dữ kiện số {fourth}: Ngày trên giấy tờ không hợp lý: giấy hết hạn trước khi có hiệu lực."
        in said(answer)
    )
    assert "khó khăn" in clerk.text("du-kien/dot/1/")


def test_facts_are_refused_for_a_reason(room, clerk):
    fourth = room.built.facts[3]
    done = clerk.send(f"du-kien/dot/1/bo?f={fourth}", reason="Nhà trường xác nhận không phải")

    assert "Đã bỏ 1 dữ kiện." in said(done)
    assert "đọc từ «khó khăn»" not in said(done)


def test_a_fact_is_told_and_its_paper_ends_soon(clerk):
    last = format_day(today() + timedelta(days=10))
    told = clerk.send(
        "du-kien/nguoi/4/ghi/carer_poverty",
        value="poor",
        paper="poverty_certificate",
        valid_from="01/01/2026",
        valid_until=last,
    )

    assert "Đã ghi dữ kiện số" in said(told)
    assert f"{last} Lò Thị Mẫu D" in clerk.text("du-kien/sap-het-han")


def test_nothing_ticked_leads_back_to_the_queue(clerk):
    assert clerk.get("du-kien/chon-viec?dot=1&viec=xac-nhan").headers["Location"].endswith("/du-kien/dot/1/")


def test_a_fact_of_another_number_is_not_found(clerk):
    assert clerk.get("du-kien/dot/0/xac-nhan?f=999").status_code == 404
    assert clerk.get("du-kien/nguoi/1/ghi/zodiac").status_code == 404
    assert clerk.send("du-kien/dot/1/bo?f=1", facts="9" * 30, reason="x").status_code == 422
    assert clerk.send("du-kien/dot/1/xac-nhan?f=1", **PAPER, **{"lines-0-fact": "x"}).status_code in {
        404,
        422,
    }


def test_the_administrator_sees_no_fact(room):
    assert room.administrator.get("du-kien/").status_code == 403
    assert room.administrator.get("du-kien/dot/1/xac-nhan?f=1").status_code == 403
