"""The other pages, through their real endpoints, on every engine."""

import json
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from adapters.base import Position, Scope, Session, SessionKey
from adapters.embedded.adapter import MEMORY, EmbeddedEngine
from shim.endpoints.management import find_server, login_user
from shim.endpoints.views import c_view_session, c_view_sessions_by_user
from shim.endpoints.visitors_online_email import cassandraPageViews
from shim.routes import Endpoint
from tests.builders import make_session
from tests.contract.asking import SITES, Ask, asked

GOLDEN = Path("tests/golden/page-views.inferred.json").read_bytes()
VISIT = "1321397999803.180515048"
BOTH = f"site={SITES[0]}, {SITES[1]}"

VIEWS = [
    "",
    f"filterByVisitId={VISIT}",
    f"filterByVisitId={VISIT}&limit=0",
    f"filterByVisitId={VISIT}&limit=2&nextToken=1321470832819.180515048",
    f"filterByVisitId={VISIT}&nextToken=1321470832820.9",
    f"filterByVisitId={VISIT}&nextToken=1.1",
    f"filterByVisitId={VISIT}&nextToken=nothing",
    f"filterByVisitId={VISIT}&dataType=html&locale=de_DE",
    f"filterByVisitId={VISIT}&dataType=jsonjqgrid&jsoncallback=f",
    f"filterByVisitId={VISIT}&frozen=",
    "filterByVisitId=none",
    "limit=x",
]
SESSIONS = [
    "",
    "limit=1000",
    BOTH + "&limit=300",
    BOTH + "&limit=7&nextToken=1321470000000.1",
    BOTH + "&date=2011-11-16&period=3d&limit=1000",
    BOTH + "&date=2011-11-15&dataType=html",
    "date=2011-11-16&period=xd",
    "date=x&period=xd",
    "period=xd",
    f"session_id={VISIT}",
    f"session_id={VISIT}&{BOTH}",
    "session_id=none",
    "limit=-1",
    "nextToken=nothing",
    "site=,",
    f"site={SITES[0]},nowhere.example.com",
]


@pytest.mark.asyncio(loop_scope="module")
async def test_page_views_are_the_golden_ones(ask: Ask) -> None:
    """The two newest page views of the published session, byte for byte as the contract infers them."""
    assert await ask(f"filterByVisitId={VISIT}&limit=2", cassandraPageViews.answer) == GOLDEN


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("query", VIEWS)
async def test_page_views_are_the_same_everywhere(ask: Ask, ask_reference: Ask, query: str) -> None:
    """An engine answers what the embedded one answers."""
    assert await ask(query, cassandraPageViews.answer) == await ask_reference(query, cassandraPageViews.answer)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("query", [query for query in SESSIONS if "nowhere" not in query and query != "site=,"])
async def test_sessions_are_the_same_everywhere(ask: Ask, ask_reference: Ask, query: str) -> None:
    """An engine answers what the embedded one answers."""
    assert await ask(query, c_view_session.answer) == await ask_reference(query, c_view_session.answer)


@pytest.mark.asyncio(loop_scope="module")
async def test_page_views_by_token_are_the_one_page(ask: Ask) -> None:
    """Pages joined by their tokens have the rows of the whole, durations included."""
    whole = json.loads(await ask(f"filterByVisitId={VISIT}", cassandraPageViews.answer))
    token, rows = "", []
    for _ in whole["resultsList"]:
        query = f"filterByVisitId={VISIT}&limit=1" + (f"&nextToken={token}" if token else "")
        page = json.loads(await ask(query, cassandraPageViews.answer))
        rows += page["resultsList"]
        token = page["nextToken"]
    assert (rows, token) == (whole["resultsList"], "")
    assert whole["rows"] == 5


@pytest.mark.asyncio(loop_scope="module")
async def test_one_site_is_as_sessions_by_user_has_it(ask: Ask) -> None:
    """The newest sessions of a site have the columns, order and token of the main page."""
    assert await ask("limit=90", c_view_session.answer) == await ask("from=0&limit=90")
    day = "date=2011-11-16&limit=90"
    assert await ask(day, c_view_session.answer) == await ask(day, c_view_sessions_by_user.answer)


@pytest.mark.asyncio(loop_scope="module")
async def test_sites_are_merged_in_order(ask: Ask) -> None:
    """Two sites' sessions come by start, each once, over pages joined by tokens; each row tells its site."""
    each = [json.loads(await ask(f"from=0&limit=1000&site={site}")) for site in SITES]
    field = each[0]["field"]
    start, id_, site = (field.index(name) for name in ("session_start_unix_timestamp", "session_id", "site"))
    expected = sorted(
        ((int(row[start]), row[id_].encode(), row[site]) for one in each for row in one["resultsList"]), reverse=True
    )
    token, found = "", []
    while True:
        query = BOTH + "&limit=50" + (f"&nextToken={token}" if token else "")
        page = json.loads(await ask(query, c_view_session.answer))
        places = [page["field"].index(name) for name in ("session_start_unix_timestamp", "session_id", "site")]
        found += [(int(row[places[0]]), row[places[1]].encode(), row[places[2]]) for row in page["resultsList"]]
        token = page["nextToken"]
        if not token:
            break
    assert found == expected
    assert {row[2] for row in found} == set(SITES)


@pytest.mark.parametrize("sites", [SITES, SITES[::-1]])
async def test_one_id_on_two_sites(tmp_path: Path, sites: tuple[str, str]) -> None:
    """Asked by its id, or gone on from by it, the newest session of that id is the first, however sites are listed."""
    engine = EmbeddedEngine(MEMORY, deadline_s=30)
    await engine.open()
    await engine.create_schema()
    rows = [make_session(site=site, session_id="own.1", session_start_epoch_ms=n) for n, site in enumerate(SITES, 1)]
    await engine.write_sessions(rows)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.close)
        ask = await asked(engine, tmp_path, stack)
        for query in ("session_id=own.1", "nextToken=own.1"):
            found = json.loads(await ask(f"site={','.join(sites)}&{query}", c_view_session.answer))
            place = found["field"].index("site")
            assert [row[place] for row in found["resultsList"]] == list(reversed(SITES))


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        *[("rows=40", 0), ("rows=3", 0), ("rows=2&page=2", 0)],
        *[("rows=2", 2), ("rows=1&page=2", 2), ("rows=1&offset=1", 2), ("rows=2&page=3", 3), ("rows=0", 3)],
    ],
)
async def test_a_sheet_is_counted_by_what_was_read(tmp_path: Path, query: str, keys: int) -> None:
    """Where a walk has ended within a sheet, its rows are the last ones; else a second read counts what is behind."""
    counted = 0

    class Counting(EmbeddedEngine):
        async def read_keys(self, scope: Scope, begin: Position, count: int) -> list[SessionKey]:
            nonlocal counted
            found = await super().read_keys(scope, begin, count)
            if count > 1_000:  # skipping reads no more than it skips
                counted += len(found)
            return found

    engine = Counting(MEMORY, deadline_s=30)
    await engine.open()
    await engine.create_schema()
    await engine.write_sessions(
        [make_session(site=SITES[0], user_id="three", session_start_epoch_ms=n) for n in (1, 2, 3)]
    )
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.close)
        ask = await asked(engine, tmp_path, stack)
        sheet = json.loads(await ask(f"site={SITES[0]}&uid=three&from=0&dataType=jsonjqgrid&{query}"))
    assert (sheet["records"], counted) == (2 if "offset=1" in query else 3, keys)


@pytest.mark.parametrize("page", [c_view_session.answer, c_view_sessions_by_user.answer])
async def test_a_token_is_looked_for_once(tmp_path: Path, page: Endpoint) -> None:
    """A token that says nothing by itself is asked of a site's engine once, before the errors that come after it."""
    asked_for: list[str] = []

    class Counting(EmbeddedEngine):
        async def find_session(self, site: str, session_id: str) -> Session | None:
            asked_for.append(session_id)
            return await super().find_session(site, session_id)

    engine = Counting(MEMORY, deadline_s=30)
    await engine.open()
    await engine.create_schema()
    await engine.write_sessions([make_session(site=SITES[0], session_id="own.1")])
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.close)
        ask = await asked(engine, tmp_path, stack)
        assert json.loads(await ask(f"site={SITES[0]}&nextToken=own.1&limit=1", page))["rows"] == 1
    assert asked_for == ["own.1"]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("page", [c_view_session.answer, cassandraPageViews.answer])
async def test_a_bad_token_is_told_before_a_bad_limit(ask: Ask, page: Endpoint) -> None:
    """Parameters are read in the order of the contract's table, and only the first error is told."""
    told = await ask(f"filterByVisitId={VISIT}&nextToken=nothing&limit=x", page)
    assert told == b'java.lang.NumberFormatException: For input string: "nothing"'


@pytest.mark.asyncio(loop_scope="module")
async def test_every_site_of_a_list_must_be_the_logins(ask: Ask) -> None:
    """One that is not refuses the whole call."""
    refused = b"java.lang.RuntimeException: Login/ site combination is not valid"
    assert await ask(f"site={SITES[0]},nowhere.example.com", c_view_session.answer) == refused


@pytest.mark.asyncio(loop_scope="module")
async def test_a_ticket_opens_every_page(ask: Ask) -> None:
    """What `login_user.jsp` gives is taken instead of login and password."""
    ticket = (await ask("expires=600", login_user.answer)).decode()
    assert len(ticket) == 36
    given = f"login=&password=&ticketId={ticket}"
    assert await ask(f"{given}&from=0&limit=3") == await ask("from=0&limit=3")
    assert await ask(given, c_view_session.answer) == await ask("", c_view_session.answer)
    assert await ask(f"{given}&filterByVisitId={VISIT}&limit=2", cassandraPageViews.answer) == GOLDEN


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("query", ["password=wrong", "login=nobody", "expires=x", "expires=-1", "expires=0"])
async def test_no_ticket_is_false(ask: Ask, query: str) -> None:
    """Every failure is the one word."""
    assert await ask(query, login_user.answer) == b"false"


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("administrator=demo", f"{SITES[1]}\t\n{SITES[0]}\t\n"),
        (f"administrator=demo&site={SITES[0]}", f"{SITES[0]}\t\n"),
        ("administrator=demo&site=other", "site is unknown in administrator's account."),
        ("", "administrator is not supplied."),
        ("administrator=demo&password=", "password is not supplied."),
        ("administrator=demo&password=wrong", "Password is not correct for administrator."),
        ("administrator=nobody", "Password is not correct for administrator."),
    ],
)
async def test_servers_of_an_administrator(ask: Ask, query: str, text: str) -> None:
    """A line for each site, or the documented sentence; a stranger learns nothing of who exists."""
    assert (await ask(query, find_server.answer)).decode() == text
