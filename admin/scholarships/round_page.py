"""The base of the pages of one round: their first address leads to the list of rounds."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.page import Page
from admin.scholarships.candidate import round_numbered
from admin.visitor import unit


class RoundPage(Page):
    """A page of one round."""

    under = "rounds"

    @expose("/")
    def index(self) -> Any:
        """Lead to the rounds."""
        return redirect(url_for("rounds.index"))

    def headed(self, session: Session, number: int, **path: Any) -> dict[str, Any]:
        """The round above a form."""
        return {"award_round": round_numbered(session, unit().id, number), **path}
