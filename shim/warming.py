"""
Engines are connected before a caller needs them: as soon as a site is in a stage whose plans name them.

To connect to Cassandra takes a second or two, for which the first caller after a move would wait, or be served by the
engine that stands in. A read of a session that nobody has connects an engine and prepares its statements; once that has
succeeded the engine looks after its connections itself. Must not count: no breaker and no metric hears of it.
Guarded by `tests/unit/shim/test_warming.py`.
"""

import asyncio
from collections.abc import Mapping
from typing import Final

import structlog

from adapters.base import Family, Site
from adapters.errors import AdapterError
from shim.directory import Directory
from shim.reads import Engines
from shim.routing import families_of
from shim.tasks import Tasks

LOOK_S: Final = 0.5
"""Between two looks at the sites: most moves are followed by a request no sooner."""

RETRY_S: Final = 5.0
"""Between two attempts at an engine that does not answer."""


class Warmer:
    """
    Connects engines.

    Args:
        engines: that callers are served from.
        directory: knows the sites.
        look_s: between two looks.
        retry_s: between two attempts.
    """

    def __init__(
        self, engines: Engines, directory: Directory, *, look_s: float = LOOK_S, retry_s: float = RETRY_S
    ) -> None:
        self._engines, self._directory, self._look_s, self._retry_s = engines, directory, look_s, retry_s
        self._seen: Mapping[str, Site] | None = None
        self._begun: set[Family] = set()
        self._tasks = Tasks()

    def start(self) -> None:
        """Connect from now on; call within the loop."""
        self._tasks.start("warmer", self._follow())

    async def stop(self) -> None:
        """Connect no more. Safe to call twice."""
        await self._tasks.drain(0)

    async def _follow(self) -> None:
        while len(self._begun) < len(self._engines.families):
            if self._directory.sites is not self._seen:  # ten thousand are looked at only when one has changed
                self._seen = self._directory.sites
                named = frozenset().union(*map(families_of, {site.stage for site in self._seen.values()}))
                for family in named.intersection(self._engines.families) - self._begun:
                    self._begun.add(family)
                    self._tasks.start("warm engine", self._connect(family))
            await asyncio.sleep(self._look_s)

    async def _connect(self, family: Family) -> None:
        told = False
        while True:
            try:
                engine = await self._engines.engine(family)
                await engine.find_session("", "")
            except AdapterError as error:
                if not told:
                    structlog.get_logger().warning("engine_not_connected", engine=family.value, reason=str(error))
                told = True
                await asyncio.sleep(self._retry_s)
            else:
                return
