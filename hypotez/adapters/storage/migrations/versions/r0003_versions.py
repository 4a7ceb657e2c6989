"""Versions of models, and jobs."""

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and their indexes."""
    op.create_table(
        "versions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("dataset", sa.Text, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
        sa.Column("manifest", sa.Text, nullable=False),
    )
    op.create_index("versions_by_time", "versions", ["scope", "dataset", "at", "id"])
    op.create_table(
        "jobs",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("job", sa.Text, nullable=False),
    )
    op.create_index("jobs_by_time", "jobs", ["scope", "at", "id"])
    op.create_index("jobs_by_person", "jobs", ["who", "at"])


def downgrade() -> None:
    """Drop them, with all that is in them."""
    op.drop_table("jobs")
    op.drop_table("versions")
