"""Random patterns, locales, zones and instants print as the Java on this machine prints them, in one batch."""

import base64
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from shim.legacy.clock import clock_for
from shim.legacy.date_fields import FIELDS, locale_symbols
from shim.legacy.dates import date_format
from shim.legacy.errors import LegacyError

PROGRAM: Final = Path(__file__).parent / "java" / "Format.java"
JAVA: Final = shutil.which("java") if shutil.which("javac") else None
CASES: Final = 4_000
LETTERS: Final = "".join(FIELDS)
BETWEEN: Final = ("", " ", "/", ":", "-", ", ", "''", "'T'", "'at ' ", "b", "'", "%", "é")
ZONES: Final = ("UTC", "Asia/Tokyo", "Asia/Kolkata", "GMT+05:30", "GMT-03:00", "Africa/Johannesburg")
"""Whose rules have not changed since the oldest of their instants here, in any edition of the tz database."""
FROM_MS: Final = -315_619_200_000
TO_MS: Final = 4_102_444_800_000
"""1960 to 2100."""


class Case(NamedTuple):
    """What is printed."""

    pattern: str
    locale: str
    zone: str
    epoch_ms: int


def cases(seed: int) -> list[Case]:
    """Return random cases: most of their patterns are good."""
    rng = random.Random(seed)  # noqa: S311 - test data
    locales = sorted(locale_symbols())
    return [
        Case(
            "".join(
                rng.choice(LETTERS) * rng.choice((1, 1, 2, 3, 4, 5)) + rng.choice(BETWEEN[:9] * 6 + BETWEEN)
                for _ in range(rng.randrange(1, 6))
            ),
            rng.choice(locales),
            rng.choice(ZONES),
            rng.randrange(FROM_MS, TO_MS),
        )
        for _ in range(CASES)
    ]


def printed_by_java(batch: list[Case]) -> list[str]:
    lines = "\n".join(
        "\t".join((base64.b64encode(case.pattern.encode()).decode(), case.locale, case.zone, str(case.epoch_ms)))
        for case in batch
    )
    java = [str(JAVA), "-Djava.locale.providers=COMPAT", str(PROGRAM)]
    ran = subprocess.run(java, input=lines, capture_output=True, text=True, check=True)
    return [base64.b64decode(line).decode() for line in ran.stdout.splitlines()]


def printed_by_us(case: Case) -> str:
    try:
        return date_format(case.pattern, case.locale, clock_for("true", case.zone))(case.epoch_ms)
    except LegacyError as error:
        return error.text


@pytest.mark.vectors
@pytest.mark.skipif(JAVA is None, reason="no JDK on this machine; its vectors are tested all the same")
def test_dates_are_those_of_the_java_on_this_machine() -> None:
    """Whatever the pattern, texts and errors are the same."""
    seed = random.randrange(2**32)  # noqa: S311 - test data
    batch = cases(seed)
    java = printed_by_java(batch)
    assert len(java) == CASES
    wrong = [
        (case, theirs, ours)
        for case, theirs in zip(batch, java, strict=True)
        if (ours := printed_by_us(case)) != theirs
    ]
    sys.stdout.write(f"seed {seed}\n")
    assert wrong == []
