"""The bot in the test's own process, on a fake app: for what a whole program would make slow or hard to arrange."""

import contextlib
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from hypotez.entrypoints.config import Config
from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord.bot import HypotezBot
from hypotez.ports.audio import Audio
from hypotez.ports.progress import Report, ignore
from hypotez.ports.settings import Settings
from hypotez.ports.speech import Transcript
from hypotez.ports.storage import Origin, TranscriptRecord, new_id, utc_now
from hypotez.ports.testing.fakes_settings import MemorySettings
from tests.e2e.loopback.client import connected
from tests.e2e.loopback.server import Loopback


def content(audio: Audio, report: Report) -> str:
    """What a text file says that is sent as audio."""
    assert isinstance(audio.source, bytes)
    return audio.source.decode()


@dataclass
class FakeApp:
    """An app that hears what `hear` says, and notes what it was asked."""

    hear: Callable[[Audio, Report], str] = content
    asked: list[tuple[Audio, Origin]] = field(default_factory=list)
    settings: Settings = field(default_factory=MemorySettings)

    def transcribe_and_keep(
        self, source: Audio, *, origin: Origin, likely: str | None = None, report: Report = ignore
    ) -> TranscriptRecord:
        self.asked.append((source, origin))
        transcript = Transcript(self.hear(source, report), language=likely)
        digest = hashlib.sha256(source.source if isinstance(source.source, bytes) else b"").hexdigest()
        return TranscriptRecord(new_id(utc_now()), utc_now(), origin, digest, transcript)

    def expire(self) -> int:
        return 0


@contextlib.asynccontextmanager
async def running(
    discord: Loopback, app: FakeApp, config: Config = Config(), parallel: int = 2
) -> AsyncIterator[HypotezBot]:
    """A bot that is logged in and has identified."""
    crossing = Crossing(parallel)
    try:
        async with connected(discord, HypotezBot(app, config, crossing)) as bot:
            yield bot
    finally:
        crossing.close()
