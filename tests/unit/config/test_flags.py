"""The table of flags: its fields, its page in README, and what each one takes and refuses."""

import re
from pathlib import Path
from typing import Final

import pytest

from config.flags import (
    FLAG_TABLE,
    FLAGS,
    MAINTENANCE_ERRORS,
    Flag,
    FlagError,
    Flags,
    FlagScope,
    FlagValue,
    find_flag,
    flag_text,
    parse_flag,
)
from shim.legacy.errors import Row

README: Final = (Path(__file__).parents[3] / "README.md").read_text()

SWITCH: Final[tuple[dict[str, FlagValue], tuple[str, ...]]] = (
    {"on": True, "off": False},
    ("", "ON", "true", "1", "yes", " on", "on\n"),
)
TAKES: Final[dict[str, tuple[dict[str, FlagValue], tuple[str, ...]]]] = {
    "force-engine": ({text: text for text in ("none", "legacy", "events")}, ("", "Legacy", "cassandra", "on")),
    "shadow-reads": ({"0": 0, "1": 1, "100": 100, "007": 7}, ("", "101", "-1", "1.5", "٣", " 5", "5%", "1" * 5_000)),
    "fallback": SWITCH,
    "passthrough": SWITCH,
    "true-clock": SWITCH,
    "pin-stage": SWITCH,
    "maintenance": ({text: text for text in ("none", *MAINTENANCE_ERRORS)}, ("", "on", "CREDENTIALS", "internal")),
}


def test_a_field_for_each_flag() -> None:
    """`Flags` has the table's flags in its order, with its defaults; a default is a value that is allowed."""
    assert Flags._fields == tuple(flag.name.replace("-", "_") for flag in FLAGS)
    assert Flags() == tuple(flag.default for flag in FLAGS)
    assert [parse_flag(flag.name, flag_text(flag.default)) for flag in FLAGS] == list(Flags())


def test_readme_has_the_table() -> None:
    """README's table of flags says what this one says: name, default, scope, what is allowed, help."""
    section = README.partition("### Flags")[2].partition("\n### ")[0]
    listed = re.findall(r"^\| `([a-z-]+)` \| `(\w+)` \| (\w+) \| (.+?) \| (.+) \|$", section, re.MULTILINE)
    assert listed == [
        (flag.name, flag_text(flag.default), flag.scope.value, flag.allowed.replace(" | ", ", "), flag.help)
        for flag in FLAGS
    ]


@pytest.mark.parametrize("flag", FLAGS, ids=lambda flag: flag.name)
def test_what_each_flag_takes(flag: Flag) -> None:
    """Each flag takes its own texts, and a refusal of any other is a line that says what is allowed."""
    taken, refused = TAKES[flag.name]
    for text, value in taken.items():
        assert parse_flag(flag.name, text) == value
        assert type(value) is type(flag.default)
    for text in refused:
        with pytest.raises(FlagError) as told:
            parse_flag(flag.name, text)
        assert str(told.value).endswith(f"; allowed: {flag.allowed}")
        assert "\n" not in str(told.value)
        assert len(str(told.value)) < 300


def test_an_unknown_flag_names_those_that_are_known() -> None:
    """A flag that is none is refused with the names of all."""
    with pytest.raises(FlagError, match="fall-back is not a flag; allowed: force-engine, shadow-reads, fallback, "):
        find_flag("fall-back")


def test_a_flag_for_all_sites_has_no_site() -> None:
    """A flag of all sites together is refused for one of them, any other is not."""
    for flag in FLAGS:
        if flag.scope is FlagScope.GLOBAL:
            with pytest.raises(FlagError, match="is for all sites together"):
                parse_flag(flag.name, flag_text(flag.default), "a.example.com")
        else:
            assert parse_flag(flag.name, flag_text(flag.default), "a.example.com") == flag.default


def test_maintenance_answers_rows_that_exist() -> None:
    """Each error that maintenance may answer is a row of the legacy errors, and `force-engine` names engines."""
    assert set(MAINTENANCE_ERRORS) <= set(Row.__members__)
    assert set(FLAG_TABLE) == set(TAKES)
