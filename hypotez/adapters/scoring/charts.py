"""Pictures by matplotlib, drawn without a screen."""

import io
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from hypotez.ports.scoring import Charts, Interval

__all__ = ["PlottedCharts"]

_DPI: Final = 110
_LABEL: Final = 40
"""Signs of a label that are shown."""
_INCHES_PER_LABEL: Final = 0.19
"""Enough for a line of the font's size below."""
_FONT: Final = 9
_MOST: Final = 150
_NUMBERED: Final = 30
"""Up to so many labels the cells have their numbers written in."""


class PlottedCharts(Charts):
    """Labels keep their size, so that the picture grows with their number, and not the other way round."""

    def confusion(self, truth: Sequence[str], predicted: Sequence[str]) -> bytes:
        """Rows are what texts are, columns what was predicted; the colour is the share of the row.

        Where there are more than 150 labels, those that are confused most are shown.
        """
        from matplotlib.colors import PowerNorm
        from sklearn.metrics import confusion_matrix

        labels = _shown(truth, predicted)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "A single label was found")  # it is passed on the next line
            counts = confusion_matrix(truth, predicted, labels=labels)
        shares = counts / counts.sum(axis=1, keepdims=True).clip(min=1)
        inches = 3.0 + _INCHES_PER_LABEL * len(labels) * (2.0 if len(labels) <= _NUMBERED else 1.0)
        figure, axes = _figure(inches + 1.0, inches)
        picture = axes.imshow(shares, cmap="Blues", norm=PowerNorm(0.5, 0, 1))  # so that a few errors are seen
        names = [_short(label) for label in labels]
        axes.set_xticks(range(len(labels)), names, rotation=90, fontsize=_FONT)
        axes.set_yticks(range(len(labels)), names, fontsize=_FONT)
        axes.set_xlabel("predicted")
        axes.set_ylabel("label")
        axes.set_xticks([index - 0.5 for index in range(1, len(labels))], minor=True)
        axes.set_yticks([index - 0.5 for index in range(1, len(labels))], minor=True)
        axes.grid(which="minor", color="#e4e8ee", linewidth=0.5)
        axes.tick_params(which="minor", length=0)
        if len(labels) <= _NUMBERED:
            for row, column in zip(*counts.nonzero(), strict=True):
                color = "white" if shares[row, column] > 0.5 else "#223"
                axes.text(column, row, counts[row, column], ha="center", va="center", color=color, fontsize=_FONT)
        figure.colorbar(picture, ax=axes, shrink=0.6, label="share of the label's texts")
        return _png(figure)

    def learning_curve(self, points: Sequence[tuple[int, Interval]], title: str = "") -> bytes:
        """Accuracy by the number of rows, with its bounds as a band."""
        figure, axes = _figure(7.0, 4.2)
        rows = [number for number, _ in points]
        axes.fill_between(rows, [one.low for _, one in points], [one.high for _, one in points], alpha=0.2)
        axes.plot(rows, [one.value for _, one in points], marker="o")
        axes.set_xlabel("rows learned from")
        axes.set_ylabel("accuracy on the holdout")
        axes.set_title(title)
        axes.grid(alpha=0.3)
        return _png(figure)

    def word_errors(self, engines: Mapping[str, Mapping[str, Interval]]) -> bytes:
        """A group of bars for each subset, a bar for each engine, with its bounds."""
        subsets = sorted({subset for scores in engines.values() for subset in scores})
        width = 0.8 / max(1, len(engines))
        figure, axes = _figure(max(6.0, 1.2 + 0.5 * len(subsets) * len(engines)), 4.6)
        for number, (engine, scores) in enumerate(engines.items()):
            there = [index for index, subset in enumerate(subsets) if subset in scores]
            found = [scores[subsets[index]] for index in there]
            bounds = [[one.value - one.low for one in found], [one.high - one.value for one in found]]
            places = [index + (number - (len(engines) - 1) / 2) * width for index in there]
            axes.bar(places, [one.value for one in found], width, yerr=bounds, capsize=3, label=_short(engine))
        axes.set_xticks(range(len(subsets)), [_short(subset) for subset in subsets], rotation=30, ha="right")
        axes.set_ylabel("word error rate")
        axes.grid(axis="y", alpha=0.3)
        axes.legend()
        return _png(figure)


def _shown(truth: Sequence[str], predicted: Sequence[str]) -> list[str]:
    errors = Counter(dict.fromkeys([*truth, *predicted], 0))
    for a, b in zip(truth, predicted, strict=True):
        if a != b:
            errors.update((a, b))
    return sorted(label for label, _ in errors.most_common(_MOST))


def _figure(width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure  # not pyplot: that one keeps every figure, and looks for a screen

    figure = Figure(figsize=(width, height), dpi=_DPI, layout="constrained")
    return figure, figure.subplots()


def _png(figure: Any) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # an emoji in a label is a box, and that is that
        FigureCanvasAgg(figure).print_png(file)  # type: ignore[no-untyped-call]
    return file.getvalue()


def _short(label: str) -> str:
    # a dollar begins a formula there
    plain = label.replace("$", r"\$")
    return plain if len(label) <= _LABEL else f"{plain[: _LABEL - 1]}…"
