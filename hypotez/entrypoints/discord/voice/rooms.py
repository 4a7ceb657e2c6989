"""The bot in voice channels: it comes, stays through faults, and leaves when it is told to, thrown out, or alone."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final, cast

import discord
import structlog

from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.voice.entering import check, connect, move
from hypotez.entrypoints.discord.voice.line import ClosedForGood, Line, Loss
from hypotez.entrypoints.discord.voice.making import Speaks
from hypotez.entrypoints.discord.voice.queue import SpeechQueue
from hypotez.entrypoints.discord.voice.room import Room
from hypotez.ports.errors import HypotezError

__all__ = ["Voices"]

AGAIN: Final = (0.0, 2.0, 5.0, 15.0)
"""Seconds before each try to come back."""
CLOSING: Final = 3.0
"""Seconds for leaving all channels."""
LOST, FOR_GOOD = "voice-lost", "voice-closed-encryption"
"""Sentences about the end of a connection."""

Lost = Callable[[discord.VoiceChannel, str], Coroutine[Any, Any, object]]
"""Told when the bot had to leave for good: the channel, and the key of the sentence that says why."""

log = structlog.get_logger(__name__)


class Voices:
    """The bot in all voice channels, one of each server at most.

    `most`: utterances in one server's queue. `alone`: seconds after which it leaves a channel without people.
    `patience`: seconds for each try to connect. `language`: of what is put into speech that has none.
    """

    def __init__(
        self,
        app: Speaks,
        crossing: Crossing,
        lost: Lost,
        *,
        language: str = "en",
        most: int = 20,
        alone: float = 300.0,
        patience: float = 15.0,
    ) -> None:
        self._app, self._crossing, self._lost = app, crossing, lost
        self._language, self._most = language, most
        self._alone, self._patience = alone, patience
        self._rooms: dict[int, Room] = {}
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[Any]] = set()

    # what commands ask for

    async def join(self, channel: discord.VoiceChannel | discord.StageChannel) -> SpeechQueue:
        """Come into `channel`, from another one of that server perhaps, and return the server's queue.

        Raises:
            Refusal: that was not possible, and why.
            EngineUnavailable: there is no Opus library.
        """
        guild = channel.guild.id
        if room := self._rooms.get(guild):
            room.stop_waiting()
        async with self._locks[guild]:
            room = self._rooms.get(guild)
            if room is None or not room.line.is_connected() or room.line.channel.id != channel.id:
                check(channel)
                room = await self._enter(cast("discord.VoiceChannel", channel), room)
            self._look(room)
            return room.queue

    async def leave(self, guild: discord.Guild) -> bool:
        """Go out, and forget what was still to be said; False where the bot is in no channel of `guild`."""
        if room := self._rooms.get(guild.id):
            room.stop_waiting()
        async with self._locks[guild.id]:
            room = self._rooms.pop(guild.id, None)
            if room is None:
                return False
            room.stop_waiting()
            await room.queue.close()
            await room.line.hang_up()
            return True

    def where(self, guild: discord.Guild) -> discord.VoiceChannel | None:
        """The channel of `guild` that the bot is in, or comes back to."""
        room = self._rooms.get(guild.id)
        return room.channel if room else None

    async def arrived(self, guild: discord.Guild) -> discord.VoiceChannel | None:
        """The same, once the bot is there where it is just coming."""
        if guild.id not in self._rooms:
            async with self._locks[guild.id]:  # held by whoever brings it
                pass
        return self.where(guild)

    def queue(self, guild: discord.Guild) -> SpeechQueue:
        """What is said in `guild`.

        Raises:
            Refusal: the bot is in no channel there.
        """
        if room := self._rooms.get(guild.id):
            return room.queue
        raise Refusal("voice-not-here")

    # what the bot passes on

    def changed(self, guild: discord.Guild) -> None:
        """Somebody has come or gone (`on_voice_state_update`)."""
        if room := self._rooms.get(guild.id):
            self._look(room)

    def recover(self) -> None:
        """Come back to every channel that a new session knows nothing of (`on_ready`)."""
        for room in self._rooms.values():
            channel = room.channel
            if channel and channel.guild.voice_client is not room.line:
                self._come_back(room, room.line)
            self._look(room)

    async def close(self) -> None:
        """Leave every channel."""
        guilds = [room.line.guild for room in self._rooms.values()]
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING):
                await asyncio.gather(*map(self.leave, guilds))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # coming and going

    async def _enter(self, channel: discord.VoiceChannel, room: Room | None) -> Room:
        if room and room.line.is_connected():
            await move(room.line, channel, patience=self._patience)
            return room
        if room:
            await room.line.hang_up()
        line = await connect(channel, self._crossing, patience=self._patience, ended=self._ended)
        if room:
            room.take(line)
        else:
            queue = SpeechQueue(self._app, self._crossing, most=self._most, language=self._language)
            room = self._rooms[channel.guild.id] = Room(line, queue)
        log.info("voice joined", server=channel.guild.id, channel=channel.id)
        return room

    def _ended(self, line: Line) -> None:
        """A connection is over that nobody has ended here."""
        room = self._rooms.get(line.guild.id)
        if room is None or room.line is not line:
            return
        log.warning("voice lost", server=line.guild.id, why=line.loss.name.lower())
        if line.loss is Loss.BROKEN:
            self._come_back(room)
        else:
            self._forget(room, FOR_GOOD if line.loss is Loss.REFUSED else None)

    def _come_back(self, room: Room, old: Line | None = None) -> None:
        if room.returning is None or room.returning.done():
            room.returning = self._keep(self._return(room, old))

    async def _return(self, room: Room, old: Line | None) -> None:
        """Connect anew to where the bot was, and let speech go on there."""
        reason = LOST
        async with self._locks[room.line.guild.id]:
            if old:
                await old.hang_up()
            for pause in AGAIN:
                await asyncio.sleep(pause)
                if not (channel := room.channel):
                    break
                try:
                    check(channel)
                    await self._enter(channel, room)
                except (HypotezError, Refusal) as error:
                    log.warning("voice not regained", reason=str(error))
                    if isinstance(error.__cause__, ClosedForGood):
                        reason = FOR_GOOD
                        break
                else:
                    return
            self._forget(room, reason)

    def _forget(self, room: Room, reason: str | None) -> None:
        """The bot is there no more."""
        self._rooms.pop(room.line.guild.id, None)
        room.stop_waiting()
        room.queue.stop()
        if reason and (channel := room.channel):
            self._keep(self._lost(channel, reason))

    def _look(self, room: Room) -> None:
        """Begin to wait for people where there are none, or stop waiting."""
        if not room.alone:
            if room.leaving:
                room.leaving.cancel()
            room.leaving = None
        elif room.leaving is None:
            room.leaving = asyncio.get_running_loop().call_later(self._alone, self._leave_alone, room)

    def _leave_alone(self, room: Room) -> None:
        room.leaving = None
        if room.alone:
            log.info("voice left alone", server=room.line.guild.id)
            self._keep(self.leave(room.line.guild))

    def _keep(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
