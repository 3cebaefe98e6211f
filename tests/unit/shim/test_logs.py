"""Log lines: JSON, cheap, without values."""

import asyncio
import io
import logging
from collections.abc import Iterator

import orjson
import pytest
import structlog

from shim.logs import PAUSE_S, Batch, LibraryRecords, configure_logs, describe_error

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


async def _turn() -> None:
    """Let the event loop begin another turn, and end it."""
    await asyncio.sleep(0)
    await asyncio.sleep(0)


async def test_what_waits_is_written_by_itself(stream: io.BytesIO) -> None:
    """No later event is needed for that."""
    configure_logs("info", stream)
    lines = Batch("info", _describe)
    for number in range(2):
        lines.add(number)
        await _turn()
    async with asyncio.timeout(5):
        while len(stream.getvalue().splitlines()) < 2:  # noqa: ASYNC110 - the stream tells nobody
            await asyncio.sleep(PAUSE_S)


async def test_a_batch_is_written_in_order(stream: io.BytesIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes after a pause is written at the end of its turn; what comes sooner waits, until the end if need be."""
    monkeypatch.setattr("shim.logs.PAUSE_S", 60)
    configure_logs("info", stream)
    lines, silent = Batch("info", _describe), Batch("debug", _describe)
    for number in range(3):
        lines.add(number)
        silent.add(number)
    assert stream.getvalue() == b""
    await _turn()
    assert len(stream.getvalue().splitlines()) == 3
    lines.add(3)
    await _turn()
    assert len(stream.getvalue().splitlines()) == 3
    lines.flush()
    lines.flush()
    silent.flush()
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
