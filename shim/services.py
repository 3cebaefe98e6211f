"""
What endpoints work with: one immutable bundle, made by `bootstrap.py` and handed to every call.

Endpoints never build or look up anything else; tests bundle the same parts on `:memory:`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from adapters.base import OpsStore
from config.settings import Settings
from shim.directory import Directory
from shim.evidence import Evidence
from shim.label_files import LabelFiles
from shim.logins import Logins
from shim.reads import Engines, Reads


@dataclass(frozen=True, slots=True)
class Services:
    """
    The parts of one running shim.

    Args:
        now_epoch_ms: the wall clock; the demo stands still at the published instant.
        large_answers: a place for each large answer that may be held in memory at the same time.
    """

    settings: Settings
    store: OpsStore
    now_epoch_ms: Callable[[], int]
    directory: Directory
    logins: Logins
    evidence: Evidence
    engines: Engines
    reads: Reads
    labels: LabelFiles
    large_answers: asyncio.Semaphore
