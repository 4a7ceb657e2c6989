"""Which part of the examples each is left out with, so that it is judged by a model that has not seen it."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

__all__ = ["FOLDS", "deal"]

FOLDS: Final = 3


def deal(groups: Sequence[str], codes: Sequence[int], seed: int) -> list[int]:
    """The fold of each example: those of a group share one, and each label is spread over all folds.

    A group goes by the label of its first example. The same examples in the same order are dealt alike.
    """
    code: dict[str, int] = {}
    for group, its in zip(groups, codes, strict=True):
        code.setdefault(group, its)
    # one label after another, each going on where the one before it ended
    in_turn = sorted(code, key=lambda group: (code[group], sha256(f"{seed} {group}".encode()).digest()))
    fold = {group: turn % FOLDS for turn, group in enumerate(in_turn)}
    return [fold[group] for group in groups]
