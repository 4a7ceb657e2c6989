"""What is said when a command cannot be carried out."""

from typing import Any, Final

from discord import app_commands
from discord.ext import commands

from hypotez.entrypoints.discord.command import usage
from hypotez.entrypoints.discord.cooldowns import too_often
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


def sentence_for(error: Exception, context: commands.Context[Any], texts: Texts) -> str:
    """The sentence for the person; empty where there is nothing to say, for another bot may be meant."""
    cause = _cause(error)
    match cause:
        case commands.CommandNotFound():
            return ""
        case commands.NoPrivateMessage() | app_commands.NoPrivateMessage():
            return texts("rights-private")
        case commands.CommandOnCooldown() | app_commands.CommandOnCooldown():
            return too_often(cause.retry_after).sentence(texts)
        case commands.BadUnionArgument():  # only channels have several kinds
            return texts("voice-unknown-channel")
        case commands.UserInputError() | app_commands.TransformerError():
            return _usage(context, texts)
        case _:
            trains = context.command is not None and group_of(context.command) == TRAINERS
            return sentence_of(cause, texts, detailed=trains)


def _cause(error: Exception) -> Exception:
    """The error that is wrapped in those of the client library."""
    while isinstance(error, WRAPPINGS):
        error = error.original
    return error


def _usage(context: commands.Context[Any], texts: Texts) -> str:
    command, prefix = context.command, context.clean_prefix
    assert command
    return texts("command-usage", usage=usage(command, prefix), prefix=prefix, command=command.qualified_name)
