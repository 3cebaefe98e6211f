"""
The Cassandra Events Engine: reads and writes of the tables below.

The driver is never imported here, nor on the way here: `client.py` does it in a thread, when a connection is wanted.

## Tables

    table                  partition key            clustering (all DESC)    holds
    sessions_by_user       site, user_id            start, session_id        whole rows: a user's visits
    sessions               site, session_id                                  whole rows: one visit
    sessions_by_site       site, slice start        start, session_id        whole rows: a site's visits
    slices_by_site         site                     slice start              which slices are not empty
    slice_widths           site, day start                                   how the day is cut; written by LWT
    page_views_by_session  site, session_id         event time, event_id     whole rows: a visit's page views

`text` sorts by its UTF-8 bytes, so the stored order is the order of a walk, and every read is
`(start, id) <= (?, ?) LIMIT ?` inside one partition: a seek, then the rows it returns, whatever lies before or after.

## Arithmetic

A session takes about 1.1 KB in each of three tables, before compression.

- A user's partition: 10 visits a day for 10 years are 36,500 rows, 40 MB: no buckets. An id shared by a crowd is
  bounded by Cassandra alone (2,000,000,000 cells, 42 million visits); its reads cost no more, its compactions do.
- A site's slice is a UTC day, an hour or five minutes wide, `slices.LADDER`, as the number of sessions expected of the
  day demands: a day to 50,000 (55 MB), an hour to 1,200,000 (50,000 in the mean hour), else five minutes: 5,000,000 a
  day are 17,361 in each, 19 MB.
- Skew: a day is cut evenly, so a slice holds the mean times the peak: three times the mean is 165 MB in an hour at the
  top of its rung, 57 MB in five minutes at 5,000,000 a day. Nothing but the speed of collecting bounds the sessions of
  one instant: at worst a whole day lies in one slice, 5.5 GB at 5,000,000, slow to compact, read as fast as ever.
- What was not expected is not cut: `expect` must be told before a day's first session is written, since the width then
  stands for good. A day loaded in many small files needs the day's number in the first.
- The index of a site: a row of some 30 bytes a slice; ten years of five-minute slices are 1,051,200 rows, 32 MB.
- A visit's page views: 10,000 of 500 bytes are 5 MB.

## Reads of a site

The index gives up to `SLICES_AT_ONCE` slices at or before the place to begin, then slices are read newest first, each
with a limit of what is still missing: one alone, one more, then two, four and eight at a time, `WAVES`. So

- a site whose only session is three years old: 1 read of the index, 1 of a slice;
- 41 sessions where each day has one: 1 + 41 reads in 10 round trips (the index, then 1, 1, 2, 4, 8, 8, 8, 8, 1);
- where the newest slice is thin and the next is not, as just after midnight: 1 + 2 reads, nothing read in vain;
- in the worst case a page of n sessions costs n slices and n / 64 + 1 reads of the index, each under the deadline of
  one round trip.

## Writes

`writer.py` says in which order and why a crash is harmless. `USING TIMESTAMP version_us` makes a repeat harmless and
lets the newer row win; `rows.mutations` says how it wins as a whole. Rows of equal version must be equal.
"""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from itertools import chain, repeat
from typing import Any, Final

from adapters.base import Family, Finding, PageView, Position, Scope, Session, SessionKey
from adapters.cassandra import checks, rows, statements
from adapters.cassandra.client import Client
from adapters.cassandra.slices import LADDER, Rung
from adapters.cassandra.statements import Statement
from adapters.cassandra.writer import Writer
from config.settings import Settings, load_settings

SLICES_AT_ONCE: Final = 64
"""Entries of a site's index that one read takes."""

WAVES: Final = (1, 1, 2, 4, 8)
"""Slices that are read at the same time; the last number repeats."""

SCHEMA_TIMEOUT_S: Final = 60
"""Of each statement that makes a table: all nodes must agree on it."""

_MAX_BIGINT: Final = 2**63 - 1


def from_settings(settings: Settings) -> "CassandraEngine":
    """Return the engine that the settings describe, not yet opened."""
    return CassandraEngine(settings)


def make_cassandra(
    address: str, port: int, keyspace: str, ladder: Sequence[Rung] = LADDER, **overrides: object
) -> "CassandraEngine":
    """
    Return the engine of one node's keyspace, not yet opened.

    Args:
        address: of the node.
        port: of its native transport.
        keyspace: with the tables, or without for `create_schema`.
        ladder: how a day of sessions is cut.
        overrides: other settings by name.

    Raises:
        SettingsError: for what cannot be used.
    """
    where = {"cassandra_contact_points": (address,), "cassandra_port": port, "cassandra_keyspace": keyspace}
    return CassandraEngine(load_settings({}, **where | overrides), ladder)


class CassandraEngine:
    """
    Reader and writer of one keyspace; see `adapters.base.EngineAdapter`, `EngineWriter` and `loading.PlanningWriter`.

    Args:
        settings: `cassandra_*` and the deadline.
        ladder: how a day of sessions is cut; another one only in tests.
    """

    family: Final = Family.EVENTS
    read_rows: Final = statements.READ_ROWS

    def __init__(self, settings: Settings, ladder: Sequence[Rung] = LADDER) -> None:
        self._settings = settings
        self._client = Client(settings)
        self._writer = Writer(self._client, ladder)

    async def open(self) -> None:
        """Prepare nothing: the first call connects, and those that come meanwhile wait for it together."""

    async def close(self) -> None:
        """Disconnect; safe to call twice."""
        await self._client.close()

    async def read_sessions(self, scope: Scope, begin: Position, count: int) -> list[Session]:
        """Return `count` sessions of `scope` from `begin` on; a user's in one round trip."""
        if scope.user_id is None:
            return rows.sessions(await self._read_site(statements.READ_SLICE_SESSIONS, scope.site, begin, count))
        return rows.sessions(await self._client.fetch(statements.READ_USER_SESSIONS, (*scope, *_place(begin), count)))

    async def read_keys(self, scope: Scope, begin: Position, count: int) -> list[SessionKey]:
        """Return `count` keys of `scope` from `begin` on; a user's in one round trip."""
        if scope.user_id is None:
            found = await self._read_site(statements.READ_SLICE_KEYS, scope.site, begin, count)
        else:
            found = await self._client.fetch(statements.READ_USER_KEYS, (*scope, *_place(begin), count))
        return list(map(SessionKey._make, found))

    async def find_session(self, site: str, session_id: str) -> Session | None:
        """Return one session of a site, or `None`; one round trip."""
        found = rows.sessions(await self._client.fetch(statements.FIND_SESSION, (site, session_id)))
        return found[0] if found else None

    async def read_page_views(self, site: str, session_id: str, begin: Position, count: int) -> list[PageView]:
        """Return `count` page views of a session from `begin` on; one round trip."""
        parameters = (site, session_id, *_place(begin), count)
        return rows.page_views(await self._client.fetch(statements.READ_PAGE_VIEWS, parameters))

    async def check(self) -> list[Finding]:
        """Look at the keyspace, its replication, tables, columns and migrations, and read once."""
        return await checks.check(self._client, self._settings)

    async def create_schema(self) -> None:
        """Create keyspace (one replica) and tables where they are missing: for a trial on one node."""
        keyspace = self._settings.cassandra_keyspace
        await self._client.execute_all(
            (statements.create_keyspace(keyspace), f"USE {keyspace}", *statements.SCHEMA), timeout_s=SCHEMA_TIMEOUT_S
        )

    async def expect(self, sessions_of_day: Mapping[tuple[str, int], int]) -> None:
        """Take how many sessions each (site, number of the UTC day since 1970) will have; called before writing."""
        self._writer.expect(sessions_of_day)

    async def write_sessions(self, sessions: Sequence[Session]) -> None:
        """Store each session, unless a newer row is there."""
        await self._writer.write_sessions(sessions)

    async def write_page_views(self, page_views: Sequence[PageView]) -> None:
        """Store each page view, unless a newer row is there."""
        await self._writer.write_page_views(page_views)

    async def _read_site(self, read: Statement, site: str, begin: Position, count: int) -> list[Any]:
        """Return rows of a site's slices, newest first; the docstring of this module counts the reads."""
        found: list[Any] = []
        place, waves = _place(begin), chain(WAVES, repeat(WAVES[-1]))
        newest_ms = place[0]
        while True:
            slices = await self._client.fetch(statements.READ_SLICES, (site, newest_ms, SLICES_AT_ONCE))
            unread = deque(start_ms for (start_ms,) in slices)
            while unread and len(found) < count:
                missing = count - len(found)  # each listed slice holds a session, so no more slices are needed either
                wave = [unread.popleft() for _ in range(min(next(waves), missing, len(unread)))]
                reads = (self._client.fetch(read, (site, start_ms, *place, missing)) for start_ms in wave)
                for part in await asyncio.gather(*reads):
                    found += part
            if len(found) >= count or len(slices) < SLICES_AT_ONCE:
                return found[:count]
            newest_ms = slices[-1][0] - 1


def _place(begin: Position) -> tuple[int, str]:
    """Return a place as Cassandra can hold it; no session is beyond the greatest number."""
    return max(-_MAX_BIGINT, min(begin.start_epoch_ms, _MAX_BIGINT)), begin.id
