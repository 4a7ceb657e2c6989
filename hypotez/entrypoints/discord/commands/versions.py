"""The versions of the server's models."""

import io
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.archiving import workplace
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.command import command, command_group
from hypotez.entrypoints.discord.confirming import Confirm
from hypotez.entrypoints.discord.handing import enclosed, largest, megabytes
from hypotez.entrypoints.discord.learning import offers
from hypotez.entrypoints.discord.learning.given import Given, content_of
from hypotez.entrypoints.discord.learning.heard import Heard, heard
from hypotez.entrypoints.discord.learning.watching import job_view
from hypotez.entrypoints.discord.messages import Enclosed, Reply, parts, plain
from hypotez.entrypoints.discord.refusal import Refusal, sentence_of
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.learning import Learning
from hypotez.entrypoints.learning.card import card
from hypotez.entrypoints.learning.telling import told_job
from hypotez.entrypoints.learning.telling_versions import told_comparison, told_version
from hypotez.entrypoints.texts import Texts
from hypotez.ports.errors import HypotezError
from hypotez.ports.progress import Report
from hypotez.ports.versions import Version

__all__ = ["Versions"]

JOBS = 10
"""The latest that are listed."""


class Versions(commands.Cog):
    """Shows versions, and says which one answers."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared

    @command_group("models", group=rights.TRAINERS)
    async def models(self, context: commands.Context[Any]) -> None:
        """Say which commands there are."""
        raise Refusal("models-usage", prefix=context.clean_prefix)

    @command("list", under=models, group=rights.TRAINERS)
    async def list(self, context: commands.Context[Any]) -> None:
        """List all versions, the latest first."""
        asking = Asking.of(context)
        async with asking.working():
            texts = await self.shared.texts(asking)
            here = await heard(self.shared, asking.scope)
            lines = await self.shared.learn(partial(_lines, asking.scope, texts, here))
            for part in parts(plain("\n".join(lines or [texts("version-none")]))):
                await asking.answer(Reply(part))

    @command("jobs", under=models, group=rights.TRAINERS)
    async def jobs(self, context: commands.Context[Any]) -> None:
        """List the latest trainings; the last one can be stopped, or run again where it was interrupted."""
        asking = Asking.of(context)
        scope = asking.scope
        async with asking.working():
            texts = await self.shared.texts(asking)
            found = (await self.shared.learn(lambda learning: learning.jobs.list(scope)))[:JOBS]
            if not found:
                raise Refusal("jobs-none")
            lines = [told_job(texts, job) for job in found]
            await asking.answer(Reply(plain("\n".join(lines)), view=job_view(found[0], texts)))

    @command("card", under=models, group=rights.TRAINERS, options=("version",))
    @app_commands.autocomplete(version=offers.versions)
    async def card(self, context: commands.Context[Any], version: str | None = None) -> None:
        """Send what is known of a version: where it comes from, and how far to trust it."""
        asking = Asking.of(context)
        async with asking.working():
            texts = await self.shared.texts(asking)
            found = await self.shared.learn(partial(_one, asking.scope, version))
            told = "\n".join(card(texts, found))
            file = Enclosed.text(f"{found.id}.md", told)
            await asking.answer(Reply(plain(texts("card-title", id=found.id)), file))

    @command("compare", under=models, group=rights.TRAINERS, options=("new", "old"))
    @app_commands.autocomplete(new=offers.versions, old=offers.versions)
    async def compare(self, context: commands.Context[Any], new: str, old: str) -> None:
        """Compare two versions on the texts that are kept for it today."""
        asking, app = Asking.of(context), self.shared.app
        scope = asking.scope

        def compared(_: Report) -> str:
            models = app.learning.models
            pair = models.get(new, scope), models.get(old, scope)
            return "\n".join(told_comparison(texts, *pair, models.compare(new, old, scope)))

        async with asking.working():
            texts = await self.shared.texts(asking)
            await asking.answer(Reply(plain(await self.shared.work(asking, texts, compared))))

    @command("promote", under=models, group=rights.TRAINERS, options=("version",))
    @app_commands.autocomplete(version=offers.versions)
    async def promote(self, context: commands.Context[Any], version: str) -> None:
        """Make a version the one that answers."""
        await self._promote(Asking.of(context), version)

    @command("rollback", under=models, group=rights.TRAINERS, options=("version",))
    @app_commands.autocomplete(version=offers.versions)
    async def rollback(self, context: commands.Context[Any], version: str | None = None) -> None:
        """Let an earlier version answer again; without its id, the one before."""
        asking = Asking.of(context)
        async with asking.working():
            if version is None:
                selected, current = await self.shared.learn(partial(_current, asking.scope))
                prefix = context.clean_prefix
                if current is None:
                    raise Refusal("models-none-current", dataset=plain(selected), prefix=prefix)
                if current.parent is None:
                    raise Refusal("models-no-parent", id=current.id, prefix=prefix)
                version = current.parent
            await self._promote(asking, version)

    @command("delete", under=models, group=rights.TRAINERS, options=("version",))
    @app_commands.autocomplete(version=offers.versions)
    async def delete(self, context: commands.Context[Any], version: str) -> None:
        """Delete a version, once the person has said that they mean it."""
        asking = Asking.of(context)
        scope = asking.scope
        async with asking.working(private=True):
            texts = await self.shared.texts(asking)
            found = await self.shared.learn(lambda learning: learning.models.get(version, scope))
            current = await self.shared.learn(lambda learning: learning.models.current(found.dataset, scope))
            question = texts("version-delete-question", id=found.id)
            if current == found:
                answers = (await heard(self.shared, scope)).answers(found.dataset)
                key = "version-delete-current" if answers else "version-delete-kept"
                question = texts(key, id=found.id, dataset=found.dataset)

            async def deed() -> str:
                try:
                    await self.shared.learn(lambda learning: learning.models.delete(found.id, scope))
                except HypotezError as error:
                    return sentence_of(error, texts, detailed=True)
                return texts("version-deleted", id=found.id)

            confirm = Confirm(self.shared.questions, asking.author, texts, texts("dataset-delete"), deed)
            await confirm.ask(asking, plain(question))

    @command("export", under=models, group=rights.TRAINERS, options=("version",))
    @app_commands.autocomplete(version=offers.versions)
    async def export(self, context: commands.Context[Any], version: str | None = None) -> None:
        """Send a version as a file, which another server can take in."""
        asking, app = Asking.of(context), self.shared.app
        scope, most = asking.scope, largest(asking.guild)

        def exported(_: Report) -> Path:
            return app.learning.models.export(found.id, folder / f"{found.id}.zip", scope)

        async with asking.working(private=True), workplace(self.shared) as folder:
            texts = await self.shared.texts(asking)
            found = await self.shared.learn(partial(_one, scope, version))
            path = await self.shared.work(asking, texts, exported, private=True)
            size = await self.shared.quick.run(lambda _: path.stat().st_size)
            if size > most:
                raise Refusal("version-too-big", id=found.id, size=megabytes(size), limit=megabytes(most))
            async with enclosed(self.shared.quick, path.name, lambda: path.open("rb")) as file:
                await asking.answer(Reply(plain(texts("card-title", id=found.id)), file), private=True)

    @command("import", under=models, group=rights.TRAINERS, options=("file",))
    async def take_in(self, context: commands.Context[Any], file: discord.Attachment) -> None:
        """Keep a version that was exported; it answers once it is promoted."""
        asking, app = Asking.of(context), self.shared.app
        scope, most = asking.scope, self.shared.config.discord.max_attachment_mb << 20
        (given,) = Given.by(context, file, None).files[:1]

        async def kept(listen: Report) -> Version:
            async with self.shared.places:
                content = await content_of(given, most)
                return await self.shared.heavy.run(lambda _: _take_in(app.learning, content, scope), listen)

        async with asking.working():
            texts = await self.shared.texts(asking)
            version = await self.shared.in_turn(asking, texts, kept)
            await asking.answer(Reply(texts("version-taken", id=version.id)))

    async def _promote(self, asking: Asking, version: str) -> None:
        scope = asking.scope
        async with asking.working():
            texts = await self.shared.texts(asking)
            promoted = await self.shared.learn(lambda learning: learning.models.promote(version, scope))
            silent = (await heard(self.shared, scope)).silent(texts, promoted.dataset)
            if silent:
                lines = [texts("version-current", id=promoted.id, dataset=promoted.dataset), *silent]
            else:
                lines = [texts("version-promoted", id=promoted.id)]
            await asking.answer(Reply(plain("\n".join(lines))))


def _lines(scope: str, texts: Texts, here: Heard, learning: Learning) -> Sequence[str]:
    versions = learning.models.list(scope)
    current = [learning.models.current(dataset, scope) for dataset in {version.dataset for version in versions}]
    ids = {version.id for version in current if version}
    return [
        told_version(texts, version, current=version.id in ids, answers=here.answers(version.dataset))
        for version in reversed(versions)
    ]


def _current(scope: str, learning: Learning) -> tuple[str, Version | None]:
    selected = learning.data.selected(scope)
    return selected, learning.models.current(selected, scope)


def _one(scope: str, version: str | None, learning: Learning) -> Version:
    """The version with that id, or the one that answers.

    Raises:
        NotFound: there is none.
    """
    if version is not None:
        return learning.models.get(version, scope)
    selected, current = _current(scope, learning)
    return current or learning.models.latest(scope, selected)


def _take_in(learning: Learning, content: bytes, scope: str) -> Version:
    return learning.models.take_in(io.BytesIO(content), learning.data.selected(scope), scope)
