"""eSpeak NG's C library, one per process: <https://github.com/espeak-ng/espeak-ng/blob/1.52.0/src/include/espeak-ng/speak_lib.h>.

The library keeps everything in globals and is not thread-safe, so that whoever calls it holds `LOCK`. Another driver in
this process may need it in a mode of its own (pyttsx3 does): `lend()` hands it over, and the next use takes it back.
"""

import ctypes
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hypotez.ports.errors import EngineFailed, EngineUnavailable

__all__ = ["LOCK", "ListedVoice", "Utterance", "data", "lend", "listed", "phonemes", "rate_hz", "speak", "variants"]

LOCK = threading.RLock()

_OURSELVES = "espeak"
_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_BUFFER_MS = 60
_UTF8 = 1
_IPA = 0x02
_END_PAUSE = 0x1000
_RATE, _VOLUME, _PITCH = 1, 2, 3
_GENDERS = {1: "male", 2: "female"}


class _Voice(ctypes.Structure):
    """`espeak_VOICE`."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


@dataclass(frozen=True, slots=True)
class ListedVoice:
    """A voice as the library lists it. `languages`: (code, priority) pairs, the lowest priority being the best."""

    identifier: str
    label: str
    languages: tuple[tuple[str, int], ...]
    gender: str | None


@dataclass(frozen=True, slots=True)
class Utterance:
    """What to say and how: `rate` in words a minute (80..450), `pitch` 0..99, `volume` in percent (0..200)."""

    text: str
    voice: str
    rate: int = 175
    pitch: int = 50
    volume: int = 100


Sink = Callable[[bytes], bool]
"""Takes samples (s16, mono); answers whether to go on."""

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class _State:
    """What is loaded, and how the library is set at the moment."""

    library: ctypes.CDLL | None = None
    rate_hz: int = 0
    user: str = ""
    sink: Sink | None = None


def _receive(samples: int | None, count: int, _events: int | None) -> int:
    if not samples or count <= 0 or _State.sink is None:
        return 0
    return 0 if _State.sink(ctypes.string_at(samples, 2 * count)) else 1


_receiver = _Callback(_receive)  # lives as long as the process: the library holds a bare pointer to it


def lend(user: str) -> bool:
    """Hand the library over to another driver. Call it with `LOCK` held, and keep it while that driver works.

    Returns:
        Whether the driver must initialise it: it is the first to use it, or another one had it in the meantime.

    Raises:
        EngineUnavailable: not installed, or no build for this platform.
    """
    library = _State.library = _State.library or _open()
    if _State.user == user:
        return False
    if _State.user:
        library.espeak_Terminate()
    _State.user = user
    return True


def _ours() -> ctypes.CDLL:
    """The library, set up for us; with `LOCK` held."""
    if lend(_OURSELVES):
        try:
            _State.rate_hz = _initialise()
        except EngineUnavailable:
            _State.user = ""
            raise
    assert _State.library is not None
    return _State.library


def rate_hz() -> int:
    """The sampling rate of everything that is spoken, in Hz."""
    with LOCK:
        _ours()
        return _State.rate_hz


def _open() -> ctypes.CDLL:
    try:
        import espeakng_loader

        library = ctypes.CDLL(str(espeakng_loader.get_library_path()))
    except ImportError as error:
        raise EngineUnavailable("eSpeak NG is not installed: pip install espeakng-loader.", engine="espeak") from error
    except OSError as error:
        raise EngineUnavailable(
            "eSpeak NG's library does not load on this platform; choose another engine.", engine="espeak"
        ) from error
    library.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
    library.espeak_SetSynthCallback.restype = None
    library.espeak_GetCurrentVoice.restype = ctypes.POINTER(_Voice)
    library.espeak_SetVoiceByName.argtypes = [ctypes.c_char_p]
    library.espeak_SetParameter.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int]
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_ListVoices.argtypes = [ctypes.c_void_p]
    library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
    library.espeak_Synth.argtypes = [
        *(ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int),
        *(ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p),
    ]
    return library


def _initialise() -> int:
    """Without an explicit data path the library would end the process where it finds no data."""
    library = _State.library
    assert library is not None
    rate_hz = int(library.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, str(data()).encode(), _DONT_EXIT))
    if rate_hz <= 0:
        raise EngineUnavailable("eSpeak NG found no data of its own; reinstall espeakng-loader.", engine="espeak")
    return rate_hz


def data() -> Path:
    """The folder of dictionaries and voices that comes with the library."""
    import espeakng_loader

    try:
        return Path(espeakng_loader.get_data_path())
    except RuntimeError as error:
        raise EngineUnavailable(
            "eSpeak NG's data folder is missing; reinstall espeakng-loader.", engine="espeak"
        ) from error


def listed() -> tuple[ListedVoice, ...]:
    """All voices for languages (no variants), in the library's order."""
    with LOCK:
        library = _ours()
        array = library.espeak_ListVoices(None)
        voices = []
        index = 0
        while array[index]:
            entry = array[index].contents
            voices.append(
                ListedVoice(
                    identifier=entry.identifier.decode(),
                    label=entry.name.decode().strip(),
                    languages=_languages(entry.languages),
                    gender=_GENDERS.get(entry.gender),
                )
            )
            index += 1
        return tuple(voices)


def _languages(address: int) -> tuple[tuple[str, int], ...]:
    """Each is a priority byte and a zero-terminated code; a zero byte ends the list."""
    pairs = []
    while priority := ctypes.string_at(address, 1)[0]:
        code = ctypes.string_at(address + 1)
        pairs.append((code.decode(), priority))
        address += len(code) + 2
    return tuple(pairs)


def variants() -> frozenset[str]:
    """Names that may follow a voice after a plus sign ("en-us+f3"): other speakers of the same language."""
    return frozenset(path.name for path in (data() / "voices" / "!v").iterdir())


def speak(utterance: Utterance, sink: Sink) -> None:
    """Synthesize on this thread and hand the samples to `sink` until it answers False.

    Raises:
        EngineFailed: the library refused the voice or the text.
    """
    with LOCK:
        library = _ours()
        library.espeak_SetSynthCallback(_receiver)  # somebody else in this process may have set another one
        _choose(library, utterance.voice)
        library.espeak_SetParameter(_RATE, utterance.rate, 0)
        library.espeak_SetParameter(_PITCH, utterance.pitch, 0)
        library.espeak_SetParameter(_VOLUME, utterance.volume, 0)
        library.espeak_ng_SetRandSeed(1)  # breathy voices are random: the same text then sounds the same again
        utf8 = utterance.text.encode() + b"\0"
        _State.sink = sink
        try:
            code = library.espeak_Synth(utf8, len(utf8), 0, 0, 0, _UTF8 | _END_PAUSE, None, None)
        finally:
            _State.sink = None
        if code:
            raise EngineFailed(f"eSpeak NG could not speak this text (code {code}).", engine="espeak")


def phonemes(text: str, voice: str) -> str:
    """How a voice pronounces `text`: phonemes in the International Phonetic Alphabet, parted by "_", words by " ".

    Raises:
        EngineUnavailable: eSpeak NG is not there.
        EngineFailed: the library refused the voice.
    """
    parts = []
    with LOCK:
        library = _ours()
        _choose(library, voice)
        rest = ctypes.c_char_p(text.encode())
        while rest.value:  # it answers clause by clause
            said = library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, ord("_") << 8 | _IPA)
            parts.append(said.decode().strip())
    return " ".join(filter(None, parts))


def _choose(library: ctypes.CDLL, name: str) -> None:
    """Choosing a voice reads its dictionary again, 20 ms for Russian: not where it is the chosen one already."""
    voice = name.encode()
    if library.espeak_GetCurrentVoice().contents.identifier != voice and library.espeak_SetVoiceByName(voice):
        raise EngineFailed(f"eSpeak NG could not load its voice {name}.", engine="espeak")
