"""
Writing log lines: from a thread of its own, so that whoever logs never waits for whoever reads.

A pipe that nobody reads, a disk that is full or slow, a reader that is gone: serving goes on. What waits is bounded;
lines beyond that, and lines that cannot be written, are lost and counted. Must not know what a line says.
Guarded by `tests/unit/shim/test_log_writer.py` and, with a real process, `tests/e2e/test_log_pipe.py`.
"""

import os
import select
from threading import Condition, Thread
from typing import Final

MAX_WAITING_BYTES: Final = 4 * 1_048_576
"""Some 15,000 lines: what a busy instance logs within ten seconds or so."""

STOP_S: Final = 2.0
"""How long the last lines may take when the shim stops."""

NEWLINE: Final = b"\n"


class LogWriter:
    """
    Writes to a descriptor; any thread may hand over lines.

    Args:
        descriptor: blocking or not; it stays open.
        most_bytes: so much may wait.
    """

    def __init__(self, descriptor: int, most_bytes: int = MAX_WAITING_BYTES) -> None:
        self._descriptor, self._most_bytes = descriptor, most_bytes
        self._changed = Condition()
        self._waiting: list[bytes] = []
        self._held_bytes = 0  # what waits and what is being written
        self._ending = False
        self._torn = b""  # what ends a line of which only a part could be written
        self._thread = Thread(target=self._run, name="log", daemon=True)  # a write that hangs must not hold up an exit
        self.lost_lines = 0
        """Lines that were not written as a whole."""

    def start(self) -> None:
        """Write from now on; what came before was written at once."""
        self._thread.start()

    def stop(self, limit_s: float = STOP_S) -> None:
        """Write what waits, within the limit; what comes later is written at once. Safe to call twice."""
        with self._changed:
            self._ending = True
            self._changed.notify()
        self._thread.join(limit_s)

    def write(self, lines: bytes) -> int:
        """Take lines, each with its newline, and return how long they are; never waits, never raises."""
        if not self._thread.is_alive():
            self._put(lines)
            return len(lines)
        with self._changed:
            if self._ending or self._held_bytes + len(lines) > self._most_bytes:
                self.lost_lines += lines.count(NEWLINE)
            else:
                self._waiting.append(lines)
                self._held_bytes += len(lines)
                self._changed.notify()
        return len(lines)

    def flush(self) -> None:
        """Do nothing: what was taken is written as soon as it can be."""

    def _run(self) -> None:
        while taken := self._take():
            lines = b"".join(taken)
            self._put(lines)
            with self._changed:
                self._held_bytes -= len(lines)

    def _take(self) -> list[bytes]:
        """Wait for lines and return all of them; none when it is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ending)
            taken, self._waiting = self._waiting, []
        return taken

    def _put(self, lines: bytes) -> None:
        """Write lines, waiting as long as it takes; those that fail are lost."""
        text, at = self._torn + lines, 0
        try:
            while at < len(text):
                at += self._write_some(text[at:])
        except OSError:
            whole = text[:at].count(NEWLINE) - len(self._torn) if at else 0
            with self._changed:
                self.lost_lines += lines.count(NEWLINE) - whole
            self._torn = b"" if text[:at].endswith(NEWLINE) else NEWLINE if at else self._torn
        else:
            self._torn = b""

    def _write_some(self, text: bytes) -> int:
        try:
            return os.write(self._descriptor, text)
        except BlockingIOError:  # somebody who shares the pipe made it so
            select.select((), (self._descriptor,), ())
            return 0
