"""
Explanations: the traces of the last requests, by their ids, in bounded space and for a bounded time.

Of its parameters a trace has by then only those that a log line may print (`Trace.forget`). They live in the
instance that served the request: `shim explain` and the operator's page ask every instance that is known to live.
Must not know how a request was decided. Guarded by `tests/unit/shim/test_explain.py`.
"""

from collections import OrderedDict
from typing import Final

from shim.trace import Trace

MAX_TRACES: Final = 20_000
"""Some 1.5 KiB each."""


class Explanations:
    """
    Traces by request id.

    Args:
        keep_s: how long one stays.
        most: and how many stay.
    """

    def __init__(self, keep_s: float, most: int = MAX_TRACES) -> None:
        self._keep_s, self._most = keep_s, most
        self._traces: OrderedDict[str, Trace] = OrderedDict()

    def __len__(self) -> int:
        return len(self._traces)

    def keep(self, trace: Trace) -> None:
        """Keep a trace that has ended, if it was a site's, and forget the oldest."""
        if not trace.site:
            return
        self._traces[trace.request_id] = trace
        oldest = next(iter(self._traces.values()))
        if len(self._traces) > self._most or trace.ended_s - oldest.ended_s > self._keep_s:
            self._traces.popitem(last=False)

    def find(self, request_id: str, now_s: float) -> Trace | None:
        """Return a trace that is not too old by the event loop's clock, or `None`."""
        trace = self._traces.get(request_id)
        return None if trace is None or now_s - trace.ended_s > self._keep_s else trace

    def newest(self, count: int) -> list[Trace]:
        """Return the newest traces, newest first."""
        return [trace for trace, _ in zip(reversed(self._traces.values()), range(count), strict=False)]
