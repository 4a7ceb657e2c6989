"""Commands are registered only where Discord has others."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from hypotez.entrypoints.discord.offering import same
from tests.e2e.loopback import Loopback
from tests.e2e.loopback.in_process import FakeApp, running

ECHO: dict[str, Any] = {
    "type": 1,
    "name": "echo",
    "description": "Say it again",
    "description_localizations": {"ru": "Повторить"},
    "name_localizations": {},
    "options": [
        {"type": 3, "name": "text", "description": "It", "required": True, "choices": [{"name": "a", "value": "a"}]},
        {"type": 4, "name": "times", "description": "How often", "required": False, "max_value": 5},
    ],
    "nsfw": False,
    "dm_permission": False,
    "default_member_permissions": None,
    "contexts": [0],
    "integration_types": None,
}
MENU: dict[str, Any] = {"type": 3, "name": "Echo", "dm_permission": True, "contexts": None}
WISHED = [MENU, ECHO]


def registered() -> list[dict[str, Any]]:
    """These two, as Discord tells of them."""
    own = {"id": "1", "application_id": "2", "version": "3", "integration_types": [0]}
    echo, menu = copy.deepcopy(ECHO) | own, copy.deepcopy(MENU) | own | {"description": "", "contexts": None}
    for option in echo["options"]:
        if not option["required"]:
            del option["required"]
    echo["name_localizations"] = None
    return [echo, menu]


def test_what_discord_fills_in_and_leaves_out_is_no_difference() -> None:
    assert same(WISHED, registered())


def test_without_the_old_way_to_say_it_private_messages_are_understood() -> None:
    there = registered()
    for command in there:
        del command["dm_permission"]
    assert same(WISHED, there)


CHANGES: dict[str, Callable[[list[dict[str, Any]]], Any]] = {
    "gone": lambda there: there.pop(),
    "more": lambda there: there.append({"type": 1, "name": "other", "description": "x"}),
    "another name": lambda there: there[0].update(name="other"),
    "another description": lambda there: there[0].update(description="other"),
    "a sentence in another language": lambda there: there[0]["description_localizations"].update(ru="иначе"),
    "a language more": lambda there: there[0]["description_localizations"].update(de="Wiederhole es"),
    "for servers only": lambda there: there[1].update(contexts=[0], dm_permission=False),
    "in private too": lambda there: there[0].update(contexts=None, dm_permission=True),
    "an option less": lambda there: there[0]["options"].pop(),
    "options in another order": lambda there: there[0]["options"].reverse(),
    "an option that must be given": lambda there: there[0]["options"][1].update(required=True),
    "a choice more": lambda there: there[0]["options"][0]["choices"].append({"name": "b", "value": "b"}),
    "another range": lambda there: there[0]["options"][1].update(max_value=6),
    "a range more": lambda there: there[0]["options"][1].update(min_value=0),
    "autocompleted": lambda there: there[0]["options"][1].update(autocomplete=True),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_difference_counts(change: Callable[[list[dict[str, Any]]], Any]) -> None:
    there = registered()
    change(there)
    assert not same(WISHED, there)


def puts(discord: Loopback) -> int:
    return [method for method, path in discord.requests if path.endswith("/commands")].count("PUT")


async def test_the_second_start_registers_nothing_and_a_change_is_registered(discord: Loopback) -> None:
    async with running(discord, FakeApp()):
        await discord.until(lambda: discord.commands.get(""))
    assert puts(discord) == 1
    with capture_logs() as log:
        async with running(discord, FakeApp()):
            await discord.until(lambda: any(entry["event"] == "commands unchanged" for entry in log))
    assert puts(discord) == 1
    discord.commands[""].pop()
    async with running(discord, FakeApp()):
        await discord.until(lambda: puts(discord) == 2)


async def test_where_discord_does_not_tell_the_old_ones_stay(discord: Loopback) -> None:
    discord.faults.fail("GET", "/commands$", 403)
    with capture_logs() as log:
        async with running(discord, FakeApp()):
            await discord.until(lambda: any(entry["event"] == "commands not registered" for entry in log))
    assert puts(discord) == 0
