"""Stored fields become the published cells."""

import json
from pathlib import Path

import pytest

from adapters.base import Session
from shim.legacy.cells import DERIVED, NUMBERS, SORTED, Moment, duration_text, ip_as_integer, session_columns
from shim.legacy.columns import Column, arrange

SAMPLE = json.loads(Path("tests/golden/sessions-by-user.documentation.json").read_bytes())
NOW_MS = 1321472822803
WINDOW_MS = 600_000


def cell(id_: str, now_epoch_ms: int = NOW_MS, /, **fields: object) -> str:
    """Return one cell of a session that has the required fields and `fields`."""
    session = Session("s", "i", "u", 1_000, 2_000, 1)._replace(**fields)  # type: ignore[arg-type]  # fields by name
    columns = arrange(tuple(session.properties or ()))
    moment = Moment(now_epoch_ms, WINDOW_MS, lambda epoch_ms: f"<{epoch_ms}>")
    ids = [column.id for column in columns]
    return session_columns([session], columns, moment)[ids.index(id_)][0]


@pytest.mark.parametrize(
    ("duration_ms", "text"),
    [
        (-1, "0s"),
        (0, "0s"),
        (999, "0s"),
        (1_000, "1s"),
        (59_999, "59s"),
        (60_000, "1m 0s"),
        (3_600_000, "1h 0m 0s"),
        (74_823_000, "20h 47m 3s"),
        (86_400_000, "1d 0h 0m 0s"),
        (93_784_999, "1d 2h 3m 4s"),
    ],
)
def test_duration_text(duration_ms: int, text: str) -> None:
    """Leading zero units are dropped, inner ones kept, seconds floored, negative is `0s`."""
    assert text == duration_text(duration_ms)


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("24.146.250.82", "412285522"),
        ("0.0.0.0", "0"),
        ("255.255.255.255", "4294967295"),
        ("", ""),
        ("::1", ""),
        ("1.2.3", ""),
        ("1.2.3.256", ""),
        ("1.2.3.4 ", ""),
        ("a\x00b", ""),
        ("١.2.3.4", ""),
    ],
)
def test_ip_as_integer(address: str, number: str) -> None:
    """A dotted IPv4 address is an unsigned integer; anything else is empty."""
    assert number == ip_as_integer(address)


@pytest.mark.parametrize(("age_ms", "word"), [(0, "online"), (599_999, "online"), (600_000, "offline"), (-5, "online")])
def test_online_window(age_ms: int, word: str) -> None:
    """A session is online while its last event is younger than the window; both cells say so."""
    last = NOW_MS - age_ms

    assert word == cell("user_status", last_event_epoch_ms=last)
    assert f"puppet_{word}" == cell("status", last_event_epoch_ms=last)


def test_running_session_counts_up_to_now() -> None:
    """Online, the duration ends now; offline, at the session's end; without an end it is unknown."""
    assert cell("duration", 10_000, session_end_epoch_ms=3_000) == "9s"
    assert cell("duration", session_end_epoch_ms=3_000) == "2s"
    assert cell("duration") == ""
    assert cell("currentVisitDuration", session_end_epoch_ms=500) == "0s"


@pytest.mark.parametrize(
    ("id_", "fields", "text"),
    [
        ("lastEvent", {}, "<2000>"),
        ("firstMeasurement", {}, ""),
        ("firstMeasurement", {"first_session_epoch_ms": 0}, "<0>"),
        ("eventUnixTimestamp", {}, "2000"),
        ("session_end_unix_timestamp", {}, ""),
        ("number_visits", {"number_visits": 0}, "0"),
        ("visits_pageviews", {"number_visits": 12, "pages_viewed": 1171}, "12 (1171)"),
        ("visits_pageviews", {"number_visits": 12}, "12"),
        ("visits_pageviews", {"pages_viewed": 3}, ""),
        ("browser", {"browser": "Firefox", "browser_version": "8.0"}, "Firefox 8.0"),
        ("browser", {"browser": "Firefox"}, "Firefox"),
        ("browser", {"browser_version": "8.0"}, "8.0"),
        ("browser", {}, ""),
        ("flag", {"country_code": "US"}, "us"),
        ("machine_id", {"collector_ip": "10.0.0.1", "first_session_epoch_ms": 5}, "10.0.0.1:5"),
        ("machine_id", {}, ""),
        ("lastVisitDuration", {"last_visit_duration_ms": 0}, "0s"),
        ("total_duration", {}, ""),
        ("latitude", {"latitude": "40.6331940"}, "40.6331940"),
        ("type", {}, "session"),
        ("email", {"properties": {"email": "a@b"}}, "a@b"),
        ("user_id", {"properties": {"user_id": "own"}}, "own"),
    ],
)
def test_one_cell(id_: str, fields: dict[str, object], text: str) -> None:
    """Each rule gives the text that the contract names, and `""` for what is unknown."""
    assert text == cell(id_, **fields)


@pytest.mark.parametrize(
    ("source", "fields", "text"),
    [
        ("last_event_date", {}, "2000"),
        ("first_session_date", {}, ""),
        ("visits", {"number_visits": 7}, "7"),
        ("visits_and_pages", {"number_visits": 12, "pages_viewed": 1171}, "12"),
        ("current_duration", {"session_end_epoch_ms": 400}, "-600"),
        ("last_visit_duration", {"last_visit_duration_ms": 2_345}, "2345"),
        ("total_duration", {}, ""),
        ("ip_as_integer", {"ip_number": "0.0.0.9"}, "9"),
        ("ip_as_integer", {"ip_number": "::1"}, ""),
    ],
)
def test_what_a_cell_is_sorted_by(source: str, fields: dict[str, object], text: str) -> None:
    """A date by its unix ms, a duration by its ms, visits by their number."""
    session = Session("s", "i", "u", 1_000, 2_000, 1)._replace(**fields)  # type: ignore[arg-type]  # fields by name
    moment = Moment(NOW_MS, WINDOW_MS, lambda epoch_ms: f"<{epoch_ms}>")

    assert [[text]] == [list(cells) for cells in session_columns([session], [Column("", SORTED[source])], moment)]


def test_every_rule_is_used() -> None:
    """No derived cell is computed for nothing."""
    shown = {column.source for column in arrange(())}

    assert shown.union(SORTED.values()).issuperset({*NUMBERS, *DERIVED})
    assert shown.issuperset(SORTED)
