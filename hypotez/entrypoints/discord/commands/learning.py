"""Training, testing, and choosing what is trained on."""

from functools import partial
from typing import Any, Literal

import discord
from discord import app_commands
from discord.ext import commands

from hypotez.domain.list_datasets import Described
from hypotez.domain.problems import Problem
from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.command import command
from hypotez.entrypoints.discord.handing import largest
from hypotez.entrypoints.discord.learning import offers
from hypotez.entrypoints.discord.learning.adding import add
from hypotez.entrypoints.discord.learning.given import Given
from hypotez.entrypoints.discord.learning.heard import heard
from hypotez.entrypoints.discord.learning.testing import curve_of, outcome_of
from hypotez.entrypoints.discord.learning.watching import follow
from hypotez.entrypoints.discord.learning.words import Learner, VersionId
from hypotez.entrypoints.discord.messages import Reply, parts, plain
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.learning.data import Data
from hypotez.entrypoints.learning.telling import told_bad, told_dataset, told_problem
from hypotez.entrypoints.learning.telling_versions import told_selected
from hypotez.entrypoints.texts import Texts
from hypotez.ports.datasets import Rows
from hypotez.ports.jobs import Job, JobState
from hypotez.ports.progress import Report

__all__ = ["Learning"]


class Learning(commands.Cog):
    """Has models trained and tested."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared

    @command("train", group=rights.TRAINERS, options=("file", "learner", "leave_out", "data"))
    @app_commands.autocomplete(learner=offers.learners)
    async def train(
        self,
        context: commands.Context[Any],
        file: discord.Attachment | None = None,
        learner: Learner | None = None,
        leave_out: Literal["leave-out"] | None = None,
        *,
        data: str | None = None,
    ) -> None:
        """Add what is given, and train; the answer says which job that is."""
        asking, given = Asking.of(context), Given.by(context, file, data, kept=True)
        leaving_out = bool(leave_out) or getattr(context, "leaving_out", False)
        async with asking.working():
            texts = await self.shared.texts(asking)
            added = await add(self.shared, asking, texts, given, leave_out=leaving_out) if given else []
            if added is None:
                return
            selected, names = await self.shared.learn(lambda learning: _names(learning.data, asking.scope))
            if not names:
                raise Refusal("dataset-none")
            if selected not in names:
                raise Refusal("dataset-empty", name=plain(selected), prefix=context.clean_prefix)
            before = await self._interrupted(asking, texts)
            problems, job = await self._begun(asking, texts, str(learner) if learner else None)
            told = plain("\n".join([*before, *added, *(told_problem(texts, problem) for problem in problems)]))
            *first, head = parts(told, 1_500) or [""]
            for part in first:
                await asking.answer(Reply(part))
            if job:
                await follow(self.shared, asking, texts, job, head=head)
            else:
                await asking.answer(Reply(head))

    @command("test", group=rights.TRAINERS, options=("file", "version", "curve", "data"))
    @app_commands.autocomplete(version=offers.versions)
    async def test(
        self,
        context: commands.Context[Any],
        file: discord.Attachment | None = None,
        version: VersionId | None = None,
        curve: Literal["curve"] | None = None,
        *,
        data: str | None = None,
    ) -> None:
        """Test a version on what is given, or on what is kept for it; without labels, say what it makes of it."""
        asking, given, scope = Asking.of(context), Given.by(context, file, data), Asking.of(context).scope
        async with asking.working():
            texts = await self.shared.texts(asking)
            rows = await self._read(asking, texts, given)
            if rows.bad:
                await asking.answer(Reply(plain(told_bad(texts, rows))))
            app, id, most = self.shared.app, str(version) if version else None, largest(asking.guild)

            def outcome(_: Report) -> list[Reply]:
                return outcome_of(app.learning, texts, scope, rows, version=id, most=most)

            for reply in await self.shared.work(asking, texts, outcome):
                await asking.answer(reply)
            if curve:
                await asking.answer(
                    await self.shared.work(asking, texts, lambda report: curve_of(app.learning, texts, scope, report))
                )

    @command("select_dataset", group=rights.TRAINERS, options=("name",))
    @app_commands.autocomplete(name=offers.datasets)
    async def select_dataset(self, context: commands.Context[Any], *, name: str | None = None) -> None:
        """Choose what is trained on; without a name, list all that there is."""
        asking, app = Asking.of(context), self.shared.app
        scope = asking.scope
        async with asking.working():
            texts = await self.shared.texts(asking)
            if name is None:
                await self._list(asking, texts, context.clean_prefix)
                return
            found = await self.shared.work(asking, texts, lambda _: app.learning.data.describe(name, scope))
            await self.shared.choices.servers.change(scope, dataset=found.name)
            current = await self.shared.learn(lambda learning: learning.models.current(found.name, scope))
            silent = (await heard(self.shared, scope)).silent(texts, found.name)
            lines = [
                *told_selected(texts, found.name, current, answering=not silent),
                *silent,
                *told_dataset(texts, found, selected=True),
            ]
            await asking.answer(Reply(plain("\n".join(lines))))

    @command("learning", private=True, options=("switch",), ignore_extra=False)
    async def learning(self, context: commands.Context[Any], switch: Literal["on", "off"] | None = None) -> None:
        """Choose whether anything that a person writes to the bot may teach it."""
        asking = Asking.of(context)
        people, who = self.shared.choices.people, str(asking.author.id)
        async with asking.working(private=True):
            if switch is not None:
                await people.change(who, learning=switch == "on")
            chosen, texts = await people.get(who), await self.shared.texts(asking)
            key = "learning-own-on" if chosen.learning else "learning-own-off"
            await asking.answer(Reply(texts(key, prefix=context.clean_prefix)), private=True)

    async def _list(self, asking: Asking, texts: Texts, prefix: str) -> None:
        app, scope = self.shared.app, asking.scope

        def listed(_: Report) -> tuple[str, tuple[Described, ...]]:
            return app.learning.data.selected(scope), app.learning.data.list(scope)

        selected, found = await self.shared.work(asking, texts, listed)
        lines = [line for one in found for line in told_dataset(texts, one, selected=one.name == selected)]
        if not lines:
            lines = [texts("dataset-none")]
        elif selected not in {one.name for one in found}:
            lines.append(texts("dataset-empty", name=selected, prefix=prefix))
        for part in parts(plain("\n".join(lines))):
            await asking.answer(Reply(part))

    async def _interrupted(self, asking: Asking, texts: Texts) -> list[str]:
        """That the latest training was interrupted, which nobody has seen yet if the bot was killed."""
        scope = asking.scope
        latest = next(iter(await self.shared.learn(lambda learning: learning.jobs.list(scope))), None)
        if latest is None or latest.state is not JobState.INTERRUPTED:
            return []
        return [texts("train-interrupted-before", id=latest.id)]

    async def _begun(self, asking: Asking, texts: Texts, learner: str | None) -> tuple[tuple[Problem, ...], Job | None]:
        """What is wrong with the data, and the job; none where nothing can be learned from it."""
        app, origin = self.shared.app, asking.origin

        def begin(_: Report) -> tuple[tuple[Problem, ...], Job | None]:
            data = app.learning.data
            name = data.selected(origin.scope)
            problems = data.problems(name, origin.scope)
            fatal = any(problem.fatal for problem in problems)
            return problems, None if fatal else app.learning.train(origin, dataset=name, learner=learner)

        return await self.shared.work(asking, texts, begin)

    async def _read(self, asking: Asking, texts: Texts, given: Given) -> Rows:
        """What is given, all of it together; nothing where nothing is.

        Raises:
            Refusal: a file is too big, or gone.
            DatasetError: it cannot be read.
        """
        app = self.shared.app
        most = await self.shared.learn(lambda learning: learning.data.most_bytes)

        def read_one(content: bytes | str, file: str, _: Report) -> Rows:
            return app.learning.data.read(content, file)

        async def read(listen: Report) -> Rows:
            found = Rows()
            async with self.shared.places:
                async for content, file in given.pieces(most):
                    found += await self.shared.heavy.run(partial(read_one, content, file), listen)
            return found

        return await self.shared.in_turn(asking, texts, read) if given else Rows()


def _names(data: Data, scope: str) -> tuple[str, tuple[str, ...]]:
    """The selected dataset, and all that are there; before its first rows come, it is none of them."""
    return data.selected(scope), data.names(scope)
