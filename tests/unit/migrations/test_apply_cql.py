"""Numbered CQL files, without a server."""

from pathlib import Path

import pytest

from adapters.errors import EngineMisconfigured
from migrations.apply_cql import FOLDER, Migration, pending, read_folder

ONE, TWO = (Migration(number, f"000{number}_x", f"digest {number}", ()) for number in (1, 2))


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text("CREATE TABLE t (a int PRIMARY KEY);")


def test_comments_and_blank_statements_are_left_out(tmp_path: Path) -> None:
    """A file is its statements, without what only people read."""
    (tmp_path / "0001_one.cql").write_text("-- first; second\nCREATE\n  a; -- c\n;\n\nALTER b;\n")
    [migration] = read_folder(tmp_path)
    assert migration[:2] == (1, "0001_one")
    assert migration.statements == ["CREATE\n  a", "ALTER b"]


@pytest.mark.parametrize(
    "names",
    [("0002_two.cql",), ("0001_one.cql", "0003_three.cql"), ("0001_one.cql", "0001_other.cql"), ("first.cql",)],
)
def test_numbers_have_no_gaps(tmp_path: Path, names: tuple[str, ...]) -> None:
    """A number that is missing, there twice, or no number at all is refused before anything runs."""
    write(tmp_path, *names)
    with pytest.raises(EngineMisconfigured):
        read_folder(tmp_path)


def test_only_what_has_not_run_is_pending() -> None:
    """What is noted is left out; what a later version noted is left alone."""
    assert pending([ONE, TWO], {}) == [ONE, TWO]
    assert pending([ONE, TWO], {1: (ONE.name, ONE.sha256), 7: ("0007_later", "")}) == [TWO]


@pytest.mark.parametrize("noted", [("0001_x", "other digest"), ("0001_other", "digest 1")])
def test_what_ran_must_not_change(noted: tuple[str, str]) -> None:
    """Another digest or another name of a number that ran is an error that names the file."""
    with pytest.raises(EngineMisconfigured, match="0001_x"):
        pending([ONE, TWO], {1: noted})


def test_our_statements_can_run_again() -> None:
    """Every shipped statement does no harm the second time."""
    statements = [statement for migration in read_folder(FOLDER) for statement in migration.statements]
    assert statements
    assert all("IF NOT EXISTS" in statement for statement in statements)
