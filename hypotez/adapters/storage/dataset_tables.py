"""The tables of datasets."""

from sqlalchemy import Column, Index, Integer, Table, Text

from hypotez.adapters.storage.tables import METADATA, Moment

__all__ = ["CHANGES", "EXAMPLES"]

EXAMPLES = Table(
    "examples",
    METADATA,
    Column("scope", Text, primary_key=True),
    Column("dataset", Text, primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("added", Integer, nullable=False),
    Column("removed", Integer),
    Index("examples_by_id", "scope", "dataset", "id", unique=True),
    Index("examples_by_person", "who"),
)
"""Rows of datasets; `row` is their place, `added` and `removed` the numbers of the changes that did so.

A row that was removed stays, so that the state before can be read back.
"""

CHANGES = Table(
    "changes",
    METADATA,
    Column("scope", Text, primary_key=True),
    Column("dataset", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("added", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
)
"""The history of each dataset: a dataset is there when it has one."""
