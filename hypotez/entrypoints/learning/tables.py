"""Predictions, scores and errors as CSV, for spreadsheets: no cell is a formula."""

from collections.abc import Iterator

from hypotez.domain.evaluate import Evaluation, Predicted
from hypotez.domain.evaluate_speech import SpeechScores
from hypotez.domain.export import csv_line

__all__ = ["coverage_csv", "errors_csv", "heard_csv", "labels_csv", "predictions_csv"]


def predictions_csv(predicted: Predicted) -> Iterator[str]:
    """Yield a line of names, and one for each text: what it is taken to be, how surely, and whether that is said."""
    yield csv_line(("text", "label", "confidence", "sure"))
    for text, said in zip(predicted.texts, predicted.predictions, strict=True):
        yield csv_line((text, said.label, f"{said.confidence:.4f}", "yes" if predicted.sure(said) else "no"))


def errors_csv(evaluation: Evaluation) -> Iterator[str]:
    """Yield a line of names, and one for each text that was taken to be something else, the surest first."""
    yield csv_line(("text", "label", "predicted", "confidence"))
    for example, said in evaluation.errors:
        yield csv_line((example.text, example.label, said.label, f"{said.confidence:.4f}"))


def labels_csv(evaluation: Evaluation) -> Iterator[str]:
    """Yield a line of names, and one for each label: how it fared."""
    yield csv_line(("label", "precision", "recall", "f1", "texts"))
    for one in evaluation.scores.per_label:
        yield csv_line((one.label, f"{one.precision:.4f}", f"{one.recall:.4f}", f"{one.f1:.4f}", one.support))


def coverage_csv(evaluation: Evaluation) -> Iterator[str]:
    """Yield a line of names, and one for each share of texts, the surest first: how many of them are right."""
    yield csv_line(("answered", "accuracy"))
    for share, accuracy in evaluation.scores.coverage:
        yield csv_line((f"{share:.4f}", f"{accuracy:.4f}"))


def heard_csv(scores: SpeechScores) -> Iterator[str]:
    """Yield a line of names, and one for each clip with errors, the worst first."""
    yield csv_line(("clip", "subset", "wer", "said", "heard", "error"))
    for clip in scores.worst:
        yield csv_line((clip.name, clip.subset, f"{clip.wer:.3f}", clip.said, clip.heard, clip.error))
