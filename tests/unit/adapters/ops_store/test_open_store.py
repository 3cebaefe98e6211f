"""Which URL names which store, and what a wrong one is told."""

import subprocess
import sys

import pytest

from adapters.ops_store import open_store
from config.settings import SettingsError


@pytest.mark.parametrize(
    "url", ["", "ops.db", "sqlite://ops.db", "mysql://jane:s3cret@db/ops", "postgresql+psycopg://db/o"]
)
def test_an_unknown_url_is_told_what_is_known(url: str) -> None:
    """A URL of no known kind is refused with those that are, and is not repeated."""
    with pytest.raises(SettingsError, match="sqlite:/// or postgresql://") as refused:
        open_store(url, 1_000)
    assert "s3cret" not in str(refused.value)


def test_a_url_that_libpq_does_not_read_is_not_repeated() -> None:
    """A PostgreSQL URL with a mistake is refused without its password."""
    with pytest.raises(SettingsError, match="SHIM_OPS_STORE_URL") as refused:
        open_store("postgresql://jane:s3cret@db/ops?nonsense=1", 1_000)
    assert "s3cret" not in str(refused.value)


def test_no_more_is_imported_than_is_used() -> None:
    """A store on SQLite imports neither SQLAlchemy nor psycopg, one on PostgreSQL no SQLAlchemy: starts are quick."""
    program = (
        "import sys; from adapters.ops_store import open_store; open_store('sqlite:///x', 1);"
        "assert not {'sqlalchemy', 'psycopg', 'alembic'} & sys.modules.keys();"
        "open_store('postgresql://127.0.0.1/x', 1); assert not {'sqlalchemy', 'alembic'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
