"""Rulebooks: each criterion with its words, where it stands, what proves it; and a trial on made-up facts."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from flask_admin import expose
from flask_wtf import FlaskForm
from wtforms import Form
from wtforms.fields import HiddenField

from admin.field import Choice, Day, FieldList, FormField, Line, Tick
from admin.page import Page
from admin.scholarships.evidence_form import offered
from admin.scholarships.finding import lamp, told
from admin.sentence import sentence
from admin.words import _
from khfund.calendar import today
from khfund.eligibility import FACTS, PAPERS, Decision, Evidence, Fact, Facts, decide, read_value
from khfund.eligibility.criterion import Criterion, keys_of
from khfund.eligibility.rulebook import Needs, Rulebook
from khfund.eligibility.shelf import rulebook, rulebooks
from khfund.eligibility.wording import asked
from khfund.errors import KhfundError

NEEDS = {Needs.ANY: "Chỉ cần đạt một tiêu chí.", Needs.ALL: "Cần đạt tất cả các tiêu chí."}


class TriedFactForm(Form):
    """One fact: what is known, and the paper that proves it."""

    key = HiddenField()
    name = Line("Dữ kiện", required=False, render_kw={"readonly": True, "tabindex": "-1"})
    value = Choice("Là", required=False)
    paper = Choice("Giấy", required=False)
    last = Day("Giấy có giá trị đến", required=False)


class TrialForm(FlaskForm):
    """A made-up case."""

    on = Day("Ngày xét", default=today)
    renewal = Tick("Xét tiếp tục nhận")
    facts = FieldList(FormField(TriedFactForm, "Dữ kiện"), "Dữ kiện của trường hợp")

    def prepare(self, book: Rulebook) -> None:
        """Offer every fact that the rules ask for."""
        keys = dict.fromkeys((*book.first_award.keys, *(book.renewal.keys if book.renewal else ())))
        if not len(self.facts):
            for key in keys:
                self.facts.append_entry({"key": key, "name": FACTS[key].name})
        for line in self.facts:
            kind = FACTS.get(line.form.key.data or "")
            line.form.value.offer(offered(kind) if kind else [])
            papers = book.papers.get(kind.key, kind.papers) if kind else ()
            line.form.paper.offer((one, PAPERS[one]) for one in papers)

    def told(self) -> Facts:
        """The facts that were filled.

        Raises: FactUnknownError, FactValueError.
        """
        found: dict[str, Fact] = {}
        for line in self.facts:
            one = line.form
            if one.value.data:
                paper = Evidence(one.paper.data, valid_until=one.last.data) if one.paper.data else None
                value = read_value(one.key.data or "", one.value.data)
                found[one.key.data] = Fact(one.key.data, value, paper)
        return found


class Rulebooks(Page):
    """The shelf of rulebooks."""

    looks = "round.look"
    title = "Bộ tiêu chí"
    section = "Học bổng"
    address = "bo-tieu-chi"

    @expose("/")
    def index(self) -> str:
        """Show the shelf."""
        return self.render("scholarships/rulebooks.html", books=rulebooks())

    @expose("/<code>/")
    def one(self, code: str) -> str:
        """Show each criterion of a rulebook as it stands on a day."""
        book = rulebook(code)
        on = _day(book)
        renewal = request.args.get("renewal") == "1" and book.renewal is not None
        section = book.section(on, renewal=renewal)
        return self.render(
            "scholarships/rulebook.html",
            title=book.name,
            book=book,
            on=on,
            renewal=renewal,
            needs=_(NEEDS[section.needs]),
            criteria=[_shown(one, book) for one in section.criteria],
        )

    @expose("/<code>/thu", methods=("GET", "POST"))
    def trial(self, code: str) -> Any:
        """Try the rules on made-up facts; nothing is written."""
        book, form = rulebook(code), TrialForm()
        form.prepare(book)
        decision: Decision | None = None
        refusal: KhfundError | None = None
        if form.validate_on_submit():
            try:
                decision = decide(book, form.told(), form.on.data, renewal=bool(form.renewal.data))
            except KhfundError as refused:
                refusal = refused
        shown = self.render(
            "scholarships/rulebook_trial.html",
            title=_("Thử bộ tiêu chí"),
            book=book,
            form=form,
            decision=decision,
            verdict=lamp(decision.verdict) if decision else None,
            findings=told(decision.findings) if decision else [],
            said=sentence(refusal) if refusal else "",
        )
        return (shown, 422) if form.errors or refusal else shown


def _day(book: Rulebook) -> date:
    """The day of the address, else today, else the first day on which the rules stand."""
    try:
        given = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        given = today()
    last = book.valid_until or date.max
    return min(max(given, book.valid_from), last)


def _shown(criterion: Criterion, book: Rulebook) -> dict[str, Any]:
    return {
        "key": criterion.key,
        "name": criterion.name,
        "words": criterion.words,
        "citation": str(criterion.citation),
        "asks": asked(criterion.asks),
        "confirm": criterion.confirm,
        "since": criterion.valid_from,
        "until": criterion.valid_until,
        "papers": [
            (FACTS[key].name, [PAPERS[one] for one in book.papers.get(key, FACTS[key].papers)])
            for key in keys_of(criterion.asks)
        ],
    }
