"""What works on this machine: every engine tries a tiny real thing, in the same wrapping as its users get it."""

from __future__ import annotations

import array
import math
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hypotez.domain.transcribe import Transcribe
from hypotez.entrypoints.composition import Composition
from hypotez.entrypoints.config_values import TtsConfig
from hypotez.entrypoints.engines import EngineInfo, Kind, describe
from hypotez.ports.audio import SPEECH_RATE, Audio, Pcm
from hypotez.ports.engine import Place
from hypotez.ports.errors import ConfigError, EngineFailed, HypotezError, StorageError
from hypotez.ports.learning import Example
from hypotez.ports.speech import Hearing
from hypotez.ports.storage import Feedback

if TYPE_CHECKING:
    from hypotez.entrypoints.app import App
    from hypotez.entrypoints.config import Config

__all__ = ["Finding", "Verdict", "examine", "opus", "tried"]


class Verdict(StrEnum):
    """What came of trying."""

    YES = "yes"
    NO = "no"
    UNTRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `used`: the config asks for it; `about`: what to do, or details."""

    what: str
    verdict: Verdict
    used: bool = False
    about: str = ""

    @property
    def broken(self) -> bool:
        """Something is asked for that does not work."""
        return self.used and self.verdict is Verdict.NO


def examine(app: App, *, network: bool = False) -> Iterator[Finding]:
    """Look at everything, one after another; engines on the network are asked only with `network`."""
    storage = app.config.storage
    for name, folder in (("data", storage.data), ("cache", storage.cache), ("models", storage.models)):
        yield tried(f"{name} folder", partial(_can_write, folder), used=True)
    given = (("shared datasets", app.config.learning.datasets), ("instructions", app.config.files.instructions))
    for name, place in given:
        if place:
            yield tried(f"{name} folder", partial(_can_read, place), used=True)
    yield tried("database", lambda: _can_read_records(app), used=True)
    for info in app.engines():
        yield _engine(info, app.config, network=network)
    yield tried("opus for voice channels", opus)
    yield _discord(app.config, network=network)


def tried(what: str, attempt: Callable[[], str], *, used: bool = False) -> Finding:
    """Return what came of an attempt: what it says, or the sentence of its error."""
    try:
        return Finding(what, Verdict.YES, used, attempt())
    except HypotezError as error:
        return Finding(what, Verdict.NO, used, " ".join(str(error).split()))
    except OSError as error:
        return Finding(what, Verdict.NO, used, f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except Exception as error:  # noqa: BLE001 - an outsider's broken engine must not hide the others
        return Finding(what, Verdict.NO, used, f"it failed in a way that nobody expected ({type(error).__name__})")


def _engine(info: EngineInfo, config: Config, *, network: bool) -> Finding:
    what = f"{info.kind} {info.name}"
    if not info.status.ready:
        return Finding(what, Verdict.NO, info.used, info.status.hint)
    if info.place is not Place.LOCAL and config.offline_only:
        return Finding(what, Verdict.UNTRIED, info.used, "offline_only is set")
    if info.place is not Place.LOCAL and not network:
        return Finding(what, Verdict.UNTRIED, info.used, f"it is a {info.place} engine; --network asks it")
    if info.kind is Kind.STT and not (voice := describe(Kind.TTS, SPEAKER, config).status).ready:
        return Finding(what, Verdict.UNTRIED, info.used, f"{SPEAKER} would speak to it, but: {voice.hint}")
    return tried(what, lambda: TRIALS[info.kind](info.name, config), used=info.used)


def _hears(name: str, config: Config) -> str:
    stt = config.stt.model_copy(update={"use": (name,)})
    # whoever is used otherwise may be far away
    made = Composition(config.model_copy(update={"stt": stt, "tts": TtsConfig(use=(SPEAKER,))}))
    try:
        said = Audio(b"".join(made.codec().encode(made.tts().synthesize(SAID), "wav")), "said.wav")
        hearing = Hearing("en", ("one", "two", "three"))
        heard = Transcribe(made.codec(), made.stt(name))(said, hearing).text
    finally:
        made.close()
    if not heard:
        raise EngineFailed(f"it heard nothing when it was told {SAID!r}", engine=name)
    return f"it was told {SAID!r} and heard {heard!r}"


def _speaks(name: str, config: Config) -> str:
    tts = config.tts.model_copy(update={"use": (name,), "cache": False})
    made = Composition(config.model_copy(update={"tts": tts}))
    try:
        seconds = sum(block.seconds for block in made.tts(name).synthesize(SAID))
    finally:
        made.close()
    if not seconds:
        raise EngineFailed("it was asked to speak and made no sound", engine=name)
    return f"it spoke for {seconds:.1f} seconds"


def _reads_and_writes(name: str, config: Config) -> str:
    audio = config.audio.model_copy(update={"use": name})
    made = Composition(config.model_copy(update={"audio": audio}))
    try:
        codec = made.codec()
        formats = sorted(codec.can.encodes)
        for format in formats:
            data = b"".join(codec.encode([_tone(1.0)], format))
            seconds = sum(block.seconds for block in codec.decode(Audio(data, f"tone.{format}")))
            if not 0.9 < seconds < 1.2:
                raise EngineFailed(f"a second of {format} became {seconds:.1f} seconds", engine=name)
    finally:
        made.close()
    return f"it writes and reads {', '.join(formats)}"


def _learns(name: str, config: Config) -> str:
    made = Composition(config.model_copy(update={"learners": config.learners.model_copy(update={"use": (name,)})}))
    try:
        (said,) = made.learner(name).fit(LESSON).model.predict([ASKED])
    finally:
        made.close()
    if said.label != "greeting":
        raise EngineFailed(f"it learned eight texts and takes {ASKED!r} to be a {said.label}", engine=name)
    return f"it learned eight texts and knows that {ASKED!r} is a {said.label}"


SPEAKER: Final = "espeak"
SAID: Final = "one two three"
ASKED: Final = "hello and good morning"
LESSON: Final = tuple(
    Example(text, label)
    for label, texts in {
        "greeting": ("hello", "good morning", "hello there", "a good morning to you"),
        "farewell": ("bye", "see you later", "bye for now", "see you tomorrow"),
    }.items()
    for text in texts
)
TRIALS: Final = {Kind.STT: _hears, Kind.TTS: _speaks, Kind.AUDIO: _reads_and_writes, Kind.LEARNER: _learns}


def _tone(seconds: float) -> Pcm:
    """A 440 Hz sine at a third of full scale."""
    waves = (round(11_000 * math.sin(2 * math.pi * 440 * at / SPEECH_RATE)) for at in range(int(seconds * SPEECH_RATE)))
    return Pcm(array.array("h", waves).tobytes())


def _can_write(folder: Path) -> str:
    """Write into a folder, or into the nearest one above it that is there: looking must not make folders."""
    there = next((place for place in (folder, *folder.parents) if place.exists()), folder)
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"0" * 4096)
            file.flush()
    except OSError as error:
        raise StorageError(
            f"{folder} cannot be written to ({error.strerror}); choose another one in [storage]"
        ) from error
    return str(folder)


def _can_read(folder: Path) -> str:
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise StorageError(f"{folder} cannot be read ({error.strerror}); correct it in the config") from error
    return str(folder)


def _can_read_records(app: App) -> str:
    count = sum(1 for _ in app.records.list(Feedback, limit=1))
    return "it opens" if count == 0 else "it opens, and has records"


def opus() -> str:
    """Load the Opus library as the bot does, and return its version.

    Raises:
        EngineUnavailable: there is none.
    """
    import discord

    from hypotez.entrypoints.discord.voice.opus import load_opus

    load_opus()
    return str(discord.opus.Encoder.get_opus_version())


def _discord(config: Config, *, network: bool) -> Finding:
    if config.discord.token is None and config.discord.token_file is None:
        hint = "put the bot's token into the variable DISCORD_TOKEN or into a file that [discord] token_file names"
        return Finding("discord bot", Verdict.UNTRIED, used=False, about=hint)
    attempt = _knows_token if network and not config.offline_only else _has_token
    return tried("discord bot", partial(attempt, config), used=True)


def _has_token(config: Config) -> str:
    from hypotez.entrypoints.config import read_token

    read_token(config)
    return "it has a token; --network tries it"


def _knows_token(config: Config) -> str:
    import httpx

    from hypotez.entrypoints.config import read_token

    token = read_token(config).get_secret_value()
    api = (config.discord.api or "https://discord.com/api/v10").rstrip("/")
    try:
        host = httpx.URL(api).netloc.decode("ascii")  # without the password that may stand before it
        answer = httpx.get(f"{api}/users/@me", headers={"Authorization": f"Bot {token}"}, timeout=15.0)
    except httpx.InvalidURL as error:
        raise ConfigError("[discord] api is no address") from error
    except httpx.HTTPError as error:
        raise EngineFailed(f"{host} does not answer ({type(error).__name__})") from error
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        raise EngineFailed("Discord refuses the token; copy it again from the developer portal")
    if answer.is_error:
        raise EngineFailed(f"{host} answers with status {answer.status_code}")
    return "Discord knows the token"
