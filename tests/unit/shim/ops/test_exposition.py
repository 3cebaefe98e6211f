"""How things stand when somebody scrapes."""

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from adapters.base import Family
from tests.unit.shim.ops.ops_shim import TOKEN, running_ops


async def test_gauges_are_those_of_the_moment(tmp_path: Path) -> None:
    """Breakers, reads, sites by stage, the store's age, the flags' version, the loop's lag, lost log lines."""
    async with running_ops(tmp_path) as ops:
        ops.context.engines.running[Family.EVENTS] = 3
        ops.context.pulse.lag_s = 0.25
        ops.context.pulse.lost_lines = lambda: 7
        await ops.ask("/-/metrics")
        reply = await ops.ask("/-/metrics")
    families = text_string_to_metric_families(reply.body.decode())
    samples = {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}

    assert reply.headers["content-type"].startswith("text/plain")
    assert samples["shim_engine_reads_running", "events"] == 3
    assert samples["shim_engine_breaker_open", "legacy"] == 0
    assert samples["shim_event_loop_lag_seconds",] == 0.25
    assert samples["shim_log_lines_lost_total",] == 7
    assert samples["shim_sites", "legacy"] == 1
    assert samples["shim_sites", "live"] == 0
    assert 0 <= samples["shim_ops_store_stale_seconds",] < 60
    assert samples["shim_flags_version",] == 0


async def test_metrics_are_for_operators(tmp_path: Path) -> None:
    """Whoever has no token sees none."""
    async with running_ops(tmp_path, ops_token=TOKEN) as ops:
        assert (await ops.ask("/-/metrics")).status == 401
