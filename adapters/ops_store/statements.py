"""
ONE TABLE: every statement of the ops store, in SQL that SQLite (3.24) and PostgreSQL both understand. PURE.

Parameters are `:name`, as SQLite writes them; `postgresql.py` rewrites them once. The tables are in `schema.py`;
`tests/unit/adapters/ops_store/test_statements.py` runs each statement on them.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

_SITE: Final = (
    "name, stage, timezone, clock, content_type, server, gate_window_h, gate_comparisons, canary_percent,"
    " since_epoch_ms"
)
_AUDIT: Final = "number, at_epoch_ms, who, action, subject, before_text, after_text, why, hash"
_MISMATCH: Final = "id, site, stage, shape, at_epoch_ms, causes, request, primary_family, cells, closed_by"

CHANNEL: Final = "shim_ops"
"""What a change is told on, where the database can tell."""


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

    READ_SITES = f"SELECT {_SITE} FROM sites"

    FIND_SITE = f"SELECT {_SITE} FROM sites WHERE name = :name"

    MOVE_SITE = (
        "UPDATE sites SET stage = :stage, canary_percent = :canary_percent, since_epoch_ms = :since_epoch_ms"
        " WHERE name = :name AND stage = :expected_stage AND canary_percent = :expected_percent"
    )
    """Nothing when it is no longer where the mover saw it."""

    PUT_SITE = (
        f"INSERT INTO sites ({_SITE})"
        " VALUES (:name, :stage, :timezone, :clock, :content_type, :server, :gate_window_h, :gate_comparisons,"
        " :canary_percent, :since_epoch_ms)"
        " ON CONFLICT (name) DO UPDATE SET timezone = excluded.timezone, clock = excluded.clock,"
        " content_type = excluded.content_type, server = excluded.server, gate_window_h = excluded.gate_window_h,"
        " gate_comparisons = excluded.gate_comparisons"
    )
    """Of a site that is there, where it stands stays."""

    READ_FLAGS = "SELECT name, site, value, version FROM flags"

    FIND_FLAG = "SELECT value, version FROM flags WHERE name = :name AND site = :site"

    PUT_FLAG = (
        "INSERT INTO flags (name, site, value, version)"
        " VALUES (:name, :site, :value, (SELECT counter FROM versions WHERE kind = 'flags'))"
        " ON CONFLICT (name, site) DO UPDATE SET value = excluded.value, version = excluded.version"
    )

    REMOVE_FLAG = "DELETE FROM flags WHERE name = :name AND site = :site"

    LOCK_AUDIT = "UPDATE audit_head SET entries = entries WHERE id = 1"
    """One writer at a time: the chain has one end."""

    READ_AUDIT_HEAD = "SELECT entries, hash FROM audit_head WHERE id = 1"

    PUT_AUDIT_HEAD = "UPDATE audit_head SET entries = :rows, hash = :hash WHERE id = 1"

    PUT_AUDIT = (
        f"INSERT INTO audit ({_AUDIT})"
        " VALUES (:number, :at_epoch_ms, :who, :action, :subject, :before, :after, :why, :hash)"
    )

    READ_AUDIT = f"SELECT {_AUDIT} FROM audit WHERE number > :after ORDER BY number LIMIT :count"

    READ_AUDIT_OF = (
        f"SELECT {_AUDIT} FROM audit WHERE subject = :subject AND number > :after ORDER BY number LIMIT :count"
    )

    READ_AUDIT_NEWEST = f"SELECT {_AUDIT} FROM audit ORDER BY number DESC LIMIT :count"

    READ_AUDIT_NEWEST_OF = f"SELECT {_AUDIT} FROM audit WHERE subject = :subject ORDER BY number DESC LIMIT :count"

    READ_LAST_CHANGE = (
        f"SELECT {_AUDIT} FROM audit WHERE subject = :subject AND action = :action ORDER BY number DESC LIMIT 1"
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

    ADD_COUNT = (
        "INSERT INTO evidence (site, stage, hour, shape, source, outcome, counted)"
        " VALUES (:site, :stage, :hour, :shape, :source, :outcome, :counted)"
        " ON CONFLICT (site, hour, stage, shape, source, outcome)"
        " DO UPDATE SET counted = evidence.counted + excluded.counted"
    )
    """Added up, as every `ADD_`: several instances write the same row."""

    ADD_LATENCY = (
        "INSERT INTO latencies (site, hour, shape, engine, bucket, counted)"
        " VALUES (:site, :hour, :shape, :engine, :bucket, :counted)"
        " ON CONFLICT (site, hour, shape, engine, bucket) DO UPDATE SET counted = latencies.counted + excluded.counted"
    )

    ADD_READS = (
        "INSERT INTO read_counts (site, slot, reads, errors) VALUES (:site, :slot, :reads, :errors)"
        " ON CONFLICT (slot, site)"
        " DO UPDATE SET reads = read_counts.reads + excluded.reads, errors = read_counts.errors + excluded.errors"
    )

    ADD_PLANTED = (
        "INSERT INTO planted (hour, planted, caught) VALUES (:hour, :planted, :caught)"
        " ON CONFLICT (hour)"
        " DO UPDATE SET planted = planted.planted + excluded.planted, caught = planted.caught + excluded.caught"
    )

    READ_COUNTS = (
        "SELECT site, stage, hour, shape, source, outcome, counted FROM evidence"
        " WHERE site = :site AND hour >= :from_hour"
    )

    READ_LATENCIES = (
        "SELECT site, hour, shape, engine, bucket, counted FROM latencies WHERE site = :site AND hour >= :from_hour"
    )

    SUM_LATENCIES = (
        "SELECT engine, bucket, CAST(sum(counted) AS BIGINT) FROM latencies"
        " WHERE site = :site AND hour >= :from_hour AND hour < :before_hour GROUP BY engine, bucket"
    )

    READ_TOTALS = (
        "SELECT site, stage, outcome, CAST(sum(counted) AS BIGINT) FROM evidence WHERE hour >= :from_hour"
        " GROUP BY site, stage, outcome"
    )

    READ_LATENCY_TOTALS = (
        "SELECT site, engine, bucket, CAST(sum(counted) AS BIGINT) FROM latencies WHERE hour >= :from_hour"
        " GROUP BY site, engine, bucket"
    )

    READ_SERVED = (
        "SELECT evidence.site, evidence.outcome, CAST(sum(evidence.counted) AS BIGINT)"
        " FROM sites JOIN evidence ON evidence.site = sites.name AND evidence.stage = sites.stage"
        " AND evidence.hour >= sites.since_epoch_ms / 3600000"
        " AND evidence.hour >= :from_hour AND evidence.hour < :before_hour"
        " WHERE sites.stage IN ('canary', 'live') GROUP BY evidence.site, evidence.outcome"
    )
    """3,600,000 ms are an hour; the hour in which a site came to its stage counts."""

    READ_READS = (
        "SELECT site, min(slot), sum(reads), sum(errors) FROM read_counts"
        " WHERE slot >= :from_slot AND slot < :before_slot GROUP BY site"
    )

    READ_PLANTED = "SELECT hour, planted, caught FROM planted WHERE hour >= :from_hour"

    FORGET_COUNTS = "DELETE FROM evidence WHERE hour < :before_hour"

    FORGET_LATENCIES = "DELETE FROM latencies WHERE hour < :before_hour"

    FORGET_PLANTED = "DELETE FROM planted WHERE hour < :before_hour"

    FORGET_READS = "DELETE FROM read_counts WHERE slot < :before_slot"

    PUT_MISMATCH = (
        f"INSERT INTO mismatches ({_MISMATCH}, primary_body, shadow_body)"
        " VALUES (:id, :site, :stage, :shape, :at_epoch_ms, :causes, :request, :primary, :cells, :closed_by,"
        " :primary_body, :shadow_body) ON CONFLICT (id) DO NOTHING"
    )

    FORGET_MISMATCHES = (
        "DELETE FROM mismatches WHERE site = :site AND id NOT IN"
        " (SELECT id FROM mismatches WHERE site = :site ORDER BY at_epoch_ms DESC, id LIMIT :keep)"
    )

    READ_MISMATCHES = f"SELECT {_MISMATCH} FROM mismatches ORDER BY at_epoch_ms DESC, id LIMIT :count"

    READ_MISMATCHES_OF = (
        f"SELECT {_MISMATCH} FROM mismatches WHERE site = :site ORDER BY at_epoch_ms DESC, id LIMIT :count"
    )

    COUNT_OPEN_MISMATCHES = "SELECT site, count(*) FROM mismatches WHERE closed_by = '' GROUP BY site"

    FIND_MISMATCH = f"SELECT {_MISMATCH}, primary_body, shadow_body FROM mismatches WHERE id = :id"

    CLOSE_MISMATCH = "UPDATE mismatches SET closed_by = :who WHERE id = :id AND closed_by = ''"

    READ_RULES = "SELECT name, cause, site, reason, expires_epoch_ms FROM ignore_rules"

    PUT_RULE = (
        "INSERT INTO ignore_rules (name, cause, site, reason, expires_epoch_ms)"
        " VALUES (:name, :cause, :site, :reason, :expires_epoch_ms)"
        " ON CONFLICT (name) DO UPDATE SET cause = excluded.cause, site = excluded.site, reason = excluded.reason,"
        " expires_epoch_ms = excluded.expires_epoch_ms"
    )

    REMOVE_RULE = "DELETE FROM ignore_rules WHERE name = :name"

    PUT_CELL = (
        "INSERT INTO copy_cells (site, day, state, rows_copied, origin_digest, target_digest, attempts, worker,"
        " lease_until_epoch_ms)"
        " VALUES (:site, :day, :state, :rows, :origin_digest, :target_digest, :attempts, :worker,"
        " :lease_until_epoch_ms)"
        " ON CONFLICT (site, day) DO UPDATE SET state = excluded.state, rows_copied = excluded.rows_copied,"
        " origin_digest = excluded.origin_digest, target_digest = excluded.target_digest,"
        " attempts = excluded.attempts, worker = excluded.worker,"
        " lease_until_epoch_ms = excluded.lease_until_epoch_ms"
    )

    COUNT_CELLS = "SELECT state, count(*) FROM copy_cells WHERE site = :site GROUP BY state"

    PUT_ATTESTATION = (
        "INSERT INTO attestations (site, condition, who, why, at_epoch_ms)"
        " VALUES (:site, :condition, :who, :why, :at_epoch_ms)"
        " ON CONFLICT (site, condition) DO UPDATE SET who = excluded.who, why = excluded.why,"
        " at_epoch_ms = excluded.at_epoch_ms"
    )

    READ_ATTESTATIONS = "SELECT site, condition, who, why, at_epoch_ms FROM attestations WHERE site = :site"

    PUT_CERTIFICATE = (
        "INSERT INTO certificates (site, at_epoch_ms, text) VALUES (:site, :at_epoch_ms, :text)"
        " ON CONFLICT (site) DO UPDATE SET at_epoch_ms = excluded.at_epoch_ms, text = excluded.text"
    )

    FIND_CERTIFICATE = "SELECT site, at_epoch_ms, text FROM certificates WHERE site = :site"

    PUT_INSTANCE = (
        "INSERT INTO instances (name, url, seen_epoch_ms) VALUES (:name, :url, :seen_epoch_ms)"
        " ON CONFLICT (name) DO UPDATE SET url = excluded.url, seen_epoch_ms = excluded.seen_epoch_ms"
    )

    FORGET_INSTANCES = "DELETE FROM instances WHERE seen_epoch_ms < :before_epoch_ms"

    REMOVE_INSTANCE = "DELETE FROM instances WHERE name = :name"

    READ_INSTANCES = "SELECT name, url, seen_epoch_ms FROM instances"


NOTIFYING: Final[Mapping[Statement, str]] = MappingProxyType(
    {
        Statement.BUMP_VERSION: (
            f"WITH bumped AS ({Statement.BUMP_VERSION} RETURNING kind) SELECT pg_notify('{CHANNEL}', kind) FROM bumped"
        )
    }
)
"""What PostgreSQL runs in place of a statement: whoever listens is told of the kind, once the change is committed."""
