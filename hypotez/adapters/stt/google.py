"""Google Web Speech, by way of SpeechRecognition, in the cloud. What is heard is sent to Google."""

import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from types import ModuleType
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

from hypotez.adapters.audio.pyav import PyAv
from hypotez.adapters.ranges import more_than
from hypotez.adapters.stt.google_errors import translated
from hypotez.adapters.stt.google_languages import LANGUAGES, tag
from hypotez.adapters.stt.windows import Window, windows
from hypotez.adapters.stt.wishes import base, ignored, known_language
from hypotez.ports.audio import SPEECH_RATE, Pcm
from hypotez.ports.engine import Place, Status
from hypotez.ports.errors import EngineTimeout, EngineUnavailable
from hypotez.ports.notices import notice
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.speech import Hearing, Segment, SpeechToText, SttCan, Transcript

__all__ = ["Google"]

_LONGEST = 55.0
_GLANCE = 0.2  # seconds between two looks at whether the answer has come
_HINT = "pip install SpeechRecognition"
_importing = threading.Lock()


class Google(SpeechToText):
    """Asks Google, by HTTPS unless `endpoint` says otherwise.

    `key`: an API key of one's own; without it the key that SpeechRecognition shares among all its users. `timeout`:
    seconds for one request as a whole. `default_language`: what is heard when a request names no language, for this
    service cannot find it out.
    """

    name = "google"
    can = SttCan(
        place=Place.CLOUD, remote=True, languages=LANGUAGES, confidence=True, max_seconds=_LONGEST, max_parallel=4
    )

    def __init__(
        self,
        *,
        endpoint: str = "https://www.google.com/speech-api/v2/recognize",
        key: str = "",
        timeout: float = 30.0,
        default_language: str = "en-US",
    ) -> None:
        more_than(0, timeout=timeout)
        self._endpoint = endpoint
        self._key = key
        self._timeout = timeout
        self._default_language = default_language

    def transcribe(self, blocks: Iterable[Pcm], hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        """Send one request per stretch of at most 55 seconds, none for silence.

        Raises:
            UnknownLanguage: Google does not know it.
            EngineUnavailable: SpeechRecognition is missing, or the key was refused.
            EngineUnreachable, EngineTimeout, EngineQuota: the service did not answer as it should.
        """
        known_language(hearing, self.can, self.name)
        notes = list(ignored(hearing, self.can, self.name))
        if not hearing.language:
            notes.append(notice("language-taken", engine=self.name, language=self._default_language))
        language = self._tag(hearing.language)
        segments = []
        duration = 0.0
        for window in windows(blocks, _LONGEST, report):
            duration = window.end
            segment = None if window.silent else self._heard(window, language, report)
            if segment is not None:
                segments.append(segment)
        return Transcript(
            text=" ".join(segment.text for segment in segments),
            language=base(hearing.language or self._default_language),
            engine=self.name,
            duration=duration,
            segments=tuple(segments),
            warnings=tuple(notes),
        )

    def status(self) -> Status:
        """Whether SpeechRecognition is installed; the network is not tried."""
        if find_spec("speech_recognition") is None:
            return Status(installed=False, ready=False, hint=f"Install SpeechRecognition: {_HINT}.")
        return Status()

    def close(self) -> None:
        """It holds nothing between calls."""

    def _tag(self, language: str | None) -> str:
        """As Google spells it; the default's region is that of its language."""
        if not language or language.lower() == base(self._default_language):
            return tag(self._default_language)
        return tag(language)

    def _heard(self, window: Window, language: str, report: Report) -> Segment | None:
        vendor = _vendor(self.name)
        _check_address(self._endpoint, self.name)
        flac = b"".join(PyAv().encode([Pcm(window.data)], "flac"))

        def ask() -> Any:
            recognizer = vendor.Recognizer()
            recognizer.operation_timeout = self._timeout
            sound = vendor.AudioData(window.data, SPEECH_RATE, 2)
            # its own encoder is a program that some systems lack, or must first be made executable
            sound.get_flac_data = lambda **_: flac
            return recognizer.recognize_google(
                sound, key=self._key or None, language=language, show_all=True, endpoint=self._endpoint
            )

        return _segment(_answer(ask, self._timeout, report, self.name), window)


def _check_address(endpoint: str, engine: str) -> None:
    """Refuse what urllib would refuse too, for its sentence would hold the key."""
    try:
        parts = urlsplit(endpoint)
        right = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        right = False
    if not right or not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint:
        raise EngineUnavailable(
            "The address of Google's speech service is wrong: check `endpoint` in the config.", engine=engine
        )


def _answer(ask: Callable[[], Any], timeout: float, report: Report, engine: str) -> Any:
    """What `ask` returns, None where Google heard nothing.

    The vendor's time limit counts single reads of the socket, so that a slow answer could take for ever; the request
    runs on a thread of its own, which is left behind past the deadline, or when the listener stops the work.
    """
    done = threading.Event()
    answers: list[Any] = []
    errors: list[Exception] = []

    def work() -> None:
        try:
            answers.append(ask())
        except Exception as error:  # noqa: BLE001 - it is raised again on the thread that asked
            errors.append(error)
            _let_go(error)
        finally:
            done.set()

    deadline = time.monotonic() + timeout
    threading.Thread(target=work, name="google-web-speech", daemon=True).start()
    while not done.wait(_GLANCE):
        report(Progress("recognising"))
        if time.monotonic() > deadline:
            raise EngineTimeout(
                f"Google's speech service gave no whole answer within {timeout:g} seconds; try again later.",
                engine=engine,
            )
    if not errors:
        return answers[0] if answers else None
    failure = translated(errors[0], engine)
    if failure is not None:
        raise failure from errors[0]
    return None


def _let_go(error: Exception) -> None:
    """Close the connection of a request that failed: the vendor leaves it open in its frames, or in the error."""
    for failure in (error, error.__context__):
        if isinstance(failure, HTTPError):
            failure.close()
        if failure is not None:
            traceback.clear_frames(failure.__traceback__)


def _segment(answer: Any, window: Window) -> Segment | None:
    """The first alternative, which is Google's best; its confidence is often left out, or 0 for the same reason."""
    match answer:
        case {"alternative": [{"transcript": str(text), "confidence": int() | float() as sure}, *_]} if 0 < sure <= 1:
            confidence: float | None = float(sure)
        case {"alternative": [{"transcript": str(text)}, *_]}:
            confidence = None
        case _:
            return None
    return Segment(text.strip(), window.start, window.end, confidence=confidence) if text.strip() else None


def _vendor(engine: str) -> ModuleType:
    try:
        with _importing, warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # it still imports aifc and audioop
            import speech_recognition
    except ImportError as error:
        raise EngineUnavailable(f"SpeechRecognition is not installed: {_HINT}.", engine=engine) from error
    module: ModuleType = speech_recognition
    return module
