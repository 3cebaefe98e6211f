"""
Tickets, which stand in for login and password for a while.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "tickets",
        sa.Column("digest", sa.Text(), primary_key=True),
        sa.Column("login", sa.Text(), sa.ForeignKey("logins.login"), nullable=False),
        sa.Column("expires_epoch_ms", sa.BigInteger(), nullable=False),
    )
    op.create_index("tickets_by_expiry", "tickets", ["expires_epoch_ms"])
    op.create_index("tickets_by_login", "tickets", ["login"])
