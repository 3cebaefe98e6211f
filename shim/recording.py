"""
What becomes of compared pairs: counts, latencies, kept mismatches. Credentials end here: a kept request has none.

Guarded by `tests/unit/shim/test_shadow.py`.
"""

import json
from collections import Counter
from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

import structlog

from adapters.base import Family
from adapters.errors import StoreUnreachable
from adapters.evidence import Mismatch
from shim.asking import Asked
from shim.call import Call
from shim.compare import Outcome, Verdict
from shim.evidence import Evidence
from shim.trace import Trace

KEPT_MISMATCHES: Final = 50
"""Persistent mismatches that are kept of a site, the newest ones."""

KEPT_BODY_BYTES: Final = 262_144
"""Of each answer of a kept mismatch."""

KEPT_PARAMETERS: Final = frozenset(
    {"uid", "filterByMachineId", "machine_idx", "filterByVisitId", "session_id", "date", "period", "from", "to"}
    | {"offset", "limit", "nextToken", "locale", "ignoreLocale", "dateFormat", "timeZone", "timezone", "dataType"}
    | {"jsoncallback", "callback", "page", "rows", "sidx", "sord", "site"}
)
"""Parameters that a kept request has, and that decide whether it is sampled; credentials are none of them."""


class Pair(NamedTuple):
    """
    One request, and who is compared with whom.

    Args:
        asked: the request.
        shape: of the request.
        primary: who served it.
        shadow: who is asked too.
        stage: of the site then.
        trace: of the request; the verdict is noted in it.
        planted: it is known to differ: no rule explains it, and its second look waits for no place.
    """

    asked: Asked
    shape: str
    primary: Family
    shadow: Family
    stage: str
    trace: Trace
    planted: bool = False


class Recorder(Protocol):
    """Is told what comes out of a pair; nothing that it raises reaches whoever is served."""

    def answered(self, trace: Trace, shape: str) -> None:
        """Take a request that had a plan, shadowed or not."""
        ...

    def latency(self, pair: Pair, family: Family, ms: float) -> None:
        """Take how long an engine took for it."""
        ...

    async def keep(self, pair: Pair, primary: Outcome, shadow: Outcome, verdict: Verdict) -> None:
        """Take a persistent mismatch."""
        ...

    def finish(self, pair: Pair, outcome: str) -> None:
        """Take the outcome, once, when all is over."""
        ...


OnOutcome = Callable[[Trace, str], None]


def no_outcome(trace: Trace, outcome: str) -> None:
    """Take no notice: nobody counts."""


class EvidenceRecorder:
    """
    Counts pairs of callers' requests as evidence.

    Args:
        evidence: adds up; its store keeps mismatches.
        on_outcome: is told of each one, with the request's trace.
    """

    def __init__(self, evidence: Evidence, on_outcome: OnOutcome = no_outcome) -> None:
        self._evidence, self._on_outcome = evidence, on_outcome
        self.totals: Counter[str] = Counter()
        """Outcomes since the start."""

    def answered(self, trace: Trace, shape: str) -> None:
        """Count what callers saw."""
        self._evidence.answered(trace, shape)

    def latency(self, pair: Pair, family: Family, ms: float) -> None:
        """Add to the engine's histogram."""
        self._evidence.latency(pair.asked.site.name, pair.shape, family.value, ms)

    async def keep(self, pair: Pair, primary: Outcome, shadow: Outcome, verdict: Verdict) -> None:
        """Keep it; that it cannot be kept does not make it less of a mismatch."""
        try:
            await self._evidence.store.put_mismatch(_mismatch(pair, primary, shadow, verdict), KEPT_MISMATCHES)
        except StoreUnreachable as error:
            structlog.get_logger().error("mismatch_not_kept", request_id=pair.trace.request_id, reason=str(error))

    def finish(self, pair: Pair, outcome: str) -> None:
        """Count a sampled request: what was sampled is what was compared, dropped or failed, at any moment."""
        pair.trace.verdict = outcome
        self._on_outcome(pair.trace, outcome)
        for counted in ("sampled", outcome):
            self.totals[counted] += 1
            self._evidence.count(pair.asked.site.name, pair.stage, pair.shape, counted)


def kept_request(call: Call) -> str:
    """Return a request as it is kept, as JSON: what it asked for, and nothing of who asked."""
    parameters = {name: value for name, value in call.parameters.items() if name in KEPT_PARAMETERS}
    return json.dumps({"path": call.path, "frozen": call.frozen, "parameters": parameters})


def _mismatch(pair: Pair, primary: Outcome, shadow: Outcome, verdict: Verdict) -> Mismatch:
    return Mismatch(
        id=pair.trace.request_id,
        site=pair.asked.site.name,
        stage=pair.stage,
        shape=pair.shape,
        at_epoch_ms=pair.asked.at_epoch_ms,
        causes=", ".join(verdict.causes),
        request=kept_request(pair.asked.call),
        primary=pair.primary.value,
        cells=json.dumps([cell._asdict() for cell in verdict.cells]),
        primary_body=_shown(primary),
        shadow_body=_shown(shadow),
    )


def _shown(outcome: Outcome) -> bytes:
    body = outcome.body if outcome.error is None else f"Error: {outcome.error}".encode("utf-8", "replace")
    return body[:KEPT_BODY_BYTES]
