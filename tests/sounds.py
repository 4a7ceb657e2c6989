"""Files in every format that a codec is asked to read, made by FFmpeg's encoders: the contract's tone, or any sound."""

from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from io import BytesIO
from typing import NamedTuple

import av

from hypotez.adapters.audio.resampling import resampled
from hypotez.ports.audio import Pcm
from hypotez.ports.testing.codec import tone


class Recipe(NamedTuple):
    """How a file is made: FFmpeg's names, Hz, channels, bits a second, and the codec of its moving pictures, if any."""

    muxer: str
    codec: str
    rate: int = 44_100
    channels: int = 2
    bit_rate: int | None = None
    pictures: str = ""


RECIPES = {
    "wav": Recipe("wav", "pcm_s16le"),
    "mp3": Recipe("mp3", "libmp3lame"),
    "ogg-opus": Recipe("ogg", "libopus", 48_000),
    "ogg-vorbis": Recipe("ogg", "vorbis"),
    "m4a": Recipe("ipod", "aac"),
    "flac": Recipe("flac", "flac"),
    "webm": Recipe("webm", "libopus", 48_000),
    "aac": Recipe("adts", "aac"),
    "wma": Recipe("asf", "wmav2", bit_rate=128_000),
    "amr": Recipe("amr", "libopencore_amrnb", 8_000, 1, 12_200),
    "mp4": Recipe("mp4", "aac", pictures="mpeg4"),
    "mkv": Recipe("matroska", "libopus", 48_000, pictures="mpeg4"),
    "mov": Recipe("mov", "pcm_s16le", pictures="mpeg4"),
    "webm-video": Recipe("webm", "libopus", 48_000, pictures="libvpx"),
}


@cache
def sample(format: str) -> bytes:
    """The bytes of a file with `SECONDS` of `TONE`."""
    return written(RECIPES[format], tone(RECIPES[format].rate, channels=RECIPES[format].channels))


def recorded(format: str, sound: Iterable[Pcm]) -> bytes:
    """The bytes of a file with `sound`, whatever its rate."""
    recipe = RECIPES[format]
    return written(recipe, list(resampled(sound, rate=recipe.rate, channels=recipe.channels)))


def written(recipe: Recipe, blocks: list[Pcm]) -> bytes:
    file = BytesIO()
    with av.open(file, "w", format=recipe.muxer) as container:
        layout = "mono" if recipe.channels == 1 else "stereo"
        options = {"strict": "experimental"} if recipe.codec == "vorbis" else {}
        pictures = container.add_stream(recipe.pictures, rate=10, width=64, height=64) if recipe.pictures else None
        sound = container.add_stream(recipe.codec, rate=recipe.rate, layout=layout, options=options)
        if recipe.bit_rate:
            sound.bit_rate = recipe.bit_rate
        if pictures is not None:
            for number in range(int(sum(block.seconds for block in blocks) * 10)):
                picture = av.VideoFrame(64, 64, "yuv420p")
                for plane in picture.planes:
                    plane.update(bytes([number * 8 % 256]) * plane.buffer_size)
                picture.pts, picture.time_base = number, Fraction(1, 10)
                container.mux(pictures.encode(picture))
            container.mux(pictures.encode(None))
        position = 0
        for block in blocks:
            frame = av.AudioFrame("s16", layout, block.frames)
            frame.planes[0].update(block.data)
            frame.sample_rate, frame.pts, frame.time_base = recipe.rate, position, Fraction(1, recipe.rate)
            position += block.frames
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return file.getvalue()
