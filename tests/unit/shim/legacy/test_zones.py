"""Every zone of the pinned tz database is read as `zoneinfo` reads it, and split as Java splits it."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

import pytest

from shim.legacy.zones import JAVA_IDS, Span, equivalent_ms, resolve_zone, zone_ids, zone_spans

SECOND_MS = 1000


def utc_offset_ms(zone: ZoneInfo, epoch_s: int) -> int:
    """Return what `zoneinfo` says."""
    offset = datetime.fromtimestamp(epoch_s, zone).utcoffset()
    assert offset is not None
    return offset // timedelta(milliseconds=1)


def span_at(id_: str, epoch_ms: int) -> Span:
    """Return the span of an instant."""
    spans = zone_spans(id_)
    return spans[bisect_right([span.start_ms for span in spans], epoch_ms) - 1]


@pytest.mark.parametrize("letter", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
def test_offsets_are_those_of_zoneinfo(letter: str) -> None:
    """Each zone changes at the seconds and to the offsets that `zoneinfo` knows from 1900 on, also long after 2130."""
    for id_ in (id_ for id_ in zone_ids() - set(JAVA_IDS) if id_.startswith(letter) and resolve_zone(id_) == id_):
        with (resources.files("tzdata") / "zoneinfo" / id_).open("rb") as file:
            zone = ZoneInfo.from_file(file)
        for span in zone_spans(id_)[1:]:
            assert utc_offset_ms(zone, span.start_ms // SECOND_MS) == span.standard_ms + span.saving_ms, (id_, span)
        for year in (1901, 1945, 1969, 1999, 2011, 2024, 2060, 2129, 2130, 2200, 2400, 2404, 8000):
            at_s = int(datetime(year, 1 + year % 12, 17, tzinfo=UTC).timestamp())
            span = span_at(id_, equivalent_ms(at_s * SECOND_MS) if year >= 2130 else at_s * SECOND_MS)
            assert utc_offset_ms(zone, at_s) == span.standard_ms + span.saving_ms, (id_, year)


@pytest.mark.parametrize(
    ("id_", "day", "standard_h", "saving_h"),
    [
        ("Europe/Dublin", "2011-07-01", 0, 1),
        ("Europe/Dublin", "2011-12-01", 0, 0),
        ("Africa/Casablanca", "2020-03-19", 0, 1),
        ("Africa/Casablanca", "2020-05-01", 0, 0),
        ("Africa/Windhoek", "2011-07-01", 1, 0),
        ("Africa/Windhoek", "2011-12-01", 1, 1),
        ("America/Inuvik", "2011-07-01", -7, 1),
        ("America/Bahia_Banderas", "2011-07-01", -6, 1),
        ("Australia/Lord_Howe", "2011-12-01", 10.5, 0.5),
        ("Antarctica/Troll", "2011-07-01", 0, 2),
        ("America/New_York", "1880-07-01", -5, 0),
        ("America/Argentina/Mendoza", "1999-12-01", -4, 1),
        ("America/Argentina/Mendoza", "2000-04-01", -3, 0),
        ("SystemV/EST5EDT", "1880-07-01", -5, 0),
        ("SystemV/EST5EDT", "1900-04-29", -5, 1),
        ("SystemV/EST5EDT", "1900-10-28", -5, 0),
        ("SystemV/PST8PDT", "1974-01-05", -8, 0),
        ("SystemV/PST8PDT", "1974-01-06", -8, 1),
        ("SystemV/PST8PDT", "1974-11-23", -8, 1),
        ("SystemV/PST8PDT", "1974-11-24", -8, 0),
        ("SystemV/YST9YDT", "1975-02-23", -9, 1),
        ("SystemV/YST9YDT", "1975-10-26", -9, 0),
        ("SystemV/AST4ADT", "2007-10-27", -4, 1),
        ("SystemV/AST4ADT", "2007-10-28", -4, 0),
        ("SystemV/MST7MDT", "2129-04-24", -7, 1),
        ("SystemV/HST10", "2011-07-01", -10, 0),
    ],
)
def test_standard_and_saving_are_those_of_java(id_: str, day: str, standard_h: float, saving_h: float) -> None:
    """Saving is never negative and starts at the nearest standard time, as Java 17 printed it."""
    epoch_ms = int(datetime.fromisoformat(day + "T12:00+00:00").timestamp()) * SECOND_MS

    assert span_at(id_, epoch_ms)[1:] == (standard_h * 3_600_000, saving_h * 3_600_000)


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("EST", "EST"),
        ("PST", "PST"),
        ("EST5EDT", "EST5EDT"),
        ("Europe/Kiev", "Europe/Kiev"),
        ("GMT0", "GMT0"),
        ("SystemV/CST6", "SystemV/CST6"),
        ("SystemV/CST6CDT", "SystemV/CST6CDT"),
        ("SystemV/HST10HDT", "GMT"),
        ("GMT+0", "GMT+00:00"),
        ("GMT-0", "GMT-00:00"),
        ("GMT+5:30", "GMT+05:30"),
        ("GMT-0530", "GMT-05:30"),
        ("GMT+059", "GMT+00:59"),
        ("GMT+23:59", "GMT+23:59"),
        ("GMT+0000000005", "GMT+00:05"),
        ("GMT+" + "0" * 60_000 + "530", "GMT+05:30"),
        ("GMT+12345", "GMT"),
        ("GMT+2360", "GMT"),
        ("GMT+24", "GMT"),
        ("GMT+060", "GMT"),
        ("GMT+005:30", "GMT"),
        ("GMT+0:0", "GMT"),
        ("GMT+\u0665", "GMT"),
        ("GMT+5\n", "GMT"),
        ("UTC+3", "GMT"),
        ("est", "GMT"),
        ("ROC", "GMT"),
        ("GMT+" + "9" * 60_000, "GMT"),
    ],
    ids=lambda text: text[:16],
)
def test_ids_are_those_that_java_gives_a_zone(text: str, id_: str) -> None:
    """A zone keeps the id that named it, an offset has one form, and anything else is GMT, as Java 17 printed them."""
    assert resolve_zone(text) == id_


@pytest.mark.parametrize(("id_", "like"), [("EST", "GMT-05:00"), ("PST", "America/Los_Angeles")])
def test_old_ids_have_the_offsets_of_another_zone(id_: str, like: str) -> None:
    """Three letters keep their name, and their offsets are those that Java gives them, not those of the tz database."""
    assert zone_spans(id_) == zone_spans(like)
