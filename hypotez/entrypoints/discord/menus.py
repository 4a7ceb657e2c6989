"""What the context menu of a message offers, to those too whose messages the bot may not read."""

from typing import Any

import discord
from discord import app_commands

from hypotez.domain.transcript_of import transcript_of
from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.attachments import audio_of
from hypotez.entrypoints.discord.buttons import open_form
from hypotez.entrypoints.discord.command import described
from hypotez.entrypoints.discord.correcting import reads_now
from hypotez.entrypoints.discord.deeds import carry_out
from hypotez.entrypoints.discord.finding import own_id
from hypotez.entrypoints.discord.learning.answers import said_in
from hypotez.entrypoints.discord.learning.buttons import open_answer_form
from hypotez.entrypoints.discord.messages import Reply
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.subject import subject_of
from hypotez.entrypoints.texts import Texts

__all__ = ["menus"]


def menus() -> tuple[app_commands.ContextMenu, ...]:
    """The entries of the menu, new ones each time: each belongs to one client."""
    return tuple(
        app_commands.ContextMenu(name=described(f"menu-{name}"), callback=callback)
        for name, callback in (("transcribe", _transcribe), ("speak", _speak), ("correct", _correct))
    )


async def _transcribe(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    """Write down what is said in the message."""

    async def deed(asking: Asking, texts: Texts) -> None:
        bot, audio = interaction.client, audio_of(message)
        if not audio:
            raise Refusal("transcribe-no-audio")
        async with asking.working():
            wish = await bot.listener.wish(asking, message.author.id)
            await bot.transcription.transcribe(asking, texts, audio, wish, source=message)

    await carry_out(interaction, "menu transcribe", deed)


async def _speak(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    """Say the message in the voice channel of whoever asks."""

    async def deed(asking: Asking, texts: Texts) -> None:
        shared, subject = interaction.client.shared, subject_of(message, own_id(asking))
        if asking.guild is None:
            raise Refusal("rights-private")
        await shared.check(asking, rights.SPEAKERS)
        async with asking.working(private=True):
            text = message.content
            if subject:
                record = await shared.quick.run(
                    lambda _: transcript_of(shared.app.records, subject.record, asking.origin)
                )
                text = await reads_now(shared, record)
            if not text.strip():
                raise Refusal("speak-nothing")
            await interaction.client.voice.talking.say(asking, text)
            await asking.answer(Reply(texts("speak-done")), private=True)

    await carry_out(interaction, "menu speak", deed)


async def _correct(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    """Correct the transcript, or the answer, that the message shows."""

    async def deed(asking: Asking, texts: Texts) -> None:
        shared = interaction.client.shared
        if said := said_in(message, own_id(asking)):
            await open_answer_form(shared, interaction, asking, texts, said, message.id)
        else:
            await open_form(shared, interaction, asking, texts, message)

    await carry_out(interaction, "menu correct", deed)
