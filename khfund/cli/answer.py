"""An answer of the command line, written as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any


def in_json(answer: Mapping[str, Any]) -> str:
    """Write an answer as one JSON object, on one line, which any stream of UTF-8 can carry."""
    written = json.dumps(answer, ensure_ascii=False, default=plain)
    return written.encode("utf-8", "backslashreplace").decode()  # half a character is escaped as JSON does it


def plain(value: object) -> str:
    """Write days, moments and months as JSON text."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)
