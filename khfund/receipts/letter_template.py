"""What thank-you letters say: an office's own texts by amount and time, else a plain polite one.

A text names facts in braces, {name} or {amount}; a fact that there is not is refused with its place. Nothing in a text
is ever carried out: braces are looked up, not evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, never_changes, whole
from khfund.errors import KhfundError
from khfund.money import AMOUNT_MAX
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command

FACTS = ("name", "amount", "words", "gift", "day", "fund", "purpose", "unit")
"""What a text may name. `gift` is «số tiền 500.000 đồng» or «hiện vật trị giá …», `amount` the figures alone."""

BODY_MAX = 4_000  # characters
DEFAULT_TITLE = "THƯ CẢM ƠN"
DEFAULT_BODY = """\
Kính gửi: {name}

{unit} trân trọng cảm ơn tấm lòng của Quý vị đã ủng hộ {fund} {gift} (bằng chữ: {words}) vào {day}.

Sự chia sẻ của Quý vị giúp các em học sinh, sinh viên có hoàn cảnh khó khăn được tiếp tục đến trường và cố gắng vươn lên trong học tập. Hội sẽ sử dụng khoản ủng hộ đúng mục đích và công khai việc thu, chi theo quy định.

Kính chúc Quý vị mạnh khỏe, hạnh phúc và thành công. Hội rất mong tiếp tục nhận được sự quan tâm, đồng hành của Quý vị.

Trân trọng cảm ơn!
"""


class LetterFactError(KhfundError):
    """A text names facts that a letter has."""

    message = "Mẫu thư, dòng {line}, ký tự {column}: «{found}» không dùng được; chỉ dùng {facts}."
    english = (
        "The letter's text, line {line}, character {column}: «{found}» cannot be used; there are {facts}."
    )


class LetterTextError(KhfundError):
    """A letter has a title and a text, within the length of a page, for amounts and days that are in order."""

    message = "Mẫu thư chưa dùng được: {reason}; hãy sửa rồi ghi lại."
    english = "The letter's text cannot be used ({reason}); mend it and enter it again."


class LetterTemplate(Base):
    """A text for gifts of `least` đồng and more that came from `since` to `ends` (both inclusive)."""

    __tablename__ = "letter_template"
    __table_args__ = (
        CheckConstraint("least >= 0", name="least_not_negative"),
        CheckConstraint("ends >= since", name="ends_after_since"),
        *whole("least"),
        Index("ix_letter_template_unit", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    since: Mapped[date]
    ends: Mapped[date | None]
    least: Mapped[int] = mapped_column(Whole)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("letter_template")


@witnesses("letter_templates")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(LetterTemplate).order_by(LetterTemplate.id)):
        yield one.command_number, _figures(one), f"{one.title}|{one.body}"


def _figures(one: LetterTemplate) -> str:
    return f"{one.id}|{one.unit_id}|{one.since}|{one.ends or ''}|{one.least}"


def set_template(
    session: Session,
    command: Command,
    title: str,
    body: str,
    *,
    since: date,
    ends: date | None = None,
    least: int = 0,
) -> LetterTemplate:
    """Lay down what letters for gifts of `least` đồng and more say, for gifts that came from `since` to `ends`.

    Of several texts for a gift the one with the largest `least` is used, of those the latest `since`, then the last.
    An empty line parts paragraphs.

    Raises: LetterTextError, LetterFactError.
    """
    text = "\n".join(clean(line) for line in body.strip().splitlines())
    _require_sound(title, text, since, ends, least)
    template = LetterTemplate(
        unit_id=command.unit,
        since=since,
        ends=ends,
        least=least,
        title=clean(title),
        body=text,
        command_number=command.number,
    )
    session.add(template)
    session.flush()
    command.witness("letter_templates", _figures(template), f"{template.title}|{template.body}")
    return template


def _require_sound(title: str, body: str, since: date, ends: date | None, least: int) -> None:
    if not clean(title) or not body:
        raise LetterTextError(reason="cần có tiêu đề và nội dung")
    if len(body) > BODY_MAX:
        raise LetterTextError(reason=f"dài quá {BODY_MAX} ký tự")
    if not 0 <= least <= AMOUNT_MAX:
        raise LetterTextError(reason="mức tiền không dùng được")
    if ends is not None and ends < since:
        raise LetterTextError(reason="ngày cuối trước ngày đầu")
    for text in (title, body):
        fill(text, dict.fromkeys(FACTS, ""))


_BRACES = re.compile(r"\{([^{}\n]*)\}|[{}]")


def fill(text: str, facts: Mapping[str, str]) -> str:
    """Put the facts into a text; what a fact holds is never looked at for braces again.

    Raises: LetterFactError.
    """

    def fact(found: re.Match[str]) -> str:
        name = found[1]
        if name not in facts:
            before = text[: found.start()]
            line, column = before.count("\n") + 1, found.start() - before.rfind("\n")
            named = ", ".join(f"{{{one}}}" for one in FACTS)
            raise LetterFactError(line=line, column=column, found=found[0], facts=named)
        return facts[name]

    return _BRACES.sub(fact, text)


def template_for(templates: list[LetterTemplate], day: date, amount: int) -> LetterTemplate | None:
    """Return the text for a gift of so many đồng that came on a day; None means the plain one."""
    fitting = [
        one
        for one in templates
        if one.least <= amount and one.since <= day and (one.ends is None or day <= one.ends)
    ]
    return max(fitting, key=lambda one: (one.least, one.since, one.id), default=None)


def letter_templates(session: Session, unit_id: int) -> list[LetterTemplate]:
    """Return the unit's texts in the order in which they were laid down."""
    query = select(LetterTemplate).where(LetterTemplate.unit_id == unit_id)
    return list(session.scalars(query.order_by(LetterTemplate.id)))
