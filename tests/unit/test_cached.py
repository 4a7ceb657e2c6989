"""The speech cache: what is kept, what is not, and who waits for whom."""

import os
import stat
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hypotez.adapters.compose.cached import Cached
from hypotez.adapters.compose.shelf import _MAGIC, _SHAPE, Shelf, _digest
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import EngineUnreachable, OptionError, TextError
from hypotez.ports.progress import Cancelled, Progress, Report, ignore
from hypotez.ports.speech import Voicing
from hypotez.ports.testing.fakes_tts import FakeTextToSpeech


class SlowSpeaker(FakeTextToSpeech):
    """Says a block, then waits for the gate before the others."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.closed_early = False
        self.threads: set[int] = set()

    def synthesize(self, text: str, voicing: Voicing = Voicing(), *, report: Report = ignore) -> Iterator[Pcm]:
        return self._slowly(super().synthesize(text, voicing, report=report))

    def _slowly(self, blocks: Iterator[Pcm]) -> Iterator[Pcm]:
        try:
            yield next(blocks)
            assert self.gate.wait(30)
            yield from blocks
        except GeneratorExit:
            self.closed_early = True
            raise


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "speech"


def sound(blocks) -> bytes:
    return b"".join(block.data for block in blocks)


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*")) if folder.exists() else []


def test_the_second_hearing_does_not_ask_the_speaker(folder):
    speaker = FakeTextToSpeech()
    cached = Cached(speaker, folder=str(folder))
    first = sound(cached.synthesize("hello there"))
    assert sound(Cached(speaker, folder=str(folder)).synthesize("hello there")) == first
    assert len(speaker.said) == 1


@pytest.mark.parametrize(
    "voicing",
    [
        Voicing(language="ru"),
        Voicing(voice="gul"),
        Voicing(rate=1.5),
        Voicing(pitch=1.5),
        Voicing(volume=0.5),
    ],
)
def test_every_option_makes_another_entry(folder, voicing):
    speaker = FakeTextToSpeech()
    cached = Cached(speaker, folder=str(folder))
    sound(cached.synthesize("hello"))
    sound(cached.synthesize("hello", voicing))
    assert len(speaker.said) == 2
    assert len(files(folder)) == 2


def test_engines_and_setups_do_not_share(folder):
    for speaker, setup in ((FakeTextToSpeech("a"), ""), (FakeTextToSpeech("b"), ""), (FakeTextToSpeech("a"), "x")):
        sound(Cached(speaker, folder=str(folder), setup=setup).synthesize("hello"))
        assert len(speaker.said) == 1


def test_half_an_answer_is_not_kept(folder):
    speaker = SlowSpeaker()
    blocks = Cached(speaker, folder=str(folder)).synthesize("one two three")
    next(blocks)
    blocks.close()
    assert speaker.closed_early
    assert files(folder) == []


def test_an_error_is_not_kept_and_comes_out(folder):
    speaker = FakeTextToSpeech(error=EngineUnreachable("no network"))
    cached = Cached(speaker, folder=str(folder))
    with pytest.raises(EngineUnreachable):
        sound(cached.synthesize("hello"))
    speaker.error = None
    assert sound(cached.synthesize("hello"))


def test_bad_requests_are_refused_at_once(folder):
    cached = Cached(FakeTextToSpeech(), folder=str(folder))
    with pytest.raises(TextError):
        cached.synthesize("...")
    with pytest.raises(OptionError):
        cached.synthesize("hello", Voicing(rate=9.0))


@pytest.mark.parametrize("where", [0, 9, 17, 30, 200, -1])
def test_a_damaged_file_is_made_again(folder, where):
    speaker = FakeTextToSpeech()
    cached = Cached(speaker, folder=str(folder))
    first = sound(cached.synthesize("hello"))
    (file,) = files(folder)
    data = bytearray(file.read_bytes())
    data[where] ^= 0xFF
    file.write_bytes(data)
    again = sound(cached.synthesize("hello"))
    assert again == first
    assert len(speaker.said) == 2


@pytest.mark.parametrize(("rate", "channels", "samples"), [(0, 1, b"ab"), (16_000, 0, b"ab"), (16_000, 1, b"abc")])
def test_a_whole_file_that_holds_no_sound_is_none(tmp_path, rate, channels, samples):
    shape = _SHAPE.pack(_MAGIC, rate, channels, len(samples))
    (tmp_path / "k.pcm").write_bytes(shape + _digest(shape, samples) + samples)
    assert Shelf(tmp_path, 1 << 20).find("k") is None
    assert files(tmp_path) == []


@pytest.mark.parametrize("size", [0, 10, 56, 100])
def test_a_truncated_file_is_made_again(folder, size):
    speaker = FakeTextToSpeech()
    cached = Cached(speaker, folder=str(folder))
    first = sound(cached.synthesize("hello"))
    (file,) = files(folder)
    file.write_bytes(file.read_bytes()[:size])
    assert sound(cached.synthesize("hello")) == first
    assert sound(cached.synthesize("hello")) == first
    assert len(speaker.said) == 2


def test_the_least_recently_heard_goes_first(folder):
    speaker = FakeTextToSpeech()
    size = len(sound(speaker.synthesize("aaaa"))) + 56
    cached = Cached(speaker, folder=str(folder), max_bytes=2 * size + 10)
    for age, text in ((30, "aaaa"), (20, "bbbb")):
        before = set(files(folder))
        sound(cached.synthesize(text))
        (new,) = set(files(folder)) - before
        os.utime(new, (time.time() - age, time.time() - age))
    sound(cached.synthesize("aaaa"))  # heard again just now
    sound(cached.synthesize("cccc"))
    speaker.said.clear()
    sound(cached.synthesize("aaaa"))
    assert speaker.said == []
    sound(cached.synthesize("bbbb"))
    assert len(speaker.said) == 1
    assert sum(file.stat().st_size for file in files(folder)) <= 2 * size + 10


def test_an_answer_larger_than_the_cache_is_only_spoken(folder):
    cached = Cached(FakeTextToSpeech(), folder=str(folder), max_bytes=100)
    assert sound(cached.synthesize("hello"))
    assert files(folder) == []


def test_files_tell_nothing_to_other_people(folder):
    sound(Cached(FakeTextToSpeech(), folder=str(folder)).synthesize("my secret"))
    (file,) = files(folder)
    assert len(file.stem) == 64
    assert b"secret" not in file.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_costs_only_the_memory(tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    cached = Cached(FakeTextToSpeech(), folder=str(tmp_path / "file" / "speech"))
    assert sound(cached.synthesize("my secret"))
    assert "secret" not in caplog.text


def test_old_unfinished_files_are_swept(folder):
    folder.mkdir()
    (folder / "old.part").write_bytes(b"x")
    os.utime(folder / "old.part", (0, 0))
    (folder / "new.part").write_bytes(b"x")
    sound(Cached(FakeTextToSpeech(), folder=str(folder)).synthesize("hello"))
    assert {file.suffix for file in files(folder)} == {".pcm", ".part"}
    assert not (folder / "old.part").exists()


def test_four_at_once_cost_one_synthesis(folder):
    speaker = SlowSpeaker()
    cached = Cached(speaker, folder=str(folder))
    leader = cached.synthesize("one two three")
    begun = [next(leader)]
    with ThreadPoolExecutor(3) as pool:
        heard_first = threading.Semaphore(0)

        def follow() -> bytes:
            blocks = cached.synthesize("one two three")
            first = next(blocks)  # from the leader's answer, while it is being made
            heard_first.release()
            return first.data + sound(blocks)

        followers = [pool.submit(follow) for _ in range(3)]
        for _ in followers:
            assert heard_first.acquire(timeout=30)
        speaker.gate.set()
        heard = [follower.result(30) for follower in followers]
    assert heard == [sound([*begun, *leader])] * 3
    assert heard[0] == sound(FakeTextToSpeech().synthesize("one two three"))
    assert len(files(folder)) == 1


class EagerSpeaker(FakeTextToSpeech):
    """Begins at once, as a server does, and takes its time for it: until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go = threading.Event(), threading.Event()

    def synthesize(self, text: str, voicing: Voicing = Voicing(), *, report: Report = ignore) -> Iterator[Pcm]:
        blocks = list(super().synthesize(text, voicing, report=report))
        self.begun.set()
        assert self.go.wait(30)
        report(Progress("waiting"))
        return iter(blocks)


def wait_for_listeners(cached: Cached, count: int) -> None:
    until = time.monotonic() + 20
    while sum(recording.listeners for recording in list(cached._making.values())) < count:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_five_who_ask_together_cost_one_request(folder):
    speaker = EagerSpeaker()
    cached = Cached(speaker, folder=str(folder))
    with ThreadPoolExecutor(5) as pool:
        heard = pool.map(lambda _: sound(cached.synthesize("one two three")), range(5))
        wait_for_listeners(cached, 5)
        speaker.go.set()
    assert len(speaker.said) == 1
    assert len(set(heard)) == 1


def test_one_who_cancels_while_the_speaker_begins_does_not_stop_the_other(folder):
    speaker = EagerSpeaker()
    cached = Cached(speaker, folder=str(folder))

    def stop(progress: Progress) -> None:
        if progress.stage == "waiting":
            raise Cancelled

    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(lambda: sound(cached.synthesize("one two three", report=stop)))
        assert speaker.begun.wait(20)
        follower = pool.submit(lambda: sound(cached.synthesize("one two three")))
        wait_for_listeners(cached, 2)
        speaker.go.set()
        assert follower.result(30)
        with pytest.raises(Cancelled):
            leader.result(30)
    assert len(speaker.said) == 1


def test_an_answer_that_nobody_reads_is_let_go(folder):
    cached = Cached(SlowSpeaker(), folder=str(folder))
    cached.synthesize("hello")
    assert cached._making == {}


def test_a_listener_who_leaves_does_not_stop_the_others(folder):
    speaker = SlowSpeaker()
    cached = Cached(speaker, folder=str(folder))
    leader, follower = cached.synthesize("one two three"), cached.synthesize("one two three")
    first = [next(leader)]
    begun = next(follower)
    leader.close()
    speaker.gate.set()
    assert sound([begun, *follower]) == sound(FakeTextToSpeech().synthesize("one two three"))
    assert first == [begun]
    assert len(files(folder)) == 1


def test_a_listener_who_cancels_does_not_stop_the_others(folder):
    cached = Cached(FakeTextToSpeech(), folder=str(folder))
    calls = []

    def stop(progress: Progress) -> None:
        calls.append(progress)
        if len(calls) > 1:
            raise Cancelled

    leader, follower = cached.synthesize("one two three", report=stop), cached.synthesize("one two three")
    next(leader)
    begun = next(follower)
    with pytest.raises(Cancelled):
        next(leader)
    assert sound([begun, *follower]) == sound(FakeTextToSpeech().synthesize("one two three"))


def test_an_iterator_that_is_never_read_holds_nothing(folder):
    speaker = FakeTextToSpeech()
    cached = Cached(speaker, folder=str(folder))
    unread = cached.synthesize("hello")
    assert sound(cached.synthesize("hello"))
    assert sound(unread) == sound(cached.synthesize("hello"))


def test_the_listener_hears_progress_from_the_disk_and_may_stop_it(folder):
    cached = Cached(FakeTextToSpeech(), folder=str(folder))
    sound(cached.synthesize("hello"))
    seen = []
    sound(cached.synthesize("hello", report=seen.append))
    assert seen[-1].done == pytest.approx(seen[-1].total)

    def stop(progress: Progress) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        sound(cached.synthesize("hello", report=stop))
