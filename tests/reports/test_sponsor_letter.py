"""Letters to sponsors show no more than consent allows. Today is 15/01/2027."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import attrs
import pikepdf
import pytest

from khfund.reports.sponsor_letter import (
    LetterLengthError,
    LetterTellsTooMuchError,
    LetterWordError,
    letter_pdf,
    sponsor_letter,
)
from khfund.scholarships.consent import ConsentScope, give_consent
from khfund.scholarships.guardian import Relation, name_guardian
from khfund.scholarships.public_code import assign_codes
from khfund.scholarships.recipient import Recipient
from khfund.scholarships.sponsor_share import Sponsor, SponsorShare, shares_of
from khfund.scholarships.sponsorship_agreement import NewShare
from khfund.unit import Unit
from tests.donations.offices import refusal_of
from tests.scholarships.sponsorships import TODAY, Home, a_home

TEXT = "{child} học chăm, vừa qua được khen.\n\nHội cảm ơn {sponsor}.\nTrân trọng, {unit} ({programme})."


@pytest.fixture
def home(database):
    return a_home(database)


@pytest.fixture
def share(home) -> SponsorShare:
    an, chi = home.sponsor(), home.sponsor("Lê Văn Chi")
    child = home.child("Lò Thị Ánh", birth_day=date(2012, 2, 29), village="bản Nà Hạ", commune="xã Bình Minh")
    made = home.agree(child, NewShare(Sponsor(an, correspondent=chi)), grade=9, agreed=date(2026, 9, 1))
    home.enrol(child.id, 2026, "Trường THCS Mường Sáng", grade=9, school_class="9A1")
    home.pay(date(2026, 12, 31))
    return home.read(lambda s: shares_of(s, [made])[made.id][0])


def consent(home: Home, child: int) -> None:
    """Both the child and its representative consent to letters."""

    def work(session, command):
        one = session.get_one(Recipient, child)
        mother = name_guardian(
            session,
            command,
            child,
            "Lò Thị Mẹ",
            Relation.MOTHER,
            represents=True,
            raises=True,
            since=date(2026, 1, 1),
        )
        for who in (None, mother.id):
            give_consent(session, command, one, ConsentScope.SPONSOR_LETTERS, guardian=who, paper="Đơn 1")

    home.do("recipient.consent", work)


def compose(home, share, text=TEXT, on=TODAY):
    return home.read(lambda s: sponsor_letter(s, s.get_one(Unit, home.office.unit), share, text, on))


def pages_of(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as file:
        return len(file.pages)


def test_without_consent_the_child_is_a_code(home, share):
    home.do("recipient.codes", lambda s, c: assign_codes(s, c, [1], 2027))

    letter = compose(home, share)

    assert letter.child.startswith("em mang mã HB27-")
    assert (letter.school, letter.to, letter.on_behalf) == ("", "Lê Văn Chi", "Nguyễn Văn An")
    assert letter.paragraphs == (
        f"E{letter.child[1:]} học chăm, vừa qua được khen.",
        "Hội cảm ơn Nguyễn Văn An. Trân trọng, Hội Khuyến học tỉnh Mường Sáng (Nuôi em khuyến học).",
    )
    shown = str(attrs.astuple(letter))
    assert not any(word in shown for word in ("Lò Thị", "Ánh", "9A1", "Mường Sáng,", "Nà Hạ", "lớp 9"))


def test_without_a_code_of_the_year_the_child_is_the_sponsors_own_share(home, share):
    assert compose(home, share, on=date(2028, 1, 15)).child == "em trong phần đỡ đầu số 1"


def test_with_consent_of_both_the_child_is_named_with_its_school(home, share):
    consent(home, 1)

    letter = compose(home, share)

    assert (letter.child, letter.school) == (
        "em Lò Thị Ánh",
        "lớp 9A1, Trường THCS Mường Sáng, năm học 2026-2027",
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Em LO THI ANH học giỏi.", "họ tên"),
        ("Em Lò Thị Ánh học giỏi.", "họ tên"),
        ("Ánh học giỏi.", "tên"),
        ("Em học ở Trường THCS Mường Sáng.", "trường"),
        ("Em học lớp 9A1.", "lớp"),
        ("Em ở bản Nà Hạ.", "nơi ở"),
        ("Em ở xã bình minh.", "nơi ở"),
    ],
)
def test_without_consent_the_officers_words_tell_nothing_either(home, share, text, what):
    said = refusal_of(LetterTellsTooMuchError, lambda: compose(home, share, text))

    assert said == (
        f"Thư không được nêu {what} của em: chưa có đủ sự đồng ý gửi thư cho người đỡ đầu. "
        "Hãy dùng {child} thay tên em, bỏ chi tiết đó, hoặc ghi sự đồng ý trước."
    )
    consent(home, 1)
    assert compose(home, share, text).paragraphs == (text,)


def test_a_letter_fills_in_what_it_has_and_nothing_else(home, share):
    said = refusal_of(LetterWordError, lambda: compose(home, share, "Kính gửi {name}"))

    assert said == "Thư có «{name}» không dùng được; chỉ dùng {child}, {sponsor}, {unit}, {programme}."


@pytest.mark.parametrize("text", ["", " \n ", "a" * 6_001])
def test_a_letter_has_a_text_that_fits(home, share, text):
    said = refusal_of(LetterLengthError, lambda: compose(home, share, text))

    assert said == "Thư trống hoặc dài quá 6.000 ký tự; hãy sửa tệp."


def test_the_figures_are_the_sponsors_own(home, share):
    assert compose(home, share).rows == (
        ("Thời gian nhận đỡ đầu", "tháng 9/2026 đến tháng 8/2030"),
        ("Phần của Quý vị", "100 %"),
        ("Đã nhận của Quý vị đến 15/01/2027", "0 đồng"),
        ("Đã chi cho em từ phần của Quý vị", "2.000.000 đồng"),
        ("Đã chi cho em từ mọi nguồn của chương trình", "2.000.000 đồng"),
    )


def test_the_same_letter_gives_the_same_page(home, share):
    letter = compose(home, share)

    assert letter_pdf(letter) == letter_pdf(letter)
    assert pages_of(letter_pdf(letter)) == 1
