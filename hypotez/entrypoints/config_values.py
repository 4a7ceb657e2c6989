"""The values of the configuration, frozen, each with its default. `config.py` reads them."""

import json
import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    model_validator,
)

__all__ = [
    "ENGINE_TABLES",
    "AudioConfig",
    "ChunkingConfig",
    "Config",
    "DiscordConfig",
    "EngineConfig",
    "FilesConfig",
    "IsolationConfig",
    "LearnersConfig",
    "LearningConfig",
    "LogConfig",
    "Option",
    "RetryConfig",
    "StorageConfig",
    "SttConfig",
    "TtsConfig",
    "Variable",
    "placed",
]

ENGINE_TABLES = ("stt", "tts", "audio", "learners")
"""The tables whose own tables each set up one engine."""

Option = str | int | float | bool | list[str | int | float | bool]
"""What an engine's option can be: what TOML and JSON both have, without tables."""


def _plain(value: object) -> object:
    items = value if isinstance(value, list) else [value]
    if all(isinstance(item, str | bool | int | float) for item in items):
        return value
    raise ValueError("must be text, a number, true, false, or a list of these")


class Variable(str):
    """What a variable of the environment says of an engine's option, whose type only the engine knows."""

    __slots__ = ()

    def read(self) -> Any:
        """What it is where the option takes no text: what its JSON says, if that can be an option."""
        try:
            return _plain(json.loads(self))
        except ValueError:
            return str(self)


def _names(value: object) -> object:
    """`"espeak"` and `"espeak, gtts"` are as good as a list: it is what a variable can say."""
    return [name.strip() for name in value.split(",") if name.strip()] if isinstance(value, str) else value


def _language(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
        raise ValueError('must be a language code such as "en" or "ru"')
    return value


def _placed(path: Path, info: ValidationInfo) -> Path:
    return placed(path, (info.context or {}).get("folder") or Path.cwd())


def placed(path: Path, folder: Path) -> Path:
    """`~` is the home folder; other relative paths start at `folder`, which is that of the config file.

    Raises:
        ValueError: nobody knows whose home it is.
    """
    try:
        return Path(folder, path.expanduser())
    except RuntimeError:
        raise ValueError("starts with the home folder of somebody who is unknown here") from None


def _database(url: str, info: ValidationInfo) -> str:
    """A relative file of SQLite starts at the folder of the config file, as other paths do."""
    driver, mark, place = url.partition("://")
    if not mark:
        raise ValueError('must be an address such as "sqlite:////home/me/hypotez.db"')
    name, question, options = place.removeprefix("/").partition("?")
    in_memory = name in {"", ":memory:"} or name.startswith("file:")
    if driver.partition("+")[0] != "sqlite" or not place.startswith("/") or in_memory:
        return url
    return f"{driver}:///{_placed(Path(name), info)}{question}{options}"


def _web(value: str) -> str:
    """Where files come from must be who it says it is; nobody is between this machine and itself."""
    try:
        parts = urlsplit(value)
        host, safe = parts.hostname or "", parts.scheme == "https"
        if not safe and parts.scheme == "http":
            safe = host == "localhost" or ip_address(host).is_loopback
        if host and safe and parts.port != 0:
            return value
    except ValueError:  # no IP address, or a port that is none
        pass
    raise ValueError("must be an address that begins with https://; http:// is only for this machine")


def _reachable(prefix: str) -> str:
    if re.search(r"\s", prefix):
        raise ValueError("must be without spaces, or no command could be reached")
    return prefix


Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
Language = Annotated[str, AfterValidator(_language)]
WebAddress = Annotated[str, AfterValidator(_web)]
Prefix = Annotated[str, Field(min_length=1, max_length=8), AfterValidator(_reachable)]
LocalPath = Annotated[Path, AfterValidator(_placed)]
DatabaseUrl = Annotated[str, AfterValidator(_database)]
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0)]
Grace = Annotated[float, Field(ge=0)]


class Values(BaseModel):
    """A table: frozen, and without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, hide_input_in_errors=True)


class EngineConfig(Values):
    """`[stt.NAME]`: `engine` is the entry point's name where it is not the table's, all other keys are its options.

    `texts`: options by variables, letter by letter, for those that are text: a key of digits is no number.
    """

    engine: str | None = None
    options: dict[str, Annotated[Any, BeforeValidator(_plain)]] = {}
    texts: dict[str, str] = {}

    @model_validator(mode="before")
    @classmethod
    def _collect_options(cls, table: Any) -> Any:
        if not isinstance(table, dict) or isinstance(table.get("options"), dict):
            return table
        options = {key: value for key, value in table.items() if key != "engine"}
        return {
            "options": {key: value.read() if isinstance(value, Variable) else value for key, value in options.items()},
            "texts": {key: str(value) for key, value in options.items() if isinstance(value, Variable)},
            **({"engine": table["engine"]} if "engine" in table else {}),
        }


class EngineTables(Values):
    """A table whose own tables each set up one engine."""

    engines: dict[str, EngineConfig] = {}

    @model_validator(mode="before")
    @classmethod
    def _collect_engines(cls, table: Any) -> Any:
        if not isinstance(table, dict) or "engines" in table:
            return table
        engines = {
            key: value for key, value in table.items() if isinstance(value, dict) and key not in cls.model_fields
        }
        return {**{key: value for key, value in table.items() if key not in engines}, "engines": engines}


class SttConfig(EngineTables):
    """`use`: the recognisers that may answer, in order; None is the best local one whose weights are here."""

    use: Names | None = Field(default=None, min_length=1)


class TtsConfig(EngineTables):
    """`cache`: what was spoken once is kept, up to `cache_mb`; text is spoken in pieces of `sentence_chars`."""

    use: Names = Field(default=("espeak",), min_length=1)
    cache: bool = True
    cache_mb: Positive = 256
    sentence_chars: Annotated[int, Field(ge=20)] = 300


class AudioConfig(EngineTables):
    """Which codec reads and writes audio, and how much of it one request may cost."""

    use: str = "pyav"
    max_seconds: Seconds = 14_400.0
    max_decoded_mb: Positive = 1024
    max_input_mb: Positive = 512


class LearnersConfig(EngineTables):
    """`use`: the learners that may be chosen; the first is taken where nobody chooses."""

    use: Names = Field(default=("sklearn",), min_length=1)


class LearningConfig(Values):
    """Learning from what people send and say. `datasets`: a folder with datasets that all may use.

    `retrain_after`: so many corrections and confirmations train anew, once nobody has said more for `retrain_quiet`
    seconds; 0 leaves it to the command.
    """

    datasets: LocalPath | None = None
    retrain_after: Count = 20
    retrain_quiet: Seconds = 60.0


class IsolationConfig(Values):
    """Engines run in processes of their own, which are ended when they stay silent, take too long or grow too big."""

    on: bool = True
    workers: Positive = 1
    silent_seconds: Seconds = 300.0
    deadline_seconds: Seconds | None = None
    memory_mb: Annotated[int, Field(ge=64)] = 8192


class ChunkingConfig(Values):
    """Long audio is cut at pauses into chunks of at most `max_seconds`."""

    on: bool = True
    max_seconds: Annotated[float, Field(ge=1)] = 28.0


class RetryConfig(Values):
    """Network engines are asked again, and left alone for `breaker_seconds` after `breaker_failures` in a row."""

    on: bool = True
    attempts: Positive = 3
    breaker_failures: Positive = 5
    breaker_seconds: Seconds = 60.0


class StorageConfig(Values):
    """Where things live. `url`: an SQLAlchemy address; None is an SQLite file in `data`. `hub`: where models are."""

    url: DatabaseUrl | None = None
    data: LocalPath = Field(default_factory=lambda: platformdirs.user_data_path("hypotez", appauthor=False))
    cache: LocalPath = Field(default_factory=lambda: platformdirs.user_cache_path("hypotez", appauthor=False))
    models: LocalPath = Field(default_factory=lambda values: values["data"] / "models")
    hub: WebAddress = "https://huggingface.co"
    keep_transcripts: bool = True


class FilesConfig(Values):
    """`roots`: per scope, the folders that `getfile` may give from. `archives`: where they go; None is in `data`.

    `secrets`: patterns of file names that are never given, beside those that hypotez knows.
    """

    roots: dict[str, dict[str, LocalPath]] = {}
    secrets: Names = ()
    instructions: LocalPath | None = None
    archives: LocalPath | None = None


class DiscordConfig(Values):
    """The bot. `api` and `gateway` are other addresses than Discord's own, for a proxy or a compatible server.

    `voice_queue`: texts that may wait in one server; `voice_alone`: seconds in a channel without people;
    `voice_connect`: seconds for one try to connect.
    """

    token: SecretStr | None = None
    token_file: LocalPath | None = None
    prefix: Prefix = "!"
    api: str | None = None
    gateway: str | None = None
    max_attachment_mb: Positive = 100
    voice_queue: Annotated[int, Field(ge=1, le=1_000)] = 20
    voice_alone: Annotated[float, Field(ge=1, le=86_400)] = 300.0
    voice_connect: Annotated[float, Field(ge=1, le=120)] = 15.0
    grace: Grace = 20.0


class LogConfig(Values):
    """`auto`: text in a terminal, JSON elsewhere."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "text", "json"] = "auto"


class Config(Values):
    """All of it. `source` is the file that it was read from."""

    language: Language = "en"
    offline_only: bool = False
    stt: SttConfig = SttConfig()
    tts: TtsConfig = TtsConfig()
    audio: AudioConfig = AudioConfig()
    learners: LearnersConfig = LearnersConfig()
    learning: LearningConfig = LearningConfig()
    isolation: IsolationConfig = IsolationConfig()
    chunking: ChunkingConfig = ChunkingConfig()
    retry: RetryConfig = RetryConfig()
    storage: StorageConfig = Field(default_factory=StorageConfig)
    files: FilesConfig = FilesConfig()
    discord: DiscordConfig = DiscordConfig()
    log: LogConfig = LogConfig()
    source: Path | None = None
