"""What a round gives: amounts by category, one candidate's own amount, places by unit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import Form
from wtforms.fields import HiddenField

from admin.deed import DeedForm, deed
from admin.field import Choice, FieldList, FormField, Line, Money, Number
from admin.scholarships.candidate import candidates, round_numbered
from admin.scholarships.round_page import RoundPage
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.eligibility.shelf import rulebook, rulebooks
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.nomination import Nomination, NominationState
from khfund.scholarships.round_terms import (
    ANY,
    amounts,
    quotas,
    set_amount,
    set_personal_amount,
    set_quotas,
)
from khfund.unit import Unit, tree_on


class AmountLineForm(Form):
    """One category; an empty amount stays as it is."""

    key = HiddenField()
    name = Line("Diện", required=False, render_kw={"readonly": True, "tabindex": "-1"})
    amount = Money("Mức một suất", required=False)


class AmountsForm(DeedForm):
    """An amount for every category of the rules, and one for all others."""

    lines = FieldList(FormField(AmountLineForm, "Diện"), "Mức theo diện")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer every category of the round's rules with its present amount."""
        if len(self.lines):
            return
        award_round = round_numbered(session, unit.id, path["number"])
        given = amounts(session, award_round)
        for key, name in _categories(award_round):
            self.lines.append_entry({"key": key, "name": name, "amount": given.get(key)})


class PersonalForm(DeedForm):
    """One candidate's own amount, and why."""

    nomination = Choice("Đề nghị")
    amount = Money("Mức riêng")
    reason = Line("Lý do")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the candidates who stand."""
        award_round = round_numbered(session, unit.id, path["number"])
        standing = select(Nomination.id).where(
            Nomination.round_id == award_round.id, Nomination.state == NominationState.STANDING
        )
        numbers = set(session.scalars(standing))
        found = sorted(candidates(session, award_round, numbers).values(), key=lambda one: one.sort_key)
        self.nomination.offer((one.nomination, f"{one.nomination}. {one.name}") for one in found)


class PlacesLineForm(Form):
    """One unit; an empty number stays as it is."""

    key = HiddenField()
    name = Line("Đơn vị", required=False, render_kw={"readonly": True, "tabindex": "-1"})
    places = Number("Số suất", required=False)


class QuotaForm(DeedForm):
    """Places for every unit below the round's own."""

    lines = FieldList(FormField(PlacesLineForm, "Đơn vị"), "Số suất theo đơn vị")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the units below with their present places."""
        if len(self.lines):
            return
        award_round = round_numbered(session, unit.id, path["number"])
        given = quotas(session, award_round)
        for one in _asked(session, award_round):
            self.lines.append_entry({"key": str(one.id), "name": one.name, "places": given.get(one.id)})


class RoundTerms(RoundPage):
    """The deeds that say what a round gives."""

    looks = "round.look"
    title = "Mức và số suất"
    address = "dieu-khoan-dot"

    @deed(
        "/<int:number>/muc",
        "round.amounts",
        AmountsForm,
        "Ghi mức theo diện",
        say="Đã ghi {count} mức của đợt {round}.",
        back="rounds.one",
        template="scholarships/lines_deed.html",
        shows="headed",
        tries=True,
    )
    def amounts(self, session: Session, command: Command, form: AmountsForm, number: int) -> Answer:
        """Write the amounts that differ from what stands."""
        award_round = round_numbered(session, command.unit, number)
        given, known = amounts(session, award_round), dict(_categories(award_round))
        changed = [
            (line.form.key.data, line.form.amount.data)
            for line in form.lines
            if line.form.key.data in known
            and line.form.amount.data is not None
            and given.get(line.form.key.data) != line.form.amount.data
        ]
        for category, amount in changed:
            set_amount(session, command, award_round, category, amount)
        return {"round": award_round.code, "count": len(changed)}

    @deed(
        "/<int:number>/muc-rieng",
        "round.amounts",
        PersonalForm,
        "Ghi mức riêng cho một đề nghị",
        say="Đã ghi mức riêng của đề nghị số {nomination}.",
        back="rounds.one",
        template="scholarships/round_deed.html",
        shows="headed",
        tries=True,
    )
    def personal(self, session: Session, command: Command, form: PersonalForm, number: int) -> Answer:
        """Write one candidate's own amount."""
        award_round = round_numbered(session, command.unit, number)
        whose = int(form.nomination.data)
        set_personal_amount(session, command, award_round, whose, form.amount.data, reason=form.reason.data)
        return {"round": award_round.code, "nomination": whose}

    @deed(
        "/<int:number>/so-suat",
        "round.quota",
        QuotaForm,
        "Ghi số suất của từng đơn vị",
        say="Đợt {round} có {places:so} suất theo đơn vị.",
        back="rounds.one",
        template="scholarships/lines_deed.html",
        shows="headed",
        tries=True,
    )
    def quota(self, session: Session, command: Command, form: QuotaForm, number: int) -> Answer:
        """Write the places that were filled."""
        award_round = round_numbered(session, command.unit, number)
        asked = {str(one.id): one for one in _asked(session, award_round)}
        named = [
            (asked[line.form.key.data], line.form.places.data)
            for line in form.lines
            if line.form.key.data in asked and line.form.places.data is not None
        ]
        set_quotas(session, command, award_round, named)
        return {"round": award_round.code, "places": sum(quotas(session, award_round).values())}


def _categories(award_round: AwardRound) -> list[tuple[str, str]]:
    """The categories of a round's rules: key and name; the first is for all others."""
    found = [(ANY, _("Mức chung"))]
    if award_round.rulebook in {one.code for one in rulebooks()}:
        rules = rulebook(award_round.rulebook)
        found += [(one.key, f"{one.key}. {one.name}") for one in rules.section(award_round.as_of).criteria]
    return found


def _asked(session: Session, award_round: AwardRound) -> list[Unit]:
    """The units below the round's own, and the round's own, by code."""
    tree = tree_on(session, today())
    below = {one.id for one in tree.below(award_round.unit_id)} | set(quotas(session, award_round))
    return sorted((tree.units[one] for one in below), key=lambda one: one.code)
