"""
Sites with their stages, logins with their sites, and the counters of changes.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "sites",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("server", sa.Text(), nullable=False),
    )
    op.create_table(
        "logins",
        sa.Column("login", sa.Text(), primary_key=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
    )
    op.create_table(
        "login_sites",
        sa.Column("login", sa.Text(), sa.ForeignKey("logins.login"), primary_key=True),
        sa.Column("site", sa.Text(), primary_key=True),
    )
    op.create_table(
        "versions",
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("counter", sa.BigInteger(), nullable=False),
    )
