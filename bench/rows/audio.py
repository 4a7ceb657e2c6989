"""What decoding costs."""

import subprocess
from collections.abc import Iterator

from bench.measure import compare, cpu_seconds
from bench.sounds import ogg, stream
from bench.table import Result, Surroundings, row
from hypotez.adapters.compose.isolated import IsolatedCodec
from hypotez.adapters.compose.recipe import Recipe
from hypotez.ports.audio import Audio, Pcm

__all__: list[str] = []


@row("decode")
def decode(around: Surroundings) -> Iterator[Result]:
    """10 minutes of Ogg-Opus, 48 kHz stereo, to 16 kHz mono, in the codec's own process."""
    import imageio_ffmpeg
    from pydub import AudioSegment

    minutes = 0.2 if around.quick else 10
    path = ogg(around.work / "talk.ogg", (_stereo(block) for block in stream(60 * minutes)))
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    AudioSegment.converter = ffmpeg
    codec = IsolatedCodec(Recipe("hypotez.audio", "pyav"))

    def ours() -> None:
        for _ in codec.decode(Audio(path)):
            pass

    def program() -> None:
        command = [ffmpeg, "-v", "error", "-i", str(path), "-ac", "1", "-ar", "16000", "-f", "s16le", "-"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
            assert running.stdout
            while running.stdout.read(1 << 16):
                pass

    def pydub() -> None:
        # with a codec named it does without the program ffprobe, which no package brings
        sound = AudioSegment.from_file(path, format="ogg", codec="opus")
        _ = sound.set_channels(1).set_frame_rate(16_000).raw_data

    try:
        for theirs, name, goal in ((program, "ffmpeg program", 1.0), (pydub, "pydub", 0.85)):
            pairs = compare(ours, theirs, cpu_seconds, around.pairs)
            yield Result(
                f"decode {minutes} min of Ogg-Opus, CPU",
                name,
                f"{pairs.ratio:.2f} x",
                pairs.spread(),
                f"<= {goal:.2f} x",
                pairs.ratio <= goal,
            )
    finally:
        codec.close()


def _stereo(block: Pcm) -> Pcm:
    """The same on both sides."""
    samples = memoryview(block.data).cast("h")
    both = bytearray(2 * len(block.data))
    out = memoryview(both).cast("h")
    out[0::2] = samples
    out[1::2] = samples
    return Pcm(bytes(both), block.rate, 2)
