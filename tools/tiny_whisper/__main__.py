"""Make the tests' Whisper checkpoint: `python -m tools.tiny_whisper --out tests/assets/tiny-whisper.pt.xz`."""

from __future__ import annotations

import argparse
import lzma
import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch
import whisper

from .clips import BROAD, CAREFUL, Clip, Style, read_shard, write_shards
from .evaluate import report
from .model import TinyWhisper, read_asset, write_asset
from .train import GROW, LEARN, REFINE, SETTLE, Plan, train
from .words import Vocabulary

STAGES: list[tuple[str, Sequence[int], Style, Plan]] = [
    ("learn", range(24), BROAD, LEARN),
    ("refine", range(24, 36), CAREFUL, REFINE),
]
"""Name, seeds of the shards of clips that come in addition, their style, and how to learn from all so far."""
MORE_WORDS: list[tuple[str, Sequence[int], Style, Plan]] = [
    ("grow", range(15), BROAD, GROW),
    ("settle", range(24, 30), CAREFUL, SETTLE),
]
"""The same for an asset that knows all but a few of the words."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.tiny_whisper", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the asset to write (.pt.xz)")
    parser.add_argument("--onto", type=Path, help="an earlier asset to go on from, where words have been added since")
    parser.add_argument(
        "--work", type=Path, default=Path(tempfile.gettempdir()) / "tiny_whisper", help="clips and progress"
    )
    parser.add_argument("--jobs", type=int, default=2, help="processes that make clips; training uses one thread")
    parser.add_argument(
        "--phrases", type=int, default=200, help="how many to evaluate in each language; 0: no evaluation"
    )
    arguments = parser.parse_args()

    torch.set_num_threads(1)  # two threads on two busy cores wait for each other: ten times slower
    torch.manual_seed(0)
    model = TinyWhisper(Vocabulary.multilingual())
    if arguments.onto:
        read_asset(model, arguments.onto)
    clips: list[Clip] = []
    for name, seeds, style, plan in MORE_WORDS if arguments.onto else STAGES:
        for shard in write_shards(arguments.work / "clips", seeds, style, arguments.jobs):
            clips += read_shard(shard)
        hours = sum(clip.mel.shape[1] for clip in clips) / 360_000
        print(f"{name}: {len(clips)} clips, {hours:.1f} h, {plan.steps} steps", flush=True)
        train(model, clips, plan, arguments.work / f"{name}.pt")
    write_asset(model, arguments.out)
    print(f"{arguments.out}: {arguments.out.stat().st_size / 1e6:.2f} MB")
    if arguments.phrases:
        checkpoint = arguments.work / "tiny-whisper.pt"
        checkpoint.write_bytes(lzma.decompress(arguments.out.read_bytes()))
        print(report(whisper.load_model(str(checkpoint), device="cpu"), arguments.phrases))


if __name__ == "__main__":
    main()
