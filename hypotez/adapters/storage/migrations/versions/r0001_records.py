"""Transcripts, feedback and corrections."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and their indexes."""
    _create(
        "transcripts",
        sa.Column("audio_sha256", sa.Text, nullable=False),
        sa.Column("transcript", sa.JSON, nullable=False),
    )
    _create("feedback", sa.Column("text", sa.Text, nullable=False), sa.Column("about", sa.Text))
    _create(
        "corrections",
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("original", sa.Text, nullable=False),
        sa.Column("corrected", sa.Text, nullable=False),
    )
    for name in ("feedback", "corrections"):
        op.create_index(f"ix_{name}_about", name, ["about"])


def _create(name: str, *own: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        *own,
    )
    op.create_index(f"{name}_by_time", name, ["scope", "at", "id"])
    op.create_index(f"{name}_by_person", name, ["who", "at"])


def downgrade() -> None:
    """Drop them, with all that is in them."""
    for name in ("corrections", "feedback", "transcripts"):
        op.drop_table(name)
