"""What deploy/ starts and sets exists in the program, and agrees with what the docs tell."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from admin.app import UPLOAD_MAX
from admin.config import Config
from khfund.cli.main import khfund

PROJECT = Path(__file__).parent.parent
DEPLOY = PROJECT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
SERVE = (PROJECT / "docs" / "how-to" / "serve.md").read_text(encoding="utf-8")
LARGE = (PROJECT / "docs" / "how-to" / "serve-large.md").read_text(encoding="utf-8")


def unit(file: Path) -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(interpolation=None, strict=False)
    parsed.optionxform = str
    parsed.read_string(file.read_text(encoding="utf-8"))
    return parsed


def words_of_khfund(words: list[str]) -> None:
    """Fail unless the words are a command of ours with options that it has."""
    group, context = khfund, click.Context(khfund, info_name="khfund")
    while isinstance(group, click.Group):
        found = group.get_command(context, words[0])
        assert found is not None, words
        group, words = found, words[1:]
    with group.make_context("khfund", words, parent=context, resilient_parsing=False):
        pass


@pytest.mark.parametrize("file", sorted(DEPLOY.glob("*.service")), ids=lambda file: file.name)
def test_what_a_service_starts_exists_with_its_options(file, monkeypatch):
    monkeypatch.setenv("KHFUND_BACKUPS", "/var/backups/khfund")
    program, *words = shlex.split(unit(file)["Service"]["ExecStart"])
    if program.endswith("/gunicorn"):
        assert words[-1] == "admin.wsgi:app"
    else:
        assert program == "/opt/khfund/bin/khfund"
        words_of_khfund(words)


def test_each_timer_has_its_service():
    timers = {file.stem for file in DEPLOY.glob("*.timer")}
    assert timers == {"khfund-backup", "khfund-trial"}
    assert all((DEPLOY / f"{name}.service").exists() for name in timers)


def test_the_settings_of_the_environment_file_are_known_to_the_program_and_told_in_the_docs():
    text = (DEPLOY / "khfund.env").read_text(encoding="utf-8")
    said = dict(re.findall(r"^(KHFUND_\w+)=(.*)$", text, flags=re.MULTILINE))
    assert Config.from_environment(said) == Config(
        "/var/lib/khfund/khfund.sqlite",
        hosts=("quy.example.vn", "localhost", "127.0.0.1"),
        proxies=1,
        secure=True,
        backups="/var/backups/khfund",
    )
    named = set(re.findall(r"\bKHFUND_\w+", text))
    assert named <= set(re.findall(r"^\| `(KHFUND_\w+)`", SERVE, flags=re.MULTILINE))


def test_the_container_starts_what_exists_and_installs_what_printing_needs():
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    (command,) = re.findall(r'^CMD (\["serve".*\])$', text, flags=re.MULTILINE)
    words_of_khfund(re.findall(r'"([^"]+)"', command))
    (printing,) = re.findall(
        r'printing="([^"]+)"', (PROJECT / "scripts" / "setup").read_text(encoding="utf-8")
    )
    assert set(printing.split()) <= set(text.split())


def test_every_file_of_the_folder_is_told_of_in_the_docs():
    for file in DEPLOY.iterdir():
        told = file.name in SERVE + LARGE or f"{file.stem}." in SERVE + LARGE
        assert told, file.name


def test_proxies_let_through_as_much_as_the_office_takes_and_say_who_came():
    nginx, caddy = (DEPLOY / "nginx.conf").read_text("utf-8"), (DEPLOY / "Caddyfile").read_text("utf-8")
    assert UPLOAD_MAX == 20_000_000
    assert "client_max_body_size 20m;" in nginx
    assert "max_size 20MB" in caddy
    for header in ("X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Proto"):
        assert header in nginx
        assert header in caddy


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_understands_the_units(tmp_path):
    for file in UNITS:  # on this machine /opt/khfund is not there
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(re.sub(r"/opt/khfund/bin/\w+", "/bin/true", text), encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / file.name) for file in UNITS)]
    verified = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [
        line for line in verified.stderr.splitlines() if str(tmp_path) in line or line.startswith("khfund")
    ]
    assert ours == []
