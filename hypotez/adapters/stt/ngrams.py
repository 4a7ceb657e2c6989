"""A small language model of how people speak somewhere, learned from a few sentences, over a general one.

Words in a row are smoothed after Witten and Bell 1991, in the interpolated form of Chen and Goodman 1998; how probable
a word is that was never said there, after Good 1953: as much as the words that were said there once.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

__all__ = ["ORDER", "arpa"]

ORDER = 3
"""How many words in a row are looked at."""

_START, _END = "<s>", "</s>"
_LEAST = 1e-9

Words = tuple[str, ...]


def arpa(sentences: Mapping[Words, int], general: Mapping[str, float]) -> str:
    """The model in ARPA's format, of sentences with how often each was said.

    `general`: what is known of how often words are said elsewhere, from 0 to 1; words that nothing is known of, neither
    here nor there, are not in the model.
    """
    counts = [Counter[Words]() for _ in range(ORDER)]
    for sentence, times in sentences.items():
        said = (_START, *sentence, _END)
        for length, counted in enumerate(counts, 1):
            for at in range(len(said) - length + 1):
                counted[said[at : at + length]] += times
    chances: list[dict[Words, float]] = [_single(counts[0], general)]
    weights: list[dict[Words, float]] = []
    for longer in counts[1:]:
        kinds, totals = Counter[Words](), Counter[Words]()
        for words, times in longer.items():
            kinds[words[:-1]] += 1
            totals[words[:-1]] += times
        weights.append({context: kinds[context] / (totals[context] + kinds[context]) for context in kinds})
        below = chances[-1]
        chances.append(
            {
                words: times / (totals[words[:-1]] + kinds[words[:-1]]) + weights[-1][words[:-1]] * below[words[1:]]
                for words, times in longer.items()
            }
        )
    return _written(chances, weights)


def _single(counted: Counter[Words], general: Mapping[str, float]) -> dict[Words, float]:
    """How probable each word is, whatever came before; the start of a sentence never comes after anything."""
    said = {words: times for words, times in counted.items() if words != (_START,)}
    total = sum(said.values())
    unseen = (1 + sum(times == 1 for times in said.values())) / (1 + total)
    elsewhere = {(word,): share for word, share in general.items() if (word,) not in said and word != _START}
    rest = sum(elsewhere.values())
    if not rest:
        unseen = 0.0
    chances = {words: (1 - unseen) * times / total for words, times in said.items()}
    chances |= {words: unseen * share / rest for words, share in elsewhere.items()}
    return chances | {(_START,): 0.0}


def _written(chances: Sequence[Mapping[Words, float]], weights: Sequence[Mapping[Words, float]]) -> str:
    lines = ["\\data\\", *(f"ngram {length}={len(found)}" for length, found in enumerate(chances, 1))]
    for length, found in enumerate(chances, 1):
        lines += ["", f"\\{length}-grams:"]
        rest = weights[length - 1] if length <= len(weights) else None
        for words, chance in sorted(found.items()):
            line = f"{math.log10(max(chance, _LEAST)) if words != (_START,) else -99:.4f} {' '.join(words)}"
            lines.append(line if rest is None else f"{line} {math.log10(rest.get(words, 1.0)):.4f}")
    return "\n".join([*lines, "", "\\end\\", ""])
