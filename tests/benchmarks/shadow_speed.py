"""
How many requests a second one core answers while each is asked of a second engine too, and compared.

Both engines are stand-ins that answer at once (`constant.py`), so that nothing but the shim is measured; one row, as
what such tools are measured with is small. A bare aiohttp handler with a body of the same size is measured in turn: it
tells a slow machine from a slow shim.

Source: the goals of the third milestone; peers were measured at 280 and 520, a bare tee without comparison at 4,165,
and a bare handler at 15,845 on the same machine.
"""

import json
import statistics
from functools import partial
from typing import Final
from urllib.parse import urlencode

from tests.benchmarks.engines import BenchEngine
from tests.benchmarks.load import Request, expecting
from tests.benchmarks.pairing import column, in_turn, ratios
from tests.benchmarks.stand import PATH, Round, Server, Stand, measure
from tests.benchmarks.subjects import running
from tests.unit.shim.switching import SITE

ENGINES: Final[tuple[BenchEngine, ...]] = ()
LEAST_PER_S: Final = 2_500
LEAST_OF_BARE: Final = LEAST_PER_S / 15_845
"""The same goal on a machine of any speed."""

CONNECTIONS: Final = 16
ROUND_S: Final = 2.0
ROWS: Final = 1


def run(stand: Stand) -> None:
    """Measure a row."""
    file = stand.folder / "constant.json"
    arguments = ["-m", "tests.benchmarks.constant", str(ROWS), str(file)]
    with running(arguments, stand.folder / "constant.log") as (process, port):
        query = urlencode({"login": "demo", "password": "demo", "site": SITE, "limit": ROWS})
        request = expecting(port, f"{PATH}?{query}", f'{{"rows": {ROWS}, '.encode())
        rounds = _beside_bare(stand, Server(process, port), request)
    totals = json.loads(file.read_text())
    per_s = statistics.median(column(rounds, 1, _per_s))
    stand.report.add("compared at 100 %", per_s, "requests/s", at_least=LEAST_PER_S, detail=f"{totals}")
    stand.report.add_ratios("compared at 100 %: over a bare handler's", ratios(rounds, _per_s), at_least=LEAST_OF_BARE)
    stand.report.add("compared at 100 %: identical", 100 * totals["identical"] / totals["sampled"], "%")


def _beside_bare(stand: Stand, server: Server, request: Request) -> list[list[Round]]:
    """Measure a bare handler and the shim in turn, with answers of the same size."""
    arguments = ["-m", "tests.benchmarks.bare", str(request.body_bytes), request.begins.decode()]
    with running(arguments, stand.folder / "bare.log") as (process, port):
        both = (Server(process, port), server)
        variants = [partial(measure, each, [request], CONNECTIONS, ROUND_S) for each in both]
        for variant in variants:
            variant()
        return in_turn(variants, stand.rounds)


def _per_s(measured: Round) -> float:
    return measured.load.per_s
