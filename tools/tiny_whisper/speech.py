"""eSpeak NG by its C interface: voices, variants, rate and pitch for training clips and tests."""

from __future__ import annotations

import ctypes
import threading
from functools import cache

import espeakng_loader
import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

RATE_HZ = 16_000
"""What Whisper hears."""

VOICES = {
    "en": ("en-us", "en-gb-scotland", "en-gb-x-rp", "en-029", "en-gb-x-gbclan", "en-gb-x-gbcwmd"),
    "ru": ("ru", "ru-cl"),
}
PLAIN_VOICE = {language: voices[0] for language, voices in VOICES.items()}

_VARIANTS = """
m1 m2 m3 m4 m5 m6 m7 f1 f2 f3 f4 Andrea Alex Alicia Gene Hugo Lee Mario Michael Mike adam anika antonio aunty belinda
benjamin boris caleb david ed edward grandma grandpa ian iven john klatt klatt2 klatt3 linda max norbert pablo paul
quincy rob robert sandro shelby steph steph2 travis victor
"""
_HELD_OUT_VARIANTS = "f5 m8 Denis Diogo Gene2 Marco iven3 klatt4 mike2 pedro steph3 zac"
VARIANTS = tuple(_VARIANTS.split())
HELD_OUT_VARIANTS = tuple(_HELD_OUT_VARIANTS.split())
"""Never trained on: the evaluation's unknown speakers."""

_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_RATE, _PITCH = 1, 3

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
_lock = threading.Lock()
_chunks: list[bytes] = []


def _collect(samples: ctypes._Pointer[ctypes.c_short], count: int, _events: int | None) -> int:
    if count > 0:  # the last call has no samples, only the event of the end
        _chunks.append(ctypes.string_at(samples, count * ctypes.sizeof(ctypes.c_short)))
    return 0


_collector = _Callback(_collect)  # kept for the life of the process: the library holds a bare pointer to it


@cache
def _library() -> tuple[ctypes.CDLL, int]:
    """The initialised library and its sampling rate. Without the explicit data path eSpeak would end the process."""
    library = ctypes.CDLL(str(espeakng_loader.get_library_path()))
    library.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
    library.espeak_SetVoiceByName.argtypes = [ctypes.c_char_p]
    library.espeak_SetParameter.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int]
    library.espeak_Synth.argtypes = [
        *(ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int),
        *(ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p),
    ]
    data = str(espeakng_loader.get_data_path()).encode()
    rate_hz = library.espeak_Initialize(_SYNCHRONOUS, 200, data, _DONT_EXIT)
    if rate_hz <= 0:
        raise RuntimeError(f"eSpeak NG did not start: {rate_hz}")
    library.espeak_ng_SetRandSeed(1)  # its breathy voices are random: a fresh process then says the same again
    library.espeak_SetSynthCallback(_collector)
    return library, rate_hz


def speak(text: str, voice: str, *, words_per_minute: int = 175, pitch: int = 50) -> tuple[Samples, int]:
    """Speech as mono samples of shape (n,) in -1..1 and their rate in Hz (22,050).

    `voice` may carry a variant, as in `en-us+f3`; pitch runs from 0 to 99. The defaults are eSpeak's own.
    """
    with _lock:
        library, rate_hz = _library()
        if library.espeak_SetVoiceByName(voice.encode()):
            raise ValueError(f"eSpeak NG has no voice {voice!r}")
        library.espeak_SetParameter(_RATE, words_per_minute, 0)
        library.espeak_SetParameter(_PITCH, pitch, 0)
        _chunks.clear()
        utf8 = text.encode() + b"\0"
        if library.espeak_Synth(utf8, len(utf8), 0, 0, 0, _UTF8, None, None):
            raise RuntimeError(f"eSpeak NG could not say {text!r}")
        pcm = np.frombuffer(b"".join(_chunks), "<i2")
    return (pcm / 32768).astype(np.float32), rate_hz


def resample(samples: npt.NDArray[np.floating], from_hz: float, to_hz: float) -> npt.NDArray[np.float64]:
    """Band-limited resampling of a whole clip by truncating or extending its spectrum."""
    n = max(1, round(len(samples) * to_hz / from_hz))
    spectrum = np.fft.rfft(samples)
    bins = n // 2 + 1
    resized = np.zeros(bins, complex)
    kept = min(bins, len(spectrum))
    resized[:kept] = spectrum[:kept]
    return np.fft.irfft(resized, n) * (n / len(samples))


def say(text: str, language: str) -> Samples:
    """Clean speech in the plain voice of a language ('en' or 'ru'), at 16 kHz."""
    samples, rate_hz = speak(text, PLAIN_VOICE[language])
    return resample(samples, rate_hz, RATE_HZ).astype(np.float32)
