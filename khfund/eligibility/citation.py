"""Citation: the document and clause in which a rule is laid down."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from khfund.calendar import format_day


@attrs.frozen
class Citation:
    """Where a rule stands; `document` names it as papers do («Công văn số 08/CV-HKH»), `clause` the place in it.

    `issued` is None where the document bears no day.
    """

    document: str
    issuer: str
    issued: date | None
    clause: str

    def __str__(self) -> str:
        day = f"ngày {format_day(self.issued)}" if self.issued else "(không ghi ngày)"
        return f"{self.clause}, {self.document} {day} của {self.issuer}"

    def to_json(self) -> dict[str, Any]:
        """Write as plain JSON."""
        return {**attrs.asdict(self), "issued": self.issued.isoformat() if self.issued else None}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Citation:
        """Read what `to_json` wrote."""
        issued = plain["issued"]
        return cls(**{**plain, "issued": date.fromisoformat(issued) if issued else None})
