"""Whatever the office says has its English: in the code, in the templates, in the names that khfund gives its states."""

import ast
import importlib
import pkgutil
import string
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes
from jinja2.ext import extract_from_ast

import admin
import khfund
from tests.cli.test_words import is_vietnamese

HOME = Path(admin.__file__).parent
PYTHON = sorted(
    set(HOME.rglob("*.py")) - set(HOME.rglob("static/**/*.py"))
)  # what the office serves speaks for itself
TEMPLATES = sorted(HOME.rglob("*.html"))
CATALOGUES = sorted((HOME / "translations" / "en").glob("*.po"))
LANGUAGE_NAMES = {"Tiếng Việt"}  # said in its own language
MONEY = " đ"  # the mark behind an amount, the same in every language

environment = Environment(autoescape=True)


def catalogues() -> dict[str, dict[str, str]]:
    """Vietnamese → catalogue → English."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for file in CATALOGUES:
        with file.open("rb") as opened:
            for message in read_po(opened, locale="en"):
                if message.id:
                    found[str(message.id)][file.name] = str(message.string)
    return found


def in_python(path: Path) -> Iterator[str]:
    """What a file of code says: what passes through `_`, and every Vietnamese text outside errors and docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"_", "Lazy"}:
            yield from (one.value for one in node.args if isinstance(one, ast.Constant))
    yield from _texts(tree)


def _texts(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef) and any("Error" in ast.unparse(base) for base in child.bases):
            continue
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.JoinedStr):
            yield from _texts_inside(child)
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str) and is_vietnamese(child.value):
            yield child.value
        yield from _texts(child)


def _texts_inside(glued: ast.JoinedStr) -> Iterator[str]:
    for part in glued.values:
        if isinstance(part, ast.FormattedValue):
            yield from _texts(part)


def in_template(path: Path) -> Iterator[str]:
    """What a template says through `_`."""
    tree = environment.parse(path.read_text(encoding="utf-8"))
    for _line, _function, text in extract_from_ast(tree, gettext_functions=("_",)):
        yield from (one for one in ([text] if isinstance(text, str) else text or ()) if one)


def in_names() -> set[str]:
    """The names that tables of khfund and of the office give to states and kinds, where a page shows them."""
    for found in pkgutil.walk_packages(admin.__path__, "admin."):
        if found.name != "admin.wsgi":
            importlib.import_module(found.name)
    return {
        text
        for name, module in list(sys.modules.items())
        if name.startswith("admin.")
        for table, value in vars(module).items()
        if isinstance(value, dict) and table.isupper()
        for text in value.values()
        if isinstance(text, str) and is_vietnamese(text)
    }


def from_khfund() -> set[str]:
    """What khfund hands to pages beside the names of states: titles of tables, reasons, signs."""
    return {text for path in Path(khfund.__file__).parent.rglob("*.py") for text in in_python(path)}


def name_of(path: Path) -> str:
    return path.relative_to(HOME.parent).as_posix()


@pytest.fixture(scope="module")
def english() -> dict[str, dict[str, str]]:
    return catalogues()


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_what_the_code_says_has_its_english(path, english):
    assert sorted(set(in_python(path)) - english.keys() - LANGUAGE_NAMES) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_what_a_template_says_has_its_english(path, english):
    assert sorted(set(in_template(path)) - english.keys()) == []


def test_every_name_of_a_state_has_its_english(english):
    assert sorted(in_names() - english.keys() - LANGUAGE_NAMES) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_says_nothing_past_the_catalogue(path):
    tree = environment.parse(path.read_text(encoding="utf-8"))
    through = {
        id(one)
        for call in tree.find_all(nodes.Call)
        if _is_spoken(call)
        for one in call.find_all(nodes.Const)
    }

    past = [one.data.strip() for one in tree.find_all(nodes.TemplateData) if is_vietnamese(one.data)]
    past += [
        one.value
        for one in tree.find_all(nodes.Const)
        if isinstance(one.value, str) and is_vietnamese(one.value) and id(one) not in through
    ]
    assert past == []


def _is_spoken(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name == "_"


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_nothing_is_said_in_a_way_that_cannot_be_translated(path):
    glued = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        if any(
            isinstance(part, ast.Constant) and is_vietnamese(part.value.replace(MONEY, ""))
            for part in node.values
        )
    ]

    assert glued == []


def test_the_english_tells_the_same_facts(english):
    wrong = {
        text: said for text, all_ in english.items() for said in all_.values() if facts(text) != facts(said)
    }

    assert wrong == {}


def facts(text: str) -> list[str]:
    return sorted({name for _text, name, _format, _conversion in string.Formatter().parse(text) if name})


def test_no_text_is_put_into_english_in_two_ways(english):
    assert {text: all_ for text, all_ in english.items() if len(set(all_.values())) > 1} == {}


def test_no_english_is_empty_or_left_over(english):
    spoken = {text for path in PYTHON for text in in_python(path)} | in_names() | from_khfund()
    spoken |= {text for path in TEMPLATES for text in in_template(path)}

    assert sorted(text for text, all_ in english.items() if not all(all_.values())) == []
    left = english.keys() - spoken  # khfund's words without a mark are not told from code
    assert sorted(text for text in left if is_vietnamese(text)) == []
