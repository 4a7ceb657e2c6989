"""Measures by scikit-learn, SciPy and jiwer."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from hypotez.ports.learning import Prediction
from hypotez.ports.scoring import Classification, Difference, Interval, LabelScore, Scoring, WordErrors

__all__ = ["Measures"]

_RESAMPLES: Final = 2000
_BINS: Final = 10
_POINTS: Final = 100
"""Of the curve of accuracy by coverage."""
_NO_WORD = re.compile(r"[^\w' ]+")


class Measures(Scoring):
    """Accuracy has Wilson's interval, differences and error rates have the bootstrap's percentiles.

    Sources: Wilson 1927; Efron and Tibshirani 1993, chapter 13; McNemar 1947, as an exact binomial test; Guo et al.
    2017 for the calibration error, here with bins of equally many predictions.
    """

    def classification(self, truth: Sequence[str], predictions: Sequence[Prediction]) -> Classification:
        """How good predictions are."""
        import numpy as np
        from scipy.stats import binomtest
        from sklearn.metrics import precision_recall_fscore_support

        _check(truth, predictions)
        said = [one.label for one in predictions]
        labels = sorted(set(truth) | set(said))
        precision, recall, f1, support = precision_recall_fscore_support(truth, said, labels=labels, zero_division=0.0)
        right = np.array([a == b for a, b in zip(truth, said, strict=True)])
        confidence = np.array([one.confidence for one in predictions])
        bounds = binomtest(int(right.sum()), len(right)).proportion_ci(method="wilson")
        in_truth = [index for index, times in enumerate(support) if times]
        return Classification(
            rows=len(right),
            accuracy=Interval(float(right.mean()), float(bounds.low), float(bounds.high)),
            macro_f1=float(np.mean([f1[index] for index in in_truth])),
            calibration_error=_calibration_error(right, confidence),
            per_label=tuple(
                LabelScore(label, float(precision[i]), float(recall[i]), float(f1[i]), int(support[i]))
                for i, label in enumerate(labels)
            ),
            coverage=_coverage(right, confidence),
            confused=_confused(truth, said),
        )

    def difference(self, truth: Sequence[str], new: Sequence[str], old: Sequence[str], *, seed: int = 0) -> Difference:
        """How two lists of predicted labels differ."""
        import numpy as np
        from scipy.stats import binomtest

        _check(truth, new)
        _check(truth, old)
        new_right = np.array([a == b for a, b in zip(truth, new, strict=True)])
        old_right = np.array([a == b for a, b in zip(truth, old, strict=True)])
        only_new, only_old = int((new_right & ~old_right).sum()), int((old_right & ~new_right).sum())
        differing = only_new + only_old
        p = float(binomtest(only_new, differing).pvalue) if differing else 1.0
        gain = new_right.astype(float) - old_right.astype(float)
        return Difference(_resampled(seed, np.mean, gain), p, only_new, only_old)

    def word_errors(self, said: Sequence[str], heard: Sequence[str], *, seed: int = 0) -> WordErrors:
        """How far transcripts are from what was said."""
        import numpy as np

        _check(said, heard)
        pairs = [(_plain(a), _plain(b)) for a, b in zip(said, heard, strict=True)]
        words = np.array([(_word_edits(a, b), len(a.split())) for a, b in pairs], dtype=float)
        letters = np.array([(_letter_edits(a, b), len(a)) for a, b in pairs], dtype=float)
        if not words[:, 1].sum():
            raise ValueError("nothing was said")
        each = tuple(float(wrong / max(1.0, of)) for wrong, of in words)
        return WordErrors(
            _resampled(seed, _rate, words[:, 0], words[:, 1]),
            _resampled(seed, _rate, letters[:, 0], letters[:, 1]),
            each,
        )

    def word_difference(
        self, said: Sequence[str], new: Sequence[str], old: Sequence[str], *, seed: int = 0
    ) -> Interval:
        """By how much the new transcripts' word error rate is above the old ones'."""
        import numpy as np

        _check(said, new)
        _check(said, old)
        truth = [_plain(text) for text in said]
        new_wrong, old_wrong = (
            np.array([_word_edits(a, _plain(b)) for a, b in zip(truth, heard, strict=True)], dtype=float)
            for heard in (new, old)
        )
        words = np.array([len(text.split()) for text in truth], dtype=float)
        if not words.sum():
            raise ValueError("nothing was said")
        return _resampled(seed, _rate, new_wrong - old_wrong, words)


def _check(truth: Sequence[Any], other: Sequence[Any]) -> None:
    if not truth or len(truth) != len(other):
        raise ValueError(f"{len(truth)} and {len(other)} cannot be compared")


def _calibration_error(right: Any, confidence: Any) -> float:
    import numpy as np

    order = np.argsort(confidence, kind="stable")
    bins = [part for part in np.array_split(order, _BINS) if len(part)]
    gaps = [abs(right[part].mean() - confidence[part].mean()) * len(part) for part in bins]
    return float(sum(gaps) / len(right))


def _coverage(right: Any, confidence: Any) -> tuple[tuple[float, float], ...]:
    import numpy as np

    surest_first = right[np.argsort(-confidence, kind="stable")]
    accuracy = np.cumsum(surest_first) / np.arange(1, len(right) + 1)
    counts = sorted({max(1, round(len(right) * point / _POINTS)) for point in range(1, _POINTS + 1)})
    return tuple((count / len(right), float(accuracy[count - 1])) for count in counts)


def _confused(truth: Sequence[str], said: Sequence[str]) -> tuple[tuple[str, str, int], ...]:
    pairs = Counter((a, b) for a, b in zip(truth, said, strict=True) if a != b)
    return tuple((a, b, times) for (a, b), times in sorted(pairs.items(), key=lambda one: (-one[1], one[0])))


def _resampled(seed: int, statistic: Any, *data: Any) -> Interval:
    """The statistic, and the 2.5 and 97.5 percentiles of it over resamples of the rows of `data`."""
    import numpy as np
    from scipy.stats import bootstrap

    value = float(statistic(*data, axis=-1))
    if len(data[0]) < 2:
        return Interval(value, value, value)
    found = bootstrap(
        data,
        statistic,
        n_resamples=_RESAMPLES,
        batch=max(1, 2_000_000 // len(data[0])),  # numbers that are held in memory at once
        paired=len(data) > 1,
        vectorized=True,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return Interval(value, float(found.low), float(found.high))


def _rate(wrong: Any, of: Any, axis: int = -1) -> Any:
    import numpy as np

    return wrong.sum(axis=axis) / np.maximum(1.0, of.sum(axis=axis))


def _plain(text: str) -> str:
    return " ".join(_NO_WORD.sub(" ", text.casefold().replace("’", "'")).split())


def _word_edits(said: str, heard: str) -> int:
    import jiwer

    if not said:  # jiwer wants something to have been said
        return len(heard.split())
    counts = jiwer.process_words(said, heard)
    return int(counts.substitutions + counts.deletions + counts.insertions)


def _letter_edits(said: str, heard: str) -> int:
    import jiwer

    if not said:
        return len(heard)
    counts = jiwer.process_characters(said, heard)
    return int(counts.substitutions + counts.deletions + counts.insertions)
