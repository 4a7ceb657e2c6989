"""faster-whisper: Whisper by CTranslate2, several times faster than the original on a CPU, without torch."""

import math
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from typing import Any, Literal, TypeAlias

from hypotez.adapters.ranges import at_least
from hypotez.adapters.stt.faster_whisper_weights import PULLS, find
from hypotez.adapters.stt.once import Once
from hypotez.adapters.stt.whisper_errors import missing, unloadable, vendor_errors
from hypotez.adapters.stt.whisper_languages import ENGLISH, LANGUAGES, check_spoken, from_whisper, to_whisper
from hypotez.adapters.stt.whisper_listening import Heard, listen, share, told
from hypotez.adapters.stt.windows import Window
from hypotez.adapters.telemetry import silence_telemetry
from hypotez.ports.audio import Pcm
from hypotez.ports.engine import NameOrPath, PathText, Status
from hypotez.ports.errors import EngineUnavailable
from hypotez.ports.progress import Report, ignore
from hypotez.ports.speech import Hearing, Segment, SpeechToText, SttCan, Transcript, Word
from hypotez.ports.weights import HubRepo

__all__ = ["FasterWhisper"]

_INSTALL = "Install faster-whisper: pip install faster-whisper."


ComputeType: TypeAlias = Literal[
    "default",
    "auto",
    "int8",
    "int8_float32",
    "int8_float16",
    "int8_bfloat16",
    "int16",
    "float16",
    "bfloat16",
    "float32",
]


class FasterWhisper(SpeechToText):
    """Whisper by CTranslate2.

    Args:
        model: a size ("tiny", "base", "small", "medium", "large-v3", "turbo", ".en" for English only), a folder with
            a converted model, or "auto" for the best size that is on this machine.
        models: the folder with pulled weights: `<models>/faster-whisper/<size>/`.
        device: "cpu", "cuda", or "auto" for a GPU where there is one.
        compute_type: one of CTranslate2's; "default" is int8 on a CPU and the model's own on a GPU.
        threads: on a CPU; 0 for CTranslate2's choice.
        beam: hypotheses that are kept while decoding; 1 is the fastest.
    """

    name = "faster-whisper"
    pulls: Mapping[str, HubRepo] = PULLS

    def __init__(
        self,
        *,
        model: NameOrPath = "auto",
        models: PathText = "",
        device: Literal["auto", "cpu", "cuda"] = "auto",
        compute_type: ComputeType = "default",
        threads: int = 0,
        beam: int = 5,
    ) -> None:
        at_least(0, threads=threads)
        at_least(1, beam=beam)
        self._model = model
        self._models = models
        self._device = device
        self._compute_type = compute_type
        self._threads = threads
        self._beam = beam
        self._loaded = Once(self._load)

    @property
    def can(self) -> SttCan:
        """All that Whisper can; in English only for a model whose name ends in ".en"."""
        languages = ENGLISH if self._model.rstrip("/\\").endswith(".en") else LANGUAGES
        return SttCan(
            languages=languages,
            detects=True,
            words=True,
            confidence=True,
            phrases=True,
            translates=languages != ENGLISH,
        )

    def transcribe(self, blocks: Iterable[Pcm], hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        """Hear windows of at most 30 s; phrases, and words that were missed, are hotwords.

        Translations carry no words' times.
        """
        can = self.can
        options = {
            "task": "translate" if hearing.translate and can.translates else "transcribe",
            "word_timestamps": not hearing.translate,
            "hotwords": ", ".join(told(hearing)) or None,
            "beam_size": self._beam,
            "condition_on_previous_text": False,
        }

        def hear(window: Window, language: str | None) -> Heard:
            return self._hear(window, language, options)

        return listen(blocks, hearing, hear, report, engine=self.name, can=can)

    def status(self) -> Status:
        """Whether the package and the weights are here."""
        if find_spec("faster_whisper") is None:
            return Status(installed=False, ready=False, hint=_INSTALL)
        if find(self._model, self._models) is None:
            return Status(ready=False, hint=self._missing())
        return Status()

    def close(self) -> None:
        """Free the model; the next call loads it again."""
        self._loaded.drop()

    def _hear(self, window: Window, language: str | None, options: Mapping[str, Any]) -> Heard:
        model = self._loaded.get()
        check_spoken(language, self.name, multilingual=model.model.is_multilingual)
        theirs = to_whisper(language) if language else None
        with vendor_errors(self.name):
            segments, info = model.transcribe(window.samples, language=theirs, **options)
            spoken = from_whisper(info.language)
        return spoken, self._segments(segments)

    def _segments(self, segments: Iterable[Any]) -> Iterator[Segment]:
        """Recognition happens while the vendor's iterator is read; errors of whoever reads this one are not ours."""
        vendors = iter(segments)
        while True:
            with vendor_errors(self.name):
                segment = next(vendors, None)
                if segment is None:
                    return
                ours = _segment(segment)
            yield ours

    def _load(self) -> Any:
        silence_telemetry()
        try:
            import ctranslate2
            from faster_whisper import WhisperModel
        except ImportError as error:
            raise EngineUnavailable(_INSTALL, engine=self.name) from error
        folder = find(self._model, self._models)
        if folder is None:
            raise EngineUnavailable(self._missing(), engine=self.name)
        try:
            device: str = self._device
            if device == "auto":
                device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
            compute_type = "int8" if (self._compute_type, device) == ("default", "cpu") else self._compute_type
            return WhisperModel(
                str(folder), device=device, compute_type=compute_type, cpu_threads=self._threads, local_files_only=True
            )
        except Exception as error:
            raise EngineUnavailable(unloadable(self.name, folder), engine=self.name) from error

    def _missing(self) -> str:
        return missing(self.name, self._model, PULLS)


def _segment(segment: Any) -> Segment:
    words = tuple(
        Word(word.word.strip(), float(word.start), float(word.end), share(word.probability))
        for word in segment.words or ()
        if word.word.strip()
    )
    text = " ".join(word.text for word in words) or segment.text.strip()
    return Segment(text, float(segment.start), float(segment.end), words, share(math.exp(segment.avg_logprob)))
