"""Learners that do what learners should not; the trouble is the first text, where it is one of these."""

import ctypes
import json
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hypotez.ports.learning import Example, Fitted, OutOfFold
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.testing.fakes_learning import FakeLearner, FakeModel

__all__ = ["TROUBLED", "ForeignLearner", "Troubled"]

TROUBLED = "tests.hostile_learners:Troubled"


class _Files(FakeModel):
    """A model whose files are what it is told."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(["a", "b"], {})
        self._files = files

    def save(self, folder: Path) -> None:
        for name, content in self._files.items():
            (folder / name).write_bytes(content)


class ForeignLearner(FakeLearner):
    """Saves models of a kind of its own."""

    def fit(self, examples: Sequence[Example], *, seed: int = 0, report: Report = ignore) -> Fitted:
        fitted = super().fit(examples, seed=seed, report=report)
        return replace(fitted, model=_Files({"foreign.json": json.dumps({"kind": "foreign"}).encode()}))


class Troubled(FakeLearner):
    """Learns, and tells its process as a setting; unless it is in trouble."""

    def fit(self, examples: Sequence[Example], *, seed: int = 0, report: Report = ignore) -> Fitted:
        fitted = super().fit(examples, seed=seed, report=report)
        trouble = getattr(self, f"_{examples[0].text}", None)
        said = trouble(fitted, report) if trouble else None
        return said or replace(fitted, settings={"process": os.getpid()})

    def _segfault(self, _fitted: Fitted, _report: Report) -> None:
        ctypes.string_at(0)

    def _exit(self, _fitted: Fitted, _report: Report) -> None:
        os._exit(7)

    def _hang(self, _fitted: Fitted, _report: Report) -> None:
        time.sleep(600)

    def _hog(self, _fitted: Fitted, _report: Report) -> None:
        hoard = bytearray()
        while len(hoard) < 1 << 30:
            hoard += os.urandom(1 << 20) * 16
        time.sleep(600)

    def _slow(self, _fitted: Fitted, report: Report) -> None:
        for number in range(6000):
            report(Progress("learning", number, 6000, "rounds"))
            time.sleep(0.1)

    def _damaged(self, fitted: Fitted, _report: Report) -> Fitted:
        return replace(fitted, model=_Files({"fake.json": b"{"}))

    def _escaping(self, fitted: Fitted, _report: Report) -> Fitted:
        return replace(fitted, model=_Files({"..fake.json": b"{}"}))

    def _forgetful(self, fitted: Fitted, _report: Report) -> Fitted:
        return replace(fitted, out_of_fold=fitted.out_of_fold[1:])

    def _boastful(self, fitted: Fitted, _report: Report) -> Fitted:
        return replace(fitted, out_of_fold=(OutOfFold("a", 7.0, 7.0),) * len(fitted.out_of_fold))

    def _strange(self, fitted: Fitted, _report: Report) -> Fitted:
        return replace(fitted, settings={"setting": ["not", "a", "scalar"]})  # type: ignore[dict-item]
