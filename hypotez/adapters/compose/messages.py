"""The ports' values as Wyoming events and back.

Standard events keep their standard fields, so that a stranger's client or server understands them. What Wyoming has no
field for travels in one object under the key "hypotez": in a request it also says that the other end is one of ours and
knows these events besides the standard ones:

    progress  {stage, done, total, unit}   while work goes on
    more      {count}                      so many more blocks may be sent
    accepted  {}                           the options of a synthesize are right; audio follows
    cancel    {}                           stop what you are doing; answered by the error "cancelled", or by the result
"""

import traceback
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from hypotez.adapters.compose import checked
from hypotez.adapters.compose.wire import Event, Garbled
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import EngineError, EngineFailed, HypotezError
from hypotez.ports.progress import Cancelled, Progress
from hypotez.ports.speech import Attempt, Hearing, Segment, Transcript, Vocabulary, Voice, Voicing, Word

__all__ = [
    "EXTRA",
    "PIECE",
    "audio_chunks",
    "audio_event",
    "error_event",
    "error_from",
    "hearing_from",
    "pcm_from",
    "primary",
    "progress_event",
    "progress_from",
    "transcribe_event",
    "transcript_event",
    "transcript_from",
    "voice_data",
    "voice_from",
    "voicing_data",
    "voicing_from",
]

EXTRA = "hypotez"
PIECE = 256 << 10
"""Bytes of sound or file in one event of ours."""

_TRACE = 8000
"""Characters of a traceback that are told, its end."""
_FAULT = 1000
"""Characters of a value in an error's sentence."""
_HUGE = 1e15
"""No number in an error's sentence is as large."""
_CANCELLED = "cancelled"


def audio_event(kind: str, block: Pcm, data: bytes = b"") -> Event:
    """An "audio-start" or "audio-chunk" in the shape of `block`."""
    return Event(kind, {"rate": block.rate, "width": 2, "channels": block.channels}, data)


def audio_chunks(block: Pcm) -> Iterator[Event]:
    """`block` as chunks of whole frames, none larger than `PIECE`; an empty block is no chunk."""
    step = PIECE - PIECE % (2 * block.channels)
    for start in range(0, len(block.data), step):
        yield audio_event("audio-chunk", block, block.data[start : start + step])


def pcm_from(event: Event) -> Pcm:
    """The sound of an "audio-chunk" as 16-bit samples, rate and channels as they are."""
    rate = checked.whole(event.data, "rate", 1, 1_000_000)
    width = checked.whole(event.data, "width", 1, 4, default=2)
    channels = checked.whole(event.data, "channels", 1, 32, default=1)
    if len(event.payload) % (width * channels):
        raise Garbled("sound that is no whole number of frames")
    data = event.payload
    if width != 2:
        from wyoming.audio import AudioChunk, AudioChunkConverter

        data = AudioChunkConverter(width=2).convert(AudioChunk(rate, width, channels, data)).audio
    return Pcm(data, rate, channels)


def transcribe_event(hearing: Hearing, *, model: str = "", window: int | None = None) -> Event:
    """The request; with a `window` no more blocks than that are sent ahead of the "more" events that answer it."""
    data: dict[str, Any] = {EXTRA: {"only_phrases": hearing.only_phrases, "translate": hearing.translate}}
    if hearing.vocabulary is not None:
        data[EXTRA]["vocabulary"] = {name: list(value) for name, value in asdict(hearing.vocabulary).items()}
    if window is not None:
        data[EXTRA]["window"] = window
    if model:
        data["name"] = model
    if hearing.language is not None:
        data["language"] = hearing.language
    if hearing.phrases:
        data["transcript_terms"] = list(hearing.phrases)
    return Event("transcribe", data)


def hearing_from(data: Mapping[str, Any]) -> Hearing:
    """What a "transcribe" asks for."""
    extra = checked.mapping(data, EXTRA)
    return Hearing(
        language=checked.optional_text(data, "language"),
        phrases=(*checked.texts(data, "transcript_names"), *checked.texts(data, "transcript_terms")),
        only_phrases=checked.flag(extra, "only_phrases"),
        translate=checked.flag(extra, "translate"),
        vocabulary=_vocabulary(extra) if "vocabulary" in extra else None,
    )


def _vocabulary(extra: Mapping[str, Any]) -> Vocabulary:
    data = checked.mapping(extra, "vocabulary")
    return Vocabulary(*(tuple(checked.texts(data, name)) for name in ("sentences", "words", "engines")))


def transcript_event(transcript: Transcript) -> Event:
    """The result; words are [text, start, end, confidence] lists, since there may be tens of thousands."""
    segments = [
        {
            "text": segment.text,
            "start": segment.start,
            "end": segment.end,
            "confidence": segment.confidence,
            "words": [[word.text, word.start, word.end, word.confidence] for word in segment.words],
        }
        for segment in transcript.segments
    ]
    extra = {
        "engine": transcript.engine,
        "duration": transcript.duration,
        "segments": segments,
        "attempts": [asdict(attempt) for attempt in transcript.attempts],
        "warnings": list(transcript.warnings),
    }
    data: dict[str, Any] = {"text": transcript.text, EXTRA: extra}
    if transcript.language is not None:
        data["language"] = transcript.language
    return Event("transcript", data)


def transcript_from(data: Mapping[str, Any], *, engine: str, heard: float) -> Transcript:
    """The result as it came; from a stranger it is a text alone, so one segment spans the `heard` seconds."""
    said = checked.text(data, "text").strip()
    language = checked.optional_text(data, "language") or None
    if EXTRA not in data:
        code = primary(language) if language else None
        segments = (Segment(said, 0.0, heard),) if said else ()
        return Transcript(said, code, engine, heard, segments)
    extra = checked.mapping(data, EXTRA)
    return Transcript(
        text=said,
        language=language,
        engine=checked.text(extra, "engine", "") or engine,
        duration=checked.number(extra, "duration", heard),
        segments=tuple(_segment(item) for item in checked.objects(extra, "segments")),
        attempts=tuple(
            Attempt(checked.text(item, "engine"), checked.text(item, "code"), checked.text(item, "reason"))
            for item in checked.objects(extra, "attempts")
        ),
        warnings=tuple(checked.texts(extra, "warnings")),
    )


def _segment(data: Mapping[str, Any]) -> Segment:
    return Segment(
        checked.text(data, "text"),
        checked.number(data, "start"),
        checked.number(data, "end"),
        tuple(_word(item) for item in checked.items(data, "words")),
        checked.optional_number(data, "confidence"),
    )


def _word(value: Any) -> Word:
    if not isinstance(value, list) or len(value) != 4:
        raise Garbled("a word that is not [text, start, end, confidence]")
    data = dict(zip(("text", "start", "end", "confidence"), value, strict=True))
    return Word(
        checked.text(data, "text"),
        checked.number(data, "start"),
        checked.number(data, "end"),
        checked.optional_number(data, "confidence"),
    )


def voicing_data(voicing: Voicing) -> dict[str, Any]:
    """The "voice" and our extras of a "synthesize"."""
    voice = {"name": voicing.voice, "language": voicing.language}
    return {
        "voice": {key: value for key, value in voice.items() if value is not None},
        EXTRA: {"rate": voicing.rate, "pitch": voicing.pitch, "volume": voicing.volume},
    }


def voicing_from(data: Mapping[str, Any]) -> Voicing:
    """What a "synthesize" asks for."""
    voice, extra = checked.mapping(data, "voice"), checked.mapping(data, EXTRA)
    return Voicing(
        language=checked.optional_text(voice, "language"),
        voice=checked.optional_text(voice, "name"),
        rate=checked.number(extra, "rate", 1.0),
        pitch=checked.number(extra, "pitch", 1.0),
        volume=checked.number(extra, "volume", 1.0),
    )


def voice_data(voice: Voice) -> dict[str, Any]:
    """A voice as JSON."""
    return {"name": voice.name, "languages": list(voice.languages), "label": voice.label, "gender": voice.gender}


def voice_from(data: Mapping[str, Any]) -> Voice:
    """A voice from JSON, ours or the one in a stranger's "info"."""
    label = checked.text(data, "label", "") or checked.text(data, "description", "")
    return Voice(
        checked.text(data, "name"),
        tuple(checked.texts(data, "languages")),
        label,
        checked.optional_text(data, "gender"),
    )


def progress_event(progress: Progress) -> Event:
    """A sign of life."""
    return Event("progress", asdict(progress))


def progress_from(data: Mapping[str, Any]) -> Progress:
    """A sign of life."""
    return Progress(
        checked.text(data, "stage"),
        checked.number(data, "done", 0.0),
        checked.optional_number(data, "total"),
        checked.text(data, "unit", ""),
    )


def error_event(error: Exception, *, trace: bool = False) -> Event:
    """Any exception. One that is not of the tree is the engine's own failure.

    `trace` adds where it comes from, for a client on this side of the fence.
    """
    event = _error_event(error)
    if not trace or isinstance(error, Cancelled):
        return event
    return Event(event.type, {**event.data, "trace": "".join(traceback.format_exception(error))[-_TRACE:]})


def _error_event(error: Exception) -> Event:
    if isinstance(error, Cancelled):
        return Event("error", {"text": "cancelled", "code": _CANCELLED})
    if not isinstance(error, HypotezError):
        said = f"The engine failed ({type(error).__name__}: {error})."
        return Event("error", {"text": said, "code": EngineFailed.code})
    data: dict[str, Any] = {"text": str(error), "code": error.code}
    if isinstance(error, EngineError):
        data[EXTRA] = {"engine": error.engine, "retry_after": error.retry_after}
    elif fault := error.fault():
        data[EXTRA] = {"fault": fault}
    return Event("error", data)


def error_from(data: Mapping[str, Any], engine: str) -> Exception:
    """The exception that an "error" tells of; an unknown code is `EngineFailed`. A trace becomes its note."""
    error = _error_from(data, engine)
    if trace := checked.text(data, "trace", ""):
        error.add_note(f"In the engine's process:\n{trace[-_TRACE:]}")
    return error


def _error_from(data: Mapping[str, Any], engine: str) -> Exception:
    said = checked.text(data, "text", "") or "The engine failed and did not say why."
    code = data.get("code")
    if code == _CANCELLED:
        return Cancelled()
    kind = _kinds(HypotezError).get(code, EngineFailed) if isinstance(code, str) else EngineFailed
    extra = checked.mapping(data, EXTRA)
    try:
        if issubclass(kind, EngineError):
            name = checked.text(extra, "engine", "") or engine
            return kind(said, engine=name, retry_after=checked.optional_number(extra, "retry_after"))
        return kind(said, **_fault(checked.mapping(extra, "fault")))
    except TypeError:  # an outsider's class that is built in its own way
        return EngineFailed(said, engine=engine)


def _fault(data: Mapping[str, Any]) -> dict[str, Any]:
    """The error's key and the values of its sentence, if they are what they can be."""
    short = all(
        len(value) <= _FAULT if isinstance(value, str) else isinstance(value, int | float) and abs(value) < _HUGE
        for value in data.values()
    )
    return dict(data) if short and isinstance(data.get("key"), str) else {}


def _kinds(root: type[HypotezError]) -> dict[str, type[HypotezError]]:
    found = {root.code: root} if "code" in vars(root) else {}
    for kind in root.__subclasses__():
        found = {**_kinds(kind), **found}
    return found


def primary(code: str) -> str:
    """The language of a code without its region: "en" of "en_US"."""
    return code.replace("_", "-").partition("-")[0].lower()
