"""hypotez: speech to text, text to speech, from Discord, a terminal and Python, every engine a line in a config.

    from hypotez import open_app

    with open_app() as app:
        print(app.transcribe("question.ogg").text)
        app.speak("And this is the answer.").save("answer.mp3")

The names here are loaded when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypotez.domain.speak import Speak, Speech
    from hypotez.domain.transcribe import Transcribe
    from hypotez.entrypoints.app import App
    from hypotez.entrypoints.bootstrap import open_app
    from hypotez.ports.audio import Audio, Pcm
    from hypotez.ports.errors import HypotezError
    from hypotez.ports.speech import Hearing, Transcript, Voicing

__all__ = [
    "App",
    "Audio",
    "Hearing",
    "HypotezError",
    "Pcm",
    "Speak",
    "Speech",
    "Transcribe",
    "Transcript",
    "Voicing",
    "open_app",
]

_HOMES = {
    "domain.speak": ("Speak", "Speech"),
    "domain.transcribe": ("Transcribe",),
    "entrypoints.app": ("App",),
    "entrypoints.bootstrap": ("open_app",),
    "ports.audio": ("Audio", "Pcm"),
    "ports.errors": ("HypotezError",),
    "ports.speech": ("Hearing", "Transcript", "Voicing"),
}


if not TYPE_CHECKING:  # else a type checker would believe in any name

    def __getattr__(name: str) -> Any:
        for home, names in _HOMES.items():
            if name in names:
                return getattr(import_module(f"hypotez.{home}"), name)
        raise AttributeError(f"module 'hypotez' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
