"""What a transcript looks like as text, JSON, SubRip, WebVTT or a table of tab-separated values.

Subtitle cues are never empty, follow each other without overlap and hold one line each, whatever the engine said.
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType
from typing import Any, Final
from unicodedata import category

from hypotez.ports.speech import Attempt, Segment, Transcript, Word

__all__ = ["FORMATS", "SUFFIXES", "from_json", "render", "to_json"]

BREAKS: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode's categories of letters that are no text: controls, surrogates, separators of lines and paragraphs."""
LONGEST: Final = 1e7
"""Seconds, more than a hundred days: a time past this is an engine's mistake."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A line of subtitles, in milliseconds."""

    start: int
    end: int
    text: str


def render(transcript: Transcript, format: str) -> str:
    """The transcript in one of `FORMATS`, ending with a line break unless it is empty.

    Raises:
        KeyError: no such format.
    """
    return FORMATS[format](transcript).encode("utf-8", "replace").decode("utf-8")


def to_json(transcript: Transcript) -> dict[str, Any]:
    """The transcript as JSON has it; numbers that are none (an engine's NaN) are null."""
    return {name: _finite(value) for name, value in asdict(transcript).items()}


def from_json(table: Mapping[str, Any]) -> Transcript:
    """The transcript that `to_json` wrote.

    Raises:
        KeyError, TypeError: it did not write this.
    """
    known = {field.name for field in fields(Transcript)}
    return Transcript(
        **{
            **{name: value for name, value in table.items() if name in known},
            "segments": tuple(
                Segment(**{**segment, "words": tuple(Word(**word) for word in segment["words"])})
                for segment in table["segments"]
            ),
            "attempts": tuple(Attempt(**attempt) for attempt in table["attempts"]),
            "warnings": tuple(table["warnings"]),
        }
    )


def _finite(value: Any) -> Any:
    match value:
        case float():
            return value if math.isfinite(value) else None
        case dict():
            return {name: _finite(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_finite(inner) for inner in value]
    return value


def _text(transcript: Transcript) -> str:
    text = transcript.text.strip()
    return f"{text}\n" if text else ""


def _json(transcript: Transcript) -> str:
    return json.dumps(to_json(transcript), ensure_ascii=False, allow_nan=False) + "\n"


def _srt(transcript: Transcript) -> str:
    """SubRip: a number, `hours:minutes:seconds,milliseconds --> ...`, the text, an empty line. It has no escapes."""
    return "".join(
        f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{re.sub('-{2,}>', '->', cue.text)}\n\n"
        for number, cue in enumerate(_cues(transcript), start=1)
    )


def _vtt(transcript: Transcript) -> str:
    """WebVTT (W3C): `&`, `<` and `>` are escaped, so that no text is a tag or an arrow."""
    return "WEBVTT\n" + "".join(
        f"\n{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n"
        + cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        + "\n"
        for cue in _cues(transcript)
    )


def _tsv(transcript: Transcript) -> str:
    """A heading, then start and end in milliseconds and the text; the text has no tabs and no line breaks."""
    return "start\tend\ttext\n" + "".join(f"{cue.start}\t{cue.end}\t{cue.text}\n" for cue in _cues(transcript))


def _clock(milliseconds: int, mark: str) -> str:
    seconds, milliseconds = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{milliseconds:03}"


def _cues(transcript: Transcript) -> Iterator[Cue]:
    """The segments in the order of time, each at least a millisecond long and over when the next one starts."""
    segments = transcript.segments or (Segment(transcript.text, 0.0, transcript.duration),)
    spoken = [(segment, text) for segment in segments if (text := _line(segment.text))]
    spoken.sort(key=lambda pair: _milliseconds(pair[0].start, 0))
    starts: list[int] = []
    for segment, _ in spoken:
        earliest = starts[-1] + 1 if starts else 0
        starts.append(max(_milliseconds(segment.start, earliest), earliest))
    for index, (segment, text) in enumerate(spoken):
        end = max(_milliseconds(segment.end, 0), starts[index] + 1)
        yield Cue(starts[index], min([end, *starts[index + 1 : index + 2]]), text)


def _milliseconds(seconds: float, otherwise: int) -> int:
    return round(min(max(seconds, 0.0), LONGEST) * 1000) if math.isfinite(seconds) else otherwise


def _line(text: str) -> str:
    """One line without control characters and lone surrogates: a line break would end a cue early."""
    return " ".join("".join(" " if category(letter) in BREAKS else letter for letter in text).split())


FORMATS: Final[Mapping[str, Callable[[Transcript], str]]] = MappingProxyType(
    {"text": _text, "json": _json, "srt": _srt, "vtt": _vtt, "tsv": _tsv}
)

SUFFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {"text": ".txt", "json": ".json", "srt": ".srt", "vtt": ".vtt", "tsv": ".tsv"}
)
"""How the files of each format end."""
