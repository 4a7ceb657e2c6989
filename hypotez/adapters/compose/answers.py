"""What an engine answers to each kind of request."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from hypotez.adapters.compose import checked
from hypotez.adapters.compose.asking import file_pieces
from hypotez.adapters.compose.messages import (
    EXTRA,
    audio_chunks,
    audio_event,
    hearing_from,
    pcm_from,
    transcript_event,
    voice_data,
    voicing_from,
)
from hypotez.adapters.compose.service import Answer, Request
from hypotez.adapters.compose.wire import Event
from hypotez.ports.audio import SPEECH_RATE, Audio, AudioCodec, Limits, Pcm
from hypotez.ports.errors import EngineError
from hypotez.ports.speech import SpeechToText, TextToSpeech, Voice

__all__ = ["codec_answers", "stt_answers", "tts_answers"]


def stt_answers(engine: SpeechToText) -> Mapping[str, Answer]:
    """The requests that a recogniser answers."""
    return {"transcribe": partial(_transcribe, engine), "describe": partial(_describe_stt, engine)}


def tts_answers(engine: TextToSpeech) -> Mapping[str, Answer]:
    """The requests that a speaker answers."""
    return {
        "synthesize": partial(_synthesize, engine),
        "voices": partial(_voices, engine),
        "describe": partial(_describe_tts, engine),
    }


def codec_answers(codec: AudioCodec) -> Mapping[str, Answer]:
    """The requests that a codec answers; it reads the paths that it is given, so never for strangers."""
    return {"decode": partial(_decode, codec), "encode": partial(_encode, codec)}


def _transcribe(engine: SpeechToText, request: Request) -> None:
    transcript = engine.transcribe(_heard(request), hearing_from(request.data), report=request.report)
    request.send(transcript_event(transcript))


def _heard(request: Request) -> Iterator[Pcm]:
    """The sound of the request as recognisers hear it: mono, 16 kHz."""
    converter: Any = None
    for event in request.stream("audio-chunk"):
        block = pcm_from(event)
        if (block.rate, block.channels) != (SPEECH_RATE, 1):
            from wyoming.audio import AudioChunk, AudioChunkConverter

            converter = converter or AudioChunkConverter(rate=SPEECH_RATE, width=2, channels=1)
            chunk = converter.convert(AudioChunk(block.rate, 2, block.channels, block.data))
            block = Pcm(chunk.audio)
        yield block


def _synthesize(engine: TextToSpeech, request: Request) -> None:
    blocks = engine.synthesize(checked.text(request.data, "text"), voicing_from(request.data), report=request.report)
    if request.ours:
        request.send(Event("accepted"))
    first = True
    for block in blocks:
        if first:
            request.send(audio_event("audio-start", block))
            first = False
        for chunk in audio_chunks(block):
            request.send(chunk)
    request.send(Event("audio-stop"))


def _voices(engine: TextToSpeech, request: Request) -> None:
    request.send(Event("voices", {"voices": [voice_data(voice) for voice in engine.voices()]}))


def _decode(codec: AudioCodec, request: Request) -> None:
    data = request.data
    path = checked.optional_text(data, "path")
    source = Path(path) if path is not None else b"".join(event.payload for event in request.stream("file-chunk"))
    limits = Limits(checked.number(data, "seconds", float("inf")), checked.whole(data, "decoded", 0, 1 << 62))
    audio = Audio(source, checked.text(data, "name", ""))
    rate = checked.whole(data, "rate", 1, 1_000_000)
    for block in codec.decode(audio, rate=rate, limits=limits, report=request.report):
        for chunk in audio_chunks(block):
            request.send(chunk)
    request.send(Event("audio-stop"))


def _encode(codec: AudioCodec, request: Request) -> None:
    blocks = (pcm_from(event) for event in request.stream("audio-chunk"))
    for data in codec.encode(blocks, checked.text(request.data, "format")):
        for piece in file_pieces(data):
            request.send(piece)
    request.send(Event("file-stop"))


def _describe_stt(engine: SpeechToText, request: Request) -> None:
    from wyoming.info import AsrModel, AsrProgram, Info

    can = engine.can
    model = AsrModel(**_artifact(engine.name, engine), languages=sorted(can.languages or ()))
    program = AsrProgram(**_artifact(engine.name, engine), models=[model])
    told = {key: value for key, value in asdict(can).items() if isinstance(value, bool)}
    request.send(Event("info", {**Info(asr=[program]).event().data, EXTRA: {**told, "max_seconds": can.max_seconds}}))


def _describe_tts(engine: TextToSpeech, request: Request) -> None:
    from wyoming.info import Info, TtsProgram, TtsVoice

    voices: tuple[Voice, ...]
    try:
        voices = engine.voices()
    except EngineError:
        voices = ()  # the description must come; asking for speech will tell why
    can = engine.can
    described = [
        TtsVoice(
            **{**_artifact(voice.name, engine), "description": voice.label or voice.name},
            languages=list(voice.languages),
        )
        for voice in voices
    ]
    program = TtsProgram(**_artifact(engine.name, engine), voices=described)
    told = {
        "rates": can.rates,
        "pitches": can.pitches,
        "volumes": can.volumes,
        "genders": {voice.name: voice.gender for voice in voices},
    }
    request.send(Event("info", {**Info(tts=[program]).event().data, EXTRA: told}))


def _artifact(name: str, engine: SpeechToText | TextToSpeech) -> dict[str, Any]:
    from wyoming.info import Attribution

    return {
        "name": name,
        "attribution": Attribution(name="hypotez", url=""),
        "installed": engine.status().ready,
        "description": f"{engine.name} behind hypotez",
        "version": None,
    }
