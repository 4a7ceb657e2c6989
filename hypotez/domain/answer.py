"""Answer a message: what the model is sure of, and nothing else."""

from dataclasses import dataclass

from hypotez.domain.current import current_version
from hypotez.domain.open_models import OpenModels
from hypotez.ports.learning import Prediction, Reason
from hypotez.ports.versions import Version, Versions

__all__ = ["Answer", "Answered"]


@dataclass(frozen=True, slots=True)
class Answered:
    """What a version says to a text. `sure`: it may be said; else the answer is that nobody knows."""

    text: str
    prediction: Prediction
    version: Version

    @property
    def sure(self) -> bool:
        """Whether the confidence reaches the version's threshold."""
        return self.prediction.confidence >= self.version.threshold


class Answer:
    """Asks the current version of a dataset's model."""

    def __init__(self, versions: Versions, models: OpenModels) -> None:
        self._versions, self._models = versions, models

    def __call__(self, text: str, scope: str, dataset: str) -> Answered:
        """The answer that the predicted label has, or the label.

        Raises:
            NotFound: no version of this dataset answers.
            ModelError: the model's files were changed.
            EngineUnavailable: what its learner needs is not here.
        """
        version = current_version(self._versions, scope, dataset)
        (prediction,) = self._models(version).predict([text])
        return Answered(version.answers.get(prediction.label, prediction.label), prediction, version)

    def why(self, text: str, scope: str, dataset: str, *, most: int = 5) -> tuple[Reason, ...]:
        """The words of the text that spoke loudest.

        Raises:
            NotFound, ModelError, EngineUnavailable: as for an answer.
        """
        return self._models(current_version(self._versions, scope, dataset)).explain(text, most=most)
