"""What the command line says when it is not understood, in the language of the run."""

from __future__ import annotations

import click

from khfund.cli.words import _
from khfund.errors import speak, visible


def sentence(misuse: click.ClickException) -> str:
    """Say what is wrong with the words that were typed."""
    if isinstance(misuse, click.MissingParameter):
        return speak(_("Thiếu {name}."), name=_name(misuse))
    if isinstance(misuse, click.BadParameter):
        return _unfit(misuse)
    if isinstance(misuse, click.NoSuchOption):
        return speak(_("Không có tùy chọn {name}."), name=misuse.option_name)
    if misuse.message.startswith("No such command"):
        return speak(_("Không có lệnh {name}."), name=misuse.message.split("'", 1)[-1].rsplit("'", 1)[0])
    if misuse.message.startswith("Got unexpected extra argument"):
        return speak(_("Thừa {words}."), words=misuse.message.split("(", 1)[-1].rsplit(")", 1)[0])
    return speak(_("Lệnh chưa đúng: {what}"), what=visible(misuse.format_message()))


def _name(misuse: click.BadParameter) -> str:
    parameter = misuse.param
    return parameter.get_error_hint(misuse.ctx) if parameter else str(misuse.param_hint or "?")


def _unfit(misuse: click.BadParameter) -> str:
    kind = misuse.param.type if misuse.param else None
    if isinstance(kind, click.Choice):
        return speak(
            _("{name} phải là một trong: {choices}."),
            name=_name(misuse),
            choices=", ".join(map(str, kind.choices)),
        )
    if isinstance(kind, click.types.IntParamType):
        return speak(_("{name} phải là một số."), name=_name(misuse))
    if isinstance(kind, click.DateTime):
        return speak(
            _("{name} phải là một ngày như 2026-11-22, hoặc 2026-11-22T13:58:00."), name=_name(misuse)
        )
    return speak(_("{name} chưa đúng: {what}"), name=_name(misuse), what=visible(misuse.message))


def where_help_is(misuse: click.ClickException) -> str:
    """Name the command whose help tells more."""
    path = misuse.ctx.command_path if isinstance(misuse, click.UsageError) and misuse.ctx else "khfund"
    return speak(_("Xem cách dùng: {command} --help"), command=path)
