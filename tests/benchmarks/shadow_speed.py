"""
How many requests a second one core answers while each is asked of a second engine too, and compared.

Both engines are stand-ins that answer at once (`constant.py`), so that nothing but the shim is measured; one row, as
what such tools are measured with is small.

Source: the goals of the third milestone; peers were measured at 280 and 520, a bare tee without comparison at 4,165.
"""

import json
import statistics
from typing import Final
from urllib.parse import urlencode

from tests.benchmarks.engines import BenchEngine
from tests.benchmarks.load import expecting
from tests.benchmarks.stand import PATH, Server, Stand, measure
from tests.benchmarks.subjects import running
from tests.unit.shim.switching import SITE

ENGINES: Final[tuple[BenchEngine, ...]] = ()
LEAST_PER_S: Final = 2_500
CONNECTIONS: Final = 16
ROUND_S: Final = 2.0
ROWS: Final = (1, 40)


def run(stand: Stand) -> None:
    """Measure a row, which has the goal, and forty."""
    for rows in ROWS:
        file = stand.folder / f"constant-{rows}.json"
        arguments = ["-m", "tests.benchmarks.constant", str(rows), str(file)]
        with running(arguments, stand.folder / "constant.log") as (process, port):
            query = urlencode({"login": "demo", "password": "demo", "site": SITE, "limit": rows})
            request = expecting(port, f"{PATH}?{query}", f'{{"rows": {rows}, '.encode())
            loads = [measure(Server(process, port), [request], CONNECTIONS, ROUND_S).load for _ in range(stand.rounds)]
        totals = json.loads(file.read_text())
        name = f"compared at 100 %, {rows} rows"
        per_s, goal = statistics.median(load.per_s for load in loads[1:]), LEAST_PER_S if rows == 1 else None
        stand.report.add(name, per_s, "requests/s", at_least=goal, detail=f"{totals}")
        stand.report.add(f"{name}: identical", 100 * totals["identical"] / totals["sampled"], "%")
