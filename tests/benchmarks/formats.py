"""
Formats: 40 rows in each, beside `json`; and another language with a user's own pattern, beside the default.

Source: the goals of the second milestone.
"""

from functools import partial
from typing import Final

from tests.benchmarks import data
from tests.benchmarks.engines import POSTGRESQL, BenchEngine
from tests.benchmarks.load import expecting
from tests.benchmarks.main_job import ROUND_S, USERS, WARM_UP_S
from tests.benchmarks.pairing import in_turn, ratios
from tests.benchmarks.stand import Stand, measure, target

ENGINES: Final[tuple[BenchEngine, ...]] = (POSTGRESQL,)
CONNECTIONS: Final = 16
VARIANTS: Final = (
    ("html", {"dataType": "html"}, b'<table id="one">', 0.8),
    ("jsonjqgrid", {"dataType": "jsonjqgrid", "rows": 40}, b'{"page":1,', 0.8),
    ("JSONP", {"jsoncallback": "f"}, b'f({"rows": 40, ', 0.8),
    ("German, own pattern", {"locale": "de_DE", "dateFormat": "EEEE d. MMMM yyyy HH:mm:ss"}, b'{"rows": 40, ', 0.9),
)
"""ONE TABLE: what is asked for, how its answer begins, and the least speed relative to `json`."""


def run(stand: Stand) -> None:
    """Measure each variant in turn with `json`."""
    with stand.shim(POSTGRESQL) as shim:
        plain = [expecting(shim.port, target(data.MAIN, uid=user), b'{"rows": 40, ') for user in USERS]
        measure(shim, plain, CONNECTIONS, WARM_UP_S)
        for name, parameters, begins, least in VARIANTS:
            with stand.report.attempt(name):
                asked = [expecting(shim.port, target(data.MAIN, uid=user, **parameters), begins) for user in USERS]
                measure(shim, asked, CONNECTIONS, WARM_UP_S)
                variants = [partial(measure, shim, requests, CONNECTIONS, ROUND_S) for requests in (plain, asked)]
                speeds = ratios(in_turn(variants, stand.rounds), lambda one: one.load.per_s)
                stand.report.add_ratios(f"{name}: requests/s over json's", speeds, at_least=least)
