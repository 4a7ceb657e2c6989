"""How an embedding bag is learned: from all examples but some, to see what it says of those, and then from all."""

from typing import Final

import numpy as np

from hypotez.adapters.learning.bag import Bag
from hypotez.adapters.learning.bag_model import BagModel
from hypotez.adapters.learning.bag_training import epochs_of, train
from hypotez.adapters.learning.calibration import fit_temperature, probabilities
from hypotez.adapters.learning.folds import FOLDS
from hypotez.adapters.learning.hashed import Hashed
from hypotez.adapters.learning.lesson import Lesson
from hypotez.adapters.learning.predicting import judged
from hypotez.ports.learning import Fitted
from hypotez.ports.progress import Progress, Report

__all__ = ["fit"]

_MOST_BUCKETS: Final = 1 << 17


def fit(lesson: Lesson, *, dims: int, epochs: int, seed: int, report: Report) -> Fitted:
    """Learn a model; `epochs` at least."""
    labels, codes, folds = len(lesson.labels), np.array(lesson.codes), np.array(lesson.folds)
    matrix = Hashed().matrix(lesson.texts)
    rounds = epochs_of(len(codes), epochs)
    stage, done = "calibrating", 0

    def tell() -> None:
        nonlocal done
        report(Progress(stage, done, (FOLDS + 1) * rounds, "rounds"))
        done += 1

    def learn(rows: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> Bag:
        return train(
            matrix[rows], codes[rows], labels, dims=dims, epochs=rounds, most=_MOST_BUCKETS, seed=seed, report=tell
        )

    margins = np.zeros((len(codes), labels), np.float32)
    for fold in range(FOLDS):
        out = folds == fold
        if out.any() and not out.all():
            margins[out] = learn(~out).margins(matrix[out])
    temperature = fit_temperature(margins, codes)
    stage = "learning"
    model = BagModel(lesson.labels, learn(folds >= 0), temperature)
    settings = {"dims": dims, "epochs": rounds, "size": len(model.bag.known), "temperature": round(temperature, 4)}
    return Fitted(model, lesson.restored(judged(probabilities(margins, temperature), codes, lesson.labels)), settings)
