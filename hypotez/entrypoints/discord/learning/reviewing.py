"""The rows whose label the model doubts: each is kept, changed or dropped with one click, after a restart too."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, Self

import discord

from hypotez.domain.review import Doubtful
from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.deeds import carry_out
from hypotez.entrypoints.discord.forms import filled_in, typed
from hypotez.entrypoints.discord.learning.answers import answer_form
from hypotez.entrypoints.discord.messages import LIMIT, SHOWN, Reply, beginning, plain, units
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.learning import Learning
from hypotez.entrypoints.learning.telling import told_doubt
from hypotez.entrypoints.texts import Texts

__all__ = ["ReviewButton", "doubt_reply", "relabelled"]

ROW: Final = r"(?P<row>[0-9a-z]{1,24}):(?P<dataset>[0-9a-f]{8})"
"""A row, and the beginning of a hash of its dataset's name, which may be too long for an id."""
REVIEW: Final = rf"hypotez:review:(?P<deed>keep|change|drop):{ROW}"
FORM: Final = rf"hypotez:relabel:{ROW}"


def doubt_reply(dataset: str, doubtful: Doubtful, texts: Texts) -> Reply:
    """A row that is doubted, with its buttons."""
    view = discord.ui.View(timeout=None)
    about = f"{doubtful.kept.id}:{_digest(dataset)}"
    for deed in ("keep", "change", "drop"):
        label = texts(f"button-review-{deed}")
        view.add_item(discord.ui.Button(label=label, custom_id=f"hypotez:review:{deed}:{about}"))
    view.stop()
    return Reply(plain(told_doubt(texts, _short(doubtful))), view=view)


def _short(doubtful: Doubtful) -> Doubtful:
    """The same with the beginning of its text: what is doubted is to be read below it."""
    example = doubtful.kept.example
    if len(example.text) <= SHOWN:
        return doubtful
    shown = replace(example, text=f"{beginning(example.text)} …")
    return replace(doubtful, kept=replace(doubtful.kept, example=shown))


class ReviewButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=REVIEW):
    """One of the buttons under a row."""

    def __init__(self, item: discord.ui.Button[Any], found: re.Match[str]) -> None:
        super().__init__(item)
        self.deed, self.about, self.dataset = found["deed"], found["row"], found["dataset"]

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Know which row it is about."""
        assert isinstance(item, discord.ui.Button)
        return cls(item, match)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what it says, where the person may."""

        async def deed(asking: Asking, texts: Texts) -> None:
            shared, origin = interaction.client.shared, asking.origin
            await shared.check(asking, rights.TRAINERS)
            name = await _named(shared, asking, self.dataset)
            if self.deed == "change":
                labels = await shared.learn(lambda learning: _labels(learning, name, origin.scope))
                about = f"hypotez:relabel:{self.about}:{self.dataset}"
                await interaction.response.send_modal(answer_form(about, labels, texts, text="form-relabel-text"))
            elif self.deed == "keep":
                keep = lambda learning: learning.review.keep(origin.scope, name, self.about, origin)  # noqa: E731
                await _settle(interaction, shared, keep, texts("review-kept-row"))
            else:
                drop = lambda learning: learning.review.drop(origin.scope, name, self.about, origin)  # noqa: E731
                await _settle(interaction, shared, drop, texts("review-dropped"))

        await carry_out(interaction, f"button {self.deed} row", deed, detailed=True)


async def relabelled(interaction: discord.Interaction[Any]) -> None:
    """Give a row the label that a form says; other interactions are none of this function's business."""
    found = filled_in(interaction, FORM)
    if found is None:
        return

    async def deed(asking: Asking, texts: Texts) -> None:
        shared, origin = interaction.client.shared, asking.origin
        await shared.check(asking, rights.TRAINERS)
        name, label = await _named(shared, asking, found["dataset"]), typed(interaction).strip()
        change = lambda learning: learning.review.change(origin.scope, name, found["row"], label, origin)  # noqa: E731
        await _settle(interaction, shared, change, plain(texts("review-changed", label=label)))

    await carry_out(interaction, "form relabel", deed, detailed=True)


async def _settle(
    interaction: discord.Interaction[Any], shared: Shared, deed: Callable[[Learning], object], told: str
) -> None:
    """Do it, and let the message say so instead of having buttons."""
    await interaction.response.defer()
    await shared.learn(deed)
    content = interaction.message.content if interaction.message else ""
    above = beginning(content, LIMIT - units(told) - 1)
    await interaction.edit_original_response(content=f"{above}\n{told}".strip(), view=None)


async def _named(shared: Shared, asking: Asking, digest: str) -> str:
    """The dataset whose name has this hash.

    Raises:
        Refusal: it is gone.
    """
    names = await shared.learn(lambda learning: learning.data.names(asking.scope))
    found = next((name for name in names if _digest(name) == digest), None)
    if found is None:
        raise Refusal("review-gone")
    return found


def _labels(learning: Learning, dataset: str, scope: str) -> tuple[str, ...]:
    """Those of the model that doubts: to count those of the dataset takes longer than a form may take to open."""
    current = learning.models.current(dataset, scope)
    return current.labels if current else ()


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]
