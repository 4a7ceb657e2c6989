"""What all commands of the bot work with."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final, TypeVar

from hypotez.entrypoints.app import App
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.choices import Choices
from hypotez.entrypoints.discord.confirming import Confirm
from hypotez.entrypoints.discord.cooldowns import Cooldowns
from hypotez.entrypoints.discord.gate import Gate
from hypotez.entrypoints.discord.languages import chosen, texts_of
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.status import Status
from hypotez.entrypoints.discord.underway import STOPPED, Underway
from hypotez.entrypoints.learning import Learning
from hypotez.entrypoints.texts import Texts
from hypotez.ports.progress import Report
from hypotez.ports.settings import ServerSettings

__all__ = ["Shared", "unspoken"]

T = TypeVar("T")

PLACES: Final = 8
"""Attachments that are held in memory at once, whatever server they come from; others wait for their turn."""
QUICK: Final = 4
"""Threads for short work such as reading the database, which must not wait behind recognisers."""


async def unspoken(asking: Asking, text: str) -> None:
    """Say nothing: there is no voice."""


class Shared:
    """The app, the ways to its threads, and what was chosen. `heavy` is for engines, `quick` for all else."""

    def __init__(self, app: App, config: Config, heavy: Crossing, underway: Underway) -> None:
        self.app, self.config, self.heavy, self.underway = app, config, heavy, underway
        self.quick = Crossing(QUICK)
        self.choices = Choices(app.settings, self.quick)
        self.gate = Gate()
        self.cooldowns = Cooldowns()
        self.places = asyncio.Semaphore(PLACES)
        """Held by whoever has an attachment in memory."""
        self.at_work: dict[str, Status] = {}
        self.questions: dict[str, Confirm] = {}
        self.rating = asyncio.Lock()
        """Held while a rating is compared with the person's last one and kept."""
        self.speak: Callable[[Asking, str], Awaitable[None]] = unspoken
        """Called with what was answered to somebody, to say it in their voice channel; the bot's voice sets it.

        A `Refusal` says why it cannot be said there.
        """

    async def server(self, asking: Asking) -> ServerSettings:
        """What the server of `asking` has chosen; the defaults in private messages."""
        return await self.choices.servers.get(asking.scope) if asking.guild else ServerSettings()

    async def sure(self, asking: Asking) -> ServerSettings:
        """As `server`, for what must not go by the defaults: see `choices`.

        Raises:
            StorageError: it cannot be read.
        """
        return await self.choices.servers.sure(asking.scope) if asking.guild else ServerSettings()

    async def texts(self, asking: Asking) -> Texts:
        """The sentences in the language of whoever asks."""
        person = await self.choices.people.get(str(asking.author.id))
        server = await self.server(asking)
        return texts_of(asking.locale, person.language, server.language, chosen(asking.guild), self.config.language)

    async def learn(self, work: Callable[[Learning], T]) -> T:
        """Let `work` use what is learned here, for a short while.

        Raises:
            Whatever `work` raises.
        """
        return await self.quick.run(lambda _: work(self.app.learning))

    async def check(self, asking: Asking, group: str) -> None:
        """Let whoever asks use the commands of `group`.

        Raises:
            Refusal: they may not.
            StorageError: it cannot be read who may.
        """
        rights.check(asking.author, group, (await self.sure(asking)).roles if group != rights.EVERYONE else {})

    async def work(self, asking: Asking, texts: Texts, work: Callable[[Report], T], *, private: bool = False) -> T:
        """Do something heavy when it is its turn, show how far it is, and let it be stopped.

        Raises:
            Refusal: there is too much to do, or somebody, or the end of the bot, has stopped it.
            Whatever `work` raises.
        """
        return await self.in_turn(asking, texts, lambda listen: self.heavy.run(work, listen), private=private)

    async def in_turn(
        self, asking: Asking, texts: Texts, deed: Callable[[Report], Awaitable[T]], *, private: bool = False
    ) -> T:
        """As `work`, for a deed that does more than call an engine; it is given the listener for its progress."""
        async with Status(asking, texts, self.at_work, private=private) as status:

            async def done() -> T:
                async with self.gate.turn(asking.scope, str(asking.author.id), status.waits):
                    return await deed(status.listen)

            with self.underway.stoppable(partial(status.stop, STOPPED)):
                task: asyncio.Task[T] = asyncio.create_task(done())
                status.work = task
                try:
                    return await task
                except asyncio.CancelledError:
                    if status.stopped:
                        raise Refusal(status.stopped) from None
                    raise

    def close(self) -> None:
        """Take no more short work."""
        self.quick.close()
