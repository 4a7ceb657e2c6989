"""pyttsx3: the speaker that the operating system brings (SAPI 5, NSSpeechSynthesizer, eSpeak)."""

import sys
import tempfile
from collections.abc import Iterator
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hypotez.adapters.compose.sentences import pieces
from hypotez.adapters.tts.choosing import check_factors, choose, speakable
from hypotez.adapters.tts.decoding import decoded
from hypotez.adapters.tts.pyttsx3_session import driver_here, save, session
from hypotez.ports.audio import Pcm
from hypotez.ports.engine import Status
from hypotez.ports.errors import TextError
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.speech import TextToSpeech, TtsCan, Voice, Voicing

__all__ = ["Pyttsx3"]

_RATE_HZ = 22_050
_NORMAL_WORDS_PER_MINUTE = 200
_NORMAL_PITCH = 50
_PIECE_CHARS = 300
"""Characters in one file: the sound begins when the first piece is whole, and work can stop between pieces."""

_PIECE_SECONDS = 900.0
"""A piece lasts about 20 seconds; 300 signs that are read out by their names, at the lowest rate, some minutes."""

_ALSO = {"cmn": "zh", "nb": "no"}
"""Languages that people name more widely than eSpeak does."""


class Pyttsx3(TextToSpeech):
    """pyttsx3, speaking into temporary files. Tested with the "espeak" driver.

    Args:
        driver: "sapi5", "nsss", "avspeech" or "espeak"; empty takes the platform's.
    """

    name = "pyttsx3"

    def __init__(self, *, driver: str = "") -> None:
        self._driver = driver or driver_here(sys.platform)
        self._known: tuple[tuple[Voice, str], ...] = ()

    @property
    def can(self) -> TtsCan:
        """Only the eSpeak driver changes the pitch."""
        pitches = (0.02, 1.98) if self._driver == "espeak" else None
        return TtsCan(rates=(0.4, 2.25), pitches=pitches, volumes=(0.01, 1.0), streams=True)

    def voices(self) -> tuple[Voice, ...]:
        """The system's voices."""
        return tuple(voice for voice, _ in self._catalogue())

    def synthesize(self, text: str, voicing: Voicing = Voicing(), *, report: Report = ignore) -> Iterator[Pcm]:
        """22,050 Hz, a piece of the text at a time."""
        clean = speakable(text)
        check_factors(voicing, self.can, self.name)
        catalogue = self._catalogue()
        chosen = choose([voice for voice, _ in catalogue], voicing, self.name)
        settings: dict[str, Any] = {
            "voice": next(id for voice, id in catalogue if voice is chosen),
            "rate": round(_NORMAL_WORDS_PER_MINUTE * voicing.rate),
            "volume": voicing.volume,
        }
        if self.can.pitches is not None:
            settings["pitch"] = round(_NORMAL_PITCH * voicing.pitch)
        return self._stream(clean, settings, report)

    def status(self) -> Status:
        """Whether the package is here, and eSpeak where it is needed; other drivers show at the first call."""
        if find_spec("pyttsx3") is None:
            return Status(installed=False, ready=False, hint="Install pyttsx3: pip install pyttsx3.")
        if self._driver == "espeak" and not _espeak_is_here():
            return Status(ready=False, hint="Its driver needs eSpeak NG: pip install espeakng-loader, or the system's.")
        return Status()

    def _catalogue(self) -> tuple[tuple[Voice, str], ...]:
        """Voices and the vendor's ids: the vendor's default first, then those of plain languages, then of regions."""
        if not self._known:
            with session(self._driver) as engine:
                default = engine.getProperty("voice")
                entries = list(engine.getProperty("voices"))
            entries.sort(key=lambda entry: (entry.id != default, "-" in entry.id.rpartition("/")[2]))
            self._known = tuple((_voice(entry, self._driver), entry.id) for entry in entries)
        return self._known

    def _stream(self, text: str, settings: dict[str, Any], report: Report) -> Iterator[Pcm]:
        done = 0.0
        with tempfile.TemporaryDirectory(prefix="hypotez-") as folder:
            path = Path(folder) / "speech.wav"
            for piece in pieces(text, _PIECE_CHARS):
                report(Progress("speaking", done, None, "seconds"))
                with session(self._driver) as engine:
                    sounding = save(engine, piece, settings, path)
                if not sounding:
                    continue
                for block in decoded(path, _RATE_HZ, self.name, formats=("wav", "aiff"), seconds=_PIECE_SECONDS):
                    done += block.seconds
                    report(Progress("speaking", done, None, "seconds"))
                    yield block
        if not done:
            raise TextError("There is nothing to say in this text: write some words.", key="speech-nothing")


def _espeak_is_here() -> bool:
    """In the wheel or in the system; elsewhere than on Linux the system's cannot be looked for."""
    wheel = find_spec("espeakng_loader") is not None
    return wheel or sys.platform != "linux" or any(map(find_library, ("espeak-ng", "espeak")))


def _voice(entry: Any, driver: str) -> Voice:
    """ESpeak's voices go by their id ("gmw/en-us"), the others by the name that the system shows."""
    codes = [str(code).replace("_", "-") for code in entry.languages or () if code]
    if driver == "espeak":
        codes.insert(0, entry.id.rpartition("/")[2])
    codes += [code.partition("-")[0] for code in codes]
    codes += [_ALSO[code] for code in codes if code in _ALSO]
    gender = str(entry.gender).lower() if entry.gender else None
    name = entry.id if driver == "espeak" else entry.name
    return Voice(name, tuple(dict.fromkeys(codes)), entry.name, gender)
