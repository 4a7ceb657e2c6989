"""Who is spoken for in which channel: what somebody says on purpose, what they were answered, what they write."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

import discord

from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.languages import chosen, texts_of
from hypotez.entrypoints.discord.messages import Reply, plain
from hypotez.entrypoints.discord.refusal import Refusal, sentence_of
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.discord.underway import STOPPED
from hypotez.entrypoints.discord.voice.queue import SpeechQueue
from hypotez.entrypoints.discord.voice.rooms import Voices
from hypotez.entrypoints.discord.voice.spoken import LONGEST, named_in, spoken
from hypotez.entrypoints.discord.voice.utterance import Utterance
from hypotez.entrypoints.discord.voice.wishes import Wishes
from hypotez.entrypoints.texts import Texts
from hypotez.ports.errors import HypotezError
from hypotez.ports.speech import Attempt

__all__ = ["Talking"]

SPEAKERS: Final = 4
"""Threads for speech, whatever the number of servers; each is needed only while sound is being made."""


class Talking:
    """Speech in voice channels, by the choices of servers and people."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._crossing = Crossing(SPEAKERS)
        self._asked: dict[int, Any] = {}
        self.wishes = Wishes(shared)
        voice = shared.config.discord
        self.voices = Voices(
            shared.app,
            self._crossing,
            self._lost,
            language=shared.config.language,
            most=voice.voice_queue,
            alone=voice.voice_alone,
            patience=voice.voice_connect,
        )

    async def close(self) -> None:
        """Leave all channels."""
        await self.voices.close()
        self._crossing.close()

    async def come(self, asking: Asking, channel: discord.VoiceChannel | discord.StageChannel | None) -> SpeechQueue:
        """Come into `channel`, or to where the person is.

        Raises:
            Refusal: they are nowhere, may not go there themselves, or the bot cannot.
        """
        assert asking.guild
        channel = channel or channel_of(asking)
        if channel is None:
            raise Refusal("voice-author-nowhere")
        own = channel.permissions_for(asking.author) if isinstance(asking.author, discord.Member) else None
        if own and not own.view_channel:
            raise Refusal("voice-unknown-channel")  # nobody learns that there is one
        if own and not own.connect:
            raise Refusal("voice-not-yours", channel=channel.mention)
        queue = await self.voices.join(channel)
        queue.volume = (await self._shared.server(asking)).volume
        self._asked[asking.guild.id] = asking.channel
        return queue

    async def say(self, asking: Asking, text: str) -> int:
        """Say what somebody wants said, where the bot is, or else where they are; how much is said before it.

        Raises:
            Refusal: nowhere, nothing to say, or the queue is full.
        """
        assert asking.guild
        here = await self.voices.arrived(asking.guild)
        queue = self.voices.queue(asking.guild) if here else await self.come(asking, None)
        return await self._put(queue, asking, text, most=4 * LONGEST)

    async def answer(self, asking: Asking, text: str) -> None:
        """Say what somebody was answered, to where they are, as far as the server wants that.

        Raises:
            Refusal: they may not, it is not wanted, they are nowhere, or the bot is elsewhere.
        """
        if asking.guild is None:
            raise Refusal("rights-private")
        wanted = (await self._shared.server(asking)).speak_answers
        await self._shared.check(asking, rights.SPEAKERS)
        if wanted == "never":
            raise Refusal("voice-answers-off")
        if (there := channel_of(asking)) is None:
            raise Refusal("voice-author-nowhere")
        here = await self.voices.arrived(asking.guild)
        if here is not None and here.id != there.id:
            raise Refusal("voice-elsewhere", channel=here.mention)
        if here is None and wanted == "here":
            raise Refusal("voice-not-here")
        queue = self.voices.queue(asking.guild) if here else await self.come(asking, None)
        await self._put(queue, asking, text, announced=True)

    async def read(self, message: discord.Message) -> None:
        """Read `message` aloud, if it stands where everything is read."""
        asking = Asking(message)
        if asking.guild is None or not message.content:
            return
        server = await self._shared.server(asking)
        if server.read_channel != str(message.channel.id):
            return
        with suppress(Refusal, HypotezError):  # nobody has asked for an answer
            self._shared.underway.check()
            await self._shared.check(asking, rights.SPEAKERS)
            if await self.voices.arrived(asking.guild):
                queue = self.voices.queue(asking.guild)
            elif server.speak_answers == "come":
                queue = await self.come(asking, None)
            else:
                return
            await self._put(queue, asking, message.content, announced=True)

    async def _put(
        self, queue: SpeechQueue, asking: Asking, text: str, *, most: int = LONGEST, announced: bool = False
    ) -> int:
        voicing = await self.wishes.fitting(await self.wishes.voicing(asking), text)
        people = asking.message.mentions if asking.message else ()
        words = Texts.for_language(voicing.language or self._shared.config.language)
        heard = spoken(text, words, named_in(asking.guild, people), most=most)
        if not heard:
            raise Refusal("voice-nothing")
        texts = await self._shared.texts(asking)

        async def failed(error: Exception) -> None:
            await asking.answer(Reply(sentence_of(error, texts)), private=True)

        async def instead(attempts: Sequence[Attempt]) -> None:
            reasons = [(attempt.engine, texts(f"error-{attempt.code}")) for attempt in attempts]
            told = [texts("spoken-instead", engine=engine, reason=reason) for engine, reason in reasons]
            await asking.answer(Reply(plain("\n".join(told))), private=True)

        name, wished = asking.author.display_name, None if announced else instead
        utterance = Utterance(
            heard, str(asking.author.id), name, voicing, announced=announced, failed=failed, instead=wished
        )
        before = queue.say(utterance)
        self._shared.underway.keep(asyncio.create_task(self._said(queue, utterance)))
        return before

    async def _said(self, queue: SpeechQueue, utterance: Utterance) -> None:
        """Let the bot not end before it is said; where it must, whoever wished it said is told."""
        with suppress(Refusal), self._shared.underway.stoppable(lambda: queue.drop(utterance, Refusal(STOPPED))):
            await utterance.over.wait()

    async def _lost(self, channel: discord.VoiceChannel, key: str) -> None:
        """Say why the bot is gone, where somebody called it."""
        server = await self._shared.choices.servers.get(str(channel.guild.id))
        texts = texts_of(server.language, chosen(channel.guild), self._shared.config.language)
        with suppress(discord.HTTPException):
            await self._asked.get(channel.guild.id, channel).send(texts(key, channel=channel.mention))


def channel_of(asking: Asking) -> discord.VoiceChannel | discord.StageChannel | None:
    """The voice channel that somebody is in."""
    voice = asking.author.voice if isinstance(asking.author, discord.Member) else None
    return voice.channel if voice else None
