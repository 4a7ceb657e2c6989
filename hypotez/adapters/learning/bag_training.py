"""How an embedding bag is trained: Adam, a learning rate that rises and falls, dropout between the two layers.

On a processor the same seed gives the same numbers: one thread, and a generator of its own. A graphics card adds in
whatever order it likes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from hypotez.adapters.learning.bag import Bag, narrowed

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["epochs_of", "train"]

_DROPOUT: Final = 0.5
_SMOOTHING: Final = 0.05
_RATE: Final = 0.01
_BATCH: Final = 16, 256
"""The smallest and the largest; between, 32 in an epoch."""
_LEAST_STEPS: Final = 256


def epochs_of(examples: int, least: int) -> int:
    """How often all of so many examples are gone through: `least` times, and more often where they are few."""
    return max(least, -(-_LEAST_STEPS // _steps(examples)))


def train(
    matrix: Any,
    codes: "NDArray[np.int64]",
    labels: int,
    *,
    dims: int,
    epochs: int,
    most: int,
    seed: int,
    report: Callable[[], None],
) -> Bag:
    """Learn from rows of buckets. `most`: buckets that get a vector, those that most rows have.

    `report` is called before each epoch.
    """
    known = _known(matrix, most)
    rows = narrowed(matrix, known)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    with _alone():
        dice = torch.Generator().manual_seed(seed)
        vectors = nn.Parameter((torch.randn(len(known), dims, generator=dice) / dims**0.5).to(device))
        weights = nn.Parameter(((torch.rand(dims, labels, generator=dice) - 0.5) * 2 / dims**0.5).to(device))
        offsets = nn.Parameter(torch.zeros(labels, device=device))
        adam = torch.optim.Adam([vectors, weights, offsets], lr=_RATE)
        pace = torch.optim.lr_scheduler.OneCycleLR(adam, _RATE, total_steps=epochs * _steps(len(codes)), pct_start=0.1)
        for _ in range(epochs):
            report()
            order = torch.randperm(len(codes), generator=dice).numpy()
            for start in range(0, len(codes), _batch(len(codes))):
                chosen = order[start : start + _batch(len(codes))]
                hidden = _summed(rows[chosen], vectors)
                kept = (torch.rand(hidden.shape, generator=dice) >= _DROPOUT).to(device) / (1 - _DROPOUT)
                right = torch.from_numpy(codes[chosen]).to(device)
                loss = functional.cross_entropy(hidden * kept @ weights + offsets, right, label_smoothing=_SMOOTHING)
                adam.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                adam.step()
                pace.step()
        learned = [each.detach().cpu() for each in (vectors.half().float(), weights, offsets)]
        return Bag(known, *(each.numpy() for each in learned))


def _summed(rows: Any, vectors: torch.Tensor) -> torch.Tensor:
    """The weighed sum of each row's vectors."""
    columns, starts = (
        torch.from_numpy(each.astype(np.int64)).to(vectors.device) for each in (rows.indices, rows.indptr)
    )
    weights = torch.from_numpy(rows.data).to(vectors.device)
    return functional.embedding_bag(columns, vectors, starts[:-1], mode="sum", per_sample_weights=weights)


def _batch(examples: int) -> int:
    return int(np.clip(examples // 32, *_BATCH))


def _steps(examples: int) -> int:
    return -(-examples // _batch(examples))


def _known(matrix: Any, most: int) -> "NDArray[np.int32]":
    found, times = np.unique(matrix.indices, return_counts=True)
    best: NDArray[np.int32] = np.sort(found[np.argsort(-times, kind="stable")[:most]]).astype(np.int32)
    return best if len(best) else np.zeros(1, np.int32)  # texts without a word: one bucket, that none of them has


@contextmanager
def _alone() -> Iterator[None]:
    """One thread: more of them add in another order, and on a busy machine wait longer than they work."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
