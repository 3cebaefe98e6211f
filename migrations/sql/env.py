"""
What Alembic runs for every command: all missing revisions in one transaction, one process at a time.

Must not know what the revisions do. Reads `connection` and `report` from the config's attributes, which
`migrations/apply_sql.py` sets; there is no alembic.ini. On PostgreSQL an advisory lock keeps two runs apart and limits
keep a change from holding up a store that is in use; on SQLite the transaction is the lock.
"""

from typing import Any, Final

from alembic import context
from sqlalchemy import Connection

LOCK_KEY: Final = 7_316_404_251
"""Any number, the same for every run: of the advisory lock."""

LIMITS: Final = (
    "SET LOCAL statement_timeout = '60s'",
    f"SELECT pg_advisory_xact_lock({LOCK_KEY})",
    "SET LOCAL lock_timeout = '5s'",
)
"""In this order: waiting for another run is fine, waiting for a reader is not: all others would queue behind us."""


def migrate(connection: Connection, report: Any) -> None:  # noqa: ANN401 - Alembic's own callback type
    """Run what is missing; `report` is Alembic's `on_version_apply`."""
    context.configure(connection=connection, transactional_ddl=True, on_version_apply=report)
    with context.begin_transaction():
        for limit in LIMITS if connection.dialect.name == "postgresql" else ():
            connection.exec_driver_sql(limit)
        context.run_migrations()


migrate(context.config.attributes["connection"], context.config.attributes["report"])
