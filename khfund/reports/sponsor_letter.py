"""Progress letters to sponsors: how the child is doing, in an officer's words, and what was given, received and paid.

A letter shows no more than consent allows. Without consent to letters (of the child from seven years on, and of the
representative) the child is a code, and a text that names the child, its school, class or home is refused.
Source: NĐ 56/2017 Điều 33; Luật 91/2025/QH15 Điều 24.
"""

from __future__ import annotations

import functools
import importlib.resources
import re
from collections.abc import Iterator, Mapping
from datetime import date

import attrs
import jinja2
import markupsafe
import weasyprint
from sqlalchemy.orm import Session

from khfund import money, paper
from khfund.calendar import Month, SchoolYear, format_day
from khfund.donations.donor import Donor
from khfund.errors import KhfundError
from khfund.reports.disclosure import Letterhead
from khfund.reports.letterhead import letterhead
from khfund.reports.sponsorship_calendar import calendar_svg, years
from khfund.scholarships.consent import ConsentScope, consenting
from khfund.scholarships.coverage import percent
from khfund.scholarships.enrolment import Enrolment, enrolments_of
from khfund.scholarships.programme import Programme
from khfund.scholarships.public_code import public_codes
from khfund.scholarships.recipient import Recipient
from khfund.scholarships.sponsor_share import SponsorShare
from khfund.scholarships.sponsor_standing import ChildStanding, SponsorStanding, standing
from khfund.scholarships.sponsorship import Sponsorship
from khfund.unit import Unit
from khfund.vietnamese import clean, fold

TEXT_MAX = 6_000
WORDS = ("child", "sponsor", "unit", "programme")


class LetterTellsTooMuchError(KhfundError):
    """Without consent a letter tells nothing by which the child could be found."""

    message = "Thư không được nêu {what} của em: chưa có đủ sự đồng ý gửi thư cho người đỡ đầu. Hãy dùng {{child}} thay tên em, bỏ chi tiết đó, hoặc ghi sự đồng ý trước."
    english = "The letter may not tell the child's {what}: consent to letters is not on file. Write {{child}} for the name, leave it out, or enter the consent first."


class LetterWordError(KhfundError):
    """A letter's text fills in only what a letter has."""

    message = "Thư có «{found}» không dùng được; chỉ dùng {facts}."
    english = "The letter has «{found}», which cannot be used; there are {facts}."


class LetterLengthError(KhfundError):
    """A letter has a text that fits a page."""

    message = "Thư trống hoặc dài quá {longest:so} ký tự; hãy sửa tệp."
    english = "The letter is empty or longer than {longest:so} characters; mend the file."


@attrs.frozen
class SponsorLetter:
    """One letter as it is printed; `child` is a name only where consent allows."""

    letterhead: Letterhead
    programme: str
    to: str
    on_behalf: str
    child: str
    school: str
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    svg: str = attrs.field(repr=False)
    on: date


def sponsor_letter(session: Session, unit: Unit, share: SponsorShare, text: str, on: date) -> SponsorLetter:
    """Compose the letter about a child to the sponsor of a share, with the officer's text.

    Raises: LetterLengthError, LetterWordError, LetterTellsTooMuchError.
    """
    made = session.get_one(Sponsorship, share.sponsorship_id)
    child, programme = _child(session, made), session.get_one(Programme, made.programme_id)
    found = standing(session, made, on)
    sponsor = next(one for one in found.sponsors if share.id in {each.id for each in one.shares})
    schools = enrolments_of(session, child.id)
    may_name = child.id in consenting(session, [child.id], ConsentScope.SPONSOR_LETTERS, on)
    if not may_name:
        _require_discreet(text, child, schools)
    named = f"em {child.full_name}" if may_name else _code(session, child, share, on)
    facts = {
        "child": named,
        "sponsor": sponsor.giver.full_name,
        "unit": unit.name,
        "programme": programme.name,
    }
    return SponsorLetter(
        letterhead=letterhead(session, unit, on),
        programme=programme.name,
        to=sponsor.correspondent.full_name,
        on_behalf=_on_behalf(sponsor.giver, sponsor.correspondent),
        child=named,
        school=_school(schools, on) if may_name else "",
        paragraphs=_filled(text, facts),
        rows=tuple(_rows(found, sponsor, on)),
        svg=calendar_svg(years(found), grades=may_name),
        on=on,
    )


def _child(session: Session, made: Sponsorship) -> Recipient:
    child = session.get_one(Recipient, made.recipient_id)
    return child if child.merged_into_id is None else session.get_one(Recipient, child.merged_into_id)


def _code(session: Session, child: Recipient, share: SponsorShare, on: date) -> str:
    """The child's public code of the year; before it has one, the number of the sponsor's own share."""
    code = public_codes(session, [child.id], on.year).get(child.id)
    return f"em mang mã {code}" if code else f"em trong phần đỡ đầu số {share.id}"


def _on_behalf(giver: Donor, correspondent: Donor) -> str:
    return "" if giver.id == correspondent.id else giver.full_name


def _school(schools: list[Enrolment], on: date) -> str:
    told = [one for one in schools if one.school_year == SchoolYear.of(on).year]
    if not told:
        return ""
    one = told[-1]
    where = f"lớp {one.school_class or one.grade}, " if one.school_class or one.grade else ""
    return f"{where}{one.school}, năm học {SchoolYear(one.school_year)}"


def _require_discreet(text: str, child: Recipient, schools: list[Enrolment]) -> None:
    plain, words = f" {fold(text)} ", set(re.findall(r"\w+", text))
    for what, told in _protected(child, schools):
        if (told and f" {fold(told)} " in re.sub(r"[^\w]+", " ", plain)) or told in words:
            raise LetterTellsTooMuchError(what=what)


def _protected(child: Recipient, schools: list[Enrolment]) -> Iterator[tuple[str, str]]:
    yield "họ tên", child.full_name
    yield "tên", child.full_name.split()[-1]
    for one in schools:
        yield "trường", one.school
        yield "lớp", one.school_class
    for home in (child.village, child.commune):
        yield "nơi ở", home


def _filled(text: str, facts: Mapping[str, str]) -> tuple[str, ...]:
    if not 0 < len(text.strip()) <= TEXT_MAX:
        raise LetterLengthError(longest=TEXT_MAX)

    def fill(found: re.Match[str]) -> str:
        if found[1] not in facts:
            known = ", ".join(f"{{{word}}}" for word in WORDS)
            raise LetterWordError(found=found[0][:40], facts=known)
        return facts[found[1]]

    filled = (
        clean(re.sub(r"\{([^{}]*)\}", fill, part)) for part in re.split(r"\n\s*\n", text) if part.strip()
    )
    return tuple(part[:1].upper() + part[1:] for part in filled)


def _rows(found: ChildStanding, one: SponsorStanding, on: date) -> Iterator[tuple[str, str]]:
    share, months = one.shares[-1], one.months
    if months:
        yield "Thời gian nhận đỡ đầu", f"{_month(months[0].month)} đến {_month(months[-1].month)}"
    yield "Phần của Quý vị", f"{percent(share.part)} %"
    yield f"Đã nhận của Quý vị đến {format_day(on)}", f"{money.format(one.received)} đồng"
    yield "Đã chi cho em từ phần của Quý vị", f"{money.format(one.paid_out)} đồng"
    if one.paid_until:
        yield "Đã góp đủ đến hết", _month(one.paid_until)
    yield "Đã chi cho em từ mọi nguồn của chương trình", f"{money.format(found.paid)} đồng"


def _month(month: Month) -> str:
    return str(month).lower()


def letter_pdf(letter: SponsorLetter) -> bytes:
    """Set a letter as PDF/A on A4; the same letter gives the same bytes."""
    chart = markupsafe.Markup(letter.svg)  # noqa: S704  the grid holds no words of others
    text = _template().render(letter=letter, head=letter.letterhead, chart=chart)
    return paper.pdf(text, styles=[_style()])


@functools.cache
def _template() -> jinja2.Template:
    return paper.environment("reports").get_template("sponsor-letter.html")


@functools.cache
def _style() -> weasyprint.CSS:
    file = importlib.resources.files("khfund.reports").joinpath("templates", "sponsor-letter.css")
    return paper.style(file.read_text(encoding="utf-8"))
