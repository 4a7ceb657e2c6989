"""The bot in one server's voice."""

import asyncio
from typing import cast

import discord

from hypotez.entrypoints.discord.voice.line import Line
from hypotez.entrypoints.discord.voice.queue import SpeechQueue

__all__ = ["Room"]


class Room:
    """Its connection, what it says there, and what it is waiting for."""

    def __init__(self, line: Line, queue: SpeechQueue) -> None:
        self.queue = queue
        self.returning: asyncio.Task[None] | None = None
        self.leaving: asyncio.TimerHandle | None = None
        self.take(line)

    def take(self, line: Line) -> None:
        """Speak through this connection from now on."""
        self.line = self.queue.player = line

    @property
    def channel(self) -> discord.VoiceChannel | None:
        """Where it is, as the client knows it now; None where that is gone."""
        return cast("discord.VoiceChannel | None", self.line.client.get_channel(self.line.channel.id))

    @property
    def alone(self) -> bool:
        """No person is there."""
        if not (channel := self.channel):
            return False
        members = ((channel.guild.get_member(id), id) for id in channel.voice_states)
        return not any(id != self.line.user.id and not (member and member.bot) for member, id in members)

    def stop_waiting(self) -> None:
        """Neither leave nor return."""
        if self.leaving:
            self.leaving.cancel()
            self.leaving = None
        if self.returning and self.returning is not asyncio.current_task():
            self.returning.cancel()
