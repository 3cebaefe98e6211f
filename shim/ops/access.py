"""
Who may look and change: the token, the session that it buys, a proxy's word, and what keeps foreign pages out.

Whoever is let in has a name, which every change carries. A request that changes something comes from a program, which
says `application/json` (no foreign page can, as we answer no preflight), or from a form of our own page, which says
where it comes from and brings a token. The `Host` must be ours, so that no name can be bound anew to our address.
Must not know what is asked. Guarded by `tests/unit/shim/ops/test_access.py`.
"""

import asyncio
import getpass
import hmac
import os
import re
import secrets
from collections.abc import Callable, Mapping
from hashlib import sha256
from ipaddress import ip_address
from typing import Final, NoReturn

from aiohttp import web
from yarl import URL

from config.settings import Settings, SettingsError
from shim.address import caller_address
from shim.throttle import REFUSED, Throttle

OPERATOR: Final = web.RequestKey("operator", str)
"""What a request carries: who sends it."""

CSRF: Final = web.RequestKey("csrf", str)
"""What a request carries: the token that a form of its page must bring."""

COOKIE: Final = "shim_session"
CSRF_FIELD: Final = "csrf"
CSRF_HEADER: Final = "X-CSRF-Token"
LOGIN_PATH: Final = "/-/login"

PROBED: Final = frozenset({"/-/live", "/-/ready"})
"""Open to everybody under any name: those who ask whether to send requests here have no token."""

OPEN: Final = PROBED | {LOGIN_PATH}

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""

LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})

SESSION_S: Final = 12 * 3_600
LEAST_TOKEN_LENGTH: Final = 16
MAX_NAME_LENGTH: Final = 100

_NAME: Final = re.compile(r"[^\x00-\x1f\x7f-\x9f]+")


def check_access(settings: Settings) -> None:
    """
    Refuse settings that would let strangers in.

    Raises:
        SettingsError: the listener would be open, or nobody could come in.
    """
    token = settings.ops_token.get_secret_value()
    if token and len(token) < LEAST_TOKEN_LENGTH:
        raise SettingsError(
            f"SHIM_OPS_TOKEN: at least {LEAST_TOKEN_LENGTH} characters, for example of: openssl rand -hex 24"
        )
    if settings.ops_user_header and not settings.trusted_proxies:
        raise SettingsError("SHIM_OPS_USER_HEADER: is believed from SHIM_TRUSTED_PROXIES only, which names no network")
    if not (token or settings.ops_user_header or is_loopback(settings.ops_host)):
        raise SettingsError(
            f"SHIM_OPS_HOST: {settings.ops_host} can be reached by others; set SHIM_OPS_TOKEN or SHIM_OPS_USER_HEADER"
        )


def is_loopback(host: str) -> bool:
    """Say whether an address is this machine's own."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def local_operator() -> str:
    """Return who runs this process."""
    try:
        return f"{getpass.getuser()} (local)"
    except (KeyError, OSError):  # an account without a name, as in containers
        return f"uid {os.getuid()} (local)"


def shown_credentials(request: web.Request) -> Mapping[str, str]:
    """Return the headers in which an operator showed the token, or the session that it bought, if he did."""
    authorization = request.headers.get("Authorization", "")
    if authorization.lower().startswith("bearer "):
        return {"Authorization": authorization}
    session = request.cookies.get(COOKIE)
    return {"Cookie": f"{COOKIE}={session}"} if session else {}


class Access:
    """
    Lets operators in.

    Args:
        settings: those that begin with `ops_`, and `trusted_proxies`.
        own_names: further hosts by which this listener is known.
        now_epoch_ms: the wall clock.
    """

    def __init__(self, settings: Settings, own_names: frozenset[str], now_epoch_ms: Callable[[], int]) -> None:
        self._token = settings.ops_token.get_secret_value()
        self._user_header = settings.ops_user_header
        self._proxies = settings.trusted_proxies
        self._names = LOOPBACK_NAMES | own_names | {name.lower() for name in settings.ops_allowed_hosts}
        self._now_epoch_ms = now_epoch_ms
        # Instances of one token accept one another's sessions, a new token ends them all.
        self._key = sha256(f"session\0{self._token}".encode()).digest() if self._token else secrets.token_bytes(32)
        self._throttle = Throttle(slots=1_024)

    async def admit(self, request: web.Request) -> None:
        """
        Note who sends a request, or refuse it.

        Raises:
            HTTPMisdirectedRequest: it is meant for another host.
            HTTPUnauthorized: nobody knows who sends it.
            HTTPForbidden: a foreign page sends it.
            HTTPTooManyRequests: too many wrong tokens came from there.
        """
        if request.path in PROBED:
            return
        if not self._is_ours(request):
            raise web.HTTPMisdirectedRequest(text="this listener has another name; SHIM_OPS_ALLOWED_HOSTS adds one")
        operator = await self._recognise(request)
        if operator is not None:
            request[OPERATOR], request[CSRF] = operator, self._csrf_token(request, operator)
        elif request.path not in OPEN:
            raise web.HTTPUnauthorized(
                text="send Authorization: Bearer TOKEN, or sign in at /-/login", headers={"WWW-Authenticate": "Bearer"}
            )
        if request.method not in SAFE:
            await self._refuse_foreign(request)

    async def sign_in(self, request: web.Request, token: str, name: str) -> tuple[str, str]:
        """
        Return the name and value of the cookie that a token buys.

        Args:
            request: that brings it.
            token: what was typed.
            name: who says to type it, for the audit log.

        Raises:
            HTTPUnauthorized: it is wrong.
            HTTPTooManyRequests: too many wrong ones came from there.
        """
        if not self._token or not await self._is_token(request, token):
            raise web.HTTPUnauthorized(text="that is not the token")
        expires_s = self._now_epoch_ms() // 1_000 + SESSION_S
        shown = f"{name} (token)" if name and _NAME.fullmatch(name) and len(name) <= MAX_NAME_LENGTH else "token"
        said = f"{expires_s}.{shown.encode().hex()}"
        return COOKIE, f"{said}.{self._sign('session', said)}"

    def _csrf_token(self, request: web.Request, operator: str) -> str:
        return self._sign("csrf", f"{operator}\0{request.cookies.get(COOKIE, '')}")

    def _is_ours(self, request: web.Request) -> bool:
        socket_address = request.transport.get_extra_info("sockname") if request.transport else None
        try:
            name = (URL(f"http://{request.host}").host or "").lower()
        except ValueError:
            return False
        return name in self._names or (socket_address is not None and name == socket_address[0])

    async def _recognise(self, request: web.Request) -> str | None:
        if self._user_header and self._is_proxy(request):
            name = request.headers.get(self._user_header, "").strip()
            if _NAME.fullmatch(name):
                return name[:MAX_NAME_LENGTH]
        if self._token:
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            if scheme.lower() == "bearer":
                return "token" if await self._is_token(request, token.strip()) else None
            return self._session(request.cookies.get(COOKIE, ""))
        return None if self._user_header else local_operator()

    def _session(self, cookie: str) -> str | None:
        """Return whose session a cookie is; `None` when it is none of ours, or is over."""
        said, _, signature = cookie.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._sign("session", said).encode()):
            return None
        expires_s, _, name = said.partition(".")
        return bytes.fromhex(name).decode() if self._now_epoch_ms() < int(expires_s) * 1_000 else None

    async def _is_token(self, request: web.Request, token: str) -> bool:
        """Compare a token; whoever brought wrong ones waits first, so that nobody can try them all."""
        address = caller_address(_peer(request), request.headers.getall("X-Forwarded-For", ()), self._proxies)
        wait_s = self._throttle.reserve(address, address, asyncio.get_running_loop().time())
        if wait_s == REFUSED:
            raise web.HTTPTooManyRequests(text="too many wrong tokens came from there; wait a while")
        await asyncio.sleep(wait_s)
        good = hmac.compare_digest(token.encode(), self._token.encode())
        if good:
            self._throttle.give_back(address, address)
        return good

    def _is_proxy(self, request: web.Request) -> bool:
        try:
            peer = ip_address(_peer(request))
        except ValueError:
            return False
        peer = getattr(peer, "ipv4_mapped", None) or peer
        return any(peer in network for network in self._proxies)

    async def _refuse_foreign(self, request: web.Request) -> None:
        """Refuse a change that a page of somebody else may have sent."""
        own_page = _says_own_page(request)
        if own_page is False:
            _forbid("it comes from another page")
        if request.content_type == "application/json":
            return
        if not own_page:
            _forbid("send Content-Type: application/json, or the form of our own page")
        if request.path == LOGIN_PATH:
            return
        sent = request.headers.get(CSRF_HEADER) or (await request.post()).get(CSRF_FIELD, "")
        if not (isinstance(sent, str) and hmac.compare_digest(sent.encode(), request.get(CSRF, "").encode())):
            _forbid("the page is out of date; load it again")

    def _sign(self, purpose: str, text: str) -> str:
        return hmac.new(self._key, f"{purpose}\0{text}".encode("utf-8", "surrogatepass"), sha256).hexdigest()


def _says_own_page(request: web.Request) -> bool | None:
    """Say whether the browser says that a page of ours sends a request; `None` when it says nothing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return None if origin is None else origin.partition("://")[2] == request.host


def _peer(request: web.Request) -> str:
    peer = request.transport.get_extra_info("peername") if request.transport else None
    return str(peer[0]) if peer else ""


def _forbid(reason: str) -> NoReturn:
    raise web.HTTPForbidden(text=reason)
