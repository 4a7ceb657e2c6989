"""Where faster-whisper's weights come from, and where they may be on this machine."""

from collections.abc import Iterator
from pathlib import Path

from hypotez.ports.weights import HubRepo

__all__ = ["PULLS", "SIZES", "find"]

_PLAIN = ("config.json", "model.bin", "tokenizer.json", "vocabulary.txt")
_THIRD = ("config.json", "model.bin", "preprocessor_config.json", "tokenizer.json", "vocabulary.json")

_SMALLER = ("base", "tiny", "small", "medium")

PULLS = {
    **{size: HubRepo(f"Systran/faster-whisper-{size}", _PLAIN) for size in _SMALLER},
    "large-v3": HubRepo("Systran/faster-whisper-large-v3", _THIRD),
    "turbo": HubRepo("mobiuslabsgmbh/faster-whisper-large-v3-turbo", _THIRD),
    **{f"{size}.en": HubRepo(f"Systran/faster-whisper-{size}.en", _PLAIN) for size in _SMALLER},
}
"""The first one is the one to advise: it is several times more accurate than `tiny` and still faster than speech."""

SIZES = ("large-v3", "turbo", "medium", "small", "base", "tiny")
"""The best first."""

_NEEDED = ("model.bin", "config.json", "tokenizer.json")  # without the last one the vendor would ask the network


def find(model: str, models: str) -> Path | None:
    """The folder of `model`, None where it is not on this machine.

    `model`: a size, a folder, or "auto" for the best size that is here. Looks below `models` and in the hub's usual
    cache.
    """
    if model == "auto":
        return next((found for size in SIZES if (found := find(size, models))), None)
    places = [Path(model).expanduser()] if _is_path(model) else [*_pulled(model, models), *_cached(model)]
    return next((place for place in places if _complete(place)), None)


def _is_path(model: str) -> bool:
    return "/" in model or "\\" in model or Path(model).is_dir()


def _pulled(size: str, models: str) -> Iterator[Path]:
    if models:
        yield Path(models).expanduser() / "faster-whisper" / size


def _cached(size: str) -> Iterator[Path]:
    """Snapshots in the cache of huggingface_hub, whose main revision comes first.

    Its layout: hub/models--OWNER--NAME/{refs/main, snapshots/REVISION/files}.
    """
    repo = PULLS[size].repo if size in PULLS else f"Systran/faster-whisper-{size}"
    folder = Path.home() / ".cache" / "huggingface" / "hub" / f"models--{repo.replace('/', '--')}"
    try:
        main = (folder / "refs" / "main").read_text("utf-8").strip()
        snapshots = sorted(
            (folder / "snapshots").iterdir(), key=lambda snapshot: (snapshot.name != main, snapshot.name)
        )
    except (OSError, UnicodeDecodeError):
        return
    yield from snapshots


def _complete(folder: Path) -> bool:
    return all((folder / name).is_file() for name in _NEEDED) and any(folder.glob("vocabulary.*"))
