"""The command line on the books of an office that pays pupils."""

from __future__ import annotations

from typing import Any

import attrs

from tests.cli.shell import Shell
from tests.scholarships.runs import a_payer_at


@attrs.define
class Desk(Shell):
    """`khfund` where `payer` owes; `run` is the run that a test begins with, if it does."""

    payer: Any = None
    run: Any = None


def a_desk(khfund: Shell, count: int = 3) -> Desk:
    """The same shell, with pupils who hold awards."""
    return Desk(khfund.url, khfund.owner_url, khfund.capsys, khfund.office, a_payer_at(khfund.office, count))
