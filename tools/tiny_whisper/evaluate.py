"""How well a checkpoint hears, measured end to end by `whisper.transcribe`."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import whisper
from whisper.model import Whisper

from .clips import Style, noise, spoken
from .speech import HELD_OUT_VARIANTS, Samples, say
from .words import WORDS

Phrases = Iterator[tuple[Samples, Sequence[str], float]]
"""Samples at 16 kHz, the words said, and the end of the speech in seconds."""


@dataclass
class Score:
    """Counts over phrases; rates from 0 to 1."""

    phrases: int = 0
    words: int = 0
    errors: int = 0
    exact: int = 0
    language: int = 0
    timed: int = 0
    cpu_s: float = 0.0

    def __str__(self) -> str:
        n = self.phrases
        return (
            f"word error rate {self.errors / self.words:.3f}, exact {self.exact / n:.3f}, "
            f"language {self.language / n:.3f}, "
            f"end within 0.3 s {self.timed / n:.3f}, {self.cpu_s / n:.2f} CPU s a phrase"
        )


def errors(reference: Sequence[str], heard: Sequence[str]) -> int:
    """Insertions, deletions and substitutions between two sequences of words."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(reference, 1):
        above, row = row, [i] + [0] * len(heard)
        for j, other in enumerate(heard, 1):
            row[j] = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (word != other))
    return row[-1]


def clean(language: str, n: int, seed: int) -> Phrases:
    """Phrases of one to five words as the tests say them."""
    rng = random.Random(seed)
    for _ in range(n):
        words = rng.choices(WORDS[language], k=rng.randint(1, 5))
        samples = say(" ".join(words), language)
        loud = np.nonzero(np.abs(samples) > 0.01)[0] / whisper.audio.SAMPLE_RATE
        yield samples, words, float(loud[-1])


def strangers(language: str, n: int, seed: int) -> Phrases:
    """Phrases disturbed as in training, but in voices that it never heard."""
    rng = random.Random(seed)
    for _ in range(n):
        samples, label = spoken(rng, language, HELD_OUT_VARIANTS, Style(plain=0.0, doubling=0.0))
        yield samples, label.words, label.end_s


def score(
    model: Whisper,
    language: str,
    phrases: Callable[[str, int, int], Phrases],
    n: int,
) -> Score:
    """Phrases transcribed without being told their language, so that its detection is measured as well.

    Of the times only the end says something: Whisper lets a lone segment begin at 0 whatever the model says.
    """
    total = Score()
    for samples, words, end_s in phrases(language, n, 20_000 + n):
        began = time.process_time()
        result = model.transcribe(samples, fp16=False)
        total.cpu_s += time.process_time() - began
        wrong = errors(words, result["text"].split())
        total.phrases += 1
        total.words += len(words)
        total.errors += wrong
        total.exact += wrong == 0
        total.language += result["language"] == language
        segments = result["segments"]
        total.timed += bool(segments) and abs(segments[-1]["end"] - end_s) <= 0.3
    return total


def said_into_silence(model: Whisper, n: int) -> float:
    """The share of clips of mere noise, or of nothing, in which the model nevertheless hears words."""
    rng = random.Random(30_000)
    clips = (noise(rng)[0] for _ in range(n))
    return sum(bool(model.transcribe(clip, language="en", fp16=False)["text"].strip()) for clip in clips) / n


def report(model: Whisper, n: int = 200) -> str:
    lines = [
        f"{phrases.__name__} {language}: {score(model, language, phrases, count)}"
        for phrases, count in ((clean, n), (strangers, n // 2))
        for language in WORDS
    ]
    return "\n".join([*lines, f"noise taken for words: {said_into_silence(model, n // 4):.3f}"])
