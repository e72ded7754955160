"""The office's words: Vietnamese in the code and the templates, English in `translations/en/*.po`."""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any

from babel.messages.pofile import read_po
from flask import g, has_request_context
from markupsafe import escape

from khfund.errors import speak

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


@functools.cache
def english() -> dict[str, str]:
    """Every English text by its Vietnamese one; each area has a catalogue of its own."""
    found: dict[str, str] = {}
    for file in sorted(
        resources.files("admin").joinpath("translations/en").iterdir(), key=lambda one: one.name
    ):
        if file.name.endswith(".po"):
            with file.open("rb") as opened:
                catalogue = read_po(opened, locale="en")
            found |= {str(one.id): str(one.string) for one in catalogue if one.id and one.string}
    return found


def language() -> str:
    """The language of this request: "vi", or "en" by the reader's own choice."""
    return g.get("language", "vi") if has_request_context() else "vi"


def _(text: str, /, **facts: Any) -> str:
    """Return `text` in the language of this request, filled as refusals are filled (`:dong`, `:so`)."""
    said = english().get(text, text) if language() == "en" else text
    return speak(said, **facts) if facts else said


class Lazy:
    """A text that is put into the reader's language when it is shown: what classes hold."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return _(self.text)

    def __html__(self) -> str:
        return str(escape(str(self)))
