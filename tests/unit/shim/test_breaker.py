"""The breaker: it opens when most of the last reads failed, repeats why, and closes with the first that succeeds."""

import pytest

from adapters.errors import EngineTimeout, EngineUnreachable
from shim.breaker import FORGET_S, LAST_READS, LEAST_READS, Breaker


def test_it_opens_when_most_reads_fail() -> None:
    """After the least number of reads, more than half of which failed, the next one fails at once as they did."""
    breaker = Breaker(open_s=1)
    for _ in range(LEAST_READS - 1):
        breaker.failed(EngineTimeout("slow"), now_s=0)
    breaker.enter(now_s=0)
    breaker.failed(EngineTimeout("slow"), now_s=0)
    assert breaker.is_open(now_s=0.5)
    with pytest.raises(EngineTimeout, match="its breaker is open: slow"):
        breaker.enter(now_s=0.5)


def test_one_read_is_let_through_after_each_pause() -> None:
    """Open, it lets one read through after each pause; a success closes it and forgets what was."""
    breaker = Breaker(open_s=1)
    for _ in range(LEAST_READS):
        breaker.failed(EngineUnreachable("gone"), now_s=0)
    breaker.enter(now_s=1)
    with pytest.raises(EngineUnreachable):
        breaker.enter(now_s=1.9)
    breaker.enter(now_s=2)
    breaker.succeeded()
    assert not breaker.is_open(now_s=2)
    breaker.failed(EngineUnreachable("gone"), now_s=2)
    breaker.enter(now_s=2)


def test_only_the_last_reads_count() -> None:
    """Half of the last reads may fail; older ones are forgotten."""
    breaker = Breaker()
    for _ in range(LEAST_READS // 2 - 1):
        breaker.failed(EngineTimeout("slow"), now_s=0)
    for _ in range(LAST_READS):
        breaker.succeeded()
    for _ in range(LAST_READS // 2):
        breaker.failed(EngineTimeout("slow"), now_s=0)
    assert not breaker.is_open(now_s=0)
    breaker.failed(EngineTimeout("slow"), now_s=0)
    assert breaker.is_open(now_s=0)


def test_what_nobody_has_read_for_long_is_not_open() -> None:
    """Open while somebody tries in vain; once nobody has for a while it says nothing, and lets the next through."""
    breaker = Breaker(open_s=1)
    for _ in range(LEAST_READS):
        breaker.failed(EngineUnreachable("gone"), now_s=0)
    assert breaker.refuses(now_s=0.9)
    assert not breaker.refuses(now_s=1)
    assert breaker.is_open(now_s=FORGET_S + 0.9)
    assert not breaker.is_open(now_s=FORGET_S + 1)
    breaker.enter(now_s=FORGET_S + 1)
    breaker.failed(EngineUnreachable("gone"), now_s=FORGET_S + 1)
    assert breaker.is_open(now_s=FORGET_S + 1)
