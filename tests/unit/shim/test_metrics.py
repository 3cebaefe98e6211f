"""What is counted, under which names, and that the dashboard knows the same ones."""

import json
import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from adapters.base import Family
from shim.metrics import METRICS, OTHER, Kind, Metrics
from shim.routing import ReadPlan
from shim.trace import Trace

DASHBOARD = Path("config/grafana/legacy-shim.json").read_text()
UNITS = ("_total", "_seconds", "_bytes", "_open", "_running", "_version", "shim_sites")


def _samples(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """Return every sample by its name and the values of its labels, in the order of the table."""
    labels = {metric.name: metric.labels for metric in METRICS}
    found = {}
    for family in text_string_to_metric_families(metrics.exposed().decode()):
        for one in family.samples:
            order = (*labels.get(one.name, labels.get(family.name, ())), *one.labels)
            found[one.name, *(one.labels[label] for label in dict.fromkeys(order))] = one.value
    return found


def _trace(**fields: object) -> Trace:
    trace = Trace("GET", "0", 1.0)
    for name, value in fields.items():
        setattr(trace, name, value)
    return trace.end(200, 10, 1.5)


def test_the_dashboard_uses_exactly_these_metrics() -> None:
    """No panel asks for a metric that is none, and none is shown nowhere."""
    expressions = " ".join(target["expr"] for panel in json.loads(DASHBOARD)["panels"] for target in panel["targets"])
    used = {name.removesuffix("_bucket") for name in re.findall(r"shim_\w+", expressions)}

    assert used == {metric.name for metric in METRICS}


def test_the_dashboard_groups_by_labels_that_there_are() -> None:
    """What a panel sums by or shows is a label of its metric, or of the scrape."""
    labels = {metric.name: {*metric.labels, "le", "instance"} for metric in METRICS}
    for panel in json.loads(DASHBOARD)["panels"]:
        for target in panel["targets"]:
            (name,) = set(re.findall(r"shim_\w+?(?=_bucket|{)", target["expr"]))
            grouped = re.findall(r"by \(([^)]*)\)", target["expr"])
            asked = {label for group in grouped for label in group.split(", ")}
            assert asked | set(re.findall(r"{{(\w+)}}", target["legendFormat"])) <= labels[name], panel["title"]


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_names_say_what_they_count(metric: object) -> None:
    """A counter ends in `_total`, nothing else does; units are base units."""
    name, kind = metric.name, metric.kind  # type: ignore[attr-defined] # pytest's ids want an untyped row
    assert name.endswith(UNITS)
    assert name.endswith("_total") is (kind is Kind.COUNTER)
    assert not re.search(r"_ms|_millis|_kb", name)


def test_a_request_is_counted_by_page_status_and_error() -> None:
    """With its duration and its bytes."""
    metrics = Metrics()
    metrics.count_request(_trace(path="/api/x.jsp"))
    metrics.count_request(_trace(path="/api/x.jsp", error="EVENTS_TIMEOUT"))
    samples = _samples(metrics)

    assert samples["shim_requests_total", "/api/x.jsp", "2xx", ""] == 1
    assert samples["shim_requests_total", "/api/x.jsp", "2xx", "EVENTS_TIMEOUT"] == 1
    assert samples["shim_answer_bytes_total", "/api/x.jsp"] == 20
    assert samples["shim_request_seconds_sum", "/api/x.jsp"] == 1.0
    assert samples["shim_request_seconds_bucket", "/api/x.jsp", "0.25"] == 0
    assert samples["shim_request_seconds_bucket", "/api/x.jsp", "0.5"] == 2


def test_only_so_many_sites_have_a_name() -> None:
    """The first ones; all others are one."""
    metrics = Metrics(most_sites=2)
    for number in (1, 2, 3, 4, 1):
        metrics.count_request(_trace(site=f"s{number}", served_by="legacy"))
    metrics.count_shadow("s9", "identical")
    samples = _samples(metrics)

    assert samples["shim_site_requests_total", "s1", "legacy"] == 2
    assert samples["shim_site_requests_total", OTHER, "legacy"] == 2
    assert samples["shim_shadow_verdicts_total", OTHER, "identical"] == 1
    assert not [sample for sample in samples if {"s3", "s4", "s9"} & {*sample}]


def test_a_stand_in_is_counted() -> None:
    """By the engine that stood in, and how it went; a request that stayed is not."""
    metrics = Metrics()
    plan = ReadPlan(Family.EVENTS, fallback=Family.LEGACY_SQL)
    for served_by, error in (("events", None), ("legacy", None), ("legacy", "EVENTS_TIMEOUT")):
        metrics.count_request(_trace(site="s", plan=plan, served_by=served_by, error=error))
    samples = {key: value for key, value in _samples(metrics).items() if key[0] == "shim_fallback_reads_total"}

    assert samples == {
        ("shim_fallback_reads_total", "legacy", "answered"): 1,
        ("shim_fallback_reads_total", "legacy", "EVENTS_TIMEOUT"): 1,
    }


def test_a_read_is_counted_by_engine_and_outcome() -> None:
    """With its duration."""
    metrics = Metrics()
    metrics.count_read("events", 0.02, "")
    metrics.count_read("events", 5.0, "EngineTimeout")
    samples = _samples(metrics)

    assert samples["shim_engine_reads_total", "events", "answered"] == 1
    assert samples["shim_engine_reads_total", "events", "EngineTimeout"] == 1
    assert samples["shim_engine_read_seconds_count", "events"] == 2


def test_shadow_reads_add_up() -> None:
    """Compared, dropped and failed are sampled, whatever came out; causes and rules are no labels."""
    metrics = Metrics()
    outcomes = ("identical", "canonical:rule", "different:cell:city", "transient:row-missing")
    for outcome in (*outcomes, "dropped:pool-full", "failed:error"):
        metrics.count_shadow("s", outcome)
    samples = _samples(metrics)

    assert samples["shim_shadow_sampled_total",] == 6
    assert samples["shim_shadow_compared_total",] == 4
    assert samples["shim_shadow_dropped_total", "pool-full"] == 1
    assert samples["shim_shadow_failed_total", "error"] == 1
    assert [samples["shim_shadow_verdicts_total", "s", one.partition(":")[0]] for one in outcomes] == [1, 1, 1, 1]
