"""The tables of versions and of jobs."""

from sqlalchemy import Boolean, Column, Index, Table, Text

from hypotez.adapters.storage.tables import METADATA, Moment

__all__ = ["JOBS", "VERSIONS"]

VERSIONS = Table(
    "versions",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("scope", Text, nullable=False),
    Column("dataset", Text, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("manifest", Text, nullable=False),
    Index("versions_by_time", "scope", "dataset", "at", "id"),
)
"""Versions of models; `manifest` as in `version_manifest`. The models' files are in folders named by the ids."""

JOBS = Table(
    "jobs",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("scope", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("job", Text, nullable=False),
    Index("jobs_by_time", "scope", "at", "id"),
    Index("jobs_by_person", "who", "at"),
)
"""Jobs; `owner` is the process that has taken one in, `job` all else that is known of it, as JSON."""
