"""Sessions of several sites are one walk, in bounded pages, whatever engine each site is on."""

from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Final

import pytest
import pytest_asyncio

from adapters.base import Engine, Family, Position, Scope, Session
from adapters.embedded.adapter import MEMORY, EmbeddedEngine
from adapters.walk import PAGE_ROWS
from shim.legacy.errors import LegacyError, Row
from shim.merging import LEAST_ROWS, Part, newest_first, walk_merged
from shim.reads import Deadlines, Engines, Reading
from shim.routing import ReadPlan
from shim.trace import Trace
from tests.builders import START_MS, make_session, many_sessions

NEWEST: Final = Position(START_MS + 1, "")
OLD, NEW = "old.example.com", "new.example.com"
PLANS: Final = {OLD: ReadPlan(Family.LEGACY_SQL)}
"""All other sites are on the Events Engine."""

PartOf = Callable[[str], Part]


@pytest_asyncio.fixture
async def engines() -> AsyncIterator[dict[Family, Engine]]:
    """An engine for each family, both embedded: what differs is where a site's sessions are."""
    made: dict[Family, Engine] = {family: EmbeddedEngine(MEMORY, deadline_s=30) for family in Family}
    for engine in made.values():
        await engine.open()
        await engine.create_schema()
    yield made
    for engine in made.values():
        await engine.close()


def plan_of(site: str) -> ReadPlan:
    return PLANS.get(site, ReadPlan(Family.EVENTS))


def reads_of(engines: dict[Family, Engine], walk_deadline_s: float = 30) -> PartOf:
    """Return what makes a part of a site."""

    async def opened(family: Family) -> Engine:
        return engines[family]

    made = Engines({family: partial(opened, family) for family in engines})
    return lambda site: Part(site, Reading(made, plan_of(site), Trace("GET", "", 0), Deadlines(30, walk_deadline_s), 0))


async def walked(
    part_of: PartOf, sites: Sequence[str], begin: Position = NEWEST, bound: int | None = None, limit: int = 10_000
) -> tuple[list[Session], str]:
    """Return what a walk emits, and its token."""
    pages: list[Sequence[Session]] = []
    token = await walk_merged([part_of(site) for site in sites], begin, bound, limit, take=pages.append)
    assert max(map(len, pages), default=0) <= PAGE_ROWS
    return [row for page in pages for row in page], token


async def test_sites_on_different_engines_are_one_walk(engines: dict[Family, Engine]) -> None:
    """A site before its switch and one after it are merged, and pages joined by their tokens are the whole."""
    sessions = [
        *many_sessions(1, 250, site=OLD, gap_ms=50_000),
        *[row._replace(session_id=f"{row.session_id}1") for row in many_sessions(2, 90, site=NEW)],
    ]
    await engines[Family.LEGACY_SQL].write_sessions(sessions[:250])
    await engines[Family.EVENTS].write_sessions(sessions[250:])
    reads = reads_of(engines)
    whole, token = await walked(reads, (OLD, NEW))
    assert (whole, token) == (newest_first(sessions), "")
    joined: list[Session] = []
    begin = NEWEST
    while True:
        page, token = await walked(reads, (NEW, OLD), begin, limit=37)
        joined += page
        if not token:
            break
        begin = next(Position(row.session_start_epoch_ms, token) for row in whole if row.session_id == token)
    assert joined == whole


@pytest.mark.parametrize("sites", [(OLD, NEW), (NEW, OLD)])
async def test_equals_come_by_site(engines: dict[Family, Engine], sites: Sequence[str]) -> None:
    """Sessions of one place come by the names of their sites, each once, however the sites were listed."""
    rows = [make_session(site=site, session_start_epoch_ms=START_MS - n) for site in sites for n in range(150)]
    for site in sites:
        await engines[plan_of(site).primary].write_sessions([row for row in rows if row.site == site])
    found, token = await walked(reads_of(engines), sites)
    assert [row.site for row in found] == [NEW, OLD] * 150
    assert (len(set(found[:2])), token) == (2, "")


async def test_the_window_ends_the_merged_walk(engines: dict[Family, Engine]) -> None:
    """The first session of any site that is not active ends the walk, and is its token; so does the limit."""
    active = [make_session(site=OLD, session_start_epoch_ms=START_MS - n, last_event_epoch_ms=9) for n in (0, 2)]
    ended = make_session(site=NEW, session_start_epoch_ms=START_MS - 1, last_event_epoch_ms=8)
    await engines[Family.LEGACY_SQL].write_sessions(active)
    await engines[Family.EVENTS].write_sessions([ended])
    reads = reads_of(engines)
    assert await walked(reads, (OLD, NEW), bound=9) == (active[:1], ended.session_id)
    assert await walked(reads, (OLD, NEW), limit=2) == ([active[0], ended], active[1].session_id)
    assert await walked(reads, (OLD, NEW), limit=0) == ([], active[0].session_id)


async def test_what_is_held_does_not_grow_with_sites(engines: dict[Family, Engine]) -> None:
    """Of fifty sites a walk holds `LEAST_ROWS` each, and a limit of one needs one of each."""
    sites = [f"{number}.example.com" for number in range(50)]
    for site in sites:
        await engines[Family.EVENTS].write_sessions(many_sessions(3, 30, site=site))
    asked: list[int] = []
    part_of = reads_of(engines)

    class Counting(Reading):
        async def sessions(self, scope: Scope, begin: Position, count: int) -> list[Session]:
            asked.append(count)
            return await part_of(scope.site).reading.sessions(scope, begin, count)

    def counting(site: str) -> Part:
        return Part(site, Counting(Engines({}), plan_of(site), Trace("GET", "", 0), Deadlines(30, 30), 0))

    assert len((await walked(counting, sites, limit=1_000))[0]) == 1_000
    assert set(asked) == {LEAST_ROWS + 1}
    asked.clear()
    await walked(counting, sites, limit=1)
    assert asked == [2] * 50


async def test_a_walk_as_a_whole_has_a_deadline(engines: dict[Family, Engine]) -> None:
    """What takes longer is told as the engine's own timeout."""
    with pytest.raises(LegacyError) as told:
        await walked(reads_of(engines, walk_deadline_s=0), (NEW,))
    assert told.value.row is Row.EVENTS_TIMEOUT
