"""The sound of an utterance between the thread that makes it and the one that plays it."""

import asyncio
import threading
import time
from collections.abc import Callable

import numpy as np
import pytest

from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord.voice import sound as sounds
from hypotez.entrypoints.discord.voice.making import make
from hypotez.entrypoints.discord.voice.sound import FRAME, SILENCE, Sound
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import EngineFailed, TextError
from hypotez.ports.progress import ignore
from hypotez.ports.speech import Voicing

LOUD = np.full(FRAME // 2, 20_000, "<i2").tobytes()
RATE = 48_000


class Speaker:
    """Speaks `seconds` for each piece, in blocks of a tenth; `pause` seconds between them. Notes what was asked.

    While `gate` is not set, it waits after its first block.
    """

    def __init__(self, seconds: float = 0.1, pause: float = 0.0, error: Exception | None = None) -> None:
        self.seconds, self.pause, self.error = seconds, pause, error
        self.asked: list[str] = []
        self.closed = 0
        self.gate = threading.Event()
        self.gate.set()

    def speak(self, text, *, language, voice, rate, pitch, volume, report=ignore):
        self.asked.append(text)
        return self._blocks(text)

    def _blocks(self, text):
        try:
            for number in range(round(self.seconds * 10)):
                time.sleep(self.pause)
                yield Pcm(b"\1\1" * (RATE // 10), RATE)
                if number == 0:
                    self.gate.wait(20)
            if self.error:
                raise self.error
            if text.startswith("(*)"):
                raise TextError("silent")
        finally:
            self.closed += 1


@pytest.fixture
def crossing():
    crossing = Crossing(2)
    yield crossing
    crossing.close()


async def test_frames_come_out_whole_and_the_last_one_is_filled_up() -> None:
    sound = Sound()
    for at in range(0, 2 * FRAME, 700):
        sound.add(b"\1" * min(700, 2 * FRAME - at))
    sound.add(b"\2\2")
    assert [sound.read(), sound.read()] == [b"\1" * FRAME] * 2
    assert sound.read() == SILENCE, "it may go on"
    sound.end()
    assert sound.read() == b"\2\2".ljust(FRAME, b"\0")
    assert sound.over
    assert sound.read() == b""


async def test_a_late_maker_is_bridged_by_silence_at_once() -> None:
    sound = Sound()
    began = time.perf_counter()
    assert {sound.read() for _ in range(50)} == {SILENCE}
    assert time.perf_counter() - began < 0.9, "it waited for each of them"


async def test_volume_changes_while_it_plays_and_never_wraps_around() -> None:
    volume = 1.0
    sound = Sound(lambda: volume)
    sound.add(LOUD * 4)
    for volume, heard in ((1.0, 20_000), (0.5, 10_000), (0.0, 0), (2.0, 32_767)):  # noqa: B007 - the sound asks for it
        assert int(np.frombuffer(sound.read(), "<i2")[0]) == heard


async def test_playing_begins_with_the_first_frames(crossing: Crossing) -> None:
    sound = Sound()
    begun = asyncio.create_task(sound.begun())
    sound.add(LOUD * 2)
    await asyncio.sleep(0.01)
    assert not begun.done()
    await asyncio.to_thread(sound.add, LOUD)
    await asyncio.wait_for(begun, 20)


async def test_a_short_sound_begins_at_its_end() -> None:
    sound = Sound()
    sound.add(b"\1\1")
    sound.end()
    await asyncio.wait_for(sound.begun(), 20)


async def test_the_first_sound_is_there_while_the_rest_is_being_made(crossing: Crossing) -> None:
    speaker, sound = Speaker(seconds=1), Sound()
    speaker.gate.clear()
    making = asyncio.create_task(make("One sentence.", Voicing(), sound, speaker, crossing))
    await sound.begun()
    assert not making.done()
    assert speaker.closed == 0
    speaker.gate.set()
    await making
    assert speaker.closed == 1


async def test_the_first_sentence_is_spoken_by_itself_and_the_rest_in_pieces(crossing: Crossing) -> None:
    speaker, sound = Speaker(), Sound()
    text = "First one. " + "And more words " * 20
    await make(text, Voicing(), sound, speaker, crossing)
    assert speaker.asked[0] == "First one."
    assert " ".join(speaker.asked).split() == text.split()
    assert max(map(len, speaker.asked)) <= 200


async def test_a_silent_piece_is_left_out(crossing: Crossing) -> None:
    speaker, sound = Speaker(), Sound()
    await make("(*)! Words.", Voicing(), sound, speaker, crossing)
    assert speaker.asked == ["(*)!", "Words."]


async def test_text_of_marks_only_is_refused(crossing: Crossing) -> None:
    sound = Sound()
    for text in ("(*)", " "):
        with pytest.raises(TextError):
            await make(text, Voicing(), sound, Speaker(seconds=0), crossing)
    assert sound.over


async def test_what_was_made_before_a_failure_is_played(crossing: Crossing) -> None:
    sound = Sound()
    with pytest.raises(EngineFailed):
        await make("Hello.", Voicing(), sound, Speaker(error=EngineFailed("broke")), crossing)
    heard = 0
    while sound.read():
        heard += 1
    assert heard == 5


async def test_an_hour_of_text_is_held_a_minute_at_a_time(crossing: Crossing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sounds, "AHEAD", 50)
    speaker, sound = Speaker(seconds=1), Sound()
    text = "A sentence that is long enough to be a piece of its own, or nearly so, whatever is said in it. " * 400
    making = asyncio.create_task(make(text, Voicing(), sound, speaker, crossing))
    most = played = 0
    while not sound.over:
        await asyncio.sleep(0)
        if len(sound._frames) or sound._ended:
            most = max(most, len(sound._frames))
            sound.read()
            played += 1
    await making
    assert played > 50 * 150
    assert most <= 50 + 50 + 1


async def test_between_pieces_no_thread_waits_for_the_listener(
    crossing: Crossing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sounds, "AHEAD", 5)
    speakers, making = [], []
    for _ in range(6):
        speakers.append(Speaker())
        making.append(asyncio.create_task(make("One. " + "Two " * 60, Voicing(), Sound(), speakers[-1], crossing)))
    await until(lambda: all(speaker.closed for speaker in speakers))
    await asyncio.sleep(0.2)
    assert all(speaker.asked == ["One."] for speaker in speakers)
    for task in making:
        task.cancel()
    await asyncio.gather(*making, return_exceptions=True)


async def test_a_piece_that_does_not_end_stops_when_the_buffer_is_full(
    crossing: Crossing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sounds, "MOST", 100)
    speaker, sound = Speaker(seconds=10_000), Sound()
    making = asyncio.create_task(make("Endless.", Voicing(), sound, speaker, crossing))
    await until(lambda: len(sound._frames) >= 100)
    await asyncio.sleep(0.2)
    assert 100 <= len(sound._frames) <= 106
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    await until(lambda: speaker.closed)


async def test_cancelling_closes_the_speakers_answer(crossing: Crossing) -> None:
    speaker, sound = Speaker(seconds=100, pause=0.01), Sound()
    making = asyncio.create_task(make("Long.", Voicing(), sound, speaker, crossing))
    await sound.begun()
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    await until(lambda: speaker.closed)
    assert sound._ended


async def test_frames_are_neither_lost_nor_changed_between_threads() -> None:
    sound, heard = Sound(), []
    frames = [number.to_bytes(2, "little") * (FRAME // 2) for number in range(1, 2000)]

    def play() -> None:
        while frame := sound.read():
            if frame != SILENCE:
                heard.append(frame)

    player = threading.Thread(target=play)
    player.start()

    def produce() -> None:
        for frame in frames:
            sound.add(frame)
        sound.end()

    await asyncio.to_thread(produce)
    await asyncio.to_thread(player.join)
    assert heard == frames


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - it happens on another thread
            await asyncio.sleep(0.01)
