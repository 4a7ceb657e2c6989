"""What every codec does with blocks: hold decoded ones to their limits, check those that are to be encoded."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from io import BytesIO
from itertools import chain
from typing import BinaryIO

from hypotez.ports.audio import BROKEN_OFF, Audio, Limits, Pcm
from hypotez.ports.errors import AudioError, AudioTooLong, OptionError
from hypotez.ports.names import legible, shown
from hypotez.ports.progress import Progress, Report

__all__ = ["bounded", "opened", "refuse_at_once", "titled", "unreadable", "writable"]

_PADDED = 1.0
"""Seconds that decoders may add to what a file says of its length; what is longer says nothing true."""


def titled(name: str) -> str:
    """What to call the audio in a message."""
    return shown(name) if name else "the audio"


def unreadable(name: str) -> AudioError:
    """What is said of bytes that no decoder can make sense of."""
    return AudioError(
        f"No sound can be read from {titled(name)}: if it is a recording, send it as mp3, ogg or wav.",
        key="audio-unreadable",
        name=legible(name),
    )


def opened(audio: Audio) -> BinaryIO:
    """The bytes of `audio` as a file to read.

    Raises:
        AudioError: there are no bytes, no such file, or no right to read it.
    """
    try:
        if isinstance(audio.source, bytes):
            file: BinaryIO = BytesIO(audio.source)
        elif audio.source.is_file():  # a pipe or a device could hold the reader for ever
            file = audio.source.open("rb")
        else:
            name = audio.name or audio.source.name
            raise AudioError(
                f"There is no file {titled(name)}: check the name.", key="file-unknown", name=legible(name)
            )
    except OSError as error:
        raise AudioError(f"The file of {titled(audio.name)} cannot be read: {error.strerror}.") from error
    if not file.read(1):
        file.close()
        raise AudioError(
            f"There is nothing in {titled(audio.name)}: send a recording.",
            key="audio-nothing",
            name=legible(audio.name),
        )
    file.seek(0)
    return file


def bounded(
    blocks: Generator[Pcm, None, None],
    name: str,
    limits: Limits,
    report: Report,
    *,
    total: float | None = None,
    incomplete: Callable[[], bool],
) -> Iterator[Pcm]:
    """Pass mono blocks on and report their seconds; the last one before a limit is cut to fit.

    Damage after the first block ends the sound: what was heard until then is worth having. That is reported, and also
    when `incomplete`, which is asked after the last block, says that there should be more.

    Raises:
        AudioError: there was no sound at all.
        AudioTooLong: there is more sound than `limits` allow.
    """
    frames, rate = 0, 1
    damage: list[AudioError] = []
    with closing(blocks):
        for block in _until_damage(blocks, damage):
            left = min(limits.seconds * block.rate, limits.decoded / 2) - frames
            if block.frames > left:
                if left >= 1:
                    yield Pcm(block.data[: 2 * int(left)], block.rate)
                raise _too_long(name, limits, block.rate)
            frames, rate = frames + block.frames, block.rate
            done = frames / rate
            told = None if total is None or done > total + _PADDED else max(total, done)
            report(Progress("decode", done, told, "seconds"))
            yield block
    if not frames:
        raise AudioError(
            f"There is no sound in {titled(name)}: send a recording that is longer than nothing.",
            key="audio-no-length",
            name=legible(name),
        )
    if damage or incomplete():
        report(Progress(BROKEN_OFF, frames / rate, total, "seconds"))


def _until_damage(blocks: Iterator[Pcm], damage: list[AudioError]) -> Iterator[Pcm]:
    """The blocks before an error, which is put into `damage`; it comes out where there are none."""
    heard = False
    try:
        for block in blocks:
            heard = True
            yield block
    except AudioError as error:
        if not heard:
            raise
        damage.append(error)


def refuse_at_once(seconds: float, name: str, limits: Limits, rate: int) -> None:
    """Spare the work on sound that is said to be far too long: up to a second or a tenth more, it is heard out.

    Raises:
        AudioTooLong: `seconds` of sound at `rate` Hz are more than `limits` allow.
    """
    if seconds > 1.1 * _longest(limits, rate) + 1:
        raise _too_long(name, limits, rate)


def _too_long(name: str, limits: Limits, rate: int) -> AudioTooLong:
    seconds = float(f"{_longest(limits, rate):.4g}")
    if seconds <= 60:
        return AudioTooLong(
            f"The sound in {titled(name)} is longer than {seconds:,g} seconds: send a shorter piece.",
            key="audio-longer-seconds",
            name=legible(name),
            seconds=seconds,
        )
    minutes = float(f"{seconds / 60:.4g}")
    return AudioTooLong(
        f"The sound in {titled(name)} is longer than {minutes:,g} minutes: send a shorter piece.",
        key="audio-longer-minutes",
        name=legible(name),
        minutes=minutes,
    )


def _longest(limits: Limits, rate: int) -> float:
    """The tighter limit, in seconds."""
    return min(limits.seconds, limits.decoded / 2 / rate)


def writable(blocks: Iterable[Pcm], format: str, formats: frozenset[str]) -> tuple[Pcm, Iterator[Pcm]]:
    """The first block that has sound, and all from it on, each checked to be of its shape when it is reached.

    Raises:
        OptionError: `format` is not among `formats`.
        AudioError: no block has sound, more than two channels, or (from the iterator) blocks of different shapes.
    """
    if format not in formats:
        raise OptionError(f"Audio cannot be written as '{format}': choose one of {', '.join(sorted(formats))}.")
    sounding = (block for block in blocks if block.frames)
    first = next(sounding, None)
    if first is None:
        raise AudioError("There is no sound to write: it has no samples.")
    if first.channels > 2:
        raise AudioError(f"{first.channels} channels cannot be written: mix them down to one or two.")
    return first, _alike(first, chain([first], sounding))


def _alike(first: Pcm, blocks: Iterable[Pcm]) -> Iterator[Pcm]:
    for block in blocks:
        if (block.rate, block.channels) != (first.rate, first.channels):
            raise AudioError(
                f"The sound changes from {first.rate} Hz in {first.channels} channels to {block.rate} Hz in "
                f"{block.channels}: bring its blocks to one shape first."
            )
        yield block
