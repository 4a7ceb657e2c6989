"""What is said when a command cannot be carried out."""

from typing import Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from hypotez.entrypoints.discord.cooldowns import too_often
from hypotez.entrypoints.discord.explaining import how_to_write
from hypotez.entrypoints.discord.learning.words import Unplaced
from hypotez.entrypoints.discord.messages import beginning, plain
from hypotez.entrypoints.discord.refusal import sentence_of
from hypotez.entrypoints.discord.rights import TRAINERS, group_of
from hypotez.entrypoints.texts import Texts

__all__ = ["sentence_for"]

WRAPPINGS: Final = (
    commands.CommandInvokeError,
    commands.ConversionError,
    commands.HybridCommandError,
    app_commands.CommandInvokeError,
)
SHOWN: Final = 100
"""Characters that are shown of what was not understood."""


async def sentence_for(error: Exception, context: commands.Context[Any], texts: Texts) -> str:
    """The sentence for the person; empty where there is nothing to say, for another bot may be meant."""
    cause = _cause(error)
    match cause:
        case commands.CommandNotFound():
            return ""
        case commands.NoPrivateMessage() | app_commands.NoPrivateMessage():
            return texts("rights-private")
        case commands.CommandOnCooldown() | app_commands.CommandOnCooldown():
            return too_often(cause.retry_after).sentence(texts)
        case commands.RoleNotFound() | commands.BadUnionArgument():
            return texts(_unfound(cause))
        case commands.UserInputError() | app_commands.TransformerError():
            how = await how_to_write(context, texts)
            return f"{_unplaced(cause, texts)}\n{how}" if isinstance(cause, Unplaced) else how
        case _:
            trains = context.command is not None and group_of(context.command) == TRAINERS
            return sentence_of(cause, texts, detailed=trains)


def _cause(error: Exception) -> Exception:
    """The error that is wrapped in those of the client library."""
    while isinstance(error, WRAPPINGS):
        error = error.original
    return error


def _unplaced(error: Unplaced, texts: Texts) -> str:
    return texts("words-unplaced", words=plain(beginning(" ".join(error.words.split()), SHOWN)))


def _unfound(error: commands.RoleNotFound | commands.BadUnionArgument) -> str:
    """The sentence for what is not there; only channels have several kinds."""
    if isinstance(error, commands.RoleNotFound):
        return "role-unknown"
    return "channel-unknown" if discord.TextChannel in error.converters else "voice-unknown-channel"
