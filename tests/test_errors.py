"""What a refusal says, and how hostile text in it becomes visible."""

import pickle
from datetime import date

import pytest

from khfund.errors import (
    BusyError,
    IntegrityError,
    KhfundError,
    Place,
    Problem,
    ProblemsFound,
    StorageError,
    visible,
)


class GiftTooSmallError(KhfundError):
    """A gift is worth its receipt."""

    message = "Ngày {day:%d/%m/%Y}: {amount:dong} ({amount:so}) của {giver} quá ít."
    english = "On {day:%d/%m/%Y}: {amount:dong} from {giver} is too little."


REFUSAL = GiftTooSmallError(day=date(2026, 3, 1), amount=1_234_567, giver="Lò Văn A")


def test_a_refusal_speaks_vietnamese_and_english():
    assert str(REFUSAL) == "Ngày 01/03/2026: 1.234.567 đ (1.234.567) của Lò Văn A quá ít."
    assert REFUSAL.text("en") == "On 01/03/2026: 1.234.567 đ from Lò Văn A is too little."


def test_a_refusal_keeps_its_facts_and_its_rule():
    assert REFUSAL.facts == {"day": date(2026, 3, 1), "amount": 1_234_567, "giver": "Lò Văn A"}
    assert REFUSAL.rule == "gift_too_small"


def test_a_refusal_travels_between_processes():
    told = pickle.loads(pickle.dumps(REFUSAL))

    assert (type(told), str(told), told.facts) == (GiftTooSmallError, str(REFUSAL), REFUSAL.facts)


def test_hidden_letters_of_a_name_are_shown():
    refusal = GiftTooSmallError(day=date(2026, 3, 1), amount=0, giver="A\u202eB\nC")

    assert str(refusal) == "Ngày 01/03/2026: 0 đ (0) của A<U+202E>B<U+000A>C quá ít."


def test_long_text_is_cut():
    assert visible("a" * 201) == "a" * 200 + "…"
    assert visible("a" * 200) == "a" * 200


GENERAL = [
    (KhfundError(), "Việc này bị từ chối.", 2),
    (BusyError(), "Đang có người khác ghi sổ; chưa có gì thay đổi. Hãy thử lại sau ít giây.", 3),
    (
        IntegrityError(finding="lệnh 7 bị mất"),
        "Sổ không khớp: lệnh 7 bị mất. Hãy dừng ghi sổ và báo người phụ trách.",
        4,
    ),
    (
        StorageError(reason="database or disk is full"),
        "Không đọc hoặc ghi được nơi lưu sổ: database or disk is full. Chưa có gì thay đổi.",
        5,
    ),
]


@pytest.mark.parametrize(("error", "sentence", "exit_code"), GENERAL)
def test_a_general_refusal_has_its_sentence_and_exit_code(error, sentence, exit_code):
    assert (str(error), error.exit_code) == (sentence, exit_code)


PLACES = [
    (Place("saoke.csv"), "saoke.csv"),
    (Place("saoke.csv", row=12), "saoke.csv, dòng 12"),
    (Place("de-cu.xlsx", "Sheet1", 12, "C12"), "de-cu.xlsx, trang tính «Sheet1», dòng 12, ô C12"),
    (Place("a\u202efdp.csv"), "a<U+202E>fdp.csv"),
]


@pytest.mark.parametrize(("place", "sentence"), PLACES)
def test_a_place_is_told_as_the_officer_sees_it(place, sentence):
    assert str(place) == sentence


def test_a_refused_batch_names_its_first_mistake_and_keeps_all():
    problems = [Problem(Place("a.csv", row=row), REFUSAL) for row in (2, 5)]

    refusal = ProblemsFound(file="a.csv", problems=problems)

    assert refusal.problems == tuple(problems)
    assert str(refusal) == (
        "a.csv: có 2 chỗ cần sửa; chưa nhập gì. Chỗ đầu tiên: "
        "a.csv, dòng 2: Ngày 01/03/2026: 1.234.567 đ (1.234.567) của Lò Văn A quá ít."
    )
    assert str(pickle.loads(pickle.dumps(refusal))) == str(refusal)
