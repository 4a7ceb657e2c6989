"""Texts as rows of numbers without a vocabulary: each word, pair of words and piece of a word falls into a bucket."""

from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final
from zlib import crc32

from hypotez.adapters.learning.features import pieces_of
from hypotez.adapters.learning.words import words

__all__ = ["BUCKETS", "Hashed"]

BUCKETS: Final = 1 << 22
"""So many that things seldom meet in one; only those that were seen take room. Words and pairs have the even ones."""
_SIZES: Final = (3, 4, 5)
"""How many letters a piece of a word has: in buckets, which need no room for what is seldom, they cost little."""
_MOST_CACHED: Final = 100_000
"""Words whose buckets are remembered."""


class Hashed:
    """Makes the rows; safe to use from several threads."""

    def __init__(self) -> None:
        self._cached: dict[str, array[int]] = {}

    def matrix(self, texts: Sequence[str]) -> Any:
        """A sparse row of `BUCKETS` columns for each text; its words and pairs have half of its length, pieces half."""
        import numpy as np
        from scipy.sparse import csr_matrix

        columns, starts = array("i"), array("q", [0])
        for text in texts:
            row = words(text)
            columns.extend(map(_of_term, (*row, *map(" ".join, pairwise(row)))))
            for word in row:
                columns.extend(self._of_word(word))
            starts.append(len(columns))
        counts = np.ones(len(columns), np.float32)
        matrix = csr_matrix((counts, np.asarray(columns), np.asarray(starts)), shape=(len(texts), BUCKETS))
        matrix.sum_duplicates()
        part = np.repeat(np.arange(0, 2 * len(texts), 2), np.diff(matrix.indptr)) + matrix.indices % 2
        squares = 2 * np.bincount(part, matrix.data * matrix.data, 2 * len(texts))
        matrix.data /= np.sqrt(squares).astype(np.float32)[part]
        return matrix

    def columns(self, row: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each bucket that the words of a text fall into, as often as they do, and the words that it is of."""
        for sources in (*((word,) for word in row), *pairwise(row)):
            yield _of_term(" ".join(sources)), sources
        for word in row:
            yield from ((bucket, (word,)) for bucket in self._of_word(word))

    def _of_word(self, word: str) -> "array[int]":
        """The buckets of a word's pieces."""
        if (cached := self._cached.get(word)) is not None:
            return cached
        found = array("i", [2 * (crc32(piece.encode()) % (BUCKETS // 2)) + 1 for piece in pieces_of(word, _SIZES)])
        if len(self._cached) < _MOST_CACHED:
            self._cached[word] = found
        return found


def _of_term(term: str) -> int:
    return 2 * (crc32(term.encode()) % (BUCKETS // 2))
