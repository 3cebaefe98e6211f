"""Shadow reads: they find what differs, count everything once, and never hurt who is served."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import orjson
import pytest
import pytest_asyncio

from adapters.base import Family, Position, Scope, Session
from adapters.embedded.adapter import MEMORY, EmbeddedEngine
from adapters.errors import EngineUnreachable
from adapters.evidence import IgnoreRule
from config.stages import Stage
from shim import shadow
from shim.compare import Outcome, Verdict, compare
from shim.evidence import Evidence
from shim.recording import EvidenceRecorder, OnOutcome, Pair
from shim.shadow import is_sampled
from shim.trace import Trace
from tests.builders import BY_TEST
from tests.unit.shim.switching import NOW_MS, SESSIONS, SITE, Switch, filled, switching
from tests.unit.shim.wire import PAGE, TIMEOUT_S

FOREVER_MS: Final = NOW_MS + 1
SECRET: Final = "s3cret-marked-value"
OF_ITS_OWN: Final = frozenset({"X-Request-Id", "Date"})
"""Headers that no two answers have alike."""

PATIENT: Final[dict[str, Any]] = {"engine_deadline_ms": 30_000, "shadow_deadline_ms": 30_000, "shadow_slow_ms": 60_000}
"""Settings by which nothing is given up before a caller gives up, nor called slow on a busy machine."""


class Failing(EmbeddedEngine):
    """An engine that nobody reaches."""

    calls = 0

    async def read_sessions(self, scope: Scope, begin: Position, count: int) -> list[Session]:  # noqa: ARG002
        """Fail."""
        self.calls += 1
        raise EngineUnreachable("gone")


class Mended(EmbeddedEngine):
    """An engine that is down until it is mended."""

    down = True

    async def read_sessions(self, scope: Scope, begin: Position, count: int) -> list[Session]:
        """Fail, or read."""
        if self.down:
            raise EngineUnreachable("gone")
        return await super().read_sessions(scope, begin, count)


class Hanging(EmbeddedEngine):
    """An engine that never answers."""

    async def read_sessions(self, scope: Scope, begin: Position, count: int) -> list[Session]:  # noqa: ARG002
        """Wait for ever."""
        await asyncio.Event().wait()
        raise AssertionError


class Caller:
    """A caller in a thread of his own: who waits for him goes on when he has his answer whole, or gave up."""

    def __init__(self) -> None:
        self._served = threading.Event()
        self.wait = self._served.wait

    async def ask(self, port: int) -> tuple[int, dict[str, str], bytes]:
        """Return his answer: status, headers but for `OF_ITS_OWN`, body; he gives up after `TIMEOUT_S`."""
        self._served.clear()
        return await asyncio.to_thread(self._ask, port)

    def _ask(self, port: int) -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        try:
            connection.request("GET", f"{PAGE}?{urlencode({'login': 'demo', 'password': 'demo', 'site': SITE})}")
            reply = connection.getresponse()
            headers = {name: text for name, text in reply.getheaders() if name not in OF_ITS_OWN}
            return reply.status, headers, reply.read()
        finally:
            self._served.set()
            connection.close()


class HeldEngine(EmbeddedEngine):
    """An Events Engine that does nothing before the caller has his answer, and then what a test says."""

    def __init__(self, caller: Caller, then: Callable[[], Awaitable[object]]) -> None:
        super().__init__(MEMORY, deadline_s=30)
        self._caller, self._then = caller, then
        self.calls = 0

    async def read_sessions(self, scope: Scope, begin: Position, count: int) -> list[Session]:
        """Wait, do that, and read."""
        self.calls += 1
        await asyncio.to_thread(self._caller.wait)
        await self._then()
        return await super().read_sessions(scope, begin, count)


class HeldRecorder(EvidenceRecorder):
    """A recorder that lets nothing else run before the caller has his answer, and may be broken."""

    def __init__(self, caller: Caller, evidence: Evidence, on_outcome: OnOutcome, *, raises: bool) -> None:
        super().__init__(evidence, on_outcome)
        self._caller, self._raises = caller, raises

    def answered(self, trace: Trace, shape: str) -> None:
        """Wait, and count."""
        self._caller.wait()
        super().answered(trace, shape)

    def finish(self, pair: Pair, outcome: str) -> None:
        """Wait, count, and fail."""
        self._caller.wait()
        super().finish(pair, outcome)
        if self._raises:
            raise OSError(SECRET)


async def at_once() -> None:
    """Do nothing."""


async def fail() -> None:
    """Be an engine that nobody reaches."""
    raise EngineUnreachable("gone")


async def hang() -> None:
    """Wait for ever."""
    await asyncio.Event().wait()


def broken_compare(*_: object) -> Verdict:
    """Compare nothing."""
    raise ZeroDivisionError(SECRET)


class State(NamedTuple):
    """
    What may be wrong with a shadow.

    Args:
        outcome: that it counts as, `""` when it is not sampled.
        engine: what the other engine does once it is asked and the caller has his answer.
        compare: the comparison.
        recording_raises: nothing can be recorded.
        percent: share of requests that are shadowed.
    """

    outcome: str
    engine: Callable[[], Awaitable[object]] = at_once
    compare: Callable[..., Verdict] = compare
    recording_raises: bool = False
    percent: int = 100


STATES: Final = {
    "shadow_fails": State("failed:engine", engine=fail),
    "shadow_hangs": State("dropped:stopped", engine=hang),
    "shadow_is_slow": State("identical"),
    "comparison_raises": State("failed:error", compare=broken_compare),
    "recording_raises": State("identical", recording_raises=True),
    "shadow_off_makes_no_second_call": State("", percent=0),
}


async def shadows_are_over(switch: Switch, *, stopped: bool) -> None:
    """Wait until nothing is shadowed any more, or stop it."""
    if stopped:
        await switch.shadows.stop()
    running = [task for task in asyncio.all_tasks() if task.get_name() == "shadow"]
    await asyncio.gather(*running, return_exceptions=True)


def added_up(switch: Switch) -> bool:
    """Say whether all that was sampled was compared, dropped or failed."""
    totals = switch.totals
    return totals["sampled"] == sum(counted for outcome, counted in totals.items() if outcome != "sampled")


@pytest_asyncio.fixture
async def other() -> AsyncIterator[EmbeddedEngine]:
    """An Events Engine that lacks the newest session and has another city in the second one."""
    engine = EmbeddedEngine(MEMORY, deadline_s=30)
    async with filled(engine, [SESSIONS[1]._replace(city="Atlantis"), *SESSIONS[2:]]):
        yield engine


async def test_equal_answers_are_identical(tmp_path: Path) -> None:
    """In `shadow` the old engine serves, the Events Engine is asked the same, and both agree in every format."""
    async with switching(tmp_path) as switch:
        for number, data_type in enumerate(("json", "jsondatatable", "html", "jsonjqgrid"), start=1):
            assert (await switch.ask(dataType=data_type)).status == 200
            assert await switch.settled(number) == {"sampled": number, "identical": number}


async def test_what_differs_is_named_and_kept(tmp_path: Path, other: EmbeddedEngine) -> None:
    """A missing session and another city come out by their causes, and the pair is kept without credentials."""
    async with switching(tmp_path, shadowed={Family.EVENTS: other}) as switch:
        reply = await switch.ask(uid="", nobody=SECRET)
        totals = await switch.settled()
        assert totals == {"sampled": 1, "different:cell:city": 1}
        (kept,) = await switch.store.evidence.read_mismatches(SITE, 10)
        found = await switch.store.evidence.find_mismatch(kept.id)
        assert found is not None
        assert found.causes == "cell:city, row-extra, row-missing, token"
        assert found.primary_body == reply.body
        assert b"Atlantis" in found.shadow_body
        assert [cell["shadow"] for cell in orjson.loads(found.cells)] == ["Atlantis"]
        assert orjson.loads(found.request)["parameters"] == {"site": SITE, "limit": "5", "uid": ""}
        assert SECRET not in repr(found)
        await switch.evidence.flush()
        counts = await switch.store.evidence.read_counts(SITE, 0)
        assert {(count.outcome, count.stage, count.shape) for count in counts} == {
            ("sampled", "shadow", "site json"),
            ("different:cell:city", "shadow", "site json"),
        }


async def test_what_heals_is_transient(tmp_path: Path, other: EmbeddedEngine) -> None:
    """Rows in flight differ once and then no more: that is told apart, and not kept."""
    async with switching(tmp_path, shadowed={Family.EVENTS: other}, shadow_recheck_s=1) as switch:
        await switch.ask()
        await other.write_sessions([session._replace(version_us=2_000_000) for session in SESSIONS])
        assert await switch.settled() == {"sampled": 1, "transient:cell:city": 1}
        assert await switch.store.evidence.read_mismatches(SITE, 10) == []


async def test_an_ignore_rule_makes_it_canonical(tmp_path: Path, other: EmbeddedEngine) -> None:
    """A difference that a rule allows is counted under the rule's name, until the rule expires."""
    await other.write_sessions([SESSIONS[0]])
    async with switching(tmp_path, shadowed={Family.EVENTS: other}) as switch:
        rule = IgnoreRule("cities", "cell:city", "", "they were geocoded anew", FOREVER_MS)
        await switch.store.evidence.put_rule(rule, BY_TEST)
        await switch.directory.refresh()
        await switch.ask()
        assert await switch.settled() == {"sampled": 1, "canonical:cities": 1}
        await switch.store.evidence.put_rule(rule._replace(expires_epoch_ms=NOW_MS), BY_TEST)
        await switch.directory.refresh()
        await switch.ask()
        assert (await switch.settled(2))["different:cell:city"] == 1


async def test_a_rule_expires_by_the_operators_clock(tmp_path: Path, other: EmbeddedEngine) -> None:
    """An answer may be of another time, as all of the demo's are; a rule ends when it said to whoever wrote it."""
    await other.write_sessions([SESSIONS[0]])
    async with switching(tmp_path, shadowed={Family.EVENTS: other}, wall=lambda: NOW_MS + 2) as switch:
        await switch.store.evidence.put_rule(IgnoreRule("cities", "cell:city", "", "a while", NOW_MS + 1), BY_TEST)
        await switch.directory.refresh()
        await switch.ask()
        assert (await switch.settled())["different:cell:city"] == 1


@pytest.mark.parametrize(
    ("stage", "percent", "sampled"),
    [(Stage.LEGACY, 0, 0), (Stage.CANARY, 100, 1), (Stage.CANARY, 1, 1), (Stage.LIVE, 0, 1), (Stage.COMPLETE, 0, 0)],
)
async def test_each_stage_has_its_shadow(tmp_path: Path, stage: Stage, percent: int, sampled: int) -> None:
    """Where two engines are proven against each other, both are read; elsewhere one."""
    async with switching(tmp_path, stage, percent) as switch:
        assert (await switch.ask()).status == 200
        if sampled:
            assert await switch.settled() == {"sampled": 1, "identical": 1}
        await asyncio.sleep(0.02)
        assert switch.totals["sampled"] == sampled


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
async def test_a_caller_never_waits_for_a_shadow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: State) -> None:
    """
    Whatever is wrong with the shadow, the client's bytes and latency stay the same.

    The other engine, the comparison and the recorder all wait until the answer has arrived whole: one that waited for
    any of them would never come.
    """
    caller = Caller()

    def held_compare(*given: Any) -> Verdict:  # noqa: ANN401 - whatever the comparison takes
        caller.wait()
        return state.compare(*given)

    monkeypatch.setattr(shadow, "compare", held_compare)
    async with (
        filled(HeldEngine(caller, state.engine)) as engine,
        switching(
            tmp_path,
            Stage.LEGACY,
            shadowed={Family.EVENTS: engine},
            recorder=partial(HeldRecorder, caller, raises=state.recording_raises),
            **PATIENT,
        ) as switch,
    ):
        expected = await caller.ask(switch.shim.port)
        await switch.turn("shadow-reads", str(state.percent))
        await switch.move(Stage.SHADOW)
        assert await caller.ask(switch.shim.port) == expected
        assert expected[0] == 200
        await shadows_are_over(switch, stopped=state.engine is hang)
        assert switch.totals == ({"sampled": 1, state.outcome: 1} if state.outcome else {})
        assert engine.calls == (1 if state.percent else 0)
        assert switch.pressure.running == 0


async def test_a_shadow_that_fails_is_left_alone(tmp_path: Path) -> None:
    """A shadow that always fails is no match, and soon is not asked any more."""
    failing = Failing(MEMORY, deadline_s=30)
    async with switching(tmp_path, shadowed={Family.EVENTS: failing}) as switch:
        for number in range(1, 60):
            await switch.ask()
            await switch.settled(number)
        assert set(switch.totals) == {"sampled", "failed:engine", "dropped:breaker-open"}
        assert failing.calls < 30
        assert added_up(switch)


async def test_a_shadow_that_is_mended_is_compared_again(tmp_path: Path) -> None:
    """Its breaker lets one shadow read through now and then, and the first that succeeds closes it."""
    async with (
        filled(Mended(MEMORY, deadline_s=30)) as engine,
        switching(tmp_path, shadowed={Family.EVENTS: engine}) as switch,
    ):
        while not switch.totals["dropped:breaker-open"]:
            await switch.ask()
        engine.down = False
        async with asyncio.timeout(10):
            while not switch.totals["identical"]:
                await switch.ask()
        assert added_up(switch)


async def test_a_shadow_that_hangs_is_given_up(tmp_path: Path) -> None:
    """What finds the pool full of shadows that hang is dropped, the rest ends at its deadline."""
    hanging = Hanging(MEMORY, deadline_s=30)
    async with switching(tmp_path, shadowed={Family.EVENTS: hanging}, shadow_deadline_ms=3_000) as switch:
        for _ in range(3):
            await switch.ask()
        assert await switch.settled(3) == {"sampled": 3, "dropped:pool-full": 1, "failed:timeout": 2}
        assert added_up(switch)


async def test_what_is_too_large_is_not_even_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large answer went out in pieces; to hold it once more as a whole would cost as much memory again."""

    def joined(*_: object) -> Outcome:
        raise AssertionError("its body was joined")

    async with switching(tmp_path) as switch:
        body = (await switch.ask()).body
        await switch.settled()
        monkeypatch.setattr(shadow, "outcome_of", joined)
        monkeypatch.setattr(shadow, "MAX_BODY_BYTES", len(body) - 1)
        assert (await switch.ask()).body == body
        assert await switch.settled(2) == {"sampled": 2, "identical": 1, "dropped:too-large": 1}


async def test_an_engine_that_fails_callers_is_not_compared(tmp_path: Path) -> None:
    """When the primary failed, or the other engine stood in, there is nothing to compare."""
    async with switching(tmp_path, Stage.LIVE) as switch:
        await switch.engines[Family.EVENTS].close()
        assert (await switch.ask()).body.startswith(b'{"rows": 5')
        assert await switch.settled() == {"sampled": 1, "failed:primary": 1}


async def test_what_runs_at_the_end_is_counted(tmp_path: Path) -> None:
    """A stop in the middle leaves nothing uncounted."""
    async with switching(tmp_path, shadowed={Family.EVENTS: Hanging(MEMORY, deadline_s=30)}) as switch:
        await switch.ask()
        await asyncio.sleep(0.02)
        await switch.shadows.stop()
        assert switch.totals == {"sampled": 1, "dropped:stopped": 1}


def test_the_same_requests_are_sampled_everywhere() -> None:
    """The share is nearly met, a larger share only adds requests, and credentials play no part."""
    requests = [{"uid": str(number), "limit": "5"} for number in range(2_000)]
    tenth = [is_sampled(SITE, "/x", request, 10) for request in requests]
    assert 140 < sum(tenth) < 260
    assert tenth == [is_sampled(SITE, "/x", request | {"password": SECRET}, 10) for request in requests]
    assert all(is_sampled(SITE, "/x", request, 30) >= was for request, was in zip(requests, tenth, strict=True))


def test_an_outcome_without_answer_is_no_match() -> None:
    """Two engines that both failed agree on nothing."""
    failed = Outcome("json", failure="timeout")
    assert compare(failed, failed, (), SITE, NOW_MS).causes == ("timeout",)
