"""
The house itself: sizes, names, mirrored tests, and tables that agree with the pages that describe them.

An exemption is a row in a table below with its reason; tables of exemptions may only shrink.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import PREFIX, Settings
from shim.legacy.errors import Row
from shim.routes import ROUTES, Fate

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path for folder in ("shim", "adapters", "config", "migrations") for path in (ROOT / folder).rglob("*.py")
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MAX_FUNCTION_LINES = 60
MAX_FILE_LINES = 500
BANNED_NAMES = {"utils", "helpers", "common", "manager"}
README = (ROOT / "README.md").read_text()


def name_of(path: Path) -> str:
    """Return a path as it is read in a report."""
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", SOURCES + TESTS, ids=name_of)
def test_sizes(path: Path) -> None:
    """A file stops at 500 lines, a function at 60."""
    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1}"
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION_LINES
    ]

    assert len(path.read_text().splitlines()) <= MAX_FILE_LINES
    assert long == []


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_names(path: Path) -> None:
    """No file is named after nothing in particular, and every module says what it is."""
    assert path.stem not in BANNED_NAMES
    if path.name != "__init__.py" or path.read_text():
        assert ast.get_docstring(ast.parse(path.read_text()))


@pytest.mark.parametrize("path", [path for path in TESTS if path.name.startswith("test_")], ids=name_of)
def test_every_test_states_its_truth(path: Path) -> None:
    """A test's docstring is one sentence, or more, that states what is checked."""
    silent = [node.name for node in functions(path) if node.name.startswith("test_") and not ast.get_docstring(node)]

    assert silent == []


def test_settings_table_is_the_readmes() -> None:
    """README lists every setting, and nothing that is none."""
    listed = set(re.findall(rf"^\| `({PREFIX}\w+)` \|", README, re.MULTILINE))

    assert {PREFIX + name.upper() for name in Settings.model_fields} == listed


def test_every_url_is_a_file_and_in_the_readme() -> None:
    """A served page is the file whose path is its URL's, and README names it."""
    for route in ROUTES:
        assert route.path in README
        if route.fate is not Fate.SERVED:
            continue
        file = ROOT / "shim" / "endpoints" / route.path.removeprefix("/api/").replace(".jsp", ".py").replace("-", "_")
        assert file.is_file()


def test_endpoints_fit_on_a_page() -> None:
    """Parse, plan, read, render: under 80 lines."""
    for path in (ROOT / "shim" / "endpoints").rglob("*.py"):
        assert len(path.read_text().splitlines()) < 80, name_of(path)


def test_legacy_texts_stand_in_one_file() -> None:
    """No module but `errors.py` spells out an error text that callers compare with."""
    classes = {row.value.partition(":")[0] for row in Row}
    for path in SOURCES:
        if path.name != "errors.py":
            strings = {node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)}
            assert not [text for text in strings if isinstance(text, str) and text.partition(":")[0] in classes]


def test_commands_are_in_the_readme() -> None:
    """README shows every command of both command lines."""
    for module in ("shim", "migrations"):
        shown = subprocess.run(
            [sys.executable, "-m", module, "--help"], capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout
        commands = re.findall(r"^  ([a-z]+)  ", shown.partition("Commands:")[2], re.MULTILINE)
        assert commands
        name = {"shim": "shim", "migrations": "shim-migrate"}[module]
        assert [command for command in commands if f"{name} {command}" not in README] == []


def test_which_way_imports_go() -> None:
    """The import contracts of pyproject.toml hold."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], capture_output=True, text=True, check=False, cwd=ROOT
    )

    assert done.returncode == 0, done.stdout


def test_no_tracked_file_names_a_registry_or_a_machine() -> None:
    """Requirement files carry hashes and no addresses; nothing names a path of somebody's machine."""
    for path in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in path.read_text()
        assert "--index-url" not in path.read_text()
