"""
`shim-migrate sql`: brings the ops store to the schema of this version, through Alembic, on SQLite and PostgreSQL.

Must not know the schema. The changes are in `migrations/sql/versions/`, how they run in `migrations/sql/env.py`.
Guarded by `tests/integration/test_apply_sql.py`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from adapters.errors import StoreUnreachable
from config.settings import SettingsError

SCRIPTS: Final = Path(__file__).parent / "sql"

DRIVERS: Final = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
"""ONE TABLE: the scheme of a URL, and SQLAlchemy's name for its dialect and driver."""

CONNECT: Final[dict[str, dict[str, Any]]] = {
    "sqlite": {"timeout": 60},
    "postgresql": {"connect_timeout": 10, "application_name": "shim-migrate"},
}
"""Seconds: to wait for another run's lock on the file; to wait for a server."""


def alembic_config() -> Config:
    """Return Alembic's configuration without a file."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config


def apply_sql(url: str, report: Callable[[str], None]) -> None:
    """
    Run every change that has not run yet, all or none.

    Args:
        url: `sqlite:///FILE` (made when missing) or `postgresql://...`.
        report: takes one line for each change and one for the end.

    Raises:
        SettingsError: the URL names nothing that we know.
        StoreUnreachable: the store cannot be reached or changed; nothing was changed then.
    """
    config = alembic_config()

    def report_step(*, step: Any, **_: Any) -> None:  # noqa: ANN401 - Alembic's own callback type
        report(f"{step.up_revision_id}: {step.up_revision.doc}")

    engine = _engine(url)
    try:
        with engine.begin() as connection:
            config.attributes |= {"connection": connection, "report": report_step}
            command.upgrade(config, "head")
    except (SQLAlchemyError, CommandError) as error:
        raise StoreUnreachable(f"the ops store was not changed: {_first_line(error)}") from None
    finally:
        engine.dispose()
    report(f"the ops store is at revision {ScriptDirectory.from_config(config).get_current_head()}")


def _engine(url: str) -> Engine:
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in DRIVERS:
        raise SettingsError("SHIM_OPS_STORE_URL: must begin with sqlite:/// or postgresql://")
    try:
        engine = create_engine(f"{DRIVERS[scheme]}://{rest}", poolclass=NullPool, connect_args=CONNECT[scheme])
    except (ArgumentError, ValueError):
        raise SettingsError("SHIM_OPS_STORE_URL: cannot be read") from None
    if scheme == "sqlite":
        event.listen(engine, "connect", _leave_transactions_to_us)
        event.listen(engine, "begin", _begin)
    return engine


def _leave_transactions_to_us(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own connection
    """Stop Python's driver from committing before each definition of a table."""
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _first_line(error: Exception) -> str:
    """Return the driver's own first line: SQLAlchemy's goes on with the statement."""
    return str(getattr(error, "orig", error)).strip().splitlines()[0]
