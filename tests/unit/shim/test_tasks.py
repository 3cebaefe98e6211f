"""Background tasks: kept, named, heard of when they fail, ended by their owner."""

import asyncio
import gc
import io

import orjson

from shim.logs import configure_logs
from shim.tasks import Tasks


async def test_a_task_is_kept_until_it_has_ended() -> None:
    """A task that nobody else refers to survives the garbage collector, and is forgotten when it has ended."""
    tasks, go_on, ended = Tasks(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await go_on.wait()
        ended.set()

    tasks.start("work", work())
    await asyncio.sleep(0)
    gc.collect()
    assert len(tasks) == 1
    go_on.set()
    await ended.wait()
    await tasks.drain(1)
    assert len(tasks) == 0


async def test_a_failure_is_logged_without_its_text() -> None:
    """A task that fails leaves a line with its name and the kind of its error; the error's text may hold a value."""
    stream, tasks = io.BytesIO(), Tasks()
    configure_logs("info", stream)

    async def fail() -> None:
        raise LookupError("s3cret")

    task = tasks.start("doomed", fail())
    await asyncio.wait((task,))
    await tasks.drain(1)
    line = orjson.loads(stream.getvalue())
    assert (line["event"], line["task"], line["error"][0]) == ("task_failed", "doomed", "builtins.LookupError")
    assert b"s3cret" not in stream.getvalue()
    assert task.get_name() == "doomed"


async def test_draining_waits_then_cancels() -> None:
    """What ends in time ends by itself, what does not is cancelled, and draining again does no harm."""
    tasks, quick = Tasks(), asyncio.Event()
    ends = tasks.start("quick", quick.wait())
    hangs = tasks.start("hangs", asyncio.Event().wait())
    quick.set()
    await tasks.drain(0.05)
    await tasks.drain(0)
    assert ends.result() is True
    assert hangs.cancelled()
    assert len(tasks) == 0
