"""How Whisper, which hears 30 s at a time, listens to a stream of any length."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from hypotez.adapters.stt.whisper_languages import known
from hypotez.adapters.stt.windows import Window, windows
from hypotez.adapters.stt.wishes import ignored
from hypotez.ports.audio import Pcm
from hypotez.ports.progress import Progress, Report
from hypotez.ports.speech import Hearing, Segment, SttCan, Transcript

__all__ = ["Heard", "listen", "share", "told"]

_LONGEST = 30.0
"""Seconds that Whisper hears at a time."""

_MOST_WORDS = 40
"""Of a vocabulary: Whisper's prompt has room for 223 tokens, and a rare word takes up to five."""

Heard = tuple[str | None, Iterable[Segment]]
"""The language of a window, and what is said in it, in seconds from the window's start."""


def listen(
    blocks: Iterable[Pcm],
    hearing: Hearing,
    hear: Callable[[Window, str | None], Heard],
    report: Report,
    *,
    engine: str,
    can: SttCan,
) -> Transcript:
    """Let `hear` hear window after window, in the language that it is told; the memory is that of one window.

    Without a language that of the first window with words in it holds for the rest. Silent windows and silent ends
    are left out: Whisper takes long over them and invents words. `report` is called for every block that is read,
    before every window and after every segment.

    Raises:
        UnknownLanguage: `hearing.language` is not among `can.languages`.
    """
    language = known(hearing.language, can, engine)
    notes = ignored(hearing, can, engine)
    if hearing.phrases and hearing.only_phrases:
        notes += (f"The engine {engine} listens for the phrases, but cannot keep to them: it may hear other words.",)
    found: list[Segment] = []
    duration = 0.0
    for whole in windows(blocks, _LONGEST, report):
        duration = whole.end
        window = whole.trimmed()
        if not window.data:
            continue
        report(Progress("recognising", window.start, None, "seconds"))
        spoken, segments = hear(window, language)
        for segment in segments:
            if segment.text:
                found.append(_placed(segment, window, found[-1].start if found else 0.0))
                language = language or spoken
                report(Progress("recognising", found[-1].end, None, "seconds"))
    text = " ".join(segment.text for segment in found)
    return Transcript(text, language, engine, duration, tuple(found), warnings=notes)


def _placed(segment: Segment, window: Window, earliest: float) -> Segment:
    """The segment in seconds of the whole audio: within the window, not before `earliest`, its words within it.

    Whisper's window is filled up to 30 s, so that its times may lie behind the end of the audio.
    """

    def within(seconds: float, low: float) -> float:
        return min(max(seconds + window.start, low), window.end)

    start = within(segment.start, earliest)
    words = []
    at = start
    for word in segment.words:
        at = within(word.start, at)
        words.append(replace(word, start=at, end=within(word.end, at)))
    end = max([within(segment.end, start), *(word.end for word in words)])
    return replace(segment, start=start, end=end, words=tuple(words))


def share(probability: float) -> float:
    """A probability within 0..1, which rounding may have left."""
    return min(max(float(probability), 0.0), 1.0)


def told(hearing: Hearing) -> tuple[str, ...]:
    """What Whisper is told that may be said: the phrases, and the words of the vocabulary, each once."""
    words = hearing.vocabulary.words[:_MOST_WORDS] if hearing.vocabulary else ()
    return tuple(dict.fromkeys((*hearing.phrases, *words)))
