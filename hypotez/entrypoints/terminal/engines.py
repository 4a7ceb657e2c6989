"""`hypotez engines`, `pull` and `doctor`: what this machine can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypotez.entrypoints.terminal.findings import show_findings
from hypotez.entrypoints.terminal.session import session
from hypotez.entrypoints.terminal.show import Bars, ListFormat, say, show_list

if TYPE_CHECKING:
    from hypotez.entrypoints.config import Config
    from hypotez.entrypoints.engines import EngineInfo

__all__ = ["doctor", "engines", "pull"]


def engines(
    ctx: typer.Context,
    format: Annotated[ListFormat, typer.Option(help="A table, or a JSON object a line.")] = ListFormat.TEXT,
) -> None:
    """List the engines: where they work, whether they are ready, and how to get them there.

    A model with a * has been pulled.
    """
    with session(ctx).open() as app:
        rows: list[dict[str, Any]] = [
            {
                "kind": str(info.kind),
                "name": info.name,
                "place": str(info.place),
                "installed": info.status.installed,
                "ready": info.status.ready,
                "used": info.used,
                "models": list(info.pulls),
                "here": _here(info, app.config),
                "hint": info.status.hint,
            }
            for info in app.engines()
        ]
    if format is ListFormat.TEXT:
        for row in rows:
            row["models"] = [f"{model}*" if model in row["here"] else model for model in row["models"]]
    show_list(rows, ["kind", "name", "place", "installed", "ready", "used", "models", "hint"], format)


def _here(info: EngineInfo, config: Config) -> list[str]:
    """The models whose weights have been pulled."""
    from hypotez.entrypoints.engines import recipe, weights_folder

    if not info.pulls:
        return []
    folder = weights_folder(recipe(info.kind, info.name, config), config)
    return [model for model in info.pulls if (folder / model).is_dir()]


def pull(
    ctx: typer.Context,
    engine: Annotated[str, typer.Argument(metavar="ENGINE", help="Whose weights; see `hypotez engines`.")],
    model: Annotated[str, typer.Argument(metavar="MODEL", help="Which ones.")],
) -> None:
    """Fetch an engine's weights; a fetch that was interrupted goes on where it was."""
    with session(ctx).open() as app, Bars() as bars, bars.bar(f"{engine} {model}") as report:
        folder = app.pull(engine, model, report=report)
    say(str(folder))


def doctor(
    ctx: typer.Context,
    network: Annotated[bool, typer.Option("--network", help="Also ask the engines that are on the network.")] = False,
    format: Annotated[ListFormat, typer.Option(help="A table, or a JSON object a line.")] = ListFormat.TEXT,
) -> None:
    """Try out what works on this machine, and say what to do about the rest.

    The exit code is 1 when something that the config asks for does not work.
    """
    from hypotez.entrypoints.doctor import examine

    with session(ctx).open() as app:
        findings = list(examine(app, network=network))
    show_findings(findings, format)
