"""Which requests are remembered, and what of them."""

from shim.explain import Explanations
from shim.trace import Trace


def _trace(request_id: str, ended_s: float, site: str = "www.example.com") -> Trace:
    trace = Trace("GET", request_id, ended_s)
    trace.site = site
    return trace


def test_a_request_of_a_site_is_kept() -> None:
    """What belongs to no site is not."""
    kept = Explanations(keep_s=10)
    kept.keep(_trace("a", 1))
    kept.keep(_trace("b", 1, site=""))

    assert kept.find("a", 2) is not None
    assert (len(kept), kept.find("b", 2)) == (1, None)


def test_space_and_time_are_bounded() -> None:
    """The oldest goes when there are too many, or when it is too old."""
    kept = Explanations(keep_s=10, most=2)
    for number in range(3):
        kept.keep(_trace(str(number), number))

    assert [trace.request_id for trace in kept.newest(5)] == ["2", "1"]
    assert kept.find("1", 11) is not None
    assert kept.find("1", 11.5) is None
    kept.keep(_trace("late", 20))
    assert kept.find("1", 20) is None
