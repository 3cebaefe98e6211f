"""
The ops store: sites with their stages, and logins with what they may read. SQLite or PostgreSQL, the same SQL.

Must not know what the facts are used for. SQLAlchemy stays out of it (0.4 s of every start); Alembic owns the schema of
real stores and is run by `shim-migrate sql`. To add a database: a module like `sqlite.py` and a row in `DATABASES`.
Guarded by `tests/unit/adapters/ops_store/` and `tests/integration/test_ops_store.py`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from adapters.base import OpsStore
from adapters.ops_store.database import Database
from config.settings import SettingsError


def _sqlite(url: str, deadline_ms: int) -> Database:
    from adapters.ops_store.sqlite import SqliteDatabase  # noqa: PLC0415 - a driver costs start-up time

    return SqliteDatabase(url.removeprefix("sqlite:///"), deadline_ms)


def _postgresql(url: str, deadline_ms: int) -> Database:
    from adapters.ops_store.postgresql import PostgresqlDatabase  # noqa: PLC0415 - a driver costs start-up time

    return PostgresqlDatabase(url, deadline_ms)


DATABASES: Final[Mapping[str, Callable[[str, int], Database]]] = MappingProxyType(
    {"sqlite:///": _sqlite, "postgresql://": _postgresql}
)
"""ONE TABLE: how a URL begins, and what it names."""


def open_store(url: str, deadline_ms: int) -> OpsStore:
    """
    Return the ops store of a URL, not yet opened.

    Args:
        url: `sqlite:///FILE`, `sqlite:///:memory:` or `postgresql://USER:PASSWORD@HOST/DB`.
        deadline_ms: of each call, waiting for the connection included.

    Raises:
        SettingsError: the URL is of no kind that is known; it is not repeated, as it may hold a password.
    """
    from adapters.ops_store.store import SqlOpsStore  # noqa: PLC0415 - it needs this package

    for beginning, make in DATABASES.items():
        if url.startswith(beginning):
            return SqlOpsStore(make(url, deadline_ms), deadline_ms)
    raise SettingsError(f"SHIM_OPS_STORE_URL: must begin with {' or '.join(DATABASES)}")
