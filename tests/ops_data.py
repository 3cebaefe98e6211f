"""
Believable evidence for an ops store, from a seed: sites in all stages, a week of counts, latencies, mismatches, moves.

Everything is written through the store's own methods, as running instances and operators write it.
"""

from math import pi, sin
from random import Random
from typing import Any, Final

import orjson

from adapters.audit import Change
from adapters.base import OpsStore, Site
from adapters.evidence import (
    HOUR_MS,
    SLOT_MS,
    Batch,
    CopyCell,
    Count,
    Instance,
    Latency,
    Mismatch,
    Planted,
    ReadCount,
)
from config.stages import WAY, Stage
from shim.compare import Cell
from shim.histogram import bucket_of

NOW_MS: Final = 1_764_064_800_000
"""A Tuesday morning."""

DAY_MS: Final = 24 * HOUR_MS
WEEK_H: Final = 168
READS_AN_HOUR: Final = 120
SHAPES: Final = ("sessions-by-user json", "session-list jsonjqgrid")
CAUSES: Final = ("cell:city", "row-order", "cell:last_visit_duration", "token", "timeout", "row-missing")
NAMES: Final = ("shop", "www", "news", "blog", "docs", "tickets", "verein", "museum", "radio", "books")
TOPS: Final = ("example.com", "example.org", "example.net")

COLUMNS: Final = ("lastEvent", "duration", "country", "city", "browser", "session_id", "visits_pageviews")


async def only_read(store: OpsStore) -> None:
    """Have a store on SQLite open its file for reading only, from now on, as one on a read-only disk would."""
    database: Any = store._calls.database  # type: ignore[attr-defined] # into the works
    database._uri = database._uri.replace("mode=rw", "mode=ro")
    await database.close()


async def fill_sites(store: OpsStore, count: int, now_ms: int = NOW_MS) -> list[Site]:
    """Add sites, one in five beyond `legacy`, and return them."""
    sites = []
    for number in range(count):
        stage = WAY[number % 25 // 5] if number % 5 == 1 else Stage.LEGACY
        name = f"{NAMES[number % len(NAMES)]}{number:04}.{TOPS[number % len(TOPS)]}"
        percent = 10 if stage is Stage.CANARY else 0
        site = Site(name, stage, canary_percent=percent)
        since_ms = now_ms - (number % 90) * DAY_MS // 4 - DAY_MS
        await store.put_site(site, Change("import", "", since_ms))
        sites.append(site._replace(since_epoch_ms=since_ms))
    return sites


async def fill_totals(store: OpsStore, sites: list[Site], now_ms: int = NOW_MS, hours: int = 24) -> None:
    """Add hours of evidence for every site that is shadowed, and reads of the last minutes for all."""
    random = Random(7)  # noqa: S311 - data of tests
    counts: list[Count] = []
    latencies: list[Latency] = []
    reads: list[ReadCount] = []
    hour, slot = now_ms // HOUR_MS, now_ms // SLOT_MS
    for number, site in enumerate(sites):
        pace = random.choice((0, 3, 12, 40, 160))
        reads += [ReadCount(site.name, slot - back, pace, 0) for back in (1, 14, 40) if pace]
        if site.stage in (Stage.SHADOW, Stage.CANARY, Stage.LIVE):
            for back in range(hours):
                counts += hour_counts(random, site, hour - back, 20 + pace * 4, different=number % 35 == 6)
        for engine, middle in (("legacy", 24.0), ("events", 11.0)):
            latencies += hour_latencies(random, site.name, engine, hour, middle)
    await store.evidence.add(Batch(counts, latencies, reads, [Planted(hour - back, 6, 6) for back in range(24)]))


def hour_counts(random: Random, site: Site, hour: int, pace: int, *, different: bool) -> list[Count]:
    """Return the outcomes of one hour of a site."""
    found: list[Count] = []
    for shape in SHAPES:
        outcomes = {"identical": pace, "canonical:duration-rounding": pace // 40, "transient:row-missing": pace // 90}
        outcomes |= {"dropped:pool-full": random.randrange(3), "failed:timeout": random.randrange(2)}
        if different:
            outcomes[f"different:{random.choice(CAUSES)}"] = random.randrange(1, 4)
        outcomes["sampled"] = sum(outcomes.values())
        found += [
            Count(site.name, site.stage.value, hour, shape, "live", outcome, counted)
            for outcome, counted in outcomes.items()
            if counted
        ]
    return found


def hour_latencies(random: Random, site: str, engine: str, hour: int, middle_ms: float) -> list[Latency]:
    """Return the histogram of one hour of an engine."""
    buckets: dict[int, int] = {}
    for _ in range(READS_AN_HOUR):
        bucket = bucket_of(random.lognormvariate(0, 0.55) * middle_ms)
        buckets[bucket] = buckets.get(bucket, 0) + 1
    return [Latency(site, hour, SHAPES[0], engine, bucket, counted) for bucket, counted in buckets.items()]


async def fill_week(store: OpsStore, name: str, now_ms: int = NOW_MS) -> Site:
    """Move a site to its canary over a week, with evidence of every hour, two mismatches and a copied history."""
    random = Random(11)  # noqa: S311 - data of tests
    begin_ms, hour = now_ms - 7 * DAY_MS, now_ms // HOUR_MS
    site = Site(name)
    await store.put_site(site, Change("import", "", begin_ms))
    moves = (
        (Stage.SHADOW, 0, "jane", "history is copied, let us compare", 0.1),
        (Stage.LEGACY, 0, "shim", "moved back by itself: the breaker of events is open", 2.2),
        (Stage.SHADOW, 0, "jane", "node 3 had a full disk", 2.6),
        (Stage.CANARY, 10, "omar", "3,000 comparisons without a difference", 5.5),
    )
    stages = [Stage.LEGACY] * (WEEK_H + 1)
    for stage, percent, who, why, day in moves:
        wanted = site._replace(stage=stage, canary_percent=percent)
        await store.move_site(name, site, wanted, Change(who, why, begin_ms + int(day * DAY_MS)))
        site = wanted
        stages[int(day * 24) :] = [stage] * (WEEK_H + 1 - int(day * 24))
    counts: list[Count] = []
    latencies: list[Latency] = []
    for at, stage in enumerate(stages):
        pace = int(260 + 190 * sin((at - 8) / 24 * 2 * pi) + random.randrange(40))
        moment = hour - WEEK_H + at
        if stage is not Stage.LEGACY:
            counts += hour_counts(random, site._replace(stage=stage), moment, pace, different=62 < at < 96 or at == 150)
            latencies += hour_latencies(random, name, "events", moment, 10 + 9 * (40 < at < 54))
        latencies += hour_latencies(random, name, "legacy", moment, 21 + pace / 60)
    slot = now_ms // SLOT_MS
    reads = [ReadCount(name, slot - back, 34, 0) for back in range(1, 60)]
    await store.evidence.add(Batch(counts, latencies, reads, [Planted(hour - back, 6, 6) for back in range(WEEK_H)]))
    for number, (at, closed) in enumerate(((150, False), (70, True))):
        await store.evidence.put_mismatch(make_mismatch(f"3f9c{number}a7e", name, begin_ms + at * HOUR_MS), keep=100)
        if closed:
            await store.evidence.close_mismatch(f"3f9c{number}a7e", Change("jane", "repaired", begin_ms + 80 * HOUR_MS))
    day = now_ms // DAY_MS
    await store.evidence.put_cells([CopyCell(name, day - back, "verified", 1_200) for back in range(90)])
    await store.evidence.put_instance(Instance("node-1", "http://127.0.0.1:8081", now_ms))
    return site


def make_mismatch(id_: str, site: str, at_epoch_ms: int = NOW_MS) -> Mismatch:
    """Return a mismatch of three rows: one has another city and browser, one is missing."""
    rows = [
        [
            "Nov 17 12:46 AM",
            "20h 47m 3s",
            "United States",
            "Brooklyn",
            "Firefox 8",
            "1321397999803.180515048",
            "12(1171)",
        ],
        ["Nov 16 10:02 PM", "3m 12s", "Germany", "Zürich", "Chrome 15", "1321397912345.180515048", "2(7)"],
        ["Nov 16 09:40 PM", "41s", "France", "Lyon", "Safari 5", "1321397800001.180515048", "1(2)"],
    ]
    changed = [rows[0], [*rows[1][:3], "Zurich", "Chrome 15.0", *rows[1][5:]]]
    cells = [Cell(rows[1][5], COLUMNS[at], rows[1][at], changed[1][at]) for at in (3, 4)]
    request = {
        "path": "/api/views/c_view_sessions_by_user.jsp",
        "parameters": {"site": site, "uid": "1319502921449.180515048", "limit": "40", "login": "(redacted)"},
    }
    return Mismatch(
        id=id_,
        site=site,
        stage="canary",
        shape=SHAPES[0],
        at_epoch_ms=at_epoch_ms,
        causes="cell:city,cell:browser,row-missing",
        request=orjson.dumps(request).decode(),
        primary="legacy",
        cells=orjson.dumps([cell._asdict() for cell in cells]).decode(),
        primary_body=_envelope(rows, ""),
        shadow_body=_envelope(changed, "1321397800001.180515048"),
    )


def _envelope(rows: list[list[str]], token: str) -> bytes:
    fields = {"rows": len(rows), "field": COLUMNS, "label": COLUMNS, "nextToken": token, "resultsList": rows}
    return orjson.dumps(fields)
