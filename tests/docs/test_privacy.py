"""docs/privacy.md names everything that is stored, and nothing else."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import inspect

from hypotez.adapters.storage.database import Database
from hypotez.ports.settings import PersonSettings, ServerSettings
from hypotez.ports.storage import KINDS

PAGE = (Path(__file__).parents[2] / "docs/privacy.md").read_text("utf-8")
NAME = re.compile(r"`(\w+)`")
ROWS = {head: set(NAME.findall(told)) for head, told in re.findall(r"^\| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)}
(EACH,) = re.findall(r"^Each record .+?\.", PAGE, re.MULTILINE | re.DOTALL)
COMMON = set(NAME.findall(EACH))


@pytest.fixture(scope="module")
def columns(tmp_path_factory):
    """The columns of every table in a new database."""
    database = Database(location=str(tmp_path_factory.mktemp("privacy") / "hypotez.db"))
    with database.transaction() as connection:
        look = inspect(connection)
        found = {name: {column["name"] for column in look.get_columns(name)} for name in look.get_table_names()}
    database.close()
    return found


def test_every_table_is_told_with_every_column(columns):
    told = {head.strip("`"): names for head, names in ROWS.items() if head.startswith("`")}
    assert told == {name: names - COMMON if name in KINDS else names for name, names in columns.items()}
    assert all(columns[kind] >= COMMON for kind in KINDS)


def test_every_kind_of_record_is_told():
    assert {f"`{kind}`" for kind in KINDS} <= ROWS.keys()


@pytest.mark.parametrize(
    ("row", "kind"), [("of a server", ServerSettings), ("of a person, in all servers", PersonSettings)]
)
def test_every_choice_is_told(row, kind):
    assert ROWS[row] == {field.name for field in fields(kind)}
