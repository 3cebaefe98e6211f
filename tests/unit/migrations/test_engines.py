"""Every engine that can be loaded is made from settings, and imported only then."""

import subprocess
import sys

import pytest
from pydantic import SecretStr

from config.settings import SettingsError, load_settings
from migrations.engines import ENGINES

SETTINGS = {
    "legacy": load_settings({}, legacy_url=SecretStr("sqlite:///no-such-folder/legacy.db")),
    "cassandra": load_settings({}, cassandra_port=9),
    "embedded": load_settings({}, embedded_file="no-such-folder/events.db"),
}


def test_the_table_is_what_the_command_line_offers() -> None:
    """There is a row for each engine."""
    assert list(ENGINES) == list(SETTINGS)


@pytest.mark.parametrize("name", ENGINES)
async def test_engines_open_while_they_are_down(name: str) -> None:
    """An engine is made, opened and closed where nothing answers."""
    engine = ENGINES[name](SETTINGS[name])
    await engine.open()
    await engine.close()


@pytest.mark.parametrize(("name", "setting"), [("legacy", "SHIM_LEGACY_URL"), ("embedded", "SHIM_EMBEDDED_FILE")])
def test_a_setting_that_is_not_set_is_named(name: str, setting: str) -> None:
    """An engine without its setting is refused by the setting's name."""
    with pytest.raises(SettingsError, match=setting):
        ENGINES[name](load_settings({}))


def test_no_engine_is_imported_before_it_is_used() -> None:
    """The command line starts without any driver."""
    drivers = ("sqlalchemy", "psycopg", "cassandra", "aiosqlite", "alembic")
    code = f"import sys, migrations.__main__; sys.exit(any(name in sys.modules for name in {drivers}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
