"""`python -m bench.pyttsx3_beside LANGUAGE FILE`: pyttsx3 as one would use it, warm, in a process of its own.

It has one of its own because eSpeak NG exists once per process, and the benchmarks use that in theirs. Each line on
standard input (UTF-8) is spoken into FILE; the answer is a line with the seconds until the sound could be read.
"""

import ctypes
import io
import os
import sys
import time
from pathlib import Path
from typing import Any

__all__ = ["save", "speaker"]


def speaker(language: str) -> Any:
    """pyttsx3 with the eSpeak NG that a package brings, where the system has none."""
    import espeakng_loader

    ctypes.CDLL(espeakng_loader.get_library_path())
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    import pyttsx3

    engine = pyttsx3.init("espeak")
    voices = {voice.id.split("/")[-1].lower(): voice.id for voice in engine.getProperty("voices")}
    engine.setProperty("voice", voices.get(f"{language}-us") or voices[language])
    return engine


def save(engine: Any, text: str, path: Path) -> None:
    """Speak into a file, and wait until all of it is there."""
    path.unlink(missing_ok=True)
    engine.save_to_file(text, str(path))
    engine.runAndWait()
    while not path.exists() or path.stat().st_size <= 44:  # the first runs return before the file is there
        time.sleep(0.0005)


def main(language: str, path: Path) -> None:
    engine = speaker(language)
    answers, sys.stdout = sys.stdout, io.StringIO()  # pyttsx3 prints where it saves
    for line in sys.stdin.buffer:
        text = line.decode().strip()
        start = time.perf_counter()
        save(engine, text, path)
        path.read_bytes()
        print(time.perf_counter() - start, file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
