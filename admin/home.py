"""The first page: what waits for the roles of this person, what the funds hold, what has not been looked at lately."""

from __future__ import annotations

from flask_admin import expose

from admin.page import Page
from admin.todo import waiting
from admin.visitor import reading, unit, visitor


class Home(Page):
    """The first page of a unit's book."""

    looks = "office.look"
    title = "Việc hôm nay"
    address = "/so/<unit_code>"

    def __init__(self) -> None:
        super().__init__()
        self.endpoint = "home"

    @expose("/")
    def index(self) -> str:
        """Show what waits."""
        roles = visitor().roles_in(unit().id)
        return self.render("home.html", tasks=waiting(reading(), unit(), visitor()), roles=roles)
