"""An embedding bag: a vector for each bucket, their weighed sum for a text, and a linear layer from that to labels."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Bag", "narrowed"]


@dataclass(frozen=True, slots=True)
class Bag:
    """`known`: the buckets that were seen, ascending. `vectors`: one for each of them, rounded to half precision.

    `weights`: dims x labels. Without torch: what was learned is two matrices.
    """

    known: "NDArray[np.int32]"
    vectors: "NDArray[np.float32]"
    weights: "NDArray[np.float32]"
    offsets: "NDArray[np.float32]"

    def margins(self, matrix: Any) -> "NDArray[np.float32]":
        """How far on each label's side each row of buckets is: rows x labels."""
        margins: NDArray[np.float32] = narrowed(matrix, self.known) @ self.vectors @ self.weights + self.offsets
        return margins


def narrowed(matrix: Any, known: "NDArray[np.int32]") -> Any:
    """Only these columns; selecting them as scipy does would take room for all that there might be."""
    import numpy as np
    from scipy.sparse import csr_matrix

    places = np.searchsorted(known, matrix.indices).clip(max=len(known) - 1)
    there = known[places] == matrix.indices
    starts = np.concatenate([[0], np.cumsum(there)])[matrix.indptr]
    return csr_matrix((matrix.data[there], places[there], starts), shape=(matrix.shape[0], len(known)))
