"""Entries of the register that may be one person, side by side, for a person to decide: one, twins, or two."""

from __future__ import annotations

import enum
from typing import Any

from flask import redirect, request, url_for
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.asked import whole
from admin.deed import DeedForm, deed
from admin.field import Choice, Line
from admin.page import Page
from admin.scholarships.candidate import round_numbered
from admin.scholarships.recipient_file import file_of
from admin.visitor import reading, unit
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.scholarships.award_round import rounds
from khfund.scholarships.nomination import Nomination
from khfund.scholarships.recipient import Recipient, find_recipient
from khfund.scholarships.recipient_likeness import ALIKE_NAMES
from khfund.scholarships.recipient_pair import Pair, PairVerdict, decide_pair, duplicates

SHOWN_MAX = 50


class Found(enum.StrEnum):
    """What a person found of two entries."""

    SAME = "same"
    TWINS = "twins"
    DIFFERENT = "different"


class PairForm(DeedForm):
    """What a person found, and why."""

    verdict = Choice(
        "Hai số này là",
        {
            Found.SAME: "một người: gộp số sau vào số trước",
            Found.TWINS: "anh chị em sinh đôi: hai người, không hỏi lại",
            Found.DIFFERENT: "hai người khác nhau: không hỏi lại",
        },
        coerce=Found,
    )
    reason = Line("Lý do", hint="Đã xem giấy gì, hỏi ai (theo chức danh); không ghi tên em.")


class Duplicates(Page):
    """The pairs that nobody has told apart yet."""

    looks = "recipient.look"
    title = "Có thể trùng"
    section = "Học bổng"
    address = "co-the-trung"

    @expose("/")
    def index(self) -> str:
        """Show the pairs, the likely ones first; of one round if the address names it."""
        session = reading()
        pairs = duplicates(session, unit().id)
        number = request.args.get("dot", 0, type=whole)
        if number:
            award_round = round_numbered(session, unit().id, number)
            of_round = select(Nomination.recipient_id).where(Nomination.round_id == award_round.id)
            nominated = set(session.scalars(of_round))
            pairs = [pair for pair in pairs if {pair.low, pair.high} & nominated]
        return self.render(
            "scholarships/duplicates.html",
            pairs=[_shown(session, pair) for pair in pairs[:SHOWN_MAX]],
            more=len(pairs) - SHOWN_MAX,
            rounds=rounds(session, unit().id),
            number=number,
        )

    @expose("/<int:one>/<int:other>/")
    def pair(self, one: int, other: int) -> Any:
        """Lead to the decision on a pair."""
        return redirect(url_for("duplicates.decide", one=one, other=other))

    def side_by_side(self, session: Session, one: int, other: int) -> dict[str, Any]:
        """Two entries next to each other."""
        found = [find_recipient(session, unit().id, number) for number in (one, other)]
        return {
            "files": [file_of(session, unit().id, each, today()) for each in found],
            "one": one,
            "other": other,
        }

    @deed(
        "/<int:one>/<int:other>/quyet-dinh",
        "recipient.decide",
        PairForm,
        "Số {one} và số {other} có là một người không?",
        say="Đã ghi về số {one} và số {other}: {found}.",
        template="scholarships/pair_deed.html",
        shows="side_by_side",
    )
    def decide(self, session: Session, command: Command, form: PairForm, one: int, other: int) -> Answer:
        """Write what a person found; one person's second entry is merged into the first."""
        found = form.verdict.data
        verdict = PairVerdict.SAME if found is Found.SAME else PairVerdict.DIFFERENT
        reason = "; ".join(["anh chị em sinh đôi"] * (found is Found.TWINS) + [form.reason.data])
        made = decide_pair(session, command, one, other, verdict, reason=reason)
        said = {
            Found.SAME: _("một người"),
            Found.TWINS: _("anh chị em sinh đôi"),
            Found.DIFFERENT: _("hai người khác nhau"),
        }
        return {"one": one, "other": other, "verdict": made.verdict.value, "found": said[found]}


def _shown(session: Session, pair: Pair) -> dict[str, Any]:
    low, high = (session.get_one(Recipient, number) for number in (pair.low, pair.high))
    return {
        "low": low,
        "high": high,
        "alike": _(ALIKE_NAMES[pair.likeness.alike]),
        "score": pair.likeness.score,
        "reasons": ", ".join(pair.likeness.reasons),
    }
