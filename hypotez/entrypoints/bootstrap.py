"""From a config to an App: where a program begins."""

from pathlib import Path

from hypotez.entrypoints.app import App
from hypotez.entrypoints.config import Config, load_config

__all__ = ["App", "open_app"]


def open_app(config: Config | str | Path | None = None) -> App:
    """The App for a config: a file's path, values, or None for the config that is found (see `hypotez config`).

    Nothing is loaded yet: engines start and the database opens when they are first needed.

    Raises:
        ConfigError: the config is wrong; the message names the line or the key.
    """
    return App(config if isinstance(config, Config) else load_config(Path(config) if config else None))
