"""
One site's figures: counts by the hour become charts with their tables, audit rows a history, flags a list. PURE.

A chart is columns of equal length under their titles, the first of them hours; the page draws it and prints it as a
table. Guarded by `tests/unit/shim/ops/test_site_figures.py`.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from adapters.audit import AuditRow
from adapters.base import Family, FlagRow
from adapters.evidence import Count, Latency
from config.flags import EVERYWHERE, FLAGS, Flag, FlagScope, flag_text
from shim.histogram import percentile_ms
from shim.ops.figures import COMPARED, spread_of

HOUR_S: Final = 3_600
UNITS: Final = {"bars": "", "lines": "ms"}
MAX_CAUSES: Final = 4
OTHERS: Final = "other causes"

OUTCOMES: Final = (
    ("compared", COMPARED),
    ("dropped", ("dropped",)),
    ("failed", ("failed",)),
)
"""Series of the chart of comparisons, each of these kinds of outcomes."""


class Series(NamedTuple):
    """One line or stack of a chart; a gap is `None`."""

    title: str
    values: Sequence[float | None]


class Chart(NamedTuple):
    """
    What is drawn over hours.

    Args:
        kind: `bars`, stacked, or `lines`.
        unit: of its values.
        hours: seconds since 1970, one an hour without a gap.
        first: its place among the colours: 0 is the accent, which no mismatch has.
    """

    title: str
    kind: str
    unit: str
    hours: Sequence[int]
    series: Sequence[Series]
    first: int = 0

    @property
    def rows(self) -> list[tuple[int, tuple[float | None, ...]]]:
        """Return the hours in which there is something, newest first, as ms since 1970, with their values."""
        values = zip(*(series.values for series in self.series), strict=True) if self.series else ()
        rows = [(hour * 1_000, row) for hour, row in zip(self.hours, values, strict=False) if any(row)]
        return rows[::-1]

    @property
    def drawn(self) -> dict[str, object]:
        """Return what the page's script draws from."""
        return {
            "kind": self.kind,
            "unit": self.unit,
            "first": self.first,
            "titles": [series.title for series in self.series],
            "data": [list(self.hours), *(list(series.values) for series in self.series)],
        }


class FlagLine(NamedTuple):
    """
    A flag as one site has it.

    Args:
        value: that counts.
        origin: `this site`, `all sites` or `default`.
        own: what is set for the site itself, `""` when nothing is.
    """

    flag: Flag
    value: str
    origin: str
    own: str

    @property
    def choices(self) -> Sequence[str]:
        """Return the values that may be chosen; none where it is a number."""
        return self.flag.allowed.split(" | ") if " | " in self.flag.allowed else ()


class Section(NamedTuple):
    """
    A part of a certificate: facts by name, or a table.

    Args:
        columns: of the table, none where there are facts.
        rows: as many cells each.
    """

    title: str
    facts: Sequence[tuple[str, str]]
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


class Tally(NamedTuple):
    """How often an outcome came out, of all hours together, its share of what was sampled."""

    outcome: str
    counted: int
    share: float


def charts(counts: Sequence[Count], latencies: Sequence[Latency], from_hour: int, to_hour: int) -> list[Chart]:
    """Return a site's charts: what was compared, what differed by cause, and how long both engines took."""
    hours = range(from_hour, to_hour + 1)
    return [
        _compared(counts, hours),
        _different(counts, hours),
        _latency(latencies, hours),
    ]


def _compared(counts: Sequence[Count], hours: range) -> Chart:
    kinds = {kind: title for title, some in OUTCOMES for kind in some}
    series = _stacks(counts, hours, lambda row: kinds.get(row.outcome.partition(":")[0]))
    return _chart("Comparisons an hour", "bars", series, [title for title, _ in OUTCOMES], hours)


def _different(counts: Sequence[Count], hours: range) -> Chart:
    totals: Counter[str] = Counter()
    for row in counts:
        if row.outcome.startswith("different:"):
            totals[row.outcome.partition(":")[2]] += row.counted
    causes = [cause for cause, _ in totals.most_common(MAX_CAUSES)]

    def title(row: Count) -> str | None:
        kind, _, cause = row.outcome.partition(":")
        return (cause if cause in causes else OTHERS) if kind == "different" else None

    chart = _chart("Mismatches an hour, by cause", "bars", _stacks(counts, hours, title), [*causes, OTHERS], hours)
    return chart._replace(first=1)


def _stacks(
    counts: Iterable[Count], hours: range, title_of: Callable[[Count], str | None]
) -> Mapping[str, list[float | None]]:
    stacks: defaultdict[str, list[float | None]] = defaultdict(lambda: [0] * len(hours))
    for row in counts:
        title = title_of(row)
        if title is not None and row.hour in hours:
            stack = stacks[title]
            stack[row.hour - hours.start] = (stack[row.hour - hours.start] or 0) + row.counted
    return stacks


def _latency(latencies: Iterable[Latency], hours: range) -> Chart:
    spread = spread_of(((row.engine, row.hour), row.bucket, row.counted) for row in latencies)
    series: dict[str, list[float | None]] = {}
    for family in (Family.LEGACY_SQL, Family.EVENTS):
        for name, part in (("p50", 0.5), ("p99", 0.99)):
            series[f"{family.value} {name}"] = [
                percentile_ms(buckets, part) if (buckets := spread.get((family.value, hour))) else None
                for hour in hours
            ]
    return _chart("Latency of both engines", "lines", series, list(series), hours)


def _chart(
    title: str, kind: str, series: Mapping[str, Sequence[float | None]], order: Sequence[str], hours: range
) -> Chart:
    made = [Series(name, series[name]) for name in order if any(series.get(name, ()))]
    return Chart(title, kind, UNITS[kind], [hour * HOUR_S for hour in hours] if made else [], made)


def tallies(counts: Iterable[Count], stage: str, from_hour: int) -> list[Tally]:
    """Return the outcomes of a stage since an hour, the most frequent first; `sampled` is what they are shares of."""
    totals: Counter[str] = Counter()
    for row in counts:
        if row.stage == stage and row.hour >= from_hour:
            totals[row.outcome] += row.counted
    sampled = totals.pop("sampled", 0)
    return [Tally(outcome, counted, counted / sampled if sampled else 0) for outcome, counted in totals.most_common()]


def flag_lines(rows: Iterable[FlagRow], site: str) -> list[FlagLine]:
    """
    Return every flag as a site has it; with `""` those of all sites.

    Args:
        rows: what operators set.
        site: its name.
    """
    stored = {(row.name, row.site): row.value for row in rows}
    return [_flag_line(flag, stored, site) for flag in FLAGS]


def _flag_line(flag: Flag, stored: Mapping[tuple[str, str], str], site: str) -> FlagLine:
    own = stored.get((flag.name, site), "")
    everybody = stored.get((flag.name, EVERYWHERE), "")
    for value, origin in ((own, "this site" if site else "all sites"), (everybody, "all sites")):
        if value:
            return FlagLine(flag, value, origin, own)
    return FlagLine(flag, flag_text(flag.default), "default", own)


def of_site(line: FlagLine) -> bool:
    """Say whether a site can have a value of its own."""
    return line.flag.scope is FlagScope.SITE


def history(rows: Iterable[AuditRow]) -> list[AuditRow]:
    """Return the moves among the rows of a site, newest first."""
    return [row for row in rows if row.action == "stage"]


def sections(certificate: Mapping[str, object]) -> list[Section]:
    """Return a certificate's parts: single facts first, lists of records as tables, anything else by joined names."""
    single = {name: value for name, value in certificate.items() if not isinstance(value, dict | list)}
    found = [Section("The step", list(flat(single)))]
    return found + [_section(name, value) for name, value in certificate.items() if value and name not in single]


def _section(name: str, value: object) -> Section:
    title = name.replace("_", " ").capitalize()
    if not (isinstance(value, list) and all(isinstance(record, dict) for record in value)):
        return Section(title, list(flat(value)))
    columns = list(dict.fromkeys(column for record in value for column in record))
    rows = [[_leaf(record.get(column, "")) for column in columns] for record in value]
    return Section(title, [], [column.replace("_", " ") for column in columns], rows)


def flat(value: object, name: str = "") -> Iterable[tuple[str, str]]:
    """Return the leaves of parsed JSON under their joined names."""
    if not isinstance(value, dict | list):
        yield name.replace("_", " "), _leaf(value)
        return
    parts = value.items() if isinstance(value, dict) else ((str(at), item) for at, item in enumerate(value, 1))
    for key, item in parts:
        yield from flat(item, f"{name} {key}".strip())


def _leaf(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
