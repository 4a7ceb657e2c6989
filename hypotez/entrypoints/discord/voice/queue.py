"""What is to be said in a server, one after another: the next one is made while one plays."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any, Final, Protocol

import discord
import structlog

from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.voice.making import Speaks, make
from hypotez.entrypoints.discord.voice.sound import Sound
from hypotez.entrypoints.discord.voice.spoken import spoken_name
from hypotez.entrypoints.discord.voice.utterance import Utterance
from hypotez.entrypoints.texts import Texts
from hypotez.ports.errors import EngineFailed
from hypotez.ports.progress import Cancelled

__all__ = ["Player", "SpeechQueue"]

AGAIN: Final = 0.1
"""Seconds between two looks at a connection that is gone."""
INTERRUPTIONS: Final = 20
"""Times that one utterance goes on after the connection broke under it."""

log = structlog.get_logger(__name__)


class Player(Protocol):
    """What is used of `discord.VoiceClient`."""

    def is_connected(self) -> bool:
        """Whether anything can be heard."""
        ...

    def play(self, source: discord.AudioSource, *, after: Callable[[Exception | None], Any]) -> None:
        """Begin to play; `after` is called on another thread when it is over, or cannot go on."""
        ...

    def stop(self) -> None:
        """Play no more."""
        ...


class Turn:
    """An utterance with what is under way for it."""

    def __init__(self, utterance: Utterance, sound: Sound) -> None:
        self.utterance, self.sound = utterance, sound
        self.making: asyncio.Task[None] | None = None
        self.playing: asyncio.Task[None] | None = None

    @property
    def tasks(self) -> list[asyncio.Task[None]]:
        """Those that have begun."""
        return [task for task in (self.making, self.playing) if task]

    def cancel(self) -> None:
        """Stop both."""
        for task in self.tasks:
            task.cancel()


class Ending:
    """The end of playing, as told by the player's thread: `future` is what broke it, if anything did."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Exception | None] = self._loop.create_future()

    def settle(self, error: Exception | None) -> None:
        """Tell the event loop, unless it is closed or nobody waits."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._settle, error)

    def _settle(self, error: Exception | None) -> None:
        if not self.future.done():
            self.future.set_result(error)


class SpeechQueue:
    """The queue of one server. `most`: how many may be in it; `language`: of sentences where an utterance has none.

    `player` is the connection to speak through, replaced when it is made anew; without one, speech waits.
    `volume` is a factor that holds from the next 20 ms on.
    """

    def __init__(self, app: Speaks, crossing: Crossing, *, most: int, language: str) -> None:
        self._app, self._crossing = app, crossing
        self._most, self._language = most, language
        self._turns: list[Turn] = []
        self._told: str | None = None
        self._in_vain: list[tuple[str, str]] = []
        self._telling: set[asyncio.Future[object]] = set()
        self.player: Player | None = None
        self.volume = 1.0

    def __len__(self) -> int:
        """How many are not yet said, the one that is being said included."""
        return len(self._turns)

    def say(self, utterance: Utterance) -> int:
        """Take something in, and return how many are said before it.

        Raises:
            Refusal: the queue is full.
        """
        if len(self._turns) >= self._most:
            raise Refusal("voice-queue-full", count=self._most)
        self._turns.append(Turn(utterance, Sound(lambda: self.volume)))
        self._advance()
        return len(self._turns) - 1

    def skip(self) -> bool:
        """Leave out the rest of what is being said; False where nothing is."""
        if not self._turns:
            return False
        self._turns[0].cancel()
        return True

    def stop(self) -> int:
        """Say nothing of what there is, and return how many that were."""
        turns, self._turns = self._turns, []
        for turn in turns:
            turn.cancel()
            turn.utterance.over.set()
        return len(turns)

    def drop(self, utterance: Utterance, why: Exception) -> None:
        """Do not say it, or the rest of it; whoever wished it said is told why."""
        for turn in [turn for turn in self._turns if turn.utterance is utterance]:
            self._turns.remove(turn)
            turn.cancel()
            utterance.over.set()
            if utterance.failed and not utterance.announced:  # else it is there in writing
                self._soon(utterance.failed(why))

    async def close(self) -> None:
        """Stop, and wait until nothing runs any more."""
        tasks = [task for turn in self._turns for task in turn.tasks]
        self.stop()
        await asyncio.gather(*tasks, *self._telling, return_exceptions=True)

    def _advance(self) -> None:
        """Make the first one, and the second once the first is made; play the first."""
        for turn in self._turns[:2]:
            if turn.making is None:
                turn.making = asyncio.create_task(self._make(turn))
                turn.making.add_done_callback(partial(self._made, turn))
            if not turn.making.done():
                break
        if self._turns and self._turns[0].playing is None:
            first = self._turns[0]
            first.playing = asyncio.create_task(self._play(first.sound))
            first.playing.add_done_callback(partial(self._played, first))

    async def _make(self, turn: Turn) -> None:
        utterance = turn.utterance
        text = utterance.text
        if utterance.announced and utterance.who_id != self._told:
            texts = Texts.for_language(utterance.voicing.language or self._language)
            name = spoken_name(utterance.who_name, texts)
            text = f"{texts('voice-says', name=name)} {text}"
        self._told = utterance.who_id if utterance.announced else None
        attempts = await make(text, utterance.voicing, turn.sound, self._app, self._crossing)
        in_vain = [(attempt.engine, attempt.code) for attempt in attempts]
        if not attempts:
            self._in_vain = in_vain
        elif utterance.instead and in_vain != self._in_vain:  # told once, until it is otherwise
            self._in_vain = in_vain
            self._soon(utterance.instead(attempts))

    async def _play(self, sound: Sound) -> None:
        """Play from the first sound to the last, over as many connections as that takes."""
        await sound.begun()
        broken: Exception | None = None
        for _ in range(INTERRUPTIONS):
            if sound.over:
                return
            broken = await self._play_on(sound, await self._connected()) or broken
        raise broken or EngineFailed("The connection to the voice channel broke too often; try again later.")

    async def _play_on(self, sound: Sound, player: Player) -> Exception | None:
        """Play until the end, or until this connection takes no more; return what broke it."""
        ended = Ending()
        player.stop()  # a player that gave up on its connection still counts as playing
        try:
            player.play(sound, after=ended.settle)
            return await ended.future
        except discord.ClientException as error:  # the connection is gone again
            await asyncio.sleep(AGAIN)
            return error
        finally:
            player.stop()

    async def _connected(self) -> Player:
        while self.player is None or not self.player.is_connected():  # noqa: ASYNC110 - discord.py has no event for it
            await asyncio.sleep(AGAIN)
        return self.player

    def _made(self, turn: Turn, task: asyncio.Task[None]) -> None:
        self._tell(turn.utterance, task)
        self._advance()

    def _played(self, turn: Turn, task: asyncio.Task[None]) -> None:
        turn.cancel()
        turn.utterance.over.set()
        if turn in self._turns:
            self._turns.remove(turn)
        self._tell(turn.utterance, task)
        self._advance()

    def _tell(self, utterance: Utterance, task: asyncio.Task[None]) -> None:
        """Tell whoever asked what went wrong, if anything."""
        error = None if task.cancelled() else task.exception()
        if not isinstance(error, Exception) or isinstance(error, Cancelled):
            return
        log.warning("not spoken", reason=str(error), kind=type(error).__name__)
        if utterance.failed:
            self._soon(utterance.failed(error))

    def _soon(self, tell: Awaitable[object]) -> None:
        telling = asyncio.ensure_future(tell)
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)
