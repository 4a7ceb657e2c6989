"""The benchmarks, as a table.

`python -m bench [--data FOLDER] [--texts FOLDER] [--sentences FOLDER] [--row NAME]... [--pairs N] [--quick]`
"""

import argparse
import sys
import tempfile
from pathlib import Path

from bench.rows import (  # noqa: F401 - they register
    archive,
    audio,
    discord,
    discord_voice,
    isolation,
    learning,
    learning_from_people,
    learning_neural,
    learning_speed,
    loop,
    memory,
    recognisers,
    soak,
    speakers,
    spoken,
    vocabulary,
    words,
)
from bench.table import Surroundings, rows, run

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Measure what was asked for; the exit code is 1 where a goal was missed or a row failed."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure hypotez against what you would use instead.")
    parser.add_argument("--data", type=Path, help="a folder of real speech with manifest.jsonl")
    parser.add_argument("--texts", type=Path, help="a folder of labelled texts: NAME/train.jsonl and NAME/test.jsonl")
    parser.add_argument("--sentences", type=Path, help="the folder that tools/export_minilm.py has written")
    parser.add_argument("--row", action="append", choices=list(rows()), help="only this row (may be repeated)")
    parser.add_argument("--pairs", type=int, default=5, help="how often ours and theirs are compared (5)")
    parser.add_argument("--quick", action="store_true", help="only see that all rows work; the figures mean nothing")
    chosen = parser.parse_args(arguments)
    if chosen.pairs < 1:
        parser.error("--pairs must be at least 1")
    if chosen.data and not (chosen.data / "manifest.jsonl").is_file():
        parser.error(f"there is no manifest.jsonl in {chosen.data}")
    if chosen.texts and not any(chosen.texts.glob("*/train.jsonl")):
        parser.error(f"there are no labelled texts (NAME/train.jsonl) in {chosen.texts}")
    pairs = 1 if chosen.quick else chosen.pairs
    with tempfile.TemporaryDirectory(prefix="hypotez-bench-") as work:

        def around(name: str) -> Surroundings:
            folder = Path(work) / name
            folder.mkdir()
            return Surroundings(folder, chosen.data, pairs, chosen.quick, chosen.texts, chosen.sentences)

        met = run({name: rows()[name] for name in chosen.row or rows()}, around)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
