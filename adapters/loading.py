"""
Loads JSON Lines into an engine: one session or page view a line, the documented fields of `adapters/base.py`.

    {"kind": "session", "site": "...", "session_id": "...", ...}
    {"kind": "page_view", "site": "...", "session_id": "...", "event_id": "...", ...}

Good lines are kept, bad ones are told by number and rule; a line's values are never repeated, as they are of customers.
Memory is bounded by a batch, however long the file. To add a field: in `adapters/base.py`; here only when it is neither
a text nor a count. `tests/unit/adapters/test_loading.py` holds the tables to the types, the rules to their bounds.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BufferedIOBase
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol, runtime_checkable

import orjson

from adapters.base import REQUIRED_PAGE_VIEW_FIELDS, REQUIRED_SESSION_FIELDS, EngineWriter, PageView, Session
from config.columns import BUILT_IN_IDS

MAX_LINE_BYTES: Final = 256 * 1024
MAX_TEXT_CHARACTERS: Final = 8_192
MAX_ID_BYTES: Final = 512
MAX_PROPERTIES: Final = 32
MAX_EPOCH_MS: Final = 253_402_300_799_999
"""The last millisecond of the year 9999."""
MAX_INTEGER: Final = 2**63 - 1
DAY_MS: Final = 86_400_000

_SHOWN_CHARACTERS: Final = 64

BATCH_ROWS: Final = 1_000
"""Rows written at once: past some hundred the engines gain nothing."""
BATCH_BYTES: Final = 8 * 1024 * 1024
"""... and bytes of their lines, so that a file of the longest lines needs no more memory than any other."""

SessionsOfDay = Mapping[tuple[str, int], int]
"""How many sessions start on each UTC day of each site; a day is its number since 1970, `start_ms // DAY_MS`."""


class Loaded(NamedTuple):
    """What became of a file: `lines` counts all that are not blank; the rest adds up to it."""

    lines: int
    sessions: int
    page_views: int
    bad: int


@runtime_checkable
class PlanningWriter(Protocol):
    """A writer that wants to know before the first row how full each day of a site will be."""

    async def expect(self, sessions_of_day: SessionsOfDay) -> None:
        """Take the number of sessions of each (site, UTC day); called once, before anything is written."""
        ...


class BadLineError(Exception):
    """A line that is not loaded; the text names a field and its rule, never a value."""


class Rule(NamedTuple):
    """What a field must be: the words for a report, and the test."""

    must_be: str
    holds: Callable[[Any], bool]


def _integer(least: int, most: int) -> Rule:
    """Return the rule of whole numbers; `type() is int` because JSON's `true` is an `int` in Python."""
    return Rule(f"a whole number from {least} to {most}", lambda value: type(value) is int and least <= value <= most)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= MAX_TEXT_CHARACTERS and "\0" not in value


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value.encode()) <= MAX_ID_BYTES and "\0" not in value


_PROPERTY_ID: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _are_properties(value: object) -> bool:
    return isinstance(value, dict) and len(value) <= MAX_PROPERTIES and all(map(_is_property, value, value.values()))


def _is_property(id_: str, value: object) -> bool:
    return bool(_PROPERTY_ID.fullmatch(id_)) and _is_id(id_) and id_ not in BUILT_IN_IDS and _is_text(value)


TEXT: Final = Rule(f"a text of at most {MAX_TEXT_CHARACTERS} characters, none of them NUL", _is_text)
ID: Final = Rule(f"a text of 1 to {MAX_ID_BYTES} bytes, none of them NUL", _is_id)
EPOCH_MS: Final = _integer(0, MAX_EPOCH_MS)
COUNT: Final = _integer(0, MAX_INTEGER)
VERSION: Final = _integer(1, MAX_INTEGER)
PROPERTIES: Final = Rule(
    f"an object of at most {MAX_PROPERTIES} texts by ids like [A-Za-z_][A-Za-z0-9_]* that are no built-in columns",
    _are_properties,
)

SESSION_RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    dict.fromkeys(Session._fields, TEXT)
    | dict.fromkeys(("site", "session_id", "user_id"), ID)
    | {field: EPOCH_MS for field in Session._fields if field.endswith("_epoch_ms")}
    | dict.fromkeys(("number_visits", "pages_viewed", "total_pages_viewed"), COUNT)
    | dict.fromkeys(("last_visit_duration_ms", "total_duration_ms"), COUNT)
    | {"version_us": VERSION, "properties": PROPERTIES}
)
"""ONE TABLE: what each field of a session must be; texts unless said."""

PAGE_VIEW_RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    dict.fromkeys(PageView._fields, TEXT)
    | dict.fromkeys(("site", "session_id", "event_id"), ID)
    | {"event_epoch_ms": EPOCH_MS, "version_us": VERSION}
)
"""ONE TABLE: what each field of a page view must be; texts unless said."""


def bounded_lines(stream: BufferedIOBase) -> Iterator[bytes]:
    """
    Yield the lines of a stream; of one that is too long only its beginning, one byte more than is allowed.

    Args:
        stream: read line by line, never whole.
    """
    while line := stream.readline(MAX_LINE_BYTES + 1):
        rest = line
        while len(rest) > MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_LINE_BYTES + 1)
        yield line


def parse_line(line: bytes) -> Session | PageView:
    """
    Return the row that a line describes.

    Raises:
        BadLineError: it breaks a rule; the text says which.
    """
    fields = _parse_object(line)
    match fields.pop("kind", None):
        case "session":
            return _session(fields)
        case "page_view":
            return PageView(**_checked(fields, PAGE_VIEW_RULES, REQUIRED_PAGE_VIEW_FIELDS))
    raise BadLineError('kind: must be "session" or "page_view"')


async def load(lines: Iterable[bytes], writer: EngineWriter, report: Callable[[int, str], None]) -> Loaded:
    """
    Write every good line; a second time does no harm.

    Args:
        lines: as `bounded_lines` yields them; blank ones are passed over.
        writer: an engine whose schema is there.
        report: called with the number (from 1) and the reason of each bad line.

    Returns:
        How many lines there were and what became of them.

    Raises:
        AdapterError: from writing; what was written before stays.
    """
    tally: Counter[str] = Counter()

    def count_and_report(number: int, reason: str) -> None:
        tally["bad"] += 1
        report(number, reason)

    for batch in _batches(_good_rows(lines, count_and_report)):
        sessions = [row for row in batch if isinstance(row, Session)]
        page_views = [row for row in batch if isinstance(row, PageView)]
        if sessions:
            await writer.write_sessions(sessions)
        if page_views:
            await writer.write_page_views(page_views)
        tally.update(sessions=len(sessions), page_views=len(page_views))
    return Loaded(lines=tally.total(), **{name: tally[name] for name in Loaded._fields[1:]})


def count_days(lines: Iterable[bytes]) -> SessionsOfDay:
    """
    Return how many sessions the good lines hold for each site and UTC day, for a `PlanningWriter`.

    A session that stands twice counts twice: the answer is a plan, not a census.
    """
    rows = (row for row, _ in _good_rows(lines, lambda _number, _reason: None))
    return Counter((row.site, row.session_start_epoch_ms // DAY_MS) for row in rows if isinstance(row, Session))


def _good_rows(lines: Iterable[bytes], report: Callable[[int, str], None]) -> Iterator[tuple[Session | PageView, int]]:
    """Yield each good line's row with the size of the line."""
    for number, line in enumerate(lines, start=1):
        if line.isspace():
            continue
        try:
            yield parse_line(line), len(line)
        except BadLineError as error:
            report(number, str(error))


def _batches(rows: Iterable[tuple[Session | PageView, int]]) -> Iterator[list[Session | PageView]]:
    batch: list[Session | PageView] = []
    held_bytes = 0
    for row, size in rows:
        batch.append(row)
        held_bytes += size
        if len(batch) == BATCH_ROWS or held_bytes >= BATCH_BYTES:
            yield batch
            batch, held_bytes = [], 0
    if batch:
        yield batch


def _parse_object(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise BadLineError(f"is longer than {MAX_LINE_BYTES} bytes")
    try:
        fields = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise BadLineError(_why_unreadable(line, error.colno)) from None
    if not isinstance(fields, dict):
        raise BadLineError("is not a JSON object")
    return fields


def _why_unreadable(line: bytes, column: int) -> str:
    try:
        line.decode()
    except UnicodeDecodeError as error:
        return f"is not UTF-8, at byte {error.start + 1}"
    return f"is not JSON, at character {column}"


def _session(fields: dict[str, Any]) -> Session:
    session = Session(**_checked(fields, SESSION_RULES, REQUIRED_SESSION_FIELDS))
    if session.last_event_epoch_ms < session.session_start_epoch_ms:
        raise BadLineError("last_event_epoch_ms: must not be before session_start_epoch_ms")
    return session if session.properties else session._replace(properties=None)


def _checked(fields: dict[str, Any], rules: Mapping[str, Rule], required: Iterable[str]) -> dict[str, Any]:
    """Return the fields that are known, none of them null, or raise for the first that breaks its rule."""
    known = {field: value for field, value in fields.items() if value is not None}
    for field in required:
        if field not in known:
            raise BadLineError(f"{field}: is required")
    for field in fields:
        if field not in rules:
            raise BadLineError(f"{_shown(field)}: is not a field")
    for field, value in known.items():
        if not rules[field].holds(value):
            raise BadLineError(f"{field}: must be {rules[field].must_be}")
    return known


def _shown(field: str) -> str:
    """Return an unknown field's name so that no terminal acts on it."""
    return ascii(field[:_SHOWN_CHARACTERS])[1:-1]
