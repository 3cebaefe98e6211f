"""A real process that sends traces, to a collector that takes them and to one that is not there."""

import time
from pathlib import Path

import pytest

from tests.e2e.stores import make_stores
from tests.servers.collector import collecting
from tests.servers.processes import free_port
from tests.servers.shim import ShimProcess, run_shim


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings of a shim without engines."""
    environment = {"SHIM_OPS_STORE_URL": f"sqlite:///{tmp_path / 'ops.db'}"}
    make_stores(environment)
    return environment


def test_what_waits_is_sent_at_the_end(tmp_path: Path, environment: dict[str, str]) -> None:
    """Every request is there, by its id and under our name, though the SDK waits for seconds between two batches."""
    with collecting() as collector:
        with ShimProcess.start("serve", tmp_path, environment | collector.environment) as shim:
            ids = {shim.get("/nothing").headers["x-request-id"] for _ in range(3)}
        told = {attribute.value.string_value for span in collector.spans for attribute in span.attributes}

        assert ids <= told
        assert {span.name for span in collector.spans} == {"GET -"}
        assert collector.services == {"legacy-shim"}


def test_a_collector_that_is_not_there_holds_up_nobody(tmp_path: Path, environment: dict[str, str]) -> None:
    """Requests are answered, and the stop takes the SDK's word for no longer than some seconds."""
    nowhere = {"SHIM_TRACES": "on", "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{free_port()}"}
    with ShimProcess.start("serve", tmp_path, environment | nowhere) as shim:
        assert shim.get("/nothing").status == 404
        begun_s = time.monotonic()
    assert time.monotonic() - begun_s < 10
    assert shim.process.exit_status() == 0


def test_without_the_package_it_does_not_start(tmp_path: Path, environment: dict[str, str]) -> None:
    """One line names the extra, or the variable that asks for what the extra has not."""
    asked = environment | {"SHIM_TRACES": "on", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}
    done = run_shim(tmp_path, "serve", "--port", "0", environment=asked)

    assert done.returncode == 1
    assert "OTEL_EXPORTER_OTLP_PROTOCOL: traces are sent by http/protobuf only" in done.stderr
    assert "Traceback" not in done.stderr
