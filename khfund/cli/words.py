"""The command line's words: Vietnamese in the code, English in the catalogue `translations/en.po`."""

from __future__ import annotations

import functools
import importlib
import textwrap
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any, TypeVar

import click
from babel.messages.pofile import read_po

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

    help: str | None

    def format_help_text(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's description."""
        if text := self.help:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(_(text))

    def get_short_help_str(self, limit: int = 80) -> str:
        """Write the command's line in the list of commands."""
        return textwrap.shorten(_(self.help or ""), limit, placeholder=" …")


class Command(_Translated, click.Command):
    """A verb of the command line."""


class Group(_Translated, click.Group):
    """A noun of the command line. `lazy` names verbs by "module:attribute", which are loaded when they are asked for.

    Printing loads a typesetter, which a balance should not wait for.
    """

    command_class = Command

    def __init__(self, *parts: Any, lazy: Mapping[str, str] | None = None, **settings: Any) -> None:
        super().__init__(*parts, **settings)
        self.lazy = dict(lazy or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every verb, loaded or not."""
        return sorted({*super().list_commands(ctx), *self.lazy})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a verb, loading it first where needed."""
        if cmd_name in self.lazy:
            module, _colon, attribute = self.lazy[cmd_name].partition(":")
            loaded: click.Command = getattr(importlib.import_module(module), attribute)
            return loaded
        return super().get_command(ctx, cmd_name)


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
