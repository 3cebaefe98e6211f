"""
What every engine gives and takes: the value types, and the protocol that each adapter implements. PURE.

Must not know HTTP, cells, the envelope, or any driver.

`Session` and `PageView` are the documented rows: their field names are the names in load files (JSON Lines), in the
relations that the legacy SQL adapter reads, and in the Events Engine's tables. To add a stored field: add it to the
class here (before `properties`), to the Cassandra and embedded tables through a migration, and to
`shim/legacy/columns.py` if it is shown; the contract suite fails until every engine carries it.

Source: `legacy-contract.md`, section 6, "Stored fields".
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from adapters.audit import AuditHead, AuditRow, Change
from adapters.evidence import Certify, EvidenceStore
from config.stages import Stage, standing


class Session(NamedTuple):
    """
    One session as it is stored; the order of the fields is the order in which adapters select them.

    An unknown number is `None`, an unknown text is `""` (never `None`: engines select it so, as a test of every cell in
    Python would cost a fifth of a request). Times are unix milliseconds, `version_us` is microseconds.
    `site`, `session_id`, `user_id`, `session_start_epoch_ms`, `last_event_epoch_ms` and `version_us` are required.
    A session's user and start never change; its other fields do, and the row with the greater `version_us` wins.
    """

    site: str
    session_id: str
    user_id: str
    session_start_epoch_ms: int
    last_event_epoch_ms: int
    version_us: int
    session_end_epoch_ms: int | None = None
    first_session_epoch_ms: int | None = None
    session_referrer_epoch_ms: int | None = None
    number_visits: int | None = None
    pages_viewed: int | None = None
    total_pages_viewed: int | None = None
    last_visit_duration_ms: int | None = None
    total_duration_ms: int | None = None
    browser: str = ""
    collector_ip: str = ""
    area_code: str = ""
    browser_version: str = ""
    city: str = ""
    company_org: str = ""
    country_code: str = ""
    country_name: str = ""
    dma_code: str = ""
    entry_root_url: str = ""
    entry_title: str = ""
    event_id: str = ""
    exit_root_url: str = ""
    exit_title: str = ""
    ip_number: str = ""
    isp: str = ""
    isp_org: str = ""
    latitude: str = ""
    longitude: str = ""
    platform: str = ""
    postal_code: str = ""
    provider: str = ""
    referrer: str = ""
    referrersLogo: str = ""  # noqa: N815 - the stored name, as published
    region: str = ""
    region_code: str = ""
    resolution: str = ""
    rnd: str = ""
    search: str = ""
    session_referrer: str = ""
    session_referrer_hostname: str = ""
    timezone: str = ""
    properties: Mapping[str, str] | None = None
    """A session's own properties, id to value; `None` when it has none, never an empty mapping."""


class PageView(NamedTuple):
    """
    One page view (event) of a session as it is stored.

    `site`, `session_id`, `event_id`, `event_epoch_ms` and `version_us` are required.
    """

    site: str
    session_id: str
    event_id: str
    event_epoch_ms: int
    version_us: int
    user_id: str = ""
    page_url: str = ""
    page_title: str = ""
    referrer: str = ""


class SessionKey(NamedTuple):
    """What a walk needs of a session that it only passes over."""

    session_start_epoch_ms: int
    session_id: str
    last_event_epoch_ms: int


class Position(NamedTuple):
    """
    A place in newest-first order: start descending, then id descending by UTF-8 bytes.

    A read that begins here takes this place and everything older: `(start, id) <= (start_epoch_ms, id)`.
    Since no id is empty, `Position(ms + 1, "")` means "every session that started at or before `ms`".
    """

    start_epoch_ms: int
    id: str


class Scope(NamedTuple):
    """Whose sessions: those of one user of a site, or with `user_id=None` of the whole site."""

    site: str
    user_id: str | None


class SessionQuery(NamedTuple):
    """
    One walk through a scope, newest first.

    Args:
        begin: the newest place that may be emitted.
        active_from_epoch_ms: the walk stops at the first session whose last event is before this; `None` never stops.
        offset: sessions to pass over first; they count as walked.
        limit: sessions to emit at most; 0 emits none and still says where the walk stands.
    """

    scope: Scope
    begin: Position
    active_from_epoch_ms: int | None
    offset: int
    limit: int


class Page(NamedTuple):
    """
    Sessions of a walk, in order.

    `next_token` is `None` while more pages follow; on the last page it is the id of the first session not emitted, or
    `""` when there is none.
    """

    sessions: Sequence[Session]
    next_token: str | None


class Family(StrEnum):
    """Which of the two generations an engine belongs to; it decides the error texts, nothing else."""

    LEGACY_SQL = "legacy"
    EVENTS = "events"


class Finding(NamedTuple):
    """One line of `shim check`: what was looked at, whether it is well, and what to do when it is not."""

    subject: str
    ok: bool
    detail: str


class SessionReader(Protocol):
    """What a walk needs of an engine: two range reads of the same order."""

    async def read_sessions(self, scope: Scope, begin: Position, count: int) -> list[Session]:
        """Return the `count` newest sessions of `scope` at or after `begin`, newest first; fewer at the end."""
        ...

    async def read_keys(self, scope: Scope, begin: Position, count: int) -> list[SessionKey]:
        """Return the same places as `read_sessions`, as keys; `count` is up to 5,001."""
        ...


class EngineAdapter(SessionReader, Protocol):
    """
    One engine, opened once and used by many tasks of one event loop.

    Every read is one round trip (or a bounded number, which the adapter documents) under the engine's deadline, and
    raises only `AdapterError`. An engine that is down when the shim starts, or later, is asked again by itself.
    """

    @property
    def family(self) -> Family:
        """Which generation it belongs to."""
        ...

    @property
    def read_rows(self) -> int:
        """Sessions that a long walk asks for at once; more take fewer round trips, and longer turns."""
        ...

    async def open(self) -> None:
        """Prepare; must succeed even when the engine is down."""
        ...

    async def close(self) -> None:
        """Release every connection and thread; safe to call twice."""
        ...

    async def find_session(self, site: str, session_id: str) -> Session | None:
        """Return one session of a site by its id, or `None`."""
        ...

    async def read_page_views(self, site: str, session_id: str, begin: Position, count: int) -> list[PageView]:
        """Return the `count` newest page views of a session at or after `begin`, newest first."""
        ...

    async def check(self) -> list[Finding]:
        """Look at everything this engine needs (relations, columns, indexes); never raises for what it finds."""
        ...


class EngineWriter(Protocol):
    """What loading needs of an engine; `adapters/loading.py` drives it."""

    async def create_schema(self) -> None:
        """Create the tables of the demo, a test or a trial where they are missing; never changes an existing one."""
        ...

    async def write_sessions(self, sessions: Sequence[Session]) -> None:
        """Store each session, unless a row with a greater `version_us` is there; twice does no harm."""
        ...

    async def write_page_views(self, page_views: Sequence[PageView]) -> None:
        """Store each page view, unless a row with a greater `version_us` is there; twice does no harm."""
        ...


class Engine(EngineAdapter, EngineWriter, Protocol):
    """Reader and writer in one, which is what every adapter of ours is."""


class Site(NamedTuple):
    """
    What is known of a site; the unit that is routed and migrated.

    Args:
        stage: where it stands; only `OpsStore.move_site` changes it once the site is there.
        timezone: a zone of the tz database; the site's reports are in it.
        clock: how it is shown: `legacy`, `true`, or `server-offset:<zone>:<whole hours>` (`shim/legacy/clock.py`).
        content_type: of a successful JSON answer: `text/html` or `application/json`.
        server: what `find_server.jsp` names.
        gate_window_h: a gate looks back so many hours.
        gate_comparisons: and asks for so many comparisons in them.
        canary_percent: of users that the Events Engine serves in stage `canary`, 1 to 100; else 0.
        since_epoch_ms: when it came to its stage.
    """

    name: str
    stage: Stage = Stage.LEGACY
    timezone: str = "America/New_York"
    clock: str = "legacy"
    content_type: str = "text/html"
    server: str = ""
    gate_window_h: int = 24
    gate_comparisons: int = 3_000
    canary_percent: int = 0
    since_epoch_ms: int = 0

    @property
    def standing(self) -> str:
        """Where it stands, as operators type it."""
        return standing(self.stage, self.canary_percent)


class FlagRow(NamedTuple):
    """
    A value that an operator gave a flag.

    Args:
        site: `""` for all sites.
        value: as operators type it.
        version: the store's counter of flags at the change; greater is newer.
    """

    name: str
    site: str
    value: str
    version: int


class Login(NamedTuple):
    """
    A login, the hash of its password, and the sites it may read.

    `password_hash` is argon2id in PHC form (`$argon2id$...`), or as imported from an old server:
    `{md5}<hex or base64>`, `{sha1}<hex or base64>`, `{bcrypt}$2b$...`, `{plain}<text>`.
    """

    login: str
    password_hash: str
    sites: frozenset[str] = frozenset()


class Ticket(NamedTuple):
    """What stands in for login and password until `expires_epoch_ms`; whoever holds its text is `login`."""

    login: Login
    expires_epoch_ms: int


class OpsVersions(NamedTuple):
    """Counters that grow with every change of a kind; equal numbers mean that nothing changed."""

    sites: int
    logins: int
    flags: int
    rules: int


class OpsStore(Protocol):
    """
    The facts that operators change while the shim runs: sites with their stages, flags and logins; and logins' tickets.

    Every method is one short transaction and raises only `StoreUnreachable` (nobody answers; `StoreUnwritable`: no
    change is taken) or, where said, `LookupError` and `Conflict`. A change is visible to every instance that asks
    afterwards, and is in the audit log if and only if it took place.
    """

    @property
    def evidence(self) -> EvidenceStore:
        """What is known of the switch: evidence, samples, rules, ledger; in the same database."""
        ...

    async def outdated(self) -> str:
        """Return what is older than this code needs, and the command to run; `""` if nothing is, or nobody answers."""
        ...

    @property
    def refusal(self) -> str:
        """Why the store, which answers, did not take the last change; `""` when it did."""
        ...

    async def open(self) -> None:
        """Prepare; must succeed even when the store is down."""
        ...

    async def close(self) -> None:
        """Release connections and threads; safe to call twice."""
        ...

    async def create_schema(self) -> None:
        """Create what is missing in an empty store (demo, tests); operators use `shim-migrate sql`."""
        ...

    async def check(self) -> list[Finding]:
        """Say whether the store answers and its schema is the one this code needs, and the command to run if not."""
        ...

    async def read_versions(self) -> OpsVersions:
        """Return the counters; cheap enough to ask four times a second."""
        ...

    def changes(self) -> AsyncGenerator[None, None]:
        """
        Yield as soon as the store can tell of changes, and then after each one; ends at once where it never can.

        Whoever looks at the counters at each turn misses nothing. Whoever follows closes it.

        Raises:
            StoreUnreachable: nobody answers, or the connection that it listens on broke; ask again.
        """
        ...

    async def read_sites(self) -> list[Site]:
        """Return all sites by name."""
        ...

    async def find_site(self, name: str) -> Site | None:
        """Return a site, or `None`; case counts."""
        ...

    async def put_site(self, site: Site, change: Change) -> None:
        """Add a site; of one that is there, replace everything but where it stands (stage, percentage, since)."""
        ...

    async def move_site(
        self, name: str, expected: Site, wanted: Site, change: Change, certify: Certify | None = None
    ) -> None:
        """
        Move a site from the stage and percentage of `expected` to those of `wanted`, from `change` on.

        Args:
            name: which site.
            expected: as the mover saw it; with its `since_epoch_ms` an earlier stay in the same stage is another one.
            wanted: as it is to be.
            change: who, why, when.
            certify: makes a certificate that is kept if and only if the site is moved.

        Raises:
            LookupError: there is no such site.
            Conflict: it is not, or no longer, where `expected` says; nothing has happened.
        """
        ...

    async def read_flags(self) -> list[FlagRow]:
        """Return all values that were set, by name and site."""
        ...

    async def put_flag(
        self, name: str, site: str, value: str | None, change: Change, *, seen: str | None = None
    ) -> AuditRow | None:
        """
        Set a flag for a site, or with `""` for all; `None` takes the value away, so that the default counts.

        Whoever saw a version (`""` for none) changes nothing when another one stands (`Conflict`); with `None` whatever
        stands is replaced. Returns the change before, `None` when there was none.
        """
        ...

    async def read_audit(self, after: int, count: int, subject: str | None = None) -> list[AuditRow]:
        """Return at most `count` rows with greater numbers than `after`, in order; only those of `subject` if given."""
        ...

    async def read_audit_newest(self, count: int, subject: str | None = None) -> list[AuditRow]:
        """Return the newest rows, newest first."""
        ...

    async def read_audit_head(self) -> AuditHead:
        """Return what the log must end with."""
        ...

    async def find_login(self, login: str) -> Login | None:
        """Return a login with its sites, or `None`; case counts."""
        ...

    async def read_logins(self) -> list[Login]:
        """Return all logins by name."""
        ...

    async def put_logins(self, logins: Sequence[Login], change: Change) -> None:
        """Add logins, or replace the hash and the sites of those that exist, all or none."""
        ...

    async def replace_hash(self, login: str, old_hash: str, new_hash: str) -> bool:
        """Store a better hash of the same password if `old_hash` still stands; does not count as a change of logins."""
        ...

    async def put_ticket(self, digest: str, login: str, expires_epoch_ms: int, now_epoch_ms: int) -> None:
        """
        Store a ticket of a login, of which only a digest is kept, and forget all that have expired by now.

        A login has a bounded number of them: of the others those that would end first are forgotten. One that is put
        anew loses all.
        """
        ...

    async def find_ticket(self, digest: str) -> Ticket | None:
        """Return a ticket, expired or not, or `None`."""
        ...


REQUIRED_SESSION_FIELDS: Final = Session._fields[:6]
REQUIRED_PAGE_VIEW_FIELDS: Final = PageView._fields[:5]
