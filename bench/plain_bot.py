"""`python -m bench.plain_bot API GATEWAY`: the bot that one writes in ten lines of discord.py.

It greets, and with `!say` makes a whole file with pyttsx3 and has the ffmpeg program play it, as most tutorials do.
"""

import os
import sys
from pathlib import Path
from typing import Any

import discord
import imageio_ffmpeg
import yarl
from discord.ext import commands

from bench.pyttsx3_beside import save, speaker
from hypotez.entrypoints.discord.voice.opus import load_opus
from tests.e2e.loopback.reading import reading_begun

__all__ = ["HELLO"]

HELLO = "Hello!"

intents = discord.Intents.default()
intents.message_content = True
bot = commands.Bot("!", intents=intents)


@bot.command()
async def hi(context: commands.Context[Any]) -> None:
    await context.reply(HELLO)


@bot.command()
async def join(context: commands.Context[Any]) -> None:
    load_opus()
    bot.speaker = speaker("en")  # type: ignore[attr-defined]
    await context.author.voice.channel.connect()  # type: ignore[union-attr]
    await context.reply(HELLO)


@bot.command()
async def say(context: commands.Context[Any], *, text: str) -> None:
    save(bot.speaker, text, Path("said.wav"))  # type: ignore[attr-defined]
    sound = discord.FFmpegPCMAudio("said.wav", executable=imageio_ffmpeg.get_ffmpeg_exe())
    context.voice_client.play(sound)  # type: ignore[union-attr]


@bot.command()
async def stop(context: commands.Context[Any]) -> None:
    context.voice_client.stop()  # type: ignore[union-attr]


if __name__ == "__main__":
    discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = sys.argv[1], yarl.URL(sys.argv[2])
    with reading_begun():
        bot.run(os.environ["DISCORD_TOKEN"])
