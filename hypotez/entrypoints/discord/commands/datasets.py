"""What is learned from."""

from functools import partial
from typing import Any, Literal

import discord
from discord import app_commands
from discord.ext import commands

from hypotez.domain.list_datasets import Described
from hypotez.domain.problems import Problem
from hypotez.domain.review import Doubtful
from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.command import command, command_group
from hypotez.entrypoints.discord.confirming import Confirm
from hypotez.entrypoints.discord.handing import in_files, largest
from hypotez.entrypoints.discord.learning import offers
from hypotez.entrypoints.discord.learning.adding import add
from hypotez.entrypoints.discord.learning.given import Given
from hypotez.entrypoints.discord.learning.reviewing import doubt_reply, relabelled
from hypotez.entrypoints.discord.learning.words import DatasetName
from hypotez.entrypoints.discord.messages import Reply, parts, plain
from hypotez.entrypoints.discord.refusal import Refusal, sentence_of
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.learning import Learning
from hypotez.entrypoints.learning.telling import told_change, told_dataset, told_problem
from hypotez.ports.errors import HypotezError
from hypotez.ports.progress import Report

__all__ = ["Datasets"]

DOUBTS = 5
"""Rows that are shown at once."""
CHANGES = 20
"""The latest of a history that are shown."""


def _doubts(scope: str, dataset: str, learning: Learning) -> tuple[Doubtful, ...]:
    return learning.review(scope, dataset, most=DOUBTS)


def _delete(scope: str, dataset: str, learning: Learning) -> tuple[str, int] | None:
    """Delete it; what is selected now and how many rows that has, where it was this one until then."""
    data = learning.data
    was = data.selected(scope) == dataset
    data.delete(dataset, scope)
    if not was or dataset in data.names(scope):
        return None
    now = data.selected(scope)
    return now, data.describe(now, scope).statistics.rows if now in data.names(scope) else 0


class Datasets(commands.Cog):
    """Shows and changes labelled texts."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared

    @command_group("dataset", group=rights.TRAINERS)
    async def dataset(self, context: commands.Context[Any]) -> None:
        """Say which commands there are."""
        raise Refusal("dataset-usage", prefix=context.clean_prefix)

    @command("show", under=dataset, group=rights.TRAINERS, options=("name",))
    @app_commands.autocomplete(name=offers.datasets)
    async def show(self, context: commands.Context[Any], *, name: str | None = None) -> None:
        """Tell what a dataset is like, and what is wrong with it."""
        asking, app = Asking.of(context), self.shared.app
        scope = asking.scope

        def look(_: Report) -> tuple[str, Described, tuple[Problem, ...]]:
            data = app.learning.data
            found = data.describe(name, scope)
            return data.selected(scope), found, data.problems(found.name, scope)

        async with asking.working():
            texts = await self.shared.texts(asking)
            selected, found, problems = await self.shared.work(asking, texts, look)
            lines = [*told_dataset(texts, found, selected=found.name == selected)]
            lines += [told_problem(texts, problem) for problem in problems]
            await self._tell(asking, lines)

    @command("add", under=dataset, group=rights.TRAINERS, options=("file", "name", "leave_out", "data"))
    @app_commands.autocomplete(name=offers.datasets)
    async def add(
        self,
        context: commands.Context[Any],
        file: discord.Attachment | None = None,
        name: DatasetName | None = None,
        leave_out: Literal["leave-out"] | None = None,
        *,
        data: str | None = None,
    ) -> None:
        """Add labelled texts, to the selected dataset if none is named."""
        asking, given = Asking.of(context), Given.by(context, file, data, kept=True)
        if not given:
            raise Refusal("rows-missing-slash" if context.interaction else "rows-missing")
        leaving_out = bool(leave_out) or getattr(context, "leaving_out", False)
        async with asking.working():
            texts = await self.shared.texts(asking)
            wished = str(name) if name else None
            added = await add(self.shared, asking, texts, given, dataset=wished, leave_out=leaving_out)
            if added is not None:
                await self._tell(asking, added)

    @command("remove", under=dataset, group=rights.TRAINERS, options=("what", "value"))
    async def remove(self, context: commands.Context[Any], what: Literal["label", "text", "id"], *, value: str) -> None:
        """Remove rows from the selected dataset; its history keeps them."""
        asking, app = Asking.of(context), self.shared.app
        origin = asking.origin
        async with asking.working():
            texts = await self.shared.texts(asking)
            wished: dict[str, Any] = {f"{what}s": [value.strip()]}
            change = await self.shared.work(asking, texts, lambda _: app.learning.data.remove(origin=origin, **wished))
            name = await self.shared.learn(lambda learning: learning.data.selected(origin.scope))
            rows = texts("learning-rows", count=change.rows)
            await self._tell(asking, [texts("dataset-removed", count=change.removed, name=name, rows=rows)])

    @command("export", under=dataset, group=rights.TRAINERS, options=("format", "name"))
    @app_commands.autocomplete(name=offers.datasets)
    async def export(
        self, context: commands.Context[Any], format: Literal["csv", "jsonl"] | None = None, *, name: str | None = None
    ) -> None:
        """Send all rows as a file."""
        asking = Asking.of(context)
        scope, ending = asking.scope, format or "csv"
        async with asking.working(private=True):
            found = await self.shared.learn(lambda learning: learning.data.name(name, scope))
            lines = await self.shared.learn(lambda learning: learning.data.export(found, ending, scope=scope))
            async for file in in_files(self.shared.quick, f"{found}.{ending}", lines, largest(asking.guild)):
                await asking.answer(Reply(plain(found), file), private=True)

    @command("history", under=dataset, group=rights.TRAINERS, options=("name",))
    @app_commands.autocomplete(name=offers.datasets)
    async def history(self, context: commands.Context[Any], *, name: str | None = None) -> None:
        """List the latest changes."""
        asking = Asking.of(context)
        scope = asking.scope
        async with asking.working():
            texts = await self.shared.texts(asking)
            changes = await self.shared.learn(lambda learning: learning.data.history(name, scope))
            await self._tell(asking, [told_change(texts, change) for change in changes[: -CHANGES - 1 : -1]])

    @command("delete", under=dataset, group=rights.TRAINERS, options=("name",))
    @app_commands.autocomplete(name=offers.datasets)
    async def delete(self, context: commands.Context[Any], *, name: str) -> None:
        """Delete a dataset with its history, once the person has said that they mean it."""
        asking = Asking.of(context)
        scope = asking.scope
        async with asking.working(private=True):
            texts = await self.shared.texts(asking)
            found = await self.shared.learn(lambda learning: learning.data.describe(name, scope))
            told = {"name": found.name, "rows": texts("learning-rows", count=found.change.rows)}

            async def deed() -> str:
                try:
                    selected = await self.shared.learn(partial(_delete, scope, found.name))
                except HypotezError as error:  # such as one that is shared by all
                    return sentence_of(error, texts, detailed=True)
                self.shared.choices.servers.forget(scope)
                lines = [texts("dataset-deleted", name=found.name)]
                if selected:
                    name, count = selected
                    lines.append(texts("dataset-unselected", name=name, rows=texts("learning-rows", count=count)))
                return plain("\n".join(lines))

            question = Confirm(self.shared.questions, asking.author, texts, texts("dataset-delete"), deed)
            await question.ask(asking, plain(texts("dataset-delete-question", **told)))

    @command("review", group=rights.TRAINERS)
    async def review(self, context: commands.Context[Any]) -> None:
        """Show the rows whose label the model doubts most."""
        asking = Asking.of(context)
        scope = asking.scope
        async with asking.working(private=True):
            texts = await self.shared.texts(asking)
            name = await self.shared.learn(lambda learning: learning.data.selected(scope))
            doubts = await self.shared.learn(partial(_doubts, scope, name))
            for doubtful in doubts:
                await asking.answer(doubt_reply(name, doubtful, texts), private=True)
            if not doubts:
                await asking.answer(Reply(texts("review-none")), private=True)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Take a form that somebody has filled in, perhaps since before a restart."""
        await relabelled(interaction)

    async def _tell(self, asking: Asking, lines: list[str]) -> None:
        for part in parts(plain("\n".join(lines))):
            await asking.answer(Reply(part))
