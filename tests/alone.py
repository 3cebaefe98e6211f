"""
Lets a test that measures time have the machine to itself, although `make test` runs tests in two processes at once.

Tests take turns by two locks that the processes of a run share: `ROOM` is held together by ordinary tests and alone by
one that is marked `alone`; `DOOR` is passed by each on its way in, so that nobody enters past one that waits. A lock
ends with its process. Guarded by `tests/test_alone.py`.
"""

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

DOOR: Final = Path(__file__)
ROOM: Final = Path(__file__).with_name("conftest.py")
"""Files that every process of a run can open; they are locked, never read or written."""


@contextmanager
def locked(file: Path, how: int = fcntl.LOCK_EX) -> Iterator[None]:
    """
    Hold a lock on a file; waits for it.

    Args:
        file: which may be read.
        how: of `fcntl.flock`.

    Raises:
        BlockingIOError: somebody else holds it, and `how` says not to wait.
    """
    with file.open("rb") as held:
        fcntl.flock(held, how)
        yield


@contextmanager
def turn(*, alone: bool) -> Iterator[None]:
    """Wait until a test may run, and keep others out meanwhile when it wants to be alone."""
    with ExitStack() as inside:
        with locked(DOOR):
            inside.enter_context(locked(ROOM, fcntl.LOCK_EX if alone else fcntl.LOCK_SH))
        yield
