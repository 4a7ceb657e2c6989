"""openai-whisper: the original, by torch."""

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from threading import Lock
from typing import Any

from hypotez.adapters.ranges import at_least
from hypotez.adapters.stt.once import Once
from hypotez.adapters.stt.whisper_errors import missing, unloadable, vendor_errors
from hypotez.adapters.stt.whisper_languages import ENGLISH, LANGUAGES, check_spoken, from_whisper, to_whisper
from hypotez.adapters.stt.whisper_listening import Heard, listen, share, told
from hypotez.adapters.stt.whisper_weights import PULLS, Weights, find
from hypotez.adapters.stt.windows import Window
from hypotez.ports.audio import Pcm
from hypotez.ports.engine import NameOrPath, PathText, Status
from hypotez.ports.errors import EngineUnavailable
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.speech import Hearing, Segment, SpeechToText, SttCan, Transcript, Word
from hypotez.ports.weights import Download

__all__ = ["Whisper"]

_INSTALL = "Install openai-whisper: pip install 'hypotez[whisper]'."


class Whisper(SpeechToText):
    """OpenAI's Whisper.

    Args:
        model: a size ("tiny", "base", "small", "medium", "large-v3", "turbo", ".en" for English only), a checkpoint
            file, or "auto" for the best size that is on this machine.
        models: the folder with pulled weights: `<models>/whisper/<size>/<size>.pt`.
        device: "cpu", "cuda", or "auto" for a GPU where there is one.
        threads: of torch on a CPU, for the whole process; 0 for torch's choice.
        beam: hypotheses that are kept while decoding; 1, the fastest, is openai-whisper's own default.
    """

    name = "whisper"
    pulls: Mapping[str, Download] = PULLS

    def __init__(
        self,
        *,
        model: NameOrPath = "auto",
        models: PathText = "",
        device: str = "auto",
        threads: int = 0,
        beam: int = 1,
    ) -> None:
        at_least(0, threads=threads)
        at_least(1, beam=beam)
        self._model = model
        self._models = models
        self._device = device
        self._threads = threads
        self._beam = beam
        self._loaded = Once(self._load)
        self._working = Lock()

    @property
    def can(self) -> SttCan:
        """All that Whisper can; in English only for a model whose name ends in ".en"."""
        english = self._model.removesuffix(".pt").endswith(".en")
        return SttCan(
            languages=ENGLISH if english else LANGUAGES,
            detects=True,
            words=True,
            confidence=True,
            phrases=True,
            translates=not english,
        )

    def transcribe(self, blocks: Iterable[Pcm], hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        """Hear windows of at most 30 s, one at a time; phrases, and words that were missed, are told as said before.

        Translations carry no words' times.
        """
        can = self.can
        translate = hearing.translate and can.translates
        prompt = ", ".join(told(hearing))
        options = {
            "task": "translate" if translate else "transcribe",
            "word_timestamps": not translate,
            "initial_prompt": prompt or None,
            "carry_initial_prompt": bool(prompt),
            "beam_size": self._beam if self._beam > 1 else None,
            "condition_on_previous_text": False,
        }

        def hear(window: Window, language: str | None) -> Heard:
            return self._hear(window, language, options, report)

        return listen(blocks, hearing, hear, report, engine=self.name, can=can)

    def status(self) -> Status:
        """Whether the package and the weights are here."""
        if find_spec("whisper") is None or find_spec("torch") is None:
            return Status(installed=False, ready=False, hint=_INSTALL)
        if find(self._model, self._models) is None:
            return Status(ready=False, hint=missing(self.name, self._model, PULLS))
        return Status()

    def close(self) -> None:
        """Free the model; the next call loads it again."""
        self._loaded.drop()

    def _hear(self, window: Window, language: str | None, options: Mapping[str, Any], report: Report) -> Heard:
        model = self._loaded.get()
        check_spoken(language, self.name, multilingual=model.is_multilingual)
        with self._alone(window, report), vendor_errors(self.name):
            theirs = to_whisper(language) if language else None
            fp16 = model.device.type == "cuda"
            with _same_threads():
                result = model.transcribe(window.samples, language=theirs, fp16=fp16, **options)
            return from_whisper(result["language"]), [_segment(segment) for segment in result["segments"]]

    @contextmanager
    def _alone(self, window: Window, report: Report) -> Iterator[None]:
        """Timing the words hangs hooks into the model: it hears one window at a time. Gives signs of life meanwhile."""
        while not self._working.acquire(timeout=1.0):
            report(Progress("waiting", window.start, None, "seconds"))
        try:
            yield
        finally:
            self._working.release()

    def _load(self) -> Any:
        try:
            import torch
            import whisper
        except ImportError as error:
            raise EngineUnavailable(_INSTALL, engine=self.name) from error
        weights = find(self._model, self._models)
        if weights is None:
            raise EngineUnavailable(missing(self.name, self._model, PULLS), engine=self.name)
        try:
            if self._threads:
                torch.set_num_threads(self._threads)
            # a path, never a size: for that it would ask the network. It is opened with weights_only=True
            model = whisper.load_model(str(weights.path.resolve()), device=self._chosen_device(torch))
            _choose_heads(whisper, model, weights)
            _encode_once(torch, model)
        except Exception as error:
            raise EngineUnavailable(unloadable(self.name, weights.path), engine=self.name) from error
        return model

    def _chosen_device(self, torch: Any) -> str:
        if self._device != "auto":
            return self._device
        return "cuda" if torch.cuda.is_available() else "cpu"


def _choose_heads(whisper: Any, model: Any, weights: Weights) -> None:
    """Tell the model which of its attention heads know the time; given a path, openai-whisper takes too many."""
    heads = getattr(whisper, "_ALIGNMENT_HEADS", {}).get(weights.size)
    if heads is not None:
        model.set_alignment_heads(heads)


def _encode_once(torch: Any, model: Any) -> None:
    """Let the model remember what it encoded last.

    openai-whisper encodes the same 30 s to decode and once more to time the words, and encoding is most of the work.
    """
    encode = model.encoder.forward
    last: tuple[Any, Any] | None = None

    def remembered(mel: Any) -> Any:
        nonlocal last
        if last is None or last[0].shape != mel.shape or not torch.equal(last[0], mel):
            last = mel, encode(mel)
        return last[1]

    model.encoder.forward = remembered


@contextmanager
def _same_threads() -> Iterator[None]:
    """Timing words starts numba's threads, which changes how many torch uses: on a busy machine many are slower."""
    import torch

    threads = torch.get_num_threads()
    try:
        yield
    finally:
        if torch.get_num_threads() != threads:
            torch.set_num_threads(threads)


def _segment(segment: Mapping[str, Any]) -> Segment:
    words = tuple(
        Word(word["word"].strip(), float(word["start"]), float(word["end"]), share(word["probability"]))
        for word in segment.get("words", ())
        if word["word"].strip()
    )
    text = " ".join(word.text for word in words) or segment["text"].strip()
    return Segment(text, float(segment["start"]), float(segment["end"]), words, share(math.exp(segment["avg_logprob"])))
