"""The command line's front door: global options, refusals, exit codes."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from khfund.cli import misuse
from khfund.cli.answer import in_json
from khfund.cli.nouns import NOUNS, Door
from khfund.cli.words import Language, Option, _, option, require_no_nul
from khfund.errors import KhfundError, ProblemsFound

DEFAULT_BOOKS = "khfund.sqlite"


class ProgramError(KhfundError):
    """A mistake of the program itself, told without personal data."""

    message = "Chương trình gặp lỗi ({kind}); việc này chưa được ghi. Đặt KHFUND_DEBUG=1 để xem chi tiết và báo lỗi."
    english = "The program made a mistake ({kind}); nothing was written. Set KHFUND_DEBUG=1 for details and report it."
    exit_code = 1


class AnswerLostError(KhfundError):
    """What was done can be told."""

    message = (
        "Không in được câu trả lời ({reason}); việc có thể đã được ghi, hãy xem lại sổ trước khi làm lại."
    )
    english = (
        "The answer cannot be printed ({reason}); the work may have been done: look before you repeat it."
    )
    exit_code = 5


def _choose_language(_ctx: click.Context, _option: click.Parameter, chosen: str) -> None:
    Language.chosen = chosen


@click.group(cls=Door, lazy={name: f"khfund.cli.{noun.place}" for name, noun in NOUNS.items()})
@option(
    "--db",
    "url",
    envvar="KHFUND_DB",
    default=DEFAULT_BOOKS,
    help="Nơi lưu sổ: tệp SQLite hoặc URL PostgreSQL.",
)
@option(
    "--owner-db",
    "owner_url",
    envvar="KHFUND_OWNER_DB",
    help="URL PostgreSQL của chủ bảng, chỉ dùng khi nâng cấp.",
)
@option("--as", "login", envvar="KHFUND_AS", help="Tên đăng nhập của người làm việc này.")
@option("--unit", "unit_code", envvar="KHFUND_UNIT", help="Mã đơn vị, khi có nhiều đơn vị.")
@option("--json", "as_json", is_flag=True, help="Trả lời bằng một đối tượng JSON.")
@option("--request-id", help="Mã yêu cầu: gửi lại cùng mã sẽ không ghi hai lần.")
@option("--note", default="", help="Ghi chú kèm theo việc này.")
@option(
    "--lang",
    type=click.Choice(["vi", "en"]),
    envvar="KHFUND_LANG",
    default="vi",
    is_eager=True,
    expose_value=False,
    callback=_choose_language,
    help="Ngôn ngữ: vi hoặc en.",
)
@click.version_option(
    package_name="khfund", message="%(prog)s %(version)s", cls=Option, help="Xem phiên bản, rồi dừng."
)
@click.pass_context
def khfund(
    ctx: click.Context,
    url: str,
    owner_url: str | None,
    login: str | None,
    unit_code: str | None,
    as_json: bool,
    request_id: str | None,
    note: str,
) -> None:
    """Sổ quỹ và học bổng của Hội Khuyến học."""
    from khfund.cli.edge import Edge  # noqa: PLC0415  a help page waits for no books

    ctx.obj = Edge(
        url=url,
        owner_url=owner_url,
        login=login,
        unit_code=unit_code,
        as_json=as_json,
        request_id=request_id,
        note=note,
    )
    ctx.call_on_close(ctx.obj.close)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code; letters that a terminal lacks are told by number."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))


def run(arguments: Sequence[str]) -> int:
    """Run the command line on `arguments` and return the exit code."""
    as_json = "--json" in arguments
    Language.chosen = "en" if os.environ.get("KHFUND_LANG") == "en" else "vi"
    try:
        for word in arguments:
            require_no_nul(word)
        khfund.main(args=list(arguments), prog_name="khfund", standalone_mode=False)
    except KhfundError as refusal:
        _tell(refusal, as_json=as_json)
        return refusal.exit_code
    except (click.ClickException, click.exceptions.Exit, click.Abort) as leaving:
        return _leave(leaving, as_json=as_json)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as failure:
        _tell(AnswerLostError(reason=failure.strerror or type(failure).__name__), as_json=as_json)
        return AnswerLostError.exit_code
    except Exception as mistake:
        if os.environ.get("KHFUND_DEBUG"):
            raise
        _tell(ProgramError(kind=type(mistake).__name__), as_json=as_json)
        return ProgramError.exit_code
    return 0


def _leave(leaving: click.ClickException | click.exceptions.Exit | click.Abort, *, as_json: bool) -> int:
    if isinstance(leaving, click.exceptions.Exit):
        return leaving.exit_code
    if isinstance(leaving, click.Abort):
        click.echo(_("Đã dừng theo yêu cầu; chưa ghi gì thêm."), err=True)
    else:
        _tell_misuse(leaving, as_json=as_json)
    return 2


def _tell(refusal: KhfundError, *, as_json: bool) -> None:
    if as_json:
        facts = {name: value for name, value in refusal.facts.items() if name != "problems"}
        error: dict[str, Any] = {
            "rule": refusal.rule,
            "message": refusal.text(Language.chosen),
            "facts": facts,
        }
        if isinstance(refusal, ProblemsFound):
            error["problems"] = [
                {"place": str(one.place), "rule": one.error.rule, "message": one.error.text(Language.chosen)}
                for one in refusal.problems
            ]
        click.echo(in_json({"error": error}), err=True)
        return
    click.echo(refusal.text(Language.chosen), err=True)
    if isinstance(refusal, ProblemsFound):
        for problem in refusal.problems:
            click.echo(f"  {problem.place}: {problem.error.text(Language.chosen)}", err=True)


def _tell_misuse(wrong: click.ClickException, *, as_json: bool) -> None:
    says = misuse.sentence(wrong)
    if as_json:
        error = {"rule": "usage", "message": says, "facts": {}}
        click.echo(in_json({"error": error}), err=True)
    else:
        click.echo(f"{says}\n{misuse.where_help_is(wrong)}", err=True)
