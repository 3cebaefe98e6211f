"""Load files: what is kept, what is refused and why, and how much is held."""

import io
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from types import NoneType
from typing import Any, get_args, get_type_hints

import orjson
import pytest

from adapters import loading
from adapters.base import PageView, Position, Scope, Session
from adapters.embedded.adapter import MEMORY, EmbeddedEngine
from adapters.loading import (
    BATCH_ROWS,
    MAX_EPOCH_MS,
    MAX_INTEGER,
    MAX_LINE_BYTES,
    PAGE_VIEW_RULES,
    SESSION_RULES,
    BadLineError,
    Loaded,
    Rule,
    bounded_lines,
    count_days,
    load,
    parse_line,
)
from config.columns import BUILT_IN_IDS
from tests.builders import SITE, START_MS, make_page_view, make_session, many_sessions

SECRET = "s3cret-value"
REQUIRED = make_session()._asdict() | {"kind": "session"}
ALL = Position(2**62, "")


def line(row: Session | PageView, **changes: object) -> bytes:
    """Return a row as a line of a load file, with some of its fields changed or added."""
    kind = "session" if isinstance(row, Session) else "page_view"
    return orjson.dumps({"kind": kind} | row._asdict() | changes) + b"\n"


def reason_of(bad: bytes) -> str:
    with pytest.raises(BadLineError) as caught:
        parse_line(bad)
    return str(caught.value)


@pytest.mark.parametrize(("rules", "row"), [(SESSION_RULES, Session), (PAGE_VIEW_RULES, PageView)])
def test_rules_follow_the_types(rules: Mapping[str, Rule], row: type) -> None:
    """Every field has a rule, in order; numbers have a rule of numbers, texts one of texts."""
    assert list(rules) == list(row._fields)  # type: ignore[attr-defined]
    for field, kind in get_type_hints(row).items():
        kinds = set(get_args(kind) or (kind,)) - {NoneType}
        assert rules[field].holds(7) == (kinds == {int}), field
        assert rules[field].holds("7") == (kinds == {str}), field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("site", ""),
        ("site", 7),
        ("site", "é" * 257),
        ("user_id", "a\0b"),
        ("session_start_epoch_ms", -1),
        ("session_start_epoch_ms", 1.5),
        ("session_start_epoch_ms", 1.0),
        ("session_start_epoch_ms", True),
        ("session_start_epoch_ms", "1321397999803"),
        ("session_end_epoch_ms", MAX_EPOCH_MS + 1),
        ("number_visits", -1),
        ("number_visits", False),
        ("pages_viewed", MAX_INTEGER + 1),
        ("total_duration_ms", 2.0),
        ("version_us", 0),
        ("browser", 8),
        ("browser", ["Firefox"]),
        ("city", "a\0"),
        ("entry_title", "x" * 8_193),
        ("properties", []),
        ("properties", "email"),
        ("properties", {"email": None}),
        ("properties", {"email": 1}),
        ("properties", {"e-mail": "a"}),
        ("properties", {"1st": "a"}),
        ("properties", {"": "a"}),
        ("properties", {"é": "a"}),
        ("properties", {"email\n": "a"}),
        ("properties", {"a" * 513: "a"}),
        ("properties", {"email": "x" * 8_193}),
        ("properties", {f"p{n}": "" for n in range(33)}),
        *[("properties", {id_: "a"}) for id_ in BUILT_IN_IDS],
    ],
)
def test_a_value_against_its_rule(field: str, value: object) -> None:
    """A value that breaks its rule is refused with the field's name and the rule."""
    assert reason_of(line(make_session(), **{field: value})) == f"{field}: must be {SESSION_RULES[field].must_be}"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("site", "é" * 256),
        ("session_start_epoch_ms", 0),
        ("last_event_epoch_ms", MAX_EPOCH_MS),
        ("version_us", 1),
        ("version_us", MAX_INTEGER),
        ("pages_viewed", MAX_INTEGER),
        ("number_visits", 0),
        ("number_visits", None),
        ("entry_title", "😀" * 8_192),
        ("entry_title", "\u0001\u2028"),
        ("properties", {f"_P{n}": "" for n in range(32)}),
    ],
)
def test_values_at_the_edge_of_their_rule(field: str, value: Any) -> None:  # noqa: ANN401 - of any field
    """The least and the greatest that a rule admits are kept as they are."""
    assert parse_line(line(make_session(), **{field: value})) == make_session()._replace(**{field: value})


def test_null_and_absent_are_unknown() -> None:
    """An optional field that is null or absent is unknown; an empty mapping is no properties."""
    nothing = dict.fromkeys(Session._fields[6:])
    assert parse_line(line(make_session(), **nothing)) == make_session()
    assert parse_line(line(make_session(), properties={})) == make_session()


@pytest.mark.parametrize("field", Session._fields[:6])
@pytest.mark.parametrize("absent", [True, False], ids=["absent", "null"])
def test_required_fields(field: str, absent: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """A required field that is absent or null is named."""
    fields = {name: value for name, value in REQUIRED.items() if not absent or name != field} | (
        {} if absent else {field: None}
    )
    assert reason_of(orjson.dumps(fields)) == f"{field}: is required"


def test_required_fields_of_a_page_view() -> None:
    """A page view needs its first five fields."""
    for field in PageView._fields[:5]:
        assert reason_of(line(make_page_view(), **{field: None})) == f"{field}: is required"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"{", "is not JSON, at character 2"),
        (b"nonsense\n", "is not JSON, at character 1"),
        (b"{} {}", "is not JSON, at character 4"),
        (b'{"kind": NaN}', "is not JSON, at character 10"),
        (b'{"site": "\\ud800"}', "is not JSON, at character 11"),
        (b'{"site": "\xff"}', "is not UTF-8, at byte 11"),
        (b'{"site": "\xed\xa0\x80"}', "is not UTF-8, at byte 11"),
        (b"[" * 5_000, "is not JSON, at character"),
        (b"[]", "is not a JSON object"),
        (b"null", "is not a JSON object"),
        (b"{}", 'kind: must be "session" or "page_view"'),
        (b'{"kind": ["session"]}', 'kind: must be "session" or "page_view"'),
        (b'{"kind": "visit"}', 'kind: must be "session" or "page_view"'),
        (line(make_session(), last_event_epoch_ms=START_MS - 1), "last_event_epoch_ms: must not be before"),
        (line(make_session(), visits=1), "visits: is not a field"),
        (line(make_session(), page_url=""), "page_url: is not a field"),
        (line(make_page_view(), browser=""), "browser: is not a field"),
        (line(make_session(), **{"\x1b[2J\n" + "é" * 99: 1}), "\\x1b[2J\\n\\xe9"),
        (b'"' + b"x" * MAX_LINE_BYTES, f"is longer than {MAX_LINE_BYTES} bytes"),
    ],
)
def test_a_line_that_is_no_row(bad: bytes, reason: str) -> None:
    """A line that is not a row is refused with one line of printable ASCII that says why."""
    told = reason_of(bad)
    assert told.startswith(reason)
    assert told.isascii()
    assert told.isprintable()


@pytest.mark.parametrize("field", Session._fields)
def test_no_value_is_ever_told(field: str) -> None:
    """A reason never repeats what stands in a field."""
    value = {"email": [SECRET]} if field == "properties" else [SECRET]
    assert SECRET not in reason_of(line(make_session(), **{field: value}))


def test_whole_numbers_beyond_64_bits_are_refused() -> None:
    """Numbers that JSON readers turn into floats are refused, not rounded."""
    for digits in (b"9223372036854775808", b"18446744073709551616", b"1e3", b"1" * 400):
        bad = line(make_session()).replace(b'"version_us":1000', b'"version_us":' + digits)
        assert reason_of(bad).startswith(("version_us: must be", "is not JSON"))


class NotingFile(io.BytesIO):
    """Notes how much was asked for at once."""

    most = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        """Read a line."""
        self.most = max(self.most, MAX_INTEGER if size is None or size < 0 else size)
        return super().readline(size)


def test_a_line_too_long_is_never_held() -> None:
    """Of a line of 8 MiB only its beginning is held, and it counts as one line."""
    file = NotingFile(b"x" * 8 * 1024 * 1024 + b"\nnext")
    assert list(map(len, bounded_lines(file))) == [MAX_LINE_BYTES + 1, 4]
    assert file.most == MAX_LINE_BYTES + 1


@pytest.mark.parametrize("extra", [-2, -1, 0, 1])
def test_lines_around_the_bound(extra: int) -> None:
    """Lines after one that is about as long as allowed keep their places."""
    first = b"x" * (MAX_LINE_BYTES + extra) + b"\n"
    lines = list(bounded_lines(io.BytesIO(first + b"a\nb")))
    assert [lines[0][:1], *lines[1:]] == [b"x", b"a\n", b"b"]
    assert (len(lines[0]) > MAX_LINE_BYTES) == (len(first) > MAX_LINE_BYTES)


class Loader:
    """Loads lines into an engine in memory and keeps what was reported."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self.engine = engine
        self.bad: list[tuple[int, str]] = []

    async def __call__(self, lines: Iterable[bytes]) -> Loaded:
        """Load lines."""
        return await load(lines, self.engine, lambda number, reason: self.bad.append((number, reason)))

    async def sessions(self) -> list[Session]:
        """Return what is stored."""
        return await self.engine.read_sessions(Scope(SITE, None), ALL, 5_000)


@pytest.fixture
async def loader() -> AsyncIterator[Loader]:
    engine = EmbeddedEngine(MEMORY, deadline_s=10)
    await engine.create_schema()
    yield Loader(engine)
    await engine.close()


async def test_good_lines_are_kept_and_bad_ones_told_by_number(loader: Loader) -> None:
    """Bad lines do not stop good ones; blank ones count as neither but keep their numbers."""
    lines = [line(make_session()), b"\n", b"oops\n", line(make_page_view()), b" \r\n", line(make_session(), site="")]
    assert await loader(lines) == Loaded(lines=4, sessions=1, page_views=1, bad=2)
    assert loader.bad == [(3, "is not JSON, at character 1"), (6, f"site: must be {loading.ID.must_be}")]
    assert await loader.sessions() == [make_session()]
    assert await loader.engine.read_page_views(SITE, make_page_view().session_id, ALL, 9) == [make_page_view()]


async def test_loading_again_does_no_harm(loader: Loader) -> None:
    """A file loaded twice is there once."""
    sessions = many_sessions(1, 50)
    for _ in range(2):
        assert (await loader(map(line, sessions))).sessions == 50
    assert await loader.sessions() == sessions


async def test_nothing_is_no_error(loader: Loader) -> None:
    """An empty file loads nothing."""
    assert await loader([]) == Loaded(0, 0, 0, 0)


class NotingWriter:
    """Keeps the sizes of batches, and how far the file was read when each was written."""

    def __init__(self) -> None:
        self.batches: list[tuple[int, int]] = []
        self.lines_read = 0

    def follow(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Yield lines and count them."""
        for each in lines:
            self.lines_read += 1
            yield each

    async def create_schema(self) -> None:
        """Loading never asks for it."""
        raise NotImplementedError

    async def write_sessions(self, sessions: Sequence[Session]) -> None:
        """Note a batch."""
        self.batches.append((len(sessions), self.lines_read))

    async def write_page_views(self, page_views: Sequence[PageView]) -> None:
        """Note a batch."""
        self.batches.append((len(page_views), self.lines_read))


async def test_batches_are_written_as_the_file_is_read() -> None:
    """No more than a batch is held, whether of sessions, of page views or of both."""
    writer = NotingWriter()
    rows = [make_session(session_start_epoch_ms=n) if n % 4 else make_page_view() for n in range(2 * BATCH_ROWS + 4)]
    await load(writer.follow(map(line, rows)), writer, lambda _, reason: pytest.fail(reason))
    each = [(750, 1_000), (250, 1_000), (750, 2_000), (250, 2_000), (3, 2_004), (1, 2_004)]
    assert writer.batches == each


async def test_batches_of_long_lines_are_bounded_in_bytes() -> None:
    """Long lines fill a batch by their bytes."""
    writer = NotingWriter()
    texts = dict.fromkeys(("city", "browser", "search", "referrer", "entry_title", "exit_title", "isp"), "😀" * 8_192)
    await load([line(make_session(), **texts)] * 100, writer, lambda _, reason: pytest.fail(reason))
    assert len(writer.batches) > 1
    assert max(count for count, _ in writer.batches) * len(line(make_session(), **texts)) < 2 * loading.BATCH_BYTES


def test_days_are_counted_by_site_and_utc_day() -> None:
    """A plan counts the good sessions of each site and UTC day of their start, and nothing else."""
    day = 15_294
    starts = [day * 86_400_000 + at for at in (-1, 0, 1, 86_399_999, 86_400_000)]
    lines = [line(make_session(session_start_epoch_ms=start)) for start in starts]
    lines += [line(make_session(site="b", session_start_epoch_ms=starts[0])), b"oops", line(make_page_view())]
    assert count_days(lines) == {(SITE, day - 1): 1, (SITE, day): 3, (SITE, day + 1): 1, ("b", day - 1): 1}
