"""What menus, buttons and forms do: whoever uses one always gets an answer, and the log a line."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import structlog

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.messages import Reply
from hypotez.entrypoints.discord.refusal import sentence_of
from hypotez.entrypoints.texts import Texts
from hypotez.ports.progress import Cancelled

__all__ = ["carry_out"]

log = structlog.get_logger(__name__)


async def carry_out(
    interaction: discord.Interaction[Any], name: str, deed: Callable[[Asking, Texts], Awaitable[object]]
) -> None:
    """Do `deed`, which the log calls `name`; what becomes of it where it fails is told to that person only.

    A form does not count as a use: what opened it did, and what somebody has typed must not be lost.
    """
    interaction.client.keep(asyncio.current_task())
    asking, began, failed = Asking(interaction), time.monotonic(), True
    shared = interaction.client.shared
    texts = await shared.texts(asking)
    try:
        if interaction.type is not discord.InteractionType.modal_submit:
            shared.cooldowns.count(name, asking.author.id)
        await deed(asking, texts)
        failed = False
    except Cancelled:
        raise asyncio.CancelledError from None  # only a bot that is closing cancels work
    except Exception as error:  # noqa: BLE001 - whatever it is, the person gets an answer and the bot goes on
        await asking.answer(Reply(sentence_of(error, texts)), private=True)
    finally:
        seconds = round(time.monotonic() - began, 3)
        log.info("command", command=name, server=interaction.guild_id, seconds=seconds, failed=failed)
