"""What all commands share: where the config is, how talkative to be, and the one way to the app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

if TYPE_CHECKING:
    from hypotez.entrypoints.app import App
    from hypotez.entrypoints.config import Config

__all__ = ["Session", "session"]


@dataclass(frozen=True, slots=True)
class Session:
    """One call of the program."""

    config: Path | None = None
    debug: bool = False

    def load(self) -> Config:
        """The configuration.

        Raises:
            ConfigError: it is wrong.
        """
        from hypotez.entrypoints.config import load_config

        return _sharing_here(load_config(self.config))

    def open(self, change: Callable[[Config], Config] = lambda config: config, *, service: bool = False) -> App:
        """The app, to be used as a context manager; `change` may adapt the config before.

        A `service` logs as much as the config says, a command that ends by itself only what is wrong.
        """
        from hypotez.entrypoints.logging import set_up_logging

        config = self.load()
        set_up_logging(config.log, debug=self.debug, quiet=not service)
        return open_app(change(config))


def _sharing_here(config: Config) -> Config:
    """Who is at the terminal shares the folder that they are in, as long as they named no other."""
    if "local" in config.files.roots:
        return config
    files = config.files.model_copy(update={"roots": {**config.files.roots, "local": {"here": Path.cwd()}}})
    return config.model_copy(update={"files": files})


def session(ctx: typer.Context) -> Session:
    """The session of a command's context."""
    return cast("Session", ctx.find_root().obj)


def open_app(config: Config) -> App:
    """Build the app; imported late, since `--help` needs none of it."""
    from hypotez.entrypoints import bootstrap

    return bootstrap.open_app(config)
