"""What menus, buttons and forms do: whoever uses one always gets an answer, and the log a line."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import discord

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.calls import note
from hypotez.entrypoints.discord.messages import Reply
from hypotez.entrypoints.discord.refusal import sentence_of
from hypotez.entrypoints.texts import Texts
from hypotez.ports.progress import Cancelled

__all__ = ["carry_out"]


async def carry_out(
    interaction: discord.Interaction[Any],
    name: str,
    deed: Callable[[Asking, Texts], Awaitable[object]],
    *,
    detailed: bool = False,
) -> None:
    """Do `deed`, which the log calls `name`; what becomes of it where it fails is told to that person only.

    `detailed` is as in `sentence_of`. A form is taken in any case: what opened it has counted as a use, and what
    somebody has typed must not be lost.
    """
    shared = interaction.client.shared
    shared.underway.keep()
    asking, began, failed = Asking(interaction), time.monotonic(), True
    texts = await shared.texts(asking)
    try:
        if interaction.type is not discord.InteractionType.modal_submit:
            shared.underway.check()
            shared.cooldowns.count(name, asking.author.id)
        await deed(asking, texts)
        failed = False
    except Cancelled:
        raise asyncio.CancelledError from None  # only a bot that is closing cancels work
    except Exception as error:  # noqa: BLE001 - whatever it is, the person gets an answer and the bot goes on
        await asking.answer(Reply(sentence_of(error, texts, detailed=detailed)), private=True)
    finally:
        note(name, interaction.guild_id, began, failed=failed)
