"""A bot that is taught a few texts: an app in a folder, and what it learns from."""

from pathlib import Path

from hypotez.entrypoints.app import App
from hypotez.entrypoints.config import Config
from hypotez.ports.storage import Origin
from hypotez.ports.testing.labelled_texts import EXAMPLES
from tests.e2e.loopback import Message
from tests.e2e.loopback.scene import Scene

LINES = "\n".join(f"{one.label}: {one.text}" for one in EXAMPLES)
COMMANDS = {"join": "come to my channel", "models": "show me all versions", "say": "speak", "none": "it rains a lot"}


def app_in(folder: Path) -> App:
    """An app that keeps its data in `folder`, and knows few commands in free words."""
    datasets = folder / "datasets"
    datasets.mkdir(exist_ok=True)
    rows = [f"{label}: {text} {number}" for label, text in COMMANDS.items() for number in range(20)]
    (datasets / "commands.txt").write_text("\n".join(rows))
    tables = {
        "storage": {"data": str(folder / "data")},
        "isolation": {"on": False},
        "learning": {"datasets": str(datasets)},
    }
    return App(Config.model_validate(tables))


def origin(here: Scene) -> Origin:
    """The owner of the server."""
    return Origin(here.guild.id, here.owner.id, here.guild.text.id)


def trained(here: Scene, dataset: str = "main") -> str:
    """The id of a new version."""
    learning = here.app.learning
    learning.data.add(LINES, dataset=dataset, origin=origin(here))
    return str(learning.jobs.wait(learning.train(origin(here), dataset=dataset), 60).result)


def labels(message: Message) -> list[str]:
    """What is written on the buttons under a message."""
    return [control.get("label") or control["emoji"]["name"] for control in message.controls]
