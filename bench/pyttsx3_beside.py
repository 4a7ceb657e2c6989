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


def main(language: str, path: Path) -> None:
    import espeakng_loader

    ctypes.CDLL(espeakng_loader.get_library_path())
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    import pyttsx3

    engine = pyttsx3.init("espeak")
    voices = {voice.id.split("/")[-1].lower(): voice.id for voice in engine.getProperty("voices")}
    engine.setProperty("voice", voices.get(f"{language}-us") or voices[language])
    answers, sys.stdout = sys.stdout, io.StringIO()  # pyttsx3 prints where it saves
    for line in sys.stdin.buffer:
        text = line.decode().strip()
        path.unlink(missing_ok=True)
        start = time.perf_counter()
        engine.save_to_file(text, str(path))
        engine.runAndWait()
        while not path.exists() or path.stat().st_size <= 44:  # the first runs return before the file is there
            time.sleep(0.0005)
        path.read_bytes()
        print(time.perf_counter() - start, file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
