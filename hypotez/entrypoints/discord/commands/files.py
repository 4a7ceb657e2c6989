"""Archives, files and instructions."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, Final, Literal

import discord
from discord import app_commands
from discord.ext import commands

from hypotez.entrypoints.discord import archiving, rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.command import command
from hypotez.entrypoints.discord.completion import Choices, completed
from hypotez.entrypoints.discord.handing import enclosed, largest, megabytes, sized
from hypotez.entrypoints.discord.messages import Enclosed, Reply, parts, plain
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.texts import Texts
from hypotez.ports.errors import HypotezError, NotAllowed, NotFound
from hypotez.ports.files import FoundFile

__all__ = ["Files"]

LOOKED_AT: Final = 5_000
"""Files that are looked at while somebody types."""
MESSAGES: Final = 4
"""Messages that an instruction may fill; a longer one comes as a file."""
QUOTES: Final = ('""', "''", "“”", "„“", "‘’", "«»")
"""What people put around a name with spaces, by the keyboards that they have."""


class Files(commands.Cog):
    """Gives what the owner shares with the server."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared

    async def folders(self, interaction: discord.Interaction[Any], typed: str) -> Choices:
        """The shared folders that have files in them."""
        return await completed(self.shared, interaction, typed, self._folders, group=rights.KEEPERS)

    async def names(self, interaction: discord.Interaction[Any], typed: str) -> Choices:
        """The shared files."""
        return await completed(self.shared, interaction, typed, self._names, group=rights.KEEPERS)

    async def topics(self, interaction: discord.Interaction[Any], typed: str) -> Choices:
        """What there are instructions on."""
        language = (await self.shared.texts(Asking(interaction))).language
        topics = self.shared.app.topics
        return await completed(self.shared, interaction, typed, lambda _: topics(language), group=rights.EVERYONE)

    @command("archive", group=rights.KEEPERS, options=("directory", "format"))
    @app_commands.autocomplete(directory=folders)
    async def archive(
        self, context: commands.Context[Any], directory: str, format: Literal["zip", "tar.zst"] = "zip"
    ) -> None:
        """Send an archive of a shared folder, or keep it and say so."""
        asking = Asking.of(context)
        app = self.shared.app
        async with asking.working(private=True), archiving.workplace(self.shared) as folder:
            texts = await self.shared.texts(asking)
            await self._check_roots(asking)
            made = await self.shared.work(
                asking,
                texts,
                lambda report: app.archive(
                    _unquoted(directory), format=format, to=folder, scope=asking.scope, report=report
                ),
                private=True,
            )
            if made.size <= largest(asking.guild):
                async with enclosed(self.shared.quick, made.name, lambda: made.path.open("rb")) as file:
                    if await asking.answer(Reply(archiving.told(made, texts), file), private=True):
                        return
            kept = await self.shared.quick.run(lambda _: archiving.keep(made, format, app.archives))
            raise Refusal("archive-kept", name=plain(made.name), kept=plain(kept), **_sizes(asking, made.size))

    @command("getfile", group=rights.KEEPERS, options=("path",))
    @app_commands.autocomplete(path=names)
    async def getfile(self, context: commands.Context[Any], *, path: str) -> None:
        """Send a shared file."""
        asking = Asking.of(context)
        async with asking.working(private=True):
            texts = await self.shared.texts(asking)
            await self._check_roots(asking)
            found = await self.shared.quick.run(lambda _: self._found(_unquoted(path), asking.scope))
            name = plain(found.name)
            if found.size > largest(asking.guild):
                raise Refusal("getfile-too-big", name=name, **_sizes(asking, found.size))
            async with enclosed(self.shared.quick, found.name.rpartition("/")[2], found.open) as file:
                told = Reply(texts("getfile-done", name=name, size=sized(texts, found.size)), file)
                if not await asking.answer(told, private=True):
                    raise Refusal("getfile-not-sent", name=name)

    @command("instruction", private=True, options=("topic",))
    @app_commands.autocomplete(topic=topics)
    async def instruction(self, context: commands.Context[Any], *, topic: str | None = None) -> None:
        """Explain a topic."""
        asking = Asking.of(context)
        async with asking.working(private=True):
            texts = await self.shared.texts(asking)
            app, language = self.shared.app, texts.language
            try:
                text = await self.shared.quick.run(lambda _: app.instruction(topic, language))
            except NotFound:
                known = await self.shared.quick.run(lambda _: app.topics(language))
                raise Refusal("instruction-unknown", topics=", ".join(map(plain, known))) from None
            for reply in _replies(text, texts):
                await asking.answer(reply, private=True)

    async def _check_roots(self, asking: Asking) -> None:
        """Hold that the owner shares something with the server.

        Raises:
            Refusal: nothing.
        """
        if not await self.shared.quick.run(lambda _: self.shared.app.files.roots(asking.scope)):
            raise Refusal("files-none", server=asking.scope)

    def _found(self, path: str, scope: str) -> FoundFile:
        """The file of that name.

        Raises:
            Refusal: it is a folder.
            HypotezError: as `App.getfile`.
        """
        app = self.shared.app
        try:
            return app.getfile(path, scope)
        except NotAllowed:
            with suppress(HypotezError):
                if next(iter(app.files.walk(scope, path)), None):
                    raise Refusal("getfile-folder", prefix=self.shared.config.discord.prefix) from None
            raise

    def _names(self, asking: Asking) -> Iterator[str]:
        """The names of shared files, as many as can be looked at while somebody waits; secrets are not among them."""
        files = self.shared.app.files
        entries = (entry for root in files.roots(asking.scope) for entry in files.walk(asking.scope, root))
        return (entry.name for entry in islice(entries, LOOKED_AT) if isinstance(entry, FoundFile))

    def _folders(self, asking: Asking) -> Iterator[str]:
        for name in self._names(asking):
            steps = name.split("/")[:-1]
            yield from ("/".join(steps[: depth + 1]) for depth in range(len(steps)))


def _unquoted(path: str) -> str:
    """A path without the quotes around it; a name that has some itself can be given in others."""
    path = path.strip()
    return path[1:-1] if len(path) > 2 and path[0] + path[-1] in QUOTES else path


def _sizes(asking: Asking, size: int) -> dict[str, float]:
    """What a sentence needs that says how much too big something is."""
    return {"size": megabytes(size), "limit": megabytes(largest(asking.guild))}


def _replies(text: str, texts: Texts) -> list[Reply]:
    """The messages that show an instruction: all of it, or its beginning and a file."""
    pieces = parts(text) or [texts("instruction-empty")]
    if len(pieces) <= MESSAGES:
        return [Reply(piece) for piece in pieces]
    return [Reply(pieces[0]), Reply(texts("instruction-whole"), Enclosed.text("instruction.md", text))]
