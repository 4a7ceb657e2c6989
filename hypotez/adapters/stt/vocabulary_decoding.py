"""A PocketSphinx decoder for how people speak somewhere: their sentences, over the commonest English words."""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from hypotez.adapters.stt.grammar import spoken_words
from hypotez.adapters.stt.ngrams import arpa
from hypotez.adapters.stt.phonemes import pronounced
from hypotez.adapters.stt.sphinx_decoding import Heard, decode, words_of
from hypotez.ports.speech import Vocabulary

__all__ = ["VocabularyDecoder", "with_room_noise"]

_COMMON = 20_000
"""Words of general English that are heard too: the commonest."""

_ROOM_DB = 30.0
"""How far the noise of a quiet room is below speech."""

_SILENCE = 10.0
"""Root mean square, of 32,768: -70 dB, quieter than any room."""

_FRAME = 160  # samples: 10 ms


class VocabularyDecoder:
    """Hears by a language model of a vocabulary; building one takes about 0.2 s. For one thread at a time.

    A new word is said as eSpeak says it, and a known one may be said so too.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        import pocketsphinx

        sentences = Counter(words for sentence in vocabulary.sentences if (words := _sayable(sentence)))
        own = {word for sentence in sentences for word in sentence}
        known = _dictionary()
        sounds = {word: known[word] for word in _common()}
        for word in own:
            sounds[word] = tuple(dict.fromkeys((*known.get(word, ()), pronounced(word))))
        with tempfile.TemporaryDirectory() as folder:
            model, dictionary = Path(folder, "model.arpa"), Path(folder, "words.dict")
            model.write_text(arpa(sentences, _common()), encoding="utf-8")
            dictionary.write_text("".join(_entries(sounds)), encoding="utf-8")
            # wide beams cost little in a small model; the best path through the lattice drops last words
            self._decoder = pocketsphinx.Decoder(
                loglevel="FATAL",
                lm=str(model),
                dict=str(dictionary),
                bestpath=False,
                beam=1e-100,
                wbeam=1e-80,
                pbeam=1e-80,
            )
        self._mean = self._decoder.get_cmn()

    def hear(self, data: bytes) -> Heard:
        """What was said in `data`, s16le mono at 16 kHz."""
        score = decode(self._decoder, self._mean, data)
        return Heard(words_of(self._decoder, posterior=False), score)


def with_room_noise(data: bytes) -> bytes:
    """`data` with the noise of a quiet room, the same each time; as it is where it has noise of its own.

    The model was trained on people in rooms. In sound that is digitally silent between words, as synthesizers and
    noise gates make it, the mean that is taken off every frame is one of silence, and words are taken for silence.
    """
    import numpy as np

    samples = np.frombuffer(data, "<i2").astype(np.float32)
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    if not len(frames):
        return data
    quiet, speech = (float(level) for level in np.percentile(np.sqrt((frames**2).mean(axis=1)), (5, 95)))
    if quiet >= _SILENCE:
        return data
    noise = np.random.default_rng(0).normal(0, max(1.0, speech * 10 ** (-_ROOM_DB / 20)), len(samples))
    return np.clip(samples + noise, -32_768, 32_767).astype("<i2").tobytes()


def _sayable(sentence: str) -> tuple[str, ...]:
    """The words of a sentence; none where one cannot be said in English."""
    words = spoken_words(sentence)
    return words if all(word.replace("'", "").isascii() and pronounced(word) for word in words) else ()


def _entries(sounds: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [
        f"{word}{f'({number})' if number > 1 else ''} {said}\n"
        for word, ways in sorted(sounds.items())
        for number, said in enumerate(ways, 1)
    ]


@cache
def _dictionary() -> Mapping[str, tuple[str, ...]]:
    """How the words of the dictionary that comes with the package are said."""
    import pocketsphinx

    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict")).read_text(encoding="utf-8").splitlines():
        word, _, said = line.partition(" ")
        found[word.partition("(")[0]].append(said)
    return {word: tuple(ways) for word, ways in found.items()}


@cache
def _common() -> Mapping[str, float]:
    """How probable the commonest words are, by the language model that comes with the package."""
    import pocketsphinx

    model = pocketsphinx.NGramModel.readfile(pocketsphinx.get_model_path("en-us/en-us.lm.bin"))
    math = pocketsphinx.LogMath()
    shares = {word: float(math.exp(int(model.prob([word])))) for word in _dictionary()}
    return dict(sorted(shares.items(), key=lambda one: (-one[1], one[0]))[:_COMMON])
