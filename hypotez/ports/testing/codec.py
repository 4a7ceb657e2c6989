"""What every audio codec must do.

Bind it to yours in a few lines:

class TestMyCodec(AudioCodecContract):
    reads = ("wav", "mp3")

    @pytest.fixture
    def codec(self):
        return MyCodec()

    @pytest.fixture
    def sample(self):
        return my_samples  # (format) -> the bytes of a file with TONE in it
"""

import random
import socket
from array import array
from collections.abc import Callable, Iterator
from contextlib import suppress
from math import cos, pi, sin, sqrt
from pathlib import Path
from types import GeneratorType
from typing import ClassVar

import pytest

from hypotez.ports.audio import Audio, AudioCodec, Limits, Pcm
from hypotez.ports.errors import AudioError, AudioTooLong, InputError, OptionError
from hypotez.ports.progress import Cancelled, Progress

__all__ = ["SECONDS", "TONE", "AudioCodecContract", "Sample", "level", "tone"]

SECONDS = 1.5
TONE = 440.0
"""Hz."""

LEVEL = 8000.0
"""Peak of the tone in a sample, of 32,767."""

Sample = Callable[[str], bytes]
"""Given the name of a format, the bytes of a file with `SECONDS` of `TONE` at `LEVEL`, alike in all its channels."""


def tone(rate: int = 16_000, *, channels: int = 1, seconds: float = SECONDS, hz: float = TONE) -> list[Pcm]:
    """A tone in blocks of a fifth of a second, alike in all channels."""
    wave = (round(LEVEL * sin(2 * pi * hz * i / rate)) for i in range(round(rate * seconds)))
    data = array("h", (sample for sample in wave for _ in range(channels))).tobytes()
    step = rate // 5 * 2 * channels
    return [Pcm(data[i : i + step], rate, channels) for i in range(0, len(data), step)]


def level(blocks: list[Pcm], hz: float) -> float:
    """Peak of the tone of `hz` in the middle half of mono blocks, by Goertzel's algorithm."""
    samples = array("h", b"".join(block.data for block in blocks))
    samples = samples[len(samples) // 4 : len(samples) * 3 // 4]
    turn = 2 * pi * hz / blocks[0].rate
    before = last = 0.0
    for sample in samples:
        before, last = last, sample + 2 * cos(turn) * last - before
    power = last * last + before * before - 2 * cos(turn) * last * before
    return 2 * sqrt(max(power, 0.0)) / len(samples)


def _seconds(blocks: list[Pcm]) -> float:
    return sum(block.seconds for block in blocks)


class AudioCodecContract:
    """The suite. `reads`: the formats that the codec promises to read. `mutations`: damaged files tried per format."""

    reads: ClassVar[tuple[str, ...]] = ("wav",)
    mutations: ClassVar[int] = 100

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run the tests that take a `format` once for each format that is read."""
        if "format" in metafunc.fixturenames:
            metafunc.parametrize("format", self.reads)

    @pytest.fixture
    def codec(self) -> AudioCodec:
        raise NotImplementedError("give the codec under test")

    @pytest.fixture
    def sample(self) -> Sample:
        raise NotImplementedError("give the samples in the formats of `reads`")

    # reading

    def test_the_whole_sound_is_read_with_its_pitch_and_its_loudness(
        self, codec: AudioCodec, sample: Sample, format: str
    ) -> None:
        blocks = list(codec.decode(Audio(sample(format))))
        assert _seconds(blocks) == pytest.approx(SECONDS, abs=0.15)
        assert level(blocks, TONE) == pytest.approx(LEVEL, rel=0.4)
        assert level(blocks, 3 * TONE) < LEVEL / 10

    def test_blocks_are_mono_at_the_wanted_rate_and_a_second_at_most(
        self, codec: AudioCodec, sample: Sample, format: str
    ) -> None:
        blocks = list(codec.decode(Audio(sample(format))))
        assert {(block.rate, block.channels) for block in blocks} == {(16_000, 1)}
        assert all(0 < block.seconds <= 1.01 for block in blocks)

    @pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 48_000])
    def test_any_rate_can_be_wished_for(self, codec: AudioCodec, sample: Sample, rate: int) -> None:
        blocks = list(codec.decode(Audio(sample(self.reads[0])), rate=rate))
        assert {block.rate for block in blocks} == {rate}
        assert _seconds(blocks) == pytest.approx(SECONDS, abs=0.15)
        assert level(blocks, TONE) == pytest.approx(LEVEL, rel=0.4)

    def test_a_file_is_read_like_its_bytes_whatever_its_ending(
        self, codec: AudioCodec, sample: Sample, format: str, tmp_path: Path
    ) -> None:
        file = tmp_path / "sound.txt"
        file.write_bytes(sample(format))
        assert list(codec.decode(Audio(file, "x.mp3"))) == list(codec.decode(Audio(sample(format))))

    def test_channels_are_mixed_down(self, codec: AudioCodec) -> None:
        left, right = (b"".join(b.data for b in tone(hz=hz)) for hz in (TONE, 2 * TONE))
        both = b"".join(left[i : i + 2] + right[i : i + 2] for i in range(0, len(left), 2))
        stereo = b"".join(codec.encode([Pcm(both, 16_000, 2)], "wav"))
        blocks = list(codec.decode(Audio(stereo)))
        assert level(blocks, TONE) == pytest.approx(level(blocks, 2 * TONE), rel=0.05)
        assert level(blocks, TONE) > LEVEL / 4

    def test_progress_counts_the_seconds_up_to_the_whole(self, codec: AudioCodec, sample: Sample) -> None:
        heard: list[Progress] = []
        blocks = list(codec.decode(Audio(sample(self.reads[0])), report=heard.append))
        heard = [p for p in heard if p.stage != "waiting"]  # a sign of life from before it began
        assert [p.unit for p in heard] == ["seconds"] * len(heard)
        assert [p.done for p in heard] == sorted(p.done for p in heard)
        assert heard[-1].done == pytest.approx(_seconds(blocks))

    def test_cancelling_passes_through_and_the_codec_still_works(self, codec: AudioCodec, sample: Sample) -> None:
        def cancel(_: Progress) -> None:
            raise Cancelled

        audio = Audio(sample(self.reads[0]))
        with pytest.raises(Cancelled):
            list(codec.decode(audio, report=cancel))
        assert _seconds(list(codec.decode(audio))) == pytest.approx(SECONDS, abs=0.15)

    def test_a_reader_may_leave_early(self, codec: AudioCodec, sample: Sample, format: str, tmp_path: Path) -> None:
        file = tmp_path / "sound"
        file.write_bytes(sample(format))
        blocks = codec.decode(Audio(file))
        next(blocks)
        if isinstance(blocks, GeneratorType):
            blocks.close()
        del blocks
        file.unlink()  # an open file could not be removed everywhere
        assert list(codec.decode(Audio(sample(format))))

    def test_closing_is_harmless(self, codec: AudioCodec, sample: Sample) -> None:
        codec.close()
        codec.close()
        assert list(codec.decode(Audio(sample(self.reads[0]))))

    # limits

    def test_sound_as_long_as_the_limit_is_read(self, codec: AudioCodec) -> None:
        audio = Audio(b"".join(codec.encode(tone(seconds=1.0), "wav")))
        assert _seconds(list(codec.decode(audio, limits=Limits(seconds=1.0)))) == 1.0
        assert _seconds(list(codec.decode(audio, limits=Limits(decoded=32_000)))) == 1.0

    @pytest.mark.parametrize("limits", [Limits(seconds=0.7), Limits(decoded=22_400)], ids=["seconds", "bytes"])
    def test_sound_past_a_limit_is_read_up_to_it_and_refused(
        self, codec: AudioCodec, sample: Sample, format: str, limits: Limits
    ) -> None:
        heard: list[Pcm] = []
        with pytest.raises(AudioTooLong) as caught:
            heard.extend(codec.decode(Audio(sample(format)), limits=limits))
        assert _is_one_sentence(caught.value)
        assert 0 <= _seconds(heard) <= 0.7  # a codec may know from the header that it is not worth beginning

    # not audio

    @pytest.mark.parametrize("kind", ["empty", "byte", "text", "zeros", "noise", "riff", "ogg", "picture"])
    def test_what_is_no_audio_is_refused_in_one_sentence(self, codec: AudioCodec, kind: str) -> None:
        with pytest.raises(AudioError) as caught:
            list(codec.decode(Audio(_NO_AUDIO[kind], "x.mp3")))
        assert _is_one_sentence(caught.value)

    def test_a_file_that_is_not_there_is_refused_in_one_sentence(self, codec: AudioCodec, tmp_path: Path) -> None:
        for path in (tmp_path / "nothing.wav", tmp_path):
            with pytest.raises(AudioError) as caught:
                list(codec.decode(Audio(path)))
            assert _is_one_sentence(caught.value)

    def test_audio_without_samples_is_refused(self, codec: AudioCodec) -> None:
        whole = b"".join(codec.encode(tone(), "wav"))
        header = whole[: whole.index(b"data")] + b"data\0\0\0\0"
        with pytest.raises(AudioError) as caught:
            list(codec.decode(Audio(header[:4] + (len(header) - 8).to_bytes(4, "little") + header[8:])))
        assert _is_one_sentence(caught.value)

    def test_cut_audio_is_read_up_to_the_cut_or_refused(self, codec: AudioCodec, sample: Sample, format: str) -> None:
        whole = sample(format)
        before = -1.0
        for share in (0.0, 0.02, 0.1, 0.4, 0.7, 0.95):
            try:
                seconds = _seconds(list(codec.decode(Audio(whole[: int(len(whole) * share)]))))
            except AudioError:
                seconds = 0.0
            assert before - 0.1 <= seconds <= SECONDS + 0.15
            before = seconds

    def test_wav_cut_in_the_middle_gives_its_first_half(self, codec: AudioCodec, sample: Sample) -> None:
        whole = b"".join(codec.encode(tone(), "wav"))
        blocks = list(codec.decode(Audio(whole[: len(whole) // 2])))
        assert _seconds(blocks) == pytest.approx(SECONDS / 2, abs=0.1)

    @pytest.mark.parametrize("kind", ["m3u8", "ffconcat", "sdp", "mpd", "asx"])
    def test_a_playlist_is_refused_and_nothing_that_it_names_is_opened(
        self, codec: AudioCodec, tmp_path: Path, kind: str
    ) -> None:
        (tmp_path / "secret.wav").write_bytes(b"".join(codec.encode(tone(), "wav")))
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(0.05)
            port = server.getsockname()[1]
            for name in ("secret.wav", f"file://{tmp_path}/secret.wav", f"http://127.0.0.1:{port}/secret.wav"):
                list_of_files = tmp_path / f"list.{kind}"
                list_of_files.write_bytes(_PLAYLISTS[kind].format(name=name, port=port).encode())
                for source in (list_of_files, list_of_files.read_bytes()):
                    with pytest.raises(AudioError) as caught:
                        list(codec.decode(Audio(source, list_of_files.name)))
                    assert _is_one_sentence(caught.value)
            with pytest.raises(TimeoutError):
                server.accept()

    def test_damaged_audio_ends_in_blocks_or_an_audio_error(
        self, codec: AudioCodec, sample: Sample, format: str
    ) -> None:
        chance = random.Random(format)
        whole = sample(format)
        for _ in range(self.mutations):
            with suppress(AudioError):
                blocks = list(codec.decode(Audio(_mutated(whole, chance)), limits=Limits(seconds=20.0)))
                assert all(block.channels == 1 for block in blocks)

    # writing

    def test_what_is_written_is_read_again(self, codec: AudioCodec) -> None:
        for format in sorted(codec.can.encodes & set(self.reads)):
            for rate, channels in ((16_000, 1), (22_050, 1), (48_000, 2)):
                data = b"".join(codec.encode(tone(rate, channels=channels), format))
                blocks = list(codec.decode(Audio(data)))
                assert _seconds(blocks) == pytest.approx(SECONDS, abs=0.1), format
                assert level(blocks, TONE) == pytest.approx(LEVEL, rel=0.4), format

    def test_wav_keeps_every_sample(self, codec: AudioCodec) -> None:
        blocks = tone()
        again = codec.decode(Audio(b"".join(codec.encode(blocks, "wav"))))
        assert b"".join(b.data for b in again) == b"".join(b.data for b in blocks)

    def test_nothing_cannot_be_written(self, codec: AudioCodec) -> None:
        for format in sorted(codec.can.encodes):
            for blocks in ([], [Pcm(b"")]):
                with pytest.raises(AudioError) as caught:
                    list(codec.encode(blocks, format))
                assert _is_one_sentence(caught.value)

    def test_blocks_of_different_shapes_cannot_be_written(self, codec: AudioCodec) -> None:
        for format in sorted(codec.can.encodes):
            for other in (Pcm(bytes(640), 8_000), Pcm(bytes(640), 16_000, 2)):
                with pytest.raises(AudioError):
                    list(codec.encode([Pcm(bytes(640)), other], format))

    def test_an_unknown_format_is_refused_with_those_that_there_are(self, codec: AudioCodec) -> None:
        with pytest.raises(OptionError) as caught:
            list(codec.encode(tone(), "docx"))
        assert all(format in str(caught.value) for format in codec.can.encodes)

    def test_what_the_blocks_raise_comes_out_unchanged(self, codec: AudioCodec) -> None:
        class BrokenError(Exception):
            pass

        def blocks() -> Iterator[Pcm]:
            yield from tone()
            raise BrokenError

        for format in sorted(codec.can.encodes):
            with pytest.raises(BrokenError):
                list(codec.encode(blocks(), format))

    def test_a_writer_may_be_left_early(self, codec: AudioCodec) -> None:
        for format in sorted(codec.can.encodes):
            pieces = codec.encode(tone(seconds=5.0), format)
            assert next(pieces)
            if isinstance(pieces, GeneratorType):
                pieces.close()
            assert b"".join(codec.encode(tone(), format))


_NO_AUDIO = {
    "empty": b"",
    "byte": b"\0",
    "text": b"hello, this is no audio\n" * 50,
    "zeros": bytes(4096),
    "noise": random.Random(1).randbytes(20_000),
    "riff": b"RIFF\x24\0\0\0WAVE",
    "ogg": b"OggS",
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(64),
}

_PLAYLISTS = {
    "m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{name}\n#EXT-X-ENDLIST\n",
    "ffconcat": "ffconcat version 1.0\nfile '{name}'\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns={name}\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {port} RTP/AVP 0\n",
    "mpd": '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:'
    'isoff-on-demand:2011" type="static"><Period><AdaptationSet mimeType="audio/wav"><Representation id="1">'
    "<BaseURL>{name}</BaseURL></Representation></AdaptationSet></Period></MPD>\n",
    "asx": '<asx version="3.0"><entry><ref href="{name}"/></entry></asx>\n',
}


def _mutated(data: bytes, chance: random.Random) -> bytes:
    """Flip bits, cut out, double, overwrite or cut off, mostly near the start, where the headers are."""
    damaged = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = int(len(damaged) * chance.random() ** chance.choice((1, 4)))
        length = chance.choice((1, 1, 2, 4, 16, 200))
        match chance.randrange(6):
            case 0:
                damaged[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                damaged[at : at + length] = chance.randbytes(length)
            case 2:
                del damaged[at : at + length]
            case 3:
                damaged[at:at] = damaged[at : at + length]
            case 4:
                damaged[at : at + length] = chance.choice((b"\0", b"\xff", b"\x7f", b"\x80")) * length
            case _ if chance.random() < 0.3:
                del damaged[at:]
    return bytes(damaged)


def _is_one_sentence(error: InputError) -> bool:
    text = str(error)
    return text.endswith(".") and "\n" not in text and ". " not in text and 10 < len(text) < 250
