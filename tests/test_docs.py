"""What README and docs/ say is run, looked up or compared with the code."""

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.write_reference import pages
from tests.zygote import khfund_at_hand

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
HOW_TOS = sorted((PROJECT / "docs" / "how-to").glob("*.md"))
TUTORIAL = (PROJECT / "docs" / "tutorial.md").read_text(encoding="utf-8")


def blocks(markdown: str, language: str) -> list[str]:
    """The fenced code of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", markdown, flags=re.DOTALL | re.MULTILINE)


# -- README -----------------------------------------------------------------------------------------------------------


def test_the_readme_is_short():
    assert len(README.splitlines()) <= 80


def test_the_example_of_the_readme_prints_what_it_says():
    (example,) = blocks(README, "python")
    said = [line.removeprefix("# ") for line in example.splitlines() if line.startswith("# ")]

    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(example, "README.md", "exec"), {"__name__": "readme"})

    assert printed.getvalue().splitlines() == said


def test_the_example_of_the_readme_has_about_fifteen_lines_of_work():
    (example,) = blocks(README, "python")

    work = [line for line in example.splitlines() if line and not line.startswith(("from ", "import ", "#"))]
    assert len(work) <= 15


def test_the_targets_that_the_readme_names_are_in_the_makefile():
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(blocks(README, "sh"))))

    assert named == {"demo", "serve", "test"}
    assert named <= set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))


# -- the tutorial -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    with khfund_at_hand(tmp_path_factory.mktemp("khfund") / "bin") as folder:
        yield folder


@pytest.mark.slow
def test_the_tutorial_runs_from_its_first_line_to_its_last(tmp_path, programs):
    ran = in_a_shell(TUTORIAL, tmp_path, programs)

    assert ran.returncode == 0, ran.stderr[-2000:]
    promised = [
        "bien-nhan.pdf",
        "phieu-thu.pdf",
        "dau-moc.txt",
        "dau-moc.txt.vkey",
        "sao-luu.khfund",
        "cong-khai/statement.json",
    ]
    assert [name for name in promised if not (tmp_path / name).stat().st_size] == []


@pytest.mark.slow
@pytest.mark.parametrize("how_to", HOW_TOS, ids=lambda how_to: how_to.stem)
def test_each_how_to_runs_from_its_first_line_to_its_last(how_to, tmp_path, programs):
    ran = in_a_shell(how_to.read_text(encoding="utf-8"), tmp_path, programs)

    assert ran.returncode == 0, ran.stderr[-2000:]


def in_a_shell(markdown: str, folder: Path, programs: Path) -> subprocess.CompletedProcess[str]:
    """Run what a page tells to type, in an empty folder, until something fails."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("KHFUND_")}
    settings["PATH"] = os.pathsep.join([str(programs), str(Path(sys.executable).parent), settings["PATH"]])
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-x", "-c", "\n".join(blocks(markdown, "sh"))],
        cwd=folder,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )


# -- the glossary -----------------------------------------------------------------------------------------------------


def glossary() -> list[tuple[str, str]]:
    """Each row's Vietnamese and English cells."""
    page = (PROJECT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    return [(row[0], row[1]) for row in rows[1:]]


def terms(cell: str) -> list[str]:
    return [term.strip() for term in re.split(r"[,/]", cell)]


def sources(*endings: str) -> str:
    """What the files of khfund and its office hold, in small letters, names of code as words."""
    texts = [
        path.read_text(encoding="utf-8")
        for folder in ("khfund", "admin")
        for path in (PROJECT / folder).rglob("*")
        if path.suffix in endings and "__pycache__" not in path.parts
    ]
    return words(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", "\n".join(texts)))


def words(text: str) -> str:
    """Text in small letters, with a space where code has a mark."""
    return re.sub(r"[\s_-]+", " ", text).lower()


@pytest.mark.parametrize("column", [0, 1], ids=["vietnamese", "english"])
def test_the_words_of_the_glossary_are_the_words_of_the_code(column):
    spoken = sources(".py", ".html")

    unknown = [
        term
        for row in glossary()
        for term in terms(row[column])
        if not re.search(rf"\b{re.escape(words(term))}", spoken)
    ]

    assert unknown == []


def test_no_row_of_the_glossary_stands_twice():
    rows = [cell for row in glossary() for cell in row]

    assert sorted(cell for cell in rows if rows.count(cell) > 1) == []


# -- written pages ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written():
    """What scripts/write_reference.py would write now."""
    return {path.relative_to(PROJECT).as_posix(): content for path, content in pages().items()}


@pytest.mark.parametrize(
    "name", ["docs/index.md", "docs/errors.md", "docs/reference/command-line.md", "docs/reference/library.md"]
)
def test_what_is_written_from_the_code_is_up_to_date(name, written):
    assert (PROJECT / name).read_text(encoding="utf-8") == written[name], "run scripts/write_reference.py"


def test_the_first_page_leads_to_every_other_page():
    docs = PROJECT / "docs"
    linked = {
        (docs / target).resolve()
        for target in re.findall(r"\]\(([^)]+)\)", (docs / "index.md").read_text(encoding="utf-8"))
    }

    pages_there = {path.resolve() for path in docs.rglob("*.md")} - {(docs / "index.md").resolve()}
    assert pages_there - linked == set()


def test_every_picture_of_the_office_is_taken_by_a_walk_and_is_there():
    named = set(
        re.findall(r"pictures/([\w-]+)[.]png", (PROJECT / "docs/office.md").read_text(encoding="utf-8"))
    )
    walks = "".join(file.read_text(encoding="utf-8") for file in (PROJECT / "tests/admin/walks").glob("*.py"))
    taken = set(re.findall(r'[.]picture[(]"([\w-]+)"', walks))
    logins = re.findall(r'^    "(\w+)": "', walks, re.MULTILINE)
    taken |= {f"viec-hom-nay-{login}{end}" for login in logins for end in ("", "-dien-thoai")}

    assert named <= taken
    assert named <= {file.stem for file in (PROJECT / "docs/pictures").glob("*.png")}
