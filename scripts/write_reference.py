"""Write the pages of docs/ that the code itself knows best: errors, command line, library.

    .venv/bin/python scripts/write_reference.py

Writes docs/errors.md, docs/reference/command-line.md, docs/reference/library.md and the decisions in docs/index.md;
tests/test_docs.py is red while they differ from the code.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click

import khfund
from khfund.cli.main import khfund as command_line
from khfund.errors import KhfundError

DOCS = Path(__file__).parent.parent / "docs"

EXIT_CODES = {
    1: "a mistake of the program",
    2: "refused",
    3: "busy, try again",
    4: "the books contradict themselves",
    5: "the place where things are kept failed",
}


def modules() -> Iterator[ModuleType]:
    """Every module of khfund but the migrations, in the order of their names."""
    for found in pkgutil.walk_packages(khfund.__path__, "khfund."):
        if ".migrations" not in found.name:
            yield importlib.import_module(found.name)


# -- errors -----------------------------------------------------------------------------------------------------------


def refusals() -> list[type[KhfundError]]:
    """Every class with a sentence of its own, in the order of module and line."""
    list(modules())
    found = {
        one for one in _below(KhfundError) if "message" in vars(one) and one.__module__.startswith("khfund.")
    }
    return sorted(found, key=lambda one: (one.__module__, inspect.getsourcelines(one)[1]))


def _below(kind: type[KhfundError]) -> Iterator[type[KhfundError]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def rule_of(kind: type[KhfundError]) -> str:
    """The rule's name as `--json` gives it."""
    return kind.__new__(kind).rule


ERRORS = (
    "# Errors\n\n"
    "Every refusal of khfund: its rule as `--json` names it, what it holds, what it says in Vietnamese and in\n"
    "English, and the exit code of the command line. A refused command has changed nothing. In the sentences,\n"
    "`{name}` stands for a fact of the case; `:dong` writes 1.234.567 đ, `:so` 1.234.567.\n\n"
    "This page is written by `scripts/write_reference.py`.\n"
)


def errors_page() -> str:
    """The catalogue of refusals."""
    parts = [
        ERRORS,
    ]
    area = ""
    for kind in refusals():
        if kind.__module__ != area:
            area = kind.__module__
            parts.append(f"\n## {area}\n")
        parts.append(_refusal(kind))
    return "".join(parts)


def _refusal(kind: type[KhfundError]) -> str:
    code = f"{kind.exit_code} ({EXIT_CODES[kind.exit_code]})"
    return (
        f"\n### {rule_of(kind)}\n\n{inspect.getdoc(kind)}\n\n"
        f"- `{kind.__name__}`, exit code {code}\n"
        f"- vi: {_quoted(kind.message)}\n- en: {_quoted(kind.english)}\n"
    )


def _quoted(text: str) -> str:
    fence = "``" if "`" in text else "`"
    space = " " if "`" in text else ""
    return f"{fence}{space}{text}{space}{fence}"


# -- command line -----------------------------------------------------------------------------------------------------


COMMAND_LINE = (
    "# Command line\n\n"
    "`khfund [OPTIONS] NOUN VERB …`; help is in Vietnamese, with `--lang en` in English. Exit codes:\n"
    f"0 done, {', '.join(f'{code} {says}' for code, says in EXIT_CODES.items())}. With `--json` the answer is one\n"
    "JSON object on stdout, a refusal one on stderr.\n\n"
    "This page is written by `scripts/write_reference.py`.\n\n## Options of every command\n\n"
)


def command_line_page() -> str:
    """Every noun, verb, argument and option."""
    parts = [
        COMMAND_LINE,
        _parameters(command_line),
    ]
    with click.Context(command_line, info_name="khfund") as context:
        for words, verb in _verbs(command_line, context):
            parts.append(f"\n## {' '.join(words)}\n\n{verb.help}\n\n")
            arguments = [_argument(one) for one in verb.params if isinstance(one, click.Argument)]
            parts.append(f"    khfund {' '.join([*words, *arguments, *_options(verb)])}\n")
            if table := _parameters(verb):
                parts.append(f"\n{table}")
    return "".join(parts)


def _verbs(group: click.Group, context: click.Context) -> Iterator[tuple[list[str], click.Command]]:
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from (([name, *words], verb) for words, verb in _verbs(found, context))
        elif found is not None:
            yield [name], found


def _argument(one: click.Parameter) -> str:
    name = (one.name or "").upper()
    return f"{name}…" if one.nargs == -1 else name


def _options(verb: click.Command) -> list[str]:
    options = [one for one in verb.params if isinstance(one, click.Option)]
    needed = [f"{one.opts[0]} {_value(one) if _is_short(one) else 'NAME'}" for one in options if one.required]
    return needed if len(needed) == len(options) else [*needed, "[OPTIONS]"]


def _is_short(one: click.Parameter) -> bool:
    return not isinstance(one.type, click.Choice) or len(one.type.choices) <= 4


def _value(one: click.Parameter) -> str:
    kind = one.type
    return (
        "|".join(map(str, kind.choices)) if isinstance(kind, click.Choice) else (kind.name or "text").upper()
    )


def _parameters(verb: click.Command) -> str:
    rows = [
        _row(one)
        for one in verb.params
        if isinstance(one, click.Option) or isinstance(one.type, click.Choice)
    ]
    return "".join(["| | Value | |\n|---|---|---|\n", *rows]) if rows else ""


def _row(one: click.Parameter) -> str:
    if not isinstance(one, click.Option):
        return f"| `{_argument(one)}` | {_listed(one)} | |\n"
    names = ", ".join(f"`{name}`" for name in [*one.opts, *one.secondary_opts])
    marks = [word for word, holds in (("required", one.required), ("repeatable", one.multiple)) if holds]
    marks += [f"`{one.envvar}`"] if isinstance(one.envvar, str) else []
    says = f"{one.help} ({', '.join(marks)})" if marks else f"{one.help}"
    return f"| {names} | {'' if one.is_flag else _listed(one)} | {says} |\n"


def _listed(one: click.Parameter) -> str:
    return _value(one).replace("|", ", ")


# -- library ----------------------------------------------------------------------------------------------------------


LIBRARY = (
    "# Library\n\n"
    "What the packages offer, in their own words. Verbs take the session and the command first and flush; only\n"
    "`command.run` commits. Amounts are whole đồng as `int`, days are `datetime.date`.\n\n"
    "This page is written by `scripts/write_reference.py`.\n"
)


def library_page() -> str:
    """What each package offers."""
    parts = [
        LIBRARY,
    ]
    for module in modules():
        if not _is_front(module):
            continue
        parts.append(f"\n## {module.__name__}\n\n{inspect.getdoc(module)}\n")
        if names := _names(module):
            parts.append("\n| Name | |\n|---|---|\n")
            parts += [f"| `{_signature(module, name)}` | {_first_line(module, name)} |\n" for name in names]
    return "".join(parts)


def _is_front(module: ModuleType) -> bool:
    """Packages, and the modules that stand alone at the top."""
    return hasattr(module, "__path__") or module.__name__.count(".") == 1


def _names(module: ModuleType) -> list[str]:
    """What a package lists, or a module defines; its refusals stand in errors.md."""
    if hasattr(module, "__path__"):
        return [name for name in getattr(module, "__all__", ()) if module.__name__ != "khfund.cli"]
    return [
        name
        for name, thing in vars(module).items()
        if not name.startswith("_")
        and getattr(thing, "__module__", "") == module.__name__
        and (inspect.isfunction(thing) or inspect.isclass(thing))
        and not (inspect.isclass(thing) and issubclass(thing, Exception))
    ]


def _signature(module: ModuleType, name: str) -> str:
    thing = getattr(module, name)
    if not inspect.isfunction(thing):
        return name
    words = [
        f"*{parameter.name}" if parameter.kind is parameter.VAR_POSITIONAL else parameter.name
        for parameter in inspect.signature(thing).parameters.values()
        if parameter.kind is not parameter.KEYWORD_ONLY
    ]
    named = [one.name for one in inspect.signature(thing).parameters.values() if one.kind is one.KEYWORD_ONLY]
    return f"{name}({', '.join([*words, *(f'{one}=' for one in named)])})"


def _first_line(module: ModuleType, name: str) -> str:
    return (
        (inspect.getdoc(getattr(module, name)) or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
    )


# -- decisions --------------------------------------------------------------------------------------------------------

DECISIONS = "Decisions, with their reasons:\n"


def index_page() -> str:
    """The first page as it is, with every decision under its title."""
    written, _heading, _old = (DOCS / "index.md").read_text(encoding="utf-8").partition(DECISIONS)
    titles = {
        page.name: page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        for page in sorted((DOCS / "decisions").glob("*.md"))
    }
    links = [f"- [{title}](decisions/{name})\n" for name, title in titles.items()]
    return "".join([written, DECISIONS, "\n", *links])


# -- pages ------------------------------------------------------------------------------------------------------------


def pages() -> dict[Path, str]:
    """Each written page and what it has to hold."""
    return {
        DOCS / "index.md": index_page(),
        DOCS / "errors.md": errors_page(),
        DOCS / "reference" / "command-line.md": command_line_page(),
        DOCS / "reference" / "library.md": library_page(),
    }


if __name__ == "__main__":
    for page, content in pages().items():
        page.parent.mkdir(exist_ok=True)
        page.write_text(content, encoding="utf-8")
        print(page.relative_to(DOCS.parent))
