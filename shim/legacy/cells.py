"""
Typed rows to cell texts. PURE: the instant of the answer is passed in.

A page is turned into columns, each derived column is computed from stored ones by a row of `NUMBERS` or a rule of
`DERIVED`, and the columns table alone decides order and repetition. Columns rather than rows, because a rule then runs
as one tight loop: 40 rows cost half of what a function call per row does. To add a derived cell: a row there, and one
in `SORTED` if it is sorted as a number.

Source: `legacy-contract.md`, section 6; reproduces `tests/golden/sessions-by-user.documentation.json`.
"""

import socket
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import orjson

from adapters.base import Session
from shim.legacy.columns import OWN_PREFIX, Column
from shim.legacy.memo import Memo

Stored = Mapping[str, Sequence[Any]]
"""Columns of a page by name: stored fields and derived cells."""


class Moment(NamedTuple):
    """
    What cells depend on beyond their row.

    Args:
        now_epoch_ms: the instant of the answer; a running session's duration counts up to it.
        online_window_ms: a session is online while its last event is younger than this.
        date_text: unix ms to a date cell, by pattern, locale and clock.
    """

    now_epoch_ms: int
    online_window_ms: int
    date_text: Callable[[int], str]


Rule = Callable[[Stored, Moment], Sequence[str]]


def session_columns(sessions: Sequence[Session], columns: Sequence[Column], moment: Moment) -> list[Sequence[str]]:
    """
    Return the cells of a page, column by column, in the order of `columns`.

    Args:
        sessions: rows as an engine returned them, at least one.
        columns: what to show; as `columns.arrange` returns them, or with sources of `SORTED`.
        moment: now, the online window, the date format.

    Returns:
        One sequence a column, as long as `sessions`; a missing value is `""`.
    """
    table = _Table(sessions, moment)
    return [table[source] for _, source in columns]


class _Table(dict[str, Sequence[Any]]):
    """Columns of a page by name: the stored fields, and the derived ones once they are asked for."""

    def __init__(self, sessions: Sequence[Session], moment: Moment) -> None:
        super().__init__(zip(Session._fields, zip(*sessions, strict=True), strict=True))
        self._moment = moment

    def __missing__(self, name: str) -> Sequence[str]:
        if name in NUMBERS:
            self.update(zip(NUMBERS, _number_texts([self[field] for field in NUMBERS.values()]), strict=True))
            return self[name]
        rule = DERIVED.get(name)
        self[name] = texts = rule(self, self._moment) if rule else _own_texts(self["properties"], name)
        return texts


def own_property_ids(sessions: Sequence[Session]) -> set[str]:
    """Return the ids of all own properties of some sessions."""
    return {id_ for session in sessions if session.properties for id_ in session.properties}


def _own_texts(properties: Sequence[Mapping[str, str] | None], source: str) -> list[str]:
    id_ = source.removeprefix(OWN_PREFIX)
    return [values.get(id_, "") if values else "" for values in properties]


def duration_text(duration_ms: int) -> str:
    """
    Return a duration as the old page wrote it: `20h 47m 3s`, `0s`, `1d 2h 3m 4s`; negative is `0s`.

    Leading units that are zero are dropped, inner ones are kept, seconds are floored.

    Source: published sample; from `d` on [inferred].
    """
    return _SECONDS_TEXTS[duration_ms // 1000]


def _seconds_text(seconds: int) -> str:
    if seconds <= 0:
        return "0s"
    minutes, seconds = divmod(seconds, 60)
    if not minutes:
        return f"{seconds}s"
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes}m {seconds}s"
    days, hours = divmod(hours, 24)
    if not days:
        return f"{hours}h {minutes}m {seconds}s"
    return f"{days}d {hours}h {minutes}m {seconds}s"


def ip_as_integer(address: str) -> str:
    """
    Return an IPv4 address in dotted form as an unsigned integer, `""` for anything else.

    Source: published sample (`412285522` for `24.146.250.82`); MySQL's INET_ATON.
    """
    try:
        return str(int.from_bytes(socket.inet_pton(socket.AF_INET, address)))
    except (OSError, ValueError):
        return ""


_SECONDS_TEXTS: Final = Memo(_seconds_text, entries=16_384)
_ADDRESS_TEXTS: Final = Memo(ip_as_integer, entries=4_096)


def _number_texts(columns: Sequence[Sequence[int | None]]) -> list[list[str]]:
    """Return stored integers as texts, unknown as `""`; one look at the whole table costs a third of one at each."""
    texts = orjson.dumps(columns).decode().replace("null", "")
    return [column.split(",") for column in texts[2:-2].split("],[")]


def _date(field: str) -> Rule:
    """Return the rule that prints a stored instant by pattern, locale and clock."""

    def rule(table: Stored, moment: Moment) -> Sequence[str]:
        text = moment.date_text
        return ["" if value is None else text(value) for value in table[field]]

    return rule


def _duration(field: str) -> Rule:
    """Return the rule that prints stored milliseconds as a duration."""

    def rule(table: Stored, _: Moment) -> Sequence[str]:
        return ["" if value is None else _SECONDS_TEXTS[value // 1000] for value in table[field]]

    return rule


def _plain(field: str) -> Rule:
    """Return the rule that prints a stored number as it is; those that a page nearly always shows are `NUMBERS`."""
    return lambda table, _: _plain_texts(table[field])


def _plain_texts(numbers: Sequence[int | None]) -> list[str]:
    return ["" if number is None else str(number) for number in numbers]


def _choice(online: str, offline: str) -> Rule:
    """Return the rule that says one word while the last event is younger than the online window, else the other."""

    def rule(table: Stored, moment: Moment) -> Sequence[str]:
        since = moment.now_epoch_ms - moment.online_window_ms
        return [online if last > since else offline for last in table["last_event_epoch_ms"]]

    return rule


def _current_duration_ms(table: Stored, moment: Moment) -> Sequence[int | None]:
    """Count an online session up to now, others up to their end (the sample runs 24.9 s past its end)."""
    now, since = moment.now_epoch_ms, moment.now_epoch_ms - moment.online_window_ms
    ends = table["session_end_epoch_ms"]
    last_events = table["last_event_epoch_ms"]
    if max(last_events) > since:
        ends = [now if last > since else end for last, end in zip(last_events, ends, strict=True)]
    times = zip(table["session_start_epoch_ms"], ends, strict=True)
    return [None if end is None else end - start for start, end in times]


def _current_duration(table: Stored, moment: Moment) -> Sequence[str]:
    return ["" if ms is None else _SECONDS_TEXTS[ms // 1000] for ms in _current_duration_ms(table, moment)]


def _current_duration_number(table: Stored, moment: Moment) -> Sequence[str]:
    return _plain_texts(_current_duration_ms(table, moment))


def _flag(table: Stored, _: Moment) -> Sequence[str]:
    return [code.lower() for code in table["country_code"]]


def _address(table: Stored, _: Moment) -> Sequence[str]:
    return [_ADDRESS_TEXTS[address] for address in table["ip_number"]]


def _type(table: Stored, _: Moment) -> Sequence[str]:
    return ["session"] * len(table["site"])


def _visits_and_pages(table: Stored, _: Moment) -> Sequence[str]:
    return [f"{v} ({p})" if v and p else v for v, p in zip(table["visits"], table["pages"], strict=True)]


def _browser(table: Stored, _: Moment) -> Sequence[str]:
    both = zip(table["browser"], table["browser_version"], strict=True)
    return [f"{name} {version}" if name and version else name or version for name, version in both]


def _collector_and_first(table: Stored, _: Moment) -> Sequence[str]:
    both = zip(table["collector_ip"], table["first_session_ms"], strict=True)
    return [f"{address}:{first}" if address or first else "" for address, first in both]


NUMBERS: Final[Mapping[str, str]] = {
    "last_event_ms": "last_event_epoch_ms",
    "first_session_ms": "first_session_epoch_ms",
    "session_start_ms": "session_start_epoch_ms",
    "session_end_ms": "session_end_epoch_ms",
    "session_referrer_ms": "session_referrer_epoch_ms",
    "visits": "number_visits",
    "pages": "pages_viewed",
    "total_pages": "total_pages_viewed",
}
"""ONE TABLE: every column that prints a stored integer as it is, name to field."""

DERIVED: Final[Mapping[str, Rule]] = {
    "last_event_date": _date("last_event_epoch_ms"),
    "first_session_date": _date("first_session_epoch_ms"),
    "last_visit_duration": _duration("last_visit_duration_ms"),
    "total_duration": _duration("total_duration_ms"),
    "current_duration": _current_duration,
    "last_visit_duration_number": _plain("last_visit_duration_ms"),
    "total_duration_number": _plain("total_duration_ms"),
    "current_duration_number": _current_duration_number,
    "puppet": _choice("puppet_online", "puppet_offline"),
    "user_status": _choice("online", "offline"),
    "flag": _flag,
    "visits_and_pages": _visits_and_pages,
    "browser_name": _browser,
    "ip_as_integer": _address,
    "collector_and_first": _collector_and_first,
    "type": _type,
}
"""ONE TABLE: every other derived column, name to rule; a rule may use the others, and all of `NUMBERS`."""

SORTED: Final[Mapping[str, str]] = {
    **{name: name for name in NUMBERS},
    "last_event_date": "last_event_ms",
    "first_session_date": "first_session_ms",
    "last_visit_duration": "last_visit_duration_number",
    "total_duration": "total_duration_number",
    "current_duration": "current_duration_number",
    "visits_and_pages": "visits",
    "ip_as_integer": "ip_as_integer",
}
"""
ONE TABLE: every column that is sorted by a number, name to the column that prints it; others are sorted by their text.

[inferred] A date is its unix ms, a duration its ms (below zero, if so it is), `12 (1171)` its 12.
"""
