"""How a linear model is learned: from all examples but some, to see what it says of those, and then from all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hypotez.adapters.learning.calibration import fit_temperature, probabilities
from hypotez.adapters.learning.features import learn_features
from hypotez.adapters.learning.folds import FOLDS
from hypotez.adapters.learning.lesson import Lesson
from hypotez.adapters.learning.linear import MOST_WEIGHTS, separate
from hypotez.adapters.learning.linear_model import LinearModel
from hypotez.adapters.learning.predicting import judged
from hypotez.ports.learning import Fitted, Scalar
from hypotez.ports.progress import Progress, Report

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Learned", "fit", "learn"]

_ROUNDS: Final = 2 + FOLDS


@dataclass(frozen=True, slots=True)
class Learned:
    """`margins`: what was said of each text by a model that had not seen it, texts x labels, before the temperature."""

    model: LinearModel
    margins: "NDArray[np.float32]"
    settings: Mapping[str, Scalar]


def fit(lesson: Lesson, *, characters: bool, many: bool, seed: int, report: Report) -> Fitted:
    """Learn a linear model; `many` as for `separate`."""
    learned = learn(lesson, characters=characters, many=many, seed=seed, report=report)
    shares = probabilities(learned.margins, learned.model.temperature)
    said = judged(shares, np.array(lesson.codes), lesson.labels)
    return Fitted(learned.model, lesson.restored(said), learned.settings)


def learn(lesson: Lesson, *, characters: bool, many: bool, seed: int, report: Report) -> Learned:
    """The same, with all that was said of the texts.

    Which words there are is found out from all texts at once: it says nothing about labels.
    """
    labels, codes, folds = len(lesson.labels), np.array(lesson.codes), np.array(lesson.folds)
    report(Progress("reading", 0, _ROUNDS, "rounds"))
    features = learn_features(lesson.texts, characters=characters, most=MOST_WEIGHTS // labels)
    matrix = features.matrix(lesson.texts)
    margins = np.zeros((len(codes), labels), np.float32)
    for fold in range(FOLDS):
        report(Progress("calibrating", 1 + fold, _ROUNDS, "rounds"))
        out = folds == fold
        margins[out] = separate(matrix[~out], codes[~out], labels, seed=seed, many=many).margins(matrix[out])
    temperature = fit_temperature(margins, codes)
    report(Progress("learning", 1 + FOLDS, _ROUNDS, "rounds"))
    model = LinearModel(lesson.labels, features, separate(matrix, codes, labels, seed=seed, many=many), temperature)
    report(Progress("learning", _ROUNDS, _ROUNDS, "rounds"))
    settings = {
        "features": "words+characters" if characters else "words",
        "method": "sgd" if many else "svm",
        "size": len(features.weights),
        "temperature": round(temperature, 4),
    }
    return Learned(model, margins, settings)
