"""PocketSphinx: small, offline, English only, and at its best when it knows which phrases to expect."""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib.util import find_spec
from typing import TypeVar

from hypotez.adapters.stt.grammar import spoken_words
from hypotez.adapters.stt.sphinx_decoding import GeneralDecoder, Heard, PhraseDecoder
from hypotez.adapters.stt.vocabulary_decoding import VocabularyDecoder, with_room_noise
from hypotez.adapters.stt.windows import Window, windows
from hypotez.adapters.stt.wishes import ignored, known_language
from hypotez.ports.audio import Pcm
from hypotez.ports.engine import Status
from hypotez.ports.errors import EngineFailed, EngineUnavailable, OptionError
from hypotez.ports.progress import Report, ignore
from hypotez.ports.speech import Hearing, Segment, SpeechToText, SttCan, Transcript, Vocabulary, Word

__all__ = ["PocketSphinx"]

_LONGEST = 10.0
_SURE = 5.0
"""The `fit` of a phrase from which on nothing else was found to reach it."""
_HOPELESS = -40.0
"""The `fit` below which no phrase was said, however strange the voice."""
_COVERED = 0.67
"""The share of what general English takes for speech that a phrase must not leave unexplained, as silence."""
_ALONE = 6.0
"""What one phrase may score less than several: one that explains a whole stretch is less of a coincidence."""
_MOST_VOCABULARIES = 4
_HINT = "pip install pocketsphinx"

T = TypeVar("T")


class PocketSphinx(SpeechToText):
    """Hears general English with its own language model, and phrases with a grammar.

    A grammar finds a phrase in everything. It is believed where the sound fits the phrases about as well as any
    sequence of phones. In doubt they must beat general English: by `accept` where only phrases are expected, by
    `prefer` where anything may be said; both in PocketSphinx's log units, for 10 ms of speech. The higher, the more
    commands are missed, and the less other speech is taken for one. The confidence of a phrase is that of
    `Heard.confidence`, whichever way it came to be believed.
    """

    name = "pocketsphinx"
    can = SttCan(languages=frozenset({"en"}), words=True, confidence=True, phrases=True)

    def __init__(self, *, accept: float = -10.0, prefer: float = -1.0) -> None:
        self._accept = accept
        self._prefer = prefer
        self._lock = threading.Lock()
        self._general: GeneralDecoder | None = None
        self._phrases: PhraseDecoder | None = None
        self._vocabularies: OrderedDict[Vocabulary, VocabularyDecoder] = OrderedDict()

    def transcribe(self, blocks: Iterable[Pcm], hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        """Hear stretches of at most ten seconds, cut where it is quietest.

        Raises:
            UnknownLanguage: anything but English.
            OptionError: nothing but phrases is wished, and none of them has English words.
            EngineUnavailable: PocketSphinx is not installed.
            EngineFailed: it failed inside.
        """
        known_language(hearing, self.can, self.name)
        notes = ignored(hearing, self.can, self.name)
        if hearing.phrases:
            left_out = self._asked(lambda: self._phrase_decoder().prepare(hearing.phrases))
            if hearing.only_phrases and set(left_out) >= set(hearing.phrases):
                raise OptionError(
                    f"The engine {self.name} can hear none of the phrases: give some English words.",
                    key="phrases-not-english",
                    engine=self.name,
                )
            notes += tuple(f"The phrase {phrase!r} was left out: it has no English words." for phrase in left_out)
        segments = []
        duration = 0.0
        for window in windows(blocks, _LONGEST, report):
            duration = window.end
            data = with_room_noise(window.data) if hearing.vocabulary else window.data
            heard = Heard() if window.silent else self._heard(data, hearing)
            if heard.words:
                segments.append(_segment(heard, window))
        return Transcript(
            text=" ".join(segment.text for segment in segments),
            language="en",
            engine=self.name,
            duration=duration,
            segments=tuple(segments),
            warnings=notes,
        )

    def status(self) -> Status:
        """Whether it is installed; its model comes with it."""
        installed = find_spec("pocketsphinx") is not None
        return Status(installed, installed, "" if installed else f"{_HINT}.")

    def close(self) -> None:
        """Free all decoders."""
        with self._lock:
            self._forget()

    def _heard(self, data: bytes, hearing: Hearing) -> Heard:
        if not hearing.phrases:
            return self._free(data, hearing.vocabulary)
        said = self._asked(lambda: self._phrase_decoder().hear(hearing.phrases, data))
        fit = -math.inf if said.fit is None else said.fit
        if fit >= _SURE:
            return said
        if hearing.only_phrases and fit < _HOPELESS:
            return Heard()
        free = self._free(data, hearing.vocabulary)
        least = self._accept if hearing.only_phrases else self._prefer
        if tuple(word.text for word in said.words) in map(spoken_words, hearing.phrases):
            least -= _ALONE
        if fit >= _HOPELESS and said.covers(free) >= _COVERED and said.better_than(free) >= least:
            return said
        return Heard() if hearing.only_phrases else free

    def _free(self, data: bytes, vocabulary: Vocabulary | None) -> Heard:
        """What was said where anything may be: by the model, of general English or of the vocabulary, that is likelier.

        Both scores are the logarithm of the same thing: how probable these words and this sound are together.
        """
        anywhere = self._asked(lambda: self._general_decoder().hear(data))
        if not vocabulary or not vocabulary.sentences:
            return anywhere
        here = self._asked(lambda: self._vocabulary_decoder(vocabulary).hear(data))
        return here if (here.score or -math.inf) >= (anywhere.score or -math.inf) else anywhere

    def _asked(self, ask: Callable[[], T]) -> T:
        with self._lock:
            try:
                return ask()
            except ImportError as error:
                raise EngineUnavailable(f"PocketSphinx is not installed: {_HINT}.", engine=self.name) from error
            except Exception as error:
                # after a failure inside it a decoder may be in any state
                self._forget()
                raise EngineFailed(
                    "PocketSphinx failed; try again, or use another engine.", engine=self.name
                ) from error

    def _forget(self) -> None:
        self._general = self._phrases = None
        self._vocabularies.clear()

    def _vocabulary_decoder(self, vocabulary: Vocabulary) -> VocabularyDecoder:
        if vocabulary not in self._vocabularies:
            self._vocabularies[vocabulary] = VocabularyDecoder(vocabulary)
            if len(self._vocabularies) > _MOST_VOCABULARIES:
                self._vocabularies.popitem(last=False)
        self._vocabularies.move_to_end(vocabulary)
        return self._vocabularies[vocabulary]

    def _general_decoder(self) -> GeneralDecoder:
        if self._general is None:
            self._general = GeneralDecoder()
        return self._general

    def _phrase_decoder(self) -> PhraseDecoder:
        if self._phrases is None:
            self._phrases = PhraseDecoder()
        return self._phrases


def _segment(heard: Heard, window: Window) -> Segment:
    words = tuple(_placed(word, window) for word in heard.words)
    return Segment(heard.text, words[0].start, words[-1].end, words, heard.confidence)


def _placed(word: Word, window: Window) -> Word:
    return replace(word, start=min(window.start + word.start, window.end), end=min(window.start + word.end, window.end))
