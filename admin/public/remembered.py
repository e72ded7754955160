"""What the window has worked out is remembered for a while, so that a thousand readers cost as much as one."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

import attrs
from flask import Response, current_app, request

REMEMBERED_MAX = 200  # answers
MINUTES = 300  # seconds for which a reader's browser, and this store, keep what may change

Made = TypeVar("Made")


@attrs.define
class Remembered:
    """A small store of answers, the longest unused forgotten first; shared by the threads of one process."""

    _found: OrderedDict[Hashable, tuple[float, Any]] = attrs.field(factory=OrderedDict)
    _lock: threading.Lock = attrs.field(factory=threading.Lock)

    def get(self, key: Hashable, make: Callable[[], Made], *, seconds: float = MINUTES) -> Made:
        """Return what is remembered under `key`, made anew if it is older than `seconds`."""
        now = time.monotonic()
        with self._lock:
            made_at, made = self._found.get(key, (None, None))
            if made_at is not None and now - made_at < seconds:
                self._found.move_to_end(key)
                return cast("Made", made)
        made = make()
        with self._lock:
            self._found[key] = (now, made)
            while len(self._found) > REMEMBERED_MAX:
                self._found.popitem(last=False)
        return made


def remembered() -> Remembered:
    """The store of this office."""
    return cast("Remembered", current_app.extensions.setdefault("khfund.window", Remembered()))


def cached(answer: Response, *, seconds: int = MINUTES) -> Response:
    """Let browsers and proxies keep an answer for a while, and ask afterwards only whether it changed."""
    answer.direct_passthrough = False  # a file is small enough to be digested
    answer.headers["Cache-Control"] = f"public, max-age={seconds}"
    answer.add_etag()
    return cast("Response", answer.make_conditional(request))
