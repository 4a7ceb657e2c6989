"""fastText, tuned on a part of what it is trained with: what learning is compared with."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Final

from bench.labelled import Split, accuracy
from bench.table import Skipped

__all__ = ["FastText", "prepared"]

Settings = Mapping[str, float]

_TRIED: Final = {"lr": (0.3, 0.6, 1.0), "epoch": (25, 50), "wordNgrams": (1, 2)}
_HELD_OUT: Final = 0.2


@dataclass(frozen=True, slots=True)
class FastText:
    """A trained model."""

    model: Any
    labels: Sequence[str]

    @classmethod
    def tuned(cls, train: Split, work: Path, *, quick: bool) -> Settings:
        """The settings that are best on a fifth of the texts, when trained with the others."""
        tried = [dict(zip(_TRIED, values, strict=True)) for values in product(*_TRIED.values())]
        seen, held = train.parted(_HELD_OUT)

        def score(settings: Settings) -> float:
            return accuracy(cls.trained(seen, work, settings, seed=0).predict(prepared(held.texts)), held.labels)

        return max(tried[:1] if quick else tried, key=score)

    @classmethod
    def trained(cls, train: Split, work: Path, settings: Settings, *, seed: int) -> "FastText":
        """Train on one thread, so that a seed makes the same model each time.

        Raises:
            Skipped: it is not installed.
        """
        try:
            import fasttext
        except ImportError:
            raise Skipped("pip install fasttext-wheel, which is made for Python 3.11") from None

        labels = sorted(set(train.labels))
        number = {label: at for at, label in enumerate(labels)}
        lines = [
            f"__label__{number[label]} {line}" for line, label in zip(prepared(train.texts), train.labels, strict=True)
        ]
        random.Random(seed).shuffle(lines)
        path = work / "fasttext.txt"
        path.write_text("".join(lines), "utf-8")
        return cls(fasttext.train_supervised(str(path), **settings, thread=1, seed=seed, verbose=0), labels)

    def predict(self, lines: Sequence[str]) -> list[str]:
        """The label of each line, as `prepared` makes them."""
        # its own `predict` does not work with numpy 2
        said = [self.model.f.predict(line, 1, 0.0, "strict") for line in lines]
        return [self.labels[int(best[0][1].removeprefix("__label__"))] if best else "" for best in said]


def prepared(texts: Sequence[str]) -> list[str]:
    """Lines as fastText's own examples prepare them: lower case, punctuation by itself."""
    return [" ".join(re.sub(r"([^\w' ])", r" \1 ", text.lower()).split()) + "\n" for text in texts]
