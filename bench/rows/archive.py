"""Archiving a gigabyte, against what a careful person types."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.measure import compare, wall_seconds
from bench.settings import settings
from bench.table import Result, Skipped, Surroundings, row
from hypotez import App

__all__ = ["once"]


@row("archive")
def archive(around: Surroundings) -> Iterator[Result]:
    """1 GB of mixed files into .tar.zst, verified, hashed; against tar --zstd, zstd -dc | tar -d, sha256sum."""
    for program in ("tar", "zstd", "sha256sum"):
        if not shutil.which(program):
            raise Skipped(f"the program {program} is not here")
    megabytes = 16 if around.quick else 1024
    tree = around.work / "tree"
    files = _fill(tree, megabytes)
    pairs = compare(
        lambda: once(tree, around.work),
        lambda: _theirs(tree, around.work / "theirs.tar.zst"),
        wall_seconds,
        around.pairs,
    )
    what = f"archive {megabytes} MB of mixed files ({files}), verified"
    yield Result(
        f"{what}, wall",
        "tar --zstd; zstd -dc | tar -d; sha256sum",
        f"{pairs.ratio:.2f} x",
        pairs.spread(),
        "<= 1.2 x",
        pairs.ratio <= 1.2,
    )
    command = [sys.executable, "-m", "bench.archive_once", str(tree), str(around.work)]
    peak = int(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    yield Result(f"{what}, peak memory", "", f"{peak >> 20} MB", "1 run", "< 100 MB", peak < 100 << 20)


def once(tree: Path, work: Path) -> None:
    """Archive the tree, as a new program would."""
    config = settings(work, {"files": {"roots": {"local": {"tree": tree}}}})
    with App(config) as app:
        app.archive("tree", format="tar.zst", to=work / "ours.tar.zst")


def _theirs(tree: Path, to: Path) -> None:
    quiet = subprocess.DEVNULL
    subprocess.run(["tar", "--zstd", "-cf", to, "-C", tree, "."], check=True, stdout=quiet)
    with subprocess.Popen(["zstd", "-dcq", to], stdout=subprocess.PIPE) as unpack:
        subprocess.run(["tar", "-df", "-", "-C", tree], check=True, stdin=unpack.stdout, stdout=quiet)
    subprocess.run(["sha256sum", to], check=True, stdout=quiet)


def _fill(tree: Path, megabytes: int) -> int:
    """Half text, half what does not compress; most files are small, most bytes in large ones. Returns their number."""
    chance = random.Random(3)
    words = ["".join(chance.choices("etaoinshrdlucmfwyp", k=chance.randint(2, 9))) for _ in range(5000)]
    text = " ".join(chance.choices(words, k=5_000_000)).encode()  # longer than what zstd looks back on
    left = megabytes << 20
    number = 0
    while left:
        low, high = chance.choices([(500, 60_000), (60_000, 1_500_000), (2_000_000, 30_000_000)], [80, 17, 3])[0]
        size = min(chance.randint(low, high), left)
        at = chance.randrange(len(text) - size) if chance.random() < 0.5 else None
        path = tree / f"{number % 40:02}" / f"{number % 7}" / f"{number}.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(size) if at is None else text[at : at + size])
        left -= size
        number += 1
    return number
