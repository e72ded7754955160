"""Figures that are computed once for the books as they stand."""

from datetime import date

from admin.kept import kept
from khfund.unit import Unit


def test_what_is_kept_is_told_again_until_somebody_writes(app, office):
    asked = []

    def look():
        def compute():
            asked.append(1)
            return len(asked)

        with app.app_context():
            return office.read(
                lambda session: kept(session, session.get(Unit, office.unit), "figures", compute)
            )

    first, second = look(), look()
    office.gift(date(2026, 3, 1), 1_000)

    assert (first, second, look()) == (1, 1, 2)
