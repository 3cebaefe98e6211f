"""
ONE TABLE: every setting, with its unit, default, bounds and help. Read from `SHIM_*` environment variables.

A bad value, or a `SHIM_*` variable that is not a setting, stops the start with its name, the problem and what is
allowed. Secrets are `SecretStr`: they never show in `repr`, logs or `shim check`.
To add a setting: a field here with a description, a row in README's table; `tests/architecture` compares the two.
"""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

PREFIX: Final = "SHIM_"

Relation = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)?$")]


class SettingsError(Exception):
    """The settings cannot be used; the message has one line for each problem."""


class Settings(BaseModel):
    """All settings of one process, validated together, immutable afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    # --- the door
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    drain_s: float = Field(15, ge=0, le=600, description="After SIGTERM: seconds to answer what was accepted.")
    server_header: str = Field(
        "Apache-Coyote/1.1", pattern=r"^[\x20-\x7e]*$", description="The `Server` header; empty sends none."
    )
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = Field(
        (), description="Networks (comma list) whose `X-Forwarded-For` is believed for slowing down bad logins."
    )
    expand_url: str = Field(
        "http://api.opentracker.net/api/visitors-online-email/cassandraPageViews.jsp?jsoncallback=?",
        pattern=r'^[^"\\\x00-\x1f]*$',
        description="The envelope's `expandUrl`.",
    )
    upstream_url: str = Field(
        "",
        pattern=r"^(https?://[A-Za-z0-9.\-\[\]:]+/?)?$",
        description="The old server, `http://HOST:PORT`, for whatever under `/api/` is not served here; empty: none.",
    )
    upstream_timeout_s: float = Field(30, gt=0, le=3600, description="How long the old server may be silent.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged.")

    # --- operators' own door
    ops_host: str = Field("127.0.0.1", description="Address that operators are listened to on.")
    ops_port: int | None = Field(
        None, ge=0, le=65535, description="Port for operators; 0 takes a free one, empty: no listener."
    )
    ops_token: SecretStr = Field(
        SecretStr(""), description="What operators show, 16 characters at least; empty: only this machine is let in."
    )
    ops_user_header: str = Field(
        "",
        pattern=r"^[A-Za-z0-9-]*$",
        description="Header in which a proxy of `SHIM_TRUSTED_PROXIES` says who the operator is; empty: none.",
    )
    ops_allowed_hosts: tuple[str, ...] = Field(
        (), description="Further host names (comma list) that operators may type for it, behind a proxy say."
    )
    ops_url: str = Field(
        "",
        pattern=r"^(https?://[A-Za-z0-9.\-\[\]:]+/?)?$",
        description="How other machines reach it, `http://HOST:PORT`; empty: its address and port.",
    )
    explain_keep_s: int = Field(900, ge=1, le=86_400, description="How long `shim explain` knows a request.")
    traces: bool = Field(
        default=False,
        description="Send requests as traces, where OpenTelemetry's own `OTEL_*` variables say; with the extra `otel`.",
    )
    metrics_sites: int = Field(50, ge=0, le=10_000, description="Sites that metrics name; the others are `other`.")

    # --- what is kept where
    ops_store_url: SecretStr = Field(
        SecretStr(""), description="Sites, stages, logins: `sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/DB`."
    )
    flag_provider: str = Field(
        "",
        pattern=r"^(flagd:.+)?$",
        description="Flags of your own system, before ours: `flagd:FILE`, with the extra `flagd`; empty: none.",
    )
    labels_folder: str = Field(
        "", description="Folder of the old server's `labels*.properties`, over the shipped English; empty: none."
    )

    # --- logins
    login_failure_ms: int = Field(
        1_000, ge=50, le=30_000, description="A refused login is answered this long after it arrived."
    )
    login_cache_s: int = Field(
        60,
        ge=0,
        le=3600,
        description="A verified password is verified again after this; beside its requests while it is in use.",
    )
    ticket_max_s: int = Field(86_400, ge=1, le=2_592_000, description="How long a ticket of `login_user.jsp` may last.")
    verifier_threads: int = Field(1, ge=1, le=64, description="Passwords verified at the same time.")

    # --- engines
    engine_deadline_ms: int = Field(5_000, ge=10, le=600_000, description="Deadline of one engine round trip.")
    walk_deadline_ms: int = Field(60_000, ge=10, le=3_600_000, description="Deadline of a long walk as a whole.")
    large_answers: int = Field(2, ge=1, le=64, description="Answers above 100 rows that are made at the same time.")
    online_window_s: int = Field(
        600, ge=0, le=86_400, description="A session is online this long after its last event."
    )

    # --- shadow reads
    shadow_pool: int = Field(
        4, ge=1, le=100, description="Shadow reads at the same time, with connections of their own."
    )
    shadow_per_s: float = Field(
        10,
        ge=0.1,
        le=100_000,
        description="Shadow reads a second; each kind of request of a site has one in ten seconds all the same.",
    )
    shadow_deadline_ms: int = Field(2_000, ge=10, le=60_000, description="Deadline of a shadow read.")
    shadow_slow_ms: int = Field(
        1_000, ge=1, le=60_000, description="An engine that takes longer is not shadowed for a second."
    )
    shadow_recheck_s: float = Field(2, ge=0, le=600, description="What differs is asked again after this.")
    shadow_plant_s: float = Field(60, ge=0.1, le=3600, description="A known-wrong pair is compared this often.")

    # --- legacy SQL
    legacy_url: SecretStr = Field(
        SecretStr(""), description="The old database: `postgresql://...` or `sqlite:///FILE`; empty: none."
    )
    legacy_pool_size: int = Field(10, ge=1, le=200, description="Connections to the old database.")
    legacy_sites: Relation = Field("sites", description="Relation (table or view) of the old database's sites.")
    legacy_logins: Relation = Field("logins", description="... of its logins.")
    legacy_sessions: Relation = Field("sessions", description="... of its sessions.")
    legacy_page_views: Relation = Field("page_views", description="... of its page views.")

    # --- Events Engine
    events_engine: Literal["cassandra", "embedded"] = Field("cassandra", description="What serves upgraded sites.")
    embedded_file: str = Field("", description="File of the embedded Events Engine.")
    cassandra_contact_points: tuple[str, ...] = Field(
        ("127.0.0.1",), description="Addresses (comma list) of Cassandra nodes."
    )
    cassandra_port: int = Field(9042, ge=1, le=65535, description="Their native transport port.")
    cassandra_keyspace: str = Field("events", pattern=r"^[a-z][a-z0-9_]{0,47}$", description="Keyspace of the tables.")
    cassandra_local_dc: str = Field("datacenter1", description="Data centre to read from.")
    cassandra_consistency: Literal["ONE", "LOCAL_ONE", "TWO", "THREE", "QUORUM", "LOCAL_QUORUM", "ALL"] = Field(
        "LOCAL_QUORUM", description="Consistency level of reads."
    )
    cassandra_username: str = Field("", description="User, when Cassandra asks for one.")
    cassandra_password: SecretStr = Field(SecretStr(""), description="Password of that user.")
    cassandra_max_requests: int = Field(128, ge=1, le=10_000, description="Requests in flight to Cassandra.")

    @field_validator("trusted_proxies", "ops_allowed_hosts", "cassandra_contact_points", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Read a comma list; blanks around an item do not count."""
        return tuple(item.strip() for item in value.split(",") if item.strip()) if isinstance(value, str) else value


def load_settings(environ: Mapping[str, str] = os.environ, **overrides: object) -> Settings:
    """
    Read and validate all settings.

    Args:
        environ: `SHIM_*` variables count, others are ignored.
        overrides: settings by name, from a command line; they win over `environ`.

    Raises:
        SettingsError: for every unknown name and bad value, one line each.
    """
    given = {name.lower(): value for name, value in environ.items() if name.upper().startswith(PREFIX)}
    names = Settings.model_fields
    problems = [_unknown(name) for name in given if name.removeprefix(PREFIX.lower()) not in names]
    values = {name.removeprefix(PREFIX.lower()): value for name, value in given.items() if value != ""} | overrides
    try:
        settings = Settings.model_validate({name: value for name, value in values.items() if name in names})
    except ValidationError as error:
        problems += [_bad(name=str(item["loc"][0]), problem=item["msg"]) for item in error.errors(include_input=False)]
    if problems:
        raise SettingsError("\n".join(problems))
    return settings


def _unknown(variable: str) -> str:
    close = get_close_matches(variable, [PREFIX.lower() + name for name in Settings.model_fields], n=1)
    hint = f"; did you mean {close[0].upper()}?" if close else "; README lists all settings"
    return f"{variable.upper()} is not a setting{hint}"


def _bad(name: str, problem: str) -> str:
    return f"{PREFIX}{name.upper()}: {problem[:1].lower()}{problem[1:]}. {Settings.model_fields[name].description}"
