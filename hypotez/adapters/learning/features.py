"""Texts as rows of numbers: words, pairs of words and pieces of words, each weighed by TF-IDF."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise, repeat
from math import log
from typing import TYPE_CHECKING, Any, Final

from hypotez.adapters.learning.words import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LONGEST_FEATURE", "SIZES", "Features", "learn_features", "pieces_of"]

SIZES: Final = (2, 3, 4)
"""How many letters a piece of a word has; a mark for the word's begin or end is one of them.

On texts that were held out of the training parts of Banking77 and CLINC150, and of their cuts of ten for each label,
these were right more often than longer ones, by .1 to .7 points, and as quick.
"""
_LONGEST_WORD: Final = 40
"""Letters of a word that are cut into pieces."""
LONGEST_FEATURE: Final = 100
"""Letters of a word, or of a pair, above which it is none that anybody would say twice."""
_MOST_CACHED: Final = 100_000
"""Words whose pieces are remembered."""
_STRANGE: Final = -1
"""What stands for the column of what is not among the features."""


class Features:
    """What is looked for in texts.

    Args:
        terms: words and pairs of words, which a space parts.
        pieces: pieces of words; none where they are not looked at.
        sizes: of pieces, in letters.
        weights: how much each says, terms before pieces.
        strange: how much anything says that is not among them. It speaks for no label, and takes its share of a text
            away from those that do: who speaks of other things is not sure to be understood.
    """

    def __init__(
        self,
        terms: Sequence[str],
        pieces: Sequence[str],
        weights: "NDArray[np.float32]",
        strange: float,
        sizes: tuple[int, ...],
    ) -> None:
        import numpy as np

        self.terms = terms
        self.pieces = pieces
        self.weights = weights
        self.strange = strange
        self.sizes = sizes
        self._words = {term: column for column, term in enumerate(terms) if " " not in term}
        pairs = ((self._key(*term.split(" ")), at) for at, term in enumerate(terms) if term.count(" ") == 1)
        self._pairs = {key: column for key, column in sorted(pairs) if key != _STRANGE}
        # an end that no pair has, so that a place in the keys is always one
        self._sorted_pairs = (
            np.array([*self._pairs, len(terms) ** 2], np.int64),
            np.array([*self._pairs.values(), _STRANGE], np.int64),
        )
        self._pieces = {piece: column for column, piece in enumerate(pieces, start=len(terms))}
        self._cached: dict[str, array[int]] = {}

    def matrix(self, texts: Sequence[str]) -> Any:
        """A sparse row for each text; its terms together have length 1, and so have its pieces."""
        import numpy as np
        from scipy.sparse import csr_matrix

        every: list[str] = []
        ends, of_pieces, piece_ends = [0], array("i"), [0]
        for text in texts:
            row = words(text)
            every += row
            ends.append(len(every))
            for word in row if self.pieces else ():
                of_pieces.extend(self._of_word(word))
            piece_ends.append(len(of_pieces))
        of_words = np.fromiter(map(self._words.get, every, repeat(_STRANGE)), np.int64, len(every))
        of_pairs = self._of_pairs(of_words)
        texts_of_words = np.repeat(np.arange(len(texts)), np.diff(ends))
        together = texts_of_words[:-1] == texts_of_words[1:]
        columns = np.concatenate([of_words, of_pairs[together], np.asarray(of_pieces)])
        rows = np.concatenate(
            [texts_of_words, texts_of_words[:-1][together], np.repeat(np.arange(len(texts)), np.diff(piece_ends))]
        )
        known = columns != _STRANGE
        parts = 2 * rows + (np.arange(len(rows)) >= len(rows) - len(of_pieces))
        shape = (len(texts), len(self.weights))
        counts = np.ones(np.count_nonzero(known), np.float32)
        matrix = csr_matrix((counts, (rows[known], columns[known])), shape=shape)
        values = (1 + np.log(matrix.data)) * self.weights[matrix.indices]
        part = np.repeat(np.arange(0, 2 * len(texts), 2), np.diff(matrix.indptr)) + (matrix.indices >= len(self.terms))
        unknown = np.bincount(parts[~known], minlength=2 * len(texts))
        squares = np.bincount(part, values * values, 2 * len(texts)) + self.strange**2 * unknown
        matrix.data = values / np.sqrt(squares).astype(np.float32)[part]
        return matrix

    def columns(self, row: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each column that the words of a text have, as often as they have it, and the words that it is of."""
        for word in row:
            if (column := self._words.get(word)) is not None:
                yield column, (word,)
        for one, other in pairwise(row):
            if (column := self._pairs.get(self._key(one, other))) is not None:
                yield column, (one, other)
        for word in row if self.pieces else ():
            yield from ((column, (word,)) for column in self._of_word(word) if column != _STRANGE)

    def _key(self, one: str, other: str) -> int:
        """A number for a pair of known words."""
        first, second = (self._words.get(word, _STRANGE) for word in (one, other))
        return _STRANGE if _STRANGE in {first, second} else first * len(self.terms) + second

    def _of_pairs(self, of_words: "NDArray[np.int64]") -> "NDArray[np.int64]":
        """The column of each word with the next one."""
        import numpy as np

        keys, columns = self._sorted_pairs
        one, other = of_words[:-1], of_words[1:]
        wanted = one * len(self.terms) + other
        place = np.searchsorted(keys, wanted)
        known = (one != _STRANGE) & (other != _STRANGE) & (keys[place] == wanted)
        return np.where(known, columns[place], _STRANGE)

    def _of_word(self, word: str) -> "array[int]":
        """The columns of a word's pieces."""
        found = self._cached.get(word)
        if found is None:
            found = array("i", [self._pieces.get(piece, _STRANGE) for piece in pieces_of(word, self.sizes)])
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
                cut[word] = pieces_of(word, SIZES)
            pieces.update({*chain.from_iterable(map(cut.__getitem__, row))})
    found = [(-times, 0, term) for term, times in terms.items() if len(term) <= LONGEST_FEATURE]
    found += [(-times, 1, piece) for piece, times in pieces.items() if times > 1]
    kept = sorted(sorted(found)[:most], key=lambda feature: feature[1:])
    frequency = np.array([-times for times, _, _ in kept])
    weights = np.log((1 + len(texts)) / (1 + frequency)) + 1
    of_terms, of_pieces = ([name for _, kind, name in kept if kind == wanted] for wanted in (0, 1))
    return Features(of_terms, of_pieces, weights.astype(np.float32), log(1 + len(texts)) + 1, SIZES)


def pieces_of(word: str, sizes: Iterable[int]) -> list[str]:
    """The pieces of a word of so many letters; a space marks its begin and its end."""
    marked = f" {word[:_LONGEST_WORD]} "
    return [marked[at : at + size] for size in sizes for at in range(max(1, len(marked) - size + 1))]
