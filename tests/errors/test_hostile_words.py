"""Every word of every command replaced by what a hostile or tired hand might type: refused in words, or done."""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from khfund.cli.main import khfund as command_line
from tests.cli.shell import Shell
from tests.conftest import IN_CI

VERBS = Path(__file__).with_name("every_verb.txt").read_text(encoding="utf-8").splitlines()
"""Every command as somebody may type it: who, then the words."""

HOSTILE = {
    "empty": "",
    "blank": "   ",
    "minus one": "-1",
    "nought": "0",
    "huge": "9" * 30,
    "beyond 64 bits": str(2**63),
    "10^18": str(10**18),
    "no number": "NaN",
    "exponent": "1e6",
    "first day": "01/01/0001",
    "last day": "31/12/9999",
    "no day": "31/02/2025",
    "long": "Ă" * 100_000,
    "longer than a column": "Ă" * 1_500,
    "longer than a file's name": "Ă" * 200,
    "NUL": "a\0b",
    "line break": "a\nb",
    "escape": "a\x1b[31mb",
    "right to left": "a\u202eb",
    "zero width": "a\u200bb",
    "surrogate": "a\udcffb",
    "Cyrillic а": "L\u0430n",
    "colons": ":::",
    "quote": "'; DROP TABLE entry; --",
    "format": "{facts} %s %(a)s",
    "folder": "/",
    "nowhere": "/proc/nowhere/at/all",  # not even root makes a folder there
}


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: " ".join(verb.split()[1:3]))
def test_no_word_makes_a_command_fail_in_any_other_way_than_by_a_refusal(
    verb, begun: Shell, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)  # a word may be taken for a file
    findings = []
    login, *words = verb.format(folder=tmp_path).split()
    for place, word in enumerate(words):
        if place == 0 or word.startswith("--") or (place == 1 and word in NOUNS_VERBS):
            continue
        for name, hostile in _some(f"{verb} {place}").items():
            for tried in {hostile, *_inside(word, hostile)}:
                findings += _try(begun, login, [*words[:place], tried, *words[place + 1 :]], name)

    assert not findings, "\n" + "\n".join(findings)


def _some(seat: str) -> dict[str, str]:
    """Some of the hostile words for a place in a command, others for other places: there are thousands of places."""
    share = 8 if IN_CI else 3
    return {
        name: hostile
        for name, hostile in HOSTILE.items()
        if zlib.crc32(f"{seat} {name}".encode()) % share == 0
    }


NOUNS_VERBS = {line.split()[2] for line in VERBS if len(line.split()) > 2}


def test_every_command_is_tried():
    with click.Context(command_line, info_name="khfund") as context:
        commands = set(verbs(command_line, context))

    elsewhere = {"demo", "init"}  # make books of their own
    assert commands - elsewhere == {name_of(line.split()[1:3]) for line in VERBS}


def verbs(group: click.Group, context: click.Context, before: str = "") -> Iterator[str]:
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from verbs(found, context, f"{name} ")
        else:
            yield f"{before}{name}"


def name_of(words: list[str]) -> str:
    noun = command_line.get_command(click.Context(command_line), words[0])
    return " ".join(words) if isinstance(noun, click.Group) else words[0]


def _inside(word: str, hostile: str) -> set[str]:
    """The word with each of its parts replaced: KH:500.000 as hostile:500.000 and KH:hostile."""
    parts = word.split(":")
    return {":".join([*parts[:at], hostile, *parts[at + 1 :]]) for at in range(len(parts)) if len(parts) > 1}


def _try(khfund: Shell, login: str, words: list[str], name: str) -> list[str]:
    """What is wrong with how a command took hostile words."""
    content = Path(khfund.url).read_bytes()

    said = khfund("--json", *words, by=login)

    about = f"{name}: {[word[:60] for word in words]}: {said.code} {said.err[:300]!r}"
    if said.code == 0:
        Path(khfund.url).write_bytes(content)
        return []
    if said.code not in {2, 5} or said.out or Path(khfund.url).read_bytes() != content:
        return [about]
    error = json.loads(said.err)["error"]
    told = len(error["message"]) < 1500 and error["message"].isprintable()
    return [] if told and (said.code == 2 or error["rule"] == "file_unwritable") else [about]
