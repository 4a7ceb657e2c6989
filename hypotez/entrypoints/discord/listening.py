"""Hearing attachments: fetched when it is their turn, heard by the engines that the server chose."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any, Final, TypeVar

import aiohttp
import discord

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.attachments import AttachmentGone, AttachmentTooBig, read
from hypotez.entrypoints.discord.languages import chosen
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.texts import Texts
from hypotez.ports.audio import Audio
from hypotez.ports.progress import Report
from hypotez.ports.speech import Transcript
from hypotez.ports.storage import Origin, TranscriptRecord

__all__ = ["TIMEOUT", "Listener", "Wish"]

MB: Final = 1 << 20
TIMEOUT: Final = aiohttp.ClientTimeout(total=600, sock_connect=10, sock_read=30)
"""Seconds: for the whole file, for the connection, and for the silence between two pieces."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wish:
    """How to hear: `engine`, or else the server's `engines`; `language` and `likely` as in `Hearing`."""

    likely: str
    language: str | None = None
    engine: str | None = None
    engines: tuple[str, ...] = ()

    def options(self) -> dict[str, Any]:
        """For the methods of the App that transcribe."""
        return asdict(self)


class Listener:
    """Fetches attachments and hears them."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self.limit = shared.config.discord.max_attachment_mb * MB
        self._session: aiohttp.ClientSession | None = None
        self._recognisers: tuple[str, ...] | None = None

    async def engines(self, asking: Asking) -> tuple[str, ...]:
        """The engines that may be asked for here, first choice first: the server's own choice of those allowed."""
        if self._recognisers is None:
            self._recognisers = await self._shared.quick.run(lambda _: self._shared.app.recognisers)
        server = await self._shared.server(asking)
        own = tuple(engine for engine in server.engines if engine in self._recognisers)
        return own or self._recognisers

    async def wish(
        self, asking: Asking, sender: int, *, engine: str | None = None, language: str | None = None
    ) -> Wish:
        """How to hear what `sender` said: by their and the server's choices, unless told otherwise.

        Raises:
            Refusal: the engine is none of those that may be asked for here.
        """
        server = await self._shared.server(asking)
        person = await self._shared.choices.people.get(str(sender))
        likely = person.language or server.language or chosen(asking.guild) or self._shared.config.language
        if engine is not None and engine not in (allowed := await self.engines(asking)):
            raise Refusal("engine-unknown", engines=", ".join(allowed))
        return Wish(likely, language, engine, server.engines)

    async def in_turn(
        self,
        asking: Asking,
        texts: Texts,
        attachment: discord.Attachment,
        use: Callable[[Audio, Report], Awaitable[T]],
        *,
        private: bool = False,
    ) -> T:
        """Fetch `attachment` when it is its turn, and return what comes of its `use`; the file goes when that ends.

        Raises:
            Refusal: too big, gone, too much to do, or stopped.
            Whatever `use` raises.
        """

        async def fetched(listen: Report) -> T:
            async with self._shared.places:
                return await use(await self.fetch(attachment), listen)

        return await self._shared.in_turn(asking, texts, fetched, private=private)

    async def keep(self, audio: Audio, wish: Wish, origin: Origin, listen: Report) -> TranscriptRecord:
        """Transcribe and keep.

        Raises:
            HypotezError: as `App.transcribe_and_keep`.
        """
        app = self._shared.app
        return await self._shared.heavy.run(
            lambda report: app.transcribe_and_keep(audio, origin=origin, report=report, **wish.options()), listen
        )

    async def hear(self, audio: Audio, wish: Wish, listen: Report, phrases: tuple[str, ...] = ()) -> Transcript:
        """Transcribe and keep nothing; with `phrases`, nothing else is expected.

        Raises:
            HypotezError: as `App.transcribe`.
        """
        app, how = self._shared.app, wish.options()
        return await self._shared.heavy.run(
            lambda report: app.transcribe(audio, phrases=phrases, only_phrases=bool(phrases), report=report, **how),
            listen,
        )

    async def fetch(self, attachment: discord.Attachment) -> Audio:
        """Read `attachment` into memory; whoever does holds one of the `places`.

        Raises:
            Refusal: too big, or gone.
        """
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar())
        try:
            return Audio(await read(self._session, attachment, self.limit), attachment.filename)
        except AttachmentTooBig:
            raise Refusal("attachment-too-big", limit=self.limit // MB) from None
        except AttachmentGone:
            raise Refusal("attachment-gone") from None

    async def close(self) -> None:
        """Close the connections to the attachments' server."""
        if self._session:
            await self._session.close()
