"""`hypotez config`: show it, check it, begin one."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypotez.entrypoints.terminal.session import session
from hypotez.entrypoints.terminal.show import ListFormat, note, say

if TYPE_CHECKING:
    from hypotez.entrypoints.config import Config

__all__ = ["commands"]

commands = typer.Typer(help="Show, check or begin the configuration.", no_args_is_help=True)


@commands.command()
def show(
    ctx: typer.Context,
    format: Annotated[ListFormat, typer.Option(help="TOML, or JSON.")] = ListFormat.TEXT,
) -> None:
    """Show the configuration in use with all its defaults; secrets are masked."""
    config = session(ctx).load()
    table = _table(config)
    if format is ListFormat.JSON:
        say(json.dumps({"source": str(config.source) if config.source else None, **table}, ensure_ascii=False))
        return
    say(f"# {config.source or 'no config file: these are the defaults'}")
    for line in _toml(table):
        say(line)


@commands.command()
def check(ctx: typer.Context) -> None:
    """Check the configuration: its syntax, its keys, its engines and their options."""
    from hypotez.entrypoints.engines import Kind, allowed, check_engine, engine_tables

    config = session(ctx).load()
    for kind in Kind:
        for name in dict.fromkeys([*allowed(kind, config), *engine_tables(kind, config)]):
            check_engine(kind, name, config)
    note(f"{config.source or 'without a config file, the defaults'}: all right")


@commands.command()
def init(
    ctx: typer.Context,
    path: Annotated[Path | None, typer.Argument(help="Where; else where it is looked for.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file that is there.")] = False,
) -> None:
    """Write a commented hypotez.toml to begin with: the file that --config or HYPOTEZ_CONFIG names, else the user's."""
    from hypotez.domain.whole import whole_file
    from hypotez.entrypoints.config import named_config, user_config
    from hypotez.ports.errors import StorageError

    path = path or named_config(session(ctx).config) or user_config()
    path = path / "hypotez.toml" if path.is_dir() else path
    if path.exists() and not force:
        raise StorageError(f"{path} is there already; --force replaces it")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{path.parent} cannot be written to: {error.strerror}") from error
    with whole_file(path) as file:
        file.write(files("hypotez.entrypoints").joinpath("config_template.toml").read_bytes())
    say(str(path))


def _table(config: Config) -> dict[str, Any]:
    """The configuration as the file has it: engines' options are keys of their tables."""
    from hypotez.entrypoints.config_values import ENGINE_TABLES
    from hypotez.entrypoints.logging import masked

    table: dict[str, Any] = masked("", config.model_dump(mode="json", exclude={"source"}, exclude_none=True))
    for kind in ENGINE_TABLES:
        for name, engine in table[kind].pop("engines").items():
            table[kind][name] = {**({"engine": engine["engine"]} if "engine" in engine else {}), **engine["options"]}
    return table


def _toml(table: dict[str, Any], name: str = "") -> list[str]:
    """`table` as TOML: values first, then the tables in it. JSON's way to write a value is TOML's too."""
    lines = [f"{_key(key)} = {_value(value)}" for key, value in table.items() if not isinstance(value, dict)]
    if name and (lines or not table):
        lines = ["", f"[{name}]", *lines]
    for key, value in table.items():
        if isinstance(value, dict):
            lines += _toml(value, f"{name}.{_key(key)}" if name else _key(key))
    return lines


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("-", "").replace("_", "").isalnum() else _value(key)


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
