"""
Random patterns, locales, zones, instants, dates, numbers and label files mean what they do to the Java on this machine.

One batch for each kind of case. What a newer Java or another edition of the tz database knows otherwise is left out by
a rule that says why (`LATER_FACTS`, `zones_alike`), never case by case.
"""

import base64
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pytest
import tzdata

from shim.legacy.bundles import LabelError, candidates, file_name, parse_locale, parse_properties
from shim.legacy.clock import clock_for
from shim.legacy.date_fields import FIELDS, locale_symbols
from shim.legacy.dates import date_format
from shim.legacy.errors import LegacyError
from shim.legacy.java import parse_date, parse_int, parse_long
from shim.legacy.zones import JAVA_IDS, RULED_IDS, UNREAD_IDS, resolve_zone, zone_ids, zone_spans
from tests.clients.tools import ToolError, tool

PROGRAM: Final = Path(__file__).parent / "java" / "OldServer.java"
LOCALE_FOLDER: Final = Path(__file__).parents[2] / "config" / "locale"
LOCALE_PROGRAM: Final = LOCALE_FOLDER / "LocaleData.java"
LOCALE_FILES: Final = ("symbols", "zone-names")

REQUIRED: Final = "REQUIRE_CLIENTS"
"""Set, an absent JDK is an error."""

OLD_DATA: Final = "-Djava.locale.providers=COMPAT"
LAST_WITH_OLD_DATA: Final = 22
"""From Java 23 on there is no locale data of the old JRE to compare with."""

FIRST_WITH_NEW_CODES: Final = 17
"""Before it the files of Hebrew and Indonesian went by their old codes."""

CASES: Final = 4_000
LETTERS: Final = "".join(FIELDS)
BETWEEN: Final = ("", " ", "/", ":", "-", ", ", "''", "'T'", "'at ' ", "b", "'", "%", "é")
DIGITS: Final = "0123456789" * 3 + "٣५９๙\U0001d7d8"
DATE_NOISE: Final = (*DIGITS, *"--  \t+E.x/:∞\ufffd", "E3", "0000", "2147483648", "99999999999999999999")
LABEL_NOISE: Final = (
    *"xyz=:#! \t\f\n\r\\\\\\é\0",
    *("\r\n", "\\\n", "\\u00e9", "\\u2028", "\\u12", "\\uD", "\\n", "\\ ", "x=", "=y"),
)
LOCALE_PARTS: Final = (
    *("", "de", "DE", "nb", "nn", "no", "NO", "NY", "zh", "TW", "hk", "CN", "SG", "MO", "iw", "he", "id", "sr", "BA"),
)
NUMBER_NOISE: Final = (*DIGITS, *"+-_ .\t\0Lxé\u00a0", "00000", "2147483647", "2147483648", "9223372036854775807")

FROM_MS: Final = -315_619_200_000
TO_MS: Final = 2_114_380_800_000
"""
1960 to 2036. What is older is not alike everywhere: the compiled tz database does not tell how the savings of Paris in
1944 or Prague in 1946 came about. Nor is what is later: Java lists a zone's changes up to 2037 and then has one rule
of two days a year, which is not what the tz database says of Casablanca, Gaza and Windhoek.
"""

STEADY_ZONES: Final = ("UTC", "Asia/Tokyo", "Asia/Kolkata", "GMT+05:30", "GMT-3", "Africa/Johannesburg")
"""Whose rules have not changed since 1960 in any edition of the tz database; any year may be asked of them."""

LATER_FACTS: Final[Mapping[str, frozenset[str]]] = {
    "2025b": frozenset({"America/Coyhaique", "Asia/Tehran", "Iran"}),
    "2025c": frozenset({"America/Tijuana", "America/Ensenada", "America/Santa_Isabel", "Mexico/BajaNorte"}),
    "2026a": frozenset({"Europe/Chisinau", "Europe/Tiraspol"}),
}
"""
Edition of the tz database to the zones that it made, or whose past from 1960 on it corrected: a JDK with an older one
has the older past. Iran's change of 1978, Baja California's summers to 1975, the hours of Moldova's since 2022.
"""


class Jdk(NamedTuple):
    """
    The Java on this machine.

    Args:
        version: `17.0.15`.
        edition: of its tz database, `2025a`.
    """

    version: str
    edition: str

    @property
    def feature(self) -> int:
        """The number that Java goes by."""
        return int(self.version.partition(".")[0])


def java(kind: str, cases: Sequence[Sequence[object]]) -> list[str]:
    """Return what Java makes of each case; a case is its fields."""
    lines = ["\t".join([base64.b64encode(str(field).encode()).decode() for field in case]) + "\n" for case in cases]
    command: list[str | Path] = [tool("java"), OLD_DATA, PROGRAM, kind]
    ran = subprocess.run(command, input="".join(lines), capture_output=True, text=True, check=True)
    return [base64.b64decode(line).decode() for line in ran.stdout.splitlines()]


@pytest.fixture(scope="module")
def jdk() -> Jdk:
    """What Java there is; none is a skip unless `REQUIRE_CLIENTS` is set."""
    try:
        tool("javac")
    except ToolError as error:
        if os.environ.get(REQUIRED):
            raise
        pytest.skip(f"{error}; its vectors are tested all the same")
    return Jdk(*java("version", [("",)])[0].split())


@pytest.fixture
def rng() -> random.Random:
    """Another one at each run; a failure shows its seed."""
    seed = random.randrange(2**32)  # noqa: S311 - test data
    sys.stdout.write(f"seed {seed}\n")
    return random.Random(seed)  # noqa: S311 - test data


def zones_alike(jdk: Jdk) -> list[str]:
    """
    Return the zones of which this JDK knows the same as the pinned tz database, and some offsets.

    Of an edition that came after the pinned one nothing is known here, and Java 23 began to read `EST` as Panama's: of
    either only what never changed is alike.
    """
    if jdk.edition > tzdata.IANA_VERSION or jdk.feature > LAST_WITH_OLD_DATA:
        return list(STEADY_ZONES)
    later = frozenset().union(*[zones for edition, zones in LATER_FACTS.items() if edition > jdk.edition])
    ids = zone_ids() - UNREAD_IDS | JAVA_IDS.keys() | RULED_IDS.keys()
    return [*sorted(ids - later), *STEADY_ZONES, *("GMT+0", "GMT-0", "GMT-00:30", "GMT+1345", "GMT+00009", "GMT+24")]


def locales() -> list[str]:
    """Return every locale there is data for, and others that fall back to one of them."""
    known = locale_symbols()
    return [*known, *sorted({f"{name.partition('_')[0]}_XX" for name in known}), "xx", "xx_YY", "DE_de", "de_DE_POSIX"]


def random_pattern(rng: random.Random, letters: str) -> str:
    """Return a pattern; most are good."""
    return "".join(
        rng.choice(letters) * rng.choice((1, 1, 2, 3, 4, 5)) + rng.choice(BETWEEN[:9] * 6 + BETWEEN)
        for _ in range(rng.randrange(1, 6))
    )


def random_text(rng: random.Random, noise: Sequence[str], length: int) -> str:
    return "".join([rng.choice(noise) for _ in range(rng.randrange(length))])


def random_date(rng: random.Random) -> str:
    """Return a date of 1961 to 2036, whose month and day may be beyond their year and month."""
    return f"{rng.randrange(1962, 2034)}-{rng.randrange(-11, 15)}-{rng.randrange(-40, 80)}{rng.choice(('', 'x', ' 9'))}"


def outcome(make: Callable[..., object], case: Sequence[object]) -> str:
    """Return what we make of a case, or the error."""
    try:
        return str(make(*case))
    except LegacyError as error:
        return error.text


def assert_alike(kind: str, make: Callable[..., object], cases: Sequence[Sequence[object]]) -> None:
    """Every case has the outcome that it has in Java."""
    theirs = java(kind, cases)
    assert len(theirs) == len(cases)
    ours = [outcome(make, case) for case in cases]
    assert [row for row in zip(cases, theirs, ours, strict=True) if row[1] != row[2]] == []


@pytest.mark.vectors
def test_dates_print_as_in_java(jdk: Jdk, rng: random.Random) -> None:
    """Whatever the pattern, locale, zone and instant, texts and errors are the same."""
    if jdk.feature > LAST_WITH_OLD_DATA:
        pytest.skip(f"Java {jdk.version} no longer has the locale data of the old JRE")
    letters = LETTERS if jdk.version == data_version() else LETTERS.replace("z", "")  # names change with the JDK
    zones, known = zones_alike(jdk), locales()
    cases = [
        (random_pattern(rng, letters), rng.choice(known), rng.choice(zones), rng.randrange(FROM_MS, TO_MS))
        for _ in range(CASES)
    ]

    def make(pattern: str, locale: str, zone: str, epoch_ms: int) -> str:
        return date_format(pattern, locale, clock_for("true", zone))(epoch_ms)

    assert_alike("format", make, cases)


@pytest.mark.vectors
def test_zones_are_those_of_java(jdk: Jdk, rng: random.Random) -> None:
    """Each has the id, standard offset and saving that Java gives it, at random instants and around its changes."""
    zones = zones_alike(jdk)
    cases = [(zone, rng.randrange(FROM_MS, TO_MS)) for zone in zones for _ in range(3)]
    for zone in zones:
        changes = [span.start_ms for span in zone_spans(resolve_zone(zone)) if FROM_MS < span.start_ms < TO_MS]
        cases += [(zone, rng.choice(changes) + by_ms) for by_ms in (-1, 0)] if changes else []

    def make(zone: str, epoch_ms: int) -> str:
        id_ = resolve_zone(zone)
        span = [span for span in zone_spans(id_) if span.start_ms <= epoch_ms][-1]
        return f"{id_} {span.standard_ms} {span.saving_ms}"

    assert_alike("zone", make, cases)


@pytest.mark.vectors
def test_texts_are_the_dates_that_they_are_in_java(jdk: Jdk, rng: random.Random) -> None:
    """A text is the same instant or error: dates near ours in any zone, and anything at all where zones are steady."""
    zones = zones_alike(jdk)
    cases = [(random_date(rng), rng.choice(zones)) for _ in range(CASES)]
    cases += [(random_text(rng, DATE_NOISE, 24), rng.choice(STEADY_ZONES)) for _ in range(CASES)]
    cases += [
        ("-".join([random_text(rng, DATE_NOISE, 6) for _ in range(3)]), rng.choice(STEADY_ZONES)) for _ in range(CASES)
    ]

    def make(text: str, zone: str) -> int:
        return clock_for("true", zone).epoch_ms(parse_date(text))

    assert_alike("parse-date", make, cases)


@pytest.mark.vectors
@pytest.mark.parametrize(("kind", "parse"), [("parse-int", parse_int), ("parse-long", parse_long)])
def test_texts_are_the_numbers_that_they_are_in_java(
    jdk: Jdk,  # noqa: ARG001 - there is one
    rng: random.Random,
    kind: str,
    parse: Callable[[str], int],
) -> None:
    """A text is the same number or error."""
    cases = [(str(rng.randrange(-(2**bits), 2**bits)),) for bits in range(67) for _ in range(10)]
    cases += [(random_text(rng, NUMBER_NOISE, 8),) for _ in range(CASES)]

    assert_alike(kind, parse, cases)


@pytest.mark.vectors
def test_label_files_are_read_as_in_java(jdk: Jdk, rng: random.Random) -> None:  # noqa: ARG001 - there is one
    """A text has the same keys and values, or the same error; a key without a character is no column's."""
    cases = [(random_text(rng, LABEL_NOISE, 40),) for _ in range(CASES)]

    def make(text: str) -> str:
        try:
            return "".join([f"{key}\1{value}\2" for key, value in sorted(parse_properties(text).items()) if key])
        except LabelError as error:
            return f"java.lang.IllegalArgumentException: {str(error).partition(': ')[2]}"

    assert_alike("properties", make, cases)


@pytest.mark.vectors
def test_locales_ask_for_the_files_that_they_ask_for_in_java(jdk: Jdk, rng: random.Random) -> None:
    """Language, country and the pieces of a variant give the same files in the same order."""
    known = [part for part in LOCALE_PARTS if jdk.feature >= FIRST_WITH_NEW_CODES or part not in {"iw", "he", "id"}]
    parts = [rng.choices(known, k=2) + rng.choices(known[1:], k=rng.randrange(3)) for _ in range(CASES)]
    cases = [("_".join(some).rstrip("_"),) for some in parts]

    def make(text: str) -> str:
        return " ".join([file_name(name).removesuffix(".properties") for name in candidates(parse_locale(text))])

    assert_alike("candidates", make, cases)


def data_version() -> str:
    """Return the version of the JDK that made the locale data, as the program that made it says."""
    made_by = re.search(r"OpenJDK ([0-9.]+[0-9])", LOCALE_PROGRAM.read_text("utf-8"))
    assert made_by
    return made_by[1]


@pytest.mark.vectors
@pytest.mark.parametrize("file", LOCALE_FILES)
def test_locale_data_is_what_its_program_prints(jdk: Jdk, file: str) -> None:
    """The committed files are, byte for byte, what the JDK that they are from prints."""
    if jdk.version != data_version():
        pytest.skip(
            f"the data are of OpenJDK {data_version()}; this is {jdk.version}, whose names and zones may differ"
        )
    printed = subprocess.run([tool("java"), OLD_DATA, LOCALE_PROGRAM, file], capture_output=True, check=True).stdout

    assert printed == (LOCALE_FOLDER / f"{file}.jsonl").read_bytes()
