"""The forms about facts and papers: confirming many at once, refusing many, telling one fact of one recipient."""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy.orm import Session
from wtforms import Form
from wtforms.fields import HiddenField

from admin.asked import whole
from admin.deed import DeedForm
from admin.field import Choice, Day, FieldList, FormField, Line, Tick
from admin.visitor import visitor
from admin.words import _
from khfund.calendar import today
from khfund.eligibility import FACTS, PAPERS, Evidence
from khfund.eligibility.fact import say_value
from khfund.eligibility.fact_kind import FactKind
from khfund.scholarships.fact_record import KnownFact, kept_value
from khfund.scholarships.known_fact import find_fact
from khfund.scholarships.recipient import Recipient
from khfund.unit import Unit

AT_ONCE = 200  # facts in one form


def said(fact: KnownFact) -> str:
    """Word a fact as officers say it."""
    kind = FACTS[fact.key]
    return say_value(kind, kept_value(kind, fact.value))


def offered(kind: FactKind) -> list[tuple[str, str]]:
    """What may be chosen for a fact: what is typed, and its words; nothing for a day."""
    if kind.is_yes_or_no:
        return [("có", _("có")), ("không", _("không"))]
    if kind.number:
        return [(str(one), str(one)) for one in range(1, 13)]
    return list(kind.values.items())


def chosen_facts() -> list[int]:
    """The facts that were ticked, as the address names them."""
    return list(dict.fromkeys(request.args.getlist("f", type=whole)))[:AT_ONCE]


def _number(text: str) -> int:
    """The number of a fact; what is none is the number of no fact."""
    try:
        return whole(text)
    except ValueError:
        return 0


def _whose(session: Session, fact: KnownFact) -> str:
    name = session.get_one(Recipient, fact.recipient_id).full_name
    return _("{name}, số {number}", name=name, number=fact.recipient_id)


class PaperForm(DeedForm):
    """A paper, as the officer held it."""

    paper = Choice(
        "Loại giấy", dict(PAPERS), required=False, hint="Để trống khi chỉ là lời khai, chưa có giấy."
    )
    issuer = Line("Nơi cấp", required=False)
    paper_number = Line("Số giấy", required=False)
    issued = Day("Ngày cấp", required=False)
    valid_from = Day("Có giá trị từ ngày", required=False)
    valid_until = Day("Có giá trị đến hết ngày", required=False)
    seen_by = Line("Ai đã xem bản chính", default=lambda: visitor().name)
    seen_on = Day("Ngày xem", default=today)

    def evidence(self) -> Evidence | None:
        """The paper, None where none is named."""
        if not self.paper.data:
            return None
        return Evidence(
            self.paper.data,
            self.issuer.data,
            self.paper_number.data,
            self.issued.data,
            self.valid_from.data,
            self.valid_until.data,
            self.seen_by.data,
            self.seen_on.data,
        )


class ConfirmLineForm(Form):
    """One fact of many; what is filled here stands instead of what is said for all."""

    fact = HiddenField()
    who = Line("Của ai", required=False, render_kw={"readonly": True, "tabindex": "-1"})
    says = Line("Dữ kiện", required=False, render_kw={"readonly": True, "tabindex": "-1"})
    paper = Choice("Giấy khác", dict(PAPERS), required=False)
    paper_number = Line("Số giấy riêng", required=False)
    valid_until = Day("Giá trị đến", required=False)


class ConfirmForm(PaperForm):
    """Facts that are true by a paper that was seen: one for all, or each with its own."""

    lines = FieldList(FormField(ConfirmLineForm, "Dữ kiện"), "Các dữ kiện được xác nhận")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """List the facts that were ticked."""
        if len(self.lines):
            return
        for number in chosen_facts():
            fact = find_fact(session, unit.id, number)
            self.lines.append_entry({"fact": str(number), "who": _whose(session, fact), "says": said(fact)})

    def papers(self) -> list[tuple[int, Evidence | None]]:
        """Each fact with its paper."""
        common = self.evidence()
        return [(_number(one.form.fact.data or ""), self._own(one.form, common)) for one in self.lines]

    def _own(self, line: Any, common: Evidence | None) -> Evidence | None:
        kind = line.paper.data or (common.kind if common else None)
        if kind is None:
            return None
        same = common is not None and kind == common.kind
        return Evidence(
            kind,
            common.issuer if common and same else "",
            line.paper_number.data or (common.number if common and same else ""),
            common.issued if common and same else None,
            common.valid_from if common and same else None,
            line.valid_until.data or (common.valid_until if common and same else None),
            self.seen_by.data,
            self.seen_on.data,
        )

    def payload(self) -> dict[str, Any]:
        """Facts by number with their papers; what they say is not repeated."""
        told = super().payload()
        told["lines"] = [
            {name: value for name, value in line.items() if name not in {"who", "says"}}
            for line in told["lines"]
        ]
        return told


class RefuseForm(DeedForm):
    """Facts that do not count, and why."""

    reason = Line("Lý do", hint="Không ghi tên em.")
    contradicted = Tick("Có dữ kiện khác trái lại")
    facts = HiddenField(default=lambda: ",".join(map(str, chosen_facts())))

    def numbers(self) -> list[int]:
        """The facts by number."""
        return [_number(one) for one in (self.facts.data or "").split(",")[:AT_ONCE]]


class StateForm(PaperForm):
    """One fact of one recipient, which the officer vouches for."""

    value = Choice("Là", required=False)
    day = Day("Ngày", required=False)
    only_suggested = Tick("Chỉ là gợi ý, để người khác xác nhận sau")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer what this kind of fact may be, and the papers that prove it."""
        kind = FACTS.get(path["key"])
        if kind is None:
            return
        self.value.offer(offered(kind))
        if kind.day:
            del self.value
        else:
            del self.day
        if kind.papers:
            fitting = dict.fromkeys((*kind.papers, *PAPERS))
            self.paper.offer((one, PAPERS[one]) for one in fitting)

    def typed(self) -> str:
        """What was chosen, as `read_value` takes it."""
        if "day" in self:
            return f"{self.day.data:%d/%m/%Y}" if self.day.data else ""
        return self.value.data or ""

    def payload(self) -> dict[str, Any]:
        """The paper; what the fact says is not repeated."""
        return {name: value for name, value in super().payload().items() if name not in {"value", "day"}}
