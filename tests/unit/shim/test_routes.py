"""The table of legacy URLs."""

import inspect

from shim.legacy.paths import normalise_path
from shim.routes import FROZEN, ROUTES, Fate, index_routes


def test_every_row() -> None:
    """Paths are normal and unique, endpoints are coroutines of two arguments; what is passed on has none."""
    assert len({route.path for route in ROUTES}) == len(ROUTES)
    for route in ROUTES:
        assert normalise_path(route.path) == route.path
        assert route.path.startswith("/api/")
        if route.fate is Fate.PASSED_ON:
            assert (route.endpoint, route.data_types) == (None, ())
        else:
            assert inspect.iscoroutinefunction(route.endpoint)
            assert len(inspect.signature(route.endpoint).parameters) == 2


def test_both_ways_to_a_row() -> None:
    """A row is found by its path, one that is served by its last segment, too, and by nothing else."""
    index = index_routes(ROUTES)
    for route in ROUTES:
        short = "/" + route.path.rpartition("/")[2]
        assert index[route.path] is route
        assert index.get(short) is (route if route.fate is Fate.SERVED else None)
        frozen = index.get(route.path.replace("/api/", FROZEN))
        assert (frozen is not None and frozen.frozen) is (route.fate is Fate.SERVED)
    assert len(index) == len(ROUTES) + 2 * sum(route.fate is Fate.SERVED for route in ROUTES)


def test_a_whole_path_beats_a_short_one() -> None:
    """A row at the root is never hidden by the short path of another."""
    nested = ROUTES[0]._replace(path="/api/a.jsp")
    root = ROUTES[0]._replace(path="/a.jsp")
    assert index_routes((root, nested))["/a.jsp"] is root
