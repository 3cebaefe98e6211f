"""
What a run has found: figures with their goals, as a table and as `bench.json`. Knows nothing of servers.

A time means little without the machine it was taken on, so each is also told as a multiple of a loop of plain Python
that was timed in the same section.
"""

import json
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import click
from tabulate import tabulate

REFERENCE_STEPS: Final = 1_000_000
REFERENCE_REPEATS: Final = 5

MET: Final = {True: "met", False: "MISSED", None: ""}


class BenchError(Exception):
    """Something answered wrongly, or could not be measured: no figure is better than a wrong one."""


class Figure(NamedTuple):
    """One line of the report; a figure for orientation has neither goal nor `met`."""

    name: str
    value: float
    unit: str
    goal: str | None
    met: bool | None


class Report:
    """Collects figures and prints each as it comes."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self._reference_ms = 0.0
        self.elapsed_s = 0.0
        """What all sections took together."""

    @contextmanager
    def section(self, name: str, title: str) -> Iterator[None]:
        """Announce a section, and time the reference loop anew: machines change their speed while they run."""
        begun_s = time.perf_counter()
        click.secho(f"\n{name}: {title}", bold=True)
        self._reference_ms = reference_loop_ms()
        self.add(f"{name}: reference loop of {REFERENCE_STEPS:,} steps", self._reference_ms, "ms")
        with self.attempt(name):
            yield
        took_s = time.perf_counter() - begun_s
        self.elapsed_s += took_s
        self.add(f"{name}: took", took_s, "s")

    def say(self, text: str) -> None:
        """Print what is going on."""
        click.echo(f"  {text}")

    def add(
        self,
        name: str,
        value: float,
        unit: str,
        *,
        at_most: float | None = None,
        at_least: float | None = None,
        detail: str = "",
    ) -> None:
        """
        Add a figure.

        Args:
            name: tells it from all others.
            value: rounded here to four digits that count.
            unit: of the value and the goal.
            at_most: the goal, if it is an upper bound.
            at_least: the goal, if it is a lower bound.
            detail: printed now, and not kept.
        """
        goal, met = None, None
        if at_most is not None:
            goal, met = f"<= {at_most:g}", value <= at_most
        elif at_least is not None:
            goal, met = f">= {at_least:g}", value >= at_least
        figure = Figure(name, float(f"{value:.4g}"), unit, goal, met)
        self.figures.append(figure)
        click.secho(f"  {name}: {_shown(figure.value)} {unit}  {goal or ''} {MET[met]}  {detail}", fg=_colour(met))

    def add_time(self, name: str, value_ms: float, *, at_most: float | None = None, detail: str = "") -> None:
        """Add an absolute time, ms, and the same as a multiple of the reference loop."""
        self.add(name, value_ms, "ms", at_most=at_most, detail=detail)
        self.add(f"{name}, in reference loops", value_ms / self._reference_ms, "x")

    def add_ratios(
        self, name: str, ratios: Sequence[float], *, at_most: float | None = None, at_least: float | None = None
    ) -> None:
        """Add the median of ratios that were taken pair by pair, and print how far they spread."""
        spread = f"pairs from {min(ratios):.2f} to {max(ratios):.2f}"
        self.add(name, statistics.median(ratios), "x", at_most=at_most, at_least=at_least, detail=spread)

    @contextmanager
    def attempt(self, what: str) -> Iterator[None]:
        """Let the run go on when something could not be measured, as a goal that is missed."""
        try:
            yield
        except BenchError as error:
            click.secho(f"  {error}", fg="red")
            self.add(f"{what}: failures", 1, "", at_most=0)

    def table(self) -> str:
        """Return all figures as a table."""
        rows = [(figure.name, _shown(figure.value), *figure[2:4], MET[figure.met]) for figure in self.figures]
        headers = ("figure", "value", "unit", "goal", "")
        return str(tabulate(rows, headers=headers, disable_numparse=True, missingval=""))

    def write(self, file: Path) -> None:
        """Write all figures as JSON, a list of objects."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps([figure._asdict() for figure in self.figures], indent=1) + "\n")


def reference_loop_ms() -> float:
    """Return how long the reference loop takes here and now."""
    return statistics.median(_loop_ms() for _ in range(REFERENCE_REPEATS))


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _loop_ms() -> float:
    total, started_s = 0, time.perf_counter()
    for step in range(REFERENCE_STEPS):
        total += step & 7
    return (time.perf_counter() - started_s) * 1_000


def _shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:g}"


def _colour(met: bool | None) -> str | None:  # noqa: FBT001 - three states, one argument
    return {True: "green", False: "red", None: None}[met]
