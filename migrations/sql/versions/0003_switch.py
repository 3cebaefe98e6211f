"""
The switch: where a site stands, flags, the audit log, evidence, samples, rules, the copy's ledger, instances.

Revision ID: 0003
Revises: 0002
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXT, BIG, SMALL, BYTES = sa.Text(), sa.BigInteger(), sa.Integer(), sa.LargeBinary()

Columns = Mapping[str, Any]

KEYS: Mapping[str, Columns] = {
    "flags": {"name": TEXT, "site": TEXT},
    "audit": {"number": BIG},
    "audit_head": {"id": SMALL},
    "evidence": {"site": TEXT, "hour": BIG, "stage": TEXT, "shape": TEXT, "source": TEXT, "outcome": TEXT},
    "latencies": {"site": TEXT, "hour": BIG, "shape": TEXT, "engine": TEXT, "bucket": SMALL},
    "read_counts": {"slot": BIG, "site": TEXT},
    "planted": {"hour": BIG},
    "mismatches": {"id": TEXT},
    "ignore_rules": {"name": TEXT},
    "copy_cells": {"site": TEXT, "day": BIG},
    "attestations": {"site": TEXT, "condition": TEXT},
    "certificates": {"site": TEXT},
    "instances": {"name": TEXT},
}
OTHERS: Mapping[str, Columns] = {
    "flags": {"value": TEXT, "version": BIG},
    "audit": {"at_epoch_ms": BIG}
    | dict.fromkeys(("who", "action", "subject", "before_text", "after_text", "why", "hash"), TEXT),
    "audit_head": {"entries": BIG, "hash": TEXT},
    "evidence": {"counted": BIG},
    "latencies": {"counted": BIG},
    "read_counts": {"reads": BIG, "errors": BIG},
    "planted": {"planted": BIG, "caught": BIG},
    "mismatches": {
        **dict.fromkeys(("site", "stage", "shape"), TEXT),
        "at_epoch_ms": BIG,
        **dict.fromkeys(("causes", "request", "primary_family", "cells", "closed_by"), TEXT),
        **dict.fromkeys(("primary_body", "shadow_body"), BYTES),
    },
    "ignore_rules": dict.fromkeys(("cause", "site", "reason"), TEXT) | {"expires_epoch_ms": BIG},
    "copy_cells": {
        "state": TEXT,
        "rows_copied": BIG,
        **dict.fromkeys(("origin_digest", "target_digest"), TEXT),
        "attempts": SMALL,
        "worker": TEXT,
        "lease_until_epoch_ms": BIG,
    },
    "attestations": dict.fromkeys(("who", "why"), TEXT) | {"at_epoch_ms": BIG},
    "certificates": {"at_epoch_ms": BIG, "text": TEXT},
    "instances": {"url": TEXT, "seen_epoch_ms": BIG},
}
INDEXES = {
    "audit_by_subject": ("audit", ["subject", "number"]),
    "evidence_by_hour": ("evidence", ["hour"]),
    "latencies_by_hour": ("latencies", ["hour"]),
    "mismatches_by_site": ("mismatches", ["site", "at_epoch_ms"]),
}
APPEND_ONLY = "the audit log is append-only"
AUDIT_GUARDS = {
    "sqlite": [
        f"CREATE TRIGGER audit_refuses_{what.lower()} BEFORE {what} ON audit"
        f" BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
        for what in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        f"""
        CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION '{APPEND_ONLY}'; END $$
        """,
        """
        CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()
        """,
    ],
}
OF_SITES = {
    "gate_window_h": (SMALL, "24"),
    "gate_comparisons": (SMALL, "3000"),
    "canary_percent": (SMALL, "0"),
    "since_epoch_ms": (BIG, "0"),
}


def upgrade() -> None:
    for name, (kind, default) in OF_SITES.items():
        op.add_column("sites", sa.Column(name, kind, nullable=False, server_default=sa.text(default)))
    for table, key in KEYS.items():
        op.create_table(
            table,
            *(sa.Column(name, kind, primary_key=True, autoincrement=False) for name, kind in key.items()),
            *(sa.Column(name, kind, nullable=False) for name, kind in OTHERS[table].items()),
        )
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)
    op.execute("INSERT INTO audit_head (id, entries, hash) VALUES (1, 0, '')")
    for text in AUDIT_GUARDS[op.get_bind().dialect.name]:
        op.execute(text)
