"""`hypotez evaluate-speech`: how well recognisers hear."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hypotez.entrypoints.terminal.session import session
from hypotez.entrypoints.terminal.show import Bars, note, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hypotez.domain.evaluate_speech import SpeechScores
    from hypotez.ports.scoring import Charts, WordErrors

__all__ = ["evaluate_speech"]


def evaluate_speech(
    ctx: typer.Context,
    *,
    manifest: Annotated[
        Path | None, typer.Argument(metavar="MANIFEST", help="Recordings with what is said in them.")
    ] = None,
    engine: Annotated[
        list[str] | None, typer.Option(help="The recogniser to test; may be repeated. Else the first one allowed.")
    ] = None,
    subset: Annotated[list[str] | None, typer.Option(help="Only recordings of this subset; may be repeated.")] = None,
    corrected: Annotated[
        bool, typer.Option("--corrected", help="Test with the transcripts here that were corrected.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, a line for each recogniser.")] = False,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write a picture and the worst recordings there.")
    ] = None,
) -> None:
    """Say how many words and characters recognisers get wrong."""
    if corrected == (manifest is not None) or (corrected and (engine or subset)):
        raise typer.BadParameter("give a MANIFEST, or --corrected alone")
    import json

    from hypotez.entrypoints.speech_manifest import read_manifest

    with session(ctx).open() as app, Bars() as bars:
        if manifest is None:
            found = app.evaluate_corrected()
        else:
            with bars.bar("recordings") as report:
                clips = read_manifest(manifest, tuple(subset or ()))
                found = app.evaluate_speech(clips, engine or app.recognisers[:1], report=report)
        for scores in found:
            if as_json:
                say(json.dumps(asdict(scores) | {"speed": scores.speed}, ensure_ascii=False))
            else:
                for line in _lines(scores):
                    say(line)
        if output:
            _write(output, found, app.learning.charts)


def _lines(scores: SpeechScores) -> Iterator[str]:
    speed = f", {scores.speed:.1f} x as fast as speech" if scores.speed else ""
    yield f"{scores.engine}: {_rates(scores.scores)}, {len(scores.clips)} recordings{speed}"
    for name, part in scores.subsets.items():
        yield f"  {name or '-'}: {_rates(part)}"


def _rates(errors: WordErrors) -> str:
    return ", ".join(
        f"{name} {rate.value:.3f} ({rate.low:.3f} to {rate.high:.3f})"
        for name, rate in (("WER", errors.wer), ("CER", errors.cer))
    )


def _write(folder: Path, found: Sequence[SpeechScores], charts: Charts) -> None:
    from hypotez.domain.whole import disk_errors, whole_file
    from hypotez.entrypoints.learning.tables import heard_csv

    with disk_errors():
        folder.mkdir(parents=True, exist_ok=True)
    rates = {
        one.engine: {name: part.wer for name, part in (one.subsets or {"all": one.scores}).items()} for one in found
    }
    contents = {folder / "word-errors.png": [charts.word_errors(rates)]}
    for one in found:
        contents[folder / f"worst-{one.engine or 'unknown'}.csv"] = [line.encode() for line in heard_csv(one)]
    for path, blocks in contents.items():
        with whole_file(path) as file:
            file.writelines(blocks)
        note(f"written to {path}")
