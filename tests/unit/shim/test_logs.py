"""Log lines: JSON, cheap, without values."""

import asyncio
import io
import logging
from collections.abc import Iterator

import orjson
import pytest
import structlog

from shim.logs import Batch, LibraryRecords, configure_logs, describe_error

SECRET = "s3cret-marked-value"


def _describe(number: int) -> dict[str, object]:
    return {"event": "e", "n": number}


def _failure() -> BaseException:
    """Return an exception with a cause, both quoting what nobody may print."""
    try:
        int(SECRET)
    except ValueError as error:
        failure = LookupError(SECRET)
        failure.__cause__ = error
        return failure
    raise AssertionError


@pytest.fixture
def stream() -> Iterator[io.BytesIO]:
    yield io.BytesIO()
    structlog.reset_defaults()
    root = logging.getLogger()
    root.handlers[:] = [handler for handler in root.handlers if not isinstance(handler, LibraryRecords)]


def test_one_object_a_line(stream: io.BytesIO) -> None:
    """Each event is a JSON object with level and time; a value that is none of JSON's shows its type only."""
    configure_logs("info", stream)
    structlog.get_logger().info("first", number=1)
    structlog.get_logger().error("second", thing=object())
    first, second = map(orjson.loads, stream.getvalue().splitlines())
    assert (first["event"], first["number"], first["level"]) == ("first", 1, "info")
    assert (second["thing"], second["level"]) == ("object", "error")
    assert first["timestamp"].endswith("Z")


def test_the_level(stream: io.BytesIO) -> None:
    """Events below the level are not written."""
    configure_logs("error", stream)
    structlog.get_logger().warning("no")
    assert stream.getvalue() == b""


async def test_a_batch_is_written_in_order_at_the_end_of_the_turn(stream: io.BytesIO) -> None:
    """Events of one turn of the event loop go out together; none below the level."""
    configure_logs("info", stream)
    lines, silent = Batch("info", _describe), Batch("debug", _describe)
    for number in range(3):
        lines.add(number)
        silent.add(number)
    assert stream.getvalue() == b""
    await asyncio.sleep(0)
    lines.add(3)
    await asyncio.sleep(0)
    assert [orjson.loads(line)["n"] for line in stream.getvalue().splitlines()] == [0, 1, 2, 3]


def test_errors_are_told_without_their_text() -> None:
    """Types and places of the whole chain, no text."""
    told = describe_error(_failure())
    assert told[0] == "builtins.LookupError"
    assert "builtins.ValueError" in told
    assert SECRET not in "".join(told)


def test_libraries_are_heard_without_their_words(stream: io.BytesIO) -> None:
    """What a library logs shows who spoke and which failure it had, never what it said."""
    configure_logs("info", stream)
    configure_logs("info", stream)
    logging.getLogger("library").error("went wrong: %s", SECRET, exc_info=_failure())
    (line,) = map(orjson.loads, stream.getvalue().splitlines())
    assert line["logger"] == "library"
    assert line["error"][0] == "builtins.LookupError"
    assert SECRET not in stream.getvalue().decode()
