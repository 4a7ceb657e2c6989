"""How the semantic model is learned: both of its parts out of fold and whole, and then what share each of them has."""

import numpy as np

from hypotez.adapters.learning import fitting
from hypotez.adapters.learning.calibration import fit_temperature, probabilities
from hypotez.adapters.learning.folds import FOLDS
from hypotez.adapters.learning.lesson import Lesson
from hypotez.adapters.learning.logistic import regress
from hypotez.adapters.learning.mixture import mix
from hypotez.adapters.learning.predicting import judged
from hypotez.adapters.learning.semantic_model import SemanticModel
from hypotez.adapters.learning.sentences import Sentences
from hypotez.ports.learning import Fitted
from hypotez.ports.progress import Progress, Report

__all__ = ["fit"]

_ROUNDS = 2 + FOLDS


def fit(lesson: Lesson, sentences: Sentences, *, many: bool, seed: int, report: Report) -> Fitted:
    """Learn a semantic model; `many` as for `separate`."""
    labels, codes, folds = len(lesson.labels), np.array(lesson.codes), np.array(lesson.folds)
    vectors = sentences.vectors(lesson.texts, report)
    linear = fitting.learn(lesson, characters=True, many=many, seed=seed, report=report)
    margins = np.zeros((len(codes), labels), np.float32)
    for fold in range(FOLDS):
        report(Progress("calibrating", 1 + fold, _ROUNDS, "rounds"))
        out = folds == fold
        margins[out] = regress(vectors[~out], codes[~out], labels).margins(vectors[out])
    temperature = fit_temperature(margins, codes)
    report(Progress("learning", 1 + FOLDS, _ROUNDS, "rounds"))
    regression = regress(vectors, codes, labels)
    meant, said = probabilities(margins, temperature), probabilities(linear.margins, linear.model.temperature)
    mixture = mix(meant, said, codes)
    model = SemanticModel(linear.model, sentences, regression, temperature, mixture)
    report(Progress("learning", _ROUNDS, _ROUNDS, "rounds"))
    settings = {
        **linear.settings,
        "sentence model": sentences.sha256[:12],
        "semantic share": round(mixture.share, 3),
        "converged": regression.converged,
    }
    return Fitted(model, lesson.restored(judged(mixture.shares(meant, said), codes, lesson.labels)), settings)
