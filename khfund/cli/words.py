"""The command line's words: Vietnamese in the code, English in the catalogue `translations/en.po`."""

from __future__ import annotations

import functools
import importlib
import textwrap
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

import click
from babel.messages.pofile import read_po

from khfund.errors import KhfundError, visible
from khfund.vietnamese import TextTooLongError, require_plain

NUMBER_MAX = 2**63 - 1
WORD_MAX = 2000  # letters of one argument; each place in the books takes fewer still


class NumberOutOfRangeError(KhfundError):
    """A number on the command line is whole, not negative, and one that the books can hold."""

    message = "{number} không phải là một số dùng được ở đây; hãy ghi một số từ 0 trở lên."
    english = "{number} is no number to use here; write one from 0 upwards."


class HiddenCharacterError(KhfundError):
    """What is typed stands on one line and can be seen."""

    message = (
        "«{text}» có ký tự {character} xuống dòng, điều khiển hoặc không nhìn thấy; hãy gõ lại trên một dòng."
    )
    english = (
        "“{text}” holds {character}, which breaks the line, controls or hides; type it again on one line."
    )


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


def shortened(text: str, room: int) -> str:
    """Return `text` within `room` letters, cut after a word."""
    return textwrap.shorten(text, room, placeholder=" …")


class _Formatter(click.HelpFormatter):
    """Lays out a help page under headings of the language of this run."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how a command is put together."""
        said = args.replace("[OPTIONS]", _("[TÙY CHỌN]")).replace("COMMAND [ARGS]", _("LỆNH [THAM SỐ]"))
        super().write_usage(prog, said, prefix or _("Cách dùng:") + " ")

    def write_heading(self, heading: str) -> None:
        """Write a heading; those of click are told in our words."""
        super().write_heading({"Options": _("Tùy chọn"), "Commands": _("Lệnh")}.get(heading, heading))


class _Context(click.Context):
    formatter_class = _Formatter


class _Translated(click.Command):
    """Help texts pass through the catalogue when they are shown."""

    context_class = _Context

    def format_help_text(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's description."""
        if text := self.help:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(_(text))

    def get_short_help_str(self, limit: int = 80) -> str:
        """Write the command's line in the list of commands."""
        return shortened(_(self.help or ""), limit)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option that shows this help."""
        if found := super().get_help_option(ctx):
            found.help = _("Xem cách dùng, rồi dừng.")
        return found


def require_usable(value: object) -> None:
    """Require that what was typed can be kept and shown: plain text on one line, names of files that can be printed.

    Raises: HiddenCharacterError, HostileTextError, TextTooLongError, NumberOutOfRangeError.
    """
    if isinstance(value, (tuple, list)):
        for one in value:
            require_usable(one)
    elif isinstance(value, Path):
        _require_shown(str(value))
    elif isinstance(value, str):
        if len(value) > WORD_MAX:
            raise TextTooLongError(text=value[:80], length=len(value), longest=WORD_MAX)
        _require_shown(value)
        require_plain(value)
    elif isinstance(value, int) and not 0 <= value <= NUMBER_MAX:
        raise NumberOutOfRangeError(number=visible(str(value), longest=40))


def require_no_nul(word: str) -> None:
    """Require that a word can be the name of a file, before anybody looks for one.

    Raises: HiddenCharacterError.
    """
    if "\0" in word:
        raise HiddenCharacterError(text=word, character="U+0000")


def _require_shown(text: str) -> None:
    for letter in text:
        if visible(letter) != letter:
            raise HiddenCharacterError(text=text, character=f"U+{ord(letter):04X}")


class Command(_Translated):
    """A verb of the command line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Do what the verb does, with words and numbers that can be kept."""
        for value in ctx.params.values():
            require_usable(value)
        return super().invoke(ctx)


class Group(_Translated, click.Group):
    """A noun of the command line. `lazy` names verbs by "module:attribute", which are loaded when they are asked for.

    Printing loads a typesetter, which a balance should not wait for.
    """

    command_class = Command

    def __init__(self, *parts: Any, lazy: Mapping[str, str] | None = None, **settings: Any) -> None:
        super().__init__(*parts, **settings)
        self.lazy = dict(lazy or {})

    def invoke(self, ctx: click.Context) -> Any:
        """Go on to the verb, with global options that can be kept."""
        for value in ctx.params.values():
            require_usable(value)
        return super().invoke(ctx)

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
        if (record := super().get_help_record(ctx)) is None:
            return None
        says = record[1].replace(self.help or "", _(self.help or ""))
        return record[0], says.replace("[required]", _("[bắt buộc]")).replace("[default: ", _("[mặc định: "))


def option(*names: str, **settings: Any) -> Callable[[Declared], Declared]:
    """Declare an option with translated help."""
    return click.option(*names, cls=Option, **settings)


Group.group_class = Group
