"""
Logging: one JSON object a line, to one stream, through structlog.

A running shim writes through `log_writer.py`, so that nobody waits for whoever reads. Must not know what is logged. An
event below the level costs a call of an empty function. Nothing here prints values of a request: `describe_error` gives
types and places, since the text of an exception may repeat what a caller sent.
Guarded by `tests/unit/shim/test_logs.py`.
"""

import asyncio
import logging
import sys
import traceback
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final, Generic, Protocol, TypeVar, cast

import orjson
import structlog

from shim.log_writer import LogWriter

T = TypeVar("T")

PAUSE_S: Final = 0.01
"""Between two writes of a batch: under load each request would otherwise pay for one."""


class Stream(Protocol):
    """What lines are written to."""

    def write(self, lines: bytes, /) -> int:
        """Write lines, each with its newline."""
        ...

    def flush(self) -> None:
        """Keep nothing back."""
        ...


@contextmanager
def logging_apart(level: str) -> Iterator[LogWriter]:
    """Log to standard error through a writer of its own, as `configure_logs` says, and write what waits at the end."""
    writer = LogWriter(sys.stderr.fileno())
    configure_logs(level, writer)
    writer.start()
    try:
        yield writer
    finally:
        writer.stop()


def configure_logs(level: str, stream: Stream | None = None) -> None:
    """
    Set up structlog for this process; the last call counts, also for loggers that exist.

    Args:
        level: the least level that is logged: `debug`, `info`, `warning` or `error`.
        stream: where lines go; standard error by default.
    """
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _add_time,
            structlog.processors.JSONRenderer(serializer=_dump),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.BytesLoggerFactory(cast("BinaryIO", stream or sys.stderr.buffer)),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for handler in [known for known in root.handlers if isinstance(known, LibraryRecords)]:
        root.removeHandler(handler)
    root.addHandler(LibraryRecords(logging.WARNING))


class Batch(Generic[T]):
    """
    Writes events together, past structlog's processors: at the end of a turn of the event loop, or `PAUSE_S` later.

    For the one event that every request has: through the processors, one by one, it costs more than anything else that
    the shim does around a request. It is made and used on the event loop's thread, and flushed before that ends.

    Args:
        level: of all its events.
        describe: what makes the fields of an event of what was added.
    """

    def __init__(self, level: str, describe: Callable[[T], dict[str, Any]]) -> None:
        self._level = level
        self._describe = describe
        self._wanted = structlog.get_logger().bind().is_enabled_for(logging.getLevelNamesMapping()[level.upper()])
        self._write = structlog.get_config()["logger_factory"]().msg
        self._waiting: list[T] = []
        self._loop = asyncio.get_running_loop()
        self._next_write_s = 0.0  # long ago

    def add(self, event: T) -> None:
        """Have one event written, if its level is logged; its time will be that of the write."""
        if self._wanted:
            if not self._waiting:
                self._loop.call_at(self._next_write_s, self.flush)
            self._waiting.append(event)

    def flush(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        self._next_write_s = self._loop.time() + PAUSE_S
        common = {"level": self._level, "timestamp": datetime.now(UTC)}
        self._write(b"\n".join([_dump(self._describe(event) | common) for event in waiting]))


def describe_error(error: BaseException) -> list[str]:
    """
    Return where an exception came from, without its text.

    Returns:
        For the exception and each one behind it: its type, then its frames from the outermost in, as `file:line name`.
    """
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        lines += [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(seen.__traceback__)]
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return lines


def _add_time(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ANN401
    event["timestamp"] = datetime.now(UTC)  # orjson writes it, faster than anyone formats it
    return event


def _dump(event: Any, **_options: Any) -> bytes:  # noqa: ANN401 - whatever was logged
    return orjson.dumps(event, default=_type_name, option=orjson.OPT_UTC_Z)


def _type_name(value: object) -> str:
    return type(value).__name__


class LibraryRecords(logging.Handler):
    """
    Turns what libraries log into events that say who spoke, where, and about which failure.

    Their own words are dropped: nobody can know whether they quote a request.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Log one record."""
        failure = record.exc_info[1] if record.exc_info else None
        structlog.get_logger().warning(
            "library",
            logger=record.name,
            place=f"{record.pathname}:{record.lineno}",
            error=describe_error(failure) if failure else [],
        )
