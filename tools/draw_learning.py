"""Draw the pictures of docs/learning.md: `python tools/draw_learning.py`.

It trains on `commands`, the dataset that comes along, in a folder of its own, and writes docs/learning-confusion.png
and docs/learning-curve.png. Needs Pillow, which comes with matplotlib.
"""

import io
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image

from hypotez import open_app
from hypotez.entrypoints.config import Config

__all__ = ["main"]

DOCS: Final = Path(__file__).parents[1] / "docs"
DATASET: Final = "commands"
COLORS: Final = 48
"""Of such pictures nobody sees more, and the files are a third of the size."""


def main() -> None:
    """Train, test, draw."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config.model_validate({"storage": {"data": f"{folder}/data", "cache": f"{folder}/cache"}})
        with open_app(config) as app:
            learning = app.learning
            learning.jobs.wait(learning.train(dataset=DATASET))
            found = learning.evaluate(dataset=DATASET)
            truth = [example.label for example in found.examples]
            said = [prediction.label for prediction in found.predictions]
            _write("learning-confusion.png", learning.charts.confusion(truth, said))
            _write("learning-curve.png", learning.charts.learning_curve(learning.curve(dataset=DATASET)))


def _write(name: str, png: bytes) -> None:
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLORS)
    picture.save(DOCS / name, optimize=True)
    print(f"{name}: {(DOCS / name).stat().st_size >> 10} KB")


if __name__ == "__main__":
    main()
