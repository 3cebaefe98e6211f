"""
ONE TABLE: every metric, with its kind, labels and help; and the few functions that count.

Base units (seconds, bytes), and labels of bounded sets: pages are rows of `routes.py`, errors are rows of the legacy
errors, of sites only the first `metrics_sites` have a name of their own. No label is a value of a request. Importing
this costs 0.1 s (prometheus_client), so nobody does unless there is an ops listener.

To add a metric: a row here, and a panel in `config/grafana/legacy-shim.json`; `tests/unit/shim/test_metrics.py` reads
both.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

from shim.trace import Trace

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST

OTHER: Final = "other"
"""In place of a site that has no name of its own here."""

BUCKETS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)

COMPARED: Final = frozenset({"identical", "canonical", "different", "transient"})
"""Outcomes of a shadow read that was compared; each is a verdict."""


class Kind(StrEnum):
    """What a metric does: it grows, it stands, or it is spread over buckets."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class Metric(NamedTuple):
    """One metric; a counter's name ends in `_total`, and every name in its unit."""

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...] = ()


METRICS: Final[Sequence[Metric]] = (
    Metric("shim_requests_total", Kind.COUNTER, "Requests that were answered.", ("page", "status", "error")),
    Metric("shim_request_seconds", Kind.HISTOGRAM, "From a request's head to its answer.", ("page",)),
    Metric("shim_answer_bytes_total", Kind.COUNTER, "Bytes of answers' bodies.", ("page",)),
    Metric("shim_site_requests_total", Kind.COUNTER, "A site's requests, by engine.", ("site", "engine")),
    Metric("shim_engine_reads_total", Kind.COUNTER, "Round trips to an engine.", ("engine", "outcome")),
    Metric("shim_engine_read_seconds", Kind.HISTOGRAM, "Of a round trip, waiting included.", ("engine",)),
    Metric("shim_engine_reads_running", Kind.GAUGE, "Round trips that run or wait for the engine.", ("engine",)),
    Metric("shim_engine_breaker_open", Kind.GAUGE, "1 while the engine's breaker is open.", ("engine",)),
    Metric("shim_fallback_reads_total", Kind.COUNTER, "Requests that went over to this engine.", ("engine", "outcome")),
    Metric("shim_shadow_sampled_total", Kind.COUNTER, "Requests that were to be compared."),
    Metric("shim_shadow_compared_total", Kind.COUNTER, "Of these, those that were."),
    Metric("shim_shadow_dropped_total", Kind.COUNTER, "Of these, those that gave way.", ("why",)),
    Metric("shim_shadow_failed_total", Kind.COUNTER, "Of these, those that failed.", ("why",)),
    Metric("shim_shadow_verdicts_total", Kind.COUNTER, "What comparisons said.", ("site", "verdict")),
    Metric("shim_ops_store_stale_seconds", Kind.GAUGE, "How long ago the ops store answered."),
    Metric("shim_flags_version", Kind.GAUGE, "The counter of flags that counts here."),
    Metric("shim_sites", Kind.GAUGE, "Sites in a stage.", ("stage",)),
    Metric("shim_log_lines_lost_total", Kind.COUNTER, "Log lines that could not be written."),
    Metric("shim_event_loop_lag_seconds", Kind.GAUGE, "How late the event loop was last."),
)


class Metrics:
    """
    The metrics of one process. Only the event loop's thread counts.

    Args:
        most_sites: so many have a name of their own, those that ask first.
    """

    def __init__(self, most_sites: int = 50) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call] # a second series for each, that nobody reads
        self.registry = CollectorRegistry()
        self._most_sites = most_sites
        rows = {kind: [row for row in METRICS if row.kind is kind] for kind in Kind}
        registry = self.registry
        self._counters = {
            row.name: Counter(row.name, row.help, row.labels, registry=registry) for row in rows[Kind.COUNTER]
        }
        self._gauges = {row.name: Gauge(row.name, row.help, row.labels, registry=registry) for row in rows[Kind.GAUGE]}
        self._histograms = {
            row.name: Histogram(row.name, row.help, row.labels, registry=registry, buckets=BUCKETS_S)
            for row in rows[Kind.HISTOGRAM]
        }
        self._sites: set[str] = set()
        self._totals: dict[str, float] = {}
        # Looking up a child takes longer than counting in it.
        self._requests: dict[tuple[str, int, str | None], Counter] = {}
        self._pages: dict[str, tuple[Histogram, Counter]] = {}
        self._site_requests: dict[tuple[str, str], Counter] = {}
        self._reads: dict[tuple[str, str], tuple[Counter, Histogram]] = {}

    def count_request(self, trace: Trace) -> None:
        """Count a request that was answered."""
        key = trace.path, trace.status // 100, trace.error
        requests = self._requests.get(key)
        if requests is None:
            labels = trace.path, f"{trace.status // 100}xx", trace.error or ""
            requests = self._requests[key] = self._counter("shim_requests_total", *labels)
        requests.inc()
        page = self._pages.get(trace.path)
        if page is None:
            page = self._pages[trace.path] = self._page(trace.path)
        page[0].observe(trace.ended_s - trace.started_s)
        page[1].inc(trace.sent_bytes)
        if trace.site:
            self._count_site(trace)

    def count_read(self, engine: str, seconds: float, error: str) -> None:
        """
        Count a round trip.

        Args:
            engine: its family.
            seconds: how long it took.
            error: the kind of error, `""` for none.
        """
        key = engine, error
        children = self._reads.get(key)
        if children is None:
            reads = self._counter("shim_engine_reads_total", engine, error or "answered")
            children = self._reads[key] = reads, self._histogram("shim_engine_read_seconds", engine)
        children[0].inc()
        children[1].observe(seconds)

    def count_shadow(self, site: str, outcome: str) -> None:
        """
        Count a sampled request, once, when all is over; so compared, dropped and failed add up to sampled.

        Args:
            site: of the request.
            outcome: `identical`, `canonical:<rule>`, `different:<cause>`, `transient:<cause>`, `dropped:<why>` or
                `failed:<why>`.
        """
        kind, _, why = outcome.partition(":")
        self._counter("shim_shadow_sampled_total").inc()
        if kind in COMPARED:
            self._counter("shim_shadow_compared_total").inc()
            self._counter("shim_shadow_verdicts_total", self._site(site), kind).inc()
        else:
            self._counter(f"shim_shadow_{kind}_total", why).inc()

    def set(self, name: str, value: float, *labels: str) -> None:
        """Say where a gauge stands."""
        gauge = self._gauges[name]
        (gauge.labels(*labels) if labels else gauge).set(value)

    def exposed(self) -> bytes:
        """Return all metrics as Prometheus reads them."""
        return generate_latest(self.registry)

    def raise_to(self, name: str, total: float) -> None:
        """Have a counter without labels stand at a total that somebody else counts."""
        self._counter(name).inc(total - self._totals.get(name, 0))
        self._totals[name] = total

    def _count_site(self, trace: Trace) -> None:
        key = trace.site, trace.served_by
        child = self._site_requests.get(key)
        if child is None:
            labels = self._site(trace.site), trace.served_by or "none"
            child = self._site_requests[key] = self._counter("shim_site_requests_total", *labels)
        child.inc()
        if trace.plan is not None and trace.served_by == trace.plan.fallback:
            outcome = "answered" if trace.error is None else trace.error
            self._counter("shim_fallback_reads_total", trace.served_by, outcome).inc()

    def _site(self, site: str) -> str:
        if site not in self._sites:
            if len(self._sites) >= self._most_sites:
                return OTHER
            self._sites.add(site)
        return site

    def _page(self, path: str) -> tuple[Histogram, Counter]:
        return self._histogram("shim_request_seconds", path), self._counter("shim_answer_bytes_total", path)

    def _counter(self, name: str, *labels: str) -> Counter:
        counter = self._counters[name]
        return counter.labels(*labels) if labels else counter

    def _histogram(self, name: str, *labels: str) -> Histogram:
        return self._histograms[name].labels(*labels)
