"""A workplace for tests of what is built on learning: fakes for all ports but versions, which are kept for real."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypotez.adapters.scoring.measures import Measures
from hypotez.adapters.storage.database import Database
from hypotez.adapters.storage.versions import DatabaseVersions
from hypotez.domain.open_models import OpenModels
from hypotez.domain.train import Train, Trained
from hypotez.ports.datasets import Change, KeptExample, Source
from hypotez.ports.errors import OptionError
from hypotez.ports.learning import Example, Learner
from hypotez.ports.storage import Origin, new_id
from hypotez.ports.testing.fakes_datasets import MemoryDatasets
from hypotez.ports.testing.fakes_learning import FakeLearner
from hypotez.ports.testing.fakes_settings import MemorySettings

START = datetime(2026, 5, 1, 12, tzinfo=UTC)
SCOPE, DATASET = "7", "bank"
ANNA = Origin(SCOPE, "anna", "general")


@dataclass
class LearningBench:
    """Everything that learning needs, for one scope and one dataset."""

    folder: Path
    datasets: MemoryDatasets = field(default_factory=MemoryDatasets)
    settings: MemorySettings = field(default_factory=MemorySettings)
    learners: dict[str, Learner] = field(default_factory=lambda: {"fake": FakeLearner()})
    minutes: int = 0

    def __post_init__(self) -> None:
        self.database = Database(location="sqlite://")
        self.versions = DatabaseVersions(self.database, self.folder)
        self.models = OpenModels(self.versions, lambda version: self.learner(version.learner))
        self.train = Train(self.datasets, self.versions, Measures(), self.learner, self.models, now=self.now)

    def learner(self, name: str) -> Learner:
        if name not in self.learners:
            raise OptionError("There is no such learner.")
        return self.learners[name]

    def now(self) -> datetime:
        self.minutes += 1
        return START + timedelta(minutes=self.minutes)

    def add(self, examples: Iterable[Example], origin: Origin = ANNA, source: Source = Source.GIVEN) -> Change:
        kept = [KeptExample(new_id(at), at, origin, one, source) for one, at in ((e, self.now()) for e in examples)]
        return self.datasets.change(SCOPE, DATASET, add=kept, who=origin.who)

    def trained(self) -> Trained:
        return self.train(SCOPE, DATASET, "fake")
