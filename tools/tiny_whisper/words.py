"""The vocabulary of the tiny checkpoint, and which of Whisper's tokens it can ever say or hear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from whisper.tokenizer import Tokenizer, get_tokenizer

_ENGLISH = """
zero one two three four five six seven eight nine play pause stop next previous skip repeat louder quieter mute
join leave help yes no record volume queue shuffle hello bot cancel hypotez
"""
_RUSSIAN = """
ноль один два три четыре пять шесть семь восемь девять играй пауза стоп дальше назад громче тише войди выйди
помощь да нет повтори привет гипотез зайди
"""
WORDS: dict[str, tuple[str, ...]] = {"en": tuple(_ENGLISH.split()), "ru": tuple(_RUSSIAN.split())}

N_LANGUAGES = 99
"""Languages of the multilingual tokenizer that goes with a vocabulary of 51,865."""

N_VOCAB = 51_865

LAST_TIMESTAMP_S = 6.0
"""Clips end before this; later timestamp tokens are never trained."""

TIMESTAMP_STEP_S = 0.1
"""Whisper counts time in steps of 0.02 s; every fifth is enough here and keeps the trained vocabulary small."""


@dataclass(frozen=True)
class Vocabulary:
    """The used tokens, numbered densely from 0 for training: the embedding learns these rows only.

    One more index, `unused`, stands for all other tokens. They may occur in a prompt, never in a transcript.
    """

    tokenizer: Tokenizer

    @classmethod
    def multilingual(cls) -> Vocabulary:
        return cls(get_tokenizer(multilingual=True, num_languages=N_LANGUAGES, language="en", task="transcribe"))

    def word(self, word: str) -> list[int]:
        """Whisper's tokens of a word inside a sentence, that is with its leading space."""
        tokens: list[int] = self.tokenizer.encode(" " + word)
        return tokens

    def text(self, words: Iterable[str]) -> list[int]:
        return [token for word in words for token in self.word(word)]

    def language(self, language: str) -> int:
        token: int = self.tokenizer.to_language_token(language)
        return token

    def timestamp(self, seconds: float) -> int:
        """The trained timestamp token nearest to `seconds`."""
        first: int = self.tokenizer.timestamp_begin
        return first + round(seconds / TIMESTAMP_STEP_S) * round(TIMESTAMP_STEP_S / 0.02)

    @cached_property
    def used(self) -> tuple[int, ...]:
        """Whisper's ids of the used tokens, ascending; the position is the dense index."""
        tk = self.tokenizer
        ids = {tk.sot, tk.eot, tk.transcribe, tk.no_timestamps, tk.no_speech, tk.sot_prev}
        for language, words in WORDS.items():
            ids |= {self.language(language), *self.text(words)}
        ids |= {self.timestamp(i * TIMESTAMP_STEP_S) for i in range(round(LAST_TIMESTAMP_S / TIMESTAMP_STEP_S) + 1)}
        return tuple(sorted(ids))

    @cached_property
    def _index(self) -> dict[int, int]:
        return {token: index for index, token in enumerate(self.used)}

    @property
    def unused(self) -> int:
        return len(self.used)

    def indices(self, tokens: Sequence[int]) -> list[int]:
        """Dense indices of Whisper's ids; -100, PyTorch's 'no target here', stays as it is."""
        return [-100 if token == -100 else self._index.get(token, self.unused) for token in tokens]
