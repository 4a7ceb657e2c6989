"""What a command's options may be: for `help`, and for whoever has typed one that it cannot be."""

from contextlib import suppress
from typing import Any, get_args

from discord.ext import commands

from hypotez.entrypoints.discord.command import key_of, usage
from hypotez.entrypoints.discord.named import OneOf
from hypotez.entrypoints.texts import Texts
from hypotez.ports.errors import HypotezError

__all__ = ["how_to_write", "options_of"]


async def how_to_write(context: commands.Context[Any], texts: Texts) -> str:
    """How the command that was called is written, and what may stand where."""
    command = context.command
    assert command
    lines = [texts("command-usage", usage=usage(command, context.clean_prefix))]
    if isinstance(command, commands.Group):
        lines.append(f"- NAME: {_listed(sorted(one.name for one in command.commands))}")
    return "\n".join([*lines, *await options_of(command, context, texts)])


async def options_of(
    command: commands.Command[Any, ..., Any], context: commands.Context[Any], texts: Texts
) -> list[str]:
    """A line on each option: what it is, and what can be chosen for it; nothing more where that is anything."""
    lines = []
    for name in command.clean_params:
        choices = await _choices(command, name, context)
        told = texts(key_of(command.qualified_name, name))
        lines.append(f"- `{name}` {told}{': ' if choices else ''}{_listed(choices)}")
    return lines


async def _choices(command: Any, name: str, context: commands.Context[Any]) -> list[str]:
    """As Discord offers them in slash commands, or the names that are known here."""
    kinds = get_args(command.clean_params[name].annotation)
    with suppress(HypotezError):
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, OneOf):
                return list(await kind().known(context))
    return [str(choice.value) for choice in command.app_command.get_parameter(name).choices]


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
