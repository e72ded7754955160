"""What tests of the payment pages start from: three pupils who hold awards that are owed, and the desks that pay them."""

from __future__ import annotations

from datetime import date

import attrs
from flask import Flask

from tests.admin.office import Desk, an_app, desk, owner_of, url_of
from tests.scholarships.runs import Payer, a_payer

DUE = date(2026, 10, 31)


@attrs.frozen
class Counter:
    """The office that pays, and its persons at their desks."""

    payer: Payer
    app: Flask

    @property
    def accountant(self) -> Desk:
        return desk(self.app, self.payer.office.accountant)

    @property
    def treasurer(self) -> Desk:
        return desk(self.app, self.payer.office.treasurer)

    @property
    def chief(self) -> Desk:
        return desk(self.app, self.payer.office.chief)

    @property
    def chair(self) -> Desk:
        return desk(self.app, self.payer.office.chair)

    def close(self) -> None:
        """Let go of the books and the store."""
        self.app.extensions["khfund.store"].close()
        self.app.extensions["khfund.books"].dispose()


def a_counter(database, count: int = 3, **more) -> Counter:
    """Pupils are owed one instalment each, of October 2026."""
    payer = a_payer(database, count, **more)
    payer.owe(*range(count))
    return Counter(payer, an_app(url_of(payer.office), owner=owner_of(payer.office)))
