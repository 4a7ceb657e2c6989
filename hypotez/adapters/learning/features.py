"""Texts as rows of numbers: words, pairs of words and pieces of words, each weighed by TF-IDF."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass, field
from itertools import pairwise
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

Look = Callable[[str], int | None]
OfWord = Callable[[str], "array[int]"]


def pieces(word: str) -> list[str]:
    """The pieces of a word."""
    marked = f" {word[:_LONGEST_WORD]} "
    return [marked[at : at + size] for size in _PIECES for at in range(max(1, len(marked) - size + 1))]


@dataclass(frozen=True, slots=True)
class Features:
    """What is looked for in a text. `weights`: the idf of each word, pair and piece, in this order."""

    terms: tuple[str, ...]
    """Words and pairs of words, which a space parts."""
    pieces: tuple[str, ...]
    weights: "NDArray[np.float32]"
    _known: dict[str, int] = field(init=False, repr=False)
    _known_pieces: dict[str, int] = field(init=False, repr=False)
    _cached: "dict[str, array[int]]" = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", {term: at for at, term in enumerate(self.terms)})
        first = len(self.terms)
        object.__setattr__(self, "_known_pieces", {piece: first + at for at, piece in enumerate(self.pieces)})
        object.__setattr__(self, "_cached", {})

    def matrix(self, texts: Sequence[str]) -> Any:
        """A row for each text, sparse; terms together have length 1, and so have pieces."""
        of_word = self.of_word if self.pieces else None
        return self.weighed(_counts(map(words, texts), self._known.get, of_word, self.weights))

    def of_word(self, word: str) -> "array[int]":
        """The columns of a word's pieces."""
        found = self._cached.get(word)
        if found is None:
            known = map(self._known_pieces.get, pieces(word))
            found = array("i", [column for column in known if column is not None])
            if len(self._cached) < _MOST_CACHED:
                self._cached[word] = found
        return found

    def columns(self, row: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each column that the words of a text have, as often as they have it, and the words that it is of."""
        for sources in (*((word,) for word in row), *pairwise(row)):
            if (column := self._known.get(" ".join(sources))) is not None:
                yield column, sources
        for word in row if self.pieces else ():
            yield from ((column, (word,)) for column in self.of_word(word))

    def weighed(self, counts: Any) -> Any:
        """TF-IDF of counts: the logarithm of how often, times the weight, each kind brought to length 1."""
        import numpy as np

        rows = counts.shape[0]
        values = (1 + np.log(counts.data)) * self.weights[counts.indices]
        part = np.repeat(np.arange(0, 2 * rows, 2), np.diff(counts.indptr))
        if self.pieces:
            part += counts.indices >= len(self.terms)
        length = np.sqrt(np.bincount(part, values * values, 2 * rows)).astype(np.float32)
        counts.data = values / length[part]
        return counts


def learn_features(texts: Sequence[str], *, characters: bool, most: int) -> tuple[Features, Any]:
    """Find out what there is in texts, and return their matrix too; `most`: how many features at most.

    Pieces must be in two texts at least; what is in the fewest goes first where there are too many.
    """
    import numpy as np

    found: defaultdict[str, int] = defaultdict()
    found.default_factory = found.__len__
    seen: dict[str, array[int]] = {}

    def of_word(word: str) -> "array[int]":
        if word not in seen:
            # no word begins with a tab
            seen[word] = array("i", [found["\t" + piece] for piece in pieces(word)])
        return seen[word]

    counts = _counts(map(words, texts), found.__getitem__, of_word if characters else None, found)
    names = list(found)
    frequency = np.bincount(counts.indices, minlength=len(names))
    kept = [
        at for at, name in enumerate(names) if (frequency[at] > 1 or name[0] != "\t") and len(name) <= LONGEST_FEATURE
    ]
    kept.sort(key=lambda at: (-frequency[at], names[at]))
    kept = sorted(kept[:most], key=lambda at: (names[at][0] == "\t", names[at]))
    terms = tuple(names[at] for at in kept if names[at][0] != "\t")
    weights = np.log((1 + len(texts)) / (1 + frequency[kept])) + 1
    features = Features(terms, tuple(names[at][1:] for at in kept[len(terms) :]), weights.astype(np.float32))
    return features, features.weighed(counts[:, kept])


def _counts(
    texts: Iterable[list[str]],
    look: Look,
    of_word: OfWord | None,
    width: Sized,
) -> Any:
    """How often each row has each column, of as many columns as `width` has at last."""
    import numpy as np
    from scipy.sparse import csr_matrix

    columns = array("i")
    starts = [0]
    for row in texts:
        found = [*map(look, row), *(look(f"{one} {other}") for one, other in pairwise(row))]
        columns.extend([column for column in found if column is not None])
        if of_word is not None:
            for word in row:
                columns.extend(of_word(word))
        starts.append(len(columns))
    shape = (len(starts) - 1, len(width))
    counts = csr_matrix((np.ones(len(columns), np.float32), np.array(columns, np.int32), starts), shape=shape)
    counts.sum_duplicates()
    return counts
