"""The three kinds of request, as they are asked over a talk: whoever answers is a child process or a server."""

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

from hypotez.adapters.compose import checked
from hypotez.adapters.compose.messages import (
    EXTRA,
    PIECE,
    audio_chunks,
    audio_event,
    pcm_from,
    transcribe_event,
    transcript_from,
    voice_from,
    voicing_data,
)
from hypotez.adapters.compose.talk import WINDOW, Talk
from hypotez.adapters.compose.wire import Event, Garbled
from hypotez.ports.audio import Audio, Limits, Pcm
from hypotez.ports.speech import Hearing, Transcript, Voice, Voicing

__all__ = ["ask_bytes", "ask_sound", "ask_speech", "ask_transcript", "ask_voices", "file_pieces"]


def ask_transcript(
    talk: Talk, blocks: Iterable[Pcm], hearing: Hearing, *, engine: str, model: str = "", windowed: bool = True
) -> Transcript:
    """Send `blocks` as they come and wait for the transcript, which may come before the last block is sent."""
    talk.send(transcribe_event(hearing, model=model, window=WINDOW if windowed else None))
    started, seconds = False, 0.0
    for block in blocks:
        if not started:
            talk.send(audio_event("audio-start", block))
            started = True
        seconds += block.seconds
        if not all(talk.send_block(chunk) for chunk in audio_chunks(block)):
            break
    else:
        if not started:
            talk.send(audio_event("audio-start", Pcm(b"")))
        talk.send(Event("audio-stop"))
    return transcript_from(talk.expect("transcript").data, engine=engine, heard=seconds)


def ask_speech(talk: Talk, text: str, voicing: Voicing) -> Iterator[Pcm]:
    """Yield an empty block once the options are accepted, then the sound as it comes: mono, one rate."""
    talk.send(Event("synthesize", {"text": text, **voicing_data(voicing)}))
    talk.expect("accepted", "audio-start")
    yield Pcm(b"")
    while (event := talk.expect("audio-chunk", "audio-stop")).type == "audio-chunk":
        if event.payload:
            yield _mono(pcm_from(event))


def _mono(block: Pcm) -> Pcm:
    if block.channels == 1:
        return block
    from wyoming.audio import AudioChunk, AudioChunkConverter

    chunk = AudioChunk(block.rate, 2, block.channels, block.data)
    if block.channels != 2:
        raise Garbled(f"sound in {block.channels} channels")
    return Pcm(AudioChunkConverter(channels=1).convert(chunk).audio, block.rate)


def ask_voices(talk: Talk) -> tuple[Voice, ...]:
    """All voices with everything that the engine tells about them."""
    talk.send(Event("voices"))
    data = talk.expect("voices").data
    return tuple(voice_from(voice) for voice in checked.objects(data, "voices"))


def ask_sound(talk: Talk, audio: Audio, rate: int, limits: Limits) -> Iterator[Pcm]:
    """Send a file, or its path, and yield its sound as it is decoded."""
    seconds = limits.seconds if math.isfinite(limits.seconds) else None
    data = {"rate": rate, "seconds": seconds, "decoded": limits.decoded, "name": audio.name}
    if isinstance(audio.source, Path):
        talk.send(Event("decode", {**data, "path": str(audio.source.absolute()), EXTRA: {}}))
    else:
        talk.send(Event("decode", {**data, EXTRA: {"window": WINDOW}}))
        if all(talk.send_block(piece) for piece in file_pieces(audio.source)):
            talk.send(Event("file-stop"))
    while (event := talk.expect("audio-chunk", "audio-stop")).type == "audio-chunk":
        yield pcm_from(event)


def ask_bytes(talk: Talk, blocks: Iterable[Pcm], format: str) -> Iterator[bytes]:
    """Send `blocks` and yield the file as it grows; both go on at the same time."""
    talk.send(Event("encode", {"format": format, EXTRA: {"window": WINDOW}}))
    for block in blocks:
        for chunk in audio_chunks(block):
            while not talk.send_block(chunk):
                yield talk.arrived.popleft().payload
    talk.send(Event("audio-stop"))
    while (event := talk.expect("file-chunk", "file-stop")).type == "file-chunk":
        yield event.payload


def file_pieces(data: bytes) -> Iterator[Event]:
    """`data` as "file-chunk" events."""
    view = memoryview(data)
    for start in range(0, len(view), PIECE):
        yield Event("file-chunk", payload=bytes(view[start : start + PIECE]))
