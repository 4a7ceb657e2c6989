"""The queue of speech of one server, without Discord: who is heard when, and what happens when something breaks."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator

import numpy as np
import pytest

from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.voice import queue as queues
from hypotez.entrypoints.discord.voice.queue import SpeechQueue
from hypotez.entrypoints.discord.voice.sound import FRAME
from hypotez.entrypoints.discord.voice.utterance import Utterance
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import EngineFailed
from hypotez.ports.progress import ignore
from hypotez.ports.speech import Voicing
from tests.unit.voice_player import FakePlayer

RATE = 48_000


class Speaker:
    """Says each text as `frames` frames of its own level, which is its number in `asked`, times a hundred.

    While `gate` is not set, it waits before the second half of a text.
    """

    def __init__(self, frames: int = 10) -> None:
        self.frames = frames
        self.asked: list[str] = []
        self.languages: list[str | None] = []
        self.gate = threading.Event()
        self.gate.set()

    def speak(self, text, *, language, voice, rate, pitch, volume, report=ignore):
        self.asked.append(text)
        self.languages.append(language)
        if "fail" in text:
            raise EngineFailed("cannot say this")
        return self._blocks(len(self.asked) * 100, report)

    def _blocks(self, level, report):
        block = Pcm(np.full(RATE // 50, level, "<i2").tobytes(), RATE)
        for number in range(self.frames):
            while number == self.frames // 2 and not self.gate.is_set():
                report(None)
                time.sleep(0.001)
            yield block


@pytest.fixture
def speaker() -> Speaker:
    return Speaker()


@pytest.fixture
def player() -> FakePlayer:
    return FakePlayer()


@pytest.fixture
def crossing() -> Iterator[Crossing]:
    crossing = Crossing(2)
    yield crossing
    crossing.close()


@pytest.fixture
async def queue(speaker: Speaker, player: FakePlayer, crossing: Crossing) -> AsyncIterator[SpeechQueue]:
    queue = SpeechQueue(speaker, crossing, most=3, language="en")
    queue.player = player
    yield queue
    await queue.close()


def utterance(text: str, who: str = "1", name: str = "Anna", *, announced: bool = False, **more) -> Utterance:
    return Utterance(text, who, name, announced=announced, **more)


async def until(condition) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - it happens on other threads
            await asyncio.sleep(0.002)


def levels(player: FakePlayer) -> list[int]:
    """How loud each frame was, without repetitions."""
    heard = [int(np.frombuffer(frame, "<i2")[FRAME // 4]) for frame in player.heard]
    return [level for at, level in enumerate(heard) if at == 0 or heard[at - 1] != level]


async def test_one_is_heard_after_another_to_its_end(queue: SpeechQueue, player: FakePlayer) -> None:
    assert [queue.say(utterance(text)) for text in ("One.", "Two.", "Three.")] == [0, 1, 2]
    await until(lambda: not len(queue))
    assert levels(player) == [100, 200, 300]
    assert len(player.heard) == 30


async def test_a_full_queue_takes_no_more_and_says_so(queue: SpeechQueue, speaker: Speaker) -> None:
    speaker.gate.clear()
    for text in ("One.", "Two.", "Three."):
        queue.say(utterance(text))
    with pytest.raises(Refusal) as refused:
        queue.say(utterance("Four."))
    assert (refused.value.key, refused.value.values) == ("voice-queue-full", {"count": 3})
    assert len(queue) == 3


async def test_exactly_the_next_one_is_made_while_one_plays(
    queue: SpeechQueue, speaker: Speaker, player: FakePlayer
) -> None:
    player.connected = False
    for text in ("One.", "Two.", "Three."):
        queue.say(utterance(text))
    await until(lambda: len(speaker.asked) == 2)
    await asyncio.sleep(0.05)
    assert speaker.asked == ["One.", "Two."]
    player.connected = True
    await until(lambda: speaker.asked == ["One.", "Two.", "Three."])


async def test_the_next_one_waits_while_the_first_is_being_made(queue: SpeechQueue, speaker: Speaker) -> None:
    speaker.gate.clear()
    queue.say(utterance("One."))
    queue.say(utterance("Two."))
    await until(lambda: speaker.asked)
    await asyncio.sleep(0.05)
    assert speaker.asked == ["One."]


async def test_it_is_heard_before_it_is_made_to_its_end(
    queue: SpeechQueue, speaker: Speaker, player: FakePlayer
) -> None:
    speaker.gate.clear()
    queue.say(utterance("One."))
    await until(lambda: len(player.heard) >= 3)
    speaker.gate.set()
    await until(lambda: not len(queue))
    assert len(player.heard) == 10


async def test_skipping_goes_on_with_the_next(queue: SpeechQueue, speaker: Speaker, player: FakePlayer) -> None:
    speaker.gate.clear()
    queue.say(utterance("One."))
    queue.say(utterance("Two."))
    await until(lambda: player.heard)
    assert queue.skip()
    speaker.gate.set()
    await until(lambda: not len(queue))
    assert levels(player) == [100, 200]
    assert 10 < len(player.heard) < 20
    assert not queue.skip()


async def test_stopping_forgets_all_and_what_comes_later_is_heard(
    queue: SpeechQueue, speaker: Speaker, player: FakePlayer
) -> None:
    speaker.gate.clear()
    for text in ("One.", "Two.", "Three."):
        queue.say(utterance(text))
    await until(lambda: player.heard)
    assert queue.stop() == 3
    assert not len(queue)
    speaker.gate.set()
    queue.say(utterance("Later."))
    await until(lambda: not len(queue))
    assert speaker.asked == ["One.", "Later."]
    assert levels(player) == [100, 200]


async def test_what_is_dropped_is_told_unless_it_is_there_in_writing(
    queue: SpeechQueue, speaker: Speaker, player: FakePlayer
) -> None:
    told: list[tuple[str, Exception]] = []

    def wish(text: str, *, announced: bool = False) -> Utterance:
        async def failed(error: Exception) -> None:
            told.append((text, error))

        wished = utterance(text, announced=announced, failed=failed)
        queue.say(wished)
        return wished

    speaker.gate.clear()
    wished = [wish("One."), wish("Two."), wish("Three.", announced=True)]
    await until(lambda: player.heard)
    why = Refusal("ending-stopped")
    for each in wished:
        queue.drop(each, why)
        assert each.over.is_set()
    await until(lambda: len(told) == 2)
    assert told == [("One.", why), ("Two.", why)]
    assert not len(queue)


async def test_what_is_said_skipped_or_stopped_is_over(queue: SpeechQueue, speaker: Speaker) -> None:
    said, skipped, stopped = [utterance(text) for text in ("One.", "Two.", "Three.")]
    queue.say(said)
    await asyncio.wait_for(said.over.wait(), 30)
    speaker.gate.clear()
    queue.say(skipped)
    queue.say(stopped)
    await asyncio.sleep(0.05)
    assert not skipped.over.is_set()
    queue.skip()
    await asyncio.wait_for(skipped.over.wait(), 30)
    assert not stopped.over.is_set()
    queue.stop()
    assert stopped.over.is_set()


async def test_volume_holds_at_once(queue: SpeechQueue, speaker: Speaker, player: FakePlayer) -> None:
    speaker.gate.clear()
    queue.say(utterance("One."))
    await until(lambda: len(player.heard) == 5)
    queue.volume = 0.5
    speaker.gate.set()
    await until(lambda: not len(queue))
    assert levels(player) == [100, 50]


async def test_a_failure_is_told_and_the_next_goes_on(queue: SpeechQueue, player: FakePlayer) -> None:
    told: list[Exception] = []

    async def failed(error: Exception) -> None:
        told.append(error)

    queue.say(utterance("This will fail.", failed=failed))
    queue.say(utterance("Two."))
    await until(lambda: not len(queue))
    assert [str(error) for error in told] == ["cannot say this"]
    assert levels(player) == [200]


async def test_a_failure_to_tell_harms_nobody(queue: SpeechQueue, player: FakePlayer) -> None:
    queue.say(utterance("This will fail."))
    queue.say(utterance("Two."))
    await until(lambda: not len(queue))
    assert levels(player) == [200]


async def test_without_a_connection_speech_waits_and_then_goes_on_where_it_was(
    queue: SpeechQueue, speaker: Speaker, player: FakePlayer
) -> None:
    speaker.gate.clear()
    queue.say(utterance("One."))
    await until(lambda: len(player.heard) >= 3)
    playing = player._thread
    player.connected = False
    await asyncio.to_thread(playing.join, 30)
    speaker.gate.set()
    before = len(player.heard)
    await asyncio.sleep(0.2)
    assert len(player.heard) == before
    player.connected = True
    await until(lambda: not len(queue))
    assert 9 <= len(player.heard) <= 10
    assert len(set(player.played)) == 1


async def test_another_connection_takes_over(queue: SpeechQueue, speaker: Speaker, player: FakePlayer) -> None:
    speaker.gate.clear()
    queue.say(utterance("One."))
    await until(lambda: len(player.heard) >= 3)
    player.connected, other = False, FakePlayer()
    queue.player = other
    speaker.gate.set()
    await until(lambda: not len(queue))
    assert 9 <= len(player.heard) + len(other.heard) <= 10
    assert other.heard


async def test_a_player_that_breaks_is_tried_again(queue: SpeechQueue, player: FakePlayer) -> None:
    player.failure = OSError("no way")
    queue.say(utterance("One."))
    await until(lambda: not len(queue))
    assert len(player.played) == 2
    assert len(player.heard) == 9


async def test_a_player_that_always_breaks_is_given_up(
    queue: SpeechQueue, player: FakePlayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Exception] = []
    monkeypatch.setattr(queues, "INTERRUPTIONS", 3)

    async def failed(error: Exception) -> None:
        told.append(error)

    def play(source, *, after) -> None:
        after(OSError("no way"))

    monkeypatch.setattr(player, "play", play)
    queue.say(utterance("One.", failed=failed))
    await until(lambda: not len(queue) and told)
    assert isinstance(told[0], OSError)


async def test_who_speaks_is_said_when_it_changes(queue: SpeechQueue, speaker: Speaker) -> None:
    said = [("Hello.", "1", "Anna"), ("Bye.", "1", "Anna"), ("Wait.", "2", "**Ben** 🎉"), ("Yes.", "1", "Anna")]
    for text, who, name in said:
        queue.say(utterance(text, who, name, announced=True))
        await until(lambda: not len(queue))
    assert [text for text in speaker.asked if not text.endswith("!")] == [
        "Anna says: Hello.",
        "Bye.",
        "Ben says: Wait.",
        "Anna says: Yes.",
    ]


async def test_what_is_not_announced_makes_the_next_one_announced(queue: SpeechQueue, speaker: Speaker) -> None:
    for text, announced in (("One.", True), ("Two.", False), ("Three.", True)):
        queue.say(utterance(text, announced=announced))
        await until(lambda: not len(queue))
    assert speaker.asked == ["Anna says: One.", "Two.", "Anna says: Three."]


async def test_who_speaks_is_said_in_the_language_of_what_is_said(queue: SpeechQueue, speaker: Speaker) -> None:
    queue.say(utterance("Привет.", name="Анна", announced=True, voicing=Voicing("ru")))
    await until(lambda: not len(queue))
    assert speaker.asked == ["Анна говорит: Привет."]
    assert speaker.languages == ["ru"]


async def test_closing_leaves_nothing_behind(queue: SpeechQueue, speaker: Speaker, player: FakePlayer) -> None:
    speaker.gate.clear()
    before = asyncio.all_tasks()
    queue.say(utterance("One."))
    queue.say(utterance("Two."))
    await until(lambda: player.heard)
    await queue.close()
    assert asyncio.all_tasks() == before
    assert not player.is_playing()
