"""
A psycopg connection that reads without a cursor. Must not know our statements or rows.

psycopg waits for the socket anew for each piece of an answer, of which 40 rows have six; that, the cursor and its
generators cost as much as the rows. Here the socket is watched for as long as the connection is used, libpq takes each
piece as it comes, and psycopg's own loaders make the rows. A statement is prepared when a connection first sees it,
which is one round trip more. Whatever else is done with the connection goes psycopg's way.

Guarded by `tests/integration/test_legacy_sql_*.py`.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import psycopg
from psycopg import adapt
from psycopg.abc import RV, PQGen, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from adapters.postgres import PromptConnection

Row = tuple[Any, ...]

FLUSH_POLL_S: Final = 0.005
"""How often a statement is pushed on that did not fit into the kernel's buffer at once: one of 64 KiB does."""

GOOD: Final = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


class ReadConnection(PromptConnection):
    """One connection; one read at a time."""

    def __init__(self, pgconn: PGconn) -> None:
        super().__init__(pgconn)
        self._statements: dict[str, tuple[bytes, Transformer]] = {}
        self._encoding = ""
        self._watched_socket: int | None = None
        self._results: list[PGresult] = []
        self._answered: asyncio.Future[None] | None = None

    async def read(self, statement: str, values: Sequence[object]) -> list[Row]:
        """
        Run a statement and return its rows.

        Args:
            statement: with `$1` and so on; of one connection's statements each is prepared once.
            values: texts and integers, as many as the statement has parameters.

        Raises:
            psycopg.Error: as a cursor would.
            UnicodeEncodeError: a lone surrogate in a text.
            CancelledError: the caller was cancelled; the connection is closed.
        """
        encoding = self._encoding = self._encoding or self.info.encoding
        parameters = [_parameter(value, encoding) for value in values]
        name, loaders = self._statements.get(statement) or await self._prepare(statement, encoding)
        result = await self._answer(partial(self.pgconn.send_query_prepared, name, parameters))
        loaders.set_pgresult(result)
        rows: list[Row] = loaders.load_rows(0, result.ntuples, tuple)
        loaders.set_pgresult(None)  # or it would keep its memory until the next read
        return rows

    async def wait(
        self,
        gen: PQGen[RV],
        interval: float = 0.1,
        timeout: float | None = None,  # noqa: ASYNC109 - the driver's signature
    ) -> RV:
        """Let psycopg watch the socket."""
        self._unwatch()
        return await super().wait(gen, interval, timeout)

    async def close(self) -> None:
        """Close at once; safe to call twice."""
        self._unwatch()
        await super().close()

    async def _prepare(self, statement: str, encoding: str) -> tuple[bytes, Transformer]:
        name = b"shim_%d" % len(self._statements)
        await self._answer(partial(self.pgconn.send_prepare, name, statement.encode(encoding)))
        prepared = self._statements[statement] = (name, adapt.Transformer.from_context(self))
        return prepared

    async def _answer(self, send: Callable[[], None]) -> PGresult:
        """Send something and return its only result."""
        self._watch()
        self._results = []
        self._answered = asyncio.get_running_loop().create_future()
        try:
            send()
            while self.pgconn.flush():  # noqa: ASYNC110 - nothing tells when there is room
                await asyncio.sleep(FLUSH_POLL_S)
            await self._answered
        except asyncio.CancelledError:
            self._unwatch()
            self.pgconn.finish()
            raise
        result, self._results = self._results[-1], []  # an idle connection keeps no answer
        if result.status not in GOOD:
            raise error_from_result(result, self._encoding)
        return result

    def _watch(self) -> None:
        if self._watched_socket is None:
            self._watched_socket = self.pgconn.socket
            asyncio.get_running_loop().add_reader(self._watched_socket, self._receive)

    def _unwatch(self) -> None:
        if self._watched_socket is not None:
            asyncio.get_running_loop().remove_reader(self._watched_socket)
            self._watched_socket = None

    def _receive(self) -> None:
        """Take what has come; asking for a result that is not there yet would block."""
        pgconn, answered = self.pgconn, self._answered
        try:
            pgconn.consume_input()
            while not pgconn.is_busy():
                result = pgconn.get_result()
                if result is None:
                    if self._results and answered is not None and not answered.done():
                        answered.set_result(None)
                    return
                self._results.append(result)
        except psycopg.OperationalError as error:  # also told by an idle connection whose server goes away
            self._unwatch()
            if answered is not None and not answered.done():
                answered.set_exception(error)


def _parameter(value: object, encoding: str) -> bytes:
    text = str(value)
    if "\0" in text:
        raise psycopg.DataError("PostgreSQL has no NUL in a text")
    return text.encode(encoding)
