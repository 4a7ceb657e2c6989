"""Where openai-whisper's weights come from, and where they may be on this machine."""

from dataclasses import dataclass
from pathlib import Path

from hypotez.ports.weights import Download

__all__ = ["PULLS", "Weights", "find"]

_URL = "https://openaipublic.azureedge.net/main/whisper/models"

# size: (the name of OpenAI's file, its SHA-256, which is also a part of its address)
_FILES = {
    "base": ("base", "ed3a0b6b1c0edf879ad9b11b1af5a0e6ab5db9205f891f668f8b0e6c6326e34e"),
    "tiny": ("tiny", "65147644a518d12f04e32d6f3b26facc3f8dd46e5390956a9424a650c0ce22b9"),
    "small": ("small", "9ecf779972d90ba49c06d968637d720dd632c55bbf19d441fb42bf17a411e794"),
    "medium": ("medium", "345ae4da62f9b3d59415adc60127b97c714f32e89e936602e85993674d08dcb1"),
    "turbo": ("large-v3-turbo", "aff26ae408abcba5fbf8813c21e62b0941638c5f6eebfb145be0c9839262a19a"),
    "large-v3": ("large-v3", "e5b1a55b89c1367dacf97e3e19bfd829a01529dbfdeefa8caeb59b3f1b81dadb"),
    "tiny.en": ("tiny.en", "d3dd57d32accea0b295c96e26691aa14d8822fac7d9d27d5dc00b4ca2826dd03"),
    "base.en": ("base.en", "25a8566e1d0c1e2231d1c762132cd20e0f96a85d16145c3a00adf5d1ac670ead"),
    "small.en": ("small.en", "f953ad0fd29cacd07d5a9eda5624af0f6bcf2258be67c92b79389873d91e0872"),
    "medium.en": ("medium.en", "d7440d1dc186f76616474e0ff0b3b6b879abc9d1a4926b7adfa41db2d497ab4f"),
}

PULLS = {size: Download(f"{_URL}/{sha256}/{file}.pt", f"{size}.pt", sha256) for size, (file, sha256) in _FILES.items()}
"""OpenAI's own checkpoints; the first one is the one to advise."""

_BEST_FIRST = ("large-v3", "turbo", "medium", "small", "base", "tiny")


@dataclass(frozen=True, slots=True)
class Weights:
    """A checkpoint; `size` is empty where it is nobody's known one."""

    path: Path
    size: str = ""


def find(model: str, models: str) -> Weights | None:
    """The checkpoint of `model`, None where it is not on this machine.

    `model`: a size, a file, or "auto" for the best size that is here. Looks below `models` and in openai-whisper's
    usual cache.
    """
    if model == "auto":
        return next((found for size in _BEST_FIRST if (found := find(size, models))), None)
    if model not in _FILES:
        path = Path(model).expanduser()
        return Weights(path) if path.is_file() else None
    places = [Path.home() / ".cache" / "whisper" / f"{_FILES[model][0]}.pt"]
    if models:
        places.insert(0, Path(models).expanduser() / "whisper" / model / f"{model}.pt")
    return next((Weights(place, model) for place in places if place.is_file()), None)
