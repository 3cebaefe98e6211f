"""Who is let in, as whom, and what foreign pages cannot do."""

import asyncio
from pathlib import Path

import pytest

from config.settings import SettingsError
from shim.ops.access import SESSION_S, Access, check_access, is_loopback, local_operator
from tests.unit.shim.ops.ops_shim import NOW_MS, TOKEN, ops_settings, running_ops

FORM = {"Sec_Fetch_Site": "same-origin"}
PROXY = {"ops_user_header": "X-Remote-User", "trusted_proxies": "127.0.0.0/8"}


async def test_without_a_token_this_machine_is_let_in(tmp_path: Path) -> None:
    """On loopback the operator is who runs the process."""
    async with running_ops(tmp_path) as ops:
        assert (await ops.ask("/asked")).json["operator"] == local_operator()


@pytest.mark.parametrize("authorization", ["", "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer \xff"])
async def test_with_a_token_nobody_else_is(tmp_path: Path, authorization: str) -> None:
    """No token, a wrong one, or one of another kind: 401, which says what to send and names no token."""
    async with running_ops(tmp_path, ops_token=TOKEN) as ops:
        reply = await ops.ask("/asked", Authorization=authorization)

    assert (reply.status, reply.json["status"]) == (401, 401)
    assert "/-/login" in reply.json["detail"]
    assert TOKEN.encode() not in reply.body


async def test_the_token_is_let_in(tmp_path: Path) -> None:
    """As a bearer, whoever holds it is called `token`."""
    async with running_ops(tmp_path, ops_token=TOKEN) as ops:
        assert (await ops.ask("/asked", Authorization=f"Bearer {TOKEN}")).json["operator"] == "token"


async def test_guessing_is_slowed_down_until_it_is_refused(tmp_path: Path) -> None:
    """After a burst of wrong tokens even the right one waits; too many are refused."""
    async with running_ops(tmp_path, ops_token=TOKEN) as ops:
        for _ in range(40):
            ops.access._throttle.reserve("127.0.0.1", "127.0.0.1", asyncio.get_running_loop().time())

        assert (await ops.ask("/asked", Authorization=f"Bearer {TOKEN}")).status == 429


async def test_a_session_is_bought_with_the_token(tmp_path: Path) -> None:
    """Posting the token sets a cookie that scripts cannot read; it carries a name, and ends."""
    async with running_ops(tmp_path, ops_token=TOKEN) as ops:
        reply = await ops.ask("/-/login", "POST", data={"token": TOKEN, "name": "Jané"}, **FORM)
        cookie = reply.headers["set-cookie"]
        session = cookie.partition(";")[0]

        assert (reply.status, reply.headers["location"]) == (303, "/")
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
        assert (await ops.ask("/asked", Cookie=session)).json["operator"] == "Jané (token)"
        for broken in (session[:-1], session.replace("=1", "=2"), "shim_session=", "shim_session=1.41.00"):
            assert (await ops.ask("/asked", Cookie=broken)).status == 401, broken


def test_a_session_ends(tmp_path: Path) -> None:
    """Twelve hours later it is nobody's, and that of another token never was anybody's."""
    now_ms = NOW_MS
    access = Access(ops_settings(tmp_path, ops_token=TOKEN), frozenset(), lambda: now_ms)
    said = f"{NOW_MS // 1_000 + SESSION_S}.{b'jane'.hex()}"
    session = f"{said}.{access._sign('session', said)}"

    assert access._session(session) == "jane"
    now_ms += SESSION_S * 1_000
    assert access._session(session) is None
    now_ms = NOW_MS
    other = Access(ops_settings(tmp_path, ops_token=TOKEN + "x"), frozenset(), lambda: now_ms)
    assert other._session(session) is None


@pytest.mark.parametrize("given", [{"token": "wrong"}, {"token": ""}, {}])
async def test_a_wrong_token_buys_nothing(tmp_path: Path, given: dict[str, str]) -> None:
    """Neither as a form nor as JSON."""
    async with running_ops(tmp_path, ops_token=TOKEN) as ops:
        for sent in (
            await ops.ask("/-/login", "POST", data=given, **FORM),
            await ops.ask("/-/login", "POST", json=given),
        ):
            assert sent.status == 401
            assert "set-cookie" not in sent.headers


async def test_a_program_signs_in(tmp_path: Path) -> None:
    """JSON is answered without a redirect; what is no object of texts is refused."""
    async with running_ops(tmp_path, ops_token=TOKEN) as ops:
        assert (await ops.ask("/-/login", "POST", json={"token": TOKEN})).status == 204
        assert (await ops.ask("/-/login", "POST", json={"token": 1})).status == 422
        assert (await ops.ask("/-/login", "POST", json=[TOKEN])).status == 422


async def test_a_browser_without_a_session_is_sent_to_sign_in(tmp_path: Path) -> None:
    """Whoever asks for a page gets the form, which loads nothing."""
    async with running_ops(tmp_path, ops_token=TOKEN) as ops:
        sent = await ops.ask("/asked", Accept="text/html,*/*")
        form = await ops.ask("/-/login")

    assert (sent.status, sent.headers["location"]) == (303, "/-/login")
    assert b'action="/-/login"' in form.body


async def test_a_trusted_proxy_says_who_it_is(tmp_path: Path) -> None:
    """Its header names the operator; without it nobody is let in, from this machine neither."""
    async with running_ops(tmp_path, **PROXY) as ops:
        assert (await ops.ask("/asked", X_Remote_User="jane")).json["operator"] == "jane"
        assert (await ops.ask("/asked")).status == 401


async def test_nobody_else_says_who_it_is(tmp_path: Path) -> None:
    """From another network the header is nothing."""
    async with running_ops(tmp_path, **PROXY | {"trusted_proxies": "10.0.0.0/8"}) as ops:
        assert (await ops.ask("/asked", X_Remote_User="jane")).status == 401


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:1", 200),
        ("[::1]", 200),
        ("OPS.example.com", 200),
        ("evil.example.com", 421),
        ("127.0.0.1.evil.example.com", 421),
        ("a b", 421),
        ("[", 421),
    ],
)
async def test_the_host_must_be_ours(tmp_path: Path, host: str, status: int) -> None:
    """A name that somebody else can bind to our address is refused, but not for those who only ask how we are."""
    async with running_ops(tmp_path, ops_allowed_hosts="ops.example.com") as ops:
        assert (await ops.ask("/asked", Host=host)).status == status
        assert (await ops.ask("/-/live", Host=host)).status == 200


async def test_a_program_changes_with_json(tmp_path: Path) -> None:
    """No foreign page can send it, and one that tries is told by its browser's headers."""
    async with running_ops(tmp_path) as ops:
        assert (await ops.ask("/asked", "POST", json={})).status == 200
        assert (await ops.ask("/asked", "POST", json={}, Sec_Fetch_Site="cross-site")).status == 403
        assert (await ops.ask("/asked", "POST", json={}, Origin="http://evil.example.com")).status == 403


async def test_a_form_needs_origin_and_token(tmp_path: Path) -> None:
    """Our own page's form is taken with its token; without either it is refused."""
    async with running_ops(tmp_path) as ops:
        csrf = (await ops.ask("/asked")).json["csrf"]
        own = {"Origin": ops.url}

        assert (await ops.ask("/asked", "POST", data={"csrf": csrf}, **own)).status == 200
        assert (await ops.ask("/asked", "POST", data={"csrf": csrf}, **FORM)).status == 200
        assert (await ops.ask("/asked", "POST", data={}, X_CSRF_Token=csrf, **FORM)).status == 200
        assert (await ops.ask("/asked", "POST", data={"csrf": csrf})).status == 403
        assert (await ops.ask("/asked", "POST", data={"csrf": csrf}, Origin="null")).status == 403
        assert (await ops.ask("/asked", "POST", data={"csrf": csrf}, Sec_Fetch_Site="same-site")).status == 403
        assert (await ops.ask("/asked", "POST", data={"csrf": csrf[:-1]}, **own)).status == 403
        assert (await ops.ask("/asked", "POST", data={}, **own)).status == 403


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"ops_host": "0.0.0.0"}, "SHIM_OPS_HOST"),
        ({"ops_host": "ops.example.com"}, "SHIM_OPS_HOST"),
        ({"ops_host": "::"}, "SHIM_OPS_HOST"),
        ({"ops_token": "short"}, "SHIM_OPS_TOKEN"),
        ({"ops_user_header": "X-User", "ops_host": "0.0.0.0"}, "SHIM_OPS_USER_HEADER"),
    ],
)
def test_an_open_door_stops_the_start(tmp_path: Path, given: dict[str, str], told: str) -> None:
    """Whoever could be reached by strangers, or takes a token that can be guessed, does not start, and says why."""
    with pytest.raises(SettingsError, match=told) as raised:
        check_access(ops_settings(tmp_path, **given))
    assert "short" not in str(raised.value)


@pytest.mark.parametrize(
    "given", [{}, {"ops_host": "::1"}, {"ops_host": "0.0.0.0", "ops_token": TOKEN}, PROXY | {"ops_host": "0.0.0.0"}]
)
def test_a_guarded_door_is_opened(tmp_path: Path, given: dict[str, str]) -> None:
    """Loopback, a token, or a proxy that is known."""
    check_access(ops_settings(tmp_path, **given))


@pytest.mark.parametrize(
    ("host", "is_own"), [("127.0.0.2", True), ("localhost", True), ("10.0.0.1", False), ("x", False)]
)
def test_loopback(host: str, is_own: bool) -> None:  # noqa: FBT001 - a column of the table
    """Only this machine's own addresses are."""
    assert is_loopback(host) is is_own
