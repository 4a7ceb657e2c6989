"""Which version answers on a server, and why another one does not."""

from dataclasses import dataclass

from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.learning.data import FIRST
from hypotez.entrypoints.texts import Texts

__all__ = ["Heard", "heard"]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a server answers with: the current version of the `selected` dataset, where learning is `on`."""

    selected: str
    on: bool
    prefix: str

    def answers(self, dataset: str) -> bool:
        """Whether the current version of a dataset is the one that answers."""
        return self.on and dataset == self.selected

    def silent(self, texts: Texts, dataset: str) -> list[str]:
        """Why the current version of a dataset answers nobody, and what changes that; empty where it does answer."""
        if not self.on:
            return [texts("answers-off", prefix=self.prefix)]
        if dataset != self.selected:
            return [texts("answers-other", selected=self.selected, dataset=dataset, prefix=self.prefix)]
        return []


async def heard(shared: Shared, scope: str) -> Heard:
    """What the server `scope` answers with."""
    server = await shared.choices.servers.get(scope)
    return Heard(server.dataset or FIRST, server.learning, shared.config.discord.prefix)
