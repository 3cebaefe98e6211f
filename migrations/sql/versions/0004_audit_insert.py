"""
The audit log refuses a row in the place of another, too: for SQLite, `REPLACE` is neither an update nor a delete.

Revision ID: 0004
Revises: 0003
"""

from alembic import op

revision = "0004"
down_revision = "0003"

AUDIT_GUARDS = {
    "sqlite": [
        (
            "CREATE TRIGGER audit_refuses_replacing BEFORE"
            " INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number)"
            " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        )
    ],
    "postgresql": [],
}


def upgrade() -> None:
    for text in AUDIT_GUARDS[op.get_bind().dialect.name]:
        op.execute(text)
