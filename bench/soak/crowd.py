"""Many people at once, and what comes of all that they ask."""

import asyncio
import random
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bench.soak.answers import Answers
from bench.soak.asks import ASKS, Ask, refusal
from bench.soak.town import Server
from hypotez.entrypoints.texts import Texts
from tests.e2e.loopback import Message, Upload, User

__all__ = ["Crowd", "Tally"]

AT_ONCE = 25
"""Commands that the people of one server wait for at the same time: 3 s is all that a slash command has."""
HASTY = 0.1
"""How much of it all comes from one person in each server, who repeats one command faster than is allowed."""


@dataclass
class Tally:
    """What has come: results, refusals by their sentence, and what should not be, in words."""

    results: int = 0
    silent: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    async def take(
        self, what: str, answer: Awaitable[Message], texts: Texts, expected: Callable[[Message, Texts], bool]
    ) -> None:
        """Wait for an answer and judge it."""
        began = time.monotonic()
        try:
            message = await answer
        except TimeoutError:
            self.wrong.append(f"{what}: no answer")
            return
        self.seconds.append(time.monotonic() - began)
        if expected(message, texts):
            self.results += 1
        elif key := refusal(message, texts):
            self.refusals[key] += 1
        else:
            self.wrong.append(f"{what}: {message.content[:100]!r}")

    def told(self) -> str:
        """In one line."""
        refused = ", ".join(f"{count} {key}" for key, count in sorted(self.refusals.items())) or "none"
        unknown = f"; {self.silent} unknown to the bot, left alone" if self.silent else ""
        half, most = statistics.median(self.seconds or [0.0]), max(self.seconds, default=0.0)
        wrong = f"; {'; '.join(self.wrong[:3])}" if self.wrong else ""
        return f"{self.results} results; refused: {refused}{unknown}; median {half:.2f} s, longest {most:.0f} s{wrong}"


class Crowd:
    """The people of all servers, who ask `asks`: the same ones the same things in every run."""

    def __init__(self, servers: tuple[Server, ...], answers: Answers, asks: Sequence[Ask] = ASKS) -> None:
        self._servers, self._answers, self._asks = servers, answers, asks
        self._chance = random.Random(11)
        self._ignored: list[Message] = []
        self.commands, self.voices = Tally(), Tally()

    async def give_commands(self, count: int) -> None:
        """So many commands, spread over the servers; each person waits for the answer."""
        left = iter(range(count))
        workers = [self._again(server, left) for server in self._servers for _ in range(AT_ONCE)]
        await asyncio.gather(*workers)

    async def send_voices(self, clips: Sequence[bytes], count: int) -> None:
        """So many voice messages at the same moment, each from somebody else."""
        texts, sending = Texts.for_language("en"), []
        for number in range(count):
            server = self._servers[number % len(self._servers)]
            author = server.members[number // len(self._servers) % len(server.members)]
            upload = Upload("voice-message.ogg", clips[number % len(clips)], "audio/ogg", voice=True)
            answer = self._answers.to_message(server.voices, author, "", upload)
            sending.append(self.voices.take(f"voice {number}", answer, texts, _is_transcript))
        await asyncio.gather(*sending)

    def judge_silence(self) -> None:
        """Count, at the end, what had to be left alone and was not."""
        for message in self._ignored:
            if self._answers.replied(message):
                self.commands.wrong.append(f"{message.content}: answered, though it may be another bot's")

    async def _again(self, server: Server, left: Iterator[int]) -> None:
        for _ in left:
            await self._ask(server)

    async def _ask(self, server: Server) -> None:
        if self._chance.random() < HASTY:
            ask, person = self._asks[0], server.members[-1]
        else:
            ask = self._chance.choices(self._asks, [each.often for each in self._asks])[0]
            person = self._chance.choice(server.moderators if ask.moderator else _others(server))
        if ask.expected is None:
            self._ignored.append(await self._answers.say(server.commands, person, f"!{ask.name}"))
            self.commands.silent += 1
        elif self._chance.random() < 0.5:
            texts = Texts.for_language(person.locale)
            answer = self._answers.to_slash(server.commands, person, ask.name, ask.options)
            await self.commands.take(f"/{ask.name}", answer, texts, ask.expected)
        else:
            answer = self._answers.to_message(server.commands, person, _typed(ask))
            await self.commands.take(f"!{ask.name}", answer, Texts.for_language("en"), ask.expected)


def _typed(ask: Ask) -> str:
    return " ".join([f"!{ask.name}", *ask.options.values()])


def _others(server: Server) -> tuple[User, ...]:
    return tuple(person for person in server.members if person not in server.moderators)


def _is_transcript(message: Message, _: Texts) -> bool:
    """Whether it shows a transcript of the message that it answers."""
    ids = [control["custom_id"].split(":") for control in message.controls]
    return bool(message.content) and any(id[1] == "correct" and id[4] == message.reply_to for id in ids)
