"""`hypotez vocabulary`: what corrected transcripts teach the recognisers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hypotez.entrypoints.terminal.session import session
from hypotez.entrypoints.terminal.show import Bars, note, say

if TYPE_CHECKING:
    from hypotez.domain.teach_speech import TaughtSpeech

__all__ = ["vocabulary"]


def vocabulary(
    ctx: typer.Context,
    *,
    manifest: Annotated[
        Path | None,
        typer.Argument(metavar="MANIFEST", help="Recordings with what is said in them, to measure with."),
    ] = None,
    engine: Annotated[
        list[str] | None, typer.Option(help="The recogniser to measure; may be repeated. Else the first one allowed.")
    ] = None,
    subset: Annotated[list[str] | None, typer.Option(help="Only recordings of this subset; may be repeated.")] = None,
    off: Annotated[bool, typer.Option("--off", help="Listen for it no longer.")] = False,
) -> None:
    """Show what corrections teach, or measure whether that helps, and listen for it only if so."""
    if off and (manifest or engine or subset):
        raise typer.BadParameter("--off stands alone")
    if manifest is None and (engine or subset):
        raise typer.BadParameter("to measure, give a MANIFEST of recordings")
    from dataclasses import replace

    from hypotez.entrypoints.speech_manifest import read_manifest

    with session(ctx).open() as app, Bars() as bars:
        if off:
            app.settings.keep_server("local", replace(app.settings.server("local"), vocabulary=()))
        elif manifest:
            clips = read_manifest(manifest, tuple(subset or ()))
            for name in engine or app.recognisers[:1]:
                with bars.bar(name) as report:
                    taught = app.teach_speech(clips, name, report=report)
                say(_told(name, taught))
        learned = app.vocabulary()
        listening = ", ".join(app.settings.server("local").vocabulary) or "nobody"
        if learned is None:
            note("no transcript has been corrected here yet: `hypotez correct` does it")
        else:
            note(
                f"{len(learned.sentences)} corrected transcripts; missed: {', '.join(learned.words[:20]) or 'nothing'}"
            )
        note(f"listening for it: {listening}")


def _told(engine: str, taught: TaughtSpeech) -> str:
    before, after, change = taught.before.scores.wer, taught.after.scores.wer, taught.difference
    return (
        f"{engine}: word error rate {before.value:.3f} ({before.low:.3f} to {before.high:.3f}) before, "
        f"{after.value:.3f} ({after.low:.3f} to {after.high:.3f}) after, "
        f"difference {change.value:+.3f} ({change.low:+.3f} to {change.high:+.3f})"
        f"{', of few recordings' if taught.few else ''}: {'on' if taught.helps else 'off'}"
    )
