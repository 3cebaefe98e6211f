"""
The command line of the benchmarks: which sections, how many rounds, where the figures go.

To add a section: a module with `run(stand)`, and a row in `SECTIONS`.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import click

from adapters.errors import AdapterError
from tests.benchmarks import (
    date_cells,
    formats,
    large_answer,
    login_timing,
    long_skip,
    main_job,
    pass_through,
    shadow_costs,
    shadow_speed,
    site_size,
    start_up,
    switch_costs,
    switch_speed,
)
from tests.benchmarks.engines import BenchEngine, prepare
from tests.benchmarks.figures import Report
from tests.benchmarks.stand import Stand
from tests.benchmarks.subjects import ROOT, interpreter, pin_ourselves, scratch
from tests.servers.processes import ServerError


class Section(NamedTuple):
    """What is measured, in a few words, what measures it, the engines that it takes, and whether it has to be named."""

    title: str
    run: Callable[[Stand], None]
    engines: Sequence[BenchEngine]
    named_only: bool = False


SECTIONS: Final[Mapping[str, Section]] = MappingProxyType(
    {
        "start": Section("from the command to listening", start_up.run, start_up.ENGINES),
        "main": Section("40 rows of a user, beside the floor", main_job.run, main_job.ENGINES),
        "formats": Section("40 rows in each format, beside json", formats.run, formats.ENGINES),
        "dates": Section("a date cell, beside Python's own", date_cells.run, date_cells.ENGINES),
        "pass": Section("passed on, beside the simplest proxy", pass_through.run, pass_through.ENGINES),
        "large": Section("10,000 rows: time, memory, and what others notice", large_answer.run, large_answer.ENGINES),
        "sites": Section("newest sessions of sites of three sizes", site_size.run, site_size.ENGINES),
        "logins": Section("whether failures can be told apart", login_timing.run, login_timing.ENGINES),
        "switch": Section(
            "planning, explaining and comparing, beside the request", switch_costs.run, switch_costs.ENGINES
        ),
        "acts": Section("how quickly flags, gates and the guard act", switch_speed.run, switch_speed.ENGINES),
        "shadow": Section("an open loop with shadow reads, beside none", shadow_costs.run, shadow_costs.ENGINES),
        "compared": Section("requests/s with a second engine compared", shadow_speed.run, shadow_speed.ENGINES),
        "skip": Section("a million rows passed over", long_skip.run, long_skip.ENGINES),
        "others": Section("40 rows of the SQLite engines", main_job.run_others, main_job.OTHERS, named_only=True),
    }
)
"""ONE TABLE: the sections, in the order in which they run."""

LONGEST_S: Final = 600
"""All of them together, once their data is there."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("sections", nargs=-1, type=click.Choice(list(SECTIONS)), metavar="[SECTION]...")
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(2), help="How often a pair is measured.")
@click.option("--output", default=ROOT / "build" / "bench.json", type=click.Path(path_type=Path), help="The figures.")
def main(sections: Sequence[str], rounds: int, output: Path) -> None:
    """
    Measure the shim beside bare servers; all sections that have goals, or those that are named.

    Data is made once, which takes some minutes, and kept in the user's cache. The exit status is 1 when a goal is
    missed or something answers wrongly.
    """
    report = Report()
    names = sections or [name for name, section in SECTIONS.items() if not section.named_only]
    chosen = {name: section for name, section in SECTIONS.items() if name in names}
    try:
        for engine in {engine.name: engine for section in chosen.values() for engine in section.engines}.values():
            prepare(engine)
        click.echo(f"{interpreter()}; {pin_ourselves()}")
        with scratch() as folder, Stand(folder, report, rounds) as stand:
            for name, section in chosen.items():
                with report.section(name, section.title):
                    section.run(stand)
            if not sections:
                report.add("all sections", report.elapsed_s, "s", at_most=LONGEST_S)
    except (AdapterError, ServerError) as error:
        raise click.ClickException(str(error)) from error
    finally:
        report.write(output)
    click.echo(f"\n{report.table()}\n\nwritten to {output}")
    sys.exit(any(figure.met is False for figure in report.figures))


if __name__ == "__main__":
    main(prog_name="python -m tests.benchmarks")
