"""An app for the terminal's tests: its audio files are texts, and it hears what they say."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from hypotez.entrypoints.config import Config
from hypotez.entrypoints.engines import Kind
from hypotez.ports.engine import Place, Status
from hypotez.ports.errors import AudioError, NotFound, OptionError
from hypotez.ports.progress import Progress, ignore
from hypotez.ports.speech import Segment, Transcript, Voice
from hypotez.ports.storage import Correction, Feedback, Origin, TranscriptRecord

NOW = datetime(2026, 1, 2, tzinfo=UTC)


UNTAUGHT = SimpleNamespace(
    data=SimpleNamespace(selected=lambda: "main"), models=SimpleNamespace(current=lambda dataset: None)
)
"""Nothing was trained."""


@dataclass
class Engine:
    kind: Kind
    name: str
    place: Place = Place.LOCAL
    status: Status = field(default_factory=Status)
    pulls: tuple[str, ...] = ()
    used: bool = False


@dataclass
class FakeSpeech:
    text: str
    attempts: tuple = ()

    def save(self, path, format=None):
        path = Path(path)
        path.write_text(f"{format}:{self.text}" if format else self.text)
        return path

    def encode(self, format):
        yield f"{format}:".encode()
        yield self.text.encode()


@dataclass
class FakeApp:
    """`hook` is called with each audio's text and listener before it is heard; `calls` tells what was asked for.

    `vain`: the attempts before it speaks.
    """

    config: Config = field(default_factory=Config)
    calls: list = field(default_factory=list)
    hook: object = staticmethod(lambda text, report: None)
    closed: bool = False
    vain: tuple = ()
    kept: dict = field(default_factory=dict)
    lock: object = field(default_factory=threading.Lock)
    learning: object = field(default_factory=lambda: UNTAUGHT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.closed = True

    def transcribe(self, source, *, engine=None, report=ignore, **options):
        if engine not in {None, "fake", "other"}:
            raise OptionError(f"There is no engine {engine!r}; there are fake, other.")
        source = getattr(source, "source", source)
        if isinstance(source, Path | str) and not Path(source).is_file():
            raise NotFound(f"There is no file {Path(source).name}.")
        text = (source if isinstance(source, bytes) else Path(source).read_bytes()).decode()
        with self.lock:
            self.calls.append((text, engine, options))
        report(Progress("listening", 1, 2, "seconds"))
        self.hook(text, report)
        report(Progress("listening", 2, 2, "seconds"))
        if text == "noise":
            raise AudioError("This is not audio.")
        segments = (Segment(text, 0.0, 2.0),) if text else ()
        return Transcript(text, "en", engine or "fake", 2.0, segments)

    def transcribe_and_keep(self, source, *, origin=Origin(), **options):
        return self.keep(source, self.transcribe(source, **options), origin=origin)

    def listened_for(self, scope="local"):
        return None

    def keep(self, source, transcript, *, origin=Origin()):
        id = f"id{len(self.kept)}"
        self.kept[id] = TranscriptRecord(id, NOW, origin, "00", transcript)
        return self.kept[id]

    def correct(self, id, text, *, origin=Origin()):
        id = next(reversed(self.kept), None) if id is None else id
        if id not in self.kept:
            raise NotFound(f"There is no transcript {id}.")
        return Correction("c1", NOW, origin, id, self.kept[id].transcript.text, text)

    def feedback(self, text, *, origin=Origin(), about=None):
        self.calls.append(("feedback", text, about))
        return Feedback("f1", NOW, origin, text, about)

    def speak(self, text, *, report=ignore, **options):
        self.calls.append((text, options))
        return FakeSpeech(text, self.vain)

    def voices(self, language=None, engine=None):
        voices = (Voice("anna", ("en",), "Anna", "female"), Voice("boris", ("ru",)))
        return tuple(voice for voice in voices if language in {None, *voice.languages})

    def engines(self):
        missing = Status(installed=False, ready=False, hint="pip install hypotez[whisper]")
        used = Engine(Kind.STT, "fake", used=True)
        return (used, Engine(Kind.STT, "whisper", status=missing, pulls=("base", "small")))

    def pull(self, engine, model, *, report=ignore):
        return Path("models") / engine / model

    def instruction(self, topic=None, language="en"):
        return f"# {topic or 'index'} in {language}\n"


@contextmanager
def opened(monkeypatch, app):
    """Let the terminal's commands open `app`, with the config that they ask for."""

    def open_app(config):
        app.config = config
        return app

    with monkeypatch.context() as patch:
        patch.setattr("hypotez.entrypoints.terminal.session.open_app", open_app)
        yield app


__all__ = ["Engine", "FakeApp", "opened"]
