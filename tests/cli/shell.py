"""The command line as an officer types it, on the books of a test."""

import json
from typing import Any

import attrs
import pytest

from khfund.cli.main import run
from khfund.cli.words import Language


@attrs.frozen
class Said:
    """What one run of the command line left: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer as JSON."""
        return json.loads(self.out)

    @property
    def rule(self) -> str:
        """The rule of a refusal told as JSON."""
        rule: str = json.loads(self.err)["error"]["rule"]
        return rule


@attrs.define
class Shell:
    """Runs `khfund` on one place of books; `office` is who keeps them, if they are there."""

    url: str
    owner_url: str | None
    capsys: pytest.CaptureFixture[str]
    office: Any = None

    def __call__(self, *words: object, by: str | None = None) -> Said:
        """Run a command in somebody's name; what goes back to a giver is another person's business."""
        if by is None:
            goes_back = {"refund", "cancel"} & set(words) and "donation" in words
            by = "ketoantruong" if goes_back else "ketoan"
        Language.chosen = "vi"
        owner = ["--owner-db", self.owner_url] if self.owner_url else []
        self.capsys.readouterr()
        code = run(["--db", self.url, *owner, "--as", by, *map(str, words)])
        said = self.capsys.readouterr()
        Language.chosen = "vi"
        return Said(code, said.out, said.err)

    def json(self, *words: object, by: str | None = None) -> Any:
        """Run a command that is carried out and give its answer."""
        said = self("--json", *words, by=by)
        assert said.code == 0, said.err
        return said.json
