"""A real process whose log goes nowhere: a pipe that nobody reads, and one that is closed."""

import os
import re
import signal
from pathlib import Path

import orjson
import pytest

from tests.e2e.stores import make_stores
from tests.servers.shim import ShimProcess

REQUESTS = 500
"""Their lines are more than a pipe holds."""


@pytest.fixture
def pipe() -> tuple[int, int]:
    """Both ends of a pipe, to read from and to write to; the test closes them."""
    return os.pipe()


def _start(folder: Path, stderr: int) -> ShimProcess:
    environment = {"SHIM_OPS_STORE_URL": f"sqlite:///{folder / 'ops.db'}", "SHIM_OPS_PORT": "0"}
    make_stores(environment)
    return ShimProcess.start("serve", folder, environment, stderr=stderr)


def _lost(shim: ShimProcess) -> float:
    """Return how many lines were lost, as the metric says."""
    found = re.search(rb"^shim_log_lines_lost_total (\S+)$", shim.ask_operators("/-/metrics").body, re.MULTILINE)
    assert found
    return float(found[1])


def test_a_log_that_nobody_reads_stops_nobody(tmp_path: Path, pipe: tuple[int, int]) -> None:
    """Requests are answered while the pipe is full, which loses nothing, and once it is closed, which is counted."""
    ours, its = pipe
    with _start(tmp_path, its) as shim:
        os.close(its)
        for _ in range(REQUESTS):
            assert shim.get("/nothing").status == 404
        assert _lost(shim) == 0
        os.close(ours)
        assert shim.get("/nothing").status == 404
        shim.process.wait_until(lambda: _lost(shim) > 0, limit_s=30)
        assert shim.get("/nothing").status == 404
    assert shim.process.exit_status() == 0


def test_a_stop_writes_what_waits(tmp_path: Path, pipe: tuple[int, int]) -> None:
    """Whoever reads late reads the line of each request, in whole."""
    ours, its = pipe
    shim = _start(tmp_path, its)
    os.close(its)
    ids = {shim.get("/nothing").headers["x-request-id"] for _ in range(REQUESTS)}
    shim.process.send(signal.SIGTERM)
    with os.fdopen(ours, "rb") as log:
        lines = [orjson.loads(line) for line in log]
    assert shim.process.exit_status() == 0
    assert {line["request_id"] for line in lines if line["event"] == "request"} == ids


def test_a_log_that_nobody_reads_does_not_hold_up_a_stop(tmp_path: Path, pipe: tuple[int, int]) -> None:
    """It ends by itself, with what could not be written."""
    ours, its = pipe
    with _start(tmp_path, its) as shim:
        os.close(its)
        for _ in range(REQUESTS):
            shim.get("/nothing")
        shim.process.send(signal.SIGTERM)
        assert shim.process.exit_status(limit_s=15) == 0
    os.close(ours)
