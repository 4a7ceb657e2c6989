"""The tests' own Whisper, unpacked once for all tests of a run, and speech that it understands."""

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from hypotez.ports.audio import Pcm
from tests.speech import blocks, say
from tests.tiny_whisper import checkpoint, ctranslate2_model

__all__ = ["SAID", "ctranslate2_folder", "pt_file", "speech"]

SAID = {"en": "zero one two three", "ru": "играй громче"}


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tiny-whisper-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def pt_file() -> Path:
    """The checkpoint for openai-whisper."""
    return checkpoint(_folder())


@cache
def ctranslate2_folder() -> Path:
    """The model for faster-whisper."""
    return ctranslate2_model(_folder())


def speech(language: str) -> tuple[Sequence[Pcm], Sequence[str]]:
    """Blocks of half a second, and the words said in them."""
    return list(blocks(say(SAID[language], language))), SAID[language].split()
