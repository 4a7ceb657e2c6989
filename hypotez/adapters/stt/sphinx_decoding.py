"""PocketSphinx decoders: one for general English, one for grammars. Neither is safe for two threads at once."""

import math
import re
import sys
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hypotez.adapters.stt.grammar import jsgf, spoken_words
from hypotez.adapters.stt.loudness import loud
from hypotez.adapters.stt.pronouncing import sounds
from hypotez.ports.speech import Word

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["GeneralDecoder", "Heard", "PhraseDecoder", "decode", "words_of"]

_FRAME_SECONDS = 0.01
_FRAME_BYTES = 320
_VARIANT = re.compile(r"\(\d+\)$")  # "on(2)" is the second pronunciation of "on"
_LOG_BASE = math.log(1.0001)
_MOST_GRAMMARS = 16
_MOST_WORDS = 2_000  # added ones; a dictionary cannot forget, so that the decoder is built anew
_MOST_PHRASES = 1_000
_LOOP = "phones"
_NO_WORD = "(NULL)"
_LEAST_LIKELY = 700.0  # what exp() takes
_TINIEST = sys.float_info.min  # what log() takes


@dataclass(frozen=True, slots=True)
class Heard:
    """Words with times from the start of the stretch.

    `score`: the logarithm of how likely the sound is, said so; only comparable within one stretch. `fit`: by how much
    a frame of speech scores better (below 0: worse) than as a free sequence of English phones. `weakest`: the same of
    the word that fits worst, by its sound alone. `explained`: the share of the loud time at which there are words.
    None where that was not measured.
    """

    words: tuple[Word, ...] = ()
    score: float | None = None
    fit: float | None = None
    weakest: float | None = None
    explained: float | None = None

    @property
    def frames(self) -> float:
        """The length of the words, in frames of 10 ms."""
        return sum(word.end - word.start for word in self.words) / _FRAME_SECONDS

    def covers(self, other: "Heard") -> float:
        """The share of the time of the words of `other` at which this has words too."""
        shared = sum(
            max(0.0, min(mine.end, theirs.end) - max(mine.start, theirs.start))
            for mine in self.words
            for theirs in other.words
        )
        return shared / _FRAME_SECONDS / other.frames if other.words else 1.0

    def better_than(self, other: "Heard") -> float:
        """By how much a frame of speech scores better than in `other`, heard in the same stretch."""
        if self.score is None or not self.words:
            return -math.inf
        return math.inf if other.score is None else (self.score - other.score) / self.frames

    @property
    def confidence(self) -> float | None:
        """How probable it is that this was said; None where unknown.

        A logistic regression on two hearings of the same sound: one that must make it phrases, and one that may make
        it any phones. It was fitted to commands of two words in eSpeak's voices among four times as many clips of
        other speech, eSpeak's and people's, whole and cut anywhere; on clips set aside it was right to about a tenth.
        """
        if self.fit is None or self.weakest is None or self.explained is None:
            return None
        odds = self.fit / 6 + self.weakest / 15 + 7 * self.explained - 3.2
        return 1 / (1 + math.exp(min(-odds, _LEAST_LIKELY)))

    @property
    def text(self) -> str:
        """The words in one line."""
        return " ".join(word.text for word in self.words)


class GeneralDecoder:
    """English as the model that comes with the package knows it. Building one loads it: half a second."""

    def __init__(self) -> None:
        import pocketsphinx

        # 10,000 active states a frame instead of 30,000: a quarter of the time less, the same words
        self._decoder = pocketsphinx.Decoder(loglevel="FATAL", maxhmmpf=10_000)
        self._mean = self._decoder.get_cmn()

    def hear(self, data: bytes) -> Heard:
        """What was said in `data`, s16le mono at 16 kHz. Words carry their posterior probability."""
        score = decode(self._decoder, self._mean, data)
        return Heard(words_of(self._decoder, posterior=True), score)


class PhraseDecoder:
    """Lists of phrases, each as a grammar; the most recent ones are kept."""

    def __init__(self) -> None:
        self._grammars: OrderedDict[tuple[str, ...], tuple[str, tuple[str, ...]]] = OrderedDict()
        self._load()

    def _load(self) -> None:
        import pocketsphinx

        # wide beams are cheap in a small grammar, and a path that is cut off early is a phrase that is lost; the
        # search for the best path through the lattice drops the last words of a phrase
        self._decoder = pocketsphinx.Decoder(
            loglevel="FATAL", lm=None, bestpath=False, beam=1e-100, wbeam=1e-80, pbeam=1e-80
        )
        self._mean = self._decoder.get_cmn()
        self._decoder.add_allphone_file(_LOOP, pocketsphinx.get_model_path("en-us/en-us-phone.lm.bin"))
        self._grammars.clear()
        self._added = 0
        self._count = 0

    def prepare(self, phrases: tuple[str, ...]) -> tuple[str, ...]:
        """Make `phrases` the ones that are listened for; returns those that have no English pronunciation."""
        if phrases not in self._grammars:
            if self._added > _MOST_WORDS:
                self._load()
            self._grammars[phrases] = self._built(phrases)
            if len(self._grammars) > _MOST_GRAMMARS:
                _, (oldest, _) = self._grammars.popitem(last=False)
                if oldest:
                    self._decoder.remove_search(oldest)
        self._grammars.move_to_end(phrases)
        return self._grammars[phrases][1]

    def hear(self, phrases: tuple[str, ...], data: bytes) -> Heard:
        """Which of `phrases` was said in `data`, s16le mono at 16 kHz; no words where none of them is near."""
        self.prepare(phrases)
        name = self._grammars[phrases][0]
        if not name:
            return Heard()
        score = self._score(name, data)
        words = words_of(self._decoder, posterior=False)
        if score is None or not words:
            return Heard()
        said = Heard(words, score)
        frames = len(data) // _FRAME_BYTES
        phrase = _by_frame(self._decoder, frames)
        anything = self._score(_LOOP, data)
        if anything is None:
            return said
        gained = phrase - _by_frame(self._decoder, frames)
        return replace(
            said,
            # silence costs both the same, so that the difference is one of the frames with speech
            fit=(score - anything) / said.frames,
            weakest=min(float(gained[_frames(word)].mean()) for word in words),
            explained=_explained(words, data),
        )

    def _score(self, search: str, data: bytes) -> float | None:
        self._decoder.activate_search(search)
        return decode(self._decoder, self._mean, data)

    def _built(self, phrases: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        """The name of a new search ("" where no phrase can be said), and the phrases that were left out."""
        usable: dict[tuple[str, ...], None] = {}
        left_out = []
        for phrase in phrases[:_MOST_PHRASES]:
            words = spoken_words(phrase)
            if words and all(self._knows(word) for word in words):
                usable[words] = None
            else:
                left_out.append(phrase)
        left_out.extend(phrases[_MOST_PHRASES:])
        if not usable:
            return "", tuple(left_out)
        self._count += 1
        name = f"phrases-{self._count}"
        self._decoder.add_jsgf_string(name, jsgf(usable))
        return name, tuple(left_out)

    def _knows(self, word: str) -> bool:
        """Whether `word` can be said; one that is new is learned on the way."""
        if self._decoder.lookup_word(word):
            return True
        said = sounds(word) if word.replace("'", "").isascii() else ""
        if not said:
            return False
        self._decoder.add_word(word, said, update=False)
        self._added += 1
        return True


def decode(decoder: Any, mean: str, data: bytes) -> float | None:
    """Hear `data` with the active search; the score of the best path, None where there is none."""
    # what the front end has learned from earlier sound would change the result; the same sound has one result
    decoder.reinit_feat()
    decoder.set_cmn(mean)
    decoder.start_utt()
    try:
        decoder.process_raw(data, full_utt=True)
    finally:
        decoder.end_utt()
    best = decoder.hyp()
    return math.log(best.score) / _LOG_BASE if best is not None and best.score > 0 else None


def _by_frame(decoder: Any, frames: int) -> "npt.NDArray[np.float64]":
    """What the sound of each frame scores on the best path, spread evenly over a word; shape (frames,)."""
    import numpy as np

    scores = np.zeros(frames)
    for found in decoder.seg() or ():
        at = slice(found.start_frame, found.end_frame + 1)
        scores[at] = math.log(max(found.ascore, _TINIEST)) / _LOG_BASE / max(1, at.stop - at.start)
    return scores


def _frames(word: Word) -> slice:
    return slice(round(word.start / _FRAME_SECONDS), round(word.end / _FRAME_SECONDS))


def _explained(words: tuple[Word, ...], data: bytes) -> float:
    """The share of the loud frames that are in `words`: 1 where nothing is left over that could be speech."""
    frames = loud(data, _FRAME_BYTES // 2)
    within = sum(int(frames[_frames(word)].sum()) for word in words)
    return within / max(1, int(frames.sum()))


def words_of(decoder: Any, *, posterior: bool) -> tuple[Word, ...]:
    """The words of the best path without silence and noises: <so>, [so], ++so++."""
    if decoder.hyp() is None:
        return ()
    return tuple(
        Word(
            _VARIANT.sub("", found.word),
            found.start_frame * _FRAME_SECONDS,
            (found.end_frame + 1) * _FRAME_SECONDS,
            min(1.0, float(found.prob)) if posterior else None,
        )
        for found in decoder.seg() or ()
        if found.word[0] not in "<[+" and found.word != _NO_WORD
    )
