"""Whatever the command line says has its English in the catalogue, with the same facts in it."""

import ast
import string
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po

import khfund.cli
from khfund.cli.words import Group, Language, _, option
from khfund.donations import naming
from khfund.scholarships.schedule import STATE_NAMES
from khfund.scholarships.sponsorship_difference import KIND_NAMES

FILES = [*sorted(Path(khfund.cli.__file__).parent.glob("*.py")), Path(naming.__file__)]
CATALOGUE = Path(khfund.cli.__file__).parent.parent / "translations" / "en.po"


def catalogue():
    with CATALOGUE.open("rb") as file:
        return {message.id: message.string for message in read_po(file, locale="en") if message.id}


def said(path):
    """Every Vietnamese text that a file of the command line says: help, headings, answers, warnings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.decorator_list and is_verb(node):
            yield ast.get_docstring(node)
        if isinstance(node, ast.keyword) and node.arg == "help" and isinstance(node.value, ast.Constant):
            yield node.value.value
    yield from literals(tree)


def is_verb(node):
    return any("command" in ast.unparse(one) or "group" in ast.unparse(one) for one in node.decorator_list)


def literals(node):
    """String constants with letters beyond ASCII, outside docstrings and classes (errors carry their own English)."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef) and any("Error" in ast.unparse(base) for base in child.bases):
            continue
        docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        if docstring or isinstance(child, ast.JoinedStr):
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str) and is_vietnamese(child.value):
            yield child.value
        yield from literals(child)


def is_vietnamese(text):
    return any(letter.isalpha() and not letter.isascii() for letter in text)


def facts(text):
    return sorted(name for _text, name, _format, _conversion in string.Formatter().parse(text) if name)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_said_has_its_english(path):
    english = catalogue()

    missing = sorted({text for text in said(path) if text} - english.keys())

    assert missing == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_is_said_in_a_way_that_cannot_be_translated(path):
    glued = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        if any(isinstance(part, ast.Constant) and is_vietnamese(part.value) for part in node.values)
    ]

    assert glued == []


def test_the_english_tells_the_same_facts():
    told = {text: english for text, english in catalogue().items() if facts(text) != facts(english)}

    assert told == {}


def test_no_english_is_left_over_or_empty():
    spoken = {text for path in FILES for text in said(path)} | {*STATE_NAMES.values(), *KIND_NAMES.values()}

    assert sorted(catalogue().keys() - spoken) == []
    assert [text for text, english in catalogue().items() if not english.strip()] == []


@pytest.fixture
def english():
    Language.chosen = "en"
    yield
    Language.chosen = "vi"


@pytest.mark.usefixtures("english")
def test_help_is_told_in_english():
    @click.command(cls=Group)
    @option("--note", help="Ghi chú kèm theo việc này.")
    def tried():
        """Sổ quỹ và học bổng của Hội Khuyến học."""

    told = tried.get_help(click.Context(tried, info_name="khfund"))

    assert "The fund and scholarship books of the study-promotion associations." in told
    assert "A note kept with this command." in told


@pytest.mark.usefixtures("english")
def test_a_text_without_english_stays_as_it_is():
    assert _("chưa dịch") == "chưa dịch"
