"""
Shadow reads: after an answer is on its way, the other engine is asked the same, and both answers are compared.

It never hurts who is served: it begins when the answer has been handed over, has its own pools and deadlines, gives way
for any reason (`pressure.py`), and whatever goes wrong in it ends here. Every request that is sampled is counted once,
when it is over: compared, dropped or failed; the three always add up (`recording.py`).

What differs is asked again after a pause, both engines anew: a row in flight heals (`transient`), the rest is kept with
the request. Now and then a pair that is known to be wrong goes the same way (`planted.py`).

Source: `migration-model.md`, "Verdicts" and "The shadow never hurts". Guarded by `tests/unit/shim/test_shadow.py` and
`tests/integration/test_shadow.py`.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

import structlog

from adapters.base import Family
from config.flags import MAX_PERCENT
from shim.asking import Asked, Asker, outcome_of, outcome_of_error
from shim.call import Answer
from shim.compare import Grade, Outcome, Verdict, compare
from shim.directory import Directory
from shim.gates import OF_SEVERAL_SITES
from shim.logs import describe_error
from shim.pressure import Pressure, slowest
from shim.recording import KEPT_PARAMETERS, Pair, Recorder
from shim.routing import ReadPlan, spread
from shim.shapes import shape_of
from shim.tasks import Tasks
from shim.trace import Trace

MAX_BODY_BYTES: Final = 1_048_576
"""Of an answer that is compared; a larger one is dropped: it would be held for as long as the other engine takes."""

MAX_RECHECKS: Final = 100
"""Pairs that wait to be asked again; more differences at once need no second look to be noticed."""


class Shadows:
    """
    All shadow reads of one shim.

    Args:
        asker: asks engines.
        pressure: says when to give way.
        directory: knows the ignore rules.
        recorder: of callers' requests.
        recheck_s: the pause before what differs is asked again.
        now_epoch_ms: the wall clock, by which rules expire: an answer may be of another time.
    """

    def __init__(
        self,
        asker: Asker,
        pressure: Pressure,
        directory: Directory,
        recorder: Recorder,
        *,
        recheck_s: float,
        now_epoch_ms: Callable[[], int],
    ) -> None:
        self._asker, self._pressure, self._directory, self._recorder = asker, pressure, directory, recorder
        self._recheck_s, self._now_epoch_ms = recheck_s, now_epoch_ms
        self._rechecks = 0
        self._tasks = Tasks()

    async def stop(self) -> None:
        """End what runs; it counts as dropped."""
        await self._tasks.drain(0)

    def offer(self, trace: Trace, answer: Answer) -> None:
        """Take a request that was answered, if it is sampled and there is room; never raises, never waits."""
        try:
            self._offer(trace, answer)
        except Exception as error:  # noqa: BLE001 - whoever is served must not notice
            _say_failed(trace, error)

    async def compare(self, pair: Pair, primary: Outcome, asker: Asker, recorder: Recorder) -> None:
        """
        Ask the shadow, compare, ask again what differs, and tell the recorder.

        Args:
            pair: who is compared.
            primary: what the caller got.
            asker: asks both engines.
            recorder: is told.
        """
        outcome = "dropped:stopped"
        try:
            outcome = await self._outcome(pair, primary, asker, recorder)
        except Exception as error:  # noqa: BLE001 - it is counted, and ends here
            outcome = "failed:error"
            _say_failed(pair.trace, error)
        finally:
            recorder.finish(pair, outcome)

    def _offer(self, trace: Trace, answer: Answer) -> None:
        plan, call, site, endpoint = trace.plan, trace.call, trace.asked_of, trace.endpoint
        if plan is None or call is None or site is None or endpoint is None:
            return
        shape = trace.shape = shape_of(call.path, call.parameters)
        self._recorder.answered(trace, shape)
        if plan.shadow is None:
            return
        now_s = asyncio.get_running_loop().time()
        self._pressure.note(slowest(trace), now_s)
        if not is_sampled(site.name, call.path, call.parameters, trace.flags.shadow_reads):
            return
        asked = Asked(endpoint, call, site, trace.asked_at_epoch_ms)
        pair = Pair(asked, shape, plan.primary, plan.shadow, trace.stage, trace)
        refused = None if trace.refusal is None else outcome_of_error(call, trace.refusal)
        if outcome := _unfit(trace, plan, refused) or self._gives_way(pair, plan, now_s):
            self._recorder.finish(pair, outcome)
        else:
            primary = outcome_of(call, answer) if refused is None else refused
            self._tasks.start("shadow", self.compare(pair, primary, self._asker, self._recorder))

    def _gives_way(self, pair: Pair, plan: ReadPlan, now_s: float) -> str | None:
        why = self._pressure.reason(plan, pair.shadow, f"{pair.asked.site.name} {pair.shape}", now_s)
        return f"dropped:{why}" if why else None

    async def _outcome(self, pair: Pair, primary: Outcome, asker: Asker, recorder: Recorder) -> str:
        shadow = await self._ask(pair, pair.shadow, asker, recorder)
        if shadow.failure:
            return f"failed:{shadow.failure}"
        verdict = self._judge(pair, primary, shadow)
        if verdict.grade is Grade.DIFFERENT:
            return await self._again(pair, verdict, asker, recorder)
        return "identical" if verdict.grade is Grade.IDENTICAL else f"canonical:{verdict.rules[0]}"

    async def _again(self, pair: Pair, first: Verdict, asker: Asker, recorder: Recorder) -> str:
        """Ask both engines anew after a pause; what is still different is kept."""
        if self._rechecks >= MAX_RECHECKS and not pair.planted:
            return "dropped:rechecks-full"
        self._rechecks += 1
        try:
            await asyncio.sleep(self._recheck_s)
            primary = await self._ask(pair, pair.primary, asker, recorder)
            shadow = await self._ask(pair, pair.shadow, asker, recorder)
        finally:
            self._rechecks -= 1
        if failure := primary.failure or shadow.failure:
            return f"failed:{failure}"
        verdict = self._judge(pair, primary, shadow)
        if verdict.grade is not Grade.DIFFERENT:
            return f"transient:{first.causes[0]}"
        await recorder.keep(pair, primary, shadow, verdict)
        return f"different:{verdict.causes[0]}"

    async def _ask(self, pair: Pair, family: Family, asker: Asker, recorder: Recorder) -> Outcome:
        self._pressure.running += 1
        try:
            outcome, ms = await asker.ask(pair.asked, family)
        finally:
            self._pressure.running -= 1
        self._pressure.note({family: ms}, asyncio.get_running_loop().time())
        if not outcome.failure:
            recorder.latency(pair, family, ms)
        return outcome

    def _judge(self, pair: Pair, primary: Outcome, shadow: Outcome) -> Verdict:
        rules = () if pair.planted else self._directory.rules
        return compare(primary, shadow, rules, pair.asked.site.name, self._now_epoch_ms())


def is_sampled(site: str, path: str, parameters: Mapping[str, str], percent: int) -> bool:
    """
    Say whether a request is shadowed: the same one always is or never, on every instance and engine.

    Args:
        site: that it asks for.
        path: of its page.
        parameters: only those of `KEPT_PARAMETERS` count.
        percent: share of requests, 0 to 100.
    """
    if percent >= MAX_PERCENT:
        return True
    kept = sorted((name, value) for name, value in parameters.items() if name in KEPT_PARAMETERS)
    return spread(repr((site, path, kept)), MAX_PERCENT) < percent


def _unfit(trace: Trace, plan: ReadPlan, refused: Outcome | None) -> str | None:
    """Return how a request counts that cannot be compared, whoever is asked; its answer is not put together."""
    if (refused and refused.failure) or trace.served_by not in {"", plan.primary.value}:
        return "failed:primary"
    if trace.several:
        return OF_SEVERAL_SITES
    return "dropped:too-large" if trace.sent_bytes > MAX_BODY_BYTES else None


def _say_failed(trace: Trace, error: Exception) -> None:
    structlog.get_logger().error("shadow_failed", request_id=trace.request_id, error=describe_error(error))
