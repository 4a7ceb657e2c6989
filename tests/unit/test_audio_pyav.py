"""What is true of PyAv beyond the contract."""

import random
import struct
import subprocess
import sys
import tracemalloc
import wave
from array import array
from io import BytesIO

import pytest

from hypotez.adapters.audio.pyav import PyAv
from hypotez.ports.audio import Audio, Limits, Pcm
from hypotez.ports.errors import AudioError, AudioTooLong
from hypotez.ports.testing.codec import LEVEL, SECONDS, TONE, level, tone
from tests.sounds import sample


def seconds(blocks):
    return sum(block.seconds for block in blocks)


def wav(*, rate=16_000, channels=1, frames=16_000):
    file = BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setframerate(rate)
        writer.setnchannels(channels)
        writer.setsampwidth(2)
        writer.writeframes(array("h", [1000] * channels * frames).tobytes())
    return file.getvalue()


def silence(length, rate=8_000):
    return (Pcm(bytes(2 * rate), rate) for _ in range(length))


def test_a_small_file_that_unpacks_to_hours_stops_at_the_limit():
    bomb = bytearray(b"".join(PyAv().encode(silence(3600), "flac")))
    assert len(bomb) < 1_000_000
    bomb[22:26] = bytes(4)  # it does not say how long it is (RFC 9639, 8.2)
    heard = []
    with pytest.raises(AudioTooLong, match="60 seconds"):
        heard.extend(PyAv().decode(Audio(bytes(bomb)), limits=Limits(seconds=60)))
    assert seconds(heard) == 60


def test_what_says_itself_that_it_lasts_for_days_is_not_even_begun():
    with pytest.raises(AudioTooLong, match="240 minutes"):
        next(PyAv().decode(Audio(opus_bomb(pages=1000))))
    heard = list(PyAv().decode(Audio(opus_bomb(pages=2))))
    assert seconds(heard) == pytest.approx(2 * 30.6, abs=0.1)


def opus_bomb(*, pages):
    """Silence in Opus, 30.6 seconds in a page of 800 bytes: packets of two frames of 60 ms (RFC 6716, 3.1)."""
    head = b"OpusHead\1\1\0\0\x80\xbb\0\0\0\0\0"
    parts = [ogg_page(0, 0, [head], begin=True), ogg_page(1, 0, [b"OpusTags" + bytes(8)])]
    parts += [ogg_page(2 + page, (page + 1) * 255 * 5760, [bytes([27, 2])] * 255) for page in range(pages)]
    return b"".join(parts)


def ogg_page(number, position, packets, *, begin=False):
    """A page of an Ogg stream (RFC 3533, 6); `position` in samples."""
    sizes = bytes(len(packet) for packet in packets)
    body = bytes([len(sizes)]) + sizes + b"".join(packets)
    page = b"OggS\0" + struct.pack("<BqIII", 2 * begin, position, 1, number, 0) + body
    return page[:22] + ogg_checksum(page).to_bytes(4, "little") + page[26:]


def ogg_checksum(page):
    checksum = 0
    for byte in page:
        checksum = checksum << 8 & 0xFFFFFFFF ^ CHECKSUMS[checksum >> 24 ^ byte]
    return checksum


def checksum_of(byte):
    checksum = byte << 24
    for _ in range(8):
        checksum = checksum << 1 ^ (0x104C11DB7 if checksum >> 31 else 0)
    return checksum


CHECKSUMS = [checksum_of(byte) for byte in range(256)]


def test_a_header_written_before_its_end_was_known_does_not_count():
    """Programs that write into a pipe leave the highest number as the size."""
    data = wav()
    at = data.index(b"data") + 4
    endless = data[:at] + b"\xff\xff\xff\x7f" + data[at + 4 :]
    assert seconds(PyAv().decode(Audio(endless))) == 1.0


def test_an_hour_costs_no_more_memory_than_a_minute():
    def peak(minutes):
        data = b"".join(PyAv().encode(silence(60 * minutes), "flac"))
        tracemalloc.start()
        for _ in PyAv().decode(Audio(data)):
            pass
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    assert peak(30) < peak(1) + 500_000


def test_an_ogg_comes_out_while_the_blocks_still_come_in():
    taken = 0

    def blocks():
        nonlocal taken
        for block in tone(48_000, seconds=10.0):
            taken += 1
            yield block

    assert next(PyAv().encode(blocks(), "ogg"))
    assert taken < 20


def test_blocks_are_half_a_second_however_small_the_files_packets_are():
    assert [block.seconds for block in PyAv().decode(Audio(sample("ogg-opus")))][:2] == [0.5, 0.5]


@pytest.mark.parametrize("channels", [3, 4, 6, 8])
def test_channels_without_places_are_mixed_down(channels):
    blocks = list(PyAv().decode(Audio(wav(channels=channels))))
    assert seconds(blocks) == 1.0
    assert 200 < array("h", blocks[0].data)[4000] < 4000


@pytest.mark.parametrize("rate", [1, 100, 2**31 - 1])
def test_a_rate_that_no_sound_has_is_refused(rate):
    with pytest.raises(AudioError, match="rate"):
        list(PyAv().decode(Audio(wav(rate=rate))))


def test_tags_in_an_old_encoding_do_not_matter():
    data = wav()
    title = b"INAM\x06\0\0\0\xd0\xe9\xe2\xff\xfe\0"  # not UTF-8
    tagged = data + b"LIST" + (4 + len(title)).to_bytes(4, "little") + b"INFO" + title
    tagged = tagged[:4] + (len(tagged) - 8).to_bytes(4, "little") + tagged[8:]
    assert seconds(PyAv().decode(Audio(tagged))) == 1.0


def test_sound_that_changes_its_shape_midway_is_read_to_the_end():
    first = b"".join(PyAv().encode(tone(16_000), "mp3"))
    second = b"".join(PyAv().encode(tone(24_000, channels=2), "mp3"))
    blocks = list(PyAv().decode(Audio(first + second)))
    assert seconds(blocks) == pytest.approx(2 * SECONDS, abs=0.3)
    assert level(blocks[: len(blocks) // 2], TONE) == pytest.approx(LEVEL, rel=0.25)
    assert level(blocks[len(blocks) // 2 + 1 :], TONE) == pytest.approx(LEVEL, rel=0.25)


def test_a_damaged_packet_in_the_middle_is_a_gap():
    whole = bytearray(sample("ogg-opus"))
    middle = len(whole) // 2
    whole[middle : middle + 300] = random.Random(1).randbytes(300)
    assert SECONDS - 1.2 < seconds(PyAv().decode(Audio(bytes(whole)))) <= SECONDS + 0.1


def test_a_film_without_sound_is_refused():
    import av

    file = BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=10, width=64, height=64)
        container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(stream.encode(None))
    with pytest.raises(AudioError, match="no sound"):
        list(PyAv().decode(Audio(file.getvalue(), "film.mp4")))


def test_encoded_files_say_how_long_they_are():
    import av

    for format in PyAv.can.encodes:
        data = b"".join(PyAv().encode(tone(24_000, seconds=3.0), format))
        with av.open(BytesIO(data)) as container:
            assert container.duration / 1e6 == pytest.approx(3.0, abs=0.05), format


def test_three_channels_cannot_be_written():
    with pytest.raises(AudioError, match="3 channels"):
        list(PyAv().encode([Pcm(bytes(600), channels=3)], "wav"))


def test_importing_the_codecs_imports_no_vendor():
    code = (
        "import sys, hypotez.adapters.audio.pyav, hypotez.adapters.audio.pydub as p; p.Pydub().status();"
        "print([m for m in ('av', 'numpy', 'pydub', 'imageio_ffmpeg') if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
