"""The command line's words: Vietnamese in the code, English in the catalogue `translations/en.po`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib import resources
from typing import Any, TypeVar

import click
from babel.messages.pofile import read_po
from click.utils import make_default_short_help

Declared = TypeVar("Declared", bound=Callable[..., Any])


class Language:
    """Which language is spoken in this run."""

    chosen = "vi"


@functools.cache
def _english() -> dict[str, str]:
    with resources.files("khfund").joinpath("translations/en.po").open("rb") as file:
        catalogue = read_po(file, locale="en")
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}


def _(text: str) -> str:
    """Return `text` in the language of this run; what the catalogue lacks stays Vietnamese."""
    return _english().get(text, text) if Language.chosen == "en" else text


class _Translated:
    """Help texts pass through the catalogue when they are shown."""

    def format_help_text(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's description."""
        if text := getattr(self, "help", None):
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(_(text))

    def get_short_help_str(self, limit: int = 80) -> str:
        """Write the command's line in the list of commands."""
        return make_default_short_help(_(getattr(self, "help", None) or ""), limit)


class Command(_Translated, click.Command):
    """A verb of the command line."""


class Group(_Translated, click.Group):
    """A noun of the command line."""

    command_class = Command


class Option(click.Option):
    """An option whose help is translated."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Write the option's line of the help."""
        record = super().get_help_record(ctx)
        return (record[0], record[1].replace(self.help or "", _(self.help or ""))) if record else None


def option(*names: str, **settings: Any) -> Callable[[Declared], Declared]:
    """Declare an option with translated help."""
    return click.option(*names, cls=Option, **settings)


Group.group_class = Group
