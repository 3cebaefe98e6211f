"""
A psycopg connection that keeps a deadline. Shared by what talks to PostgreSQL; knows no statements.

psycopg's own, when cancelled, asks the server to cancel the query and waits for it to agree: for ever, if the server is
stopped. Cancelled while it connects, it leaves its socket open until the collector comes by: a server that goes on
after a pause takes it for a caller, and has no connection left for those who wait. Guarded by
`tests/integration/test_legacy_sql_faults.py` and `tests/integration/test_ops_store.py`.
"""

import asyncio
import traceback
from typing import Any, Self

from psycopg import AsyncConnection, waiting
from psycopg.abc import RV, PQGen


class PromptConnection(AsyncConnection[tuple[Any, ...]]):
    """A connection that is closed, at once, when what it does is cancelled."""

    @classmethod
    async def connect(cls, *arguments: Any, **named: Any) -> Self:  # noqa: ANN401 - the driver's, whatever they are
        """Connect as the driver does, and close the socket, at once, when that is cancelled."""
        try:
            return await super().connect(*arguments, **named)
        except asyncio.CancelledError as error:
            traceback.clear_frames(error.__traceback__)  # the driver's hold the attempt, and nobody else does
            raise

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
