"""A recogniser that hears only speech: silence is left out, long audio is cut at its pauses."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from hypotez.adapters.audio.voice_activity import VoiceActivity
from hypotez.adapters.compose.around import AroundSpeechToText
from hypotez.adapters.compose.pauses import Chunk, VoiceProbability, chunks
from hypotez.adapters.stt.wishes import known_language
from hypotez.ports.audio import Pcm
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.speech import Hearing, Segment, SpeechToText, SttCan, Transcript

__all__ = ["Chunked"]


class Chunked(AroundSpeechToText):
    """Wraps a recogniser and is one.

    Audio of any length costs the memory of one chunk. What holds for every engine behind it: silence is an empty
    transcript, and `can.max_seconds` is None.
    """

    def __init__(
        self,
        engine: SpeechToText,
        *,
        longest: float = 28.0,
        listener: Callable[[], VoiceProbability] = VoiceActivity,
    ) -> None:
        """`longest`: seconds of a chunk; less where the engine takes less. `listener` makes one per stream."""
        super().__init__(engine)
        self._longest = longest
        self._listener = listener

    @property
    def can(self) -> SttCan:
        """The engine's, for audio of any length."""
        return replace(self._engine.can, max_seconds=None)

    def transcribe(self, blocks: Iterable[Pcm], hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        """Hear chunk after chunk; times are those of the whole audio."""
        known_language(hearing, self._engine.can, self.name)  # also when there is only silence
        read = 0.0

        def heard(seconds: float) -> None:
            nonlocal read
            read = seconds
            report(Progress("listen", seconds, None, "seconds"))

        longest = min(self._longest, self._engine.can.max_seconds or self._longest)
        parts: list[Transcript] = []
        for chunk in chunks(blocks, self._listener(), longest, heard):
            part = self._engine.transcribe(_blocks(chunk), hearing, report=_shifted(report, chunk.start))
            parts.append(_moved(part, chunk.start))
        return _joined(parts, self.name, read)


def _blocks(chunk: Chunk) -> Iterator[Pcm]:
    second = 32_000
    return (Pcm(chunk.data[at : at + second]) for at in range(0, len(chunk.data), second))


def _shifted(report: Report, start: float) -> Report:
    def told(progress: Progress) -> None:
        if progress.unit == "seconds":
            progress = replace(progress, done=progress.done + start, total=None)
        report(progress)

    return told


def _moved(part: Transcript, start: float) -> Transcript:
    return replace(part, segments=tuple(_later(segment, start) for segment in part.segments))


def _later(segment: Segment, by: float) -> Segment:
    words = tuple(replace(word, start=word.start + by, end=word.end + by) for word in segment.words)
    return replace(segment, start=segment.start + by, end=segment.end + by, words=words)


def _joined(parts: list[Transcript], engine: str, duration: float) -> Transcript:
    spoken: Counter[str] = Counter()
    for part in parts:
        if part.language and part.text:
            spoken[part.language] += round(1000 * part.duration)
    return Transcript(
        text=" ".join(part.text for part in parts if part.text),
        language=spoken.most_common(1)[0][0] if spoken else None,
        engine=parts[0].engine if parts else engine,
        duration=duration,
        segments=tuple(_within(segment, duration) for part in parts for segment in part.segments),
        warnings=tuple(dict.fromkeys(warning for part in parts for warning in part.warnings)),
    )


def _within(segment: Segment, duration: float) -> Segment:
    """The padding of the last frame lies behind the end of the audio."""
    if segment.end <= duration:
        return segment
    words = tuple(replace(w, start=min(w.start, duration), end=min(w.end, duration)) for w in segment.words)
    return replace(segment, start=min(segment.start, duration), end=duration, words=words)
