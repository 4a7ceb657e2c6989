"""Learning in one place: train, test, answer, be corrected, and forget."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from hypotez.domain.answer import Answer, Answered
from hypotez.domain.delete_dataset import DeleteDataset
from hypotez.domain.evaluate import Evaluate, Evaluation, Predicted
from hypotez.domain.forget_taught import ForgetTaught, Unlearned
from hypotez.domain.learning_curve import LearningCurve
from hypotez.domain.open_models import OpenModels
from hypotez.domain.review import Review
from hypotez.domain.seed import check_seed
from hypotez.domain.teach import Teach
from hypotez.domain.threshold import check_threshold
from hypotez.domain.train import Train
from hypotez.entrypoints.composition import Composition
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.engines import Kind, allowed, choosable
from hypotez.entrypoints.learning.data import Data
from hypotez.entrypoints.learning.intents import Intents
from hypotez.entrypoints.learning.models import Models
from hypotez.entrypoints.learning.retraining import Retraining
from hypotez.ports.datasets import KeptExample
from hypotez.ports.errors import HypotezError
from hypotez.ports.jobs import Job, JobRunner
from hypotez.ports.learning import Example, Reason
from hypotez.ports.progress import Report, ignore
from hypotez.ports.scoring import Charts, Interval
from hypotez.ports.storage import Origin
from hypotez.ports.versions import Version

__all__ = ["TRAIN", "Learning"]

TRAIN: Final = "train"
"""The kind of job that trains."""


class Learning:
    """All of learning. Where no dataset is named, the one that the scope has selected is meant.

    The methods block, may be called from any thread, and raise `HypotezError`s, each with one sentence for a person.
    """

    def __init__(self, made: Composition, config: Config) -> None:
        self._made, self._config = made, config
        self._datasets, self._versions, self._scoring = made.datasets(), made.versions(), made.scoring()
        self._opened = OpenModels(self._versions, made.teacher)
        delete = DeleteDataset(self._datasets, self._versions, self._opened, made.settings())
        self.data = Data(self._datasets, made.dataset_reader(), made.settings(), delete)
        self.models = Models(self._versions, self._datasets, self._opened, self._scoring, made.teacher)
        self.review = Review(self._datasets, self._versions)
        self.jobs: JobRunner = made.jobs({TRAIN: self._train})
        """The trainings: how far each is, and how to stop it."""
        self._teach = Teach(self._datasets, made.settings())
        self._evaluate = Evaluate(self._datasets, self._versions, self._opened, self._scoring)
        self._retraining = Retraining(
            self._datasets,
            self._versions,
            self._train_like,
            after=config.learning.retrain_after,
            quiet=config.learning.retrain_quiet,
        )
        self.intents = Intents(self._datasets, self._versions, self._opened, self._retraining.now)

    @property
    def learners(self) -> tuple[str, ...]:
        """The learners that may be chosen, the default one first."""
        return choosable(Kind.LEARNER, self._config)

    @property
    def charts(self) -> Charts:
        """What draws."""
        return self._made.charts()

    def train(
        self,
        origin: Origin = Origin(),
        *,
        dataset: str | None = None,
        learner: str | None = None,
        seed: int = 0,
        threshold: float | None = None,
    ) -> Job:
        """Begin to train; the job's `result` is the new version's id. What it became is `current`, or not.

        Raises:
            NotFound: no such dataset.
            DatasetError: nothing can be learned from it; said before anything begins.
            OptionError: no such learner, or a threshold or a seed that is none.
            Busy: something is trained in this scope already.
        """
        check_threshold(threshold)
        check_seed(seed)
        name = self.data.name(dataset, origin.scope)
        for problem in self.data.problems(name, origin.scope):
            if problem.fatal:
                raise problem.refusal()
        asked: dict[str, bool | int | float | str] = {"dataset": name, "seed": seed}
        asked["learner"] = allowed(Kind.LEARNER, self._config, learner)[0]
        if threshold is not None:
            asked["threshold"] = threshold
        return self.jobs.submit(TRAIN, asked, origin)

    def answer(self, text: str, scope: str = "local", *, dataset: str | None = None) -> Answered:
        """What the current version says to a text; to be said where it is `sure`.

        Raises:
            NotFound: no version answers.
        """
        answered = Answer(self._versions, self._opened)(text, scope, dataset or self.data.selected(scope))
        self._retraining.look(scope, answered.version.dataset)
        return answered

    def why(self, text: str, scope: str = "local", *, dataset: str | None = None) -> tuple[Reason, ...]:
        """The words of a text that speak loudest for the current version's answer.

        Raises:
            NotFound: no version answers.
        """
        return Answer(self._versions, self._opened).why(text, scope, dataset or self.data.selected(scope))

    def predict(
        self, texts: Sequence[str], scope: str = "local", *, dataset: str | None = None, version: str | None = None
    ) -> Predicted:
        """What the current version, or another one, says to texts, as `Evaluate.predict`."""
        return self._evaluate.predict(texts, scope, dataset or self.data.selected(scope), version=version)

    def evaluate(
        self,
        examples: Sequence[Example] = (),
        scope: str = "local",
        *,
        dataset: str | None = None,
        version: str | None = None,
    ) -> Evaluation:
        """How good the current version, or another one, is on labelled texts, or on the holdout, as `Evaluate`."""
        return self._evaluate(examples, scope, dataset or self.data.selected(scope), version=version)

    def curve(
        self,
        scope: str = "local",
        *,
        dataset: str | None = None,
        learner: str | None = None,
        seed: int = 0,
        report: Report = ignore,
    ) -> tuple[tuple[int, Interval], ...]:
        """Accuracy by the number of rows that are learned from, as `LearningCurve`."""
        check_seed(seed)
        name = self.data.name(dataset, scope)
        rows = [kept.example for kept in self._datasets.examples(scope, name)]
        return LearningCurve(self._made.learner(learner), self._scoring)(rows, seed=seed, report=report)

    def correct(self, text: str, said: str, version: str, origin: Origin = Origin()) -> KeptExample:
        """Say what the right answer to a text is, to a version that answered it: a label, or "label: text".

        Raises:
            NotFound: the version has been deleted.
            NotAllowed: the server or the person has not agreed to learning from messages.
            TextError: no label.
        """
        answered = self._versions.get(origin.scope, version)
        kept = self._teach.correct(text, said, origin, answered)
        self._retraining.said(answered.scope, answered.dataset)
        return kept

    def confirm(self, text: str, label: str, version: str, origin: Origin = Origin()) -> KeptExample:
        """Say that a version's answer to a text was right.

        Raises:
            NotFound, NotAllowed, TextError: as for a correction.
        """
        answered = self._versions.get(origin.scope, version)
        kept = self._teach.confirm(text, label, origin, answered)
        self._retraining.said(answered.scope, answered.dataset)
        return kept

    def taught_by(self, who: str) -> Sequence[tuple[str, KeptExample]]:
        """The examples of a person, also those that were removed, each after the name of its dataset."""
        return self._datasets.examples_of(who)

    def forget(self, who: str) -> Unlearned:
        """Delete a person's examples and jobs, and the versions that learned from them; what answered is trained anew.

        Raises:
            StorageError: the database or the disk refused; ask again.
        """
        self.jobs.forget(who)
        places = set(self._datasets.taught_by(who))
        stopped = [
            job
            for scope in {scope for scope, _ in places}
            for job in self.jobs.list(scope)
            if not job.state.ended and (scope, job.asked.get("dataset")) in places
        ]
        for job in stopped:  # it has read their examples
            self.jobs.cancel(job)
        gone = ForgetTaught(self._datasets, self._versions, self._opened)(who)
        begun = set()
        for job in stopped:
            with suppress(HypotezError):
                self.jobs.again(job)
                begun.add((job.origin.scope, job.asked["dataset"]))
        for version in gone.rebuild:
            if (version.scope, version.dataset) not in begun:
                self._retraining.now(version.scope, version.dataset, version)
        return gone

    def close(self) -> None:
        """Train nothing more, and stop what runs."""
        self._retraining.close()
        self.jobs.close()

    def _train(self, job: Job, report: Report) -> str:
        made = self._made
        train = Train(self._datasets, self._versions, self._scoring, made.learner, self._opened, kind=made.learner_kind)
        asked = job.asked
        threshold = asked.get("threshold")
        trained = train(
            job.origin.scope,
            str(asked["dataset"]),
            str(asked["learner"]),
            seed=int(asked["seed"]),
            threshold=None if threshold is None else float(threshold),
            report=report,
        )
        return trained.version.id

    def _train_like(self, scope: str, dataset: str, like: Version | None) -> Job:
        """Begin to train as a version was trained; without one, as the current one was."""
        like = like or self._versions.current(scope, dataset)
        if like is None:
            return self.train(Origin(scope), dataset=dataset)
        learner = like.learner if like.learner in self.learners else None  # from elsewhere, or not used any more
        asked = next((job.asked for job in self.jobs.list(scope) if job.result == like.id), {})
        threshold = asked.get("threshold")
        return self.train(
            Origin(scope),
            dataset=dataset,
            learner=learner,
            seed=like.seed,
            threshold=None if threshold is None else float(threshold),
        )
