import subprocess
import sys

import click

from khfund.cli.main import khfund as command_line
from khfund.cli.nouns import NOUNS


def test_the_door_tells_of_every_noun_what_the_noun_tells_of_itself():
    context = click.Context(command_line)

    assert {name: command_line.get_command(context, name).help for name in NOUNS} == {
        name: noun.says for name, noun in NOUNS.items()
    }


def test_the_help_of_the_door_waits_for_no_books():
    loaded = subprocess.run(
        [sys.executable, "-c", "import khfund.cli.main, sys; print('sqlalchemy' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert loaded.stdout == "False\n"
