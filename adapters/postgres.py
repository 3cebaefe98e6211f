"""
A psycopg connection that keeps a deadline. Shared by what talks to PostgreSQL; knows no statements.

psycopg's own, when cancelled, asks the server to cancel the query and waits for it to agree: for ever, if the server is
stopped. Guarded by `tests/integration/test_legacy_sql_faults.py` and `tests/integration/test_ops_store.py`.
"""

import asyncio
from typing import Any

from psycopg import AsyncConnection, waiting
from psycopg.abc import RV, PQGen


class PromptConnection(AsyncConnection[tuple[Any, ...]]):
    """A connection that is closed, at once, when what it does is cancelled."""

    async def wait(
        self,
        gen: PQGen[RV],
        interval: float = 0.1,
        timeout: float | None = None,  # noqa: ASYNC109 - the driver's signature
    ) -> RV:
        """Wait as the driver does, but without asking the server to cancel."""
        try:
            return await waiting.wait_async(gen, self.pgconn.socket, interval=interval, timeout=timeout)
        except asyncio.CancelledError:
            self.pgconn.finish()
            raise
