"""
What is known of one request, from arrival to end: its log line, its explanation and its evidence are made of it.

Must not know how any of it is decided. Guarded by `tests/unit/shim/test_middleware.py`.
"""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final, NamedTuple

from adapters.base import Site
from config.flags import Flags
from shim.flags import DEFAULTS
from shim.routing import ReadPlan

if TYPE_CHECKING:
    from shim.call import Call, Tell
    from shim.legacy.errors import LegacyError
    from shim.routes import Endpoint

MAX_STEPS: Final = 32
"""Round trips that are remembered of one request, the first ones."""


class Step(NamedTuple):
    """A round trip: what was read, from which engine, how long it took, the kind of error, and when it began."""

    what: str
    engine: str
    ms: float
    error: str = ""
    begun_s: float = 0.0


class Trace:
    """
    One request.

    Filled in by whoever decides: the edge (method, id, times, status), the application (path, parameters), the reads
    (site to `steps`), the shadow (shape, verdict). Times are the event loop's: the plan was there at `planned_s`, the
    answer at `answered_s`; 0 where it never came to that. `asked_of` and `asked_at_epoch_ms` are what the answer
    depends on beside its parameters: the site as it was, and the instant; `several` says that there was more than one
    site. `call`, `endpoint` and `refusal` are there until the answer has gone out: they hold what nobody may keep.
    `parent` is the begin of the caller's `traceparent`, as it came; `span` is what a sender of traces finds again.
    """

    __slots__ = (
        *("ended_s", "error", "frozen", "method", "parameters", "path"),
        *("request_id", "sent_bytes", "started_s", "status", "tell", "until_sent"),
        *("asked_at_epoch_ms", "asked_of", "call", "endpoint", "refusal", "several"),
        *("bucket", "flags", "flags_version", "plan", "served_by", "site", "stage", "steps", "verdict"),
        *("answered_s", "parent", "planned_s", "shape", "span"),
    )

    def __init__(self, method: str, request_id: str, started_s: float) -> None:
        self.method = method
        self.request_id = request_id
        self.started_s = self.ended_s = started_s
        self.path = "-"
        self.frozen = False
        self.tell: Tell | None = None
        self.parameters: Mapping[str, str] = {}
        self.status = self.sent_bytes = 0
        self.error: str | None = None
        self.until_sent = AsyncExitStack()
        self.planned_s = self.answered_s = 0.0
        self.parent = ""
        self.span: object = None
        self.site = self.stage = self.shape = self.served_by = self.verdict = ""
        self.flags: Flags = DEFAULTS
        self.flags_version = 0
        self.bucket: int | None = None
        self.plan: ReadPlan | None = None
        self.steps: list[Step] = []
        self.asked_of: Site | None = None
        self.asked_at_epoch_ms = 0
        self.several = False
        self.call: Call | None = None
        self.endpoint: Endpoint | None = None
        self.refusal: LegacyError | None = None

    def end(self, status: int, sent_bytes: int, ended_s: float) -> "Trace":
        """Note what went out."""
        self.status, self.sent_bytes, self.ended_s = status, sent_bytes, ended_s
        return self

    def forget(self, shown: Mapping[str, str]) -> None:
        """Keep nothing of what the caller sent but parameters that may be shown."""
        self.parameters, self.call, self.endpoint, self.refusal = shown, None, None, None

    def step(self, what: str, engine: str, ms: float, error: str = "", begun_s: float = 0.0) -> None:
        """Note a round trip."""
        if len(self.steps) < MAX_STEPS:
            self.steps.append(Step(what, engine, ms, error, begun_s))
