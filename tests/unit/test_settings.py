"""Choices in the database: what a restart, another version or a hand leaves of them."""

import json

import pytest
from sqlalchemy import insert, update

from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.settings import DatabaseSettings
from hypotez.adapters.storage.tables import SETTINGS
from hypotez.ports.settings import PersonSettings, ServerSettings


@pytest.fixture
def database(tmp_path):
    database = Database(location=str(tmp_path / "hypotez.db"))
    yield database
    database.close()


def written(database, value, kind="server"):
    """As somebody else has written it."""
    with database.transaction(writes=True) as connection:
        connection.execute(insert(SETTINGS).values(kind=kind, id="1", value=json.dumps(value)))


def test_choices_outlive_a_restart(database, tmp_path):
    DatabaseSettings(database).keep_server("1", ServerSettings(language="ru"))
    database.close()
    again = Database(location=str(tmp_path / "hypotez.db"))
    assert DatabaseSettings(again).server("1") == ServerSettings(language="ru")
    again.close()


def test_what_a_newer_version_has_written_beside_them_is_left_alone(database):
    written(database, {"language": "ru", "colour": "blue"})
    assert DatabaseSettings(database).server("1") == ServerSettings(language="ru")


@pytest.mark.parametrize(
    "value",
    [
        {"language": "ru", "speak_answers": "always"},
        {"language": "ru", "volume": "loud"},
        {"language": "ru", "volume": 3},
        {"language": "ru", "volume": float("nan")},
        {"language": "ru", "retention_days": True},
        {"language": "ru", "retention_days": 0},
        {"language": "ru", "retention_days": 10**9},
        {"language": "ru", "roles": 5},
        {"language": "ru", "roles": {"keepers": "12"}},
        {"language": "ru", "transcribe": "no"},
    ],
    ids=json.dumps,
)
def test_a_value_that_cannot_be_right_is_the_default_and_the_others_stand(database, value):
    written(database, {"language": "ru", **value})
    assert DatabaseSettings(database).server("1") == ServerSettings(language="ru")


@pytest.mark.parametrize("value", [[], "text", 5, None], ids=repr)
def test_a_row_that_is_no_choice_at_all_is_the_defaults(database, value):
    written(database, value, kind="person")
    assert DatabaseSettings(database).person("1") == PersonSettings()


def test_a_row_that_was_broken_by_hand_is_the_defaults(database):
    written(database, {"language": "ru"})
    with database.transaction(writes=True) as connection:
        connection.execute(update(SETTINGS).values(value='{"language": "ru'))
    assert DatabaseSettings(database).servers() == {"1": ServerSettings()}


@pytest.mark.parametrize(
    "choice", [{"volume": -0.1}, {"volume": 2.1}, {"retention_days": 0}, {"retention_days": 40_000}]
)
def test_a_server_cannot_choose_what_is_out_of_range(choice):
    with pytest.raises(ValueError, match="from 0 to 2|1 to 36,500"):
        ServerSettings(**choice)
