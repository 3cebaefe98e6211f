"""Writing log lines to real pipes and files: nobody waits, what is lost is counted, a stop loses nothing."""

import os
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from shim.log_writer import LogWriter

LINE: Final = b"x" * 99 + b"\n"
PIPE_LINES: Final = 10_000
"""More than any pipe holds."""


class Pipe(NamedTuple):
    """Both ends."""

    reader: int
    writer: int

    def read_all(self) -> bytes:
        """Read until the other end is closed."""
        with os.fdopen(self.reader, "rb", closefd=False) as file:
            return file.read()


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    made = Pipe(*os.pipe())
    yield made
    for end in made:
        try:
            os.close(end)
        except OSError:
            continue  # the test closed it


def test_lines_come_in_their_order(pipe: Pipe) -> None:
    """Those before the start and after the stop, too."""
    log = LogWriter(pipe.writer)
    log.write(b"0\n")
    log.start()
    for number in range(1, 1_000):
        log.write(b"%d\n" % number)
    log.flush()
    log.stop()
    log.write(b"1000\n")
    log.stop()
    os.close(pipe.writer)

    assert [int(line) for line in pipe.read_all().splitlines()] == list(range(1_001))
    assert log.lost_lines == 0


def test_a_pipe_that_nobody_reads_holds_up_nobody(pipe: Pipe) -> None:
    """Beyond the bound lines are lost and counted; once somebody reads, all others are there, in whole."""
    log = LogWriter(pipe.writer, most_bytes=100_000)
    log.start()
    begun_s = time.monotonic()
    for _ in range(PIPE_LINES):
        assert log.write(LINE) == len(LINE)
    took_s = time.monotonic() - begun_s
    lost = log.lost_lines
    with ThreadPoolExecutor() as other:
        reading = other.submit(pipe.read_all)
        log.stop(30)
        os.close(pipe.writer)

    assert took_s < 5
    assert 0 < lost < PIPE_LINES
    assert reading.result() == LINE * (PIPE_LINES - lost)


def test_a_stop_does_not_wait_for_ever(pipe: Pipe) -> None:
    """Nobody reads, so it ends with what could not be written; what comes then is lost at once."""
    log = LogWriter(pipe.writer)
    log.start()
    for _ in range(PIPE_LINES):
        log.write(LINE)
    begun_s = time.monotonic()
    log.stop(0.05)
    log.write(LINE)

    assert time.monotonic() - begun_s < 5
    assert log.lost_lines == 1


def test_a_reader_that_is_gone_costs_its_lines(pipe: Pipe) -> None:
    """Each line is counted, none raises."""
    log = LogWriter(pipe.writer)
    os.close(pipe.reader)
    log.start()
    for _ in range(10):
        log.write(LINE * 2)
    log.stop()
    log.write(LINE)

    assert log.lost_lines == 21


def test_a_pipe_that_somebody_made_non_blocking_loses_nothing(pipe: Pipe) -> None:
    """It is waited for, by the thread that writes."""
    os.set_blocking(pipe.writer, False)
    log = LogWriter(pipe.writer)
    log.start()
    for _ in range(PIPE_LINES):
        log.write(LINE)
    written = b""
    while len(written) < PIPE_LINES * len(LINE):
        written += os.read(pipe.reader, 65_536)
    log.stop()

    assert written == LINE * PIPE_LINES
    assert log.lost_lines == 0


def test_a_full_disk_tears_one_line_and_no_other(tmp_path: Path) -> None:
    """What fits in part is counted as lost; once there is room again the next line begins a line of its own."""
    file = tmp_path / "log"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    log = LogWriter(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND))
    resource.setrlimit(resource.RLIMIT_FSIZE, (250, limits[1]))
    try:
        log.write(LINE * 4)
        log.write(LINE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    log.write(LINE)

    assert log.lost_lines == 3
    assert file.read_bytes() == LINE * 2 + b"x" * 50 + b"\n" + LINE
