"""`python -m bench.transcribe_once FILE WORK`: hear a file and print the most bytes that it took."""

import sys
from pathlib import Path

from bench.measure import peak_memory
from bench.settings import settings
from bench.sounds import COMMANDS
from hypotez import App


def hear(path: Path, work: Path) -> None:
    """Hear one file with the commands as a grammar."""
    with App(settings(work)) as app:
        heard = app.transcribe(path, engine="pocketsphinx", phrases=COMMANDS, only_phrases=True)
    if not heard.text:
        raise SystemExit("nothing was heard")


if __name__ == "__main__":
    print(peak_memory(lambda: hear(Path(sys.argv[1]), Path(sys.argv[2])), every=0.2))
