"""What every engine must do, the same tests on each of them."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

import pytest

from adapters.base import Engine, PageView, Position, Scope, Session, SessionKey
from adapters.loading import MAX_EPOCH_MS, MAX_INTEGER
from tests.builders import MINUTE_MS, START_MS, USER, make_page_view, make_session, many_sessions

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEWEST: Final = Position(MAX_EPOCH_MS + 1, "")
DAY_MS: Final = 86_400_000

BYTE_ORDER: Final = ("10", "9", "B", "a", "aa", "z", "é", "北", "\uffee", "😀")
"""Ids in the order of their UTF-8 bytes; no locale sorts them so, and by UTF-16 units the last two change places."""

HOSTILE: Final = (
    "'",
    '"; --',
    "'; DROP TABLE sessions; --",
    "100%_",
    "%s %(a)s {} :name $1 ?",
    "\\",
    "\\'",
    "a\tb\r\nc",
    "\u2028\u2029",
    "\x01\x7f\x85",
    "👩‍👩‍👧 e\u0301 \ufeff",
    " padded ",
    "NULL",
)

INTEGER_FIELDS: Final = tuple(field for field, default in Session._field_defaults.items() if default is None)[:-1]
TEXT_FIELDS: Final = tuple(field for field, default in Session._field_defaults.items() if default == "")


def newest_first(sessions: Iterable[Session]) -> list[Session]:
    """Return sessions in the order that every engine keeps."""
    return sorted(sessions, key=lambda row: (row.session_start_epoch_ms, row.session_id.encode()), reverse=True)


def keys(sessions: Iterable[Session]) -> list[SessionKey]:
    return [SessionKey(row.session_start_epoch_ms, row.session_id, row.last_event_epoch_ms) for row in sessions]


async def read_everywhere(engine: Engine, session: Session) -> list[Session | None]:
    """Return a session by each of the three ways that lead to it."""
    return [
        *await engine.read_sessions(Scope(session.site, session.user_id), NEWEST, 2),
        *await engine.read_sessions(Scope(session.site, None), NEWEST, 2),
        await engine.find_session(session.site, session.session_id),
    ]


async def test_sessions_come_newest_first(engine: Engine, site: str) -> None:
    """Sessions of a user come by start descending, however they were written."""
    sessions = [make_session(site=site, session_start_epoch_ms=START_MS + step * 7) for step in (3, 0, 4, 1, 2)]
    await engine.write_sessions(sessions)
    assert await engine.read_sessions(Scope(site, USER), NEWEST, 10) == newest_first(sessions)


@pytest.mark.parametrize("user", [USER, None], ids=["user", "site"])
async def test_ties_come_by_id_bytes_descending(engine: Engine, site: str, user: str | None) -> None:
    """Sessions of one instant come by the UTF-8 bytes of their ids, greatest first."""
    await engine.write_sessions([make_session(site=site, session_id=id_) for id_ in BYTE_ORDER[4:] + BYTE_ORDER[:4]])
    found = await engine.read_sessions(Scope(site, user), NEWEST, 20)
    assert [row.session_id for row in found] == list(reversed(BYTE_ORDER))


@pytest.mark.parametrize("user", [USER, None], ids=["user", "site"])
async def test_begin_inside_a_tie_is_inclusive_and_by_bytes(engine: Engine, site: str, user: str | None) -> None:
    """A read that begins at a session takes it and what comes after, among equal starts too."""
    await engine.write_sessions([make_session(site=site, session_id=id_) for id_ in BYTE_ORDER])
    for place, id_ in enumerate(BYTE_ORDER):
        found = await engine.read_keys(Scope(site, user), Position(START_MS, id_), 20)
        assert [row.session_id for row in found] == list(reversed(BYTE_ORDER[: place + 1]))


async def test_user_ids_are_opaque_and_case_counts(engine: Engine, site: str) -> None:
    """Users whose ids differ by case, accent or trailing blank are different users."""
    users = ("jo", "Jo", "jö", "jo ", "jo\u0308", "👤", *HOSTILE)
    sessions = [make_session(site=site, user_id=user, session_id=f"{n}.1") for n, user in enumerate(users)]
    await engine.write_sessions(sessions)
    for session in sessions:
        assert await engine.read_sessions(Scope(site, session.user_id), NEWEST, 9) == [session]


async def test_site_scope_holds_all_users(engine: Engine, site: str) -> None:
    """The scope of a site mixes its users by start; the scope of a user holds only theirs."""
    sessions = many_sessions(1, 40, site=site, users=("u1", "u2", "u3"))
    await engine.write_sessions(sessions)
    assert await engine.read_sessions(Scope(site, None), NEWEST, 50) == newest_first(sessions)
    own = [row for row in newest_first(sessions) if row.user_id == "u2"]
    assert await engine.read_sessions(Scope(site, "u2"), NEWEST, 50) == own


async def test_sites_never_mix(engine: Engine, site: str, new_site: Callable[[], str]) -> None:
    """The same user, session and event ids on two sites are two of each."""
    here, there = make_session(site=site), make_session(site=new_site(), browser="Other")
    events = [make_page_view(site=row.site, page_url=row.browser) for row in (here, there)]
    await engine.write_sessions([here, there])
    await engine.write_page_views(events)
    for session, event in zip((here, there), events, strict=True):
        assert await read_everywhere(engine, session) == [session] * 3
        assert await engine.read_page_views(session.site, session.session_id, NEWEST, 9) == [event]


async def test_site_names_are_compared_exactly(engine: Engine, site: str) -> None:
    """A site's name in other case, or with a wildcard, names another site."""
    await engine.write_sessions([make_session(site=site)])
    for name in (site.upper(), f"{site} ", "%", f"{site[:-1]}_"):
        assert await engine.read_sessions(Scope(name, None), NEWEST, 9) == []
        assert await engine.find_session(name, make_session().session_id) is None


async def test_what_is_unknown_is_empty(engine: Engine, site: str) -> None:
    """An unknown site, user, session or visit gives nothing, and no error."""
    await engine.write_sessions([make_session(site=site)])
    assert await engine.read_sessions(Scope(site, "nobody"), NEWEST, 9) == []
    assert await engine.read_keys(Scope(site, "nobody"), NEWEST, 9) == []
    assert await engine.read_sessions(Scope(f"{site}.none", None), NEWEST, 9) == []
    assert await engine.read_keys(Scope(f"{site}.none", None), NEWEST, 9) == []
    assert await engine.find_session(site, "none") is None
    assert await engine.find_session(site, "") is None
    assert await engine.read_page_views(site, "none", NEWEST, 9) == []


async def test_newer_version_replaces_every_field(engine: Engine, site: str) -> None:
    """A greater version replaces the row, and what it does not know is unknown again."""
    full = many_sessions(7, 1, site=site)[0]._replace(number_visits=3, properties={"email": "a@example.com"})
    bare = make_session(**dict(zip(Session._fields[:5], full[:5], strict=True)), version_us=full.version_us + 1)
    await engine.write_sessions([full])
    await engine.write_sessions([bare])
    assert await read_everywhere(engine, bare) == [bare] * 3


async def test_older_version_changes_nothing(engine: Engine, site: str) -> None:
    """A smaller version that arrives late leaves no trace, not even in fields that the newer row leaves empty."""
    newer = make_session(site=site, version_us=2_000, last_event_epoch_ms=START_MS + MINUTE_MS, city="")
    older = newer._replace(version_us=1_999, last_event_epoch_ms=START_MS, city="Brooklyn", number_visits=1)
    await engine.write_sessions([newer])
    await engine.write_sessions([older])
    assert await read_everywhere(engine, newer) == [newer] * 3
    assert await engine.read_keys(Scope(site, None), NEWEST, 2) == keys([newer])


async def test_the_same_rows_again_do_no_harm(engine: Engine, site: str) -> None:
    """Writing the same batch twice, or a row twice in a batch, gives the rows once."""
    sessions = many_sessions(3, 20, site=site)
    await engine.write_sessions([*sessions, *sessions])
    await engine.write_sessions(sessions)
    assert await engine.read_sessions(Scope(site, None), NEWEST, 50) == newest_first(sessions)


@pytest.mark.parametrize("turn", [1, -1], ids=["older first", "newer first"])
async def test_versions_inside_one_batch(engine: Engine, site: str, turn: int) -> None:
    """Of two versions in one batch the greater stays, whichever comes first."""
    versions = [make_session(site=site, version_us=version, pages_viewed=version) for version in (5, 6)]
    await engine.write_sessions(versions[::turn])
    assert await read_everywhere(engine, versions[1]) == [versions[1]] * 3


async def test_last_event_moves_without_a_second_row(engine: Engine, site: str) -> None:
    """A session that goes on stays one session, in every order, with its new last event."""
    sessions = [make_session(site=site, version_us=n, last_event_epoch_ms=START_MS + n) for n in range(1, 6)]
    for session in sessions:
        await engine.write_sessions([session])
    for user in (USER, None):
        assert await engine.read_sessions(Scope(site, user), NEWEST, 9) == [sessions[-1]]
        assert await engine.read_keys(Scope(site, user), NEWEST, 9) == keys([sessions[-1]])


async def test_every_field_comes_back(engine: Engine, site: str) -> None:
    """Each field carries its own value through every read, in its own type."""
    numbers = {field: START_MS + place for place, field in enumerate(INTEGER_FIELDS)}
    texts = {field: f"{field} …" for field in TEXT_FIELDS}
    session = make_session(site=site, **numbers, **texts, properties={"email": "a@example.com", "_x1": ""})
    await engine.write_sessions([session])
    for found in await read_everywhere(engine, session):
        assert found == session
        assert list(map(type, found or ())) == [*map(type, session[:-1]), dict]


async def test_unknown_numbers_are_none_and_unknown_texts_empty(engine: Engine, site: str) -> None:
    """A session with nothing but the required fields has `None` numbers, `""` texts and no properties."""
    session = make_session(site=site)
    await engine.write_sessions([session])
    for found in await read_everywhere(engine, session):
        assert found == session
        assert isinstance(found, Session)


async def test_zero_is_not_unknown(engine: Engine, site: str) -> None:
    """The number 0 comes back as 0."""
    session = make_session(site=site, **dict.fromkeys(INTEGER_FIELDS, 0))
    await engine.write_sessions([session])
    assert await read_everywhere(engine, session) == [session] * 3


async def test_greatest_numbers(engine: Engine, site: str) -> None:
    """The greatest numbers that loading admits come back exactly."""
    instants = {field: MAX_EPOCH_MS for field in Session._fields if field.endswith("_epoch_ms")}
    counts = {field: MAX_INTEGER for field in INTEGER_FIELDS if not field.endswith("_epoch_ms")}
    session = make_session(site=site, **instants, **counts, version_us=MAX_INTEGER)
    await engine.write_sessions([session])
    assert await read_everywhere(engine, session) == [session] * 3


async def test_the_epoch_itself(engine: Engine, site: str) -> None:
    """A session that starts at 0 is found, and nothing lies before it."""
    session = make_session(site=site, session_start_epoch_ms=0)
    await engine.write_sessions([session])
    assert await read_everywhere(engine, session) == [session] * 3
    assert await engine.read_sessions(Scope(site, None), Position(0, ""), 9) == []


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
async def test_hostile_text(engine: Engine, site: str, text: str) -> None:
    """Text that means something to a database is only text: in fields, ids, properties and questions."""
    session = make_session(
        site=site, user_id=text, session_id=text, **dict.fromkeys(TEXT_FIELDS, text), properties={"note": text}
    )
    event = make_page_view(site=site, session_id=text, event_id=text, page_url=text, page_title=text)
    await engine.write_sessions([session, make_session(site=site)])
    await engine.write_page_views([event])
    assert await engine.read_sessions(Scope(site, text), Position(START_MS, text), 9) == [session]
    assert await engine.find_session(site, text) == session
    assert await engine.read_page_views(site, text, Position(START_MS, text), 9) == [event]


async def test_longest_texts_and_ids(engine: Engine, site: str) -> None:
    """Texts of 8,192 characters and ids of 512 bytes are stored and found."""
    id_ = "é" * 256
    session = make_session(site=site, user_id=id_, session_id=id_, **dict.fromkeys(TEXT_FIELDS, "😀" * 8_192))
    await engine.write_sessions([session])
    assert await read_everywhere(engine, session) == [session] * 3


async def test_properties(engine: Engine, site: str) -> None:
    """Own properties come back as they were, thirty-two of them, empty and hostile values included."""
    properties = {f"p_{n}": text for n, text in enumerate([*HOSTILE, *[""] * (32 - len(HOSTILE))])}
    session = make_session(site=site, properties=properties)
    await engine.write_sessions([session])
    assert await read_everywhere(engine, session) == [session] * 3


@pytest.mark.parametrize("user", ["u1", None], ids=["user", "site"])
async def test_begin_and_count(engine: Engine, site: str, user: str | None) -> None:
    """From any place, for any count, an engine gives what a sorted list gives; keys are the same places as rows."""
    sessions = many_sessions(5, 30, site=site, users=("u1", "u1", "u2"))
    await engine.write_sessions(sessions)
    scope, ordered = Scope(site, user), [row for row in newest_first(sessions) if user in (None, row.user_id)]
    for begin in _places(ordered):
        after = [row for row in ordered if (row.session_start_epoch_ms, row.session_id) <= begin]
        for count in (1, 2, len(after), len(after) + 1, 5_001):
            assert await engine.read_sessions(scope, begin, max(count, 1)) == after[: max(count, 1)]
            assert await engine.read_keys(scope, begin, max(count, 1)) == keys(after[: max(count, 1)])


def _places(ordered: list[Session]) -> list[Position]:
    """Return places before all, after all, at some sessions, and just beside them."""
    oldest = ordered[-1].session_start_epoch_ms
    places = [NEWEST, Position(2**63 - 1, "~"), Position(oldest, ""), Position(0, ""), Position(-(2**63), "")]
    for row in (ordered[0], ordered[len(ordered) // 2], ordered[-1]):
        start, id_ = row.session_start_epoch_ms, row.session_id
        places += [Position(start, id_), Position(start, f"{id_}0"), Position(start, id_[:-1]), Position(start + 1, "")]
    return places


async def test_sparse_years_of_a_site(engine: Engine, site: str) -> None:
    """A site with one session now and then over decades is walked in order, from any day."""
    sessions = [make_session(site=site, session_start_epoch_ms=START_MS - days * DAY_MS) for days in (0, 1, 400, 9_000)]
    await engine.write_sessions(sessions)
    assert await engine.read_sessions(Scope(site, None), NEWEST, 9) == sessions
    assert await engine.read_keys(Scope(site, None), Position(START_MS - 2 * DAY_MS, ""), 9) == keys(sessions[2:])


async def test_edges_of_days(engine: Engine, site: str) -> None:
    """Sessions of the last and first milliseconds of UTC days follow one another."""
    midnight = START_MS // DAY_MS * DAY_MS
    starts = [midnight + day * DAY_MS + edge for day in (1, 0, -1) for edge in (0, -1)]
    sessions = [make_session(site=site, session_start_epoch_ms=start) for start in starts]
    await engine.write_sessions(sessions)
    for place, start in enumerate(starts):
        assert await engine.read_sessions(Scope(site, None), Position(start + 1, ""), 9) == sessions[place:]


async def test_a_long_batch(engine: Engine, site: str) -> None:
    """Three thousand rows in one call are all there, and 1,000 are read at once."""
    sessions = many_sessions(11, 3_000, site=site)
    await engine.write_sessions(sessions)
    assert await engine.read_keys(Scope(site, None), NEWEST, 5_001) == keys(sessions)
    assert await engine.read_sessions(Scope(site, USER), NEWEST, 1_000) == sessions[:1_000]


async def test_an_empty_batch(engine: Engine, site: str) -> None:
    """Writing nothing is no error and stores nothing."""
    await engine.write_sessions([])
    await engine.write_page_views([])
    assert await engine.read_sessions(Scope(site, None), NEWEST, 9) == []


async def test_reads_at_the_same_time(engine: Engine, site: str) -> None:
    """Fifty reads at once each get their own answer."""
    sessions = many_sessions(13, 50, site=site)
    await engine.write_sessions(sessions)
    found = await asyncio.gather(*(engine.find_session(site, row.session_id) for row in sessions))
    assert found == sessions


async def test_a_cancelled_read_harms_no_other(engine: Engine, site: str) -> None:
    """After reads that nobody waits for any more, the engine answers as before."""
    session = make_session(site=site)
    await engine.write_sessions([session])
    for _ in range(5):
        reads = [asyncio.ensure_future(engine.read_keys(Scope(site, None), NEWEST, 9)) for _ in range(10)]
        await asyncio.sleep(0)
        for read in reads[::2]:
            read.cancel()
        found = await asyncio.gather(*reads, return_exceptions=True)
        assert found[1::2] == [keys([session])] * 5


async def test_page_views_come_newest_first(engine: Engine, site: str) -> None:
    """Page views of a session come by time, then id bytes, descending, and of no other session."""
    events = [make_page_view(site=site, event_epoch_ms=START_MS + n) for n in (2, 0, 1)]
    ties = [make_page_view(site=site, event_id=id_, event_epoch_ms=START_MS + 9) for id_ in BYTE_ORDER]
    await engine.write_page_views([*events, *ties, make_page_view(site=site, session_id="other")])
    expected = [*reversed(ties), events[0], events[2], events[1]]
    session_id = events[0].session_id
    assert await engine.read_page_views(site, session_id, NEWEST, 50) == expected
    for place, event in enumerate(expected):
        begin = Position(event.event_epoch_ms, event.event_id)
        assert await engine.read_page_views(site, session_id, begin, 3) == expected[place : place + 3]
    assert await engine.read_page_views(site, session_id, Position(START_MS, ""), 9) == []


async def test_page_view_fields_come_back(engine: Engine, site: str) -> None:
    """Each field of a page view carries its own value; what is unknown is empty text."""
    full = PageView(site, "s", "e1", MAX_EPOCH_MS, MAX_INTEGER, "u", "http://a/?b=c&d", "Größe 😀", "http://r/")
    bare = make_page_view(site=site, session_id="s", event_epoch_ms=0)
    await engine.write_page_views([full, bare])
    found = await engine.read_page_views(site, "s", NEWEST, 9)
    assert found == [full, bare]
    assert isinstance(found[0], PageView)


async def test_page_view_versions(engine: Engine, site: str) -> None:
    """Of a page view, too, the greatest version stays and repeats do no harm."""
    versions = [make_page_view(site=site, version_us=n, page_title=f"{n}") for n in (5, 6, 4)]
    for version in versions:
        await engine.write_page_views([version, version])
    assert await engine.read_page_views(site, versions[0].session_id, NEWEST, 9) == [versions[1]]


async def test_schema_again_keeps_rows(engine: Engine, site: str) -> None:
    """Creating the schema where it is changes nothing."""
    session = make_session(site=site)
    await engine.write_sessions([session])
    await engine.create_schema()
    assert await engine.find_session(site, session.session_id) == session


async def test_check_is_content_with_our_own_schema(engine: Engine) -> None:
    """What `create_schema` makes passes every finding of `check`."""
    findings = await engine.check()
    assert findings
    assert [finding for finding in findings if not finding.ok] == []
