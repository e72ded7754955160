"""The shape of the house, held by rules that a reader would otherwise have to remember.

The lists of exceptions may only shrink: an exception that is no longer needed is refused as well.
"""

import ast
import configparser
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parent.parent

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 40
FORBIDDEN_NAMES = {
    "models",
    "services",
    "service",
    "queries",
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
}

LONG_FILES: dict[str, int] = {}  # path → lines at most, until somebody splits it
LONG_FUNCTIONS: dict[str, int] = {}  # path::function → lines at most, until somebody splits it
WITHOUT_TEST_FILE: dict[str, str] = {  # path → why no file of tests mirrors it
    "khfund/tables.py": "holds nothing but imports; each migrated database of the tests is made through it",
    "khfund/reports/ledger_rule.py": "tests/reports/test_check.py breaks each of its rules and sees it named",
    **dict.fromkeys(
        (
            f"khfund/demo/{name}.py"
            for name in (
                "award_payment",
                "award_prints",
                "award_season",
                "correction",
                "example_year",
                "finding",
                "goods",
                "office",
                "own_line",
                "papers",
                "promise",
                "public_window",
                "quarter",
                "receipt_batch",
                "safekeeping",
                "sponsored_child",
                "summary",
                "term_deposit",
                "tree",
                "unit_report",
                "year_end",
                "year_papers",
            )
        ),
        "tests/cli/test_demo.py holds the whole example year",
    ),
}

# Spelled as patterns, so that this file does not hold what it forbids.
REGISTRY_HOSTS = re.compile(
    r"pypi[.]org|python[h]osted[.]org|registry[.]npmjs|npmjs[.]com|deb[.]debian[.]org|"
    r"security[.]debian[.]org|crates[.]io|proxy[.]golang|repo[.]maven|rubygems[.]org|conda[.]anaconda",
)
MACHINE_PATHS = re.compile(r"(?<![\w.}])/(?:[w]ork|[r]oot|[h]ome/\w+|[U]sers/\w+|tmp/[b]rief)\b")


def refuse(findings: list[str]) -> None:
    """Fail with every finding, one a line."""
    assert not findings, "\n" + "\n".join(findings)


def relative(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def files_in_git() -> list[Path]:
    """Whatever is or will be committed; all files where this is no clone."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False)
    if listed.returncode:
        hidden = {".git", ".venv", "out"}
        return [path for path in PROJECT.rglob("*") if path.is_file() and not hidden & set(path.parts)]
    paths = (PROJECT / name for name in sorted(set(listed.stdout.decode().split("\0")) - {""}))
    return [path for path in paths if path.is_file()]


def texts() -> Iterator[tuple[str, str]]:
    for path in files_in_git():
        try:
            yield relative(path), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def python_files(*folders: str) -> list[Path]:
    return [
        path for path in files_in_git() if path.suffix == ".py" and relative(path).split("/")[0] in folders
    ]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def definitions(
    node: ast.AST, within: str = ""
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]]:
    """Functions and classes of a file with their dotted names, those inside functions left out."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{within}{child.name}"
            yield name, child
            if isinstance(child, ast.ClassDef):
                yield from definitions(child, f"{name}.")
        elif isinstance(child, ast.If | ast.Try | ast.With):
            yield from definitions(child, within)


# -- sizes --------------------------------------------------------------------------------------------------------


def test_a_file_stays_within_400_lines():
    files = python_files("khfund", "admin", "tests", "benchmarks", "scripts")
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}

    refuse(too_long(lengths, FILE_LINES_MAX, LONG_FILES))


def test_a_function_stays_within_40_lines():
    lengths = {
        f"{relative(path)}::{name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in python_files("khfund", "admin", "tests", "benchmarks", "scripts")
        if "migrations/versions" not in relative(path)
        for name, node in definitions(tree(path))
        if not isinstance(node, ast.ClassDef)
    }

    refuse(too_long(lengths, FUNCTION_LINES_MAX, LONG_FUNCTIONS))


def too_long(lengths: dict[str, int], most: int, exceptions: dict[str, int]) -> list[str]:
    """What is longer than it may be, and every exception that is larger than it has to be."""
    grown = [
        f"{name} has {length} lines, {exceptions.get(name, most)} are allowed"
        for name, length in lengths.items()
        if length > exceptions.get(name, most)
    ]
    loose = [
        f"{name} is listed with {allowed} lines but has {lengths.get(name, 0)}: lower or remove the exception"
        for name, allowed in exceptions.items()
        if lengths.get(name, 0) <= most or lengths[name] < allowed
    ]
    return grown + loose


# -- names --------------------------------------------------------------------------------------------------------


def test_no_file_or_folder_is_named_after_a_technique():
    named = [
        relative(path)
        for path in python_files("khfund", "admin")
        if FORBIDDEN_NAMES & {*path.relative_to(PROJECT).parts[:-1], path.stem}
    ]

    refuse(named)


def test_each_file_of_khfund_is_mirrored_by_a_file_of_tests():
    untested = {
        relative(path)
        for path in python_files("khfund")
        if path.name != "__init__.py" and "migrations" not in path.parts and not mirror_of(path).exists()
    }

    refuse(sorted(untested ^ WITHOUT_TEST_FILE.keys()))


def mirror_of(path: Path) -> Path:
    inside = path.relative_to(PROJECT / "khfund")
    return PROJECT / "tests" / inside.with_name(f"test_{inside.name}")


# -- words --------------------------------------------------------------------------------------------------------


def test_what_is_public_says_what_it_is_for():
    silent = [
        f"{relative(path)}::{name}"
        for path in python_files("khfund")
        if "migrations/versions" not in relative(path)
        for name, node in [("", tree(path)), *definitions(tree(path))]
        if not any(part.startswith("_") for part in [path.stem.removeprefix("__init__"), *name.split(".")])
        if not ast.get_docstring(node)
    ]

    refuse(silent)


def test_no_package_registry_is_named():
    refuse([f"{name}: {host}" for name, text in texts() for host in REGISTRY_HOSTS.findall(text)])


def test_no_path_of_one_machine_is_named():
    refuse([f"{name}: {path}" for name, text in texts() for path in MACHINE_PATHS.findall(text)])


def test_links_between_pages_lead_to_a_file():
    dead = [
        f"{name}: {target}"
        for name, text in texts()
        if name.endswith(".md")
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", without_code(text))
        if "://" not in target and not target.startswith("mailto:")
        if not (PROJECT / name).parent.joinpath(target).exists()
    ]

    refuse(dead)


def without_code(markdown: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", markdown, flags=re.DOTALL)


# -- arrows -------------------------------------------------------------------------------------------------------


def test_imports_point_down():
    """In a process of its own: the linter sets up logging anew and would silence ours."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()"]

    ran = subprocess.run(
        [*command, "--no-logo", "--no-cache"], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stdout


def test_every_package_of_the_project_is_under_the_import_rules():
    rules = configparser.ConfigParser()
    rules.read(PROJECT / ".importlinter", encoding="utf-8")
    packages = {name for name in ("khfund", "admin") if (PROJECT / name / "__init__.py").exists()}

    assert set(rules["importlinter"]["root_packages"].split()) == packages
