"""Texts as rows of numbers: words, pairs of words and pieces of words, each weighed by TF-IDF."""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from math import log
from typing import TYPE_CHECKING, Any, Final

from hypotez.adapters.learning.words import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LONGEST_FEATURE", "Features", "learn_features"]

_PIECES: Final = (3, 4, 5)
"""How many letters a piece of a word has; a mark for the word's begin or end is one of them."""
_LONGEST_WORD: Final = 40
"""Letters of a word that are cut into pieces."""
LONGEST_FEATURE: Final = 100
"""Letters of a word, or of a pair, above which it is none that anybody would say twice."""
_MOST_CACHED: Final = 100_000
"""Words whose pieces are remembered."""


class Features:
    """What is looked for in texts.

    Args:
        terms: words and pairs of words, which a space parts.
        pieces: pieces of words; none where they are not looked at.
        weights: how much each says, terms before pieces.
        strange: how much anything says that is not among them. It speaks for no label, and takes its share of a text
            away from those that do: who speaks of other things is not sure to be understood.
    """

    def __init__(
        self, terms: Sequence[str], pieces: Sequence[str], weights: "NDArray[np.float32]", strange: float
    ) -> None:
        self.terms = terms
        self.pieces = pieces
        self.weights = weights
        self.strange = strange
        self._terms = {term: column for column, term in enumerate(terms)}
        self._pieces = {piece: column for column, piece in enumerate(pieces, start=len(terms))}
        self._cached: dict[str, tuple[array[int], int]] = {}

    def matrix(self, texts: Sequence[str]) -> Any:
        """A sparse row for each text; its terms together have length 1, and so have its pieces."""
        import numpy as np
        from scipy.sparse import csr_matrix

        columns, starts, strange = array("i"), array("q", [0]), array("i")
        for text in texts:
            row = words(text)
            terms = [*row, *map(" ".join, pairwise(row))]
            known = [column for column in map(self._terms.get, terms) if column is not None]
            columns.extend(known)
            strange_pieces = 0
            for word in row if self.pieces else ():
                found, others = self._of_word(word)
                columns.extend(found)
                strange_pieces += others
            strange.extend((len(terms) - len(known), strange_pieces))
            starts.append(len(columns))
        shape = (len(texts), len(self.weights))
        counts = np.ones(len(columns), np.float32)
        matrix = csr_matrix((counts, np.asarray(columns), np.asarray(starts)), shape=shape)
        matrix.sum_duplicates()
        values = (1 + np.log(matrix.data)) * self.weights[matrix.indices]
        part = np.repeat(np.arange(0, len(strange), 2), np.diff(matrix.indptr))
        part += matrix.indices >= len(self.terms)
        squares = np.bincount(part, values * values, len(strange)) + self.strange**2 * np.asarray(strange)
        matrix.data = values / np.sqrt(squares).astype(np.float32)[part]
        return matrix

    def columns(self, row: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each column that the words of a text have, as often as they have it, and the words that it is of."""
        for sources in (*((word,) for word in row), *pairwise(row)):
            if (column := self._terms.get(" ".join(sources))) is not None:
                yield column, sources
        for word in row if self.pieces else ():
            yield from ((column, (word,)) for column in self._of_word(word)[0])

    def _of_word(self, word: str) -> "tuple[array[int], int]":
        """The columns of a word's pieces, and how many pieces have none."""
        if (cached := self._cached.get(word)) is not None:
            return cached
        every = _pieces(word)
        known = array("i", [column for column in map(self._pieces.get, every) if column is not None])
        found = known, len(every) - len(known)
        if len(self._cached) < _MOST_CACHED:
            self._cached[word] = found
        return found


def learn_features(texts: Sequence[str], *, characters: bool, most: int) -> Features:
    """Find out what there is in texts; `most`: how many features at most, those that most texts have.

    A piece must be in two texts at least: in one it says no more than its word.
    """
    import numpy as np

    terms: Counter[str] = Counter()
    pieces: Counter[str] = Counter()
    cut: dict[str, list[str]] = {}
    for text in texts:
        row = words(text)
        terms.update({*row, *map(" ".join, pairwise(row))})
        if characters:
            for word in {*row} - cut.keys():
                cut[word] = _pieces(word)
            pieces.update({*chain.from_iterable(map(cut.__getitem__, row))})
    found = [(-times, 0, term) for term, times in terms.items() if len(term) <= LONGEST_FEATURE]
    found += [(-times, 1, piece) for piece, times in pieces.items() if times > 1]
    kept = sorted(sorted(found)[:most], key=lambda feature: feature[1:])
    frequency = np.array([-times for times, _, _ in kept])
    weights = np.log((1 + len(texts)) / (1 + frequency)) + 1
    of_terms, of_pieces = ([name for _, kind, name in kept if kind == wanted] for wanted in (0, 1))
    return Features(of_terms, of_pieces, weights.astype(np.float32), log(1 + len(texts)) + 1)


def _pieces(word: str) -> list[str]:
    marked = f" {word[:_LONGEST_WORD]} "
    return [marked[at : at + size] for size in _PIECES for at in range(max(1, len(marked) - size + 1))]
