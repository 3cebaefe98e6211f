"""The legacy engine on a real PostgreSQL: order, versions, hostile rows, what is imported, and how it is written."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal

import psycopg
import pytest
from psycopg import sql

from adapters.base import Family, Login, Position, Scope, Session, SessionKey
from adapters.errors import EngineMisconfigured, EngineTimeout
from adapters.legacy_sql.adapter import LegacySqlAdapter, make_legacy_sql
from adapters.legacy_sql.statements import Relations
from tests.builders import SITE, START_MS, USER, make_page_view, make_session, many_sessions

pytestmark = pytest.mark.postgres

NEWEST = Position(2**63, "")
OF_SITE = Scope(SITE, None)
OF_USER = Scope(SITE, USER)
HOSTILE_IDS = ("Z", "a", "z", "É", "é", "ﬀ", "😀", "0", "~", "a\u0301", "\U0010ffff", "B'\"\\%s$1?:x", "a b", "A")


@pytest.fixture
async def adapter(postgres_url: str) -> AsyncIterator[LegacySqlAdapter]:
    adapter = make_legacy_sql(postgres_url)
    await adapter.create_schema()
    yield adapter
    await adapter.close()


def execute(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def insert_session(url: str, **fields: object) -> None:
    statement = sql.SQL("INSERT INTO sessions ({}) VALUES ({})").format(
        sql.SQL(", ").join(map(sql.Identifier, fields)), sql.SQL(", ").join(map(sql.Literal, fields.values()))
    )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


async def test_sessions_come_back_as_they_were_written(adapter: LegacySqlAdapter) -> None:
    """Three hundred sessions with every field filled come back equal, newest first, in whole and page by page."""
    written = many_sessions(1, 300, users=(USER, "another"))
    await adapter.write_sessions(written)
    expected = sorted(written, key=lambda s: (s.session_start_epoch_ms, s.session_id.encode()), reverse=True)
    assert await adapter.read_sessions(OF_SITE, NEWEST, 1_000) == expected
    mine = [session for session in expected if session.user_id == USER]
    assert await adapter.read_sessions(OF_USER, NEWEST, 1_000) == mine
    begin = Position(mine[40].session_start_epoch_ms, mine[40].session_id)
    assert await adapter.read_sessions(OF_USER, begin, 7) == mine[40:47]
    keys = [SessionKey(s.session_start_epoch_ms, s.session_id, s.last_event_epoch_ms) for s in mine]
    assert await adapter.read_keys(OF_USER, begin, 7) == keys[40:47]
    assert adapter.family is Family.LEGACY_SQL


@pytest.mark.parametrize("place", range(len(HOSTILE_IDS)))
async def test_ids_are_ordered_by_bytes(adapter: LegacySqlAdapter, place: int) -> None:
    """Sessions of one instant come by the UTF-8 bytes of their ids, descending, from any of them on."""
    await adapter.write_sessions([make_session(session_id=name) for name in HOSTILE_IDS])
    expected = sorted(HOSTILE_IDS, key=str.encode, reverse=True)
    found = await adapter.read_sessions(OF_SITE, Position(START_MS, expected[place]), 100)
    assert [session.session_id for session in found] == expected[place:]


@pytest.mark.parametrize("name", HOSTILE_IDS)
async def test_one_session_is_found_by_any_id(adapter: LegacySqlAdapter, name: str) -> None:
    """A session is found by its id and site, whatever characters either holds, and nothing else is."""
    session = make_session(session_id=name, site=name, user_id=name)
    await adapter.write_sessions([session])
    assert await adapter.find_session(name, name) == session
    assert await adapter.read_sessions(Scope(name, name), NEWEST, 2) == [session]
    assert await adapter.find_session(name, name + "x") is None
    assert await adapter.find_session(SITE, name) is None


@pytest.mark.parametrize("start_ms", [2**63, 2**63 - 1, 2**70, 0, -(2**63), -(2**70)])
async def test_any_place_in_time_can_be_asked_for(adapter: LegacySqlAdapter, start_ms: int) -> None:
    """A place beyond what a BIGINT holds is the end of time on its side."""
    await adapter.write_sessions([make_session()])
    assert len(await adapter.read_sessions(OF_SITE, Position(start_ms, ""), 2)) == int(start_ms > START_MS)


async def test_an_empty_id_is_before_every_id_of_its_instant(adapter: LegacySqlAdapter) -> None:
    """`Position(ms + 1, "")` takes what started at `ms`, and `Position(ms, "")` does not."""
    await adapter.write_sessions([make_session()])
    assert await adapter.read_sessions(OF_SITE, Position(START_MS, ""), 2) == []
    assert await adapter.read_sessions(OF_SITE, Position(START_MS + 1, ""), 2) == [make_session()]


async def test_the_greater_version_stays(adapter: LegacySqlAdapter) -> None:
    """Writing twice does no harm, an older version changes nothing, a newer or equal one does; in one batch, too."""
    await adapter.write_sessions([make_session(version_us=5, city="five")] * 2)
    await adapter.write_sessions([make_session(version_us=4, city="four")])
    assert (await adapter.read_sessions(OF_SITE, NEWEST, 9))[0].city == "five"
    await adapter.write_sessions([make_session(version_us=7, city="seven"), make_session(version_us=6, city="six")])
    assert [session.city for session in await adapter.read_sessions(OF_SITE, NEWEST, 9)] == ["seven"]
    await adapter.write_sessions(
        [make_session(version_us=7, city="seven again", properties={"email": "a@example.com"})]
    )
    found = await adapter.find_session(SITE, make_session().session_id)
    assert found is not None
    assert (found.city, found.properties) == ("seven again", {"email": "a@example.com"})


async def test_page_views_are_read_newest_first(adapter: LegacySqlAdapter) -> None:
    """Page views of one session come by time, then id, descending; the greater version stays."""
    session_id = make_session().session_id
    times = (1, 3, 3, 2)
    views = [make_page_view(event_epoch_ms=ms, event_id=f"{ms}.{n}", page_url=f"/{n}") for n, ms in enumerate(times)]
    await adapter.write_page_views([*views, make_page_view(session_id="another"), *views])
    await adapter.write_page_views([views[0]._replace(version_us=1, page_url="/old")])
    expected = [views[2], views[1], views[3], views[0]]
    assert await adapter.read_page_views(SITE, session_id, NEWEST, 40) == expected
    assert await adapter.read_page_views(SITE, session_id, Position(3, "3.1"), 2) == expected[1:3]


async def test_a_schema_is_made_once_and_never_changed(adapter: LegacySqlAdapter, postgres_url: str) -> None:
    """Making the schema again keeps rows, and a relation that is there gets neither columns nor indexes."""
    execute(postgres_url, "DROP TABLE page_views", "CREATE TABLE page_views (mine text)")
    await adapter.write_sessions([make_session()])
    await adapter.create_schema()
    assert await adapter.read_sessions(OF_SITE, NEWEST, 2) == [make_session()]
    with psycopg.connect(postgres_url) as connection:
        found = connection.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'page_views'").fetchall()
    assert found == []


async def test_sites_and_logins_can_be_imported(adapter: LegacySqlAdapter, postgres_url: str) -> None:
    """Sites come with their zones, logins with all their sites, both by name; rows that lack either are left out."""
    execute(
        postgres_url,
        "ALTER TABLE sites ALTER timezone DROP NOT NULL",
        "ALTER TABLE logins DROP CONSTRAINT logins_pkey",
        "ALTER TABLE logins ALTER password_hash DROP NOT NULL, ALTER site DROP NOT NULL, ALTER login DROP NOT NULL",
        "INSERT INTO sites VALUES ('b.example.com', 'Europe/Paris'), ('a.example.com', NULL)",
        "INSERT INTO logins VALUES ('z', 'h', 'b'), ('z', 'h', 'a'), ('Y', 'g', NULL)",
        "INSERT INTO logins VALUES ('x', NULL, 'a'), (NULL, 'h', 'a')",
    )
    assert [site async for site in adapter.read_sites()] == [("a.example.com", ""), ("b.example.com", "Europe/Paris")]
    expected = [Login("Y", "g", frozenset()), Login("z", "h", frozenset(("a", "b")))]
    assert [login async for login in adapter.read_logins()] == expected


async def test_an_old_table_may_lack_what_it_likes(adapter: LegacySqlAdapter, postgres_url: str) -> None:
    """Rows with NULL where a value is required read as decided: no time or id means no session, the rest is filled."""
    columns = ("user_id", "session_id", "site", "session_start_epoch_ms", "last_event_epoch_ms", "version_us")
    execute(
        postgres_url,
        "ALTER TABLE sessions DROP CONSTRAINT sessions_pkey",
        *(f"ALTER TABLE sessions ALTER {column} DROP NOT NULL" for column in columns),
    )
    insert_session(postgres_url, site=SITE, session_id="whole", session_start_epoch_ms=2, properties="{}")
    insert_session(postgres_url, site=SITE, session_id=None, session_start_epoch_ms=1)
    insert_session(postgres_url, site=SITE, session_id="timeless")
    insert_session(postgres_url, site=None, session_id="nobody", session_start_epoch_ms=1)
    whole = Session(SITE, "whole", "", 2, 2, 0)
    assert await adapter.read_sessions(OF_SITE, NEWEST, 9) == [whole]
    assert await adapter.read_keys(OF_SITE, NEWEST, 9) == [SessionKey(2, "whole", 2)]
    assert await adapter.find_session(SITE, "whole") == whole
    assert await adapter.find_session(SITE, "timeless") is None


async def test_an_old_table_may_have_other_types(adapter: LegacySqlAdapter, postgres_url: str) -> None:
    """Numeric coordinates, varchar ids, counts of any width and json of any kind read as our types."""
    execute(
        postgres_url,
        "ALTER TABLE sessions ALTER latitude TYPE numeric USING 52.1500, ALTER longitude TYPE float8 USING 4.5",
        "ALTER TABLE sessions ALTER number_visits TYPE numeric, ALTER pages_viewed TYPE smallint",
        "ALTER TABLE sessions ALTER session_id TYPE varchar(80), ALTER properties TYPE json",
    )
    session = make_session(number_visits=3, pages_viewed=4, latitude="52.1500", longitude="4.5")
    stored = session._asdict() | {"number_visits": 3.2, "latitude": Decimal("52.1500"), "longitude": 4.5}
    insert_session(postgres_url, **stored | {"properties": '{"email":  "a@example.com"}'})
    expected = session._replace(properties={"email": "a@example.com"})
    assert await adapter.read_sessions(OF_USER, NEWEST, 9) == [expected]


@pytest.mark.parametrize(
    "change",
    [
        'ALTER TABLE sessions RENAME "referrersLogo" TO referrerslogo',
        "ALTER TABLE sessions ALTER number_visits TYPE text USING 'secret'",
        "ALTER TABLE sessions ALTER session_start_epoch_ms TYPE timestamptz USING now()",
        "ALTER TABLE sessions ALTER properties TYPE text USING 'secret'",
        "ALTER TABLE sessions RENAME TO elsewhere",
    ],
)
async def test_what_cannot_be_read_is_an_operators_fault(
    adapter: LegacySqlAdapter, postgres_url: str, change: str
) -> None:
    """A missing or unreadable column raises `EngineMisconfigured`, and no value of a row stands in its text."""
    await adapter.write_sessions([make_session()])
    await adapter.read_sessions(OF_SITE, NEWEST, 9)
    execute(postgres_url, change)
    with pytest.raises(EngineMisconfigured) as refused:
        await adapter.read_sessions(OF_SITE, NEWEST, 9)
    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("user", ["nul\0", "surrogate\ud800"])
async def test_a_value_that_cannot_be_stored_is_no_crash(adapter: LegacySqlAdapter, user: str) -> None:
    """A value that no database can hold raises one of our errors, without repeating it."""
    with pytest.raises(EngineMisconfigured) as refused:
        await adapter.read_sessions(Scope(SITE, user), NEWEST, 9)
    assert user[:3] not in str(refused.value)


async def test_relations_may_have_other_names(postgres_url: str) -> None:
    """Relations in a schema of their own, with names that need quotes, serve like any others."""
    execute(postgres_url, 'CREATE SCHEMA "Old"')
    names = Relations("Old.Sites", "Old.Logins", "Old.Visits", "Old.order")
    adapter = make_legacy_sql(postgres_url.replace("postgresql://", "postgresql+psycopg://"), names)
    await adapter.create_schema()
    await adapter.write_sessions([make_session()])
    assert await adapter.read_sessions(OF_USER, NEWEST, 9) == [make_session()]
    assert all(finding.ok for finding in await adapter.check())
    await adapter.close()


async def test_many_reads_share_few_connections(postgres_url: str) -> None:
    """A hundred reads at once use no more connections than the pool has, and all are answered."""
    adapter = make_legacy_sql(postgres_url, pool_size=3)
    await adapter.create_schema()
    await adapter.write_sessions(many_sessions(2, 50))
    found = await asyncio.gather(*(adapter.read_sessions(OF_USER, NEWEST, 41) for _ in range(100)))
    assert {len(sessions) for sessions in found} == {41}
    with psycopg.connect(postgres_url) as connection:
        count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'legacy-shim'"
        assert connection.execute(count).fetchone() == (3,)
    await adapter.close()


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@h/db", "postgresql://u:secret@h/db?bad=1", "secret", "postgresql://[h"]
)
def test_a_bad_url_is_told_without_its_password(url: str) -> None:
    """A URL that cannot be used is refused when the adapter is made, and never repeated."""
    with pytest.raises(EngineMisconfigured) as refused:
        make_legacy_sql(url)
    assert "secret" not in str(refused.value)


async def test_a_read_that_waits_for_a_lock_ends_at_the_deadline(postgres_url: str) -> None:
    """A table that is locked by somebody else is a timeout, and is read again once it is free."""
    impatient = make_legacy_sql(postgres_url, deadline_ms=200)
    await impatient.create_schema()
    async with await psycopg.AsyncConnection.connect(postgres_url) as other:
        await other.execute("LOCK TABLE sessions")
        with pytest.raises(EngineTimeout):
            await impatient.read_sessions(OF_SITE, NEWEST, 9)
    assert await impatient.read_sessions(OF_SITE, NEWEST, 9) == []
    await impatient.close()
