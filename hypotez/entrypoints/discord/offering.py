"""What the bot offers in Discord's menus: registered anew only where Discord has something else."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import discord
import structlog
from discord import app_commands
from discord.http import Route

__all__ = ["offer", "same"]

PRIVATE: Final = 1
"""Discord's number for private messages with the bot."""
FIELDS: Final = (
    *("type", "name", "description", "name_localizations", "description_localizations", "required", "autocomplete"),
    *("min_value", "max_value", "min_length", "max_length", "value"),
)
PARTS: Final = ("options", "choices", "channel_types")
"""What commands and their options say of themselves. All else that Discord tells, such as versions, is its own."""

Command = Mapping[str, Any]

log = structlog.get_logger(__name__)


async def offer(tree: app_commands.CommandTree[Any]) -> None:
    """Register the commands of `tree`, if need be. Where that fails, those of the last time stay; the log says so."""
    try:
        if same(await _wished(tree), await _registered(tree)):
            log.info("commands unchanged")
            return
        offered = await tree.sync()
    except (discord.HTTPException, OSError) as error:
        log.warning("commands not registered", reason=type(error).__name__)
    else:
        log.info("commands registered", count=len(offered))


def same(wished: Sequence[Command], registered: Sequence[Command]) -> bool:
    """Whether the commands that Discord has registered are those that are wished, and no others."""
    ours, theirs = (sorted(commands, key=_kind_and_name) for commands in (wished, registered))
    return _alike(ours, theirs) and [_private(one) for one in ours] == [_private(one) for one in theirs]


async def _wished(tree: app_commands.CommandTree[Any]) -> list[Command]:
    translator = tree.translator
    assert translator
    commands = tree._get_all_commands(guild=None)  # noqa: SLF001 - `sync` does so too, and offers no other way
    return [await command.get_translated_payload(tree, translator) for command in commands]


async def _registered(tree: app_commands.CommandTree[Any]) -> list[Command]:
    """What Discord has, with all its languages, which `fetch_commands` leaves out."""
    route = Route("GET", "/applications/{id}/commands", id=tree.client.application_id)
    found: list[Command] = await tree.client.http.request(route, params={"with_localizations": "true"})
    return found


def _alike(wished: Any, there: Any) -> bool:
    """Whether two values say the same; what is not said is as good as an empty text or list, or as False."""
    if isinstance(wished, list) and isinstance(there, list):
        return len(wished) == len(there) and all(map(_alike, wished, there))
    if isinstance(wished, Mapping) and isinstance(there, Mapping):
        plain = all(_said(wished.get(field)) == _said(there.get(field)) for field in FIELDS)
        return plain and all(_alike(wished.get(part) or [], there.get(part) or []) for part in PARTS)
    return bool(wished == there)


def _said(value: Any) -> Any:
    return None if value is False or value in ("", {}) else value


def _private(command: Command) -> bool:
    """Whether it may be used in private: Discord has two ways to say so, one of which is going out of use."""
    contexts = command.get("contexts")
    return bool(command.get("dm_permission", True)) if contexts is None else PRIVATE in contexts


def _kind_and_name(command: Command) -> tuple[int, str]:
    return command.get("type", discord.AppCommandType.chat_input.value), command["name"]
