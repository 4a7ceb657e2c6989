"""The configuration: one TOML file and a few variables, read once into frozen values.

The file is the one given with `--config`, else the one in `HYPOTEZ_CONFIG`, else `./hypotez.toml`, else `hypotez.toml`
in the user's config folder; without any, the defaults hold. A variable such as `HYPOTEZ_STT__USE=whisper,google` is
`[stt] use` and goes before the file. `DISCORD_TOKEN` is the bot's token.
"""

import difflib
import os
import re
import shlex
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import platformdirs
from pydantic import BaseModel, SecretStr, ValidationError

from hypotez.entrypoints.config_values import (
    ENGINE_TABLES,
    AudioConfig,
    ChunkingConfig,
    Config,
    DiscordConfig,
    EngineConfig,
    EngineTables,
    FilesConfig,
    IsolationConfig,
    LogConfig,
    Option,
    RetryConfig,
    StorageConfig,
    SttConfig,
    TtsConfig,
)
from hypotez.entrypoints.config_variables import override
from hypotez.ports.errors import ConfigError

__all__ = [
    "AudioConfig",
    "ChunkingConfig",
    "Config",
    "DiscordConfig",
    "EngineConfig",
    "FilesConfig",
    "IsolationConfig",
    "LogConfig",
    "Option",
    "RetryConfig",
    "StorageConfig",
    "SttConfig",
    "TtsConfig",
    "find_config",
    "load_config",
    "named_config",
    "read_token",
    "sentence",
    "user_config",
]

SENTENCES: Final = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "path_type": "must be a path",
    "string_too_short": "must not be empty",
    "string_type": "must be text",
    "too_short": "must not be empty",
    "tuple_type": "must be a list",
}
"""What pydantic's kinds of mistakes are called here."""


def load_config(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """Read the configuration from `path`, or from where it is found, and from `environ`.

    Raises:
        ConfigError: names the line and column of broken TOML, or each key whose name or value is wrong.
    """
    source = find_config(path, environ)
    table = _parse(source) if source else {}
    if "source" in table:
        raise ConfigError(f"{source}: there is no key source")
    override(table, environ)
    folder = source.absolute().parent if source else Path.cwd()
    try:
        return Config.model_validate({**table, "source": source}, context={"folder": folder})
    except ValidationError as error:
        where = source or "the environment"
        raise ConfigError(f"{where}: {'; '.join(_mistakes(error))}") from error


def find_config(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Path | None:
    """The config file in use. A file that was asked for by name must be there.

    Raises:
        ConfigError: it is not.
    """
    named = named_config(path, environ)
    if named:
        if not named.is_file():
            raise ConfigError(
                f"there is no config file {named}; `hypotez config init {shlex.quote(str(named))}` writes one"
            )
        return named
    return next((file for file in (Path("hypotez.toml"), user_config()) if file.is_file()), None)


def named_config(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Path | None:
    """The config file that was asked for by name, whether it is there or not.

    Raises:
        ConfigError: nobody knows whose home it is in.
    """
    named = path or (Path(environ["HYPOTEZ_CONFIG"]) if environ.get("HYPOTEZ_CONFIG") else None)
    try:
        return named and named.expanduser()
    except RuntimeError:
        raise ConfigError(f"{named} starts with the home folder of somebody who is unknown here") from None


def user_config() -> Path:
    """The config file in the user's config folder, whether it is there or not."""
    return platformdirs.user_config_path("hypotez", appauthor=False) / "hypotez.toml"


def read_token(config: Config) -> SecretStr:
    """The bot's token, from `DISCORD_TOKEN` or from the file that `[discord] token_file` names.

    Raises:
        ConfigError: there is none.
    """
    token = config.discord.token.get_secret_value() if config.discord.token else ""
    if not token.strip() and config.discord.token_file:
        try:
            token = config.discord.token_file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"[discord] token_file: {config.discord.token_file} cannot be read") from error
    if not token.strip():
        raise ConfigError("there is no bot token; put it into the variable DISCORD_TOKEN or into [discord] token_file")
    return SecretStr(token.strip())


def _parse(path: Path) -> dict[str, Any]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}: line {line} is not UTF-8 text") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, place = str(error).rpartition(" (at ")
        found = re.fullmatch(r"line (\d+), column (\d+)\)", place)
        lines = text.split("\n")
        line, column = map(int, found.groups()) if found else (len(lines), len(lines[-1]) + 1)
        raise ConfigError(f"{path}: line {line}, column {column}: {what[:1].lower()}{what[1:]}") from error


def _mistakes(error: ValidationError) -> Iterable[str]:
    for mistake in error.errors(include_url=False, include_input=False):
        if mistake["type"] == "default_factory_not_called":
            continue  # what it would be made of is wrong, which is told by itself
        path = [part for part in mistake["loc"] if isinstance(part, str)]
        model = _model_at(path)
        hidden = {"engines", "options"} if path[0] in ENGINE_TABLES else set()
        *tables, key = [part for part in path if part not in hidden]
        place = f"[{'.'.join(tables)}] " if tables else ""
        match mistake["type"]:
            case "extra_forbidden":
                yield f"{place}there is no key {key}{_near(key, model)}"
            case "model_type" | "dict_type":
                yield f"{'.'.join([*tables, key])} must be a table"
            case kind:
                yield f"{place}{key}: {_sentence(kind, mistake['msg'])}"


def sentence(error: ValidationError) -> str:
    """What is wrong with a value: "must be a whole number"."""
    first = error.errors(include_url=False, include_input=False)[0]
    return _sentence(first["type"], first["msg"])


def _sentence(kind: str, message: str) -> str:
    if kind in SENTENCES:
        return SENTENCES[kind]
    message = message.removeprefix("Value error, ").replace("Input should be", "must be")
    return message[:1].lower() + message[1:]


def _model_at(path: list[str]) -> type[BaseModel]:
    model: type[BaseModel] = Config
    for part in path[:-1]:
        field = model.model_fields.get(part)
        if field is None or not (isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)):
            break
        model = field.annotation
    return model


def _near(key: str, model: type[BaseModel]) -> str:
    keys = [name for name in model.model_fields if not (name == "source" and model is Config)]
    if issubclass(model, EngineTables):
        keys.remove("engines")
    close = difflib.get_close_matches(key, keys, n=1)
    return f'; did you mean "{close[0]}"?' if close else f"; there are {', '.join(keys)}"
