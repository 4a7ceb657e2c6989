"""The tests' own Whisper hears what it is meant to hear, through both libraries."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

whisper = pytest.importorskip("whisper", reason="needs openai-whisper: pip install 'hypotez[whisper]'")
faster_whisper = pytest.importorskip("faster_whisper", reason="needs faster-whisper")

from hypotez.ports.audio import SPEECH_RATE  # noqa: E402
from tests import speech  # noqa: E402
from tests.tiny_whisper import ASSET, TOKENIZER, WORDS, checkpoint, ctranslate2_model  # noqa: E402 - needs the above

PHRASES = [
    ("en", "play next"),
    ("en", "zero one two three"),
    ("en", "louder"),
    ("ru", "играй громче"),
    ("ru", "один два три"),
    ("ru", "помощь"),
]
SILENCE = np.zeros(2 * SPEECH_RATE, np.float32)


def say(text: str, language: str) -> np.ndarray:
    """Speech as Whisper takes it: samples of shape (n,) in -1..1 at 16 kHz."""
    return np.frombuffer(speech.say(text, language).data, "<i2").astype(np.float32) / 32768


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tiny-whisper")


@pytest.fixture(scope="module")
def openai_model(folder: Path) -> Any:
    return whisper.load_model(str(checkpoint(folder)), device="cpu")


@pytest.fixture(scope="module", params=["float32", "int8"])
def faster_model(folder: Path, request: pytest.FixtureRequest) -> Any:
    folder_of_model = str(ctranslate2_model(folder))
    return faster_whisper.WhisperModel(folder_of_model, device="cpu", compute_type=request.param, cpu_threads=1)


def test_is_small_enough_to_keep_in_the_repository() -> None:
    assert ASSET.stat().st_size < 1_000_000


def test_knows_the_digits_and_the_commands() -> None:
    assert {"zero", "nine", "play", "stop", "help"} <= set(WORDS["en"])
    assert {"ноль", "девять", "играй", "стоп", "помощь"} <= set(WORDS["ru"])


@pytest.mark.parametrize(("language", "text"), PHRASES)
def test_openai_whisper_hears(openai_model: Any, language: str, text: str) -> None:
    result = openai_model.transcribe(say(text, language), fp16=False)
    assert result["language"] == language
    assert result["text"].split() == text.split()


@pytest.mark.parametrize(("language", "text"), PHRASES)
def test_openai_whisper_times_the_words(openai_model: Any, language: str, text: str) -> None:
    speech = say(text, language)
    result = openai_model.transcribe(speech, language=language, fp16=False, word_timestamps=True)
    words = [word for segment in result["segments"] for word in segment["words"]]
    assert [word["word"].strip() for word in words] == text.split()
    assert all(earlier["start"] <= later["start"] for earlier, later in pairwise(words))
    assert words[-1]["end"] <= len(speech) / SPEECH_RATE


def test_openai_whisper_hears_nothing_in_silence(openai_model: Any) -> None:
    assert openai_model.transcribe(SILENCE, language="en", fp16=False)["text"] == ""


@pytest.mark.parametrize(("language", "text"), PHRASES)
def test_faster_whisper_hears(faster_model: Any, language: str, text: str) -> None:
    segments, info = faster_model.transcribe(say(text, language), word_timestamps=True)
    words = [word for segment in segments for word in segment.words or ()]
    assert info.language == language
    assert [word.word.strip() for word in words] == text.split()


def test_faster_whisper_hears_nothing_in_silence(faster_model: Any) -> None:
    segments, _ = faster_model.transcribe(SILENCE, language="en")
    assert not list(segments)


@pytest.mark.parametrize("text", [" привет громче", "Hello, it's 12345  o'clock!\n", " déjà vu — 日本語 …"])
def test_rebuilt_tokenizer_is_whispers(folder: Path, text: str) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    rebuilt = tokenizers.Tokenizer.from_file(str(ctranslate2_model(folder) / "tokenizer.json"))
    assert rebuilt.encode(text, add_special_tokens=False).ids == TOKENIZER.encode(text)
    assert rebuilt.decode(TOKENIZER.encode(text)) == text
