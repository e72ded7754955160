"""What every test may ask for: a database on each engine, and the folder of real input.

pytest --engine sqlite          only one engine
CI=true pytest                  a missing PostgreSQL fails its tests instead of skipping them
KHFUND_SHARED=/path pytest      where the real input lies, if not in ../shared/data
"""

import contextlib
import gc
import io
import itertools
import json
import os
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import hypothesis
import pytest

from khfund.cli.main import run as khfund_run
from khfund.db import Database
from tests import postgres, shared_sql

PROJECT = Path(__file__).parent.parent
ENGINES = ("sqlite", "postgresql")
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
TEMPLATE = "khfund_template"

RUN = pytest.StashKey[tuple[Path, int]]()

# No deadline: the machine that tests is busy. In CI the examples are the same each time, so that red means a change.
hypothesis.settings.register_profile("local", deadline=None, max_examples=50)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=15, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if IN_CI else "local")

shared_sql.install()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=ENGINES, help="run only the tests of this database engine")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Open the run; the folders of its tests lie in it, in memory where there is room: books are flushed all the time."""
    config.addinivalue_line("markers", "slow: takes more than ten seconds")
    if not hasattr(config, "workerinput"):
        config.stash[RUN] = postgres.open_run()
        if config.option.basetemp is None:
            config.option.basetemp = config.stash[RUN][0] / "tmp"


def pytest_unconfigure(config: pytest.Config) -> None:
    if RUN in config.stash:
        postgres.close_run(*config.stash[RUN])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    """Tell a worker the folder of the run."""
    node.workerinput["khfund_run"] = str(node.config.stash[RUN][0])


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = config.getoption("--engine")
    if wanted:
        items[:] = [item for item in items if _engine_of(item) in {wanted, None}]
    elif IN_CI:
        items[:] = [item for item in items if not _is_spared(item)]


def _is_spared(item: pytest.Item) -> bool:
    """Three quarters of what is tried on SQLite too: CI has half an hour; `pytest` without CI takes all.

    What is about processes, the database itself or PostgreSQL alone is never spared.
    """
    twin = hasattr(item, "callspec") and item.callspec.params.get("database") == "postgresql"
    whole = item.path.parent == PROJECT / "tests" or item.nodeid.startswith(("tests/flows/", "tests/backup/"))
    return twin and not whole and zlib.crc32(item.nodeid.encode()) % 4 > 0


def _engine_of(item: pytest.Item) -> str | None:
    """The engine that a test needs, None for a test without a database."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    fixtures = getattr(item, "fixturenames", ())
    asked = (engine for engine in ENGINES if f"{engine}_database" in fixtures)
    return parameters.get("database") or next(asked, None)


# -- real input ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real input; the test is skipped where it is not there."""
    folder = Path(os.environ.get("KHFUND_SHARED") or PROJECT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"the real input is not here: {folder} (or name it in KHFUND_SHARED)")
    return folder


@attrs.frozen
class ExampleYear:
    """What `khfund demo` left: its answer, and the folder with the books and the papers."""

    answer: dict[str, Any]
    out: Path

    @property
    def books(self) -> Path:
        return self.out / "khfund-demo.sqlite"


@pytest.fixture(scope="session")
def example_year(run_folder: Path) -> ExampleYear:
    """The example year, lived once in a run: to be read, and copied before anything is written."""
    out, told = run_folder / "example-year", run_folder / "example-year.json"
    with postgres.lock(run_folder, "example"):
        if not told.exists():
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                code = khfund_run(
                    ["--json", "demo", "--examples", str(PROJECT / "examples"), "--out", str(out)]
                )
            told.write_text(json.dumps({"code": code, "said": said.getvalue()}), encoding="utf-8")
    ended = json.loads(told.read_text(encoding="utf-8"))
    assert ended["code"] == 0, ended["said"]
    return ExampleYear(json.loads(ended["said"]), out)


# -- databases ----------------------------------------------------------------------------------------------------


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest) -> Database:
    """Empty, migrated books, once on each engine."""
    return request.getfixturevalue(f"{request.param}_database")


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """Empty, migrated books in an SQLite file, for a test that is about SQLite or about no engine."""
    file = shutil.copyfile(sqlite_template, tmp_path / "books.sqlite")
    books = Database(f"sqlite:///{file}")
    yield books
    books.dispose()


@pytest.fixture
def postgresql_database(
    postgres_server: postgres.Server, postgresql_template: str, names: Iterator[str]
) -> Iterator[Database]:
    """Empty, migrated books on PostgreSQL, for a test that is about PostgreSQL; the tables belong to another role."""
    name = next(names)
    postgres_server.create(name, template=postgresql_template)
    books = Database(postgres_server.url(name), owner_url=postgres_server.url(name, postgres.OWNER))
    yield books
    books.dispose()
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def run_folder(request: pytest.FixtureRequest) -> Path:
    """The folder that all workers of this run share."""
    if hasattr(request.config, "workerinput"):
        return Path(request.config.workerinput["khfund_run"])
    return request.config.stash[RUN][0]


@pytest.fixture(scope="session")
def postgres_server(run_folder: Path) -> postgres.Server:
    """The run's own PostgreSQL server."""
    if postgres.programs() is None:
        message = "PostgreSQL is not installed: apt-get install postgresql"
        pytest.fail(message) if IN_CI else pytest.skip(message)
    return postgres.start(run_folder)


@pytest.fixture(scope="session")
def sqlite_template(run_folder: Path) -> Path:
    """Migrated books that each test copies."""
    file = run_folder / "template.sqlite"
    with postgres.lock(run_folder, "sqlite"):
        if not file.exists():
            unfinished = file.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            _migrate(Database(f"sqlite:///{unfinished}"))
            unfinished.rename(file)
    return file


@pytest.fixture(scope="session")
def postgresql_template(postgres_server: postgres.Server, run_folder: Path) -> str:
    """The database that each test copies."""
    done = run_folder / "template.done"
    with postgres.lock(run_folder, "template"):
        if not done.exists():
            postgres_server.drop(TEMPLATE)
            postgres_server.create(TEMPLATE)
            owner = postgres_server.url(TEMPLATE, postgres.OWNER)
            _migrate(Database(postgres_server.url(TEMPLATE), owner_url=owner))
            done.touch()
    return TEMPLATE


@pytest.fixture(scope="session")
def names(request: pytest.FixtureRequest) -> Iterator[str]:
    """Names of databases that no other worker uses."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    return (f"test_{worker}_{number}" for number in itertools.count(1))


def _migrate(books: Database) -> None:
    try:
        books.migrate()
    finally:
        books.dispose()
