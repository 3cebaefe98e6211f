"""Tests that run beside others, and one that does not."""

import fcntl
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from tests import alone
from tests.alone import locked, turn


@pytest.fixture(autouse=True)
def _other_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks of this test's own: those of the run are held by it."""
    for name in ("DOOR", "ROOM"):
        file = tmp_path / name
        file.touch()
        monkeypatch.setattr(alone, name, file)


def is_locked(file: Path) -> bool:
    """Say whether somebody holds a file's lock alone."""
    try:
        with locked(file, fcntl.LOCK_SH | fcntl.LOCK_NB):
            return False
    except BlockingIOError:
        return True


@pytest.fixture
def waiting() -> Iterator[tuple[Thread, Event]]:
    """Somebody who wants to be alone, in a thread that is not started yet, and what lets it leave again."""
    leave = Event()

    def stay() -> None:
        with turn(alone=True):
            leave.wait()

    thread = Thread(target=stay)
    yield thread, leave
    leave.set()
    thread.join()


def test_others_run_together() -> None:
    """Whoever does not want to be alone waits for nobody who does not, either."""
    with turn(alone=False), turn(alone=False):
        assert not is_locked(alone.DOOR)
        assert not is_locked(alone.ROOM)


def test_who_wants_to_be_alone_waits_and_is(waiting: tuple[Thread, Event]) -> None:
    """It enters when the last one has left, nobody gets in before it meanwhile, nor while it is there."""
    thread, leave = waiting
    with turn(alone=False):
        thread.start()
        while not is_locked(alone.DOOR):
            pass
        assert not is_locked(alone.ROOM)
    while not is_locked(alone.ROOM):
        pass
    leave.set()
    thread.join()
    with turn(alone=False):
        assert not is_locked(alone.ROOM)
