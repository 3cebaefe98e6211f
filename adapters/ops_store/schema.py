"""
The tables of the ops store, in SQL that SQLite and PostgreSQL both understand, and where the two differ. PURE.

They are those that Alembic makes in `migrations/sql/versions/`: whoever changes one changes the other, and `REVISION`
with them; `tests/integration/test_apply_sql.py` compares both on both databases.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

REVISION: Final = "0004"
"""The revision of Alembic that this code needs."""

SCHEMA: Final = (
    """
    CREATE TABLE sites (
        name TEXT NOT NULL,
        stage TEXT NOT NULL,
        timezone TEXT NOT NULL,
        clock TEXT NOT NULL,
        content_type TEXT NOT NULL,
        server TEXT NOT NULL,
        gate_window_h INTEGER NOT NULL DEFAULT 24,
        gate_comparisons INTEGER NOT NULL DEFAULT 3000,
        canary_percent INTEGER NOT NULL DEFAULT 0,
        since_epoch_ms BIGINT NOT NULL DEFAULT 0,
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
    CREATE TABLE flags (
        name TEXT NOT NULL,
        site TEXT NOT NULL,
        value TEXT NOT NULL,
        version BIGINT NOT NULL,
        PRIMARY KEY (name, site)
    )
    """,
    """
    CREATE TABLE audit (
        number BIGINT NOT NULL,
        at_epoch_ms BIGINT NOT NULL,
        who TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        before_text TEXT NOT NULL,
        after_text TEXT NOT NULL,
        why TEXT NOT NULL,
        hash TEXT NOT NULL,
        PRIMARY KEY (number)
    )
    """,
    "CREATE INDEX audit_by_subject ON audit (subject, number)",
    """
    CREATE TABLE audit_head (
        id INTEGER NOT NULL,
        entries BIGINT NOT NULL,
        hash TEXT NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "INSERT INTO audit_head (id, entries, hash) VALUES (1, 0, '')",
    """
    CREATE TABLE evidence (
        site TEXT NOT NULL,
        hour BIGINT NOT NULL,
        stage TEXT NOT NULL,
        shape TEXT NOT NULL,
        source TEXT NOT NULL,
        outcome TEXT NOT NULL,
        counted BIGINT NOT NULL,
        PRIMARY KEY (site, hour, stage, shape, source, outcome)
    )
    """,
    "CREATE INDEX evidence_by_hour ON evidence (hour)",
    """
    CREATE TABLE latencies (
        site TEXT NOT NULL,
        hour BIGINT NOT NULL,
        shape TEXT NOT NULL,
        engine TEXT NOT NULL,
        bucket INTEGER NOT NULL,
        counted BIGINT NOT NULL,
        PRIMARY KEY (site, hour, shape, engine, bucket)
    )
    """,
    "CREATE INDEX latencies_by_hour ON latencies (hour)",
    """
    CREATE TABLE read_counts (
        slot BIGINT NOT NULL,
        site TEXT NOT NULL,
        reads BIGINT NOT NULL,
        errors BIGINT NOT NULL,
        PRIMARY KEY (slot, site)
    )
    """,
    """
    CREATE TABLE planted (
        hour BIGINT NOT NULL,
        planted BIGINT NOT NULL,
        caught BIGINT NOT NULL,
        PRIMARY KEY (hour)
    )
    """,
    """
    CREATE TABLE mismatches (
        id TEXT NOT NULL,
        site TEXT NOT NULL,
        stage TEXT NOT NULL,
        shape TEXT NOT NULL,
        at_epoch_ms BIGINT NOT NULL,
        causes TEXT NOT NULL,
        request TEXT NOT NULL,
        primary_family TEXT NOT NULL,
        cells TEXT NOT NULL,
        closed_by TEXT NOT NULL,
        primary_body {bytes} NOT NULL,
        shadow_body {bytes} NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX mismatches_by_site ON mismatches (site, at_epoch_ms)",
    """
    CREATE TABLE ignore_rules (
        name TEXT NOT NULL,
        cause TEXT NOT NULL,
        site TEXT NOT NULL,
        reason TEXT NOT NULL,
        expires_epoch_ms BIGINT NOT NULL,
        PRIMARY KEY (name)
    )
    """,
    """
    CREATE TABLE copy_cells (
        site TEXT NOT NULL,
        day BIGINT NOT NULL,
        state TEXT NOT NULL,
        rows_copied BIGINT NOT NULL,
        origin_digest TEXT NOT NULL,
        target_digest TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        worker TEXT NOT NULL,
        lease_until_epoch_ms BIGINT NOT NULL,
        PRIMARY KEY (site, day)
    )
    """,
    """
    CREATE TABLE attestations (
        site TEXT NOT NULL,
        condition TEXT NOT NULL,
        who TEXT NOT NULL,
        why TEXT NOT NULL,
        at_epoch_ms BIGINT NOT NULL,
        PRIMARY KEY (site, condition)
    )
    """,
    """
    CREATE TABLE certificates (
        site TEXT NOT NULL,
        at_epoch_ms BIGINT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (site)
    )
    """,
    """
    CREATE TABLE instances (
        name TEXT NOT NULL,
        url TEXT NOT NULL,
        seen_epoch_ms BIGINT NOT NULL,
        PRIMARY KEY (name)
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


class Dialect(NamedTuple):
    """
    Where the databases differ.

    Args:
        bytes_type: a column of bytes.
        audit_guards: what makes the audit log refuse updates and deletes.
    """

    bytes_type: str
    audit_guards: Sequence[str]


_APPEND_ONLY: Final = "the audit log is append-only"

SQLITE: Final = Dialect(
    "BLOB",
    tuple(
        f"CREATE TRIGGER audit_refuses_{name} BEFORE {what} BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY}'); END"
        for name, what in (
            ("update", "UPDATE ON audit"),
            ("delete", "DELETE ON audit"),
            # `REPLACE` is neither of them.
            ("replacing", "INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number)"),
        )
    ),
)

POSTGRESQL: Final = Dialect(
    "BYTEA",
    (
        f"""
        CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION '{_APPEND_ONLY}'; END $$
        """,
        """
        CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()
        """,
    ),
)


def definitions(dialect: Dialect) -> list[str]:
    """Return what makes an empty database of a kind into a store."""
    return [text.replace("{bytes}", dialect.bytes_type) for text in SCHEMA] + list(dialect.audit_guards)
