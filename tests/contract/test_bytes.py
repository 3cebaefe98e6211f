"""
The engine never shows in the bytes: the same stored sessions, asked the same way, answer the same bytes everywhere.

Each test runs on every engine, through the real endpoint; what it answers is compared with the published bytes or with
what the embedded engine answers.
"""

from pathlib import Path

import pytest

from tests.contract.asking import Ask

GOLDEN = Path("tests/golden/sessions-by-user.documentation.json").read_bytes()

QUERIES = [
    "",
    "site=shop.example.com",
    "from=0",
    "from=0&limit=3",
    "from=0&limit=300&offset=7",
    "from=0&limit=0&offset=2",
    "from=0&offset=100000",
    "site=shop.example.com&from=0&limit=10000&dateFormat=yyyy-MM-dd HH:mm:ss.SSS Z",
    "date=2011-11-16",
    "date=2011-11-15&timeZone=Asia/Tokyo",
    "from=1321300000000&to=1321390000000",
    "to=1321390000000",
    "nextToken=1321313757710.180515048",
    "nextToken=1321401600000.3600000&limit=5",
    "nextToken=1321400000000&limit=5",
    "nextToken=nobody",
    "uid=1319502921449.180515048&from=0",
    "uid=1319502921449.180515048&date=2011-11-15",
    "uid=nobody&from=0",
    "filterByVisitId=1321313757710.180515048",
    "filterByVisitId=1321313757710.180515048&offset=1",
    "filterByVisitId=nothing",
    "limit=-1",
    "ignoreLocale=true&jsoncallback=f",
    "from=0&limit=300&dataType=html",
    "from=0&limit=0&dataType=html&jsoncallback=f",
    "from=0&limit=300&frozen=",
    "from=0&limit=0&frozen=",
    "from=0&limit=3&frozen=&dataType=jsondatatable&jsoncallback=f",
    "from=0&dataType=jsonjqgrid",
    "from=0&dataType=jsonjqgrid&page=3&rows=20&jsoncallback=f",
    "from=0&dataType=jsonjqgrid&page=2&rows=50&sidx=country&sord=desc",
    "from=0&dataType=jsonjqgrid&rows=300&sidx=duration&sord=asc",
    "from=0&dataType=jsonjqgrid&rows=300&sidx=email&sord=desc",
    "from=0&dataType=jsonjqgrid&offset=5&sidx=nothing+known",
    "from=0&dataType=jsonjqgrid&page=99",
    "from=0&dataType=jsonjqgrid&rows=0",
    "from=0&dataType=jsonjqgrid&rows=x",
    "from=0&dataType=jsonjqgrid&page=x&rows=y",
    "filterByVisitId=1321313757710.180515048&dataType=jsonjqgrid",
]


@pytest.mark.asyncio(loop_scope="module")
async def test_documented_call_answers_the_published_bytes(ask: Ask) -> None:
    """On every engine, the page's example answers the page's sample."""
    assert await ask("filterByMachineId=1319502921449.180515048") == GOLDEN


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("query", QUERIES)
async def test_same_bytes_as_the_reference(ask: Ask, ask_reference: Ask, query: str) -> None:
    """Whatever is asked, an engine answers what the embedded one answers."""
    assert await ask_reference(query) == await ask(query)


@pytest.mark.asyncio(loop_scope="module")
async def test_paging_by_token_visits_every_session_once(ask: Ask) -> None:
    """Pages joined by their tokens are the one large page."""
    whole = (await ask("from=0&limit=10000")).count(b'"session"')
    token, seen = "", 0
    for _ in range(whole):
        page = await ask(f"from=0&limit=7{'&nextToken=' + token if token else ''}")
        seen += page.count(b'"session"')
        token = page.partition(b'"nextToken": "')[2].partition(b'"')[0].decode()
        if not token:
            break

    assert (seen, token) == (whole, "")
