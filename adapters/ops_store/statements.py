"""
ONE TABLE: every statement of the ops store, in SQL that SQLite (3.24) and PostgreSQL both understand. PURE.

Parameters are `:name`, as SQLite writes them; `postgresql.py` rewrites them once. The tables are those that Alembic
makes in `migrations/sql/versions/`: whoever changes one changes the other, and `REVISION` with them;
`tests/integration/test_apply_sql.py` compares both on both databases.
"""

from enum import StrEnum
from typing import Final

REVISION: Final = "0002"
"""The revision of Alembic that this code needs."""


class Statement(StrEnum):
    """What can be asked of the store. No text is sorted here: databases differ in their order."""

    READ_REVISION = "SELECT version_num FROM alembic_version"

    STAMP_REVISION = "INSERT INTO alembic_version (version_num) VALUES (:revision)"

    READ_VERSIONS = "SELECT kind, counter FROM versions"

    BUMP_VERSION = (
        "INSERT INTO versions (kind, counter) VALUES (:kind, 1)"
        " ON CONFLICT (kind) DO UPDATE SET counter = versions.counter + 1"
    )
    """Always the first of a transaction: the counter's row is the lock that lets one writer of a kind in at a time."""

    READ_SITES = "SELECT name, stage, timezone, clock, content_type, server FROM sites"

    FIND_STAGE = "SELECT stage FROM sites WHERE name = :name"

    SET_STAGE = "UPDATE sites SET stage = :stage WHERE name = :name"

    PUT_SITE = (
        "INSERT INTO sites (name, stage, timezone, clock, content_type, server)"
        " VALUES (:name, :stage, :timezone, :clock, :content_type, :server)"
        " ON CONFLICT (name) DO UPDATE SET stage = excluded.stage, timezone = excluded.timezone,"
        " clock = excluded.clock, content_type = excluded.content_type, server = excluded.server"
    )

    FIND_LOGIN = (
        "SELECT logins.login, logins.password_hash, login_sites.site"
        " FROM logins LEFT JOIN login_sites ON login_sites.login = logins.login WHERE logins.login = :login"
    )
    """A row for each site, one with a null site when there is none: one statement sees one state."""

    READ_LOGINS = (
        "SELECT logins.login, logins.password_hash, login_sites.site"
        " FROM logins LEFT JOIN login_sites ON login_sites.login = logins.login"
    )

    PUT_LOGIN = (
        "INSERT INTO logins (login, password_hash) VALUES (:login, :password_hash)"
        " ON CONFLICT (login) DO UPDATE SET password_hash = excluded.password_hash"
    )

    REMOVE_LOGIN_SITES = "DELETE FROM login_sites WHERE login = :login"

    PUT_LOGIN_SITE = "INSERT INTO login_sites (login, site) VALUES (:login, :site)"

    REPLACE_HASH = "UPDATE logins SET password_hash = :new_hash WHERE login = :login AND password_hash = :old_hash"

    PUT_TICKET = (
        "INSERT INTO tickets (digest, login, expires_epoch_ms) VALUES (:digest, :login, :expires_epoch_ms)"
        " ON CONFLICT (digest) DO NOTHING"
    )

    REMOVE_EXPIRED_TICKETS = "DELETE FROM tickets WHERE expires_epoch_ms <= :now_epoch_ms"

    REMOVE_OTHER_TICKETS = (
        "DELETE FROM tickets WHERE login = :login AND digest <> :digest AND digest NOT IN"
        " (SELECT digest FROM tickets WHERE login = :login AND digest <> :digest"
        " ORDER BY expires_epoch_ms DESC LIMIT :others)"
    )
    """All tickets of a login but one and so many others, those that end last."""

    REMOVE_LOGIN_TICKETS = "DELETE FROM tickets WHERE login = :login"

    FIND_TICKET = (
        "SELECT tickets.expires_epoch_ms, logins.login, logins.password_hash, login_sites.site"
        " FROM tickets JOIN logins ON logins.login = tickets.login"
        " LEFT JOIN login_sites ON login_sites.login = logins.login WHERE tickets.digest = :digest"
    )


SCHEMA: Final = (
    """
    CREATE TABLE sites (
        name TEXT NOT NULL,
        stage TEXT NOT NULL,
        timezone TEXT NOT NULL,
        clock TEXT NOT NULL,
        content_type TEXT NOT NULL,
        server TEXT NOT NULL,
        PRIMARY KEY (name)
    )
    """,
    """
    CREATE TABLE logins (
        login TEXT NOT NULL,
        password_hash TEXT NOT NULL,
        PRIMARY KEY (login)
    )
    """,
    """
    CREATE TABLE login_sites (
        login TEXT NOT NULL,
        site TEXT NOT NULL,
        PRIMARY KEY (login, site),
        FOREIGN KEY (login) REFERENCES logins (login)
    )
    """,
    """
    CREATE TABLE tickets (
        digest TEXT NOT NULL,
        login TEXT NOT NULL,
        expires_epoch_ms BIGINT NOT NULL,
        PRIMARY KEY (digest),
        FOREIGN KEY (login) REFERENCES logins (login)
    )
    """,
    "CREATE INDEX tickets_by_expiry ON tickets (expires_epoch_ms)",
    "CREATE INDEX tickets_by_login ON tickets (login)",
    """
    CREATE TABLE versions (
        kind TEXT NOT NULL,
        counter BIGINT NOT NULL,
        PRIMARY KEY (kind)
    )
    """,
    """
    CREATE TABLE alembic_version (
        version_num VARCHAR(32) NOT NULL,
        CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
    )
    """,
)
"""The tables of an empty store, Alembic's own among them, so that `shim-migrate sql` can go on from here."""
