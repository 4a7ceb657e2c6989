"""The bot in the test's own process, on a fake app: for what a whole program would make slow or hard to arrange."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from hypotez.domain.answer import Answered
from hypotez.domain.correct import CorrectTranscript
from hypotez.domain.feedback import CollectFeedback
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord import choices, status
from hypotez.entrypoints.discord.bot import HypotezBot
from hypotez.ports.audio import Audio
from hypotez.ports.errors import NotFound
from hypotez.ports.progress import Report, ignore
from hypotez.ports.settings import Settings
from hypotez.ports.speech import Transcript
from hypotez.ports.storage import Correction, Feedback, Origin, Records, TranscriptRecord, new_id, utc_now
from hypotez.ports.testing.fakes_settings import MemorySettings
from hypotez.ports.testing.fakes_storage import MemoryRecords
from tests.e2e.loopback.client import connected
from tests.e2e.loopback.server import Loopback


def content(audio: Audio, report: Report) -> str:
    """What a text file says that is sent as audio."""
    assert isinstance(audio.source, bytes)
    return audio.source.decode()


class FakeLearning:
    """Nothing was learned, and free words mean no command, unless `meant` has them."""

    def __init__(self) -> None:
        self.meant: dict[str, str] = {}

    def intents(self, text: str, scope: str) -> str | None:
        """The command that is meant."""
        return self.meant.get(text)

    def answer(self, text: str, scope: str) -> Answered:
        """None."""
        raise NotFound("Nothing has been trained yet.")


@dataclass
class FakeApp:
    """An app that hears what `hear` says, and notes what it was asked."""

    hear: Callable[[Audio, Report], str] = content
    asked: list[tuple[Audio, Origin]] = field(default_factory=list)
    settings: Settings = field(default_factory=MemorySettings)

    records: Records = field(default_factory=MemoryRecords)
    recognisers: tuple[str, ...] = ("alpha",)
    heard: list[dict[str, Any]] = field(default_factory=list)
    learning: FakeLearning = field(default_factory=FakeLearning)

    def transcribe(
        self, source: Audio, *, report: Report = ignore, engine: str | None = None, **how: Any
    ) -> Transcript:
        """What `hear` says; where only phrases are expected, nothing else. `heard` notes how it was asked."""
        self.heard.append({"engine": engine, **how})
        said = self.hear(source, report)
        if how.get("only_phrases") and said not in how["phrases"]:
            said = ""
        return Transcript(said, language=how.get("likely"), engine=engine or self.recognisers[0])

    def transcribe_and_keep(
        self, source: Audio, *, origin: Origin, report: Report = ignore, **how: Any
    ) -> TranscriptRecord:
        self.asked.append((source, origin))
        transcript = self.transcribe(source, report=report, **how)
        digest = hashlib.sha256(source.source if isinstance(source.source, bytes) else b"").hexdigest()
        record = TranscriptRecord(new_id(utc_now()), utc_now(), origin, digest, transcript)
        self.records.add(record)
        return record

    def correct(self, about: str | None, text: str, *, origin: Origin) -> Correction:
        return CorrectTranscript(self.records)(about, text, origin)

    def feedback(self, text: str, *, origin: Origin, about: str | None = None) -> Feedback:
        return CollectFeedback(self.records)(text, origin, about=about)

    def expire(self) -> int:
        return 0


@contextlib.asynccontextmanager
async def running(
    discord: Loopback, app: FakeApp, config: Config = Config(), parallel: int = 2, *, reads: bool = True
) -> AsyncIterator[HypotezBot]:
    """A bot that is logged in and has identified.

    Discord, the bot and the test share this process: where the machine lets it wait for some seconds, no one's patience
    ends. A test that is about somebody's patience sets it inside.
    """
    discord.callbacks.patience = 20.0
    crossing = Crossing(parallel)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choices, "PATIENCE", 20.0)
        patch.setattr(status, "PATIENCE", 60.0)
        try:
            await asyncio.to_thread(app.settings.servers)  # as the program does: to open a storage takes its time
            async with connected(discord, HypotezBot(app, config, crossing, reads=reads)) as bot:
                yield bot
        finally:
            crossing.close()
