"""What every handler of the ops listener works with: one immutable bundle, made by `bootstrap.py`."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from adapters.base import Family, OpsStore
from config.settings import Settings
from shim.directory import Directory
from shim.explain import Explanations
from shim.metrics import Metrics
from shim.pulse import Pulse
from shim.reads import Engines


@dataclass(frozen=True, slots=True)
class OpsContext:
    """
    The parts of a running shim that operators look at.

    Args:
        instance: this process's name among the instances.
        engines: with their breakers.
        now_epoch_ms: the wall clock.
        metrics: what was counted.
        pulse: of this process.
    """

    settings: Settings
    instance: str
    store: OpsStore
    directory: Directory
    engines: Engines
    explanations: Explanations
    now_epoch_ms: Callable[[], int]
    metrics: Metrics = field(default_factory=Metrics)
    pulse: Pulse = field(default_factory=Pulse)

    @property
    def breakers_open(self) -> bool:
        """Whether the Events Engine's breaker is open in this instance."""
        return self.engines.breakers[Family.EVENTS].is_open(self.now_s())

    @staticmethod
    def now_s() -> float:
        """Return the event loop's time."""
        return asyncio.get_running_loop().time()


CONTEXT: Final = web.AppKey("context", OpsContext)
