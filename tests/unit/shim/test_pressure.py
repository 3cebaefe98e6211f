"""When shadow reads give way: each reason, how a slow engine is tried again, and what the rate lets through."""

from typing import Any, Final

import pytest

from adapters.base import Family
from adapters.errors import EngineUnreachable
from config.settings import load_settings
from shim.breaker import LEAST_READS
from shim.pressure import LATE_S, REST_S, TURN_S, Pressure, slowest
from shim.pulse import Pulse
from shim.reads import Engines
from shim.routing import ReadPlan
from shim.trace import Trace

PLAN: Final = ReadPlan(Family.LEGACY_SQL, Family.EVENTS)
SHAPE: Final = "www.example.com user json"
BEGIN_S: Final = 1_000.0
SLOW_MS: Final = 1_000


class Loaded:
    """A pressure, and all that it looks at."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - each setting has its own type
        self.served, self.shadowed, self.pulse = Engines({}), Engines({}), Pulse()
        given = load_settings({}, **({"shadow_slow_ms": SLOW_MS, "shadow_per_s": 100_000} | settings))
        self.pressure = Pressure(self.served, self.shadowed, self.pulse, given)

    def reason(self, now_s: float = BEGIN_S, shape: str = SHAPE) -> str | None:
        """Say why there is no room at an instant."""
        return self.pressure.reason(PLAN, Family.EVENTS, shape, now_s)

    def let_through(self, shape: str, begin_s: float, seconds: float, per_s: int) -> int:
        """Ask so often in a while, and count what may begin."""
        instants = [begin_s + number / per_s for number in range(int(seconds * per_s))]
        return sum(self.reason(now_s, shape) is None for now_s in instants)


def test_there_is_room_until_the_pool_is_full() -> None:
    """As many as the setting says, and no more."""
    loaded = Loaded(shadow_pool=2)
    loaded.pressure.running = 1
    assert loaded.reason() is None
    loaded.pressure.running = 2
    assert loaded.reason() == "pool-full"


def test_a_late_loop_makes_everybody_wait() -> None:
    """Then nothing is added."""
    loaded = Loaded()
    loaded.pulse.lag_s = LATE_S * 1.1
    assert loaded.reason() == "loop-late"


@pytest.mark.parametrize("family", list(Family))
@pytest.mark.parametrize("pools", ["served", "shadowed"])
def test_a_breaker_of_either_engine_counts(family: Family, pools: str) -> None:
    """Callers' breakers and those of the shadow's own pools."""
    loaded = Loaded()
    engines: Engines = getattr(loaded, pools)
    for _ in range(LEAST_READS):
        engines.breakers[family].failed(EngineUnreachable("gone"), BEGIN_S)
    assert loaded.reason() == "breaker-open"


@pytest.mark.parametrize("family", list(Family))
def test_a_slow_engine_rests_and_is_tried_by_one_read(family: Family) -> None:
    """For a second nothing; then one at a time, until one was quick."""
    loaded = Loaded()
    loaded.pressure.note({family: SLOW_MS + 1}, BEGIN_S)
    assert loaded.reason(BEGIN_S + REST_S * 0.9) == "engine-slow"
    tried_s = BEGIN_S + REST_S * 1.1
    assert loaded.reason(tried_s) is None
    loaded.pressure.running = 1
    assert loaded.reason(tried_s) == "engine-slow"
    loaded.pressure.note({family: SLOW_MS - 1}, tried_s + 0.1)
    assert loaded.reason(tried_s + 0.2) is None


def test_a_quick_read_does_not_cut_the_rest_short() -> None:
    """It may have begun before the slow one did."""
    loaded = Loaded()
    loaded.pressure.note({Family.EVENTS: SLOW_MS + 1}, BEGIN_S)
    loaded.pressure.note({Family.EVENTS: 1}, BEGIN_S + 0.1)
    assert loaded.reason(BEGIN_S + 0.2) == "engine-slow"


def test_the_rate_is_spread_over_time() -> None:
    """No two at once, and as many as it says over a while, however many are asked for."""
    loaded = Loaded(shadow_per_s=25)
    assert [loaded.reason(BEGIN_S + after_s) for after_s in (0, 0, 0.01, 0.041)] == [None, "rate", "rate", None]
    assert loaded.let_through(SHAPE, BEGIN_S + 1, 20, per_s=500) == pytest.approx(25 * 20, rel=0.05)


def test_what_is_asked_rarely_has_its_turn_beside_what_is_asked_all_the_time() -> None:
    """A shape that nobody lets in by the rate is compared all the same, and a frequent one takes no turns for later."""
    loaded = Loaded(shadow_per_s=1)
    begun = {"often": 0, "rarely": 0}
    for tick in range(60_000):
        now_s = BEGIN_S + tick / 1_000
        begun["often"] += loaded.reason(now_s, "often") is None
        if tick % 5_000 == 4_999:
            begun["rarely"] += loaded.reason(now_s, "rarely") is None
    assert begun["rarely"] == 60 / TURN_S
    assert begun["often"] == pytest.approx(60 * (1 + 1 / TURN_S), rel=0.1)
    begun_s = BEGIN_S + 60
    assert loaded.let_through("often", begun_s, 60, per_s=100) == pytest.approx(60 * (1 + 1 / TURN_S), rel=0.1)


def test_what_is_left_out_for_another_reason_uses_up_no_turn() -> None:
    """The rate is asked last."""
    loaded = Loaded(shadow_per_s=1)
    loaded.pressure.running = 100
    assert loaded.reason() == "pool-full"
    loaded.pressure.running = 0
    assert loaded.reason() is None


def test_the_slowest_read_of_each_engine_counts() -> None:
    """A request may take several."""
    trace = Trace("GET", "1", 0)
    for engine, ms in ((Family.EVENTS, 3), (Family.EVENTS, 9), (Family.LEGACY_SQL, 1), (Family.EVENTS, 4)):
        trace.step("sessions", engine.value, ms)
    assert slowest(trace) == {Family.EVENTS: 9, Family.LEGACY_SQL: 1}
