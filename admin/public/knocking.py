"""How often a stranger may ask by a code before waiting: guessing is hopeless, and shall not even be a burden."""

from __future__ import annotations

from datetime import timedelta

from flask import abort

from admin import throttle
from admin.throttle import Patience, TooManyTriesError, sender
from admin.visitor import store

PATIENCE = {
    "receipt": Patience(
        free=40,
        first=timedelta(minutes=1),
        longest=timedelta(minutes=15),
        forgotten=timedelta(minutes=10),
    ),
    "own_page": Patience(
        free=10, first=timedelta(minutes=1), longest=timedelta(hours=1), forgotten=timedelta(hours=1)
    ),
}


def knock(what: str) -> None:
    """Count one question of whoever asks; too many get the page that says to wait, whatever they ask."""
    try:
        throttle.knock(store(), f"public.{what}", sender(), PATIENCE[what])
    except TooManyTriesError:
        abort(429)
