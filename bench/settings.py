"""The config that the rows use: the defaults, with everything that is written kept in the row's own folder."""

from collections.abc import Mapping
from pathlib import Path

from hypotez.entrypoints.config import Config, load_config

__all__ = ["settings"]


def settings(work: Path, tables: Mapping[str, object] | None = None) -> Config:
    """The defaults, whatever the user's config says, but with the weights that the user has pulled.

    `tables` as in hypotez.toml.
    """
    storage = {"data": work / "data", "cache": work / "cache", "models": load_config().storage.models}
    return Config.model_validate({"storage": storage, **(tables or {})})
