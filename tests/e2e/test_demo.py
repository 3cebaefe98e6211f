"""`shim demo`, as a newcomer runs it: the published bytes come out, from either engine."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.servers.shim import ShimProcess, run_shim

GOLDEN = Path("tests/golden/sessions-by-user.documentation.json").read_bytes()
LOGIN_ERROR = Path("tests/golden/login-site-error.documentation.txt").read_bytes()
PATH = "/api/views/c_view_sessions_by_user.jsp"
QUERY = "filterByMachineId=1319502921449.180515048&site=www.opentracker.net&login=demo@opentracker.net&password=demo123"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShimProcess]:
    """A running demo."""
    with ShimProcess.start("demo", tmp_path_factory.mktemp("demo")) as shim:
        yield shim


def test_documented_url_answers_the_published_bytes(demo: ShimProcess) -> None:
    """The page's own example, no other parameter given, answers its own sample."""
    reply = demo.get(f"{PATH}?{QUERY}")

    assert len(GOLDEN) == 7_043
    assert (reply.status, reply.body) == (200, GOLDEN)
    assert reply.headers["content-type"] == "text/html;charset=UTF-8"
    assert reply.headers["content-length"] == "7043"
    assert reply.headers["server"] == "Apache-Coyote/1.1"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cache-control"] == "no-store"
    assert "set-cookie" not in reply.headers


def test_short_path_and_post_are_equal(demo: ShimProcess) -> None:
    """The last path segment alone works, and so does a form."""
    form = {"Content_Type": "application/x-www-form-urlencoded"}

    assert demo.get(f"/c_view_sessions_by_user.jsp?{QUERY}").body == GOLDEN
    assert demo.get(PATH, "POST", QUERY, **form).body == GOLDEN
    assert demo.get("/c_view_sessions_by_user.jsp;jsessionid=1A2B", "POST", QUERY, **form).body == GOLDEN


def test_head_has_the_length_and_no_body(demo: ShimProcess) -> None:
    """HEAD answers GET's headers."""
    reply = demo.get(f"{PATH}?{QUERY}", "HEAD")

    assert (reply.headers["content-length"], reply.body) == ("7043", b"")


@pytest.mark.parametrize("data_type", ["json", "jsondatatable", "nonsense", ""])
def test_json_formats_are_the_envelope(demo: ShimProcess, data_type: str) -> None:
    """`json`, `jsondatatable` and what nobody knows answer the envelope."""
    assert demo.get(f"{PATH}?{QUERY}&dataType={data_type}").body == GOLDEN


def test_jsonp_is_a_script(demo: ShimProcess) -> None:
    """A callback wraps the answer, which is then a script for browsers."""
    reply = demo.get(f"{PATH}?{QUERY}&jsoncallback=jQuery17_1.x")

    assert reply.body == b"jQuery17_1.x(" + GOLDEN + b")"
    assert reply.headers["content-type"] == "application/javascript;charset=UTF-8"


def test_moving_the_site_changes_no_byte(demo: ShimProcess) -> None:
    """While the demo runs, `shim site stage` moves the site to the other engine and back; the answer stays."""
    for stage in ("shadow", "live", "legacy"):
        moved = demo.run("site", "stage", "www.opentracker.net", stage, "--force", "--reason", "a test")
        assert moved.returncode == 0, moved.stderr
        sites = json.loads(demo.run("site", "list", "--json").stdout)
        assert {"www.opentracker.net": stage}.items() <= {site["name"]: site["stage"] for site in sites}.items()
        assert demo.get(f"{PATH}?{QUERY}").body == GOLDEN


@pytest.mark.parametrize(
    "query",
    [
        QUERY.replace("demo123", "wrong"),
        QUERY.replace("demo@", "nobody@"),
        QUERY.replace("www.opentracker.net", "www.example.org"),
        QUERY.replace("&password=demo123", "&ticketId=1c422da0-e01f-4261-91d6-2e8fab86be17"),
        "",
    ],
)
def test_strangers_learn_nothing(demo: ShimProcess, query: str) -> None:
    """Whatever is wrong with login or site, the answer is the published sentence."""
    reply = demo.get(f"{PATH}?{query}&limit=abc")

    assert (reply.status, reply.body) == (200, LOGIN_ERROR)
    assert reply.headers["content-type"] == "text/plain;charset=UTF-8"


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ("limit=abc", 'java.lang.NumberFormatException: For input string: "abc"'),
        ("limit=5%25", 'java.lang.NumberFormatException: For input string: "5%"'),
        ("limit=-1", "java.lang.IllegalArgumentException: negative limit"),
        ("offset=-1", "java.lang.IllegalArgumentException: negative offset"),
        ("offset=x&limit=y", 'java.lang.NumberFormatException: For input string: "x"'),
        ("date=foo", 'java.text.ParseException: Unparseable date: "foo"'),
        ("date=foo&limit=x", 'java.text.ParseException: Unparseable date: "foo"'),
        ("from=1e3", 'java.lang.NumberFormatException: For input string: "1e3"'),
        ("nextToken=abc&limit=x", 'java.lang.NumberFormatException: For input string: "abc"'),
        ("nextToken=5.1&limit=x", 'java.lang.NumberFormatException: For input string: "x"'),
        ("dateFormat=" + "y" * 513, "java.lang.IllegalStateException: request too large"),
        ("dateFormat=b", "java.lang.IllegalArgumentException: Illegal pattern character 'b'"),
        ("dateFormat=" + quote("'open"), "java.lang.IllegalArgumentException: Unterminated quote"),
        ("jsoncallback=alert(1)", "java.lang.IllegalArgumentException: invalid callback"),
        (
            "filterByVisitId=1&date=foo",
            "java.lang.UnsupportedOperationException: query is not available: machine id with visit id",
        ),
        ("a=%00", "java.lang.IllegalArgumentException: invalid character in parameter"),
        ("&".join(f"p{number}=" for number in range(1001)), "java.lang.IllegalStateException: too many parameters"),
    ],
)
def test_first_error_is_told(demo: ShimProcess, parameters: str, text: str) -> None:
    """The first thing that is wrong, in the contract's order, is the answer; never wrapped in a callback."""
    reply = demo.get(f"{PATH}?{QUERY}&callback=f&{parameters}")

    assert (reply.status, reply.body.decode()) == (200, f"Error: {text}")


def test_limit_that_is_malformed_on_the_wire_is_absent(demo: ShimProcess) -> None:
    """`limit=5%` drops its pair, as the container did, so the default of 40 holds."""
    assert demo.get(f"{PATH}?{QUERY}&limit=5%").body == GOLDEN


def test_use_cases(demo: ShimProcess) -> None:
    """A site's newest, a user's of a day long ago, one visit, paging by offset, limit and token."""
    base = f"{PATH}?{QUERY.partition('&')[2]}"
    user = "&uid=1319502921449.180515048"

    def ids(parameters: str) -> list[str]:
        answer = json.loads(demo.get(base + parameters).body)
        assert answer["rows"] == len(answer["resultsList"])
        return [row[answer["field"].index("session_id")] for row in answer["resultsList"]]

    newest, older = "1321397999803.180515048", "1321313757710.180515048"
    assert newest in ids("&from=0&limit=1000")
    assert ids("&filterByVisitId=" + older) == [older]
    assert ids("&filterByVisitId=none") == []
    assert ids(user + "&nextToken=" + older) == [older]
    assert ids(user + "&from=0") == [newest, older]
    assert ids(user + "&from=0&offset=1") == [older]
    assert ids(user + "&from=0&limit=1") == [newest]
    assert ids(user + "&date=2011-11-15") == [older]
    assert ids(user + "&from=0&limit=0") == []


def test_ignore_locale_prints_ids(demo: ShimProcess) -> None:
    """`ignoreLocale=true` in any case shows the field ids as titles; anything else does not."""
    answer = json.loads(demo.get(f"{PATH}?{QUERY}&ignoreLocale=TRUE").body)

    assert answer["label"] == answer["field"]
    assert demo.get(f"{PATH}?{QUERY}&ignoreLocale=yes").body == GOLDEN


@pytest.mark.parametrize(
    ("locale", "title"),
    [
        ("de_AT", "letztes Ereignis"),
        ("nl-BE", "laatste gebeurtenis"),
        ("fr", "dernier événement"),
        ("es", "último evento"),
        ("ar_EG", "آخر حدث"),
        ("ja_JP", "last event"),
        ("de" * 1_000, "last event"),
        ("../de", "last event"),
    ],
)
def test_titles_are_in_the_callers_language(demo: ShimProcess, locale: str, title: str) -> None:
    """Titles are of the locale's language where there is a file for it, else English."""
    reply = demo.get(f"{PATH}?{QUERY}&locale={locale}")

    assert json.loads(reply.body)["label"][0] == title


def test_request_id_finds_the_log_line_and_no_value_is_in_it(demo: ShimProcess) -> None:
    """The id of an answer stands in one log line, without credentials, ids or the query."""
    reply = demo.get(f"{PATH}?{QUERY}&limit=7")
    request_id = reply.headers["x-request-id"]
    demo.process.wait_until(lambda: f'{request_id}"' in demo.output(), limit_s=5)  # it may lag behind its answer
    (line,) = [line for line in demo.output().splitlines() if request_id in line]

    assert json.loads(line)["status"] == 200
    assert not [word for word in ("demo123", "demo@", "1319502921449", "filterBy") if word in line]


def test_unknown_page_is_not_found(demo: ShimProcess) -> None:
    """What is not served is a 404 that names nothing of ours."""
    reply = demo.get("/api/views/nothing.jsp")

    assert reply.status == 404
    assert not [word for word in (b"aiohttp", b"Python", b"shim") if word in reply.body]


def test_second_start_in_the_same_folder(tmp_path: Path) -> None:
    """The demo can be stopped and started again; its stages are as at the first start."""
    for _ in range(2):
        with ShimProcess.start("demo", tmp_path) as shim:
            assert shim.get(f"{PATH}?{QUERY}").body == GOLDEN
            shim.run("site", "stage", "www.opentracker.net", "shadow")
        shim.process.log.unlink()


def test_an_older_ops_store_stops_the_start_but_not_the_demo(tmp_path: Path) -> None:
    """`shim serve` ends with the command to run, however old it is; the demo, which keeps nothing, begins anew."""
    with ShimProcess.start("demo", tmp_path) as shim:
        shim.process.log.unlink()
    file = next(tmp_path.rglob("ops.db"))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    done = run_shim(tmp_path, "serve", "--port", "0", environment={"SHIM_OPS_STORE_URL": f"sqlite:///{file}"})
    assert done.returncode != 0
    assert re.search("SHIM_OPS_STORE_URL: revision 0001, this version needs .*; run: shim-migrate sql", done.stderr)
    with ShimProcess.start("demo", tmp_path) as shim:
        assert shim.get(f"{PATH}?{QUERY}").body == GOLDEN


def test_an_update_is_missed_on_demand_alone(tmp_path: Path) -> None:
    """With a mismatch the Events Engine says another city, the old engine what it always did; without, both agree."""

    def answers(shim: ShimProcess, city: bytes) -> bool:
        return shim.get(f"{PATH}?{QUERY}").body == GOLDEN.replace(b'"Brooklyn"', b'"%s"' % city)

    for options, city in ((("--with-mismatch",), b"New York"), ((), b"Brooklyn")):
        with ShimProcess.start("demo", tmp_path, {}, *options) as shim:
            assert answers(shim, b"Brooklyn")
            shim.run("flag", "set", "force-engine", "events", "--site", "www.opentracker.net", "--reason", "a test")
            shim.process.wait_until(partial(answers, shim, city), limit_s=5)
            shim.run("flag", "clear", "force-engine", "--site", "www.opentracker.net", "--reason", "a test")
        shim.process.log.unlink()
